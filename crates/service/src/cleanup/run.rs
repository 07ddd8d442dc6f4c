//! Applies rules: batch by batch, each in its own transaction, so that whatever stops the server leaves a database that is
//! true, and another server goes on from there.

use chrono::TimeDelta;
use domain::actor::{Actor, Permission};
use domain::cleanup::{CleanupRule, CleanupRun, Platform, RunState, SilentRecord};
use domain::id::{CleanupRunId, RecordId};
use serde::Serialize;
use uuid::Uuid;

use super::{Silent, limit};
use crate::store::{Tx, cleanup as store, duplicate, lock};
use crate::{Error, Muster, Result};

/// How many records are hidden, or brought back, in one transaction.
const BATCH: i64 = 200;
/// A run that nobody moved for so long has nobody who moves it: a batch takes less than a second.
const DEAD_AFTER_MINUTES: i64 = 1;
/// How often a rule is applied.
const EVERY_HOURS: i64 = 24;

/// What the audit log keeps of a run.
#[derive(Serialize)]
struct Summary {
    days: i64,
    as_of: chrono::DateTime<chrono::Utc>,
    hidden: i64,
}

impl Muster {
    /// Applies the rules that are due, each by one of all servers of the database; says how many it began. To be called
    /// when the server starts, and now and then.
    ///
    /// # Errors
    /// The database failed.
    pub async fn run_due_cleanups(&self) -> Result<usize> {
        let mut begun = 0;
        loop {
            let now = self.clock.now();
            let mut tx = self.db.write().await?;
            let next = now + TimeDelta::hours(EVERY_HOURS);
            let Some(rule) = store::take_due(&mut tx, now, next).await? else {
                return Ok(begun);
            };
            if store::is_running(&mut tx, rule.platform).await? {
                // Somebody did not wait for it to be due.
                tx.commit().await?;
                continue;
            }
            let actor = Actor::system(format!("Cleanup rule for {}", rule.platform.label()));
            let (id, worker) = self.begin_cleanup(tx, &actor, "", &rule).await?;
            self.clean_in_background(id, worker);
            begun += 1;
        }
    }

    /// Applies a rule now, in the background, whether or not it is on or due.
    ///
    /// # Errors
    /// [`Error::Conflict`] if it is being applied; there is no such rule; the actor may not change cleanup rules; the database
    /// failed.
    pub async fn run_cleanup(&self, actor: &Actor, platform: Platform) -> Result<()> {
        let (id, worker) = self.start_cleanup(actor, platform).await?;
        self.clean_in_background(id, worker);
        Ok(())
    }

    /// The same, and waits for its end; gives the run, unless there was nothing to hide.
    ///
    /// # Errors
    /// As of [`Self::run_cleanup`].
    pub async fn run_cleanup_to_end(
        &self,
        actor: &Actor,
        platform: Platform,
    ) -> Result<Option<CleanupRun>> {
        let (id, worker) = self.start_cleanup(actor, platform).await?;
        self.clean(id, worker).await?;
        let mut tx = self.db.read().await?;
        Ok(store::run(&mut tx, id).await?)
    }

    async fn start_cleanup(
        &self,
        actor: &Actor,
        platform: Platform,
    ) -> Result<(CleanupRunId, Uuid)> {
        self.authorize(actor, Permission::ChangeCleanupRules)
            .await?;
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let rule = store::rule(&mut tx, platform)
            .await?
            .ok_or(Error::NotFound("cleanup rule"))?;
        if store::is_running(&mut tx, platform).await? {
            return Err(Error::Conflict(
                "This rule is being applied already. Nothing was started.",
            ));
        }
        store::save_last_run(&mut tx, platform, self.clock.now()).await?;
        self.begin_cleanup(tx, actor, &actor.name, &rule).await
    }

    /// Begins a run that somebody has in hand now. One that finds nothing is not kept in the end.
    async fn begin_cleanup(
        &self,
        mut tx: Tx,
        actor: &Actor,
        started_by: &str,
        rule: &CleanupRule,
    ) -> Result<(CleanupRunId, Uuid)> {
        let now = self.clock.now();
        let run = CleanupRun {
            id: CleanupRunId(self.clock.new_id()),
            platform: rule.platform,
            days: rule.days,
            as_of: duplicate::as_of(&mut tx, now).await?,
            state: RunState::Running,
            started_by: started_by.to_owned(),
            started_at: now,
            finished_at: None,
            hidden: 0,
            still_hidden: 0,
            undone_by: String::new(),
            undone_at: None,
        };
        let worker = self.clock.new_id();
        let json = serde_json::to_string(actor)
            .map_err(|_| Error::Internal("an actor cannot be written"))?;
        store::insert_run(&mut tx, &run, &json, worker).await?;
        tx.commit().await?;
        Ok((run.id, worker))
    }

