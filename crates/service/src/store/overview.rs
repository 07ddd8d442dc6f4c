//! Counts of whole tables.

use chrono::{DateTime, Utc};

use super::{Tx, on_tx};

/// How many devices there are.
pub(crate) async fn count_devices(tx: &mut Tx) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| sqlx::query_scalar(
        "select count(*) from devices"
    )
    .fetch_one(conn)
    .await)
}

/// How many groups there are.
pub(crate) async fn count_groups(tx: &mut Tx) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| sqlx::query_scalar("select count(*) from groups")
        .fetch_one(conn)
        .await)
}

/// The newest check-in of any device; `None` where none ever checked in.
pub(crate) async fn newest_check_in(tx: &mut Tx) -> sqlx::Result<Option<DateTime<Utc>>> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar("select last_check_in_at from devices where last_check_in_at > $1 order by last_check_in_at desc limit 1")
            .bind(DateTime::UNIX_EPOCH)
            .fetch_optional(conn)
            .await
    })
}

/// How many devices checked in after `since`.
pub(crate) async fn count_checked_in(tx: &mut Tx, since: DateTime<Utc>) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar("select count(*) from devices where last_check_in_at > $1")
            .bind(since)
            .fetch_one(conn)
            .await
    })
}
