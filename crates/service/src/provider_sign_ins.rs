//! Signing in and out with an account of a provider: what is kept while the browser is there, and what comes of it.
//!
//! Who speaks to the provider is the door; what it says here, it has checked.

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::Actor;
use domain::id::{AccountId, SignInId, UserId};
use domain::provider::{Identity, LogoutToken, Refusal};
use serde_json::json;

use crate::accounts::{new_token, token_hash};
use crate::providers::ProviderAccess;
use crate::sign_ins::{Origin, network, stranger};
use crate::store::provider::Start;
use crate::store::{self, Tx};
use crate::{Muster, Result};

/// So long a browser may be at the provider.
const START_MINUTES: i64 = 10;
/// So many sign-ins from one network may be on their way.
const MOST_STARTS: i64 = 200;

/// What is sent along to the provider; each is a secret of this one sign-in.
#[derive(Clone)]
pub struct BegunSignIn {
    /// Comes back with the browser.
    pub state: String,
    /// Comes back in the `id_token`.
    pub nonce: String,
    /// Proves that whoever hands in the code is who began.
    pub verifier: String,
}

/// What was kept while the browser was at the provider.
#[derive(Clone)]
pub struct ReturnedSignIn {
    /// Must be in the `id_token`.
    pub nonce: String,
    /// Goes with the code.
    pub verifier: String,
    /// The path that was asked for first.
    pub return_to: String,
}

/// What comes of somebody whom a provider vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Signed in.
    Admitted(SignInId),
    /// Not let in.
    Refused(Refusal),
}

/// What signing out at a provider asks for.
#[derive(Clone)]
pub struct ProviderSession {
    /// The provider's part of the addresses.
    pub key: String,
    /// The token that the person came with.
    pub id_token: String,
}

impl Muster {
    /// A secret for a browser, by which it is known again when it comes back from a provider.
    #[must_use]
    pub fn new_browser_secret(&self) -> String {
        new_token()
    }

