//! The passes over uploaded files: first the dry run, then the import, here or in the background.
//!
//! Files that came together are one job in the database. Whoever works on it says so every few seconds; a job that is
//! silent, because its server was killed or lost the database, is taken up by any other and goes on behind the last
//! batch that was written.

use std::error::Error as _;
use std::time::Duration;

use chrono::TimeDelta;
use domain::actor::{Actor, Permission};
use domain::id::ImportId;
use domain::import::{ImportRun, ImportState};

use super::run::Purpose;
use super::source::Source;
use super::write::Pending;
use crate::store::job::Job;
use crate::{Error, Muster, Result, store};

/// How often a job is marked as alive.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// A job that was silent for so long is taken up by somebody else.
const SILENT_SECONDS: i64 = 8;
/// A job that was taken up so often and never moved on is given up.
const MOST_ATTEMPTS: i64 = 5;
/// What whoever lost a job to another server is told.
const LOST: &str = "another server goes on with this import";

impl Muster {
    /// Dry run of one upload; as [`Self::check_imports`].
    ///
    /// # Errors
    /// As there.
    pub async fn check_import(&self, actor: &Actor, id: ImportId) -> Result<ImportRun> {
        self.check_imports(actor, &[id])
            .await?
            .pop()
            .ok_or(Error::NotFound("import"))
    }

    /// Dry run of several uploads: fills the runs' counters and problems and writes nothing else.
    ///
    /// They are read in the order in which they would be imported, so that a licence in one file finds its user in
    /// another. A file that is not recognised makes its run fail with a sentence and lets the others go on.
    ///
    /// # Errors
    /// A run is going on already or over; the actor may not import files; the database failed.
    pub async fn check_imports(&self, actor: &Actor, ids: &[ImportId]) -> Result<Vec<ImportRun>> {
        let job = self.begin_checks(actor, ids).await?;
        self.work_on_import(job).await
    }

    /// Imports one checked upload; as [`Self::apply_imports`].
    ///
    /// # Errors
    /// As there.
    pub async fn apply_import(&self, actor: &Actor, id: ImportId) -> Result<ImportRun> {
        self.apply_imports(actor, &[id])
            .await?
            .pop()
            .ok_or(Error::NotFound("import"))
    }

    /// Imports several checked uploads, each kind after those that it refers to. One that stopped half-way goes on.
    ///
    /// # Errors
    /// A run was not checked, is going on already or over; the actor may not import files; the database failed.
    pub async fn apply_imports(&self, actor: &Actor, ids: &[ImportId]) -> Result<Vec<ImportRun>> {
        let job = self.begin_imports(actor, ids).await?;
        self.work_on_import(job).await
    }

    /// Begins [`Self::check_imports`] and returns; the runs tell how far it is.
    ///
    /// # Errors
    /// As there, for all that is known before the first file is read.
    pub async fn start_checks(&self, actor: &Actor, ids: &[ImportId]) -> Result<()> {
        let job = self.begin_checks(actor, ids).await?;
        self.import_in_background(job);
        Ok(())
    }

    /// Begins [`Self::apply_imports`] and returns; the runs tell how far it is.
    ///
    /// # Errors
    /// As there, for all that is known before the first file is read.
    pub async fn start_imports(&self, actor: &Actor, ids: &[ImportId]) -> Result<()> {
        let job = self.begin_imports(actor, ids).await?;
        self.import_in_background(job);
        Ok(())
    }

