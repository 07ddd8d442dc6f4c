//! The log of every change, written in the transaction of the change itself.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use sqlx::types::Uuid;

use super::{Tx, on_tx};

/// One change to be logged.
pub(crate) struct Entry<'a> {
    /// What was done, verb first: `save_enrollment_settings`.
    pub action: &'a str,
    /// The kind of thing it was done to.
    pub object_kind: &'a str,
    /// Which one.
    pub object_id: String,
    /// The thing before, as JSON, where there was one.
    pub before: Option<String>,
    /// The thing after, as JSON, where there is one.
    pub after: Option<String>,
}

/// Adds `entry` to the log.
pub(crate) async fn record(
    tx: &mut Tx,
    id: Uuid,
    actor: &Actor,
    entry: Entry<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into audit_events
                 (id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, before, after)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(id)
        .bind(now)
        .bind(actor.kind.as_str())
        .bind(actor.id)
        .bind(&actor.name)
        .bind(&actor.address)
        .bind(entry.action)
        .bind(entry.object_kind)
        .bind(&entry.object_id)
        .bind(&entry.before)
        .bind(&entry.after)
        .execute(conn)
        .await
        .map(drop)
    })
}