    /// Takes over runs that nobody moves any more; says how many. To be called when the server starts, and now and then:
    /// another server of the same database may have been killed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn resume_cleanups(&self) -> Result<usize> {
        let mut resumed = 0;
        loop {
            let now = self.clock.now();
            let worker = self.clock.new_id();
            let silent_since = now - TimeDelta::minutes(DEAD_AFTER_MINUTES);
            let mut tx = self.db.write().await?;
            let claimed = store::claim(&mut tx, worker, silent_since, now).await?;
            tx.commit().await?;
            let Some(id) = claimed else {
                return Ok(resumed);
            };
            self.clean_in_background(id, worker);
            resumed += 1;
        }
    }

    fn clean_in_background(&self, id: CleanupRunId, worker: Uuid) {
        let muster = self.clone();
        tokio::spawn(async move {
            if let Err(error) = muster.clean(id, worker).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a cleanup rule failed"
                );
                // The database that failed may well fail again; the first failure is the one to tell.
                drop(muster.end_cleanup(id, RunState::Failed).await);
            }
        });
    }

    async fn clean(&self, id: CleanupRunId, worker: Uuid) -> Result<()> {
        let mut tx = self.db.read().await?;
        let Some(run) = store::run(&mut tx, id).await? else {
            return Ok(());
        };
        let silent = Silent::of(&mut tx, run.platform, run.days, run.as_of).await?;
        drop(tx);
        let mut after = None;
        loop {
            after = self.clean_batch(&run, worker, &silent, after).await?;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Hides one batch; gives its last record if more may be left.
    async fn clean_batch(
        &self,
        run: &CleanupRun,
        worker: Uuid,
        silent: &Silent,
        after: Option<SilentRecord>,
    ) -> Result<Option<SilentRecord>> {
        let (id, now) = (run.id, self.clock.now());
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let Some((actor, hidden)) = store::held(&mut tx, id, worker).await? else {
            return Ok(None);
        };
        let actor: Actor =
            serde_json::from_str(&actor).map_err(|_| Error::Internal("an actor cannot be read"))?;
        let asked = store::Asked {
            systems: &silent.systems,
            before: limit(run.as_of, run.days),
            as_of: run.as_of,
            after: after.as_ref(),
        };
        let batch = store::silent(&mut tx, &asked, BATCH).await?;
        let ids: Vec<RecordId> = batch.iter().map(|record| record.id).collect();
        let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        if !ids.is_empty() {
            self.hide(&mut tx, &actor, id, &ids).await?;
            store::add_hidden(&mut tx, id, count, now).await?;
        }
        let is_last = count < BATCH;
        if is_last {
            store::end_run(&mut tx, id, RunState::Done, now).await?;
            if hidden + count == 0 {
                store::delete_empty_run(&mut tx, id).await?;
            } else {
                self.audit_cleanup(&mut tx, &actor, "apply_cleanup_rule", run, hidden + count)
                    .await?;
            }
        }
        tx.commit().await?;
        Ok(batch.into_iter().last().filter(|_| !is_last))
    }

    /// Stops a run at its next batch. What was hidden until then stays so, and can be taken back.
    ///
    /// # Errors
    /// [`Error::Conflict`] if it is over; the actor may not change cleanup rules; the database failed.
    pub async fn cancel_cleanup(&self, actor: &Actor, id: CleanupRunId) -> Result<()> {
        self.authorize(actor, Permission::ChangeCleanupRules)
            .await?;
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let run = store::run(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("cleanup run"))?;
        if !store::end_run(&mut tx, id, RunState::Cancelled, self.clock.now()).await? {
            return Err(Error::Conflict("This run is over already."));
        }
        self.audit_cleanup(&mut tx, actor, "cancel_cleanup", &run, run.hidden)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Brings everything back that a run hid and that is hidden still; says how many records. No rule hides them again
    /// before they were heard of once more.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the run goes on or nothing of it is hidden; the actor may not change cleanup rules; the database
    /// failed.
    pub async fn undo_cleanup(&self, actor: &Actor, id: CleanupRunId) -> Result<i64> {
        self.authorize(actor, Permission::ChangeCleanupRules)
            .await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let run = store::run(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("cleanup run"))?;
        if !run.can_be_undone() {
            return Err(Error::Conflict(
                "There is nothing to bring back: the run goes on, or all that it hid is back.",
            ));
        }
        store::save_undone(&mut tx, id, &actor.name, now).await?;
        self.audit_cleanup(&mut tx, actor, "undo_cleanup", &run, run.still_hidden)
            .await?;
        tx.commit().await?;
        // A batch a transaction: nobody waits for long, and what is stopped half-way is taken back again.
        let mut back = 0;
        loop {
            let mut tx = self.db.write().await?;
            lock(&mut tx, "import").await?;
            let hidden = store::hidden_of_run(&mut tx, id, BATCH).await?;
            if hidden.is_empty() {
                return Ok(back);
            }
            self.unhide(&mut tx, actor, &hidden).await?;
            tx.commit().await?;
            back += i64::try_from(hidden.len()).unwrap_or(i64::MAX);
        }
    }

    /// Brings one record back.
    ///
    /// # Errors
    /// It is not hidden; the actor may not change cleanup rules; the database failed.
    pub async fn unhide_record(&self, actor: &Actor, id: RecordId) -> Result<()> {
        self.authorize(actor, Permission::ChangeCleanupRules)
            .await?;
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let hidden = store::hidden(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("hidden record"))?;
        self.unhide(&mut tx, actor, &[hidden]).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn end_cleanup(&self, id: CleanupRunId, state: RunState) -> Result<()> {
        let mut tx = self.db.write().await?;
        store::end_run(&mut tx, id, state, self.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn audit_cleanup(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        run: &CleanupRun,
        hidden: i64,
    ) -> Result<()> {
        let summary = Summary {
            days: run.days,
            as_of: run.as_of,
            hidden,
        };
        self.audit(
            tx,
            actor,
            action,
            ("cleanup_run", run.id),
            None::<&()>,
            Some(&summary),
        )
        .await
    }
}