    /// Begins a sign-in with `provider`; `browser` is the secret that only this browser holds.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_provider_sign_in(
        &self,
        provider: &ProviderAccess,
        browser: &str,
        return_to: &str,
        address: &str,
    ) -> Result<Result<BegunSignIn, Refusal>> {
        let now = self.clock.now();
        let begun = BegunSignIn {
            state: new_token(),
            nonce: new_token(),
            verifier: new_token(),
        };
        let start = Start {
            state_hash: token_hash(&begun.state),
            provider_id: provider.id,
            browser_hash: token_hash(browser),
            nonce: begun.nonce.clone(),
            verifier: begun.verifier.clone(),
            return_to: return_to.chars().take(2_000).collect(),
            network: network(address),
            started_at: now,
        };
        let mut tx = self.db.write().await?;
        let after = now - TimeDelta::minutes(START_MINUTES);
        if store::provider::count_starts(&mut tx, &start.network, after).await? >= MOST_STARTS {
            return Ok(Err(Refusal::TooMany));
        }
        store::provider::insert_start(&mut tx, &start).await?;
        tx.commit().await?;
        Ok(Ok(begun))
    }

    /// What was kept under `state`; it is used up by asking, whatever comes of it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_provider_sign_in(
        &self,
        provider: &ProviderAccess,
        state: &str,
        browser: &str,
    ) -> Result<Result<ReturnedSignIn, Refusal>> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let start = store::provider::take_start(&mut tx, &token_hash(state)).await?;
        tx.commit().await?;
        let is_right = |start: &Start| {
            start.provider_id == provider.id
                && start.browser_hash == token_hash(browser)
                && now - start.started_at < TimeDelta::minutes(START_MINUTES)
        };
        Ok(match start.filter(is_right) {
            Some(start) => Ok(ReturnedSignIn {
                nonce: start.nonce,
                verifier: start.verifier,
                return_to: start.return_to,
            }),
            None => Err(Refusal::Stale),
        })
    }

    /// Lets in whom `provider` vouches for, and makes the account the first time. The account is found by issuer and
    /// subject alone; the directory's user is linked to it once, by its object id, or by its user principal name where
    /// the provider is trusted with that.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finish_provider_sign_in(
        &self,
        provider: &ProviderAccess,
        identity: &Identity,
        id_token: &str,
        origin: &Origin,
    ) -> Result<Admission> {
        let now = self.clock.now();
        let (issuer, subject) = (provider.settings.issuer.as_str(), identity.subject.as_str());
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "set_up").await?;
        let known = store::provider::find_account(&mut tx, issuer, subject).await?;
        let linked = match known.as_ref().and_then(|account| account.user_id) {
            Some(user) => Some((user, is_enabled(&mut tx, user).await?)),
            None => find_in_directory(&mut tx, provider, identity).await?,
        };
        let refusal = match (&known, linked) {
            (Some(account), _) if account.disabled_at.is_some() => Some(Refusal::Disabled),
            (_, Some((_, false))) => Some(Refusal::NotInDirectory),
            _ => None,
        };
        if let Some(refusal) = refusal {
            if let Some(account) = &known {
                store::sign_in::end_all(&mut tx, account.id, now).await?;
            }
            self.audit_refusal(&mut tx, provider, &identity.name, refusal.as_str(), origin)
                .await?;
            tx.commit().await?;
            return Ok(Admission::Refused(refusal));
        }
        let user = linked.map(|(user, _)| user);
        let account = match &known {
            Some(account) => account.id,
            None => {
                let id = AccountId(self.clock.new_id());
                store::provider::insert_account(
                    &mut tx,
                    id,
                    (issuer, subject),
                    &identity.name,
                    now,
                )
                .await?;
                id
            }
        };
        let claims = crate::directory::to_json(&identity.claims)?;
        store::provider::save_account(&mut tx, account, &identity.name, user, &claims).await?;
        let actor = Actor {
            id: Some(account.0),
            ..stranger(&identity.name, origin)
        };
        let is_linked_now = user.is_some()
            && known
                .as_ref()
                .is_none_or(|account| account.user_id.is_none());
        if known.is_none() || is_linked_now {
            let after = json!({ "issuer": issuer, "subject": subject, "name": identity.name, "upn": identity.upn, "user_id": user });
            let action = if known.is_none() {
                "create_account"
            } else {
                "link_account"
            };
            self.audit(
                &mut tx,
                &actor,
                action,
                ("account", account),
                None::<&()>,
                Some(&after),
            )
            .await?;
        }
        let id = SignInId(self.clock.new_id());
        let browser: String = origin.browser.chars().take(300).collect();
        store::sign_in::insert(&mut tx, id, account, &origin.address, &browser, now).await?;
        store::provider::save_sign_in(
            &mut tx,
            id,
            provider.id,
            identity.session.as_deref(),
            id_token,
        )
        .await?;
        store::provider::save_worked(&mut tx, provider.id, now).await?;
        let after = json!({ "provider": provider.settings.name, "groups_left_out": identity.claims.groups_left_out });
        self.audit(
            &mut tx,
            &actor,
            "sign_in",
            ("account", &identity.name),
            None::<&()>,
            Some(&after),
        )
        .await?;
        tx.commit().await?;
        Ok(Admission::Admitted(id))
    }

    /// Notes that a sign-in with `provider` did not happen, and why.
    ///
    /// # Errors
    /// The database failed.
    pub async fn refuse_provider_sign_in(
        &self,
        provider: &ProviderAccess,
        reason: &str,
        origin: &Origin,
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
        self.audit_refusal(&mut tx, provider, "Somebody unknown", reason, origin)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends the sign-ins of a person or a session that signed out at the provider. `false` for a token that was taken
    /// before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_provider_sign_ins(
        &self,
        provider: &ProviderAccess,
        token: &LogoutToken,
        address: &str,
    ) -> Result<bool> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        if !store::provider::insert_logout_token(
            &mut tx,
            provider.id,
            &token.token_id,
            token.expires_at,
        )
        .await?
        {
            return Ok(false);
        }
        let account = match &token.subject {
            None => None,
            Some(subject) => {
                let found =
                    store::provider::find_account(&mut tx, &provider.settings.issuer, subject)
                        .await?;
                match found {
                    Some(account) => Some(account.id),
                    // Nobody of that name was ever here; the token is used up all the same.
                    None => {
                        tx.commit().await?;
                        return Ok(true);
                    }
                }
            }
        };
        let ended = store::provider::end_sign_ins(
            &mut tx,
            provider.id,
            token.session.as_deref(),
            account,
            now,
        )
        .await?;
        let actor = Actor {
            id: account.map(|account| account.0),
            ..stranger(
                &provider.settings.name,
                &Origin {
                    address: address.to_owned(),
                    browser: String::new(),
                },
            )
        };
        let after = json!({ "ended_sign_ins": ended });
        self.audit(
            &mut tx,
            &actor,
            "end_sign_ins_by_provider",
            ("sign_in_provider", provider.id),
            None::<&()>,
            Some(&after),
        )
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// What signing out at the provider asks for, if the sign-in came from one that is still there.
    ///
    /// # Errors
    /// The database failed.
    pub async fn provider_session(&self, id: SignInId) -> Result<Option<ProviderSession>> {
        let mut tx = self.db.read().await?;
        let found = store::provider::find_session(&mut tx, id).await?;
        Ok(found.map(|(key, id_token)| ProviderSession { key, id_token }))
    }

    async fn audit_refusal(
        &self,
        tx: &mut Tx,
        provider: &ProviderAccess,
        name: &str,
        reason: &str,
        origin: &Origin,
    ) -> Result<()> {
        let after = json!({ "provider": provider.settings.name, "reason": reason });
        self.audit(
            tx,
            &stranger(name, origin),
            "refuse_sign_in",
            ("account", name),
            None::<&()>,
            Some(&after),
        )
        .await
    }
}

/// Forgets sign-ins that did not come back, and logout tokens that would not be taken any more.
pub(crate) async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    store::provider::delete_starts_before(tx, now - TimeDelta::minutes(START_MINUTES)).await?;
    store::provider::delete_logout_tokens_before(tx, now).await?;
    Ok(())
}

async fn is_enabled(tx: &mut Tx, user: UserId) -> Result<bool> {
    let found = store::provider::find_user(tx, Some(user), None).await?;
    Ok(found.is_none_or(|(_, is_enabled)| is_enabled))
}

/// The user of the directory that `identity` is, and whether it is enabled.
async fn find_in_directory(
    tx: &mut Tx,
    provider: &ProviderAccess,
    identity: &Identity,
) -> Result<Option<(UserId, bool)>> {
    if let Some(id) = identity.object_id
        && let Some(user) = store::provider::find_user(tx, Some(id), None).await?
    {
        return Ok(Some(user));
    }
    match &identity.upn {
        Some(upn) if provider.settings.trusts_upn => {
            Ok(store::provider::find_user(tx, None, Some(&upn.to_lowercase())).await?)
        }
        _ => Ok(None),
    }
}
