//! Takes records out of the inventory, and puts them back as they were.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::device::SetByHand;
use domain::duplicate::Keys;
use domain::id::{CleanupRunId, DeviceId, DuplicateId, RecordId};
use domain::record::{Record, RecordFields};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::directory::to_json;
use crate::duplicates::{Touched, refresh};
use crate::edits::Looked;
use crate::imports::{keep, relink};
use crate::store::bulk::device;
use crate::store::bulk::record::{self as many, NewRecord};
use crate::store::cleanup::{self as store, Hidden};
use crate::store::{NEVER, Tx, change, duplicate, edit, record};
use crate::{Error, Muster, Result};

/// What the audit log keeps of a record that is hidden or brought back.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    device: DeviceId,
    last_seen_at: DateTime<Utc>,
    run: CleanupRunId,
}

impl<'a> Entry<'a> {
    fn of(hidden: &'a Hidden) -> Self {
        Self {
            name: &hidden.name,
            device: hidden.device_id,
            last_seen_at: hidden.last_seen_at,
            run: hidden.run_id,
        }
    }
}

impl Muster {
    /// Hides these records: lists, counts, exports and groups of duplicates know nothing of them from now on.
    pub(super) async fn hide(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        run: CleanupRunId,
        ids: &[RecordId],
    ) -> Result<()> {
        let now = self.clock.now();
        let records = record::by_id(tx, ids).await?;
        let devices: BTreeSet<DeviceId> = records.iter().map(|record| record.device_id).collect();
        let devices: Vec<DeviceId> = devices.into_iter().collect();
        let before = Looked::at(tx, &devices).await?;
        let touched = touched(tx, ids).await?;

        let hidden = wrap(tx, run, &records, &before, now).await?;
        store::insert_hidden(tx, &hidden).await?;
        store::delete_records(tx, ids).await?;
        let after = Looked::at(tx, &devices).await?;
        let (kept, gone): (Vec<DeviceId>, Vec<DeviceId>) = devices
            .iter()
            .copied()
            .partition(|id| after.records.contains_key(id));
        let kept: Vec<device::Kept> = kept
            .into_iter()
            .map(|id| after.keep(id, &after.set(id).values()))
            .collect();
        device::replace(tx, &before.kept, &kept, &gone, now).await?;
        delete_emptied(tx, &touched.groups).await?;
        refresh(tx, &touched.records, &self.clock).await?;
        change::count_duplicate_change(tx).await?;
        change::count_directory_change(tx).await?;
        for record in &hidden {
            self.audit(
                tx,
                actor,
                "hide_record",
                ("record", record.record_id),
                None::<&()>,
                Some(&Entry::of(record)),
            )
            .await?;
        }
        Ok(())
    }

    /// Brings hidden records back for somebody who wants to see them, and logs each. No rule hides them again before they
    /// were heard of once more.
    pub(super) async fn unhide(&self, tx: &mut Tx, actor: &Actor, hidden: &[Hidden]) -> Result<()> {
        bring_back(tx, hidden, &self.clock).await?;
        store::spare(tx, hidden).await?;
        for record in hidden {
            self.audit(
                tx,
                actor,
                "undo_hide_record",
                ("record", record.record_id),
                Some(&Entry::of(record)),
                None::<&()>,
            )
            .await?;
        }
        Ok(())
    }
}

/// What hiding has to bring up to date among duplicates.
struct Affected {
    records: Touched,
    groups: Vec<DuplicateId>,
}

async fn touched(tx: &mut Tx, ids: &[RecordId]) -> Result<Affected> {
    // The others of a group lead to it when these are gone.
    let groups = duplicate::groups_of(tx, ids).await?;
    let mut all: BTreeSet<RecordId> = ids.iter().copied().collect();
    all.extend(groups.iter().flat_map(|(_, members)| members));
    let all: Vec<RecordId> = all.into_iter().collect();
    let mut records = Touched::default();
    for compared in duplicate::by_id(tx, &all).await? {
        records.add_compared(&compared);
    }
    Ok(Affected {
        records,
        groups: groups.into_iter().map(|(group, _)| group.id).collect(),
    })
}

/// Removes groups that have no record left.
async fn delete_emptied(tx: &mut Tx, groups: &[DuplicateId]) -> Result<()> {
    let members = duplicate::members(tx, groups).await?;
    for group in groups {
        if members.get(group).is_none_or(Vec::is_empty) {
            duplicate::delete(tx, *group).await?;
        }
    }
    Ok(())
}

