//! Cleanup rules, their runs, and the records that they hid.

use chrono::{DateTime, TimeDelta, Utc};
use domain::cleanup::{
    CleanupRule, CleanupRun, Guard, HiddenQuery, HiddenRecord, Platform, RunState, SilentRecord,
};
use domain::duplicate::{Keys, QUIET_DAYS};
use domain::id::{CleanupRunId, DeviceId, ImportId, RecordId};
use domain::page::{PAGE_SIZE, Rows};
use sqlx::types::Uuid;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::bulk::{ROWS_PER_STATEMENT, VALUES_PER_STATEMENT, select_in};
use super::{NEVER, Tx, keyset, on_tx};

const RULE_COLUMNS: &str =
    "platform, days, is_on, note, version, saved_by, saved_at, next_run_at, last_run_at";

/// All rules.
pub(crate) async fn rules(tx: &mut Tx) -> sqlx::Result<Vec<CleanupRule>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!("select {RULE_COLUMNS} from cleanup_rules"))
            .fetch_all(conn)
            .await
    })
}

/// One rule.
pub(crate) async fn rule(tx: &mut Tx, platform: Platform) -> sqlx::Result<Option<CleanupRule>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!(
            "select {RULE_COLUMNS} from cleanup_rules where platform = $1"
        ))
        .bind(platform)
        .fetch_optional(conn)
        .await
    })
}

/// Keeps a rule, in place of what was.
pub(crate) async fn save_rule(tx: &mut Tx, rule: &CleanupRule) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into cleanup_rules (platform, days, is_on, note, version, saved_by, saved_at, next_run_at, last_run_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (platform) do update
             set days = excluded.days, is_on = excluded.is_on, note = excluded.note, version = excluded.version,
                 saved_by = excluded.saved_by, saved_at = excluded.saved_at, next_run_at = excluded.next_run_at",
        )
        .bind(rule.platform)
        .bind(rule.days)
        .bind(rule.is_on)
        .bind(&rule.note)
        .bind(rule.version)
        .bind(&rule.saved_by)
        .bind(rule.saved_at)
        .bind(rule.next_run_at)
        .bind(rule.last_run_at)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Removes a rule.
pub(crate) async fn delete_rule(tx: &mut Tx, platform: Platform) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("delete from cleanup_rules where platform = $1")
            .bind(platform)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Takes a rule that is due, and puts it off until `next`. Of two who try, one gets it.
pub(crate) async fn take_due(
    tx: &mut Tx,
    now: DateTime<Utc>,
    next: DateTime<Utc>,
) -> sqlx::Result<Option<CleanupRule>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!(
            "update cleanup_rules set next_run_at = $2, last_run_at = $1
             where platform = (select platform from cleanup_rules where is_on and next_run_at <= $1 order by platform limit 1)
                 and is_on and next_run_at <= $1
             returning {RULE_COLUMNS}"
        ))
        .bind(now)
        .bind(next)
        .fetch_optional(conn)
        .await
    })
}

/// Says that a rule was applied now, by somebody who did not wait for it to be due.
pub(crate) async fn save_last_run(
    tx: &mut Tx,
    platform: Platform,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update cleanup_rules set last_run_at = $2 where platform = $1")
            .bind(platform)
            .bind(now)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Adds why a record `r` is not hidden, however long it is silent, as a word or null: what [`Guard`] says, in its order.
fn push_guard<'a, DB>(sql: &mut QueryBuilder<'a, DB>, as_of: DateTime<Utc>)
where
    DB: Database,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
    i64: Encode<'a, DB> + Type<DB>,
{
    sql.push("case when r.last_seen_at = ")
        .push_bind(NEVER)
        .push(format!(
            " then '{}' when exists (select 1 from spared_records p
                where p.record_id = r.id and p.last_seen_at = r.last_seen_at) then '{}'
              when r.evidence_flags & {} <> 0 then '{}'",
            Guard::NeverSeen.as_str(),
            Guard::Spared.as_str(),
            Keys::PENDING,
            Guard::PendingAction.as_str()
        ))
        .push(format!(
            " when r.managed_by not in ('mdm', 'mdm_and_configmgr', 'mdm_and_eas', 'eas') then '{}'",
            Guard::ManagedElsewhere.as_str()
        ))
        .push(format!(
            " when r.join_type = 'hybrid_joined' or exists (select 1 from records o
                where o.device_id = r.device_id and o.kind = 'directory' and o.join_type = 'hybrid_joined') then '{}'",
            Guard::Hybrid.as_str()
        ))
        .push(format!(
            " when exists (select 1 from records o where o.device_id = r.device_id and o.kind = 'autopilot') then '{}'",
            Guard::Autopilot.as_str()
        ))
        .push(
            " when exists (select 1 from records o
                where o.device_id = r.device_id and o.kind = 'directory' and o.directory_device_id = r.directory_device_id
                    and o.last_seen_at > ",
        )
        .push_bind(as_of - TimeDelta::days(QUIET_DAYS))
        .push(format!(") then '{}' end", Guard::ActiveInDirectory.as_str()));
}

