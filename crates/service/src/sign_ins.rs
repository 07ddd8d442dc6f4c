//! Signing in and out with a local account, and the list of browsers that are signed in.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Invalid;
use domain::actor::{Actor, ActorKind, Grant};
use domain::id::{AccountId, SignInId};
use serde::{Deserialize, Serialize};

use crate::store::audit::Entry;
use crate::store::sign_in::Failures;
use crate::store::{self, Tx};
use crate::{Error, Muster, Result, password};

/// A browser that asked for nothing for so long is signed out.
pub const IDLE_HOURS: i64 = 8;
/// A sign-in ends after so long whatever happens.
pub const LONGEST_HOURS: i64 = 7 * 24;
/// How fresh `last_seen_at` is kept: not every request needs a write.
const TOUCH_SECONDS: i64 = 60;

/// One browser that is signed in, as *My account* lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSignIn {
    /// Names the sign-in; it is not the secret that the browser holds.
    pub id: SignInId,
    /// The network address it came from.
    pub address: String,
    /// What the browser calls itself.
    pub browser: String,
    /// When it began.
    pub signed_in_at: DateTime<Utc>,
    /// When the browser last asked for something, within a minute.
    pub last_seen_at: DateTime<Utc>,
    /// The provider it came from; `None` for a local account.
    pub provider: Option<String>,
}

/// From where somebody tries to sign in.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The network address.
    pub address: String,
    /// What the browser calls itself.
    pub browser: String,
}

