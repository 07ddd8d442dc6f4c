//! Makes the records of a group one device, and takes that back.
//!
//! No record is changed or removed: each is given to the device of the one that stays, and is pinned there. What lists
//! showed of the others follows from their records again when that is taken back.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::{Actor, Permission};
use domain::device::SetByHand;
use domain::duplicate::{Case, DuplicateGroup, GroupState, Handling, Merge, MergeOrder, UNDO_DAYS};
use domain::id::{DeviceId, DuplicateId, MergeId, RecordId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::refresh::{Touched, refresh};
use crate::audit::chain::to_hex;
use crate::directory::to_json;
use crate::edits::Looked;
use crate::imports::{keep, relink};
use crate::store::bulk::device;
use crate::store::duplicate::Compared;
use crate::store::scope::{self, Visible};
use crate::store::{Tx, duplicate as store, edit, lock, merge};
use crate::{Error, Muster, Result};

const CHANGED: &str = "The group changed since this page was made. Nothing was merged. Look at it again, then decide.";
const GONE: &str =
    "The records of this group have nothing to do with each other any more. Nothing was changed.";

/// Where a record was before it was merged.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Move {
    record: RecordId,
    from: DeviceId,
    was_pinned: bool,
}

/// What was set by hand of the devices before, and of the one that stays after.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct ByHand {
    before: Vec<(DeviceId, SetByHand)>,
    after: SetByHand,
}

/// What the audit log keeps of a record that moves.
#[derive(Serialize)]
struct Place {
    device: DeviceId,
    case: &'static str,
}

/// A group, and which records it has.
pub(super) struct Found {
    pub group: DuplicateGroup,
    kept: store::Kept,
    members: Vec<store::Member>,
    /// The time that the data speaks of.
    pub as_of: DateTime<Utc>,
}

impl Found {
    /// The group; `None` if it is gone.
    pub(super) async fn read(
        muster: &Muster,
        tx: &mut Tx,
        id: DuplicateId,
    ) -> Result<Option<Self>> {
        let Some(kept) = store::find(tx, id).await? else {
            return Ok(None);
        };
        let as_of = store::as_of(tx, muster.clock.now()).await?;
        Ok(Some(Self {
            group: kept.clone().group(as_of),
            members: store::members_as_they_stand(tx, id).await?,
            kept,
            as_of,
        }))
    }

    /// A mark of all that a decision depends on.
    pub(super) fn mark(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(self.group.state.as_str());
        digest.update(self.group.case.as_str());
        for member in &self.members {
            digest.update(member.id.0);
            digest.update(member.device_id.0);
            digest.update(member.changed_at.timestamp_micros().to_be_bytes());
        }
        to_hex(&digest.finalize()[..12])
    }

    pub(super) fn ids(&self) -> Vec<RecordId> {
        self.members.iter().map(|member| member.id).collect()
    }
}

/// A group with all that a decision about it looks at.
pub(super) struct Opened {
    found: Found,
    members: Vec<Compared>,
}

impl Opened {
    /// The group, if all of it is seen.
    pub(super) async fn read(
        muster: &Muster,
        tx: &mut Tx,
        id: DuplicateId,
        visible: &Visible,
    ) -> Result<Self> {
        let found = Found::read(muster, tx, id)
            .await?
            .ok_or(Error::Conflict(GONE))?;
        let devices = found.members.iter().map(|member| member.device_id);
        let devices: Vec<DeviceId> = devices.collect();
        if scope::seen(tx, &devices, visible).await?.len() < devices.len() {
            return Err(Error::Conflict(
                "Some of these records are of devices that you may not change. Ask somebody who may change all of them.",
            ));
        }
        let mut members = store::by_id(tx, &found.ids()).await?;
        members.sort_by_key(|record| record.id);
        Ok(Self { found, members })
    }

    fn touched(&self) -> Touched {
        let mut touched = Touched::default();
        for record in &self.members {
            touched.add_compared(record);
        }
        touched
    }
}

