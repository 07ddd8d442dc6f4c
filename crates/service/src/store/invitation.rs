//! Invitations, found by the hash of their link.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, InvitationId, RoleId};
use domain::invitation::Invitation;
use sqlx::QueryBuilder;

use super::{Tx, on_tx};

const SELECT: &str = "select id, name, role_id, created_by, created_at, expires_at, accepted_at, revoked_at, revoked_by from invitations";

/// Adds an invitation.
pub(crate) async fn insert(
    tx: &mut Tx,
    invitation: &Invitation,
    token_hash: &str,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into invitations (id, token_hash, name, name_key, role_id, created_by, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(invitation.id)
        .bind(token_hash)
        .bind(&invitation.name)
        .bind(invitation.name.to_lowercase())
        .bind(invitation.role_id)
        .bind(&invitation.created_by)
        .bind(invitation.created_at)
        .bind(invitation.expires_at)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Every invitation, the newest first.
pub(crate) async fn list(tx: &mut Tx) -> sqlx::Result<Vec<Invitation>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!("{SELECT} order by created_at desc, id"))
            .build_query_as()
            .fetch_all(conn)
            .await
    })
}

/// One invitation.
pub(crate) async fn find(tx: &mut Tx, id: InvitationId) -> sqlx::Result<Option<Invitation>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!("{SELECT} where id = "))
            .push_bind(id)
            .build_query_as()
            .fetch_optional(conn)
            .await
    })
}

/// The invitation whose link has that hash, open or not.
pub(crate) async fn find_by_hash(
    tx: &mut Tx,
    token_hash: &str,
) -> sqlx::Result<Option<Invitation>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!("{SELECT} where token_hash = "))
            .push_bind(token_hash)
            .build_query_as()
            .fetch_optional(conn)
            .await
    })
}

/// Notes that the account was made; whether the invitation was open for it.
pub(crate) async fn accept(
    tx: &mut Tx,
    id: InvitationId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query("update invitations set accepted_at = $2 where id = $1 and accepted_at is null and revoked_at is null")
            .bind(id)
            .bind(now)
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })
}

/// Takes an invitation back; whether nobody had used it.
pub(crate) async fn revoke(
    tx: &mut Tx,
    id: InvitationId,
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update invitations set revoked_at = $2, revoked_by = $3
             where id = $1 and accepted_at is null and revoked_at is null",
        )
        .bind(id)
        .bind(now)
        .bind(by)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

/// Gives a local account its role.
pub(crate) async fn save_role(
    tx: &mut Tx,
    account: AccountId,
    role: Option<RoleId>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update accounts set role_id = $2 where id = $1")
            .bind(account)
            .bind(role)
            .execute(conn)
            .await
            .map(drop)
    })
}
