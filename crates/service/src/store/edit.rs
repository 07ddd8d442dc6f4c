//! What is set by hand of devices, and the changes of many devices with how far each has come.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::actor::{Actor, ActorKind};
use domain::device::{
    BulkEdit, Change, DeviceChange, EditFailure, EditState, HandValues, NotesChange, Set, SetByHand,
};
use domain::id::{DeviceId, EditId};
use domain::record::Ownership;
use sqlx::types::Uuid;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::bulk::{ROWS_PER_STATEMENT, VALUES_PER_STATEMENT, select_in};
use super::device::{self, Question};
use super::scope::Visible;
use super::{Tx, on_tx};

/// What is set by hand, as it is kept.
#[derive(sqlx::FromRow)]
struct Row {
    device_id: DeviceId,
    category: Option<String>,
    category_by: Option<String>,
    category_at: Option<DateTime<Utc>>,
    ownership: Option<Ownership>,
    ownership_by: Option<String>,
    ownership_at: Option<DateTime<Utc>>,
    notes: Option<String>,
    notes_by: Option<String>,
    notes_at: Option<DateTime<Utc>>,
}

impl From<Row> for SetByHand {
    fn from(row: Row) -> Self {
        fn set<T>(
            value: Option<T>,
            by: Option<String>,
            at: Option<DateTime<Utc>>,
        ) -> Option<Set<T>> {
            value.map(|value| Set {
                value,
                by: by.unwrap_or_default(),
                at: at.unwrap_or(super::NEVER),
            })
        }
        Self {
            category: set(row.category, row.category_by, row.category_at),
            ownership: set(row.ownership, row.ownership_by, row.ownership_at),
            notes: set(row.notes, row.notes_by, row.notes_at),
        }
    }
}

/// What is set by hand of these devices; a device of which nothing is, is not there.
pub(crate) async fn by_hand(
    tx: &mut Tx,
    ids: &[DeviceId],
) -> sqlx::Result<HashMap<DeviceId, SetByHand>> {
    let select = "select device_id, category, category_by, category_at, ownership, ownership_by, ownership_at, notes, notes_by, notes_at
        from device_edits where device_id";
    let rows: Vec<Row> = select_in!(tx, select, ids);
    Ok(rows
        .into_iter()
        .map(|row| (row.device_id, row.into()))
        .collect())
}

/// Writes what is set by hand of these devices, in place of what was.
pub(crate) async fn save_by_hand(
    tx: &mut Tx,
    devices: &[(DeviceId, SetByHand)],
) -> sqlx::Result<()> {
    let (empty, set): (Vec<_>, Vec<_>) = devices.iter().partition(|(_, set)| set.is_empty());
    for some in empty.chunks(VALUES_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("delete from device_edits where device_id in (");
            let mut list = sql.separated(", ");
            for (id, _) in some {
                list.push_bind(*id);
            }
            sql.push(")");
            sql.build()
                .persistent(some.len() == VALUES_PER_STATEMENT)
                .execute(conn)
                .await
                .map(drop)
        })?;
    }
    for some in set.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "insert into device_edits (device_id, category, category_by, category_at, ownership, ownership_by, ownership_at,
                     notes, notes_by, notes_at) ",
            );
            sql.push_values(some, |mut row, (id, set)| {
                let (category, ownership, notes) = (&set.category, &set.ownership, &set.notes);
                row.push_bind(*id)
                    .push_bind(category.as_ref().map(|set| set.value.as_str()))
                    .push_bind(category.as_ref().map(|set| set.by.as_str()))
                    .push_bind(category.as_ref().map(|set| set.at));
                row.push_bind(ownership.as_ref().map(|set| set.value))
                    .push_bind(ownership.as_ref().map(|set| set.by.as_str()))
                    .push_bind(ownership.as_ref().map(|set| set.at));
                row.push_bind(notes.as_ref().map(|set| set.value.as_str()))
                    .push_bind(notes.as_ref().map(|set| set.by.as_str()))
                    .push_bind(notes.as_ref().map(|set| set.at));
            });
            sql.push(
                " on conflict (device_id) do update
                 set category = excluded.category, category_by = excluded.category_by, category_at = excluded.category_at,
                     ownership = excluded.ownership, ownership_by = excluded.ownership_by, ownership_at = excluded.ownership_at,
                     notes = excluded.notes, notes_by = excluded.notes_by, notes_at = excluded.notes_at",
            );
            sql.build()
                .persistent(some.len() == ROWS_PER_STATEMENT)
                .execute(conn)
                .await
                .map(drop)
        })?;
    }
    Ok(())
}