impl Muster {
    /// Makes the records of a group one device: that of the record that stays. Each move is logged.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the group changed since its mark was made, its records are never merged, or something forbids
    /// it and the order does not say that somebody looked at that; the actor may not change all of the devices; the database
    /// failed.
    pub async fn merge_duplicate(&self, actor: &Actor, order: &MergeOrder) -> Result<MergeId> {
        let reach = self.authorize(actor, Permission::ChangeDevices).await?;
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let opened = Opened::read(self, &mut tx, order.group, &visible).await?;
        if opened.found.mark() != order.mark {
            return Err(Error::Conflict(CHANGED));
        }
        let id = self
            .merge_opened(
                &mut tx,
                actor,
                opened,
                order.survivor,
                order.despite_warnings,
            )
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Merges a group that may be merged; warnings only if somebody looked at them.
    pub(super) async fn merge_opened(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        opened: Opened,
        survivor: Option<RecordId>,
        despite_warnings: bool,
    ) -> Result<MergeId> {
        if opened.found.group.state != GroupState::Open {
            return Err(Error::Conflict(CHANGED));
        }
        if let Some(sentence) = opened.found.group.never_merged() {
            return Err(Error::Conflict(sentence));
        }
        if opened.found.group.handling != Handling::Merge && !despite_warnings {
            return Err(Error::Conflict(
                "Something speaks against merging these records. Read what it is, and say that you looked at it.",
            ));
        }
        self.merge(tx, actor, opened, survivor).await
    }

    async fn merge(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        opened: Opened,
        survivor: Option<RecordId>,
    ) -> Result<MergeId> {
        let now = self.clock.now();
        let stays = survivor.or(opened.found.group.survivor);
        let stays = opened
            .members
            .iter()
            .find(|record| Some(record.id) == stays)
            .ok_or(domain::Invalid::new(
                "survivor",
                "choose one of the group's records",
            ))?;
        let (target, name) = (stays.device_id, stays.fields.name.clone());
        let devices: BTreeSet<DeviceId> = opened
            .members
            .iter()
            .map(|record| record.device_id)
            .collect();
        let devices: Vec<DeviceId> = devices.into_iter().collect();
        let before = Looked::at(tx, &devices).await?;
        merge::place(tx, &opened.found.ids(), target, true, now).await?;

        let after = Looked::at(tx, &devices).await?;
        let gone: Vec<DeviceId> = devices
            .iter()
            .copied()
            .filter(|id| !after.records.contains_key(id))
            .collect();
        let mut hand = before.set(target);
        for id in &gone {
            hand = before.set(*id).joined_to(hand);
        }
        edit::save_by_hand(tx, &[(target, hand.clone())]).await?;
        let kept: Vec<device::Kept> = devices
            .iter()
            .filter(|id| after.records.contains_key(id))
            .map(|&id| {
                after.keep(
                    id,
                    &if id == target {
                        hand.values()
                    } else {
                        after.set(id).values()
                    },
                )
            })
            .collect();
        device::replace(tx, &before.kept, &kept, &gone, now).await?;

        let moves: Vec<Move> = opened
            .members
            .iter()
            .map(|record| Move {
                record: record.id,
                from: record.device_id,
                was_pinned: record.is_pinned,
            })
            .collect();
        let by_hand = ByHand {
            before: devices.iter().map(|&id| (id, before.set(id))).collect(),
            after: hand,
        };
        let id = MergeId(self.clock.new_id());
        let kept = merge::Kept {
            id,
            case_code: opened.found.group.case,
            device_id: target,
            name,
            moves: to_json(&moves)?,
            by_hand: to_json(&by_hand)?,
            merged_by: actor.name.clone(),
            merged_at: now,
        };
        merge::insert(tx, &kept).await?;
        self.log_moves(
            tx,
            actor,
            "merge_record",
            opened.found.group.case,
            moves.iter().map(|moved| (moved.record, moved.from, target)),
        )
        .await?;
        let state = GroupState::Merged;
        store::save(
            tx,
            &store::Kept {
                state,
                decided_by: actor.name.clone(),
                decided_at: Some(now),
                changed_at: now,
                ..opened.found.kept.clone()
            },
        )
        .await?;
        refresh(tx, &opened.touched(), &self.clock).await?;
        crate::store::change::count_duplicate_change(tx).await?;
        crate::store::change::count_directory_change(tx).await?;
        Ok(id)
    }

    /// Takes a merge back: every record goes back to where it was, and what was set by hand with it. Gives the device's name;
    /// a dry run only finds out whether it can be done.
    ///
    /// # Errors
    /// [`Error::Conflict`] if it was taken back already, is older than 30 days, or one of its records is elsewhere by now;
    /// there is no such merge; the actor may not change the devices; the database failed.
    pub async fn undo_merge(&self, actor: &Actor, id: MergeId, dry_run: bool) -> Result<String> {
        let reach = self.authorize(actor, Permission::ChangeDevices).await?;
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let now = self.clock.now();
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let merge = merge::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("merge"))?;
        let target = merge.device_id;
        if scope::seen(&mut tx, &[target], &visible).await?.is_empty() {
            return Err(Error::Conflict(
                "This device is not one that you may change, or it is gone. Nothing was changed.",
            ));
        }
        if now > merge.merged_at + TimeDelta::days(UNDO_DAYS) {
            return Err(Error::Conflict(
                "This merge is more than 30 days old and can no longer be taken back.",
            ));
        }
        if !merge::save_undone(&mut tx, id, &actor.name, now).await? {
            return Err(Error::Conflict(
                "This merge was taken back already. Nothing was changed.",
            ));
        }
        let moves: Vec<Move> = from_json(&merge.moves)?;
        let by_hand: ByHand = from_json(&merge.by_hand)?;
        let ids: Vec<RecordId> = moves.iter().map(|moved| moved.record).collect();
        let members = store::by_id(&mut tx, &ids).await?;
        if members.len() < moves.len()
            || members
                .iter()
                .any(|record| record.device_id != target || !record.is_pinned)
        {
            return Err(Error::Conflict(
                "A record of this merge is in another device by now, or hidden by a cleanup rule. Take back what was merged later first.",
            ));
        }
        self.log_moves(
            &mut tx,
            actor,
            "undo_merge_record",
            merge.case_code,
            moves.iter().map(|moved| (moved.record, target, moved.from)),
        )
        .await?;
        for (kept, _) in store::groups_of(&mut tx, &ids).await? {
            if kept.state == GroupState::Merged {
                let open = store::Kept {
                    state: GroupState::Open,
                    decided_by: String::new(),
                    decided_at: None,
                    ..kept
                };
                store::save(&mut tx, &open).await?;
            }
        }
        self.put_back(&mut tx, &moves, &by_hand, target).await?;
        crate::store::change::count_duplicate_change(&mut tx).await?;
        crate::store::change::count_directory_change(&mut tx).await?;
        if !dry_run {
            tx.commit().await?;
        }
        Ok(merge.name)
    }

