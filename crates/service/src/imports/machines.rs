//! Writes records together with the devices behind them: who belongs to whom, what lists show, what search finds.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::device::{HandValues, SetByHand, face, rank};
use domain::duplicate::Keys;
use domain::id::{DeviceId, ImportId, RecordId};
use domain::record::link::{Linkable, link};
use domain::record::{RecordFields, RecordKind, evidence};
use uuid::Uuid;

use crate::Result;
use crate::clock::Clock;
use crate::duplicates::{Touched, refresh};
use crate::store::Tx;
use crate::store::bulk::device::Kept;
use crate::store::bulk::record::{Known, NewRecord};
use crate::store::bulk::{device, record};
use crate::store::change;
use crate::store::edit;

/// A record that is new or says something new.
pub(crate) struct Change<'a> {
    /// What it says now.
    pub fields: &'a RecordFields,
    /// The fingerprint of that.
    pub content_hash: String,
    /// The record as it is kept so far.
    pub known: Option<&'a Known>,
    /// The import that says so.
    pub import: Option<ImportId>,
}

/// Names a record: its kind and its id in the system that keeps it.
type Key = (RecordKind, String);

/// Writes `changes`, whose keys all differ, and brings every device that they touch up to date.
pub(super) async fn save(tx: &mut Tx, changes: &[Change<'_>], clock: &Clock) -> Result<()> {
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
    let empty: Vec<DeviceId> = records_of
        .iter()
        .filter(|(_, records)| records.is_empty())
        .map(|(&id, _)| id)
        .collect();
    // A new device has to be there before its records, and an empty one goes after its last record moved away.
    device::replace(tx, &kept, &now_kept, &[], now).await?;
    edit::save_by_hand(tx, &inherited).await?;

    let mut records = Vec::with_capacity(changes.len());
    let mut compared = Touched::default();
    for change in changes {
        let keys = Keys::of(change.fields);
        compared.add(change.fields, keys, change.known);
        let place = place_of.get(&(change.fields.kind, change.fields.source_id.as_str()));
        if let Some(&device_id) = place {
            let content_hash = change.content_hash.clone();
            records.push(NewRecord {
                id: RecordId(clock.new_id()),
                device_id,
                fields: change.fields,
                content_hash,
                keys,
                import: change.import,
            });
        }
    }
    record::save(tx, &records, now).await?;
    let moved_any = !moved.is_empty();
    for (record, place) in moved {
        record::move_to(tx, record.kind, &record.source_id, place, now).await?;
    }
    device::replace(tx, &kept, &[], &empty, now).await?;
    refresh(tx, &compared, clock).await?;
    // Whether it is managed changes with a managed record that is new, or that comes from another device or goes to one.
    let manages_otherwise = !empty.is_empty()
        || moved_any
        || changes.iter().any(|change| {
            change.fields.kind == RecordKind::Managed
                && change.known.map(|known| known.device_id)
                    != place_of
                        .get(&(change.fields.kind, change.fields.source_id.as_str()))
                        .copied()
        });
    let stands_otherwise = now_kept.iter().any(|device| {
        kept.get(&device.id).is_none_or(|before| {
            (before.face.join_type, &before.face.user_upn)
                != (device.face.join_type, &device.face.user_upn)
        })
    });
    change::count_directory_change_unless(tx, !(manages_otherwise || stands_otherwise)).await?;
    Ok(())
}

/// Finds out anew which devices records belong to, and brings these devices up to date.
pub(crate) async fn relink(tx: &mut Tx, ids: &[RecordId], clock: &Clock) -> Result<()> {
    let records = crate::store::record::by_id(tx, ids).await?;
    let mut known: HashMap<RecordId, Known> = HashMap::new();
    for &kind in RecordKind::ALL {
        let of_kind = records.iter().filter(|record| record.fields.kind == kind);
        let sources: Vec<String> = of_kind
            .map(|record| record.fields.source_id.clone())
            .collect();
        let found = record::find(tx, kind, &sources).await?;
        known.extend(found.into_iter().map(|known| (known.id, known)));
    }
    let changes: Vec<Change<'_>> = records
        .iter()
        .filter_map(|record| {
            let known = known.get(&record.id)?;
            Some(Change {
                fields: &record.fields,
                content_hash: known.content_hash.clone(),
                known: Some(known),
                import: record.import_id,
            })
        })
        .collect();
    save(tx, &changes, clock).await
}

/// Everything that linking the changed records has to look at: them as they are now, every record with one of their
/// directory device ids, old or new, every record with one of their serial numbers that an Autopilot record has, every
/// record of the devices of all these, and so on.
async fn affected(tx: &mut Tx, changes: &[Change<'_>]) -> Result<Vec<Linkable>> {
    let mut asked = Asked::default();
    let mut found: BTreeMap<Key, Linkable> = BTreeMap::new();
    for change in changes {
        let fields = change.fields;
        if let Some(known) = change.known {
            asked.ask(
                known.directory_device_id,
                &known.serial_key,
                Some(known.device_id),
            );
        }
        let record = Linkable {
            kind: fields.kind,
            source_id: fields.source_id.clone(),
            directory_device_id: fields.directory_device_id,
            serial_key: evidence::serial_key(&fields.serial),
            last_seen_at: fields.last_seen_at,
            device: change.known.map(|known| known.device_id),
            is_pinned: change.known.is_some_and(|known| known.is_pinned),
        };
        asked.ask_for(&record);
        found.insert((fields.kind, fields.source_id.clone()), record);
    }
    while let Some((ids, serials, devices)) = asked.next() {
        let mut contested = record::registered_serials(tx, &serials).await?;
        contested.extend(registered_among(&found, &serials));
        let mut records = record::by_directory_device(tx, &ids).await?;
        records.extend(record::by_serial(tx, &contested).await?);
        records.extend(record::by_device(tx, &devices).await?);
        for record in records {
            asked.ask_for(&record);
            // What the file says now goes before what is kept.
            found
                .entry((record.kind, record.source_id.clone()))
                .or_insert(record);
        }
    }
    Ok(found.into_values().collect())
}

/// Those of these serial numbers that an Autopilot record of the file has.
fn registered_among(found: &BTreeMap<Key, Linkable>, serials: &[String]) -> Vec<String> {
    let registered: HashSet<&str> = found
        .values()
        .filter(|record| record.kind == RecordKind::Autopilot)
        .map(|record| record.serial_key.as_str())
        .collect();
    let mut serials = serials.to_vec();
    serials.retain(|serial| registered.contains(serial.as_str()));
    serials
}

/// What was asked for already, and what is to be asked for next.
#[derive(Default)]
struct Asked {
    ids: HashSet<Uuid>,
    serials: HashSet<String>,
    devices: HashSet<DeviceId>,
    next: (Vec<Uuid>, Vec<String>, Vec<DeviceId>),
}

impl Asked {
    fn ask_for(&mut self, record: &Linkable) {
        self.ask(
            record.directory_device_id,
            &record.serial_key,
            record.device,
        );
    }

    fn ask(&mut self, id: Option<Uuid>, serial_key: &str, device: Option<DeviceId>) {
        self.next.0.extend(id.filter(|id| self.ids.insert(*id)));
        if !serial_key.is_empty() && self.serials.insert(serial_key.to_owned()) {
            self.next.1.push(serial_key.to_owned());
        }
        self.next
            .2
            .extend(device.filter(|device| self.devices.insert(*device)));
    }

    /// What is to be asked for now; `None` when nothing is left.
    fn next(&mut self) -> Option<(Vec<Uuid>, Vec<String>, Vec<DeviceId>)> {
        let next = std::mem::take(&mut self.next);
        let (ids, serials, devices) = &next;
        (!ids.is_empty() || !serials.is_empty() || !devices.is_empty()).then_some(next)
    }
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
        // Found out when it is written.
        scope_set_id: None,
        directory: records
            .iter()
            .filter(|record| record.kind == RecordKind::Directory)
            .filter_map(|record| Uuid::parse_str(&record.source_id).ok())
            .collect(),
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
