//! The first administrator: the one-time link and what it makes.

use chrono::TimeDelta;
use domain::Invalid;
use domain::account::LocalAccount;
use domain::actor::{Actor, ActorKind, Permission};
use domain::admission::UnlicensedAdmins;
use domain::id::AccountId;
use sha2::{Digest, Sha256};

use crate::store::account::Account;
use crate::store::audit::Entry;
use crate::{Error, Muster, Result, password, store};

/// How long a set-up link works; a restart prints a new one.
const LINK_HOURS: i64 = 24;

/// What the set-up page asks for.
#[derive(Clone)]
pub struct NewAdministrator {
    /// The secret of the one-time link.
    pub token: String,
    /// The organisation's name, 1 to 100 characters.
    pub organisation: String,
    /// The name to sign in with, 1 to 100 characters.
    pub name: String,
    /// The password.
    pub password: String,
    /// Whether administrators without a licence may come in: on by default where the organisation is new, off where it
    /// comes from elsewhere and was off there.
    pub unlicensed_admins: UnlicensedAdmins,
}

impl Muster {
    /// The organisation's name; `None` before the first administrator exists.
    ///
    /// # Errors
    /// The database failed.
    pub async fn organisation_name(&self) -> Result<Option<String>> {
        let mut tx = self.db.read().await?;
        Ok(store::organisation::name(&mut tx).await?)
    }

    /// Whether somebody can sign in already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_set_up(&self) -> Result<bool> {
        let mut tx = self.db.read().await?;
        Ok(store::account::any(&mut tx).await?)
    }

    /// All local accounts, by name.
    ///
    /// # Errors
    /// The actor may not see the organisation's settings.
    pub async fn list_local_accounts(&self, actor: &Actor) -> Result<Vec<LocalAccount>> {
        self.authorize(actor, Permission::ReadOrganization).await?;
        let mut tx = self.db.read().await?;
        Ok(store::account::list_local(&mut tx).await?)
    }

    /// Disables a local account, which signs it out everywhere, or enables it again.
    ///
    /// # Errors
    /// [`Error::Conflict`] for the actor's own account and for the last way in; [`Error::NotFound`]; the actor may not
    /// change the organisation's settings.
    pub async fn switch_local_account(
        &self,
        actor: &Actor,
        id: AccountId,
        is_enabled: bool,
    ) -> Result<()> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        if !is_enabled && actor.id == Some(id.0) {
            return Err(Error::Conflict(
                "You are signed in with this account. Sign in another way first, so that you know that it works.",
            ));
        }
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "set_up").await?;
        let all = store::account::list_local(&mut tx).await?;
        let account = all
            .iter()
            .find(|account| account.id == id)
            .ok_or(Error::NotFound("local account"))?;
        if account.disabled_at.is_none() == is_enabled {
            return Ok(());
        }
        store::account::save_disabled(&mut tx, id, (!is_enabled).then_some(now)).await?;
        if !is_enabled {
            let is_last = !store::account::any_local_enabled(&mut tx).await?
                && !store::provider::any_works(&mut tx, None).await?;
            if is_last {
                return Err(Error::Conflict(
                    "This is the last way to sign in: no provider has worked yet. Sign in once with one, then disable this account.",
                ));
            }
            store::sign_in::end_all(&mut tx, id, now).await?;
        }
        let action = if is_enabled {
            "enable_local_account"
        } else {
            "disable_local_account"
        };
        let after = serde_json::json!({ "name": account.name, "is_enabled": is_enabled });
        self.audit(
            &mut tx,
            actor,
            action,
            ("account", id),
            None::<&()>,
            Some(&after),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The secret of a new one-time link that makes the first administrator; `None` when there is one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn create_set_up_token(&self) -> Result<Option<String>> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        if store::account::any(&mut tx).await? {
            return Ok(None);
        }
        let token = new_token();
        store::account::insert_set_up_link(
            &mut tx,
            &token_hash(&token),
            now,
            now + TimeDelta::hours(LINK_HOURS),
        )
        .await?;
        tx.commit().await?;
        Ok(Some(token))
    }

    /// Whether the one-time link with that secret still works.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_up_token_holds(&self, token: &str) -> Result<bool> {
        let mut tx = self.db.read().await?;
        Ok(
            store::account::set_up_link_holds(&mut tx, &token_hash(token), self.clock.now())
                .await?,
        )
    }

    /// Makes the first administrator and uses up every set-up link.
    ///
    /// # Errors
    /// [`Error::Conflict`] when there is an administrator already, [`Error::NotFound`] when the link does not work
    /// (any more), [`Error::Invalid`] naming the field.
    pub async fn create_first_administrator(
        &self,
        new: NewAdministrator,
        address: &str,
    ) -> Result<()> {
        let name = check_name("name", &new.name, "write the name you want to sign in with")?;
        let organisation = check_name(
            "organisation",
            &new.organisation,
            "write your organisation's name",
        )?;
        password::check(&new.password, &name)?;
        if !self.set_up_token_holds(&new.token).await? {
            return Err(Error::NotFound("set-up link"));
        }
        let password_hash = password::hash(new.password).await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "set_up").await?;
        if store::account::any(&mut tx).await? {
            return Err(Error::Conflict(
                "There is an administrator already. Sign in with that account.",
            ));
        }
        if !store::account::set_up_link_holds(&mut tx, &token_hash(&new.token), now).await? {
            return Err(Error::NotFound("set-up link"));
        }
        let account = Account {
            id: AccountId(self.clock.new_id()),
            name,
            password_hash,
            disabled_at: None,
        };
        store::account::insert(&mut tx, &account, now).await?;
        store::organisation::save_name(&mut tx, &organisation).await?;
        let unlicensed = match new.unlicensed_admins {
            UnlicensedAdmins::Off => UnlicensedAdmins::Off,
            _ => UnlicensedAdmins::DefaultOn,
        };
        store::role::save_unlicensed(&mut tx, unlicensed, now, &account.name, None).await?;
        store::change::count_role_change(&mut tx).await?;
        store::account::delete_set_up_links(&mut tx).await?;
        let actor = Actor {
            kind: ActorKind::SetUp,
            id: None,
            name: "Set-up link".to_owned(),
            address: address.to_owned(),
            grants: Vec::new(),
        };
        let after =
            serde_json::json!({ "name": account.name, "organisation": organisation, "unlicensed_admins": unlicensed })
                .to_string();
        let entry = Entry {
            action: "create_first_administrator",
            object_kind: "account",
            object_id: account.id.to_string(),
            before: None,
            after: Some(after),
        };
        store::audit::record(&mut tx, self.clock.new_id(), &actor, entry, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

pub(crate) fn check_name(field: &str, text: &str, problem: &str) -> Result<String, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::new(field, problem));
    }
    if text.chars().count() > 100 {
        return Err(Invalid::new(field, "use at most 100 characters"));
    }
    if text.chars().any(char::is_control) {
        return Err(Invalid::new(
            field,
            "leave out line breaks and control characters",
        ));
    }
    Ok(text.to_owned())
}

/// 256 random bits, as hexadecimal digits.
pub(crate) fn new_token() -> String {
    let bytes: [u8; 32] = rand::random();
    hex(&bytes)
}

/// What is kept of a secret that was handed out: 256 random bits need no salt.
pub(crate) fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
