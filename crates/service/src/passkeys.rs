//! Passkeys: signing in to a local account with a key that an authenticator keeps, instead of a password.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Invalid;
use domain::account::PasskeyInfo;
use domain::actor::Actor;
use domain::id::{AccountId, PasskeyId, SignInId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::accounts::{hex, new_token, token_hash};
use crate::sign_ins::{Origin, network, own_account, stranger};
use crate::store::{self, Tx};
use crate::{Error, Muster, Result};

/// So long a person may look for the authenticator.
const CHALLENGE_MINUTES: i64 = 10;
/// So many challenges may be on their way to one network.
const MOST_CHALLENGES: i64 = 200;
/// So many passkeys one account may have.
const MOST_PASSKEYS: usize = 20;

/// A question for a browser's authenticator.
#[derive(Clone)]
pub struct Challenge {
    /// Goes back with the answer.
    pub token: String,
    /// The options of `navigator.credentials`, as JSON.
    pub options: serde_json::Value,
}

impl Muster {
    /// Whether passkeys can be used here: browsers take them for a host name only, and over TLS or on their own machine.
    #[must_use]
    pub fn takes_passkeys(&self) -> bool {
        self.webauthn().is_ok()
    }

    /// The passkeys of the actor's own account.
    ///
    /// # Errors
    /// [`Error::SignedOut`] for an actor without an account.
    pub async fn list_passkeys(&self, actor: &Actor) -> Result<Vec<PasskeyInfo>> {
        let account = own_account(actor)?;
        let mut tx = self.db.read().await?;
        Ok(store::passkey::list(&mut tx, account).await?)
    }

    /// Begins to add a passkey to the actor's own account.
    ///
    /// # Errors
    /// [`Error::Conflict`] for an account that signs in with a provider, and where browsers take no passkeys.
    pub async fn begin_passkey(&self, actor: &Actor) -> Result<Challenge> {
        let account = own_account(actor)?;
        let webauthn = self.webauthn()?;
        let mut tx = self.db.write().await?;
        must_be_local(&mut tx, account).await?;
        let known: Vec<Passkey> = store::passkey::credentials(&mut tx, account)
            .await?
            .iter()
            .map(|text| from_json(text))
            .collect::<Result<_>>()?;
        if known.len() >= MOST_PASSKEYS {
            return Err(Error::Conflict(
                "This account has 20 passkeys. Remove one first.",
            ));
        }
        let known = known
            .iter()
            .map(|passkey| passkey.cred_id().clone())
            .collect();
        let (options, state) = webauthn
            .start_passkey_registration(account.0, &actor.name, &actor.name, Some(known))
            .map_err(|error| internal(&error))?;
        let mut options = json!(options);
        // Found without a name being typed first.
        options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("required");
        options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(true);
        let token = self
            .keep(&mut tx, Some(account), &actor.address, &state)
            .await?;
        tx.commit().await?;
        Ok(Challenge {
            token,
            options: options["publicKey"].take(),
        })
    }

    /// Adds the passkey that an authenticator made for the challenge `token`; `answer` is its JSON.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the answer does not fit the challenge, or came too late; [`Error::Invalid`] for the name.
    pub async fn add_passkey(
        &self,
        actor: &Actor,
        token: &str,
        answer: &str,
        name: &str,
    ) -> Result<PasskeyId> {
        let account = own_account(actor)?;
        let name = check_name(name)?;
        let webauthn = self.webauthn()?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        must_be_local(&mut tx, account).await?;
        let state: PasskeyRegistration = self.take(&mut tx, Some(account), token).await?;
        let answer: RegisterPublicKeyCredential =
            serde_json::from_str(answer).map_err(|_| unfit())?;
        let passkey = webauthn
            .finish_passkey_registration(&answer, &state)
            .map_err(|_| unfit())?;
        let id = PasskeyId(self.clock.new_id());
        let credential = crate::directory::to_json(&passkey)?;
        let credential_id = hex(passkey.cred_id().as_ref());
        if store::passkey::find(&mut tx, &credential_id)
            .await?
            .is_some()
        {
            return Err(Error::Conflict("This passkey is here already."));
        }
        store::passkey::insert(
            &mut tx,
            id,
            account,
            (&credential_id, &credential),
            &name,
            now,
        )
        .await?;
        let after = json!({ "name": name, "account": actor.name });
        self.audit(
            &mut tx,
            actor,
            "create_passkey",
            ("passkey", id),
            None::<&()>,
            Some(&after),
        )
        .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Names one of the actor's own passkeys anew.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for the name.
    pub async fn rename_passkey(&self, actor: &Actor, id: PasskeyId, name: &str) -> Result<()> {
        let account = own_account(actor)?;
        let name = check_name(name)?;
        let mut tx = self.db.write().await?;
        if !store::passkey::save_name(&mut tx, id, account, &name).await? {
            return Err(Error::NotFound("passkey"));
        }
        let after = json!({ "name": name, "account": actor.name });
        self.audit(
            &mut tx,
            actor,
            "rename_passkey",
            ("passkey", id),
            None::<&()>,
            Some(&after),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Removes one of the actor's own passkeys.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_passkey(&self, actor: &Actor, id: PasskeyId) -> Result<()> {
        let account = own_account(actor)?;
        let mut tx = self.db.write().await?;
        if !store::passkey::delete(&mut tx, id, account).await? {
            return Err(Error::NotFound("passkey"));
        }
        let before = json!({ "account": actor.name });
        self.audit(
            &mut tx,
            actor,
            "delete_passkey",
            ("passkey", id),
            Some(&before),
            None::<&()>,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Begins a sign-in with a passkey. Anyone may.
    ///
    /// # Errors
    /// [`Error::TooManyTries`]; [`Error::Conflict`] where browsers take no passkeys.
    pub async fn begin_passkey_sign_in(&self, address: &str) -> Result<Challenge> {
        let webauthn = self.webauthn()?;
        let (options, state) = webauthn
            .start_discoverable_authentication()
            .map_err(|error| internal(&error))?;
        let mut tx = self.db.write().await?;
        let token = self.keep(&mut tx, None, address, &state).await?;
        tx.commit().await?;
        Ok(Challenge {
            token,
            options: json!(options)["publicKey"].take(),
        })
    }

    /// Signs in whose authenticator answers the challenge `token`; `answer` is its JSON.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the answer does not fit or the passkey is not known; [`Error::Conflict`] for an account
    /// that is disabled.
    pub async fn finish_passkey_sign_in(
        &self,
        token: &str,
        answer: &str,
        origin: &Origin,
    ) -> Result<SignInId> {
        let refused = || {
            Error::from(Invalid::new(
                "passkey",
                "this passkey is not known here, or it took too long",
            ))
        };
        let webauthn = self.webauthn()?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let state: DiscoverableAuthentication = self
            .take(&mut tx, None, token)
            .await
            .map_err(|_| refused())?;
        let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| refused())?;
        let credential_id = hex(answer.get_credential_id());
        let Some(row) = store::passkey::find(&mut tx, &credential_id).await? else {
            tx.commit().await?;
            return Err(refused());
        };
        let mut passkey: Passkey = from_json(&row.credential)?;
        let is_of = answer
            .get_user_unique_id()
            .is_none_or(|id| id == row.account_id.0.as_bytes());
        let result = webauthn.finish_discoverable_authentication_v2(&answer, state, &passkey);
        let (Ok(result), true) = (result, is_of) else {
            self.audit_passkey(
                &mut tx,
                &stranger(&row.account_name, origin),
                "refuse_sign_in",
                &row.name,
            )
            .await?;
            tx.commit().await?;
            return Err(refused());
        };
        if row.disabled_at.is_some() {
            self.audit_passkey(
                &mut tx,
                &stranger(&row.account_name, origin),
                "refuse_sign_in",
                &row.name,
            )
            .await?;
            tx.commit().await?;
            return Err(Error::Conflict(
                "This account is disabled. Sign in another way, or have it enabled again.",
            ));
        }
        passkey.update_credential(&result);
        store::passkey::save_used(&mut tx, row.id, &crate::directory::to_json(&passkey)?, now)
            .await?;
        let id = SignInId(self.clock.new_id());
        let browser: String = origin.browser.chars().take(300).collect();
        store::sign_in::insert(&mut tx, id, row.account_id, &origin.address, &browser, now).await?;
        let actor = Actor {
            id: Some(row.account_id.0),
            ..stranger(&row.account_name, origin)
        };
        self.audit_passkey(&mut tx, &actor, "sign_in", &row.name)
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn audit_passkey(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        passkey: &str,
    ) -> Result<()> {
        let after = json!({ "passkey": passkey });
        self.audit(
            tx,
            actor,
            action,
            ("account", &actor.name),
            None::<&()>,
            Some(&after),
        )
        .await
    }

    fn webauthn(&self) -> Result<Webauthn> {
        let refused = || {
            Error::Conflict(
                "Browsers take passkeys only where Muster has a host name and TLS. Set its public address so.",
            )
        };
        let address: Url = self.public_address.parse().map_err(|_| refused())?;
        let host = address.domain().ok_or_else(refused)?;
        if address.scheme() != "https" && host != "localhost" {
            return Err(refused());
        }
        WebauthnBuilder::new(host, &address)
            .and_then(|builder| builder.rp_name("Muster").build())
            .map_err(|_| refused())
    }

    /// Keeps what the library wants to see again, under a secret that goes to the browser.
    async fn keep(
        &self,
        tx: &mut Tx,
        account: Option<AccountId>,
        address: &str,
        state: &impl Serialize,
    ) -> Result<String> {
        let now = self.clock.now();
        let network = network(address);
        let after = now - TimeDelta::minutes(CHALLENGE_MINUTES);
        if store::passkey::count_challenges(tx, &network, after).await? >= MOST_CHALLENGES {
            return Err(Error::TooManyTries(CHALLENGE_MINUTES * 60));
        }
        let token = new_token();
        let state = crate::directory::to_json(state)?;
        store::passkey::insert_challenge(tx, &token_hash(&token), account, &network, &state, now)
            .await?;
        Ok(token)
    }

    /// What was kept under `token` for that account, once.
    async fn take<T: DeserializeOwned>(
        &self,
        tx: &mut Tx,
        account: Option<AccountId>,
        token: &str,
    ) -> Result<T> {
        let after = self.clock.now() - TimeDelta::minutes(CHALLENGE_MINUTES);
        let taken = store::passkey::take_challenge(tx, &token_hash(token), after).await?;
        let (_, state) = taken.filter(|(of, _)| *of == account).ok_or_else(unfit)?;
        from_json(&state)
    }
}

/// Forgets challenges that did not come back.
pub(crate) async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
    let before = now - TimeDelta::minutes(CHALLENGE_MINUTES);
    store::passkey::delete_challenges_before(tx, before).await?;
    Ok(())
}

fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Invalid::new(
            "name",
            "write where the passkey is, such as laptop or security key",
        )
        .into());
    }
    if name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err(Invalid::new("name", "use at most 60 characters, without line breaks").into());
    }
    Ok(name.to_owned())
}

async fn must_be_local(tx: &mut Tx, account: AccountId) -> Result<()> {
    if store::account::is_local(tx, account).await? {
        return Ok(());
    }
    Err(Error::Conflict(
        "This account signs in with a provider: add the passkey there.",
    ))
}

fn unfit() -> Error {
    Error::Conflict("The authenticator's answer does not fit, or it came too late. Begin again.")
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Internal("a kept passkey cannot be read"))
}

fn internal(error: &WebauthnError) -> Error {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "a passkey challenge could not be made"
    );
    Error::Internal("a passkey challenge could not be made")
}
