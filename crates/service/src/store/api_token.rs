//! Tokens of programs, found by the hash of their secret.

use chrono::{DateTime, Utc};
use domain::actor::Permission;
use domain::api_token::ApiToken;
use domain::id::ApiTokenId;
use sqlx::QueryBuilder;

use super::{Tx, on_tx};

const SELECT: &str = "select id, name, hint, permissions, created_by, created_at, expires_at, last_used_at, last_used_from, \
     revoked_at, revoked_by from api_tokens";

#[derive(sqlx::FromRow)]
struct Row {
    id: ApiTokenId,
    name: String,
    hint: String,
    permissions: String,
    created_by: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    last_used_from: String,
    revoked_at: Option<DateTime<Utc>>,
    revoked_by: Option<String>,
}

impl From<Row> for ApiToken {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            hint: row.hint,
            permissions: read_permissions(&row.permissions),
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            last_used_from: row.last_used_from,
            revoked_at: row.revoked_at,
            revoked_by: row.revoked_by,
        }
    }
}

/// A permission that this version does not know is not held.
fn read_permissions(text: &str) -> Vec<Permission> {
    let names: Vec<String> = serde_json::from_str(text).unwrap_or_default();
    names
        .iter()
        .filter_map(|name| Permission::from_graph(name))
        .collect()
}

/// Adds a token. Fails with a unique violation where one of that name still stands.
pub(crate) async fn insert(
    tx: &mut Tx,
    token: &ApiToken,
    token_hash: &str,
    permissions: &str,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into api_tokens (id, name, name_key, token_hash, hint, permissions, created_by, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(token.id)
        .bind(&token.name)
        .bind(token.name.to_lowercase())
        .bind(token_hash)
        .bind(&token.hint)
        .bind(permissions)
        .bind(&token.created_by)
        .bind(token.created_at)
        .bind(token.expires_at)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Every token, the newest first.
pub(crate) async fn list(tx: &mut Tx) -> sqlx::Result<Vec<ApiToken>> {
    let rows: Vec<Row> = on_tx!(tx, |conn| {
        QueryBuilder::new(format!("{SELECT} order by created_at desc, id"))
            .build_query_as()
            .fetch_all(conn)
            .await
    })?;
    Ok(rows.into_iter().map(ApiToken::from).collect())
}

/// One token.
pub(crate) async fn find(tx: &mut Tx, id: ApiTokenId) -> sqlx::Result<Option<ApiToken>> {
    let row: Option<Row> = on_tx!(tx, |conn| {
        QueryBuilder::new(format!("{SELECT} where id = "))
            .push_bind(id)
            .build_query_as()
            .fetch_optional(conn)
            .await
    })?;
    Ok(row.map(ApiToken::from))
}

/// The token with that hash, whether it works or not.
pub(crate) async fn find_by_hash(tx: &mut Tx, token_hash: &str) -> sqlx::Result<Option<ApiToken>> {
    let row: Option<Row> = on_tx!(tx, |conn| {
        QueryBuilder::new(format!("{SELECT} where token_hash = "))
            .push_bind(token_hash)
            .build_query_as()
            .fetch_optional(conn)
            .await
    })?;
    Ok(row.map(ApiToken::from))
}

/// Notes that a token was used.
pub(crate) async fn touch(
    tx: &mut Tx,
    id: ApiTokenId,
    address: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update api_tokens set last_used_at = $2, last_used_from = $3 where id = $1")
            .bind(id)
            .bind(now)
            .bind(address)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Ends a token; whether it stood.
pub(crate) async fn revoke(
    tx: &mut Tx,
    id: ApiTokenId,
    by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query("update api_tokens set revoked_at = $2, revoked_by = $3 where id = $1 and revoked_at is null")
            .bind(id)
            .bind(now)
            .bind(by)
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })
}
