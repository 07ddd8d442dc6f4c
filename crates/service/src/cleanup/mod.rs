//! Cleanup rules: what they would hide, hiding it when they are due, and bringing it back.
//!
//! A hidden record leaves the inventory whole, and comes back whole: by itself when an import brings a newer check-in, or
//! when somebody takes the run back.

mod hide;
mod run;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::cleanup::{
    CleanupPreview, CleanupRule, CleanupRun, Guard, HiddenQuery, HiddenRecord, Platform, RuleDraft,
    ShownRule,
};
use domain::page::Page;

pub(crate) use hide::{bring_back, find_awake};

use crate::store::{Tx, cleanup as store, duplicate};
use crate::{Error, Muster, Result};

/// How many records a preview shows.
const SHOWN: i64 = 20;
/// How many runs the log shows.
const LISTED: i64 = 100;

/// The silent records of one rule.
struct Silent {
    /// Its operating systems, as the records spell them.
    systems: Vec<String>,
    /// How many would be hidden.
    would_hide: i64,
    /// How many would not, and why.
    left_out: BTreeMap<Guard, i64>,
}

/// When a record has to have been seen last to count as silent.
fn limit(as_of: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    as_of - TimeDelta::days(days)
}

/// Whether a rule for `platform` is about devices of that operating system. What has a rule of its own is none of "other".
fn is_about(platform: Platform, os: &str, rules: &[CleanupRule]) -> bool {
    let own = Platform::of(os);
    match platform {
        Platform::Other => own == Platform::Other || rules.iter().all(|rule| rule.platform != own),
        _ => own == platform,
    }
}

impl Silent {
    async fn of(tx: &mut Tx, platform: Platform, days: i64, as_of: DateTime<Utc>) -> Result<Self> {
        let rules = store::rules(tx).await?;
        let mut silent = Self {
            systems: Vec::new(),
            would_hide: 0,
            left_out: BTreeMap::new(),
        };
        for (os, guard, count) in store::count_silent(tx, limit(as_of, days), as_of).await? {
            if !is_about(platform, &os, &rules) {
                continue;
            }
            match guard {
                None => {
                    silent.would_hide += count;
                    silent.systems.push(os);
                }
                Some(guard) => *silent.left_out.entry(guard).or_default() += count,
            }
        }
        Ok(silent)
    }
}

impl Muster {
    /// All rules, with how many records each keeps hidden, in the order of the platforms.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn list_cleanup_rules(&self, actor: &Actor) -> Result<Vec<ShownRule>> {
        self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        let hidden: BTreeMap<Platform, i64> = store::hidden_by_platform(&mut tx)
            .await?
            .into_iter()
            .collect();
        let mut rules = store::rules(&mut tx).await?;
        rules.sort_by_key(|rule| rule.platform);
        Ok(rules
            .into_iter()
            .map(|rule| ShownRule {
                hidden: hidden.get(&rule.platform).copied().unwrap_or_default(),
                rule,
            })
            .collect())
    }

    /// The rule of a platform; `None` if there is none.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn find_cleanup_rule(
        &self,
        actor: &Actor,
        platform: Platform,
    ) -> Result<Option<CleanupRule>> {
        self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        Ok(store::rule(&mut tx, platform).await?)
    }

    /// What a rule would hide now, what it would leave, and why.
    ///
    /// # Errors
    /// The actor may not read all devices; the database failed.
    pub async fn preview_cleanup(
        &self,
        actor: &Actor,
        platform: Platform,
        days: u32,
    ) -> Result<CleanupPreview> {
        self.authorize_for_all(actor, Permission::ReadDevices)
            .await?;
        let days = i64::from(days);
        let mut tx = self.db.read().await?;
        let as_of = duplicate::as_of(&mut tx, self.clock.now()).await?;
        let silent = Silent::of(&mut tx, platform, days, as_of).await?;
        let asked = store::Asked {
            systems: &silent.systems,
            before: limit(as_of, days),
            as_of,
            after: None,
        };
        let first = store::silent(&mut tx, &asked, SHOWN).await?;
        Ok(CleanupPreview {
            would_hide: silent.would_hide,
            left_out: silent.left_out.into_iter().collect(),
            first,
            as_of,
        })
    }

    /// Keeps a rule; one that is on is applied at once, and then once a day.
    ///
    /// # Errors
    /// [`Error::Conflict`] if somebody else changed it in the meantime; the actor may not change cleanup rules; the database
    /// failed.
    pub async fn save_cleanup_rule(&self, actor: &Actor, draft: &RuleDraft) -> Result<()> {
        self.authorize(actor, Permission::ChangeCleanupRules)
            .await?;
        if !(domain::cleanup::FEWEST_DAYS..=domain::cleanup::MOST_DAYS).contains(&draft.days) {
            return Err(Invalid::new("days", "write a number of days from 30 to 270").into());
        }
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        crate::store::lock(&mut tx, "import").await?;
        let before = store::rule(&mut tx, draft.platform).await?;
        if before.as_ref().map_or(0, |rule| rule.version) != draft.version {
            return Err(Error::Conflict(
                "Somebody changed this rule since the page was made. Nothing was saved. Look at it as it is now, then decide.",
            ));
        }
        let rule = CleanupRule {
            platform: draft.platform,
            days: i64::from(draft.days),
            is_on: draft.is_on,
            note: draft.note.clone(),
            version: draft.version + 1,
            saved_by: actor.name.clone(),
            saved_at: now,
            next_run_at: now,
            last_run_at: before.as_ref().and_then(|rule| rule.last_run_at),
        };
        store::save_rule(&mut tx, &rule).await?;
        self.audit_rule(
            &mut tx,
            actor,
            "save_cleanup_rule",
            before.as_ref(),
            Some(&rule),
        )
        .await?;
        tx.commit().await?;
        self.run_due_cleanups().await?;
        Ok(())
    }

    /// Removes a rule. What it hid stays hidden until it is brought back.
    ///
    /// # Errors
    /// There is no such rule; the actor may not change cleanup rules; the database failed.
    pub async fn delete_cleanup_rule(&self, actor: &Actor, platform: Platform) -> Result<()> {
        self.authorize(actor, Permission::ChangeCleanupRules)
            .await?;
        let mut tx = self.db.write().await?;
        let before = store::rule(&mut tx, platform)
            .await?
            .ok_or(Error::NotFound("cleanup rule"))?;
        store::delete_rule(&mut tx, platform).await?;
        self.audit_rule(&mut tx, actor, "delete_cleanup_rule", Some(&before), None)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The newest runs that hid something.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn list_cleanup_runs(&self, actor: &Actor) -> Result<Vec<CleanupRun>> {
        self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        Ok(store::runs(&mut tx, LISTED).await?)
    }

    /// The page of hidden records that `query` asks for, those hidden last first.
    ///
    /// # Errors
    /// The actor may not read all devices; the page's address is from another list; the database failed.
    pub async fn list_hidden_records(
        &self,
        actor: &Actor,
        query: &HiddenQuery,
    ) -> Result<Page<HiddenRecord>> {
        self.authorize_for_all(actor, Permission::ReadDevices)
            .await?;
        let mut tx = self.db.read().await?;
        let rows = store::rows(&mut tx, query).await?;
        let total = store::count_hidden(&mut tx, query.run).await?;
        Ok(rows.of_total(total))
    }

    async fn audit_rule(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        before: Option<&CleanupRule>,
        after: Option<&CleanupRule>,
    ) -> Result<()> {
        let platform = before.or(after).map_or("", |rule| rule.platform.as_str());
        self.audit(tx, actor, action, ("cleanup_rule", platform), before, after)
            .await
    }
}
