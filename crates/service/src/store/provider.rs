//! Sign-in providers, the sign-ins on their way to them, and their words that somebody signed out.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, ProviderId, SignInId, UserId};
use domain::provider::{Provider, ProviderChoice, ProviderSettings, ProviderSource, Tested};

use super::{Tx, on_tx};

/// A provider as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Row {
    pub id: ProviderId,
    pub key: String,
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<Vec<u8>>,
    pub scopes: String,
    pub upn_claim: String,
    pub groups_claim: String,
    pub roles_claim: String,
    pub trusts_upn: bool,
    pub is_enabled: bool,
    pub source: ProviderSource,
    pub changed_at: DateTime<Utc>,
    pub tested_at: Option<DateTime<Utc>>,
    pub test_problem: Option<String>,
    pub test_note: Option<String>,
    pub worked_at: Option<DateTime<Utc>>,
}

impl Row {
    /// As people see it, without the secret.
    pub(crate) fn into_provider(self) -> Provider {
        let tested = self.tested_at.map(|at| Tested {
            at,
            problem: self.test_problem,
            note: self.test_note,
        });
        Provider {
            id: self.id,
            key: self.key,
            has_secret: self.client_secret.is_some(),
            settings: ProviderSettings {
                name: self.name,
                issuer: self.issuer,
                client_id: self.client_id,
                scopes: self.scopes.split_whitespace().map(str::to_owned).collect(),
                upn_claim: self.upn_claim,
                groups_claim: self.groups_claim,
                roles_claim: self.roles_claim,
                trusts_upn: self.trusts_upn,
                is_enabled: self.is_enabled,
            },
            source: self.source,
            changed_at: self.changed_at,
            tested,
            worked_at: self.worked_at,
        }
    }
}

const COLUMNS: &str =
    "id, key, name, issuer, client_id, client_secret, scopes, upn_claim, groups_claim, roles_claim,
    trusts_upn, is_enabled, source, changed_at, tested_at, test_problem, test_note, worked_at";

/// All providers, the oldest first.
pub(crate) async fn list(tx: &mut Tx) -> sqlx::Result<Vec<Row>> {
    let text = format!("select {COLUMNS} from sign_in_providers order by created_at, id");
    on_tx!(tx, |conn| sqlx::query_as(&text).fetch_all(conn).await)
}

/// Those that people may sign in with, the oldest first.
pub(crate) async fn choices(tx: &mut Tx) -> sqlx::Result<Vec<ProviderChoice>> {
    let rows: Vec<(String, String)> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select key, name from sign_in_providers where is_enabled order by created_at, id",
        )
        .fetch_all(conn)
        .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(key, name)| ProviderChoice { key, name })
        .collect())
}

pub(crate) async fn find(tx: &mut Tx, id: ProviderId) -> sqlx::Result<Option<Row>> {
    let text = format!("select {COLUMNS} from sign_in_providers where id = $1");
    on_tx!(tx, |conn| sqlx::query_as(&text)
        .bind(id)
        .fetch_optional(conn)
        .await)
}

pub(crate) async fn find_by_key(tx: &mut Tx, key: &str) -> sqlx::Result<Option<Row>> {
    let text = format!("select {COLUMNS} from sign_in_providers where key = $1");
    on_tx!(tx, |conn| sqlx::query_as(&text)
        .bind(key)
        .fetch_optional(conn)
        .await)
}

