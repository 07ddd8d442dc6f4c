//! The organisation's own facts.

use super::{Tx, on_tx};

/// The organisation's name; `None` before the first administrator exists.
pub(crate) async fn name(tx: &mut Tx) -> sqlx::Result<Option<String>> {
    on_tx!(tx, |conn| sqlx::query_scalar(
        "select name from organisation where id = 1"
    )
    .fetch_optional(conn)
    .await)
}

/// Sets the organisation's name.
pub(crate) async fn save_name(tx: &mut Tx, name: &str) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("insert into organisation (id, name) values (1, $1) on conflict (id) do update set name = excluded.name")
            .bind(name)
            .execute(conn)
            .await
            .map(drop)
    })
}