/// How many managed records were last seen before `before`, by operating system and by what guards them.
pub(crate) async fn count_silent(
    tx: &mut Tx,
    before: DateTime<Utc>,
    as_of: DateTime<Utc>,
) -> sqlx::Result<Vec<(String, Option<Guard>, i64)>> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select s.os, s.guard, count(*) from (select r.os, ");
        push_guard(&mut sql, as_of);
        sql.push(" as guard from records r where r.kind = 'managed' and r.last_seen_at < ")
            .push_bind(before)
            .push(") s group by s.os, s.guard");
        sql.build_query_as().fetch_all(conn).await
    })
}

/// Which silent records are asked for.
pub(crate) struct Asked<'a> {
    /// Their operating systems, as they spell them.
    pub systems: &'a [String],
    /// Last seen before then.
    pub before: DateTime<Utc>,
    /// The time that the data speaks of.
    pub as_of: DateTime<Utc>,
    /// Those behind this one.
    pub after: Option<&'a SilentRecord>,
}

/// The first silent records that nothing guards, the longest silent first.
pub(crate) async fn silent(
    tx: &mut Tx,
    asked: &Asked<'_>,
    limit: i64,
) -> sqlx::Result<Vec<SilentRecord>> {
    if asked.systems.is_empty() {
        return Ok(Vec::new());
    }
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select r.id, r.device_id, r.name, r.serial, r.user_upn, r.os, r.last_seen_at,
                (select count(*) from records o where o.device_id = r.device_id) - 1 as others
            from records r where r.kind = 'managed' and r.last_seen_at < ",
        );
        sql.push_bind(asked.before);
        if let Some(after) = asked.after {
            sql.push(" and (r.last_seen_at, r.id) > (")
                .push_bind(after.last_seen_at)
                .push(", ")
                .push_bind(after.id)
                .push(")");
        }
        sql.push(" and r.os in (");
        let mut list = sql.separated(", ");
        for system in asked.systems {
            list.push_bind(system.clone());
        }
        sql.push(") and ");
        push_guard(&mut sql, asked.as_of);
        sql.push(" is null order by r.last_seen_at, r.id limit ")
            .push_bind(limit);
        sql.build_query_as().fetch_all(conn).await
    })
}

/// Keeps rules off these records until they are heard of again.
pub(crate) async fn spare(tx: &mut Tx, records: &[Hidden]) -> sqlx::Result<()> {
    for some in records.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql =
                QueryBuilder::new("insert into spared_records (record_id, last_seen_at) ");
            sql.push_values(some, |mut row, record| {
                row.push_bind(record.record_id)
                    .push_bind(record.last_seen_at);
            });
            sql.push(" on conflict (record_id) do update set last_seen_at = excluded.last_seen_at");
            sql.build().execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

const RUN: &str = "select u.id, u.platform, u.days, u.as_of, u.state, u.started_by, u.started_at, u.finished_at, u.hidden, u.undone_by, u.undone_at,
        (select count(*) from hidden_records h where h.run_id = u.id) as still_hidden
    from cleanup_runs u";

/// The newest runs.
pub(crate) async fn runs(tx: &mut Tx, limit: i64) -> sqlx::Result<Vec<CleanupRun>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!("{RUN} order by u.id desc limit $1"))
            .bind(limit)
            .fetch_all(conn)
            .await
    })
}

/// One run.
pub(crate) async fn run(tx: &mut Tx, id: CleanupRunId) -> sqlx::Result<Option<CleanupRun>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!("{RUN} where u.id = $1"))
            .bind(id)
            .fetch_optional(conn)
            .await
    })
}

/// Adds a run that `worker` has in hand. `actor` is who started it, as JSON.
pub(crate) async fn insert_run(
    tx: &mut Tx,
    run: &CleanupRun,
    actor: &str,
    worker: Uuid,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into cleanup_runs (id, platform, days, as_of, state, actor, started_by, started_at, progress_at, worker, hidden)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, 0)",
        )
        .bind(run.id)
        .bind(run.platform)
        .bind(run.days)
        .bind(run.as_of)
        .bind(run.state)
        .bind(actor)
        .bind(&run.started_by)
        .bind(run.started_at)
        .bind(worker)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Whether a run of that platform goes on.