impl Muster {
    /// Checks name and password; a right pair begins a sign-in.
    ///
    /// Wrong tries make the next one wait: by account name after 5, by address after 20, doubling from one
    /// second to five minutes. The wait is kept in the database, so it holds for every server and over a restart.
    ///
    /// # Errors
    /// [`Error::TooManyTries`], or [`Error::Invalid`] that does not say which of the two was wrong;
    /// [`Error::Conflict`] for an account that is disabled.
    pub async fn sign_in(&self, name: &str, password: &str, origin: &Origin) -> Result<SignInId> {
        let name = name.trim();
        let subjects = [
            (
                format!(
                    "name:{}",
                    name.to_lowercase().chars().take(200).collect::<String>()
                ),
                5,
            ),
            (format!("address:{}", network(&origin.address)), 20),
        ];
        let account = {
            // The try is counted before the password is looked at: tries made at the same moment each count.
            let mut tx = self.db.write().await?;
            let now = self.clock.now();
            for (subject, free_tries) in &subjects {
                count_try(&mut tx, subject, *free_tries, now).await?;
            }
            let account = store::account::find_by_name(&mut tx, name).await?;
            tx.commit().await?;
            account
        };
        let right = password::verify(
            password.to_owned(),
            account.as_ref().map(|a| a.password_hash.clone()),
        )
        .await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let Some(account) = account.filter(|_| right) else {
            let actor = stranger(name, origin);
            self.audit_sign_in(&mut tx, &actor, "refuse_sign_in", now)
                .await?;
            tx.commit().await?;
            return Err(Invalid::new("password", "name or password is wrong").into());
        };
        if account.disabled_at.is_some() {
            let actor = stranger(name, origin);
            self.audit_sign_in(&mut tx, &actor, "refuse_sign_in", now)
                .await?;
            tx.commit().await?;
            return Err(Error::Conflict(
                "This account is disabled. Sign in another way, or have it enabled again.",
            ));
        }
        for (subject, _) in &subjects {
            store::sign_in::delete_failures(&mut tx, subject).await?;
        }
        let id = SignInId(self.clock.new_id());
        let browser: String = origin.browser.chars().take(300).collect();
        store::sign_in::insert(&mut tx, id, account.id, &origin.address, &browser, now).await?;
        let actor = account_actor(account.id, account.name, &origin.address, Vec::new());
        self.audit_sign_in(&mut tx, &actor, "sign_in", now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Who holds that sign-in; notes that the browser was seen.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when it was ended, idle for [`IDLE_HOURS`] or older than [`LONGEST_HOURS`], and when the
    /// account or its user in the directory is disabled: then every sign-in of the account ends for good.
    pub async fn resume_sign_in(&self, id: SignInId, address: &str) -> Result<Actor> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let found = store::sign_in::find(&mut tx, id)
            .await?
            .ok_or(Error::SignedOut)?;
        let grants = self.grants(&mut tx, &found.holder).await?;
        drop(tx);
        let idle = now - found.last_seen_at;
        let age = now - found.signed_in_at;
        if found.ended_at.is_some()
            || idle >= TimeDelta::hours(IDLE_HOURS)
            || age >= TimeDelta::hours(LONGEST_HOURS)
        {
            return Err(Error::SignedOut);
        }
        if !found.is_enabled {
            let mut tx = self.db.write().await?;
            store::sign_in::end_all(&mut tx, found.account_id, now).await?;
            tx.commit().await?;
            return Err(Error::SignedOut);
        }
        if idle >= TimeDelta::seconds(TOUCH_SECONDS) {
            let mut tx = self.db.write().await?;
            store::sign_in::touch(&mut tx, id, now).await?;
            tx.commit().await?;
        }
        Ok(account_actor(
            found.account_id,
            found.account_name,
            address,
            grants,
        ))
    }

    /// Deletes failed tries that are forgotten by now, and sign-ins that ran out. To be called now and then.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_sign_ins(&self) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        store::sign_in::delete_failures_before(&mut tx, now - TimeDelta::hours(MEMORY_HOURS))
            .await?;
        store::sign_in::delete_before(&mut tx, now - TimeDelta::hours(LONGEST_HOURS)).await?;
        crate::provider_sign_ins::forget(&mut tx, now).await?;
        crate::passkeys::forget(&mut tx, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The browsers in which the actor's own account is signed in, newest first.
    ///
    /// # Errors
    /// [`Error::SignedOut`] for an actor without an account.
    pub async fn list_sign_ins(&self, actor: &Actor) -> Result<Vec<OpenSignIn>> {
        let account = own_account(actor)?;
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let seen_after = now - TimeDelta::hours(IDLE_HOURS);
        let open = store::sign_in::list_open(
            &mut tx,
            account,
            seen_after,
            now - TimeDelta::hours(LONGEST_HOURS),
        )
        .await?;
        Ok(open
            .into_iter()
            .map(|s| OpenSignIn {
                id: s.id,
                address: s.address,
                browser: s.browser,
                signed_in_at: s.signed_in_at,
                last_seen_at: s.last_seen_at,
                provider: s.provider_name,
            })
            .collect())
    }

    /// Ends one of the actor's own sign-ins: this browser's (signing out) or another's.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it ended already or is somebody else's.
    pub async fn end_sign_in(&self, actor: &Actor, id: SignInId) -> Result<()> {
        let account = own_account(actor)?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        if !store::sign_in::end(&mut tx, id, account, now).await? {
            return Err(Error::NotFound("sign-in"));
        }
        let entry = Entry {
            action: "end_sign_in",
            object_kind: "sign_in",
            object_id: id.to_string(),
            before: None,
            after: None,
        };
        store::audit::record(&mut tx, self.clock.new_id(), actor, entry, now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn audit_sign_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let entry = Entry {
            action,
            object_kind: "account",
            object_id: actor.name.clone(),
            before: None,
            after: None,
        };
        store::audit::record(tx, self.clock.new_id(), actor, entry, now).await?;
        Ok(())
    }
}

/// Failed tries that lie further back than this are forgotten.
const MEMORY_HOURS: i64 = 24;

/// The network that tries are counted for: an IPv6 client has a whole /64 of addresses to come from.
pub(crate) fn network(address: &str) -> String {
    match address.parse() {
        Ok(std::net::IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

/// Counts one more try at `subject` as failed, until it turns out right; refuses it while an earlier wait runs.
pub(crate) async fn count_try(
    tx: &mut Tx,
    subject: &str,
    free_tries: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    const LONGEST_WAIT_SECONDS: i64 = 300;
    // Tries made at the same moment wait here for one another.
    store::sign_in::lock_failures(tx, subject).await?;
    let before = store::sign_in::failures(tx, subject)
        .await?
        .filter(|f| now - f.last_at < TimeDelta::hours(MEMORY_HOURS));
    if let Some(before) = before
        && before.blocked_until > now
    {
        return Err(Error::TooManyTries(
            (before.blocked_until - now).num_seconds() + 1,
        ));
    }
    let failures = before.map_or(0, |f| f.failures) + 1;
    let doublings = u32::try_from((failures - free_tries).clamp(-1, 20)).ok();
    let wait = doublings.map_or(0, |n| 2_i64.pow(n).min(LONGEST_WAIT_SECONDS));
    let blocked_until = now + TimeDelta::seconds(wait);
    store::sign_in::save_failures(
        tx,
        subject,
        Failures {
            failures,
            last_at: now,
            blocked_until,
        },
    )
    .await?;
    Ok(())
}

/// An account acts, with what it may do.
fn account_actor(id: AccountId, name: String, address: &str, grants: Vec<Grant>) -> Actor {
    Actor {
        kind: ActorKind::Account,
        id: Some(id.0),
        name,
        address: address.to_owned(),
        grants,
    }
}

/// Somebody who claims a name and may do nothing.
pub(crate) fn stranger(name: &str, origin: &Origin) -> Actor {
    Actor {
        kind: ActorKind::Account,
        id: None,
        name: name.chars().take(200).collect(),
        address: origin.address.clone(),
        grants: Vec::new(),
    }
}

pub(crate) fn own_account(actor: &Actor) -> Result<AccountId> {
    actor
        .id
        .filter(|_| actor.kind == ActorKind::Account)
        .map(AccountId)
        .ok_or(Error::SignedOut)
}