/// Adds the condition that `change` makes a difference to the device `d`, of which `e` is what is set by hand.
fn push_changes<'a, DB>(sql: &mut QueryBuilder<'a, DB>, change: &DeviceChange)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    sql.push(" and (false");
    match &change.category {
        Change::Leave => {}
        Change::Set(category) => {
            sql.push(" or d.category <> ").push_bind(category.clone());
        }
        Change::Clear => {
            sql.push(" or e.category is not null");
        }
    }
    match change.ownership {
        Change::Leave => {}
        Change::Set(ownership) => {
            sql.push(" or d.ownership <> ")
                .push_bind(ownership.as_str().to_owned());
        }
        Change::Clear => {
            sql.push(" or e.ownership is not null");
        }
    }
    match &change.notes {
        NotesChange::Leave => {}
        NotesChange::Set(notes) => {
            sql.push(" or coalesce(e.notes, '') <> ")
                .push_bind(notes.clone());
        }
        NotesChange::Append(_) => {
            sql.push(" or true");
        }
        NotesChange::Clear => {
            sql.push(" or e.notes is not null");
        }
    }
    sql.push(")");
}

/// How many devices a selection has; where some are picked, its list has no filters.
pub(crate) async fn count(tx: &mut Tx, asked: Question<'_>) -> sqlx::Result<i64> {
    let is_sqlite = tx.is_sqlite();
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select count(*) from devices d");
        device::push_matching(&mut sql, asked, is_sqlite);
        sql.build_query_scalar().fetch_one(conn).await
    })
}

/// How many devices of a selection `change` would change.
pub(crate) async fn count_changes(
    tx: &mut Tx,
    asked: Question<'_>,
    change: &DeviceChange,
) -> sqlx::Result<i64> {
    let is_sqlite = tx.is_sqlite();
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select count(*) from devices d left join device_edits e on e.device_id = d.id",
        );
        device::push_matching(&mut sql, asked, is_sqlite);
        push_changes(&mut sql, change);
        sql.build_query_scalar().fetch_one(conn).await
    })
}

/// Some devices of a selection that `change` would change, by id.
pub(crate) async fn first_changes(
    tx: &mut Tx,
    asked: Question<'_>,
    change: &DeviceChange,
    limit: i64,
) -> sqlx::Result<Vec<DeviceId>> {
    let is_sqlite = tx.is_sqlite();
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select d.id from devices d left join device_edits e on e.device_id = d.id",
        );
        device::push_matching(&mut sql, asked, is_sqlite);
        push_changes(&mut sql, change);
        sql.push(" order by d.id limit ").push_bind(limit);
        sql.build_query_scalar().fetch_all(conn).await
    })
}

/// Adds a change that begins now, held by `worker`.
pub(crate) async fn insert(
    tx: &mut Tx,
    edit: &BulkEdit,
    actor: &Actor,
    worker: Uuid,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into bulk_edits (id, state, question, undoes, actor_kind, actor_id, actor_name, address, started_at, progress_at, worker,
                 total, done, changed, failed)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13, $14)",
        )
        .bind(edit.id)
        .bind(edit.state)
        .bind(&edit.question)
        .bind(edit.undoes)
        .bind(actor.kind.as_str())
        .bind(actor.id)
        .bind(&actor.name)
        .bind(&actor.address)
        .bind(edit.started_at)
        .bind(worker)
        .bind(edit.total)
        .bind(edit.done)
        .bind(edit.changed)
        .bind(edit.failed)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Writes how many devices a change is about.
pub(crate) async fn save_total(tx: &mut Tx, id: EditId, total: i64) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update bulk_edits set total = $2 where id = $1")
            .bind(id)
            .bind(total)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Makes every device of a selection wait for its turn; says how many there are.
pub(crate) async fn insert_selected(
    tx: &mut Tx,
    id: EditId,
    asked: Question<'_>,
) -> sqlx::Result<u64> {
    let is_sqlite = tx.is_sqlite();
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "insert into bulk_edit_devices (edit_id, device_id, name, outcome) select ",
        );
        sql.push_bind(id)
            .push(", d.id, d.name, 'waiting' from devices d");
        device::push_matching(&mut sql, asked, is_sqlite);
        sql.build()
            .execute(conn)
            .await
            .map(|done| done.rows_affected())
    })
}

