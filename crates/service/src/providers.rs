//! Sign-in providers: their settings, and what a test found.

use std::collections::HashMap;
use std::fmt;

use chrono::{DateTime, Utc};
use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::id::ProviderId;
use domain::provider::{
    Provider, ProviderChoice, ProviderForm, ProviderSettings, ProviderSource, TestProblem, Tested,
};
use serde_json::json;

use crate::store::provider::Row;
use crate::store::{self, Tx};
use crate::{Error, Muster, Result};

/// What it takes to speak to a provider. Never shown, never logged.
#[derive(Clone)]
pub struct ProviderAccess {
    /// Identifies it.
    pub id: ProviderId,
    /// Its part of the addresses.
    pub key: String,
    /// What is set.
    pub settings: ProviderSettings,
    /// The client secret, if there is one.
    pub secret: ClientSecret,
    /// When the settings were changed last.
    pub changed_at: DateTime<Utc>,
}

/// A provider's secret for Muster.
#[derive(Clone, PartialEq, Eq)]
pub enum ClientSecret {
    /// There is none: the provider knows Muster as a public client.
    None,
    /// This one.
    Known(String),
    /// One is kept, and cannot be read: the key file is missing or another one.
    Unreadable,
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Known(_) => "Known",
            Self::Unreadable => "Unreadable",
        })
    }
}

/// A provider as the configuration of the server has it.
#[derive(Clone)]
pub struct ConfiguredProvider {
    /// Its part of the addresses.
    pub key: String,
    /// What is set.
    pub settings: ProviderSettings,
    /// The client secret; kept in memory only.
    pub secret: Option<String>,
}

impl fmt::Debug for ConfiguredProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sign-in provider {}", self.key)
    }
}

/// The secrets that the configuration holds, by the providers' keys.
#[derive(Clone, Default)]
pub(crate) struct ConfiguredSecrets(HashMap<String, String>);

impl fmt::Debug for ConfiguredSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secrets", self.0.len())
    }
}

