//! Changing many devices by hand: what a change would do, the change itself as work in the background that any server can
//! take over, what failed, and taking it back.

mod work;

use std::collections::HashMap;

use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::device::{
    BulkEdit, DeviceEdit, DeviceFace, EditFailure, EditPreview, EditState, EditedDevice, SetByHand,
    ShownValues,
};
use domain::id::{DeviceId, EditId};
use domain::record::RecordFields;

use crate::imports::keep;
use crate::store::bulk::{device, record};
use crate::store::device::Question;
use crate::store::{Tx, edit as store, scope};
use crate::{Error, Muster, Result};

/// How many devices a preview shows.
const SHOWN: i64 = 20;
/// How many failures, and how many past changes, their lists show.
const LISTED: i64 = 200;
/// What is said of a device that was picked and is gone.
const GONE: &str = "It is not in the inventory any more.";

/// Devices with everything that a change looks at.
pub(crate) struct Looked {
    pub kept: HashMap<DeviceId, device::Kept>,
    pub records: HashMap<DeviceId, Vec<RecordFields>>,
    pub by_hand: HashMap<DeviceId, SetByHand>,
}

impl Looked {
    pub(crate) async fn at(tx: &mut Tx, ids: &[DeviceId]) -> Result<Self> {
        let mut records: HashMap<DeviceId, Vec<RecordFields>> = HashMap::new();
        for (id, fields) in record::contents_by_device(tx, ids).await? {
            records.entry(id).or_default().push(fields);
        }
        Ok(Self {
            kept: device::find(tx, ids).await?,
            records,
            by_hand: store::by_hand(tx, ids).await?,
        })
    }

    pub(crate) fn set(&self, id: DeviceId) -> SetByHand {
        self.by_hand.get(&id).cloned().unwrap_or_default()
    }

    /// The device as it is kept once `values` are set by hand.
    pub(crate) fn keep(&self, id: DeviceId, values: &domain::device::HandValues) -> device::Kept {
        let records: Vec<&RecordFields> = self
            .records
            .get(&id)
            .map(|records| records.iter().collect())
            .unwrap_or_default();
        keep(id, &records, values)
    }
}

fn shown(face: &DeviceFace, notes: &str) -> ShownValues {
    ShownValues {
        category: face.category.clone(),
        ownership: face.ownership,
        notes: notes.to_owned(),
    }
}