    /// Goes on, in the background, with checks and imports that nobody works on any more: their server was killed, or
    /// lost the database for a while. Says how many there were. To be called every few seconds.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_up_imports(&self) -> Result<usize> {
        let mut taken = 0;
        while let Some(job) = self.take_up_import().await? {
            tracing::info!(job = %job.id, attempts = job.attempts, "going on with an import that was interrupted");
            self.import_in_background(job);
            taken += 1;
        }
        Ok(taken)
    }

    /// One of them. A job that fails again and again is given up, and its runs say so.
    async fn take_up_import(&self) -> Result<Option<Job>> {
        let now = self.clock.now();
        let silent_since = now - TimeDelta::seconds(SILENT_SECONDS);
        let mut tx = self.db.write().await?;
        loop {
            let worker = self.clock.new_id();
            let Some(job) = store::job::take_up(&mut tx, worker, silent_since, now).await? else {
                tx.commit().await?;
                return Ok(None);
            };
            let runs = store::job::runs(&mut tx, job.id).await?;
            if job.attempts > MOST_ATTEMPTS {
                for run in &runs {
                    store::import::interrupt_one(&mut tx, run.id, super::INTERRUPTED, now).await?;
                }
                store::job::delete(&mut tx, job.id).await?;
                continue;
            }
            if !job.writes {
                // What an earlier file would add was known to the server that is gone: the dry run begins again.
                let again = [ImportState::Checking, ImportState::Checked];
                for run in runs.iter().filter(|run| again.contains(&run.state)) {
                    store::import::begin_pass(&mut tx, run.id, &again, ImportState::Checking, now)
                        .await?;
                }
            }
            tx.commit().await?;
            return Ok(Some(job));
        }
    }

    async fn begin_checks(&self, actor: &Actor, ids: &[ImportId]) -> Result<Job> {
        self.authorize(actor, Permission::ImportFiles).await?;
        let mut ordered = Vec::with_capacity(ids.len());
        for &id in ids {
            ordered.push((Source::Upload(id).kind(self).await?, id));
        }
        ordered.sort_by_key(|(kind, _)| *kind);
        let from = [
            ImportState::Uploading,
            ImportState::Checked,
            ImportState::Failed,
        ];
        self.begin_passes(actor, ordered, &from, false).await
    }

    async fn begin_imports(&self, actor: &Actor, ids: &[ImportId]) -> Result<Job> {
        self.authorize(actor, Permission::ImportFiles).await?;
        let mut ordered = Vec::with_capacity(ids.len());
        for &id in ids {
            ordered.push((self.stored_run(id).await?.kind, id));
        }
        ordered.sort_by_key(|(kind, _)| *kind);
        let from = [ImportState::Checked, ImportState::Failed];
        self.begin_passes(actor, ordered, &from, true).await
    }

    /// Moves all runs into a new job, or none of them.
    async fn begin_passes<K>(
        &self,
        actor: &Actor,
        ordered: Vec<(K, ImportId)>,
        from: &[ImportState],
        writes: bool,
    ) -> Result<Job> {
        let during = if writes {
            ImportState::Importing
        } else {
            ImportState::Checking
        };
        let job = Job {
            id: self.clock.new_id(),
            writes,
            actor: serde_json::to_string(actor)
                .map_err(|_| Error::Internal("an actor cannot be written down"))?,
            worker: self.clock.new_id(),
            attempts: 1,
        };
        let mut tx = self.db.write().await?;
        store::job::insert(&mut tx, &job, self.clock.now()).await?;
        for (position, (_, id)) in (0..).zip(ordered) {
            let run = store::import::find(&mut tx, id)
                .await?
                .ok_or(Error::NotFound("import"))?;
            if !store::import::begin_pass(&mut tx, id, from, during, self.clock.now()).await? {
                return Err(Error::Conflict(
                    "the file is being read already, or its import is over",
                ));
            }
            if run.size_bytes > 0 && store::import::chunk(&mut tx, id, 0).await?.is_none() {
                return Err(Error::Conflict(
                    "the file is not kept any more; choose it again",
                ));
            }
            store::job::add_run(&mut tx, job.id, id, position).await?;
            if writes {
                let run = store::import::find(&mut tx, id)
                    .await?
                    .ok_or(Error::NotFound("import"))?;
                self.audit_run(&mut tx, actor, "start_import", &run).await?;
            }
        }
        tx.commit().await?;
        Ok(job)
    }

    fn import_in_background(&self, job: Job) {
        let muster = self.clone();
        tokio::spawn(async move {
            if let Err(error) = muster.work_on_import(job).await {
                // The job stays: this server or another takes it up again.
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    source = error.source(),
                    "an import was interrupted"
                );
            }
        });
    }

    /// Makes the passes of a job that are left, one after the other. A failure of the database ends them, and leaves
    /// the job to be taken up again.
    async fn work_on_import(&self, job: Job) -> Result<Vec<ImportRun>> {
        tokio::select! {
            done = self.make_passes(&job) => done,
            failed = self.keep_alive(&job) => Err(failed),
        }
    }

    async fn make_passes(&self, job: &Job) -> Result<Vec<ImportRun>> {
        let actor: Actor = serde_json::from_str(&job.actor)
            .map_err(|_| Error::Internal("the actor of an import cannot be read"))?;
        let runs = {
            let mut tx = self.db.read().await?;
            store::job::runs(&mut tx, job.id).await?
        };
        let mut pending = Pending::default();
        let mut done = Vec::with_capacity(runs.len());
        for run in runs {
            let source = Source::Upload(run.id);
            let purpose = if job.writes {
                Purpose::Write
            } else {
                Purpose::Check(&mut pending)
            };
            done.push(if run.state == purpose.states().0 {
                self.pass_over(&actor, run, source, purpose, Some(job), &|_| {})
                    .await?
            } else {
                run
            });
        }
        let mut tx = self.db.write().await?;
        if store::job::hold(&mut tx, job, true, self.clock.now()).await? {
            store::job::delete(&mut tx, job.id).await?;
        }
        tx.commit().await?;
        Ok(done)
    }

    /// Marks a job as alive for as long as it is polled.
    async fn keep_alive(&self, job: &Job) -> Error {
        let mut beats = tokio::time::interval(HEARTBEAT);
        beats.tick().await;
        loop {
            beats.tick().await;
            match self.hold_on(job).await {
                Ok(true) => {}
                Ok(false) => return Error::Conflict(LOST),
                Err(error) => return error,
            }
        }
    }

    async fn hold_on(&self, job: &Job) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let held = store::job::hold(&mut tx, job, false, self.clock.now()).await?;
        tx.commit().await?;
        Ok(held)
    }

    /// Inside a batch: refuses to write for a job that somebody else has in hand by now.
    pub(super) async fn still_ours(&self, tx: &mut store::Tx, job: Option<&Job>) -> Result<()> {
        match job {
            Some(job) if !store::job::hold(tx, job, true, self.clock.now()).await? => {
                Err(Error::Conflict(LOST))
            }
            _ => Ok(()),
        }
    }
}
