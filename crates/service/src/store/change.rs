//! Numbers that grow with every change of something, so that what was worked out from it is known to hold still.
//!
//! A number is raised in the transaction that makes the change: whoever reads it sees all changes that it counts.

use super::{Tx, on_tx};

/// Counts a change of what enrollment settings have an effect on: users, groups and their members, licences, subscriptions,
/// and devices that are joined, with their users and with whether they are managed.
pub(crate) async fn count_directory_change(tx: &mut Tx) -> sqlx::Result<()> {
    raise(tx, "directory").await
}

/// As [`count_directory_change`], unless nothing was changed.
pub(crate) async fn count_directory_change_unless(
    tx: &mut Tx,
    is_nothing: bool,
) -> sqlx::Result<()> {
    if is_nothing {
        return Ok(());
    }
    count_directory_change(tx).await
}

/// How many changes of the directory there were.
pub(crate) async fn directory_changes(tx: &mut Tx) -> sqlx::Result<i64> {
    number(tx, "directory").await
}

/// Counts a change of how many devices there are of any combination.
pub(crate) async fn count_device_change(tx: &mut Tx) -> sqlx::Result<()> {
    raise(tx, "devices").await
}

/// How many changes of the devices there were.
pub(crate) async fn device_changes(tx: &mut Tx) -> sqlx::Result<i64> {
    number(tx, "devices").await
}

/// Counts a change of roles, assignments, tags, or of whether administrators without a licence may come in.
pub(crate) async fn count_role_change(tx: &mut Tx) -> sqlx::Result<()> {
    raise(tx, "roles").await
}

/// How many changes of roles there were.
pub(crate) async fn role_changes(tx: &mut Tx) -> sqlx::Result<i64> {
    number(tx, "roles").await
}

/// Counts a change of groups of duplicates.
pub(crate) async fn count_duplicate_change(tx: &mut Tx) -> sqlx::Result<()> {
    raise(tx, "duplicates").await
}

/// How many changes of groups of duplicates there were.
pub(crate) async fn duplicate_changes(tx: &mut Tx) -> sqlx::Result<i64> {
    number(tx, "duplicates").await
}

async fn raise(tx: &mut Tx, name: &str) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update changes set number = number + 1 where name = $1")
            .bind(name)
            .execute(conn)
            .await
            .map(drop)
    })
}

async fn number(tx: &mut Tx, name: &str) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar("select number from changes where name = $1")
            .bind(name)
            .fetch_one(conn)
            .await
    })
}
