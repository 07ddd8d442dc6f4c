//! Many devices at once, with what searching them looks through.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::device::{DeviceFace, os_version_key};
use domain::id::DeviceId;
use domain::record::evidence;
use sqlx::QueryBuilder;
use sqlx::types::Uuid;

use super::{ROWS_PER_STATEMENT, VALUES_PER_STATEMENT, select_in};
use crate::store::facet::{Facet, Tally};
use crate::store::{NEVER, Tx, on_tx, scope};

/// A device as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Kept {
    pub id: DeviceId,
    #[sqlx(flatten)]
    pub face: DeviceFace,
    pub record_count: i64,
    pub content: String,
    /// The set of watched groups that it is in.
    pub scope_set_id: Option<Uuid>,
    /// The ids of its directory records, where groups name it; known only of devices that are about to be written.
    #[sqlx(skip)]
    pub directory: Vec<Uuid>,
}

/// What lists sort a device by and find it by, made from what they show.
pub(crate) struct Keys {
    pub name: String,
    pub serial: String,
    pub os_version: String,
    pub user: String,
    pub user_upn: String,
}

impl Keys {
    /// The keys of a device.
    pub(crate) fn of(face: &DeviceFace) -> Self {
        let user = if face.user_name.is_empty() {
            &face.user_upn
        } else {
            &face.user_name
        };
        Self {
            name: face.name.trim().to_lowercase(),
            serial: evidence::serial_key(&face.serial),
            os_version: os_version_key(&face.os, &face.os_version),
            user: user.to_lowercase(),
            user_upn: face.user_upn.to_lowercase(),
        }
    }
}

/// What is kept of these devices.
pub(crate) async fn find(tx: &mut Tx, ids: &[DeviceId]) -> sqlx::Result<HashMap<DeviceId, Kept>> {
    let select = "select d.id, d.name, d.serial, d.manufacturer, d.model, d.os, d.os_version, d.ownership, d.compliance, d.join_type,
            d.managed_by, d.enrollment_type, d.category, d.user_upn, d.user_name, d.last_check_in_at, d.enrolled_at, d.record_count,
            s.content, d.scope_set_id
        from devices d join device_search s on s.device_id = d.id
        where d.id";
    let mut rows: Vec<Kept> = select_in!(tx, select, ids);
    for device in &mut rows {
        for time in [
            &mut device.face.last_check_in_at,
            &mut device.face.enrolled_at,
        ] {
            *time = time.filter(|at| *at != NEVER);
        }
    }
    Ok(rows.into_iter().map(|device| (device.id, device)).collect())
}

/// Brings devices from what they were `before` to what they are `after`, and removes those that are `gone`: what lists
/// show, what search finds, and every count.
pub(crate) async fn replace(
    tx: &mut Tx,
    before: &HashMap<DeviceId, Kept>,
    after: &[Kept],
    gone: &[DeviceId],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let after = scope::placed(tx, after).await?;
    let mut tally = Tally::default();
    let mut shown: Vec<&Kept> = Vec::new();
    let mut found: Vec<&Kept> = Vec::new();
    let mut counted: BTreeMap<i64, Vec<DeviceId>> = BTreeMap::new();
    for device in after.iter() {
        let was = before.get(&device.id);
        let same_face = was
            .is_some_and(|was| was.face == device.face && was.scope_set_id == device.scope_set_id);
        let same_count = was.is_some_and(|was| was.record_count == device.record_count);
        if !same_face {
            shown.push(device);
        } else if !same_count {
            counted
                .entry(device.record_count)
                .or_default()
                .push(device.id);
        }
        if !(same_face && same_count) {
            was.inspect(|was| tally.remove(was));
            tally.add(device);
        }
        if was.is_none_or(|was| was.content != device.content) {
            found.push(device);
        }
    }
    for device in gone.iter().filter_map(|id| before.get(id)) {
        tally.remove(device);
    }
    tally.save(tx).await?;
    save(tx, &shown, now).await?;
    for (count, devices) in &counted {
        save_record_count(tx, devices, *count, now).await?;
    }
    save_search(tx, &found).await?;
    delete(tx, gone).await
}

