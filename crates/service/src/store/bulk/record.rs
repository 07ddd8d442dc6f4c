//! Many records at once, and what linking them needs.

use chrono::{DateTime, Utc};
use domain::duplicate::Keys;
use domain::id::{DeviceId, ImportId, RecordId};
use domain::record::link::Linkable;
use domain::record::{OtherFields, RecordFields, RecordKind, evidence};
use sqlx::QueryBuilder;
use sqlx::types::Uuid;

use super::{ROWS_PER_STATEMENT, select_in};
use crate::store::{NEVER, Tx, on_tx};

/// A record that is there already.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Known {
    pub id: RecordId,
    pub name_key: Option<i64>,
    pub wired_key: Option<i64>,
    pub trap_key: Option<i64>,
    pub is_pinned: bool,
    pub source_id: String,
    pub device_id: DeviceId,
    pub directory_device_id: Option<Uuid>,
    pub serial_key: String,
    pub content_hash: String,
}

/// Those of these records of one kind that are there.
pub(crate) async fn find(
    tx: &mut Tx,
    kind: RecordKind,
    source_ids: &[String],
) -> sqlx::Result<Vec<Known>> {
    let select = format!(
        "select id, name_key, wired_key, trap_key, is_pinned, source_id, device_id, directory_device_id, serial_key, content_hash
         from records where kind = '{}' and source_id",
        kind.as_str()
    );
    Ok(select_in!(tx, select, source_ids))
}

type LinkRow = (
    RecordKind,
    String,
    Option<Uuid>,
    String,
    DateTime<Utc>,
    DeviceId,
    bool,
);
const LINK: &str = "select kind, source_id, directory_device_id, serial_key, last_seen_at, device_id, is_pinned from records where";

fn linkable(
    (kind, source_id, directory_device_id, serial_key, last_seen_at, device, is_pinned): LinkRow,
) -> Linkable {
    Linkable {
        kind,
        source_id,
        directory_device_id,
        serial_key,
        last_seen_at: Some(last_seen_at).filter(|at| *at != NEVER),
        device: Some(device),
        is_pinned,
    }
}

/// The records with these directory device ids.
pub(crate) async fn by_directory_device(tx: &mut Tx, ids: &[Uuid]) -> sqlx::Result<Vec<Linkable>> {
    let rows: Vec<LinkRow> = select_in!(tx, format!("{LINK} directory_device_id"), ids);
    Ok(rows.into_iter().map(linkable).collect())
}

/// Those of these serial numbers, as they are compared, that an Autopilot record has.
pub(crate) async fn registered_serials(
    tx: &mut Tx,
    serial_keys: &[String],
) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = select_in!(
        tx,
        "select serial_key from records where kind = 'autopilot' and serial_key",
        serial_keys
    );
    Ok(rows.into_iter().map(|(serial_key,)| serial_key).collect())
}

/// The records with these serial numbers, as they are compared.
pub(crate) async fn by_serial(tx: &mut Tx, serial_keys: &[String]) -> sqlx::Result<Vec<Linkable>> {
    let rows: Vec<LinkRow> = select_in!(tx, format!("{LINK} serial_key"), serial_keys);
    Ok(rows.into_iter().map(linkable).collect())
}

/// The records of these devices, as linking looks at them.
pub(crate) async fn by_device(tx: &mut Tx, ids: &[DeviceId]) -> sqlx::Result<Vec<Linkable>> {
    let rows: Vec<LinkRow> = select_in!(tx, format!("{LINK} device_id"), ids);
    Ok(rows.into_iter().map(linkable).collect())
}

/// Takes away the times that stand for none.
pub(crate) fn without_never(fields: &mut RecordFields) {
    for time in [
        &mut fields.last_seen_at,
        &mut fields.enrolled_at,
        &mut fields.registered_at,
    ] {
        *time = time.filter(|at| *at != NEVER);
    }
}

/// What a record says and which device it is about.
#[derive(sqlx::FromRow)]
struct Content {
    device_id: DeviceId,
    #[sqlx(flatten)]
    fields: RecordFields,
}

/// What the records of these devices say, without the columns that lists do not show.
pub(crate) async fn contents(tx: &mut Tx, devices: &[DeviceId]) -> sqlx::Result<Vec<RecordFields>> {
    let contents = contents_by_device(tx, devices).await?;
    Ok(contents.into_iter().map(|(_, fields)| fields).collect())
}

