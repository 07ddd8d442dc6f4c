//! Many corporate identifiers at once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::id::ImportId;
use domain::import::{IdentifierKind, IdentifierRow};
use sqlx::QueryBuilder;

use super::{ROWS_PER_STATEMENT, select_in};
use crate::store::{Tx, on_tx};

/// What makes an identifier one of its own: its kind, and [`IdentifierRow::key`].
pub(crate) type Key = (IdentifierKind, String);

/// What is known under these keys, of whatever kind.
pub(crate) async fn find(
    tx: &mut Tx,
    keys: &[String],
) -> sqlx::Result<HashMap<Key, IdentifierRow>> {
    type Found = (
        IdentifierKind,
        String,
        String,
        String,
        String,
        String,
        String,
    );
    let rows: Vec<Found> = select_in!(
        tx,
        "select kind, identifier_key, manufacturer, model, serial, imei, details from corporate_identifiers where identifier_key",
        keys
    );
    let read = |(kind, key, manufacturer, model, serial, imei, details): Found| {
        let row = IdentifierRow {
            kind,
            manufacturer,
            model,
            serial,
            imei,
            details,
        };
        ((kind, key), row)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Adds identifiers, or replaces what is known of them.
pub(crate) async fn save(
    tx: &mut Tx,
    identifiers: &[&IdentifierRow],
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for some in identifiers.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "insert into corporate_identifiers (identifier_key, kind, manufacturer, model, serial, imei, details, import_id,
                     first_seen_at, changed_at) ",
            );
            sql.push_values(some, |mut row, identifier| {
                row.push_bind(identifier.key())
                    .push_bind(identifier.kind)
                    .push_bind(identifier.manufacturer.as_str())
                    .push_bind(identifier.model.as_str())
                    .push_bind(identifier.serial.as_str());
                row.push_bind(identifier.imei.as_str())
                    .push_bind(identifier.details.as_str())
                    .push_bind(import)
                    .push_bind(now)
                    .push_bind(now);
            });
            sql.push(
                " on conflict (identifier_key, kind) do update
                 set manufacturer = excluded.manufacturer, model = excluded.model, serial = excluded.serial, imei = excluded.imei,
                     details = excluded.details, import_id = excluded.import_id, changed_at = excluded.changed_at",
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