    async fn put_back(
        &self,
        tx: &mut Tx,
        moves: &[Move],
        by_hand: &ByHand,
        target: DeviceId,
    ) -> Result<()> {
        let now = self.clock.now();
        let mut devices: BTreeSet<DeviceId> = moves.iter().map(|moved| moved.from).collect();
        devices.insert(target);
        let devices: Vec<DeviceId> = devices.into_iter().collect();
        let before = Looked::at(tx, &devices).await?;
        let mut hand: BTreeMap<DeviceId, SetByHand> =
            devices.iter().map(|&id| (id, before.set(id))).collect();
        for (id, set) in &by_hand.before {
            // What somebody set of the merged device since then stays with it.
            if *id != target || before.set(target) == by_hand.after {
                hand.insert(*id, set.clone());
            }
        }
        // A device has to be there before it can get records, so the missing ones are made of the records that they get.
        let ids: Vec<RecordId> = moves.iter().map(|moved| moved.record).collect();
        let records: HashMap<RecordId, Compared> = store::by_id(tx, &ids)
            .await?
            .into_iter()
            .map(|record| (record.id, record))
            .collect();
        let missing: BTreeSet<DeviceId> = devices
            .iter()
            .copied()
            .filter(|id| !before.kept.contains_key(id))
            .collect();
        let made: Vec<device::Kept> = missing
            .iter()
            .map(|&id| {
                let own: Vec<_> = moves
                    .iter()
                    .filter(|moved| moved.from == id)
                    .filter_map(|moved| records.get(&moved.record).map(|record| &record.fields))
                    .collect();
                keep(
                    id,
                    &own,
                    &hand.get(&id).map(SetByHand::values).unwrap_or_default(),
                )
            })
            .collect();
        device::replace(tx, &before.kept, &made, &[], now).await?;
        let mut groups: BTreeMap<(DeviceId, bool), Vec<RecordId>> = BTreeMap::new();
        for moved in moves {
            groups
                .entry((moved.from, moved.was_pinned))
                .or_default()
                .push(moved.record);
        }
        for ((device, was_pinned), records) in &groups {
            merge::place(tx, records, *device, *was_pinned, now).await?;
        }
        let set: Vec<(DeviceId, SetByHand)> = hand.into_iter().collect();
        edit::save_by_hand(tx, &set).await?;
        // Records may say something else since, by which they belong elsewhere now.
        relink(tx, &ids, &self.clock).await
    }

