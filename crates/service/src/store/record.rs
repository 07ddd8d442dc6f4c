//! Records of devices.

use domain::id::{DeviceId, RecordId};
use domain::record::Record;
use sqlx::QueryBuilder;
use sqlx::types::Uuid;

use super::{NEVER, Tx, on_tx};

/// All records of a device.
pub(crate) async fn of_device(tx: &mut Tx, device: DeviceId) -> sqlx::Result<Vec<Record>> {
    of_devices(tx, &[device]).await
}

/// All records of these devices.
pub(crate) async fn of_devices(tx: &mut Tx, devices: &[DeviceId]) -> sqlx::Result<Vec<Record>> {
    let ids: Vec<Uuid> = devices.iter().map(|id| id.0).collect();
    of(tx, "device_id", &ids).await
}

/// These records.
pub(crate) async fn by_id(tx: &mut Tx, records: &[RecordId]) -> sqlx::Result<Vec<Record>> {
    let ids: Vec<Uuid> = records.iter().map(|id| id.0).collect();
    of(tx, "id", &ids).await
}

/// The records with these values of `column`.
async fn of(tx: &mut Tx, column: &str, ids: &[Uuid]) -> sqlx::Result<Vec<Record>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select id, device_id, kind, source_id, directory_device_id, name, serial, manufacturer, model, os, os_version, ownership,
                 compliance, join_type, managed_by, enrollment_type, category, user_upn, user_name, imei, wifi_mac, ethernet_mac,
                 other_fields, import_id, first_seen_at, changed_at",
        );
        for column in ["last_seen_at", "enrolled_at", "registered_at"] {
            sql.push(format!(", nullif({column}, "))
                .push_bind(NEVER)
                .push(format!(") as {column}"));
        }
        sql.push(format!(" from records where {column} in ("));
        let mut list = sql.separated(", ");
        for id in ids {
            list.push_bind(*id);
        }
        sql.push(")");
        sql.build_query_as().fetch_all(conn).await
    })
}