async fn wrap(
    tx: &mut Tx,
    run: CleanupRunId,
    records: &[Record],
    looked: &Looked,
    now: DateTime<Utc>,
) -> Result<Vec<Hidden>> {
    let ids: Vec<RecordId> = records.iter().map(|record| record.id).collect();
    let marks: HashMap<RecordId, (String, bool)> = store::fingerprints(tx, &ids)
        .await?
        .into_iter()
        .map(|(id, hash, is_pinned)| (id, (hash, is_pinned)))
        .collect();
    records
        .iter()
        .map(|record| {
            let fields = &record.fields;
            let (content_hash, is_pinned) = marks.get(&record.id).cloned().unwrap_or_default();
            Ok(Hidden {
                record_id: record.id,
                run_id: run,
                kind: fields.kind,
                source_id: fields.source_id.clone(),
                device_id: record.device_id,
                name: fields.name.clone(),
                serial: fields.serial.clone(),
                user_upn: fields.user_upn.clone(),
                os: fields.os.clone(),
                last_seen_at: fields.last_seen_at.unwrap_or(NEVER),
                fields: to_json(fields)?,
                content_hash,
                import_id: record.import_id,
                first_seen_at: record.first_seen_at,
                is_pinned,
                by_hand: to_json(&looked.set(record.device_id))?,
                hidden_at: now,
            })
        })
        .collect()
}

/// Puts hidden records back where they were. What they belong to is found out anew then: others may have come since.
pub(crate) async fn bring_back(tx: &mut Tx, hidden: &[Hidden], clock: &Clock) -> Result<()> {
    if hidden.is_empty() {
        return Ok(());
    }
    let now = clock.now();
    let read: Vec<(&Hidden, RecordFields)> = hidden
        .iter()
        .map(|hidden| Ok((hidden, from_json(&hidden.fields)?)))
        .collect::<Result<_>>()?;
    let devices: BTreeSet<DeviceId> = hidden.iter().map(|hidden| hidden.device_id).collect();
    let devices: Vec<DeviceId> = devices.into_iter().collect();
    let there = device::find(tx, &devices).await?;
    // A device has to be there before it can get records.
    let mut missing: BTreeMap<DeviceId, (Vec<&RecordFields>, SetByHand)> = BTreeMap::new();
    for (hidden, fields) in &read {
        if !there.contains_key(&hidden.device_id) {
            let by_hand = from_json(&hidden.by_hand)?;
            let (records, _) = missing
                .entry(hidden.device_id)
                .or_insert_with(|| (Vec::new(), by_hand));
            records.push(fields);
        }
    }
    let made: Vec<device::Kept> = missing
        .iter()
        .map(|(id, (records, by_hand))| keep(*id, records, &by_hand.values()))
        .collect();
    device::replace(tx, &there, &made, &[], now).await?;
    let by_hand: Vec<(DeviceId, SetByHand)> = missing
        .into_iter()
        .map(|(id, (_, by_hand))| (id, by_hand))
        .collect();
    edit::save_by_hand(tx, &by_hand).await?;

    let records: Vec<NewRecord<'_>> = read
        .iter()
        .map(|(hidden, fields)| NewRecord {
            id: hidden.record_id,
            device_id: hidden.device_id,
            fields,
            content_hash: hidden.content_hash.clone(),
            keys: Keys::of(fields),
            import: hidden.import_id,
        })
        .collect();
    many::save(tx, &records, now).await?;
    for hidden in hidden {
        store::save_past(tx, hidden.record_id, hidden.first_seen_at, hidden.is_pinned).await?;
    }
    let ids: Vec<RecordId> = hidden.iter().map(|hidden| hidden.record_id).collect();
    store::delete_hidden(tx, &ids).await?;
    relink(tx, &ids, clock).await?;
    change::count_directory_change(tx).await?;
    Ok(())
}

/// Of the managed records that a file brings, those that are hidden: the ids of those that stay so, and all of those that
/// were seen since, which come back.
pub(crate) async fn find_awake(
    tx: &mut Tx,
    records: &[&RecordFields],
) -> Result<(HashSet<String>, Vec<Hidden>)> {
    let ids: Vec<String> = records
        .iter()
        .map(|record| record.source_id.clone())
        .collect();
    let hidden = store::hidden_by_source(tx, &ids).await?;
    let seen: HashMap<&str, DateTime<Utc>> = records
        .iter()
        .filter_map(|record| Some((record.source_id.as_str(), record.last_seen_at?)))
        .collect();
    let (awake, asleep): (Vec<Hidden>, Vec<Hidden>) = hidden.into_iter().partition(|hidden| {
        seen.get(hidden.source_id.as_str())
            .is_some_and(|at| *at > hidden.last_seen_at)
    });
    let asleep = asleep.into_iter().map(|hidden| hidden.source_id).collect();
    Ok((asleep, awake))
}

fn from_json<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T> {
    serde_json::from_str(json).map_err(|_| Error::Internal("a hidden record cannot be read"))
}
