//! Many licences and subscriptions at once.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::import::SubscriptionRow;
use sqlx::QueryBuilder;
use sqlx::types::Uuid;

use super::{ROWS_PER_STATEMENT, select_in};
use crate::store::{Tx, change, on_tx};

/// The licences that these users hold.
pub(crate) async fn licences(tx: &mut Tx, users: &[Uuid]) -> sqlx::Result<HashSet<(Uuid, String)>> {
    let rows: Vec<(Uuid, String)> = select_in!(
        tx,
        "select user_id, sku from user_licences where user_id",
        users
    );
    Ok(rows.into_iter().collect())
}

/// Adds licences.
pub(crate) async fn insert_licences(tx: &mut Tx, licences: &[(Uuid, String)]) -> sqlx::Result<()> {
    for some in licences.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("insert into user_licences (user_id, sku) ");
            sql.push_values(some, |mut row, (user, sku)| {
                row.push_bind(*user).push_bind(sku.as_str());
            });
            sql.push(" on conflict (user_id, sku) do nothing");
            sql.build()
                .persistent(some.len() == ROWS_PER_STATEMENT)
                .execute(conn)
                .await
                .map(drop)
        })?;
    }
    change::count_directory_change_unless(tx, licences.is_empty()).await
}

/// What is known of these subscriptions.
pub(crate) async fn subscriptions(
    tx: &mut Tx,
    skus: &[String],
) -> sqlx::Result<HashMap<String, SubscriptionRow>> {
    let rows: Vec<(String, i64, String, Option<String>)> = select_in!(
        tx,
        "select sku, total, status, expires_on from subscriptions where sku",
        skus
    );
    Ok(rows
        .into_iter()
        .map(|(sku, total, status, expires_on)| {
            (
                sku.clone(),
                SubscriptionRow {
                    sku,
                    total,
                    status,
                    expires_on,
                },
            )
        })
        .collect())
}

/// Adds subscriptions, or replaces what is known of them.
pub(crate) async fn save_subscriptions(
    tx: &mut Tx,
    subscriptions: &[&SubscriptionRow],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for some in subscriptions.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "insert into subscriptions (sku, total, status, expires_on, first_seen_at, changed_at) ",
            );
            sql.push_values(some, |mut row, subscription| {
                row.push_bind(subscription.sku.as_str())
                    .push_bind(subscription.total)
                    .push_bind(subscription.status.as_str());
                row.push_bind(subscription.expires_on.as_deref())
                    .push_bind(now)
                    .push_bind(now);
            });
            sql.push(
                " on conflict (sku) do update
                 set total = excluded.total, status = excluded.status, expires_on = excluded.expires_on, changed_at = excluded.changed_at",
            );
            sql.build()
                .persistent(some.len() == ROWS_PER_STATEMENT)
                .execute(conn)
                .await
                .map(drop)
        })?;
    }
    change::count_directory_change_unless(tx, subscriptions.is_empty()).await
}
