//! Sign-ins, and the failed tries that make the next one wait.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, SignInId};

use super::{NEVER, Tx, on_tx};
use crate::grants::Holder;

/// One browser that signed in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct SignIn {
    pub id: SignInId,
    pub account_id: AccountId,
    pub account_name: String,
    pub address: String,
    pub browser: String,
    pub signed_in_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    pub holder: Holder,
    /// The provider it came from; `None` for a password or a passkey.
    pub provider_name: Option<String>,
    /// Whether the account may be used: it is not disabled, and neither is the directory's user that it is linked to.
    pub is_enabled: bool,
}

/// Everything of a [`SignIn`].
const SIGN_IN: &str = "select s.id, s.account_id, a.name as account_name, s.address, s.browser, s.signed_in_at,
        s.last_seen_at, s.ended_at, a.issuer, a.user_id, a.claims, a.role_id, p.name as provider_name,
        (a.disabled_at is null and (a.user_id is null or coalesce(u.account_enabled, true))) as is_enabled
    from sign_ins s
    join accounts a on a.id = s.account_id
    left join users u on u.id = a.user_id
    left join sign_in_providers p on p.id = s.provider_id";

/// Adds a sign-in that begins `now`.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: SignInId,
    account: AccountId,
    address: &str,
    browser: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query("update accounts set last_signed_in_at = $1 where id = $2")
            .bind(now)
            .bind(account)
            .execute(conn)
            .await
            .map(drop)
    })?;
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into sign_ins (id, account_id, address, browser, signed_in_at, last_seen_at)
             values ($1, $2, $3, $4, $5, $5)",
        )
        .bind(id)
        .bind(account)
        .bind(address)
        .bind(browser)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// The sign-in with that id, ended or not.
pub(crate) async fn find(tx: &mut Tx, id: SignInId) -> sqlx::Result<Option<SignIn>> {
    let text = format!("{SIGN_IN} where s.id = $1");
    on_tx!(tx, |conn| {
        sqlx::query_as(&text).bind(id).fetch_optional(conn).await
    })
}

/// The sign-ins of an account that were not ended and were seen after `seen_after`, newest first.
pub(crate) async fn list_open(
    tx: &mut Tx,
    account: AccountId,
    seen_after: DateTime<Utc>,
    signed_in_after: DateTime<Utc>,
) -> sqlx::Result<Vec<SignIn>> {
    let text = format!(
        "{SIGN_IN} where s.account_id = $1 and s.ended_at is null and s.last_seen_at > $2 and s.signed_in_at > $3
         order by s.signed_in_at desc"
    );
    on_tx!(tx, |conn| {
        sqlx::query_as(&text)
            .bind(account)
            .bind(seen_after)
            .bind(signed_in_after)
            .fetch_all(conn)
            .await
    })
}

/// Notes that the browser asked for something.
pub(crate) async fn touch(tx: &mut Tx, id: SignInId, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update sign_ins set last_seen_at = $2 where id = $1")
            .bind(id)
            .bind(now)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Ends a sign-in of `account`; says whether there was one to end.
pub(crate) async fn end(
    tx: &mut Tx,
    id: SignInId,
    account: AccountId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query("update sign_ins set ended_at = $3, id_token = null where id = $1 and account_id = $2 and ended_at is null")
            .bind(id)
            .bind(account)
            .bind(now)
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })
}

/// Ends every open sign-in of `account`; says how many there were.
pub(crate) async fn end_all(
    tx: &mut Tx,
    account: AccountId,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    on_tx!(tx, |conn| {
        sqlx::query("update sign_ins set ended_at = $2, id_token = null where account_id = $1 and ended_at is null")
            .bind(account)
            .bind(now)
            .execute(conn)
            .await
            .map(|done| done.rows_affected())
    })
}

/// Deletes sign-ins that began before `before`.
pub(crate) async fn delete_before(tx: &mut Tx, before: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("delete from sign_ins where signed_in_at < $1")
            .bind(before)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Failed tries at one subject, an account name or a network address.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(crate) struct Failures {
    pub failures: i64,
    pub last_at: DateTime<Utc>,
    pub blocked_until: DateTime<Utc>,
}

/// Makes others who count tries at `subject` wait until this is committed.
pub(crate) async fn lock_failures(tx: &mut Tx, subject: &str) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into sign_in_failures (subject, failures, last_at, blocked_until) values ($1, 0, $2, $2)
             on conflict (subject) do update set failures = sign_in_failures.failures",
        )
        .bind(subject)
        .bind(NEVER)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Deletes the failed tries at subjects that nobody tried since `before`.
pub(crate) async fn delete_failures_before(tx: &mut Tx, before: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("delete from sign_in_failures where last_at < $1")
            .bind(before)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// The failed tries at `subject`, if there were any.
pub(crate) async fn failures(tx: &mut Tx, subject: &str) -> sqlx::Result<Option<Failures>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select failures, last_at, blocked_until from sign_in_failures where subject = $1",
        )
        .bind(subject)
        .fetch_optional(conn)
        .await
    })
}

/// Replaces what is known of failed tries at `subject`.
pub(crate) async fn save_failures(
    tx: &mut Tx,
    subject: &str,
    failures: Failures,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into sign_in_failures (subject, failures, last_at, blocked_until) values ($1, $2, $3, $4)
             on conflict (subject) do update
             set failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until",
        )
        .bind(subject)
        .bind(failures.failures)
        .bind(failures.last_at)
        .bind(failures.blocked_until)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Forgets the failed tries at `subject`.
pub(crate) async fn delete_failures(tx: &mut Tx, subject: &str) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "delete from sign_in_failures where subject = $1"
    )
    .bind(subject)
    .execute(conn)
    .await
    .map(drop))
}
