//! Rows behind a key, in the order of the key, for exports.

use domain::device::Device;
use domain::import::{GroupRow, IdentifierKind, IdentifierRow, UserRow};
use domain::page::Cursor;
use domain::record::{OtherFields, RecordFields, RecordKind};
use sqlx::types::Uuid;

use super::device::{self, Question};
use super::{NEVER, Tx, TxConnection, on_tx};

/// At most `limit` devices of a list behind `at`, and where the last of them is.
pub(crate) async fn devices_after(
    tx: &mut Tx,
    asked: Question<'_>,
    at: Option<&Cursor>,
    limit: i64,
) -> crate::Result<(Vec<Device>, Option<Cursor>)> {
    let rows = device::behind(tx, asked, at, limit).await?;
    let last = rows.last().map(|device| Cursor {
        before: false,
        skipped: 0,
        value: device::sort_value(asked.query.sort, device),
        id: device.id.0,
    });
    Ok((rows, last))
}

/// The names of the other fields that any record of that kind has, in no order.
pub(crate) async fn other_columns_of_records(
    tx: &mut Tx,
    kind: RecordKind,
) -> sqlx::Result<Vec<String>> {
    // Each database has its own way into JSON.
    match &mut tx.connection {
        TxConnection::Sqlite(tx) => {
            sqlx::query_scalar("select distinct j.key from records r, json_each(r.other_fields) j where r.kind = $1")
                .bind(kind)
                .fetch_all(&mut **tx)
                .await
        }
        TxConnection::Postgres(tx) => {
            sqlx::query_scalar("select distinct j.key from records r, jsonb_object_keys(r.other_fields::jsonb) as j (key) where r.kind = $1")
                .bind(kind)
                .fetch_all(&mut **tx)
                .await
        }
    }
}

/// The names of the other fields that any row of `table` has, in no order.
pub(crate) async fn other_columns(tx: &mut Tx, table: &'static str) -> sqlx::Result<Vec<String>> {
    match &mut tx.connection {
        TxConnection::Sqlite(tx) => {
            sqlx::query_scalar(&format!("select distinct j.key from {table} r, json_each(r.other_fields) j"))
                .fetch_all(&mut **tx)
                .await
        }
        TxConnection::Postgres(tx) => {
            sqlx::query_scalar(&format!(
                "select distinct j.key from {table} r, jsonb_object_keys(r.other_fields::jsonb) as j (key)"
            ))
            .fetch_all(&mut **tx)
            .await
        }
    }
}

/// Records of one kind by their id in the system that keeps them.
pub(crate) async fn records_after(
    tx: &mut Tx,
    kind: RecordKind,
    source_id: &str,
    limit: i64,
) -> sqlx::Result<Vec<RecordFields>> {
    let mut records: Vec<RecordFields> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select kind, source_id, directory_device_id, name, serial, manufacturer, model, os, os_version, ownership, compliance,
                 join_type, managed_by, enrollment_type, category, user_upn, user_name, imei, wifi_mac, ethernet_mac, other_fields,
                 last_seen_at, enrolled_at, registered_at
             from records
             where kind = $1 and source_id > $2
             order by source_id
             limit $3",
        )
        .bind(kind)
        .bind(source_id)
        .bind(limit)
        .fetch_all(conn)
        .await
    })?;
    for record in &mut records {
        for time in [
            &mut record.last_seen_at,
            &mut record.enrolled_at,
            &mut record.registered_at,
        ] {
            *time = time.filter(|at| *at != NEVER);
        }
    }
    Ok(records)
}

/// Users by id.
pub(crate) async fn users_after(tx: &mut Tx, id: Uuid, limit: i64) -> sqlx::Result<Vec<UserRow>> {
    type Found = (
        Uuid,
        String,
        String,
        bool,
        String,
        String,
        String,
        String,
        String,
    );
    let rows: Vec<Found> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select id, upn, name, account_enabled, department, job_title, mail, usage_location, other_fields
             from users where id > $1 order by id limit $2",
        )
        .bind(id)
        .bind(limit)
        .fetch_all(conn)
        .await
    })?;
    let user = |row: Found| UserRow {
        id: row.0,
        upn: row.1,
        name: row.2,
        account_enabled: row.3,
        department: row.4,
        job_title: row.5,
        mail: row.6,
        usage_location: row.7,
        other_fields: OtherFields::try_from(row.8).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(user).collect())
}

/// Groups by id.
pub(crate) async fn groups_after(tx: &mut Tx, id: Uuid, limit: i64) -> sqlx::Result<Vec<GroupRow>> {
    let rows: Vec<(Uuid, String, String, String, String)> = on_tx!(tx, |conn| {
        sqlx::query_as("select id, name, description, group_type, other_fields from groups where id > $1 order by id limit $2")
            .bind(id)
            .bind(limit)
            .fetch_all(conn)
            .await
    })?;
    let group =
        |(id, name, description, group_type, other): (Uuid, String, String, String, String)| {
            GroupRow {
                id,
                name,
                description,
                group_type,
                other_fields: OtherFields::try_from(other).unwrap_or_default(),
            }
        };
    Ok(rows.into_iter().map(group).collect())
}

/// Group, member and what it is, by group and member.
pub(crate) async fn members_after(
    tx: &mut Tx,
    group: Uuid,
    member: Uuid,
    limit: i64,
) -> sqlx::Result<Vec<(Uuid, Uuid, String)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select group_id, member_id, member_kind from group_members
             where (group_id, member_id) > ($1, $2) order by group_id, member_id limit $3",
        )
        .bind(group)
        .bind(member)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// User, principal name and product, by user and product.
pub(crate) async fn licences_after(
    tx: &mut Tx,
    user: Uuid,
    sku: &str,
    limit: i64,
) -> sqlx::Result<Vec<(Uuid, String, String)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select l.user_id, u.upn, l.sku from user_licences l join users u on u.id = l.user_id
             where (l.user_id, l.sku) > ($1, $2) order by l.user_id, l.sku limit $3",
        )
        .bind(user)
        .bind(sku)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// A subscription's product, seats, state and last day.
type SubscriptionCells = (String, i64, String, Option<String>);

/// Subscriptions by product.
pub(crate) async fn subscriptions_after(
    tx: &mut Tx,
    sku: &str,
    limit: i64,
) -> sqlx::Result<Vec<SubscriptionCells>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select sku, total, status, expires_on from subscriptions where sku > $1 order by sku limit $2",
        )
        .bind(sku)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// Corporate identifiers by key, each with its place in that order: its key and kind.
pub(crate) async fn identifiers_after(
    tx: &mut Tx,
    place: &str,
    limit: i64,
) -> sqlx::Result<Vec<(String, IdentifierRow)>> {
    type Found = (
        String,
        IdentifierKind,
        String,
        String,
        String,
        String,
        String,
    );
    let (key, kind) = place.rsplit_once(' ').unwrap_or_default();
    let rows: Vec<Found> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select identifier_key, kind, manufacturer, model, serial, imei, details from corporate_identifiers
             where (identifier_key, kind) > ($1, $2) order by identifier_key, kind limit $3",
        )
        .bind(key)
        .bind(kind)
        .bind(limit)
        .fetch_all(conn)
        .await
    })?;
    let row = |(key, kind, manufacturer, model, serial, imei, details): Found| {
        let place = format!("{key} {}", kind.as_str());
        let row = IdentifierRow {
            kind,
            manufacturer,
            model,
            serial,
            imei,
            details,
        };
        (place, row)
    };
    Ok(rows.into_iter().map(row).collect())
}