/// Makes every device that the change `undone` changed and that is `visible` wait for its turn; says how many there are.
pub(crate) async fn insert_changed(
    tx: &mut Tx,
    id: EditId,
    undone: EditId,
    visible: &Visible,
) -> sqlx::Result<u64> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "insert into bulk_edit_devices (edit_id, device_id, name, outcome) select ",
        );
        sql.push_bind(id)
            .push(", b.device_id, b.name, 'waiting' from bulk_edit_devices b where b.edit_id = ")
            .push_bind(undone)
            .push(" and b.outcome = 'changed'");
        push_seen(&mut sql, visible);
        sql.build()
            .execute(conn)
            .await
            .map(|done| done.rows_affected())
    })
}

/// Adds that the device of the row `b` is `visible`; one that is gone is to whoever sees all.
fn push_seen<'a, DB>(sql: &mut QueryBuilder<'a, DB>, visible: &Visible)
where
    DB: Database,
    Uuid: Encode<'a, DB> + Type<DB>,
{
    if *visible != Visible::All {
        sql.push(" and exists (select 1 from devices d where d.id = b.device_id");
        visible.push(sql, "d.scope_set_id");
        sql.push(")");
    }
}

/// Notes that a device could not be changed.
pub(crate) async fn insert_failure(
    tx: &mut Tx,
    id: EditId,
    device: DeviceId,
    reason: &str,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into bulk_edit_devices (edit_id, device_id, name, outcome, reason) values ($1, $2, '', 'failed', $3)
             on conflict (edit_id, device_id) do nothing",
        )
        .bind(id)
        .bind(device)
        .bind(reason)
        .execute(conn)
        .await
        .map(drop)
    })
}

const COLUMNS: &str = "b.id, b.state, b.question, b.undoes, (select u.id from bulk_edits u where u.undoes = b.id limit 1) as undone_by,
    b.actor_name as started_by, b.started_at, b.finished_at, b.total, b.done, b.changed, b.failed";

/// One change.
pub(crate) async fn find(tx: &mut Tx, id: EditId) -> sqlx::Result<Option<BulkEdit>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!("select {COLUMNS} from bulk_edits b where b.id = "))
            .push_bind(id)
            .build_query_as()
            .fetch_optional(conn)
            .await
    })
}

/// The newest changes, newest first.
pub(crate) async fn list(tx: &mut Tx, limit: i64) -> sqlx::Result<Vec<BulkEdit>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!(
            "select {COLUMNS} from bulk_edits b order by b.started_at desc, b.id desc limit "
        ))
        .push_bind(limit)
        .build_query_as()
        .fetch_all(conn)
        .await
    })
}

/// The change if `worker` holds it and it goes on, and who made it.
pub(crate) async fn held(
    tx: &mut Tx,
    id: EditId,
    worker: Uuid,
) -> sqlx::Result<Option<(BulkEdit, Actor)>> {
    let Some(edit) = find(tx, id).await? else {
        return Ok(None);
    };
    type Maker = (String, Option<Uuid>, String, String);
    let maker: Option<Maker> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select actor_kind, actor_id, actor_name, address from bulk_edits where id = $1 and worker = $2 and state = 'running'",
        )
        .bind(id)
        .bind(worker)
        .fetch_optional(conn)
        .await
    })?;
    Ok(maker.map(|(kind, id, name, address)| {
        let kind = ActorKind::ALL
            .into_iter()
            .find(|known| known.as_str() == kind)
            .unwrap_or(ActorKind::Account);
        let actor = Actor {
            kind,
            id,
            name,
            address,
            // What it may do was asked when the change began, and then the devices were chosen.
            grants: Vec::new(),
        };
        (edit, actor)
    }))
}

/// Gives `worker` a change that nobody moved since `silent_since`; `None` if there is none.
pub(crate) async fn claim(
    tx: &mut Tx,
    worker: Uuid,
    silent_since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<EditId>> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "update bulk_edits set worker = $1, progress_at = $3
             where state = 'running' and progress_at < $2
                 and id = (select id from bulk_edits where state = 'running' and progress_at < $2 order by started_at limit 1)
             returning id",
        )
        .bind(worker)
        .bind(silent_since)
        .bind(now)
        .fetch_optional(conn)
        .await
    })
}