impl Muster {
    /// Keeps to what the configuration says of providers: those in it are saved as they are there, those that were in
    /// it before and are no longer are removed.
    ///
    /// # Errors
    /// A key belongs to a provider that was saved on the page; the database failed.
    pub async fn configure_providers(&mut self, providers: Vec<ConfiguredProvider>) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let before = store::provider::list(&mut tx).await?;
        let actor = Actor::command_line();
        for provider in &providers {
            let found = before.iter().find(|row| row.key == provider.key);
            if found.is_some_and(|row| row.source == ProviderSource::Page) {
                return Err(Error::Overtaken(format!(
                    "the provider {} of the configuration has the key of one that was saved on the page; use another key",
                    provider.key
                )));
            }
            let old = found.map(|row| row.clone().into_provider());
            if old
                .as_ref()
                .is_some_and(|old| old.settings == provider.settings)
            {
                continue;
            }
            let id = found.map_or_else(|| ProviderId(self.clock.new_id()), |row| row.id);
            if old
                .as_ref()
                .is_some_and(|old| is_another(&old.settings, &provider.settings))
            {
                store::provider::forget_trust(&mut tx, id).await?;
            }
            let place = (id, provider.key.as_str());
            store::provider::save(
                &mut tx,
                place,
                &provider.settings,
                None,
                ProviderSource::Configuration,
                now,
            )
            .await?;
            let old = old.map(|old| old.settings);
            self.audit(
                &mut tx,
                &actor,
                "save_sign_in_provider",
                ("sign_in_provider", id),
                old.as_ref(),
                Some(&provider.settings),
            )
            .await?;
        }
        let is_gone = |row: &&Row| {
            row.source == ProviderSource::Configuration
                && !providers.iter().any(|provider| provider.key == row.key)
        };
        for row in before.iter().filter(is_gone) {
            store::provider::end_sign_ins(&mut tx, row.id, None, None, now).await?;
            store::provider::delete(&mut tx, row.id).await?;
            let old = row.clone().into_provider().settings;
            self.audit(
                &mut tx,
                &actor,
                "delete_sign_in_provider",
                ("sign_in_provider", row.id),
                Some(&old),
                None::<&()>,
            )
            .await?;
        }
        tx.commit().await?;
        let secrets = providers
            .into_iter()
            .filter_map(|provider| Some((provider.key, provider.secret?)));
        self.configured_secrets = std::sync::Arc::new(ConfiguredSecrets(secrets.collect()));
        Ok(())
    }

    /// The buttons of the sign-in page. Anyone may know.
    ///
    /// # Errors
    /// The database failed.
    pub async fn list_provider_choices(&self) -> Result<Vec<ProviderChoice>> {
        let mut tx = self.db.read().await?;
        Ok(store::provider::choices(&mut tx).await?)
    }

    /// What it takes to speak to the provider that people sign in with at `key`; for the door alone.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is not there or not switched on.
    pub async fn open_provider(&self, key: &str) -> Result<ProviderAccess> {
        let mut tx = self.db.read().await?;
        let row = store::provider::find_by_key(&mut tx, key).await?;
        let row = row
            .filter(|row| row.is_enabled)
            .ok_or(Error::NotFound("sign-in provider"))?;
        Ok(self.access(row))
    }

    /// All providers.
    ///
    /// # Errors
    /// The actor may not see the organisation's settings.
    pub async fn list_providers(&self, actor: &Actor) -> Result<Vec<Provider>> {
        self.authorize(actor, Permission::ReadOrganization).await?;
        let mut tx = self.db.read().await?;
        let rows = store::provider::list(&mut tx).await?;
        Ok(rows.into_iter().map(|row| self.shown(row)).collect())
    }

    /// One provider.
    ///
    /// # Errors
    /// [`Error::NotFound`]; the actor may not see the organisation's settings.
    pub async fn find_provider(&self, actor: &Actor, id: ProviderId) -> Result<Provider> {
        self.authorize(actor, Permission::ReadOrganization).await?;
        let mut tx = self.db.read().await?;
        let row = find(&mut tx, id).await?;
        Ok(self.shown(row))
    }

    /// Adds a provider.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field; no key for secrets is there; the actor may not change the organisation's
    /// settings.
    pub async fn create_provider(&self, actor: &Actor, form: &ProviderForm) -> Result<ProviderId> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let settings = form.check()?;
        let id = ProviderId(self.clock.new_id());
        let secret = self.seal(id, &form.client_secret)?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "set_up").await?;
        let taken: Vec<String> = store::provider::list(&mut tx)
            .await?
            .into_iter()
            .map(|row| row.key)
            .collect();
        let key = free_key(settings.key(), &taken);
        store::provider::save(
            &mut tx,
            (id, &key),
            &settings,
            secret.as_deref(),
            ProviderSource::Page,
            now,
        )
        .await?;
        let after = audited(&settings, secret.is_some());
        self.audit(
            &mut tx,
            actor,
            "create_sign_in_provider",
            ("sign_in_provider", id),
            None::<&()>,
            Some(&after),
        )
        .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes a provider. A secret that is not given stays, unless issuer or client are other ones now: then it
    /// would go to somebody else. Switching it off signs out whoever came in by it.
    ///
    /// # Errors
    /// [`Error::Conflict`] for one of the configuration and for the last way in; otherwise as
    /// [`Muster::create_provider`].
    pub async fn save_provider(
        &self,
        actor: &Actor,
        id: ProviderId,
        form: &ProviderForm,
    ) -> Result<()> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let settings = form.check()?;
        let secret = self.seal(id, &form.client_secret)?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "set_up").await?;
        let row = find_of_page(&mut tx, id).await?;
        let before = row.clone().into_provider();
        let is_another = is_another(&before.settings, &settings);
        let stays_in_use = settings.is_enabled && !is_another;
        if before.settings.is_enabled && !stays_in_use {
            keep_a_way_in(&mut tx, &row).await?;
            store::provider::end_sign_ins(&mut tx, id, None, None, now).await?;
        }
        if is_another {
            store::provider::forget_trust(&mut tx, id).await?;
        }
        store::provider::save(
            &mut tx,
            (id, &row.key),
            &settings,
            secret.as_deref(),
            ProviderSource::Page,
            now,
        )
        .await?;
        let (old, new) = (
            audited(&before.settings, false),
            audited(&settings, secret.is_some()),
        );
        self.audit(
            &mut tx,
            actor,
            "save_sign_in_provider",
            ("sign_in_provider", id),
            Some(&old),
            Some(&new),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Removes a provider and signs out whoever came in by it. Accounts stay: they are found again when the provider
    /// comes back.
    ///
    /// # Errors
    /// [`Error::Conflict`] for one of the configuration and for the last way in.
    pub async fn delete_provider(&self, actor: &Actor, id: ProviderId) -> Result<()> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "set_up").await?;
        let row = find_of_page(&mut tx, id).await?;
        keep_a_way_in(&mut tx, &row).await?;
        store::provider::end_sign_ins(&mut tx, id, None, None, now).await?;
        store::provider::delete(&mut tx, id).await?;
        let before = audited(&row.into_provider().settings, false);
        self.audit(
            &mut tx,
            actor,
            "delete_sign_in_provider",
            ("sign_in_provider", id),
            Some(&before),
            None::<&()>,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// What it takes to test a provider; for the door that does it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; the actor may not change the organisation's settings.
    pub async fn begin_provider_test(
        &self,
        actor: &Actor,
        id: ProviderId,
    ) -> Result<ProviderAccess> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let mut tx = self.db.read().await?;
        let row = find(&mut tx, id).await?;
        Ok(self.access(row))
    }

    /// Notes what a test of `provider` found.
    ///
    /// # Errors
    /// The actor may not change the organisation's settings; the database failed.
    pub async fn finish_provider_test(
        &self,
        actor: &Actor,
        provider: &ProviderAccess,
        found: Result<Option<String>, TestProblem>,
    ) -> Result<()> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let at = self.clock.now();
        let tested = match found {
            Ok(note) => Tested {
                at,
                problem: None,
                note,
            },
            Err(problem) => Tested {
                at,
                problem: Some(problem.sentence()),
                note: None,
            },
        };
        let mut tx = self.db.write().await?;
        store::provider::save_test(&mut tx, provider.id, &tested, provider.changed_at).await?;
        tx.commit().await?;
        Ok(())
    }

    fn access(&self, row: Row) -> ProviderAccess {
        let secret = match (&row.source, &row.client_secret) {
            (ProviderSource::Configuration, _) => self
                .configured_secrets
                .0
                .get(&row.key)
                .map_or(ClientSecret::None, |secret| {
                    ClientSecret::Known(secret.clone())
                }),
            (ProviderSource::Page, None) => ClientSecret::None,
            (ProviderSource::Page, Some(sealed)) => self
                .secret_key
                .as_ref()
                .and_then(|key| key.open(&place(row.id), sealed))
                .map_or(ClientSecret::Unreadable, ClientSecret::Known),
        };
        let provider = row.into_provider();
        ProviderAccess {
            id: provider.id,
            key: provider.key,
            settings: provider.settings,
            secret,
            changed_at: provider.changed_at,
        }
    }

    fn shown(&self, row: Row) -> Provider {
        let has_secret = self.configured_secrets.0.contains_key(&row.key);
        let mut provider = row.into_provider();
        provider.has_secret |= has_secret;
        provider
    }

    fn seal(&self, id: ProviderId, secret: &str) -> Result<Option<Vec<u8>>> {
        let secret = secret.trim();
        if secret.is_empty() {
            return Ok(None);
        }
        let key = self.secret_key.as_ref().ok_or_else(|| {
            Invalid::new(
                "client_secret",
                "a secret cannot be kept before Muster is started with --secret-key-file, the file that holds the key for it",
            )
        })?;
        key.seal(&place(id), secret).map(Some)
    }
}

