//! Importing files of this machine's disk, for the command line.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use domain::actor::{Actor, Permission};
use domain::import::{DateStyle, DatesFrom, ImportRun, ImportState, Problem};

use super::run::Purpose;
use super::source::Source;
use super::write::Pending;
use crate::{Muster, Result, store};

/// How many problems a report of the command line shows.
const SHOWN_PROBLEMS: i64 = 1_000;

/// What became of one file.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// Its run. Of a dry run nothing is kept.
    pub run: ImportRun,
    /// The first 1,000 records that were refused.
    pub problems: Vec<Problem>,
}

impl Muster {
    /// Imports files from the disk, each kind after those that it refers to, and tells `on_progress` after every batch.
    /// `as_of` is the time that the files tell about; by default the newest check-in in each. `dates` is the order in which
    /// they write their dates; by default the one that each tells by itself.
    ///
    /// A file that is not recognised makes its run fail with a sentence and lets the others go on.
    ///
    /// # Errors
    /// A file cannot be opened or read; the actor may not import files; the database failed.
    pub async fn import_files(
        &self,
        actor: &Actor,
        paths: Vec<PathBuf>,
        dry_run: bool,
        as_of: Option<DateTime<Utc>>,
        dates: Option<DateStyle>,
        on_progress: &(dyn Fn(&ImportRun) + Send + Sync),
    ) -> Result<Vec<FileReport>> {
        self.authorize(actor, Permission::ImportFiles).await?;
        let mut ordered = Vec::with_capacity(paths.len());
        for path in &paths {
            // A file that is not there is found before the first one is written.
            let size = tokio::fs::metadata(path).await?.len();
            ordered.push((Source::Disk(path.clone()).kind(self).await?, path, size));
        }
        ordered.sort_by_key(|(kind, ..)| *kind);
        let mut pending = Pending::default();
        let mut reports = Vec::with_capacity(paths.len());
        for (_, path, size) in ordered {
            let mut run = self.new_run(
                actor,
                &path.to_string_lossy(),
                if dry_run {
                    ImportState::Checking
                } else {
                    ImportState::Importing
                },
            )?;
            run.as_of = as_of;
            run.begun_at = Some(run.started_at);
            run.dates = dates;
            run.dates_from = dates.map(|_| DatesFrom::Chosen);
            run.size_bytes = i64::try_from(size).unwrap_or(i64::MAX);
            let purpose = if dry_run {
                Purpose::Check(&mut pending)
            } else {
                Purpose::Write
            };
            reports.push(
                self.import_file(actor, path, run, purpose, on_progress)
                    .await?,
            );
        }
        Ok(reports)
    }

    async fn import_file(
        &self,
        actor: &Actor,
        path: &Path,
        run: ImportRun,
        purpose: Purpose<'_>,
        on_progress: &(dyn Fn(&ImportRun) + Send + Sync),
    ) -> Result<FileReport> {
        let id = run.id;
        let dry_run = matches!(purpose, Purpose::Check(_));
        let mut tx = self.db.write().await?;
        store::import::insert(&mut tx, &run).await?;
        if !dry_run {
            self.audit_run(&mut tx, actor, "start_import", &run).await?;
        }
        tx.commit().await?;
        let run = self
            .pass_over(
                actor,
                run,
                Source::Disk(path.to_owned()),
                purpose,
                None,
                on_progress,
            )
            .await?;
        let mut tx = self.db.write().await?;
        let problems = store::import::problems_after(&mut tx, id, 0, SHOWN_PROBLEMS).await?;
        if dry_run {
            store::import::delete(&mut tx, id).await?;
        }
        tx.commit().await?;
        Ok(FileReport { run, problems })
    }
}