pub(crate) async fn is_running(tx: &mut Tx, platform: Platform) -> sqlx::Result<bool> {
    let running: i64 = on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select count(*) from cleanup_runs where platform = $1 and state = 'running'",
        )
        .bind(platform)
        .fetch_one(conn)
        .await
    })?;
    Ok(running > 0)
}

/// Of a run that goes on and that `worker` has in hand: its actor, as JSON, and how many records it hid so far.
pub(crate) async fn held(
    tx: &mut Tx,
    id: CleanupRunId,
    worker: Uuid,
) -> sqlx::Result<Option<(String, i64)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select actor, hidden from cleanup_runs where id = $1 and worker = $2 and state = 'running'",
        )
        .bind(id)
        .bind(worker)
        .fetch_optional(conn)
        .await
    })
}

/// Takes up a run that nobody moved since `silent_since`, as `worker`. Of two who try, one gets it.
pub(crate) async fn claim(
    tx: &mut Tx,
    worker: Uuid,
    silent_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<CleanupRunId>> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "update cleanup_runs set worker = $1, progress_at = $3
             where id = (select id from cleanup_runs where state = 'running' and progress_at < $2 order by id limit 1)
                 and state = 'running' and progress_at < $2
             returning id",
        )
        .bind(worker)
        .bind(silent_since)
        .bind(now)
        .fetch_optional(conn)
        .await
    })
}

/// Adds to what a run hid.
pub(crate) async fn add_hidden(
    tx: &mut Tx,
    id: CleanupRunId,
    count: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update cleanup_runs set hidden = hidden + $2, progress_at = $3 where id = $1")
            .bind(id)
            .bind(count)
            .bind(now)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Ends a run; `false` if it did not go on.
pub(crate) async fn end_run(
    tx: &mut Tx,
    id: CleanupRunId,
    state: RunState,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update cleanup_runs set state = $2, finished_at = $3 where id = $1 and state = 'running'",
        )
        .bind(id)
        .bind(state)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

/// Forgets a run that hid nothing.
pub(crate) async fn delete_empty_run(tx: &mut Tx, id: CleanupRunId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("delete from cleanup_runs where id = $1 and hidden = 0")
            .bind(id)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Says who took a run back.
pub(crate) async fn save_undone(
    tx: &mut Tx,
    id: CleanupRunId,
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update cleanup_runs set undone_by = $2, undone_at = $3 where id = $1")
            .bind(id)
            .bind(by)
            .bind(now)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// A hidden record, whole.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Hidden {
    pub record_id: RecordId,
    pub run_id: CleanupRunId,
    pub kind: domain::record::RecordKind,
    pub source_id: String,
    pub device_id: DeviceId,
    pub name: String,
    pub serial: String,
    pub user_upn: String,
    pub os: String,
    pub last_seen_at: DateTime<Utc>,
    pub fields: String,
    pub content_hash: String,
    pub import_id: Option<ImportId>,
    pub first_seen_at: DateTime<Utc>,
    pub is_pinned: bool,
    pub by_hand: String,
    pub hidden_at: DateTime<Utc>,
}

/// Keeps records as hidden.
pub(crate) async fn insert_hidden(tx: &mut Tx, records: &[Hidden]) -> sqlx::Result<()> {
    for some in records.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "insert into hidden_records (record_id, run_id, kind, source_id, device_id, name, serial, user_upn, os, last_seen_at,
                     fields, content_hash, import_id, first_seen_at, is_pinned, by_hand, hidden_at) ",
            );
            sql.push_values(some, |mut row, record| {
                row.push_bind(record.record_id)
                    .push_bind(record.run_id)
                    .push_bind(record.kind)
                    .push_bind(record.source_id.as_str())
                    .push_bind(record.device_id);
                row.push_bind(record.name.as_str())
                    .push_bind(record.serial.as_str())
                    .push_bind(record.user_upn.as_str())
                    .push_bind(record.os.as_str());
                row.push_bind(record.last_seen_at)
                    .push_bind(record.fields.as_str())
                    .push_bind(record.content_hash.as_str())
                    .push_bind(record.import_id);
                row.push_bind(record.first_seen_at)
                    .push_bind(record.is_pinned)
                    .push_bind(record.by_hand.as_str())
                    .push_bind(record.hidden_at);
            });
            sql.build().execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

const HIDDEN: &str = "select record_id, run_id, kind, source_id, device_id, name, serial, user_upn, os, last_seen_at, fields, content_hash, import_id,
        first_seen_at, is_pinned, by_hand, hidden_at
    from hidden_records";

/// Some records that a run hid; at most `limit`.
pub(crate) async fn hidden_of_run(
    tx: &mut Tx,
    run: CleanupRunId,
    limit: i64,
) -> sqlx::Result<Vec<Hidden>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!(
            "{HIDDEN} where run_id = $1 order by hidden_at, record_id limit $2"
        ))
        .bind(run)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// One hidden record.
