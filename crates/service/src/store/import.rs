//! Import runs, the problems they found and the files they read from.

use chrono::{DateTime, Utc};
use domain::id::ImportId;
use domain::import::{DateStyle, ImportRun, ImportState, Problem};
use sqlx::QueryBuilder;

use super::{Tx, on_tx};

/// The columns of a run.
pub(crate) const COLUMNS: &str = "id, kind, file_name, state, started_by, started_at, progress_at, finished_at, as_of, size_bytes, read_bytes,
    records, added, changed, unchanged, bad, unknown_columns, problem, begun_at, dates, dates_from";
/// How many problems one statement inserts.
const PROBLEMS_PER_STATEMENT: usize = 500;

/// Adds a run.
pub(crate) async fn insert(tx: &mut Tx, run: &ImportRun) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into imports (id, kind, file_name, state, started_by, started_at, progress_at, finished_at, as_of, size_bytes, read_bytes,
                 records, added, changed, unchanged, bad, unknown_columns, problem, begun_at, dates, dates_from)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
        )
        .bind(run.id)
        .bind(run.kind)
        .bind(&run.file_name)
        .bind(run.state)
        .bind(&run.started_by)
        .bind(run.started_at)
        .bind(run.progress_at)
        .bind(run.finished_at)
        .bind(run.as_of)
        .bind(run.size_bytes)
        .bind(run.read_bytes)
        .bind(run.records)
        .bind(run.added)
        .bind(run.changed)
        .bind(run.unchanged)
        .bind(run.bad)
        .bind(unknown_columns(run))
        .bind(&run.problem)
        .bind(run.begun_at)
        .bind(run.dates)
        .bind(run.dates_from)
        .execute(conn)
        .await
        .map(drop)
    })
}

fn unknown_columns(run: &ImportRun) -> String {
    serde_json::to_string(&run.unknown_columns).unwrap_or_else(|_| "[]".to_owned())
}

/// One run.
pub(crate) async fn find(tx: &mut Tx, id: ImportId) -> sqlx::Result<Option<ImportRun>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!("select {COLUMNS} from imports where id = "))
            .push_bind(id)
            .build_query_as()
            .fetch_optional(conn)
            .await
    })
}

/// The newest runs, newest first.
pub(crate) async fn list(tx: &mut Tx, limit: i64) -> sqlx::Result<Vec<ImportRun>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!(
            "select {COLUMNS} from imports order by started_at desc, id desc limit "
        ))
        .push_bind(limit)
        .build_query_as()
        .fetch_all(conn)
        .await
    })
}

/// Begins a pass over the file; says whether the run was in one of the states `from`.
pub(crate) async fn begin_pass(
    tx: &mut Tx,
    id: ImportId,
    from: &[ImportState],
    to: ImportState,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let begun = on_tx!(&mut *tx, |conn| {
        let mut sql = QueryBuilder::new("update imports set state = ");
        sql.push_bind(to).push(", progress_at = ").push_bind(now);
        sql.push(", begun_at = ").push_bind(now);
        sql.push(
            ", finished_at = null, problem = null, read_bytes = 0, records = 0, added = 0, changed = 0, unchanged = 0, bad = 0 where id = ",
        );
        sql.push_bind(id).push(" and state in (");
        let mut states = sql.separated(", ");
        for state in from {
            states.push_bind(*state);
        }
        sql.push(")");
        sql.build()
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })?;
    on_tx!(tx, |conn| sqlx::query(
        "delete from import_problems where import_id = $1"
    )
    .bind(id)
    .execute(conn)
    .await
    .map(drop))?;
    Ok(begun)
}

/// Writes how far the run has come, if it is still in the state `expected`; says whether it was.
pub(crate) async fn save(
    tx: &mut Tx,
    run: &ImportRun,
    expected: ImportState,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update imports
             set kind = $3, state = $4, progress_at = $5, finished_at = $6, as_of = $7, read_bytes = $8, records = $9, added = $10,
                 changed = $11, unchanged = $12, bad = $13, unknown_columns = $14, problem = $15, dates = $16, dates_from = $17
             where id = $1 and state = $2",
        )
        .bind(run.id)
        .bind(expected)
        .bind(run.kind)
        .bind(run.state)
        .bind(run.progress_at)
        .bind(run.finished_at)
        .bind(run.as_of)
        .bind(run.read_bytes)
        .bind(run.records)
        .bind(run.added)
        .bind(run.changed)
        .bind(run.unchanged)
        .bind(run.bad)
        .bind(unknown_columns(run))
        .bind(&run.problem)
        .bind(run.dates)
        .bind(run.dates_from)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

/// Stops a run that has not come to its end; says whether there was one.
pub(crate) async fn cancel(tx: &mut Tx, id: ImportId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update imports set state = 'cancelled', progress_at = $2, finished_at = $2
             where id = $1 and state in ('uploading', 'checking', 'checked', 'importing')",
        )
        .bind(id)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

