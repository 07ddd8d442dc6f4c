//! A database that is a demonstration: it was empty when it became one, says so on every page, and lets in whoever started it.

use domain::actor::Actor;
use domain::admission::UnlicensedAdmins;
use domain::id::AccountId;

use crate::accounts::new_token;
use crate::store::account::Account;
use crate::{Error, Muster, Result, password, store};

/// Who signs in to a demonstration.
const ACCOUNT: &str = "Demo administrator";

/// How far a demonstration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemonstrationState {
    /// Nothing, or not all, of its organisation is there.
    Unfilled,
    /// It can be looked at.
    Filled,
}

/// With what one signs in to a demonstration until it is started again.
#[derive(Clone)]
pub struct DemonstrationAccount {
    /// The name.
    pub name: &'static str,
    /// A password that nobody chose and that is kept nowhere.
    pub password: String,
}

impl Muster {
    /// Whether everything here is made up. Anyone may know.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_demonstration(&self) -> Result<bool> {
        let mut tx = self.db.read().await?;
        Ok(store::demonstration::find(&mut tx).await?.is_some())
    }

    /// Makes an empty database a demonstration; one that is a demonstration already stays as it is.
    ///
    /// # Errors
    /// Something is in the database that is no demonstration; the database failed.
    pub async fn begin_demonstration(&self) -> Result<DemonstrationState> {
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "set_up").await?;
        if let Some(filled_at) = store::demonstration::find(&mut tx).await? {
            return Ok(match filled_at {
                None => DemonstrationState::Unfilled,
                Some(_) => DemonstrationState::Filled,
            });
        }
        if store::demonstration::any_data(&mut tx).await? {
            return Err(Error::Conflict(
                "the database holds something that is no demonstration, so nothing was written; name another one with --database",
            ));
        }
        store::demonstration::insert(&mut tx).await?;
        tx.commit().await?;
        Ok(DemonstrationState::Unfilled)
    }

    /// Notes that the demonstration's organisation, of that name, is there in full.
    ///
    /// # Errors
    /// The database is no demonstration; the database failed.
    pub async fn finish_demonstration(&self, organisation: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        must_be_one(&mut tx).await?;
        store::organisation::save_name(&mut tx, organisation).await?;
        // As if it came from elsewhere, so that turning it on can be looked at.
        let now = self.clock.now();
        store::role::save_unlicensed(&mut tx, UnlicensedAdmins::Off, now, organisation, None)
            .await?;
        store::change::count_role_change(&mut tx).await?;
        store::demonstration::save_filled(&mut tx, self.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives the demonstration's administrator a new password; whoever had the last one cannot sign in with it any more.
    ///
    /// # Errors
    /// The database is no demonstration; the database failed.
    pub async fn open_demonstration(&self) -> Result<DemonstrationAccount> {
        let mut password = new_token();
        password.truncate(20);
        let password_hash = password::hash(password.clone()).await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        must_be_one(&mut tx).await?;
        match store::account::find_by_name(&mut tx, ACCOUNT).await? {
            Some(account) => {
                store::account::save_password(&mut tx, account.id, &password_hash).await?;
            }
            None => {
                let account = Account {
                    id: AccountId(self.clock.new_id()),
                    name: ACCOUNT.to_owned(),
                    password_hash,
                    disabled_at: None,
                };
                store::account::insert(&mut tx, &account, now).await?;
            }
        }
        self.audit(
            &mut tx,
            &Actor::command_line(),
            "open_demonstration",
            ("account", ACCOUNT),
            None::<&()>,
            None::<&()>,
        )
        .await?;
        tx.commit().await?;
        Ok(DemonstrationAccount {
            name: ACCOUNT,
            password,
        })
    }
}

async fn must_be_one(tx: &mut store::Tx) -> Result<()> {
    match store::demonstration::find(tx).await? {
        Some(_) => Ok(()),
        None => Err(Error::Conflict("the database is no demonstration")),
    }
}