/// Adds a provider, or replaces what is set of one that is there. A secret that is not given stays; `changed_at` is
/// when this happens, and what a test found before does not count any more.
pub(crate) async fn save(
    tx: &mut Tx,
    (id, key): (ProviderId, &str),
    settings: &ProviderSettings,
    client_secret: Option<&[u8]>,
    source: ProviderSource,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into sign_in_providers
                 (id, key, name, issuer, client_id, client_secret, scopes, upn_claim, groups_claim, roles_claim,
                  trusts_upn, is_enabled, source, created_at, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
             on conflict (id) do update set
                 name = excluded.name, issuer = excluded.issuer, client_id = excluded.client_id,
                 client_secret = coalesce(excluded.client_secret, sign_in_providers.client_secret),
                 scopes = excluded.scopes, upn_claim = excluded.upn_claim, groups_claim = excluded.groups_claim,
                 roles_claim = excluded.roles_claim, trusts_upn = excluded.trusts_upn,
                 is_enabled = excluded.is_enabled, source = excluded.source, changed_at = excluded.changed_at,
                 tested_at = null, test_problem = null, test_note = null",
        )
        .bind(id)
        .bind(key)
        .bind(&settings.name)
        .bind(&settings.issuer)
        .bind(&settings.client_id)
        .bind(client_secret)
        .bind(settings.scopes.join(" "))
        .bind(&settings.upn_claim)
        .bind(&settings.groups_claim)
        .bind(&settings.roles_claim)
        .bind(settings.trusts_upn)
        .bind(settings.is_enabled)
        .bind(source)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Forgets that a provider ever worked, and its secret: both belong to the issuer and the client that were set.
pub(crate) async fn forget_trust(tx: &mut Tx, id: ProviderId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update sign_in_providers set worked_at = null, client_secret = null where id = $1",
        )
        .bind(id)
        .execute(conn)
        .await
        .map(drop)
    })
}

pub(crate) async fn delete(tx: &mut Tx, id: ProviderId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "delete from sign_in_providers where id = $1"
    )
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// Notes what a test found, unless the provider was changed meanwhile.
pub(crate) async fn save_test(
    tx: &mut Tx,
    id: ProviderId,
    tested: &Tested,
    changed_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update sign_in_providers set tested_at = $2, test_problem = $3, test_note = $4
             where id = $1 and changed_at = $5",
        )
        .bind(id)
        .bind(tested.at)
        .bind(&tested.problem)
        .bind(&tested.note)
        .bind(changed_at)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Notes that somebody signed in with the provider.
pub(crate) async fn save_worked(
    tx: &mut Tx,
    id: ProviderId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "update sign_in_providers set worked_at = $2 where id = $1"
    )
    .bind(id)
    .bind(now)
    .execute(conn)
    .await
    .map(drop))
}

/// Whether people can sign in with some provider: one that is switched on and has worked, other than `except`.
pub(crate) async fn any_works(tx: &mut Tx, except: Option<ProviderId>) -> sqlx::Result<bool> {
    let works: Vec<ProviderId> = on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select id from sign_in_providers where is_enabled and worked_at is not null",
        )
        .fetch_all(conn)
        .await
    })?;
    Ok(works.into_iter().any(|id| Some(id) != except))
}

/// A sign-in whose browser is at the provider.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Start {
    pub state_hash: String,
    pub provider_id: ProviderId,
    pub browser_hash: String,
    pub nonce: String,
    pub verifier: String,
    pub return_to: String,
    pub network: String,
    pub started_at: DateTime<Utc>,
}

pub(crate) async fn insert_start(tx: &mut Tx, start: &Start) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into sign_in_starts
                 (state_hash, provider_id, browser_hash, nonce, verifier, return_to, network, started_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&start.state_hash)
        .bind(start.provider_id)
        .bind(&start.browser_hash)
        .bind(&start.nonce)
        .bind(&start.verifier)
        .bind(&start.return_to)
        .bind(&start.network)
        .bind(start.started_at)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// How many sign-ins were begun from a network since `after` and are not ended.
pub(crate) async fn count_starts(
    tx: &mut Tx,
    network: &str,
    after: DateTime<Utc>,
) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select cast(count(*) as bigint) from sign_in_starts where network = $1 and started_at > $2",
        )
        .bind(network)
        .bind(after)
        .fetch_one(conn)
        .await
    })
}

/// Takes the sign-in with that state away: whoever asks next does not find it.
pub(crate) async fn take_start(tx: &mut Tx, state_hash: &str) -> sqlx::Result<Option<Start>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "delete from sign_in_starts where state_hash = $1
             returning state_hash, provider_id, browser_hash, nonce, verifier, return_to, network, started_at",
        )
        .bind(state_hash)
        .fetch_optional(conn)
        .await
    })
}