/// The same, with the device that each is about.
pub(crate) async fn contents_by_device(
    tx: &mut Tx,
    devices: &[DeviceId],
) -> sqlx::Result<Vec<(DeviceId, RecordFields)>> {
    let select = "select device_id, kind, source_id, directory_device_id, name, serial, manufacturer, model, os, os_version, ownership,
            compliance, join_type, managed_by, enrollment_type, category, user_upn, user_name, imei, wifi_mac, ethernet_mac,
            '{}' as other_fields, last_seen_at, enrolled_at, registered_at
        from records where device_id";
    let mut contents: Vec<Content> = select_in!(tx, select, devices);
    for Content { fields, .. } in &mut contents {
        without_never(fields);
    }
    Ok(contents
        .into_iter()
        .map(|content| (content.device_id, content.fields))
        .collect())
}

/// A record to be written.
pub(crate) struct NewRecord<'a> {
    pub id: RecordId,
    pub device_id: DeviceId,
    pub fields: &'a RecordFields,
    pub content_hash: String,
    pub keys: Keys,
    pub import: Option<ImportId>,
}

/// Adds records, or replaces what is known of them; a record that is there keeps its id.
pub(crate) async fn save(
    tx: &mut Tx,
    records: &[NewRecord<'_>],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for some in records.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "insert into records (id, kind, source_id, device_id, directory_device_id, name, serial, serial_key, manufacturer, model,
                     os, os_version, ownership, compliance, join_type, managed_by, enrollment_type, category, user_upn, user_name, imei,
                     wifi_mac, ethernet_mac, last_seen_at, enrolled_at, registered_at, other_fields, content_hash, import_id,
                     first_seen_at, changed_at, name_key, wired_key, trap_key, evidence_flags) ",
            );
            sql.push_values(some, |mut row, record| {
                let fields = record.fields;
                row.push_bind(record.id)
                    .push_bind(fields.kind)
                    .push_bind(fields.source_id.as_str())
                    .push_bind(record.device_id);
                row.push_bind(fields.directory_device_id)
                    .push_bind(fields.name.as_str())
                    .push_bind(fields.serial.as_str());
                row.push_bind(evidence::serial_key(&fields.serial))
                    .push_bind(fields.manufacturer.as_str())
                    .push_bind(fields.model.as_str());
                row.push_bind(fields.os.as_str())
                    .push_bind(fields.os_version.as_str())
                    .push_bind(fields.ownership);
                row.push_bind(fields.compliance)
                    .push_bind(fields.join_type)
                    .push_bind(fields.managed_by);
                row.push_bind(fields.enrollment_type.as_str())
                    .push_bind(fields.category.as_str());
                row.push_bind(fields.user_upn.as_str())
                    .push_bind(fields.user_name.as_str())
                    .push_bind(fields.imei.as_str());
                row.push_bind(fields.wifi_mac.as_str())
                    .push_bind(fields.ethernet_mac.as_str());
                row.push_bind(fields.last_seen_at.unwrap_or(NEVER))
                    .push_bind(fields.enrolled_at.unwrap_or(NEVER));
                row.push_bind(fields.registered_at.unwrap_or(NEVER))
                    .push_bind(OtherFields::to_json(&fields.other_fields));
                row.push_bind(record.content_hash.as_str())
                    .push_bind(record.import)
                    .push_bind(now)
                    .push_bind(now);
                let keys = record.keys;
                row.push_bind(keys.name)
                    .push_bind(Some(keys.wired).filter(|key| *key != 0))
                    .push_bind(Some(keys.trap).filter(|key| *key != 0))
                    .push_bind(keys.flags);
            });
            sql.push(
                " on conflict (kind, source_id) do update
                 set device_id = excluded.device_id, directory_device_id = excluded.directory_device_id, name = excluded.name,
                     serial = excluded.serial, serial_key = excluded.serial_key, manufacturer = excluded.manufacturer,
                     model = excluded.model, os = excluded.os, os_version = excluded.os_version, ownership = excluded.ownership,
                     compliance = excluded.compliance, join_type = excluded.join_type, managed_by = excluded.managed_by,
                     enrollment_type = excluded.enrollment_type, category = excluded.category, user_upn = excluded.user_upn,
                     user_name = excluded.user_name, imei = excluded.imei, wifi_mac = excluded.wifi_mac,
                     ethernet_mac = excluded.ethernet_mac, last_seen_at = excluded.last_seen_at, enrolled_at = excluded.enrolled_at,
                     registered_at = excluded.registered_at, other_fields = excluded.other_fields,
                     content_hash = excluded.content_hash, import_id = excluded.import_id, changed_at = excluded.changed_at,
                     name_key = excluded.name_key, wired_key = excluded.wired_key, trap_key = excluded.trap_key,
                     evidence_flags = excluded.evidence_flags",
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

/// Gives a record to another device.
pub(crate) async fn move_to(
    tx: &mut Tx,
    kind: RecordKind,
    source_id: &str,
    device: DeviceId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update records set device_id = $3, changed_at = $4 where kind = $1 and source_id = $2",
        )
        .bind(kind)
        .bind(source_id)
        .bind(device)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}
