//! Subscriptions, and which user holds which product.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::UserId;
use domain::licence::{self, ServicePlan, Subscription, SubscriptionState};

use super::{Tx, change, on_tx};

/// A subscription as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Row {
    sku: String,
    total: i64,
    used: i64,
    status: String,
    expires_on: Option<String>,
    first_seen_at: DateTime<Utc>,
}

impl From<Row> for Subscription {
    fn from(row: Row) -> Self {
        Self {
            name: licence::product_name(&row.sku).to_owned(),
            plans: licence::plans_of(&row.sku).to_vec(),
            total: row.total,
            used: row.used,
            state: SubscriptionState::read(&row.status),
            expires_on: row.expires_on.and_then(|day| day.get(..10)?.parse().ok()),
            first_seen_at: row.first_seen_at,
            sku: row.sku,
        }
    }
}

/// Every subscription by product, with the seats that are taken.
pub(crate) async fn subscriptions(tx: &mut Tx) -> sqlx::Result<Vec<Subscription>> {
    let rows: Vec<Row> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select s.sku, s.total, s.status, s.expires_on, s.first_seen_at,
                    (select count(*) from user_licences l where l.sku = s.sku) as used
             from subscriptions s
             order by s.sku",
        )
        .fetch_all(conn)
        .await
    })?;
    Ok(rows.into_iter().map(Subscription::from).collect())
}

/// Adds a subscription or replaces what is known of it.
pub(crate) async fn save_subscription(
    tx: &mut Tx,
    sku: &str,
    total: i64,
    status: &str,
    expires_on: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "insert into subscriptions (sku, total, status, expires_on, first_seen_at, changed_at) values ($1, $2, $3, $4, $5, $5)
             on conflict (sku) do update
             set total = excluded.total, status = excluded.status, expires_on = excluded.expires_on, changed_at = excluded.changed_at",
        )
        .bind(sku)
        .bind(total)
        .bind(status)
        .bind(expires_on.map(|day| day.to_string()))
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })?;
    change::count_directory_change(tx).await
}

/// The products a user holds.
pub(crate) async fn of_user(tx: &mut Tx, user: UserId) -> sqlx::Result<Vec<String>> {
    on_tx!(tx, |conn| sqlx::query_scalar(
        "select sku from user_licences where user_id = $1 order by sku"
    )
    .bind(user)
    .fetch_all(conn)
    .await)
}

/// Gives a user a product; whether that is new.
pub(crate) async fn insert(tx: &mut Tx, user: UserId, sku: &str) -> sqlx::Result<bool> {
    let added = on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "insert into user_licences (user_id, sku) values ($1, $2) on conflict do nothing",
        )
        .bind(user)
        .bind(sku)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })?;
    if added {
        change::count_directory_change(tx).await?;
    }
    Ok(added)
}

/// Takes a product from a user; whether it was held.
pub(crate) async fn delete(tx: &mut Tx, user: UserId, sku: &str) -> sqlx::Result<bool> {
    let removed = on_tx!(&mut *tx, |conn| {
        sqlx::query("delete from user_licences where user_id = $1 and sku = $2")
            .bind(user)
            .bind(sku)
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })?;
    if removed {
        change::count_directory_change(tx).await?;
    }
    Ok(removed)
}

/// The products, in capitals, whose holders have `plan`: those that give it, without those whose subscription is suspended.
///
/// The state that the directory sent decides, not the last day: an old export would otherwise take every licence away.
pub(crate) fn working_skus(subscriptions: &[Subscription], plan: ServicePlan) -> Vec<String> {
    licence::skus_with(plan)
        .filter(|sku| {
            let mut known = subscriptions
                .iter()
                .filter(|subscription| subscription.sku.eq_ignore_ascii_case(sku))
                .peekable();
            known.peek().is_none() || known.any(|subscription| subscription.state.works())
        })
        .collect()
}