/// Marks runs that nothing moved since `silent_since`, and that are not of a job, as failed with `problem`; says how many.
pub(crate) async fn interrupt(
    tx: &mut Tx,
    silent_since: DateTime<Utc>,
    problem: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update imports set state = 'failed', problem = $2, finished_at = $3
             where state in ('checking', 'importing') and progress_at < $1 and job_id is null",
        )
        .bind(silent_since)
        .bind(problem)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
    })
}

/// Marks a run as failed with `problem`, if it is going on or waits to.
pub(crate) async fn interrupt_one(
    tx: &mut Tx,
    id: ImportId,
    problem: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update imports set state = 'failed', problem = $2, finished_at = $3 where id = $1 and state in ('checking', 'importing')",
        )
        .bind(id)
        .bind(problem)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Gives up runs that wait for somebody since before `silent_since`, and drops the files of all that are not going on.
pub(crate) async fn forget_uploads(
    tx: &mut Tx,
    silent_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "update imports set state = 'cancelled', finished_at = $2 where state in ('uploading', 'checked') and progress_at < $1",
        )
        .bind(silent_since)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })?;
    on_tx!(tx, |conn| {
        sqlx::query(
            "delete from import_chunks
             where import_id in (select id from imports where state in ('done', 'cancelled', 'failed') and progress_at < $1)",
        )
        .bind(silent_since)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Removes a run with everything that belongs to it.
pub(crate) async fn delete(tx: &mut Tx, id: ImportId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query("delete from imports where id = $1")
        .bind(id)
        .execute(conn)
        .await
        .map(drop))
}

/// Adds problems of a run.
pub(crate) async fn insert_problems(
    tx: &mut Tx,
    id: ImportId,
    problems: &[Problem],
) -> sqlx::Result<()> {
    for some in problems.chunks(PROBLEMS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "insert into import_problems (import_id, record, line, reason, field, detail) ",
            );
            sql.push_values(some, |mut row, problem| {
                row.push_bind(id)
                    .push_bind(problem.record)
                    .push_bind(problem.line);
                row.push_bind(problem.reason)
                    .push_bind(problem.field.as_str())
                    .push_bind(problem.detail.as_str());
            });
            sql.build().persistent(false).execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// A run's problems behind a record, by record.
pub(crate) async fn problems_after(
    tx: &mut Tx,
    id: ImportId,
    record: i64,
    limit: i64,
) -> sqlx::Result<Vec<Problem>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select record, line, reason, field, detail from import_problems where import_id = $1 and record > $2 order by record limit $3",
        )
        .bind(id)
        .bind(record)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// Adds a piece of a file behind those that are there; says whether the run still takes any.
pub(crate) async fn append_chunk(
    tx: &mut Tx,
    id: ImportId,
    content: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    let taken = on_tx!(&mut *tx, |conn| {
        sqlx::query("update imports set size_bytes = size_bytes + $2, progress_at = $3 where id = $1 and state = 'uploading'")
            .bind(id)
            .bind(size)
            .bind(now)
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })?;
    if taken {
        on_tx!(tx, |conn| {
            sqlx::query(
                "insert into import_chunks (import_id, number, content)
                 select $1, coalesce(max(number), -1) + 1, $2 from import_chunks where import_id = $1",
            )
            .bind(id)
            .bind(content)
            .execute(conn)
            .await
            .map(drop)
        })?;
    }
    Ok(taken)
}

/// One piece of a file, counted from 0.
pub(crate) async fn chunk(tx: &mut Tx, id: ImportId, number: i64) -> sqlx::Result<Option<Vec<u8>>> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar("select content from import_chunks where import_id = $1 and number = $2")
            .bind(id)
            .bind(number)
            .fetch_optional(conn)
            .await
    })
}

/// The numbers of a file's pieces in order, each with its size.
pub(crate) async fn chunk_sizes(tx: &mut Tx, id: ImportId) -> sqlx::Result<Vec<(i64, i64)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select number, cast(length(content) as bigint) from import_chunks where import_id = $1 order by number",
        )
        .bind(id)
        .fetch_all(conn)
        .await
    })
}

/// Says in which order a file's dates are written, if nothing of it was imported yet; says whether that was so. The time
/// that the file tells about has to be read anew.
pub(crate) async fn choose_dates(
    tx: &mut Tx,
    id: ImportId,
    dates: DateStyle,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update imports set dates = $2, dates_from = 'chosen', as_of = null where id = $1 and state in ('uploading', 'checked')",
        )
        .bind(id)
        .bind(dates)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

/// Drops the file that a run read from.
pub(crate) async fn delete_chunks(tx: &mut Tx, id: ImportId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "delete from import_chunks where import_id = $1"
    )
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}
