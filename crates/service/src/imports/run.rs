//! One pass over one file: a thread reads, this writes batch by batch, each in its own transaction.
//!
//! Every batch writes the run's counters with its rows, so that whatever stops the server leaves counters that are
//! true, and the same file imported again simply goes on: what is written already is found unchanged.

use domain::actor::Actor;
use domain::id::ImportId;
use domain::import::{DatesFrom, ImportRun, ImportState, Reason, Row, UnknownColumns};
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::guard::Guard;
use super::lines::Unreadable;
use super::parse::{Batch, Message, read_file};
use super::source::Source;
use super::write::{Outcome, Pass, Pending, take};
use crate::clock::Clock;
use crate::store::Tx;
use crate::store::job::Job;
use crate::{Error, Muster, Result, store};

/// How many batches the reading thread may be ahead.
const AHEAD: usize = 2;

/// What a pass is for.
pub(super) enum Purpose<'a> {
    /// To see what would change; knows what the files before it would add.
    Check(&'a mut Pending),
    /// To write.
    Write,
}

impl Purpose<'_> {
    /// The run's state during the pass, and after it.
    pub(super) fn states(&self) -> (ImportState, ImportState) {
        match self {
            Self::Check(_) => (ImportState::Checking, ImportState::Checked),
            Self::Write => (ImportState::Importing, ImportState::Done),
        }
    }

    fn pass<'a>(&'a mut self, import: ImportId, clock: &'a Clock) -> Pass<'a> {
        match self {
            Self::Check(pending) => Pass::Check(pending),
            Self::Write => Pass::Write { import, clock },
        }
    }
}

/// What the audit log keeps of a run.
#[derive(Serialize)]
struct Summary<'a> {
    file_name: &'a str,
    kind: Option<&'a str>,
    records: i64,
    added: i64,
    changed: i64,
    unchanged: i64,
    bad: i64,
    problem: Option<&'a str>,
}

impl Muster {
    /// Reads `source` to its end and takes what it holds. The run is in the pass's first state and stored.
    ///
    /// A run of a job goes on behind the last batch that was written. A file that cannot be read makes the run fail with
    /// a sentence, which is not an error of the operation.
    pub(super) async fn pass_over(
        &self,
        actor: &Actor,
        mut run: ImportRun,
        source: Source,
        mut purpose: Purpose<'_>,
        job: Option<&Job>,
        on_progress: &(dyn Fn(&ImportRun) + Send + Sync),
    ) -> Result<ImportRun> {
        // A time is given on the command line only.
        let tell_time = job.is_some() || run.as_of.is_none();
        let taken_already = run.records;
        let (sender, mut messages) = mpsc::channel(AHEAD);
        let file = source.on_thread(self, Handle::current());
        let chosen = run
            .dates
            .filter(|_| run.dates_from == Some(DatesFrom::Chosen));
        tokio::task::spawn_blocking(move || read_file(&file, chosen, taken_already, &sender));
        let mut next = messages.recv().await;
        while let Some(message) = next {
            next = messages.recv().await;
            match message {
                Message::Layout(layout, dates) => {
                    run.kind = Some(layout.kind);
                    (run.dates, run.dates_from) = dates.unzip();
                    run.unknown_columns = UnknownColumns(layout.unknown);
                }
                Message::Unreadable(unreadable) => {
                    let (sentence, error) = match unreadable {
                        Unreadable::File(sentence) => (sentence, None),
                        Unreadable::Io(error) => (
                            "The file could not be read to its end. Import it again.".to_owned(),
                            Some(error),
                        ),
                    };
                    self.fail(actor, &mut run, &sentence).await?;
                    return error.map_or(Ok(run), |error| Err(error.into()));
                }
                Message::Batch(batch) => {
                    let taken = self
                        .take_batch(
                            actor,
                            &run,
                            tell_time,
                            batch,
                            next.is_none(),
                            &mut purpose,
                            job,
                        )
                        .await;
                    match taken {
                        Ok(Some(moved_on)) => run = moved_on,
                        // Somebody cancelled it, or took it for dead.
                        Ok(None) => return self.stored_run(run.id).await,
                        // A job is taken up again.
                        Err(error) if job.is_some() => return Err(error),
                        Err(error) => {
                            // The database that failed may well fail again; the first failure is the one to tell.
                            drop(self.fail(actor, &mut run, super::INTERRUPTED).await);
                            return Err(error);
                        }
                    }
                    on_progress(&run);
                }
            }
        }
        Ok(run)
    }