/// Adds devices, or replaces what lists show of them.
async fn save(tx: &mut Tx, devices: &[&Kept], now: DateTime<Utc>) -> sqlx::Result<()> {
    for some in devices.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "insert into devices (id, name, name_key, serial, serial_key, manufacturer, model, os, os_version, os_version_key, ownership,
                     compliance, join_type, managed_by, enrollment_type, category, user_upn, user_name, user_key, user_upn_key,
                     last_check_in_at, enrolled_at, record_count, facet_id, scope_set_id, notes, created_at, changed_at) ",
            );
            sql.push_values(some, |mut row, device| {
                let face = &device.face;
                let keys = Keys::of(face);
                row.push_bind(device.id)
                    .push_bind(face.name.as_str())
                    .push_bind(keys.name);
                row.push_bind(face.serial.as_str()).push_bind(keys.serial);
                row.push_bind(face.manufacturer.as_str())
                    .push_bind(face.model.as_str())
                    .push_bind(face.os.as_str());
                row.push_bind(face.os_version.as_str())
                    .push_bind(keys.os_version);
                row.push_bind(face.ownership)
                    .push_bind(face.compliance)
                    .push_bind(face.join_type)
                    .push_bind(face.managed_by);
                row.push_bind(face.enrollment_type.as_str())
                    .push_bind(face.category.as_str());
                row.push_bind(face.user_upn.as_str())
                    .push_bind(face.user_name.as_str());
                row.push_bind(keys.user).push_bind(keys.user_upn);
                row.push_bind(face.last_check_in_at.unwrap_or(NEVER))
                    .push_bind(face.enrolled_at.unwrap_or(NEVER));
                row.push_bind(device.record_count)
                    .push_bind(Facet::of(device).id())
                    .push_bind(device.scope_set_id)
                    .push_bind("")
                    .push_bind(now)
                    .push_bind(now);
            });
            sql.push(
                " on conflict (id) do update
                 set name = excluded.name, name_key = excluded.name_key, serial = excluded.serial, serial_key = excluded.serial_key,
                     manufacturer = excluded.manufacturer, model = excluded.model, os = excluded.os, os_version = excluded.os_version,
                     os_version_key = excluded.os_version_key, ownership = excluded.ownership, compliance = excluded.compliance,
                     join_type = excluded.join_type, managed_by = excluded.managed_by, enrollment_type = excluded.enrollment_type,
                     category = excluded.category, user_upn = excluded.user_upn, user_name = excluded.user_name,
                     user_key = excluded.user_key, user_upn_key = excluded.user_upn_key,
                     last_check_in_at = excluded.last_check_in_at, enrolled_at = excluded.enrolled_at,
                     record_count = excluded.record_count, facet_id = excluded.facet_id, scope_set_id = excluded.scope_set_id,
                     changed_at = excluded.changed_at",
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

/// Writes how many records these devices have, which touches no index.
async fn save_record_count(
    tx: &mut Tx,
    devices: &[DeviceId],
    count: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for some in devices.chunks(VALUES_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("update devices set record_count = ");
            sql.push_bind(count)
                .push(", changed_at = ")
                .push_bind(now)
                .push(" where id in (");
            let mut list = sql.separated(", ");
            for id in some {
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
    Ok(())
}

/// Writes what searching these devices looks through.
async fn save_search(tx: &mut Tx, devices: &[&Kept]) -> sqlx::Result<()> {
    for some in devices.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("insert into device_search (device_id, content) ");
            sql.push_values(some, |mut row, device| {
                row.push_bind(device.id).push_bind(device.content.as_str());
            });
            sql.push(" on conflict (device_id) do update set content = excluded.content");
            sql.build()
                .persistent(some.len() == ROWS_PER_STATEMENT)
                .execute(conn)
                .await
                .map(drop)
        })?;
    }
    Ok(())
}

/// Removes devices that no record is about any more.
async fn delete(tx: &mut Tx, devices: &[DeviceId]) -> sqlx::Result<()> {
    for id in devices {
        on_tx!(&mut *tx, |conn| sqlx::query(
            "delete from devices where id = $1"
        )
        .bind(*id)
        .execute(conn)
        .await
        .map(drop))?;
    }
    Ok(())
}

/// Some devices that no count knows yet; at most `limit`.
pub(crate) async fn uncounted(tx: &mut Tx, limit: i64) -> sqlx::Result<Vec<DeviceId>> {
    let rows: Vec<(DeviceId,)> = on_tx!(tx, |conn| {
        sqlx::query_as("select id from devices where facet_id is null limit $1")
            .bind(limit)
            .fetch_all(conn)
            .await
    })?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Counts devices as they are.
pub(crate) async fn count(tx: &mut Tx, devices: &[Kept], now: DateTime<Utc>) -> sqlx::Result<()> {
    let mut tally = Tally::default();
    for device in devices {
        tally.add(device);
    }
    tally.save(tx).await?;
    save(tx, &devices.iter().collect::<Vec<_>>(), now).await
}