/// Writes how far the change has come, if it still goes on and `worker` holds it; says whether it was so.
pub(crate) async fn save(
    tx: &mut Tx,
    edit: &BulkEdit,
    worker: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update bulk_edits set state = $3, progress_at = $4, finished_at = $5, done = $6, changed = $7, failed = $8
             where id = $1 and worker = $2 and state = 'running'",
        )
        .bind(edit.id)
        .bind(worker)
        .bind(edit.state)
        .bind(now)
        .bind(edit.finished_at)
        .bind(edit.done)
        .bind(edit.changed)
        .bind(edit.failed)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

/// Ends a change that goes on; says whether it did.
pub(crate) async fn stop(
    tx: &mut Tx,
    id: EditId,
    state: EditState,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query("update bulk_edits set state = $2, finished_at = $3 where id = $1 and state = 'running'")
            .bind(id)
            .bind(state)
            .bind(now)
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })
}

/// Forgets the devices that still wait.
pub(crate) async fn forget_waiting(tx: &mut Tx, id: EditId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("delete from bulk_edit_devices where edit_id = $1 and outcome = 'waiting'")
            .bind(id)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// The next devices that wait for their turn.
pub(crate) async fn waiting(tx: &mut Tx, id: EditId, limit: i64) -> sqlx::Result<Vec<DeviceId>> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select device_id from bulk_edit_devices where edit_id = $1 and outcome = 'waiting' order by device_id limit $2",
        )
        .bind(id)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// From what to what a change changed these devices.
pub(crate) async fn changes(
    tx: &mut Tx,
    id: EditId,
    devices: &[DeviceId],
) -> sqlx::Result<HashMap<DeviceId, (HandValues, HandValues)>> {
    let select = format!(
        "select device_id, before, after from bulk_edit_devices where edit_id = {} and outcome = 'changed' and device_id",
        uuid_literal(tx, id.0)
    );
    let rows: Vec<(DeviceId, String, String)> = select_in!(tx, select, devices);
    let read = |json: &str| serde_json::from_str(json).unwrap_or_default();
    Ok(rows
        .iter()
        .map(|(device, before, after)| (*device, (read(before), read(after))))
        .collect())
}

/// An id as a literal: SQLite keeps its bytes.
fn uuid_literal(tx: &Tx, id: Uuid) -> String {
    if tx.is_sqlite() {
        format!("x'{}'", id.simple())
    } else {
        format!("'{id}'")
    }
}

/// What became of a device.
pub(crate) enum Outcome {
    Changed { before: String, after: String },
    Unchanged,
    Failed(&'static str),
}

/// Writes what became of a device that waited. Of one that had the value already nothing is kept.
pub(crate) async fn save_outcome(
    tx: &mut Tx,
    id: EditId,
    device: DeviceId,
    outcome: &Outcome,
) -> sqlx::Result<()> {
    let (word, before, after, reason) = match outcome {
        Outcome::Unchanged => {
            return on_tx!(tx, |conn| {
                sqlx::query("delete from bulk_edit_devices where edit_id = $1 and device_id = $2")
                    .bind(id)
                    .bind(device)
                    .execute(conn)
                    .await
                    .map(drop)
            });
        }
        Outcome::Changed { before, after } => ("changed", Some(before), Some(after), None),
        Outcome::Failed(reason) => ("failed", None, None, Some(*reason)),
    };
    on_tx!(tx, |conn| {
        sqlx::query(
            "update bulk_edit_devices set outcome = $3, before = $4, after = $5, reason = $6 where edit_id = $1 and device_id = $2",
        )
        .bind(id)
        .bind(device)
        .bind(word)
        .bind(before)
        .bind(after)
        .bind(reason)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// The first devices that could not be changed and are `visible`.
pub(crate) async fn failures(
    tx: &mut Tx,
    id: EditId,
    visible: &Visible,
    limit: i64,
) -> sqlx::Result<Vec<EditFailure>> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select b.device_id, b.name, coalesce(b.reason, '') as reason from bulk_edit_devices b
             where b.outcome = 'failed' and b.edit_id = ",
        );
        sql.push_bind(id);
        push_seen(&mut sql, visible);
        sql.push(" order by b.device_id limit ").push_bind(limit);
        sql.build_query_as().fetch_all(conn).await
    })
}