    /// Takes one batch in one transaction. `None` if the run is no longer in this pass.
    #[expect(
        clippy::too_many_arguments,
        reason = "what one pass knows of its batch"
    )]
    async fn take_batch(
        &self,
        actor: &Actor,
        run: &ImportRun,
        tell_time: bool,
        batch: Batch,
        is_last: bool,
        purpose: &mut Purpose<'_>,
        job: Option<&Job>,
    ) -> Result<Option<ImportRun>> {
        let mut run = run.clone();
        let (during, after) = purpose.states();
        let mut tx = self.db.write().await?;
        let writes = matches!(purpose, Purpose::Write);
        if writes {
            // Two imports at the same time would each make a device for one record.
            store::lock(&mut tx, "import").await?;
        }
        self.still_ours(&mut tx, job).await?;
        let guard = match batch.lines.first().map(|line| &line.row) {
            Some(Row::User(_) | Row::Group(_) | Row::Member(_)) => {
                Guard::against(self, &mut tx, actor).await?
            }
            _ => Guard::default(),
        };
        let Outcome {
            added,
            changed,
            unchanged,
            problems,
        } = take(
            &mut tx,
            &batch.lines,
            &mut purpose.pass(run.id, &self.clock),
            &guard,
        )
        .await?;
        if writes
            && problems
                .iter()
                .any(|problem| problem.reason == Reason::NotAllowed)
            && let Some(permission) = guard.permission()
        {
            let object = ("import", run.id.to_string());
            self.log_refusal(&mut tx, actor, permission, object).await?;
        }
        let bad = problems.len() + batch.problems.len();
        store::import::insert_problems(&mut tx, run.id, &problems).await?;
        store::import::insert_problems(&mut tx, run.id, &batch.problems).await?;
        run.progress_at = self.clock.now();
        run.records = batch.records;
        run.read_bytes = batch.read_bytes;
        run.added += added;
        run.changed += changed;
        run.unchanged += unchanged;
        run.bad += i64::try_from(bad).unwrap_or(i64::MAX);
        if tell_time {
            run.as_of = batch.newest;
        }
        if is_last {
            run.state = after;
            run.finished_at = Some(run.progress_at);
        }
        if !store::import::save(&mut tx, &run, during).await? {
            return Ok(None);
        }
        if is_last && writes {
            self.audit_run(&mut tx, actor, "finish_import", &run)
                .await?;
            store::import::delete_chunks(&mut tx, run.id).await?;
        }
        tx.commit().await?;
        Ok(Some(run))
    }

    /// Ends a run that cannot go on.
    async fn fail(&self, actor: &Actor, run: &mut ImportRun, sentence: &str) -> Result<()> {
        let during = std::mem::replace(&mut run.state, ImportState::Failed);
        run.problem = Some(sentence.to_owned());
        run.progress_at = self.clock.now();
        run.finished_at = Some(run.progress_at);
        let mut tx = self.db.write().await?;
        if store::import::save(&mut tx, run, during).await? && during == ImportState::Importing {
            self.audit_run(&mut tx, actor, "fail_import", run).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The run as it is stored.
    pub(super) async fn stored_run(&self, id: ImportId) -> Result<ImportRun> {
        let mut tx = self.db.read().await?;
        store::import::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("import"))
    }

    /// Logs what became of a run.
    pub(super) async fn audit_run(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        run: &ImportRun,
    ) -> Result<()> {
        let summary = Summary {
            file_name: &run.file_name,
            kind: run.kind.map(domain::import::FileKind::as_str),
            records: run.records,
            added: run.added,
            changed: run.changed,
            unchanged: run.unchanged,
            bad: run.bad,
            problem: run.problem.as_deref(),
        };
        self.audit(
            tx,
            actor,
            action,
            ("import", run.id),
            None::<&()>,
            Some(&summary),
        )
        .await
    }
}
