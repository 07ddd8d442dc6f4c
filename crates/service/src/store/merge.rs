//! Records that were made one device, and what is needed to take that back.

use chrono::{DateTime, Utc};
use domain::duplicate::Case;
use domain::id::{DeviceId, MergeId, RecordId};
use sqlx::QueryBuilder;

use super::bulk::VALUES_PER_STATEMENT;
use super::{Tx, on_tx};

/// A merge as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Kept {
    pub id: MergeId,
    pub case_code: Case,
    pub device_id: DeviceId,
    pub name: String,
    pub moves: String,
    pub by_hand: String,
    pub merged_by: String,
    pub merged_at: DateTime<Utc>,
}

const COLUMNS: &str = "id, case_code, device_id, name, moves, by_hand, merged_by, merged_at";

/// Keeps a merge.
pub(crate) async fn insert(tx: &mut Tx, merge: &Kept) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into merges (id, case_code, device_id, name, moves, by_hand, merged_by, merged_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(merge.id)
        .bind(merge.case_code)
        .bind(merge.device_id)
        .bind(&merge.name)
        .bind(&merge.moves)
        .bind(&merge.by_hand)
        .bind(&merge.merged_by)
        .bind(merge.merged_at)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// One merge.
pub(crate) async fn find(tx: &mut Tx, id: MergeId) -> sqlx::Result<Option<Kept>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!("select {COLUMNS} from merges where id = $1"))
            .bind(id)
            .fetch_optional(conn)
            .await
    })
}

/// The newest merge into a device that was not taken back.
pub(crate) async fn newest_of_device(tx: &mut Tx, device: DeviceId) -> sqlx::Result<Option<Kept>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!(
            "select {COLUMNS} from merges where device_id = $1 and undone_at is null order by id desc limit 1"
        ))
        .bind(device)
        .fetch_optional(conn)
        .await
    })
}

/// Says that a merge was taken back; `false` if it already was.
pub(crate) async fn save_undone(
    tx: &mut Tx,
    id: MergeId,
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update merges set undone_by = $2, undone_at = $3 where id = $1 and undone_at is null",
        )
        .bind(id)
        .bind(by)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

/// Gives records to a device, where they stay or not.
pub(crate) async fn place(
    tx: &mut Tx,
    records: &[RecordId],
    device: DeviceId,
    is_pinned: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for some in records.chunks(VALUES_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("update records set device_id = ");
            sql.push_bind(device)
                .push(", is_pinned = ")
                .push_bind(is_pinned)
                .push(", changed_at = ")
                .push_bind(now)
                .push(" where id in (");
            let mut list = sql.separated(", ");
            for record in some {
                list.push_bind(*record);
            }
            sql.push(")");
            sql.build().execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}
