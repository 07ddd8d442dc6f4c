//! Bringing in files: uploading, the dry run, the import itself, and what became of it.

mod dates;
mod files;
mod guard;
mod lines;
mod machines;
mod parse;
mod run;
mod source;
mod text;
mod unpack;
mod uploads;
mod write;

use chrono::TimeDelta;
use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::export::ExportFormat;
use domain::id::ImportId;
use domain::import::{ImportRun, ImportState, Problem, UnknownColumns};
use futures::Stream;
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::exports::RowWriter;
use crate::{Error, Muster, Result, store};

pub use files::FileReport;
pub(crate) use machines::{keep, relink};

/// The size of the pieces in which an upload is kept.
const CHUNK: usize = 1 << 20;
/// The most problems of one page of their list, and of one read for the download.
const PROBLEM_PAGE: i64 = 1_000;
/// How many runs their list shows.
const LISTED_RUNS: i64 = 200;
/// A run that nothing moved for so long has nobody who moves it: a batch takes less than a second.
const DEAD_AFTER_MINUTES: i64 = 5;
/// What is said of a run that did not come to its end.
const INTERRUPTED: &str = "Reading the file was interrupted. What was written until then is complete and right; import the file again to go on.";
/// An upload that nobody touched for so long is given up.
const UPLOAD_DAYS: i64 = 7;

impl Muster {
    /// Begins an upload.
    ///
    /// # Errors
    /// The actor may not import files; the name is empty; the database failed.
    pub async fn begin_import(&self, actor: &Actor, file_name: &str) -> Result<ImportId> {
        self.authorize(actor, Permission::ImportFiles).await?;
        let run = self.new_run(actor, file_name, ImportState::Uploading)?;
        let mut tx = self.db.write().await?;
        store::import::insert(&mut tx, &run).await?;
        tx.commit().await?;
        Ok(run.id)
    }