    async fn log_moves(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        case: Case,
        moves: impl Iterator<Item = (RecordId, DeviceId, DeviceId)>,
    ) -> Result<()> {
        let case = case.as_str();
        for (record, from, to) in moves {
            let (before, after) = (Place { device: from, case }, Place { device: to, case });
            self.audit(
                tx,
                actor,
                action,
                ("record", record),
                Some(&before),
                Some(&after),
            )
            .await?;
        }
        Ok(())
    }

    /// Remembers that the records of a group are no duplicates, or are right as they are.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the group changed since its mark was made; the actor may not change all of the devices; the
    /// database failed.
    pub async fn dismiss_duplicate(
        &self,
        actor: &Actor,
        id: DuplicateId,
        mark: &str,
    ) -> Result<()> {
        self.decide(actor, id, mark, GroupState::Dismissed).await
    }

    /// Takes a dismissal back.
    ///
    /// # Errors
    /// As of [`Self::dismiss_duplicate`].
    pub async fn reopen_duplicate(&self, actor: &Actor, id: DuplicateId, mark: &str) -> Result<()> {
        self.decide(actor, id, mark, GroupState::Open).await
    }

    /// Notes that the user was told what to do about a device that was joined and then enrolled separately.
    ///
    /// # Errors
    /// [`Error::Conflict`] if there is nothing to tell; as of [`Self::dismiss_duplicate`].
    pub async fn advise_duplicate(&self, actor: &Actor, id: DuplicateId) -> Result<()> {
        let reach = self.authorize(actor, Permission::ChangeDevices).await?;
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let opened = Opened::read(self, &mut tx, id, &visible).await?;
        if opened.found.group.handling != Handling::Advise
            || opened.found.group.state != GroupState::Open
        {
            return Err(Error::Conflict(
                "The records changed: there is nothing to tell the user any more.",
            ));
        }
        let (name, now) = (actor.name.clone(), self.clock.now());
        let advised = store::Kept {
            advised_by: name,
            advised_at: Some(now),
            changed_at: now,
            ..opened.found.kept.clone()
        };
        store::save(&mut tx, &advised).await?;
        let user = &opened.found.group.user;
        self.audit(
            &mut tx,
            actor,
            "advise_duplicate",
            ("duplicate", id),
            None::<&()>,
            Some(user),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn decide(
        &self,
        actor: &Actor,
        id: DuplicateId,
        mark: &str,
        state: GroupState,
    ) -> Result<()> {
        let reach = self.authorize(actor, Permission::ChangeDevices).await?;
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let opened = Opened::read(self, &mut tx, id, &visible).await?;
        let was = opened.found.group.state;
        if was == GroupState::Merged || opened.found.mark() != mark {
            return Err(Error::Conflict(CHANGED));
        }
        if was == state {
            return Ok(());
        }
        let dismissed = state == GroupState::Dismissed;
        let decided = store::Kept {
            state,
            decided_by: if dismissed {
                actor.name.clone()
            } else {
                String::new()
            },
            decided_at: dismissed.then(|| self.clock.now()),
            decided_members: if dismissed {
                to_json(&opened.found.ids())?
            } else {
                "[]".to_owned()
            },
            changed_at: self.clock.now(),
            ..opened.found.kept.clone()
        };
        store::save(&mut tx, &decided).await?;
        let action = if dismissed {
            "dismiss_duplicate"
        } else {
            "reopen_duplicate"
        };
        self.audit(
            &mut tx,
            actor,
            action,
            ("duplicate", id),
            Some(&was),
            Some(&state),
        )
        .await?;
        crate::store::change::count_duplicate_change(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The merge of a device that can be taken back.
    pub(super) async fn undoable(&self, tx: &mut Tx, device: DeviceId) -> Result<Option<Merge>> {
        let merge = merge::newest_of_device(tx, device).await?;
        Ok(merge.map(|merge| Merge {
            id: merge.id,
            undo_until: merge.merged_at + TimeDelta::days(UNDO_DAYS),
            by: merge.merged_by,
            at: merge.merged_at,
        }))
    }
}

fn from_json<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T> {
    serde_json::from_str(json).map_err(|_| Error::Internal("a merge cannot be read"))
}
