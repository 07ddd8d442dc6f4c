//! Local accounts and the links that make the first one. Accounts of providers are in `provider.rs`.

use chrono::{DateTime, Utc};
use domain::account::LocalAccount;
use domain::directory::AccountUse;
use domain::id::{AccountId, UserId};

use super::{Tx, on_tx};
use crate::grants::Holder;

/// A local account as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Account {
    pub id: AccountId,
    pub name: String,
    pub password_hash: String,
    #[sqlx(default)]
    pub disabled_at: Option<DateTime<Utc>>,
}

/// Whether anybody can sign in yet.
pub(crate) async fn any(tx: &mut Tx) -> sqlx::Result<bool> {
    let found: Option<i64> = on_tx!(tx, |conn| {
        sqlx::query_scalar("select cast(1 as bigint) from accounts limit 1")
            .fetch_optional(conn)
            .await
    })?;
    Ok(found.is_some())
}

/// Adds an account.
pub(crate) async fn insert(tx: &mut Tx, account: &Account, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("insert into accounts (id, name, name_key, password_hash, created_at) values ($1, $2, $3, $4, $5)")
            .bind(account.id)
            .bind(&account.name)
            .bind(account.name.to_lowercase())
            .bind(&account.password_hash)
            .bind(now)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Replaces the password of an account.
pub(crate) async fn save_password(
    tx: &mut Tx,
    id: AccountId,
    password_hash: &str,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update accounts set password_hash = $2 where id = $1")
            .bind(id)
            .bind(password_hash)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// The account of that name, in whatever case it is written.
pub(crate) async fn find_by_name(tx: &mut Tx, name: &str) -> sqlx::Result<Option<Account>> {
    on_tx!(tx, |conn| {
        sqlx::query_as("select id, name, password_hash, disabled_at from accounts where name_key = $1 and issuer is null")
            .bind(name.to_lowercase())
            .fetch_optional(conn)
            .await
    })
}

/// All local accounts, by name, with when each signed in last.
pub(crate) async fn list_local(tx: &mut Tx) -> sqlx::Result<Vec<LocalAccount>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select a.id, a.name, a.created_at, a.disabled_at,
                 (select max(s.signed_in_at) from sign_ins s where s.account_id = a.id) as last_sign_in_at
             from accounts a where a.issuer is null order by a.name_key",
        )
        .fetch_all(conn)
        .await
    })
}

/// Whether somebody could sign in with a local account that may do everything.
pub(crate) async fn any_local_enabled(tx: &mut Tx) -> sqlx::Result<bool> {
    let found: Option<i64> = on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select cast(1 as bigint) from accounts where issuer is null and role_id is null and disabled_at is null limit 1",
        )
        .fetch_optional(conn)
        .await
    })?;
    Ok(found.is_some())
}

/// Whether an account signs in here, and not with a provider.
pub(crate) async fn is_local(tx: &mut Tx, id: AccountId) -> sqlx::Result<bool> {
    let found: Option<i64> = on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select cast(1 as bigint) from accounts where id = $1 and issuer is null",
        )
        .bind(id)
        .fetch_optional(conn)
        .await
    })?;
    Ok(found.is_some())
}

/// Disables a local account, or enables it again; says whether there is one of that id.
pub(crate) async fn save_disabled(
    tx: &mut Tx,
    id: AccountId,
    disabled_at: Option<DateTime<Utc>>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query("update accounts set disabled_at = $2 where id = $1 and issuer is null")
            .bind(id)
            .bind(disabled_at)
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })
}

/// Keeps the hash of a one-time link, and forgets those that ran out.
pub(crate) async fn insert_set_up_link(
    tx: &mut Tx,
    token_hash: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| sqlx::query(
        "delete from set_up_links where expires_at < $1"
    )
    .bind(now)
    .execute(conn)
    .await
    .map(drop))?;
    on_tx!(tx, |conn| {
        sqlx::query("insert into set_up_links (token_hash, expires_at) values ($1, $2)")
            .bind(token_hash)
            .bind(expires_at)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Whether a link with that hash still holds.
pub(crate) async fn set_up_link_holds(
    tx: &mut Tx,
    token_hash: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let found: Option<i64> = on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select cast(1 as bigint) from set_up_links where token_hash = $1 and expires_at > $2",
        )
        .bind(token_hash)
        .bind(now)
        .fetch_optional(conn)
        .await
    })?;
    Ok(found.is_some())
}

/// Forgets every one-time link: one was used, the others must not work any more.
pub(crate) async fn delete_set_up_links(tx: &mut Tx) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query("delete from set_up_links")
        .execute(conn)
        .await
        .map(drop))
}

/// Whether any account that signs in with a password kept here works and may do everything.
pub(crate) async fn any_local(tx: &mut Tx) -> sqlx::Result<bool> {
    let found: Option<i64> = on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select cast(1 as bigint) from accounts where issuer is null and role_id is null and disabled_at is null limit 1",
        )
        .fetch_optional(conn)
        .await
    })?;
    Ok(found.is_some())
}

/// What an account's grants are worked out from.
pub(crate) async fn holder(tx: &mut Tx, id: AccountId) -> sqlx::Result<Option<Holder>> {
    on_tx!(tx, |conn| {
        sqlx::query_as("select issuer, user_id, claims, role_id from accounts where id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await
    })
}

/// What the grants of a person of the directory are worked out from: the claims of the account that last signed in, where
/// there is one.
pub(crate) async fn holder_of_user(tx: &mut Tx, user: UserId) -> sqlx::Result<Holder> {
    let claims: Option<(Option<String>,)> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select a.claims from accounts a where a.user_id = $1 and a.issuer is not null and a.disabled_at is null
             order by (select max(s.signed_in_at) from sign_ins s where s.account_id = a.id) desc nulls last, a.id limit 1",
        )
        .bind(user)
        .fetch_optional(conn)
        .await
    })?;
    Ok(Holder {
        issuer: Some(String::new()),
        user_id: Some(user),
        claims: claims.and_then(|(claims,)| claims),
        role_id: None,
    })
}

/// How the user signs in, over all accounts that belong to it.
pub(crate) async fn use_of(tx: &mut Tx, user: UserId) -> sqlx::Result<Option<AccountUse>> {
    let accounts: Vec<(bool, Option<DateTime<Utc>>)> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select disabled_at is not null, last_signed_in_at from accounts where user_id = $1",
        )
        .bind(user)
        .fetch_all(conn)
        .await
    })?;
    Ok((!accounts.is_empty()).then(|| AccountUse {
        is_disabled: accounts.iter().all(|(is_disabled, _)| *is_disabled),
        last_signed_in_at: accounts.iter().filter_map(|(_, at)| *at).max(),
    }))
}