impl Muster {
    /// What `edit` would do, with the first 20 devices that it would change.
    ///
    /// # Errors
    /// The actor may not change devices; the database failed.
    pub async fn preview_device_edit(
        &self,
        actor: &Actor,
        edit: &DeviceEdit,
    ) -> Result<EditPreview> {
        let reach = self.authorize(actor, Permission::ChangeDevices).await?;
        checked_search(edit)?;
        let (list, picked) = (edit.selection.list(), &edit.selection.picked);
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let asked = Question {
            query: &list,
            picked,
            visible: &visible,
            now: self.clock.now(),
        };
        let found = store::count(&mut tx, asked).await?;
        let missing = i64::try_from(picked.len()).unwrap_or(i64::MAX) - found;
        let would_change = store::count_changes(&mut tx, asked, &edit.change).await?;
        let ids = store::first_changes(&mut tx, asked, &edit.change, SHOWN).await?;
        let looked = Looked::at(&mut tx, &ids).await?;
        let mut first = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(kept) = looked.kept.get(&id) else {
                continue;
            };
            let before = looked.set(id).values();
            let after = edit
                .change
                .apply(&before, &kept.face)
                .map(|after| shown(&looked.keep(id, &after).face, &after.notes))
                .map_err(str::to_owned);
            first.push(EditedDevice {
                id,
                name: kept.face.name.clone(),
                before: shown(&kept.face, &before.notes),
                after,
            });
        }
        Ok(EditPreview {
            total: found,
            missing: if picked.is_empty() { 0 } else { missing },
            would_change,
            first,
        })
    }

    /// Begins to change the devices that match now, and returns; the change tells how far it is.
    ///
    /// # Errors
    /// Nothing is to be changed; the actor may not change devices; the database failed.
    pub async fn start_device_edit(&self, actor: &Actor, edit: &DeviceEdit) -> Result<EditId> {
        let reach = self.authorize(actor, Permission::ChangeDevices).await?;
        checked_search(edit)?;
        if edit.change.is_nothing() {
            return Err(Invalid::new("set_category", "choose what to change").into());
        }
        let (list, picked) = (edit.selection.list(), &edit.selection.picked);
        let mut bulk = self.new_edit(actor, question(edit), None);
        let worker = self.clock.new_id();
        let mut tx = self.db.write().await?;
        store::insert(&mut tx, &bulk, actor, worker).await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let asked = Question {
            query: &list,
            picked,
            visible: &visible,
            now: bulk.started_at,
        };
        let found = store::insert_selected(&mut tx, bulk.id, asked).await?;
        bulk.total = i64::try_from(found).unwrap_or(i64::MAX);
        if !picked.is_empty() {
            // A device that the actor does not reach is as if it were not there.
            let there = scope::seen(&mut tx, picked, &visible).await?;
            let there = device::find(&mut tx, &there).await?;
            for id in picked.iter().filter(|id| !there.contains_key(id)) {
                store::insert_failure(&mut tx, bulk.id, *id, GONE).await?;
                bulk.total += 1;
                bulk.done += 1;
                bulk.failed += 1;
            }
        }
        self.begin_edit(tx, actor, "start_device_edit", bulk, worker)
            .await
    }

    /// Begins to give every device that a change changed its earlier values back, where it still has the new ones.
    ///
    /// # Errors
    /// The change goes on, changed nothing, or was taken back already; the actor may not change devices; the database
    /// failed.
    pub async fn undo_device_edit(&self, actor: &Actor, id: EditId) -> Result<EditId> {
        let reach = self.authorize(actor, Permission::ChangeDevices).await?;
        let worker = self.clock.new_id();
        let mut tx = self.db.write().await?;
        let undone = store::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("change"))?;
        if !undone.can_be_undone() {
            return Err(Error::Conflict(
                "there is nothing to take back: the change goes on, changed nothing, or was taken back already",
            ));
        }
        let mut bulk = self.new_edit(actor, undone.question, Some(id));
        store::insert(&mut tx, &bulk, actor, worker).await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let found = store::insert_changed(&mut tx, bulk.id, id, &visible).await?;
        bulk.total = i64::try_from(found).unwrap_or(i64::MAX);
        self.begin_edit(tx, actor, "undo_device_edit", bulk, worker)
            .await
    }

    /// Stops a change at its next batch. What was changed until then stays, and can be taken back.
    ///
    /// # Errors
    /// It is over already; the actor may not change devices; the database failed.
    pub async fn cancel_device_edit(&self, actor: &Actor, id: EditId) -> Result<()> {
        self.authorize(actor, Permission::ChangeDevices).await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let edit = store::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("change"))?;
        if !store::stop(&mut tx, id, EditState::Cancelled, now).await? {
            return Err(Error::Conflict("the change is over already"));
        }
        store::forget_waiting(&mut tx, id).await?;
        self.audit_edit(&mut tx, actor, "cancel_device_edit", &edit)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// One change with its counters; cheap enough to ask every second.
    ///
    /// # Errors
    /// There is no such change; the actor may not read devices; the database failed.
    pub async fn find_device_edit(&self, actor: &Actor, id: EditId) -> Result<BulkEdit> {
        self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        store::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("change"))
    }

    /// The newest 200 changes, newest first.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn list_device_edits(&self, actor: &Actor) -> Result<Vec<BulkEdit>> {
        self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        Ok(store::list(&mut tx, LISTED).await?)
    }

    /// The first 200 devices that a change could not change.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn list_edit_failures(&self, actor: &Actor, id: EditId) -> Result<Vec<EditFailure>> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        Ok(store::failures(&mut tx, id, &visible, LISTED).await?)
    }

    fn new_edit(&self, actor: &Actor, question: String, undoes: Option<EditId>) -> BulkEdit {
        BulkEdit {
            id: EditId(self.clock.new_id()),
            state: EditState::Running,
            question,
            undoes,
            undone_by: None,
            started_by: actor.name.clone(),
            started_at: self.clock.now(),
            finished_at: None,
            total: 0,
            done: 0,
            changed: 0,
            failed: 0,
        }
    }
}

fn checked_search(edit: &DeviceEdit) -> Result<(), Invalid> {
    if edit.selection.query.search.contains('\0') {
        return Err(Invalid::new("search", "write letters, digits and signs"));
    }
    Ok(())
}

/// The edit as a change keeps it: JSON pairs, which need no decoding of addresses.
fn question(edit: &DeviceEdit) -> String {
    serde_json::to_string(&edit.pairs()).unwrap_or_default()
}
