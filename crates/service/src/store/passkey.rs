//! Passkeys, and the challenges that are on their way to browsers.

use chrono::{DateTime, Utc};
use domain::account::PasskeyInfo;
use domain::id::{AccountId, PasskeyId};

use super::{Tx, on_tx};

/// A passkey as it is kept, with whose it is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Row {
    pub id: PasskeyId,
    pub account_id: AccountId,
    pub account_name: String,
    pub disabled_at: Option<DateTime<Utc>>,
    pub name: String,
    pub credential: String,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: PasskeyId,
    account: AccountId,
    (credential_id, credential): (&str, &str),
    name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into passkeys (id, account_id, credential_id, name, credential, created_at)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(account)
        .bind(credential_id)
        .bind(name)
        .bind(credential)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Those of an account, the oldest first.
pub(crate) async fn list(tx: &mut Tx, account: AccountId) -> sqlx::Result<Vec<PasskeyInfo>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select id, name, created_at, last_used_at from passkeys where account_id = $1 order by created_at, id",
        )
        .bind(account)
        .fetch_all(conn)
        .await
    })
}

/// What the library keeps of those of an account.
pub(crate) async fn credentials(tx: &mut Tx, account: AccountId) -> sqlx::Result<Vec<String>> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar("select credential from passkeys where account_id = $1")
            .bind(account)
            .fetch_all(conn)
            .await
    })
}

/// The passkey that an authenticator calls by that name.
pub(crate) async fn find(tx: &mut Tx, credential_id: &str) -> sqlx::Result<Option<Row>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select p.id, p.account_id, a.name as account_name, a.disabled_at, p.name, p.credential
             from passkeys p join accounts a on a.id = p.account_id
             where p.credential_id = $1",
        )
        .bind(credential_id)
        .fetch_optional(conn)
        .await
    })
}

/// Notes that a passkey was used, with its new counter.
pub(crate) async fn save_used(
    tx: &mut Tx,
    id: PasskeyId,
    credential: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update passkeys set credential = $2, last_used_at = $3 where id = $1")
            .bind(id)
            .bind(credential)
            .bind(now)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Names a passkey of `account` anew; says whether there is one of that id.
pub(crate) async fn save_name(
    tx: &mut Tx,
    id: PasskeyId,
    account: AccountId,
    name: &str,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query("update passkeys set name = $3 where id = $1 and account_id = $2")
            .bind(id)
            .bind(account)
            .bind(name)
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })
}

/// Removes a passkey of `account`; says whether there was one of that id.
pub(crate) async fn delete(tx: &mut Tx, id: PasskeyId, account: AccountId) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query("delete from passkeys where id = $1 and account_id = $2")
            .bind(id)
            .bind(account)
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })
}

pub(crate) async fn insert_challenge(
    tx: &mut Tx,
    token_hash: &str,
    account: Option<AccountId>,
    network: &str,
    state: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into passkey_challenges (token_hash, account_id, network, state, started_at)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(token_hash)
        .bind(account)
        .bind(network)
        .bind(state)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// How many challenges went to a network since `after` and did not come back.
pub(crate) async fn count_challenges(
    tx: &mut Tx,
    network: &str,
    after: DateTime<Utc>,
) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select cast(count(*) as bigint) from passkey_challenges where network = $1 and started_at > $2",
        )
        .bind(network)
        .bind(after)
        .fetch_one(conn)
        .await
    })
}

/// Takes a challenge away: for whom it was, and what the library kept.
pub(crate) async fn take_challenge(
    tx: &mut Tx,
    token_hash: &str,
    after: DateTime<Utc>,
) -> sqlx::Result<Option<(Option<AccountId>, String)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "delete from passkey_challenges where token_hash = $1 and started_at > $2 returning account_id, state",
        )
        .bind(token_hash)
        .bind(after)
        .fetch_optional(conn)
        .await
    })
}

pub(crate) async fn delete_challenges_before(
    tx: &mut Tx,
    before: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "delete from passkey_challenges where started_at < $1"
    )
    .bind(before)
    .execute(conn)
    .await
    .map(drop))
}
