//! Work on uploaded files, and which server does it.

use chrono::{DateTime, Utc};
use domain::id::ImportId;
use domain::import::ImportRun;
use sqlx::QueryBuilder;
use sqlx::types::Uuid;

use super::import::COLUMNS;
use super::{Tx, on_tx};

/// A piece of work that somebody has in hand.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Job {
    /// Identifies it.
    pub id: Uuid,
    /// Whether it imports, or only checks.
    pub writes: bool,
    /// Who began it, as JSON.
    pub actor: String,
    /// Who has it in hand; made anew each time somebody takes it up.
    pub worker: Uuid,
    /// How often it was taken up since it last moved on.
    pub attempts: i64,
}

/// Adds a job that its maker has in hand.
pub(crate) async fn insert(tx: &mut Tx, job: &Job, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("insert into import_jobs (id, writes, actor, worker, alive_at, attempts) values ($1, $2, $3, $4, $5, $6)")
            .bind(job.id)
            .bind(job.writes)
            .bind(&job.actor)
            .bind(job.worker)
            .bind(now)
            .bind(job.attempts)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Puts a run into a job.
pub(crate) async fn add_run(
    tx: &mut Tx,
    job: Uuid,
    run: ImportId,
    position: i64,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update imports set job_id = $2, position = $3 where id = $1")
            .bind(run)
            .bind(job)
            .bind(position)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// The runs of a job in the order of their turns.
pub(crate) async fn runs(tx: &mut Tx, job: Uuid) -> sqlx::Result<Vec<ImportRun>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!("select {COLUMNS} from imports where job_id = "))
            .push_bind(job)
            .push(" order by position")
            .build_query_as()
            .fetch_all(conn)
            .await
    })
}

/// Takes up a job that nobody moved since `silent_since`, as `worker`. Of two who try, one gets it.
pub(crate) async fn take_up(
    tx: &mut Tx,
    worker: Uuid,
    silent_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Job>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "update import_jobs set worker = $1, alive_at = $3, attempts = attempts + 1
             where id = (select id from import_jobs where alive_at < $2 order by id limit 1) and alive_at < $2
             returning id, writes, actor, worker, attempts",
        )
        .bind(worker)
        .bind(silent_since)
        .bind(now)
        .fetch_optional(conn)
        .await
    })
}

/// Says that `job` is worked on; `false` if somebody else has it in hand by now, or it is gone. `moved_on` forgets the
/// attempts that came to nothing.
pub(crate) async fn hold(
    tx: &mut Tx,
    job: &Job,
    moved_on: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update import_jobs set alive_at = $3, attempts = case when $4 then 0 else attempts end where id = $1 and worker = $2",
        )
        .bind(job.id)
        .bind(job.worker)
        .bind(now)
        .bind(moved_on)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

/// Removes a job that is done.
pub(crate) async fn delete(tx: &mut Tx, job: Uuid) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query("update imports set job_id = null where job_id = $1")
            .bind(job)
            .execute(conn)
            .await
            .map(drop)
    })?;
    on_tx!(tx, |conn| sqlx::query(
        "delete from import_jobs where id = $1"
    )
    .bind(job)
    .execute(conn)
    .await
    .map(drop))
}
