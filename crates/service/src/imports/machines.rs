//! Writes records together with the devices behind them: who belongs to whom, what lists show, what search finds.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::device::{HandValues, SetByHand, face, rank};
use domain::id::{DeviceId, ImportId, RecordId};
use domain::record::link::{Linkable, link};
use domain::record::{RecordFields, RecordKind, evidence};
use uuid::Uuid;

use crate::Result;
use crate::clock::Clock;
use crate::store::Tx;
use crate::store::bulk::device::Kept;
use crate::store::bulk::record::{Known, NewRecord};
use crate::store::bulk::{device, record};
use crate::store::edit;

/// A record that is new or says something new.
pub(super) struct Change<'a> {
    /// What it says now.
    pub fields: &'a RecordFields,
    /// The fingerprint of that.
    pub content_hash: String,
    /// The record as it is kept so far.
    pub known: Option<&'a Known>,
}

/// Names a record: its kind and its id in the system that keeps it.
type Key = (RecordKind, String);

/// Writes `changes`, whose keys all differ, and brings every device that they touch up to date.
pub(super) async fn save(
    tx: &mut Tx,
    changes: &[Change<'_>],
    import: ImportId,
    clock: &Clock,
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let now = clock.now();
    let linkables = affected(tx, changes).await?;
    let mut made = HashSet::new();
    let places = link(&linkables, || {
        let id = DeviceId(clock.new_id());
        made.insert(id);
        id
    });
    let changed: HashMap<(RecordKind, &str), &Change<'_>> = changes
        .iter()
        .map(|change| {
            (
                (change.fields.kind, change.fields.source_id.as_str()),
                change,
            )
        })
        .collect();
    let mut place_of: HashMap<(RecordKind, &str), DeviceId> = HashMap::new();
    let mut touched: HashSet<DeviceId> = HashSet::new();
    let mut moved: Vec<(&Linkable, DeviceId)> = Vec::new();
    for (record, &place) in linkables.iter().zip(&places) {
        let key = (record.kind, record.source_id.as_str());
        place_of.insert(key, place);
        let is_changed = changed.contains_key(&key);
        if is_changed || record.device != Some(place) {
            touched.insert(place);
            touched.extend(record.device);
        }
        if !is_changed && record.device != Some(place) {
            moved.push((record, place));
        }
    }

    let there: Vec<DeviceId> = touched
        .iter()
        .copied()
        .filter(|id| !made.contains(id))
        .collect();
    let kept = device::find(tx, &there).await?;
    let others = record::contents(tx, &there).await?;
    let mut by_hand = edit::by_hand(tx, &there).await?;
    let inherited = inherit(&mut by_hand, &linkables, &places);
    let mut records_of: BTreeMap<DeviceId, Vec<&RecordFields>> =
        touched.iter().map(|&id| (id, Vec::new())).collect();
    let untouched = others
        .iter()
        .filter(|record| !changed.contains_key(&(record.kind, record.source_id.as_str())));
    for record in untouched.chain(changes.iter().map(|change| change.fields)) {
        if let Some(place) = place_of.get(&(record.kind, record.source_id.as_str())) {
            records_of.entry(*place).or_default().push(record);
        }
    }

    let now_kept: Vec<Kept> = records_of
        .iter()
        .filter(|(_, records)| !records.is_empty())
        .map(|(&id, records)| {
            let set = by_hand.get(&id).map(SetByHand::values).unwrap_or_default();
            keep(id, records, &set)
        })
        .collect();
    let shown_otherwise: Vec<&Kept> = now_kept
        .iter()
        .filter(|device| {
            kept.get(&device.id)
                .is_none_or(|before| before.face != device.face)
        })
        .collect();
    device::save(tx, &shown_otherwise, now).await?;
    let mut counted_otherwise: BTreeMap<i64, Vec<DeviceId>> = BTreeMap::new();
    for device in &now_kept {
        if kept.get(&device.id).is_some_and(|before| {
            before.face == device.face && before.record_count != device.record_count
        }) {
            counted_otherwise
                .entry(device.record_count)
                .or_default()
                .push(device.id);
        }
    }
    for (count, devices) in &counted_otherwise {
        device::save_record_count(tx, devices, *count, now).await?;
    }
    let found_otherwise: Vec<&Kept> = now_kept
        .iter()
        .filter(|device| {
            kept.get(&device.id)
                .is_none_or(|before| before.content != device.content)
        })
        .collect();
    device::save_search(tx, &found_otherwise).await?;
    edit::save_by_hand(tx, &inherited).await?;

    let mut records = Vec::with_capacity(changes.len());
    for change in changes {
        let place = place_of.get(&(change.fields.kind, change.fields.source_id.as_str()));
        if let Some(&device_id) = place {
            let content_hash = change.content_hash.clone();
            records.push(NewRecord {
                id: RecordId(clock.new_id()),
                device_id,
                fields: change.fields,
                content_hash,
            });
        }
    }
    record::save(tx, &records, import, now).await?;
    for (record, place) in moved {
        record::move_to(tx, record.kind, &record.source_id, place, now).await?;
    }
    let empty: Vec<DeviceId> = records_of
        .iter()
        .filter(|(_, records)| records.is_empty())
        .map(|(&id, _)| id)
        .collect();
    device::delete(tx, &empty).await?;
    Ok(())
}

/// Everything that linking the changed records has to look at: them as they are now, every record with one of their
/// directory device ids, old or new, every record of the devices of all these, and so on.
async fn affected(tx: &mut Tx, changes: &[Change<'_>]) -> Result<Vec<Linkable>> {
    let mut ids: HashSet<Uuid> = HashSet::new();
    let mut devices: HashSet<DeviceId> = HashSet::new();
    let mut found: BTreeMap<Key, Linkable> = BTreeMap::new();
    for change in changes {
        let fields = change.fields;
        ids.extend(fields.directory_device_id);
        if let Some(known) = change.known {
            ids.extend(known.directory_device_id);
            devices.insert(known.device_id);
        }
        let record = Linkable {
            kind: fields.kind,
            source_id: fields.source_id.clone(),
            directory_device_id: fields.directory_device_id,
            last_seen_at: fields.last_seen_at,
            device: change.known.map(|known| known.device_id),
        };
        found.insert((fields.kind, fields.source_id.clone()), record);
    }
    let (mut new_ids, mut new_devices): (Vec<Uuid>, Vec<DeviceId>) = (
        ids.iter().copied().collect(),
        devices.iter().copied().collect(),
    );
    while !new_ids.is_empty() || !new_devices.is_empty() {
        let mut records = record::by_directory_device(tx, &new_ids).await?;
        records.extend(record::by_device(tx, &new_devices).await?);
        new_ids.clear();
        new_devices.clear();
        for record in records {
            new_ids.extend(record.directory_device_id.filter(|id| ids.insert(*id)));
            new_devices.extend(record.device.filter(|id| devices.insert(*id)));
            // What the file says now goes before what is kept.
            found
                .entry((record.kind, record.source_id.clone()))
                .or_insert(record);
        }
    }
    Ok(found.into_values().collect())
}

/// Gives what is set by hand of a device that loses its last record to the device that its first one goes to; says what
/// these have now.
fn inherit(
    by_hand: &mut HashMap<DeviceId, SetByHand>,
    linkables: &[Linkable],
    places: &[DeviceId],
) -> Vec<(DeviceId, SetByHand)> {
    let lived_in: HashSet<DeviceId> = places.iter().copied().collect();
    let mut heirs: BTreeMap<DeviceId, SetByHand> = BTreeMap::new();
    for (record, &place) in linkables.iter().zip(places) {
        let left = record.device.filter(|device| !lived_in.contains(device));
        if let Some(set) = left.and_then(|device| by_hand.remove(&device)) {
            let own = by_hand.remove(&place).unwrap_or_default();
            let all = set.joined_to(own);
            by_hand.insert(place, all.clone());
            heirs.insert(place, all);
        }
    }
    heirs.into_iter().collect()
}

/// The device with these records, and with what is set by hand, as it is kept.
pub(crate) fn keep(id: DeviceId, records: &[&RecordFields], by_hand: &HandValues) -> Kept {
    let record_count = i64::try_from(records.len()).unwrap_or(i64::MAX);
    Kept {
        id,
        face: face(records, by_hand),
        record_count,
        content: search_text(id, records),
    }
}

/// What the one search box looks through: every name, number and id of the device's records, in lower case.
fn search_text(id: DeviceId, records: &[&RecordFields]) -> String {
    let mut ordered = records.to_vec();
    ordered.sort_by(|a, b| {
        rank(a.kind)
            .cmp(&rank(b.kind))
            .then_with(|| a.source_id.cmp(&b.source_id))
    });
    let mut parts: Vec<String> = Vec::new();
    let mut add = |part: String| {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    };
    for record in ordered {
        for text in [
            &record.name,
            &record.serial,
            &record.user_upn,
            &record.user_name,
            &record.imei,
        ] {
            add(text.trim().to_lowercase());
        }
        add(evidence::serial_key(&record.serial).to_lowercase());
        add(evidence::mac_key(&record.wifi_mac));
        add(evidence::mac_key(&record.ethernet_mac));
        add(record.source_id.to_lowercase());
        add(record
            .directory_device_id
            .map(|id| id.to_string())
            .unwrap_or_default());
    }
    add(id.to_string());
    parts.join("\n")
}