pub(crate) async fn delete_starts_before(tx: &mut Tx, before: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "delete from sign_in_starts where started_at < $1"
    )
    .bind(before)
    .execute(conn)
    .await
    .map(drop))
}

/// Notes a logout token; `false` when it was there already.
pub(crate) async fn insert_logout_token(
    tx: &mut Tx,
    provider: ProviderId,
    token_id: &str,
    expires_at: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into logout_tokens (provider_id, token_id, expires_at) values ($1, $2, $3) on conflict do nothing",
        )
        .bind(provider)
        .bind(token_id)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

pub(crate) async fn delete_logout_tokens_before(
    tx: &mut Tx,
    before: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "delete from logout_tokens where expires_at < $1"
    )
    .bind(before)
    .execute(conn)
    .await
    .map(drop))
}

/// An account of a provider.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct ProviderAccount {
    pub id: AccountId,
    pub user_id: Option<UserId>,
    pub disabled_at: Option<DateTime<Utc>>,
}

/// The account of that person at that issuer.
pub(crate) async fn find_account(
    tx: &mut Tx,
    issuer: &str,
    subject: &str,
) -> sqlx::Result<Option<ProviderAccount>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select id, user_id, disabled_at from accounts where issuer = $1 and subject = $2",
        )
        .bind(issuer)
        .bind(subject)
        .fetch_optional(conn)
        .await
    })
}

/// Adds the account of a person who signs in for the first time.
pub(crate) async fn insert_account(
    tx: &mut Tx,
    id: AccountId,
    (issuer, subject): (&str, &str),
    name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into accounts (id, name, name_key, password_hash, issuer, subject, created_at)
             values ($1, $2, $3, '', $4, $5, $6)",
        )
        .bind(id)
        .bind(name)
        .bind(format!("{issuer}|{subject}"))
        .bind(issuer)
        .bind(subject)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Keeps what the provider said of the person this time.
pub(crate) async fn save_account(
    tx: &mut Tx,
    id: AccountId,
    name: &str,
    user: Option<UserId>,
    claims: &str,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update accounts set name = $2, user_id = $3, claims = $4 where id = $1")
            .bind(id)
            .bind(name)
            .bind(user)
            .bind(claims)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// A user of the directory, by id or by user principal name in lower case: who it is and whether it is enabled.
pub(crate) async fn find_user(
    tx: &mut Tx,
    id: Option<UserId>,
    upn_key: Option<&str>,
) -> sqlx::Result<Option<(UserId, bool)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as("select id, account_enabled from users where id = $1 or upn_key = $2")
            .bind(id)
            .bind(upn_key)
            .fetch_optional(conn)
            .await
    })
}

/// Notes from which provider a browser came, and what signing out there asks for.
pub(crate) async fn save_sign_in(
    tx: &mut Tx,
    id: SignInId,
    provider: ProviderId,
    session: Option<&str>,
    id_token: &str,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update sign_ins set provider_id = $2, provider_session = $3, id_token = $4 where id = $1")
            .bind(id)
            .bind(provider)
            .bind(session)
            .bind(id_token)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// The key of the provider that a sign-in came from, and its `id_token`.
pub(crate) async fn find_session(
    tx: &mut Tx,
    id: SignInId,
) -> sqlx::Result<Option<(String, String)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select p.key, s.id_token from sign_ins s join sign_in_providers p on p.id = s.provider_id
             where s.id = $1 and s.id_token is not null and p.is_enabled",
        )
        .bind(id)
        .fetch_optional(conn)
        .await
    })
}

/// Ends the open sign-ins that came from a provider, of one of its sessions, or of a person there, or all.
pub(crate) async fn end_sign_ins(
    tx: &mut Tx,
    provider: ProviderId,
    session: Option<&str>,
    account: Option<AccountId>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update sign_ins set ended_at = $2, id_token = null
             where provider_id = $1 and ended_at is null
               and (cast($3 as text) is null or provider_session = $3) and (cast($4 as uuid) is null or account_id = $4)",
        )
        .bind(provider)
        .bind(now)
        .bind(session)
        .bind(account)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
    })
}
