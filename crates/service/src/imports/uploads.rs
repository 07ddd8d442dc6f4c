//! The passes over uploaded files: first the dry run, then the import, here or in the background.

use std::error::Error as _;
use std::time::Duration;

use domain::actor::{Actor, Permission};
use domain::id::ImportId;
use domain::import::{ImportRun, ImportState};

use super::run::Purpose;
use super::source::Source;
use super::write::Pending;
use crate::{Error, Muster, Result, require, store};

/// How often runs that wait for their turn are marked as alive.
const HEARTBEAT: Duration = Duration::from_secs(30);

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
        let runs = self.begin_checks(actor, ids).await?;
        self.make_passes(actor, runs, false).await
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
        let runs = self.begin_imports(actor, ids).await?;
        self.make_passes(actor, runs, true).await
    }

    /// Begins [`Self::check_imports`] and returns; the runs tell how far it is.
    ///
    /// # Errors
    /// As there, for all that is known before the first file is read.
    pub async fn start_checks(&self, actor: &Actor, ids: &[ImportId]) -> Result<()> {
        let runs = self.begin_checks(actor, ids).await?;
        self.make_passes_in_background(actor, runs, false);
        Ok(())
    }

    /// Begins [`Self::apply_imports`] and returns; the runs tell how far it is.
    ///
    /// # Errors
    /// As there, for all that is known before the first file is read.
    pub async fn start_imports(&self, actor: &Actor, ids: &[ImportId]) -> Result<()> {
        let runs = self.begin_imports(actor, ids).await?;
        self.make_passes_in_background(actor, runs, true);
        Ok(())
    }

    async fn begin_checks(&self, actor: &Actor, ids: &[ImportId]) -> Result<Vec<ImportRun>> {
        require(actor, Permission::ImportFiles)?;
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
        self.begin_passes(actor, ordered, &from, ImportState::Checking)
            .await
    }

    async fn begin_imports(&self, actor: &Actor, ids: &[ImportId]) -> Result<Vec<ImportRun>> {
        require(actor, Permission::ImportFiles)?;
        let mut ordered = Vec::with_capacity(ids.len());
        for &id in ids {
            ordered.push((self.stored_run(id).await?.kind, id));
        }
        ordered.sort_by_key(|(kind, _)| *kind);
        self.begin_passes(
            actor,
            ordered,
            &[ImportState::Checked, ImportState::Failed],
            ImportState::Importing,
        )
        .await
    }

    /// Moves all runs to `during`, or none of them.
    async fn begin_passes<K>(
        &self,
        actor: &Actor,
        ordered: Vec<(K, ImportId)>,
        from: &[ImportState],
        during: ImportState,
    ) -> Result<Vec<ImportRun>> {
        let mut tx = self.db.write().await?;
        let mut runs = Vec::with_capacity(ordered.len());
        for (_, id) in ordered {
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
            let run = store::import::find(&mut tx, id)
                .await?
                .ok_or(Error::NotFound("import"))?;
            if during == ImportState::Importing {
                self.audit_run(&mut tx, actor, "start_import", &run).await?;
            }
            runs.push(run);
        }
        tx.commit().await?;
        Ok(runs)
    }

    fn make_passes_in_background(&self, actor: &Actor, runs: Vec<ImportRun>, writes: bool) {
        let (muster, actor) = (self.clone(), actor.clone());
        tokio::spawn(async move {
            if let Err(error) = muster.make_passes(&actor, runs, writes).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    source = error.source(),
                    "an import failed"
                );
            }
        });
    }

    /// Makes one pass over each file, one after the other; a failure of the database ends them all.
    async fn make_passes(
        &self,
        actor: &Actor,
        runs: Vec<ImportRun>,
        writes: bool,
    ) -> Result<Vec<ImportRun>> {
        let ids: Vec<ImportId> = runs.iter().map(|run| run.id).collect();
        let passes = async {
            let mut pending = Pending::default();
            let mut done = Vec::with_capacity(runs.len());
            for run in runs {
                let source = Source::Upload(run.id);
                let purpose = if writes {
                    Purpose::Write
                } else {
                    Purpose::Check(&mut pending)
                };
                done.push(self.pass_over(actor, run, source, purpose, &|_| {}).await?);
            }
            Ok(done)
        };
        let done = tokio::select! {
            done = passes => done,
            failed = self.keep_alive(&ids) => Err(failed),
        };
        if done.is_err() {
            // The database that failed may well fail again; the first failure is the one to tell.
            drop(self.interrupt_runs(&ids).await);
        }
        done
    }

    /// Marks runs as alive for as long as it is polled: those that wait for their turn do not move by themselves.
    async fn keep_alive(&self, ids: &[ImportId]) -> Error {
        let mut beats = tokio::time::interval(HEARTBEAT);
        beats.tick().await;
        loop {
            beats.tick().await;
            if let Err(error) = self.touch_runs(ids).await {
                return error;
            }
        }
    }

    async fn touch_runs(&self, ids: &[ImportId]) -> Result<()> {
        let mut tx = self.db.write().await?;
        for &id in ids {
            store::import::touch(&mut tx, id, self.clock.now()).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn interrupt_runs(&self, ids: &[ImportId]) -> Result<()> {
        let mut tx = self.db.write().await?;
        for &id in ids {
            store::import::interrupt_one(&mut tx, id, super::INTERRUPTED, self.clock.now()).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
