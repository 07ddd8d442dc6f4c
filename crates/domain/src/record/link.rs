//! Which records are about one device: a managed and a directory record with the same directory device id.
//!
//! Nothing else links records by itself: names, users, hardware addresses and serial numbers do not (placeholders,
//! clones, docks and shared machines make them lie); they are evidence for a person to judge.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::RecordKind;
use crate::id::DeviceId;

/// What linking looks at in a record, and where the record is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linkable {
    /// Which system keeps the record.
    pub kind: RecordKind,
    /// Its id there.
    pub source_id: String,
    /// The directory's device id.
    pub directory_device_id: Option<Uuid>,
    /// When it was last seen.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// The device it belongs to so far; `None` for a new record.
    pub device: Option<DeviceId>,
}

/// The device that each of `records` belongs to, in their order.
///
/// `records` are all records of some directory device ids, together with every record of their devices. The
/// grouping depends on what the records say only, not on the order in which they came:
///
/// - every managed record has a device of its own (two of them are two enrollments until somebody merges them);
/// - a directory record belongs to the managed record with its device id that was seen last;
/// - of two directory records with one device id, the one seen last does; the other has a device of its own.
///
/// A record stays where it is when these rules allow it. `new_device` names the devices that are missing.
pub fn link(records: &[Linkable], mut new_device: impl FnMut() -> DeviceId) -> Vec<DeviceId> {
    let mut groups: BTreeMap<Uuid, Vec<usize>> = BTreeMap::new();
    for (index, record) in records.iter().enumerate() {
        if let Some(id) = record.directory_device_id {
            groups.entry(id).or_default().push(index);
        }
    }
    let lead = |members: &[usize], kind| {
        let of_kind = members
            .iter()
            .copied()
            .filter(|&index| records[index].kind == kind);
        of_kind.max_by(|&a, &b| {
            let (a, b) = (&records[a], &records[b]);
            a.last_seen_at
                .cmp(&b.last_seen_at)
                .then_with(|| b.source_id.cmp(&a.source_id))
        })
    };
    // Leading directory record → the managed record it belongs to.
    let mut follows: HashMap<usize, usize> = HashMap::new();
    for members in groups.values() {
        if let (Some(managed), Some(directory)) = (
            lead(members, RecordKind::Managed),
            lead(members, RecordKind::Directory),
        ) {
            follows.insert(directory, managed);
        }
    }
    let mut place: Vec<Option<DeviceId>> = records.iter().map(|record| record.device).collect();
    let mut with_managed: HashSet<DeviceId> = records
        .iter()
        .filter(|record| record.kind == RecordKind::Managed)
        .filter_map(|record| record.device)
        .collect();
    // A new managed record moves in with the directory record that waits for it, so that the device stays the same one.
    let pairs: BTreeSet<(usize, usize)> = follows
        .iter()
        .map(|(&directory, &managed)| (managed, directory))
        .collect();
    for (managed, directory) in pairs {
        if let (None, Some(device)) = (place[managed], place[directory])
            && with_managed.insert(device)
        {
            place[managed] = Some(device);
        }
    }
    for (index, record) in records.iter().enumerate() {
        if record.kind == RecordKind::Managed && place[index].is_none() {
            let device = new_device();
            with_managed.insert(device);
            place[index] = Some(device);
        }
    }
    let mut with_directory: HashSet<DeviceId> = HashSet::new();
    for (&directory, &managed) in &follows {
        place[directory] = place[managed];
        with_directory.extend(place[managed]);
    }
    for (index, record) in records.iter().enumerate() {
        if record.kind == RecordKind::Directory && !follows.contains_key(&index) {
            let stays = place[index]
                .filter(|device| !with_managed.contains(device) && with_directory.insert(*device));
            place[index] = Some(stays.unwrap_or_else(&mut new_device));
        }
    }
    place
        .into_iter()
        .map(|device| device.unwrap_or_else(&mut new_device))
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn record(kind: RecordKind, source: u8, group: Option<u8>, day: i64) -> Linkable {
        Linkable {
            kind,
            source_id: format!("{source}"),
            directory_device_id: group.map(|group| Uuid::from_u128(u128::from(group) + 1)),
            last_seen_at: Some(DateTime::UNIX_EPOCH + TimeDelta::days(day)),
            device: None,
        }
    }

    /// Brings records in one after the other, as batches of one.
    fn bring_in(records: &[Linkable]) -> BTreeSet<BTreeSet<(RecordKind, String)>> {
        let mut known: Vec<Linkable> = Vec::new();
        let mut made = 0_u128;
        for record in records {
            match known
                .iter_mut()
                .find(|k| k.kind == record.kind && k.source_id == record.source_id)
            {
                Some(k) => {
                    *k = Linkable {
                        device: k.device,
                        ..record.clone()
                    }
                }
                None => known.push(record.clone()),
            }
            let places = link(&known, || {
                made += 1;
                DeviceId(Uuid::from_u128(made))
            });
            for (record, device) in known.iter_mut().zip(places) {
                record.device = Some(device);
            }
        }
        let mut devices: BTreeMap<Option<DeviceId>, BTreeSet<(RecordKind, String)>> =
            BTreeMap::new();
        for record in known {
            devices
                .entry(record.device)
                .or_default()
                .insert((record.kind, record.source_id));
        }
        devices.into_values().collect()
    }

    #[test]
    fn a_managed_and_a_directory_record_with_one_device_id_are_one_device() {
        let managed = record(RecordKind::Managed, 1, Some(1), 5);
        let directory = record(RecordKind::Directory, 2, Some(1), 3);
        let apart = record(RecordKind::Directory, 3, None, 3);
        assert_eq!(
            bring_in(&[managed.clone(), directory.clone(), apart.clone()]).len(),
            2
        );
        assert_eq!(bring_in(&[apart, directory, managed]).len(), 2);
    }

    #[test]
    fn the_directory_record_goes_with_the_managed_record_seen_last() {
        let old = record(RecordKind::Managed, 1, Some(1), 5);
        let new = record(RecordKind::Managed, 2, Some(1), 9);
        let directory = record(RecordKind::Directory, 3, Some(1), 3);
        let expected: BTreeSet<(RecordKind, String)> = [
            (RecordKind::Managed, "2".to_owned()),
            (RecordKind::Directory, "3".to_owned()),
        ]
        .into();
        for order in [
            [&old, &new, &directory],
            [&directory, &old, &new],
            [&new, &directory, &old],
            [&old, &directory, &new],
        ] {
            let devices = bring_in(&order.map(Clone::clone));
            assert!(
                devices.len() == 2 && devices.contains(&expected),
                "{devices:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_order_of_files_and_lines_changes_no_device(
            records in prop::collection::vec((any::<bool>(), 0_u8..6, prop::option::of(0_u8..3), 0_i64..4), 1..10).prop_flat_map(|rows| {
                let records: Vec<Linkable> = rows.into_iter().enumerate().map(|(n, (managed, _, group, day))| {
                    record(if managed { RecordKind::Managed } else { RecordKind::Directory }, u8::try_from(n).unwrap_or(0), group, day)
                }).collect();
                (Just(records.clone()), Just(records).prop_shuffle())
            })
        ) {
            let (records, shuffled) = records;
            prop_assert_eq!(bring_in(&records), bring_in(&shuffled));
        }
    }
}