    /// Adds bytes to an upload. Pieces of about 1 MiB are best; larger ones are cut.
    ///
    /// # Errors
    /// The upload is over; the actor may not import files; the database failed.
    pub async fn append_import(&self, actor: &Actor, id: ImportId, content: &[u8]) -> Result<()> {
        self.authorize(actor, Permission::ImportFiles).await?;
        for piece in content.chunks(CHUNK) {
            let mut tx = self.db.write().await?;
            if !store::import::append_chunk(&mut tx, id, piece, self.clock.now()).await? {
                return Err(Error::Conflict(
                    "the upload was stopped; choose the file again",
                ));
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// Uploads all that `content` gives, in pieces of the best size.
    ///
    /// # Errors
    /// As of [`Self::begin_import`] and [`Self::append_import`]; `content` fails. A broken upload is cancelled.
    pub async fn upload_import(
        &self,
        actor: &Actor,
        file_name: &str,
        content: impl AsyncRead + Unpin,
    ) -> Result<ImportId> {
        let id = self.begin_import(actor, file_name).await?;
        let received = self.receive(actor, id, content).await;
        if received.is_err() {
            self.cancel_import(actor, id).await?;
        }
        received.map(|()| id)
    }

    async fn receive(
        &self,
        actor: &Actor,
        id: ImportId,
        mut content: impl AsyncRead + Unpin,
    ) -> Result<()> {
        let mut piece = Vec::with_capacity(CHUNK);
        loop {
            piece.clear();
            let read = (&mut content)
                .take(CHUNK as u64)
                .read_to_end(&mut piece)
                .await?;
            if read == 0 {
                return Ok(());
            }
            self.append_import(actor, id, &piece).await?;
        }
    }

    /// Stops an upload, a dry run or an import at its next batch. What was imported until then stays.
    ///
    /// # Errors
    /// It is over already; the actor may not import files; the database failed.
    pub async fn cancel_import(&self, actor: &Actor, id: ImportId) -> Result<()> {
        self.cancel_imports(actor, &[id]).await
    }

    /// Stops several, passing over those that are over already.
    ///
    /// # Errors
    /// All of them are over already; there is no such import; the actor may not import files; the database failed.
    pub async fn cancel_imports(&self, actor: &Actor, ids: &[ImportId]) -> Result<()> {
        self.authorize(actor, Permission::ImportFiles).await?;
        let mut tx = self.db.write().await?;
        let mut stopped = 0;
        for &id in ids {
            stopped += usize::from(self.cancel_in(&mut tx, actor, id).await?);
        }
        if stopped == 0 {
            return Err(Error::Conflict("the import is over already"));
        }
        tx.commit().await?;
        Ok(())
    }

    /// Stops one inside a transaction; says whether it was going on.
    async fn cancel_in(&self, tx: &mut store::Tx, actor: &Actor, id: ImportId) -> Result<bool> {
        let run = store::import::find(tx, id)
            .await?
            .ok_or(Error::NotFound("import"))?;
        if !store::import::cancel(tx, id, self.clock.now()).await? {
            return Ok(false);
        }
        store::import::delete_chunks(tx, id).await?;
        self.audit_run(tx, actor, "cancel_import", &run).await?;
        Ok(true)
    }

    /// One run with its counters; cheap enough to ask every second for a progress bar.
    ///
    /// # Errors
    /// There is no such import; the actor may not read imports; the database failed.
    pub async fn find_import(&self, actor: &Actor, id: ImportId) -> Result<ImportRun> {
        self.authorize(actor, Permission::ReadImports).await?;
        self.stored_run(id).await
    }

    /// Several runs, in the order in which they are imported.
    ///
    /// # Errors
    /// There is no such import; the actor may not read imports; the database failed.
    pub async fn find_imports(&self, actor: &Actor, ids: &[ImportId]) -> Result<Vec<ImportRun>> {
        self.authorize(actor, Permission::ReadImports).await?;
        let mut tx = self.db.read().await?;
        let mut runs = Vec::with_capacity(ids.len());
        for &id in ids {
            runs.push(
                store::import::find(&mut tx, id)
                    .await?
                    .ok_or(Error::NotFound("import"))?,
            );
        }
        runs.sort_by_key(|run| run.kind);
        Ok(runs)
    }

    /// The newest 200 runs, newest first.
    ///
    /// # Errors
    /// The actor may not read imports; the database failed.
    pub async fn list_imports(&self, actor: &Actor) -> Result<Vec<ImportRun>> {
        self.authorize(actor, Permission::ReadImports).await?;
        let mut tx = self.db.read().await?;
        Ok(store::import::list(&mut tx, LISTED_RUNS).await?)
    }

    /// The records of a file that were refused, by number: at most 1,000 of those behind the record `after`.
    ///
    /// # Errors
    /// There is no such import; the actor may not import files; the database failed.
    pub async fn list_import_problems(
        &self,
        actor: &Actor,
        id: ImportId,
        after: i64,
    ) -> Result<Vec<Problem>> {
        self.authorize(actor, Permission::ImportFiles).await?;
        let mut tx = self.db.read().await?;
        store::import::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("import"))?;
        Ok(store::import::problems_after(&mut tx, id, after, PROBLEM_PAGE).await?)
    }

    /// The same list as a CSV file, piece by piece, with cells that a spreadsheet would run made harmless.
    ///
    /// # Errors
    /// There is no such import; the actor may not import files; the database failed.
    pub async fn export_import_problems(
        &self,
        actor: &Actor,
        id: ImportId,
    ) -> Result<impl Stream<Item = Result<Vec<u8>>> + use<>> {
        self.authorize(actor, Permission::ImportFiles).await?;
        self.stored_run(id).await?;
        let muster = self.clone();
        let writer = RowWriter::start(
            ExportFormat::Csv,
            ["record", "line", "reason", "field", "detail"],
        );
        Ok(futures::stream::try_unfold(
            (muster, -1, writer),
            move |(muster, after, mut writer)| async move {
                if after < 0 {
                    return Ok(Some((writer.take(), (muster, 0, writer))));
                }
                let problems = {
                    let mut tx = muster.db.read().await?;
                    store::import::problems_after(&mut tx, id, after, PROBLEM_PAGE).await?
                };
                let last = problems.last().map(|last| last.record);
                Ok(last.map(|last| {
                    (
                        write_problems(&mut writer, &problems),
                        (muster, last, writer),
                    )
                }))
            },
        ))
    }

    /// Marks imports from the command line that nobody moves any more as failed and gives up old uploads; says how many
    /// it marked. To be called when the server starts, and now and then. Uploaded files are jobs, which
    /// [`Self::take_up_imports`] goes on with.
    ///
    /// # Errors
    /// The database failed.
    pub async fn interrupt_imports(&self) -> Result<u64> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let marked = store::import::interrupt(
            &mut tx,
            now - TimeDelta::minutes(DEAD_AFTER_MINUTES),
            INTERRUPTED,
            now,
        )
        .await?;
        store::import::forget_uploads(&mut tx, now - TimeDelta::days(UPLOAD_DAYS), now).await?;
        tx.commit().await?;
        Ok(marked)
    }

    /// A run that is not stored yet.
    fn new_run(&self, actor: &Actor, file_name: &str, state: ImportState) -> Result<ImportRun> {
        // Some browsers send the folder along.
        let file_name: String = file_name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_control())
            .take(255)
            .collect();
        if file_name.trim().is_empty() {
            return Err(Invalid::new("file", "choose a file").into());
        }
        let now = self.clock.now();
        Ok(ImportRun {
            id: ImportId(self.clock.new_id()),
            kind: None,
            file_name,
            state,
            started_by: actor.name.clone(),
            started_at: now,
            begun_at: None,
            progress_at: now,
            finished_at: None,
            as_of: None,
            size_bytes: 0,
            read_bytes: 0,
            records: 0,
            added: 0,
            changed: 0,
            unchanged: 0,
            bad: 0,
            unknown_columns: UnknownColumns::default(),
            dates: None,
            dates_from: None,
            problem: None,
        })
    }
}

/// Writes problems as rows and gives what was written since the last call.
fn write_problems(writer: &mut RowWriter, problems: &[Problem]) -> Vec<u8> {
    for problem in problems {
        writer.number(problem.record);
        writer.number(problem.line);
        writer.text(problem.reason.as_str());
        writer.text(&problem.field);
        writer.text(&problem.detail);
        writer.end_row();
    }
    writer.take()
}
