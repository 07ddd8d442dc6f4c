//! Everything Muster can do. Pages, server functions, REST and the command line are thin coats over [`Muster`].
//!
//! Every operation checks the actor's permission first, then works in one transaction, and commits last.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod access;
pub mod accounts;
pub mod api_tokens;
pub mod audit;
pub mod branding;
pub mod check_up;
pub mod cleanup;
pub mod clock;
pub mod demonstration;
pub mod devices;
pub mod directory;
pub mod domains;
pub mod duplicates;
pub mod edits;
pub mod enrollment;
mod error;
pub mod exports;
mod grants;
pub mod help_links;
pub mod imports;
pub mod invitations;
mod last;
pub mod licences;
pub mod offboarding;
pub mod overview;
pub mod passkeys;
mod password;
pub mod provider_sign_ins;
pub mod providers;
pub mod roles;
pub mod scim;
pub mod secrets;
pub mod sign_ins;
mod store;
pub mod support;
pub mod unlicensed;
pub mod views;

pub use clock::Clock;
pub use error::{Error, Result};
pub use store::session::SessionStore;

use store::Db;

/// The running system: one open database and everything that can be done with it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Muster {
    db: Db,
    clock: Clock,
    public_address: std::sync::Arc<str>,
    last_effect: enrollment::LastEffect,
    last_inventory: devices::LastInventory,
    last_catalog: grants::LastCatalog,
    last_duplicates: duplicates::LastCounts,
    last_suffixes: domains::LastSuffixes,
    due_domain_checks: std::sync::Arc<tokio::sync::Mutex<()>>,
    secret_key: Option<secrets::SecretKey>,
    configured_secrets: std::sync::Arc<providers::ConfiguredSecrets>,
}

impl Muster {
    /// Opens the database at `url` (`sqlite:PATH` or `postgres://…`) and brings it to this version.
    ///
    /// `public_address` is where browsers and devices reach this server, such as `https://muster.example.org`.
    ///
    /// # Errors
    /// The database cannot be reached, or was written by a newer version.
    pub async fn open(url: &str, public_address: &str, clock: Clock) -> Result<Self> {
        let muster = Self {
            db: Db::open(url).await?,
            clock,
            public_address: public_address.trim_end_matches('/').into(),
            last_effect: enrollment::LastEffect::default(),
            last_inventory: devices::LastInventory::default(),
            last_catalog: grants::LastCatalog::default(),
            last_duplicates: duplicates::LastCounts::default(),
            last_suffixes: domains::LastSuffixes::default(),
            due_domain_checks: std::sync::Arc::default(),
            secret_key: None,
            configured_secrets: std::sync::Arc::default(),
        };
        muster.chain_unchained().await?;
        muster.count_uncounted().await?;
        Ok(muster)
    }

    /// Keeps secrets that must be read again encrypted with `key`. Without one, none are taken.
    #[must_use]
    pub fn with_secret_key(self, key: secrets::SecretKey) -> Self {
        Self {
            secret_key: Some(key),
            ..self
        }
    }

    /// Counts the devices of a database that was written before there were counts.
    async fn count_uncounted(&self) -> Result<()> {
        const AT_ONCE: i64 = 1_000;
        loop {
            let mut tx = self.db.write().await?;
            store::lock(&mut tx, "import").await?;
            let ids = store::bulk::device::uncounted(&mut tx, AT_ONCE).await?;
            if ids.is_empty() {
                return Ok(());
            }
            let devices = store::bulk::device::find(&mut tx, &ids).await?;
            let devices: Vec<_> = devices.into_values().collect();
            store::bulk::device::count(&mut tx, &devices, self.clock.now()).await?;
            tx.commit().await?;
        }
    }

    /// The clock that all times come from.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Where browsers and devices reach this server, without a slash at the end.
    #[must_use]
    pub fn public_address(&self) -> &str {
        &self.public_address
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn check_database(&self) -> Result<()> {
        let mut tx = self.db.read().await?;
        store::organisation::name(&mut tx).await?;
        Ok(())
    }

    /// Where the session middleware keeps its sessions; its table is made when it is missing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn session_store(&self) -> Result<SessionStore> {
        SessionStore::open(&self.db).await
    }

    /// Lets running work end and closes the database.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
