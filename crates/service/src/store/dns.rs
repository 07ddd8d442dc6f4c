//! The domains that people sign in with, and what checks of their records came to.

use chrono::{DateTime, Utc};
use domain::dns::DnsRecord;
use sqlx::types::Uuid;

use super::{Tx, on_tx};

/// A domain as it is listed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Row {
    pub suffix: String,
    pub users: i64,
    pub by_hand: bool,
    pub is_verified: bool,
    pub checking_since: Option<DateTime<Utc>>,
}

/// What is kept of a domain beside its users.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Noted {
    pub suffix: String,
    pub by_hand: bool,
    pub is_verified: bool,
    pub checking_since: Option<DateTime<Utc>>,
}

/// What a check came to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct CheckRow {
    pub id: Uuid,
    pub suffix: String,
    /// The check as JSON, without its times.
    pub check: String,
    pub since: DateTime<Utc>,
    pub checked_at: DateTime<Utc>,
}

/// How many users sign in with each domain, those of most users first.
pub(crate) async fn count_users(tx: &mut Tx, limit: i64) -> sqlx::Result<Vec<(String, i64)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select upn_suffix, count(*) from users where upn_suffix <> '' group by upn_suffix order by 2 desc, 1 limit $1",
        )
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// The domains that somebody said something about, or that were checked.
pub(crate) async fn noted(tx: &mut Tx) -> sqlx::Result<Vec<Noted>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select suffix, by_hand, is_verified, checking_since from domains order by suffix",
        )
        .fetch_all(conn)
        .await
    })
}

/// One domain, whether or not anybody signs in with it or somebody added it.
pub(crate) async fn find(tx: &mut Tx, suffix: &str) -> sqlx::Result<Row> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select $1 as suffix, (select count(*) from users where upn_suffix = $1) as users,
                 coalesce((select by_hand from domains where suffix = $1), false) as by_hand,
                 coalesce((select is_verified from domains where suffix = $1), true) as is_verified,
                 (select checking_since from domains where suffix = $1) as checking_since",
        )
        .bind(suffix)
        .fetch_one(conn)
        .await
    })
}

/// Keeps what was said of a domain.
pub(crate) async fn save(
    tx: &mut Tx,
    suffix: &str,
    by_hand: bool,
    is_verified: bool,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into domains (suffix, by_hand, is_verified) values ($1, $2, $3)
             on conflict (suffix) do update set by_hand = excluded.by_hand, is_verified = excluded.is_verified",
        )
        .bind(suffix)
        .bind(by_hand)
        .bind(is_verified)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Says that a server checks a domain, unless one does since `dead` or later; whether it was said.
pub(crate) async fn begin_check(
    tx: &mut Tx,
    suffix: &str,
    now: DateTime<Utc>,
    dead: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into domains (suffix, by_hand, is_verified, checking_since) values ($1, false, true, $2)
             on conflict (suffix) do update set checking_since = excluded.checking_since
             where domains.checking_since is null or domains.checking_since < $3",
        )
        .bind(suffix)
        .bind(now)
        .bind(dead)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

/// Says that no server checks a domain any more.
pub(crate) async fn end_check(tx: &mut Tx, suffix: &str) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update domains set checking_since = null where suffix = $1")
            .bind(suffix)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// The newest checks of every record of a domain, or of all domains: one row a record.
pub(crate) async fn newest(tx: &mut Tx, suffix: Option<&str>) -> sqlx::Result<Vec<CheckRow>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select c.id, c.suffix, c.\"check\", c.since, c.checked_at from dns_checks c
             where ($1 is null or c.suffix = $1)
                 and not exists (select 1 from dns_checks n
                     where n.suffix = c.suffix and n.record = c.record and (n.since > c.since or (n.since = c.since and n.id > c.id)))
             order by c.suffix, c.record",
        )
        .bind(suffix)
        .fetch_all(conn)
        .await
    })
}

/// What checks of a domain came to over time, the newest first.
pub(crate) async fn history(tx: &mut Tx, suffix: &str, limit: i64) -> sqlx::Result<Vec<CheckRow>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select id, suffix, \"check\", since, checked_at from dns_checks where suffix = $1 order by since desc, record limit $2",
        )
        .bind(suffix)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// Keeps a check that came to something else than the one before.
pub(crate) async fn insert_check(
    tx: &mut Tx,
    row: &CheckRow,
    record: DnsRecord,
    result: &str,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into dns_checks (id, suffix, record, result, \"check\", since, checked_at) values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(row.id)
        .bind(&row.suffix)
        .bind(record)
        .bind(result)
        .bind(&row.check)
        .bind(row.since)
        .bind(row.checked_at)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Says that a check came to the same again.
pub(crate) async fn repeat_check(
    tx: &mut Tx,
    id: Uuid,
    check: &str,
    checked_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update dns_checks set \"check\" = $2, checked_at = $3 where id = $1")
            .bind(id)
            .bind(check)
            .bind(checked_at)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Forgets a domain that somebody added, with its checks.
pub(crate) async fn delete(tx: &mut Tx, suffix: &str) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query("delete from dns_checks where suffix = $1")
            .bind(suffix)
            .execute(conn)
            .await
            .map(drop)
    })?;
    on_tx!(tx, |conn| {
        sqlx::query("delete from domains where suffix = $1")
            .bind(suffix)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// The settings that hold, as JSON; `None` before the first save.
pub(crate) async fn settings(tx: &mut Tx) -> sqlx::Result<Option<String>> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar("select settings from dns_settings order by version desc limit 1")
            .fetch_optional(conn)
            .await
    })
}

/// Adds a version of the settings. Fails with a unique violation where that number is taken.
pub(crate) async fn insert_settings(tx: &mut Tx, version: i64, settings: &str) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("insert into dns_settings (version, settings) values ($1, $2)")
            .bind(version)
            .bind(settings)
            .execute(conn)
            .await
            .map(drop)
    })
}
