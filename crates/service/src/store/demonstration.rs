//! Whether the database is a demonstration.

use chrono::{DateTime, Utc};

use super::{Tx, on_tx};

/// `None` where the database is none, `Some(None)` where its organisation is not there in full.
pub(crate) async fn find(tx: &mut Tx) -> sqlx::Result<Option<Option<DateTime<Utc>>>> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar("select filled_at from demonstration where id = 1")
            .fetch_optional(conn)
            .await
    })
}

/// Makes the database a demonstration.
pub(crate) async fn insert(tx: &mut Tx) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "insert into demonstration (id) values (1)"
    )
    .execute(conn)
    .await
    .map(drop))
}

/// Notes that the organisation is there in full.
pub(crate) async fn save_filled(tx: &mut Tx, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update demonstration set filled_at = $1 where id = 1")
            .bind(now)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Whether anything at all is in the database that somebody brought into it.
pub(crate) async fn any_data(tx: &mut Tx) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select exists (select 1 from accounts)
                 or exists (select 1 from organisation)
                 or exists (select 1 from audit_events)
                 or exists (select 1 from imports)
                 or exists (select 1 from enrollment_settings)
                 or exists (select 1 from users)
                 or exists (select 1 from groups)
                 or exists (select 1 from subscriptions)
                 or exists (select 1 from records)",
        )
        .fetch_one(conn)
        .await
    })
}