/// Where a secret is kept: it cannot be read in another place.
fn place(id: ProviderId) -> String {
    format!("client secret of sign-in provider {id}")
}

/// Whether the two are settings of different clients: what one has earned does not count for the other.
fn is_another(one: &ProviderSettings, other: &ProviderSettings) -> bool {
    one.issuer != other.issuer || one.client_id != other.client_id
}

/// The settings as the audit log keeps them.
fn audited(settings: &ProviderSettings, has_new_secret: bool) -> serde_json::Value {
    let mut audited = json!(settings);
    if has_new_secret {
        audited["client_secret"] = json!("changed");
    }
    audited
}

/// `key`, with a number behind it when it is taken.
fn free_key(key: String, taken: &[String]) -> String {
    let numbered = (2..).map(|n| format!("{key}-{n}"));
    std::iter::once(key.clone())
        .chain(numbered)
        .find(|key| !taken.contains(key))
        .unwrap_or(key)
}

async fn find(tx: &mut Tx, id: ProviderId) -> Result<Row> {
    store::provider::find(tx, id)
        .await?
        .ok_or(Error::NotFound("sign-in provider"))
}

/// As [`find`], for a change.
async fn find_of_page(tx: &mut Tx, id: ProviderId) -> Result<Row> {
    let row = find(tx, id).await?;
    if row.source == ProviderSource::Configuration {
        return Err(Error::Conflict(
            "This provider is set in the server's configuration. Change it there and restart Muster.",
        ));
    }
    Ok(row)
}

/// Refuses to take away `provider` when nobody could sign in without it.
async fn keep_a_way_in(tx: &mut Tx, provider: &Row) -> Result<()> {
    // One that never worked was no way in.
    if provider.worked_at.is_none() {
        return Ok(());
    }
    if store::account::any_local_enabled(tx).await?
        || store::provider::any_works(tx, Some(provider.id)).await?
    {
        return Ok(());
    }
    Err(Error::Conflict(
        "This is the last way to sign in. Enable a local account first, or sign in once with another provider.",
    ))
}
