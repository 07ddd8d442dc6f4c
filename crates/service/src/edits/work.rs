//! The work itself: batch by batch, each in its own transaction with its audit entries and counters, so that whatever
//! stops the server leaves a database that is true, and another server goes on from there.

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::device::{BulkEdit, DeviceChange, DeviceEdit, EditState, HandValues, SetByHand};
use domain::id::{DeviceId, EditId};
use serde::Serialize;
use uuid::Uuid;

use super::{GONE, Looked};
use crate::directory::to_json;
use crate::store::bulk::device::{self, Kept};
use crate::store::edit::{self as store, Outcome};
use crate::store::{Tx, lock};
use crate::{Error, Muster, Result};

/// How many devices are changed in one transaction.
const BATCH: i64 = 500;
/// A change that nobody moved for so long has nobody who moves it: a batch takes less than a second.
const DEAD_AFTER_MINUTES: i64 = 1;

/// What the audit log keeps of a change as a whole.
#[derive(Serialize)]
struct Summary<'a> {
    question: &'a str,
    undoes: Option<EditId>,
    total: i64,
    changed: i64,
    failed: i64,
}

/// What the audit log keeps of a device afterwards.
#[derive(Serialize)]
struct Edited<'a> {
    #[serde(flatten)]
    values: &'a HandValues,
    edit: EditId,
}

/// What is to become of the devices of a change.
enum Task {
    Change(DeviceChange),
    Undo(EditId),
}

impl Task {
    fn of(edit: &BulkEdit) -> Result<Self> {
        if let Some(undone) = edit.undoes {
            return Ok(Self::Undo(undone));
        }
        let unreadable = || Error::Internal("a change of devices is not what this version writes");
        let pairs: Vec<(String, String)> =
            serde_json::from_str(&edit.question).map_err(|_| unreadable())?;
        let edit = DeviceEdit::from_pairs(pairs).map_err(|_| unreadable())?;
        Ok(Self::Change(edit.change))
    }
}

impl Muster {
    /// Commits a change that is ready to begin, and works on it in the background.
    pub(super) async fn begin_edit(
        &self,
        mut tx: Tx,
        actor: &Actor,
        action: &str,
        edit: BulkEdit,
        worker: Uuid,
    ) -> Result<EditId> {
        store::save_total(&mut tx, edit.id, edit.total).await?;
        store::save(&mut tx, &edit, worker, edit.started_at).await?;
        self.audit_edit(&mut tx, actor, action, &edit).await?;
        tx.commit().await?;
        self.edit_in_background(edit.id, worker);
        Ok(edit.id)
    }

    /// Takes over changes that nobody moves any more; says how many. To be called when the server starts, and now and
    /// then: another server of the same database may have been killed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn resume_device_edits(&self) -> Result<usize> {
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
            self.edit_in_background(id, worker);
            resumed += 1;
        }
    }

    fn edit_in_background(&self, id: EditId, worker: Uuid) {
        let muster = self.clone();
        tokio::spawn(async move {
            if let Err(error) = muster.work_on_edit(id, worker).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a change of devices failed"
                );
                // The database that failed may well fail again; the first failure is the one to tell.
                drop(muster.fail_edit(id).await);
            }
        });
    }

    async fn work_on_edit(&self, id: EditId, worker: Uuid) -> Result<()> {
        while self.work_on_batch(id, worker).await? {}
        Ok(())
    }

    /// Changes one batch; says whether more wait for their turn.
    async fn work_on_batch(&self, id: EditId, worker: Uuid) -> Result<bool> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        // An import writes what devices show, too.
        lock(&mut tx, "import").await?;
        let Some((mut edit, actor)) = store::held(&mut tx, id, worker).await? else {
            return Ok(false);
        };
        let ids = store::waiting(&mut tx, id, BATCH).await?;
        let outcomes = self.change_batch(&mut tx, &actor, &edit, &ids).await?;
        for (device, outcome) in &outcomes {
            store::save_outcome(&mut tx, id, *device, outcome).await?;
            edit.done += 1;
            match outcome {
                Outcome::Changed { .. } => edit.changed += 1,
                Outcome::Unchanged => {}
                Outcome::Failed(_) => edit.failed += 1,
            }
        }
        let is_last = i64::try_from(ids.len()).unwrap_or(i64::MAX) < BATCH;
        if is_last {
            edit.state = EditState::Done;
            edit.finished_at = Some(now);
            self.audit_edit(&mut tx, &actor, "finish_device_edit", &edit)
                .await?;
        }
        if !store::save(&mut tx, &edit, worker, now).await? {
            // Somebody cancelled it, or took it for dead.
            return Ok(false);
        }
        tx.commit().await?;
        Ok(!is_last)
    }

    /// Changes these devices and logs each; says what became of each.
    async fn change_batch(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        edit: &BulkEdit,
        ids: &[DeviceId],
    ) -> Result<Vec<(DeviceId, Outcome)>> {
        let task = Task::of(edit)?;
        let undone = match &task {
            Task::Undo(undone) => store::changes(tx, *undone, ids).await?,
            Task::Change(_) => std::collections::HashMap::new(),
        };
        let looked = Looked::at(tx, ids).await?;
        let now = self.clock.now();
        let mut outcomes = Vec::with_capacity(ids.len());
        let mut saved: Vec<(DeviceId, SetByHand)> = Vec::new();
        let mut shown: Vec<Kept> = Vec::new();
        for &id in ids {
            let Some(kept) = looked.kept.get(&id) else {
                outcomes.push((id, Outcome::Failed(GONE)));
                continue;
            };
            let set = looked.set(id);
            let before = set.values();
            let after = match &task {
                Task::Change(change) => change.apply(&before, &kept.face),
                Task::Undo(_) => match undone.get(&id) {
                    Some((from, to)) => before.take_back(from, to),
                    None => Ok(before.clone()),
                },
            };
            outcomes.push((
                id,
                match after {
                    Err(sentence) => Outcome::Failed(sentence),
                    Ok(after) if after == before => Outcome::Unchanged,
                    Ok(after) => {
                        saved.push((id, set.with(&after, &actor.name, now)));
                        let now_kept = looked.keep(id, &after);
                        if now_kept.face != kept.face {
                            shown.push(now_kept);
                        }
                        let edited = Edited {
                            values: &after,
                            edit: edit.id,
                        };
                        self.audit(
                            tx,
                            actor,
                            "edit_device",
                            ("device", id),
                            Some(&before),
                            Some(&edited),
                        )
                        .await?;
                        Outcome::Changed {
                            before: to_json(&before)?,
                            after: to_json(&after)?,
                        }
                    }
                },
            ));
        }
        store::save_by_hand(tx, &saved).await?;
        device::replace(tx, &looked.kept, &shown, &[], now).await?;
        Ok(outcomes)
    }

    async fn fail_edit(&self, id: EditId) -> Result<()> {
        let mut tx = self.db.write().await?;
        store::stop(&mut tx, id, EditState::Failed, self.clock.now()).await?;
        store::forget_waiting(&mut tx, id).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn audit_edit(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        edit: &BulkEdit,
    ) -> Result<()> {
        let summary = Summary {
            question: &edit.question,
            undoes: edit.undoes,
            total: edit.total,
            changed: edit.changed,
            failed: edit.failed,
        };
        self.audit(
            tx,
            actor,
            action,
            ("device_edit", edit.id),
            None::<&()>,
            Some(&summary),
        )
        .await
    }
}