pub(crate) async fn hidden(tx: &mut Tx, id: RecordId) -> sqlx::Result<Option<Hidden>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!("{HIDDEN} where record_id = $1"))
            .bind(id)
            .fetch_optional(conn)
            .await
    })
}

/// Those of these managed records that are hidden, by the ids that they were imported with.
pub(crate) async fn hidden_by_source(
    tx: &mut Tx,
    source_ids: &[String],
) -> sqlx::Result<Vec<Hidden>> {
    let select = format!("{HIDDEN} where kind = 'managed' and source_id");
    Ok(select_in!(tx, select, source_ids))
}

/// Forgets that records are hidden.
pub(crate) async fn delete_hidden(tx: &mut Tx, records: &[RecordId]) -> sqlx::Result<()> {
    delete_by_id(tx, "hidden_records", "record_id", records).await
}

/// Removes records.
pub(crate) async fn delete_records(tx: &mut Tx, records: &[RecordId]) -> sqlx::Result<()> {
    delete_by_id(tx, "records", "id", records).await
}

async fn delete_by_id(
    tx: &mut Tx,
    table: &str,
    column: &str,
    records: &[RecordId],
) -> sqlx::Result<()> {
    for some in records.chunks(VALUES_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(format!("delete from {table} where {column} in ("));
            let mut list = sql.separated(", ");
            for id in some {
                list.push_bind(*id);
            }
            sql.push(")");
            sql.build().execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// What [`super::bulk::record::save`] does not write of a record: since when it is known, and whether it is pinned.
pub(crate) async fn save_past(
    tx: &mut Tx,
    id: RecordId,
    first_seen_at: DateTime<Utc>,
    is_pinned: bool,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update records set first_seen_at = $2, is_pinned = $3 where id = $1")
            .bind(id)
            .bind(first_seen_at)
            .bind(is_pinned)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// The fingerprints of records, and which of them are pinned.
pub(crate) async fn fingerprints(
    tx: &mut Tx,
    records: &[RecordId],
) -> sqlx::Result<Vec<(RecordId, String, bool)>> {
    Ok(select_in!(
        tx,
        "select id, content_hash, is_pinned from records where id",
        records
    ))
}

/// The page of hidden records that `query` asks for, those hidden last first.
pub(crate) async fn rows(tx: &mut Tx, query: &HiddenQuery) -> crate::Result<Rows<HiddenRecord>> {
    let at = query.at.as_ref();
    let start = at
        .map(|at| {
            DateTime::parse_from_rfc3339(&at.value)
                .map(|time| time.to_utc())
                .map_err(|_| domain::Invalid::new("at", "go back to the first page of the list"))
        })
        .transpose()?;
    let (order, beyond) = keyset::direction(true, at);
    let rows: Vec<HiddenRecord> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select h.record_id, h.run_id, h.device_id, exists (select 1 from devices d where d.id = h.device_id) as is_listed,
                h.name, h.serial, h.user_upn, h.os, h.last_seen_at, h.hidden_at
            from hidden_records h where true",
        );
        if let Some(run) = query.run {
            sql.push(" and h.run_id = ").push_bind(run);
        }
        if let (Some(start), Some(at)) = (start, at) {
            sql.push(format!(" and (h.hidden_at, h.record_id) {beyond} ("))
                .push_bind(start)
                .push(", ")
                .push_bind(at.id)
                .push(")");
        }
        sql.push(format!(
            " order by h.hidden_at {order}, h.record_id {order} limit "
        ))
        .push_bind(i64::from(PAGE_SIZE) + 1);
        sql.build_query_as().fetch_all(conn).await
    })?;
    Ok(keyset::rows_of(rows, PAGE_SIZE, at, |row| {
        (row.hidden_at.to_rfc3339(), row.record_id.0)
    }))
}

/// How many records are hidden, of one run or of all.
pub(crate) async fn count_hidden(tx: &mut Tx, run: Option<CleanupRunId>) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select count(*) from hidden_records h");
        if let Some(run) = run {
            sql.push(" where h.run_id = ").push_bind(run);
        }
        sql.build_query_scalar().fetch_one(conn).await
    })
}

/// How many records the rules of each platform keep hidden.
pub(crate) async fn hidden_by_platform(tx: &mut Tx) -> sqlx::Result<Vec<(Platform, i64)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select u.platform, count(*) from hidden_records h join cleanup_runs u on u.id = h.run_id group by u.platform",
        )
        .fetch_all(conn)
        .await
    })
}
