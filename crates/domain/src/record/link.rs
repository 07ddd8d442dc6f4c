//! Which records are about one device: a managed and a directory record with the same directory device id, and an
//! Autopilot record with the device that alone has its serial number.
//!
//! Nothing else links records by itself: names, users, hardware addresses and serial numbers do not (placeholders,
//! clones, docks and shared machines make them lie); they are evidence for a person to judge. An Autopilot record has
//! nothing but its serial number, and the service that keeps it knows devices by nothing else.

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
    /// The serial number as it is compared; empty if it is no evidence.
    pub serial_key: String,
    /// When it was last seen.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// The device it belongs to so far; `None` for a new record.
    pub device: Option<DeviceId>,
    /// Whether a person gave it to that device.
    pub is_pinned: bool,
}

/// The device that each of `records` belongs to, in their order.
///
/// `records` are all records of some directory device ids, all records of the serial numbers of the Autopilot records
/// among them, and every record of their devices. The grouping depends on what the records say only, not on the order
/// in which they came:
///
/// - every managed record has a device of its own (two of them are two enrollments until somebody merges them);
/// - a directory record belongs to the managed record with its device id that was seen last;
/// - of two directory records with one device id, the one seen last does; the other has a device of its own;
/// - an Autopilot record belongs to the device of the managed records with its serial number, or where there is none, of
///   the directory records with it, if that is one device; otherwise it has a device of its own;
/// - of two Autopilot records with one serial number, however it is written, the first by its id belongs there.
///
/// A record that a person gave to its device stays there, whatever these rules say; any other stays where it is when they
/// allow it. `new_device` names the devices that are missing.
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
        ) && !records[directory].is_pinned
        {
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
    let registrations = Registrations::of(records);
    registrations.let_managed_move_in(records, &mut place, &mut with_managed);
    for (index, record) in records.iter().enumerate() {
        if record.kind == RecordKind::Managed && place[index].is_none() {
            let device = new_device();
            with_managed.insert(device);
            place[index] = Some(device);
        }
    }
    let pinned = |index: usize| records[index].device.filter(|_| records[index].is_pinned);
    let mut with_directory: HashSet<DeviceId> = (0..records.len())
        .filter(|&index| records[index].kind == RecordKind::Directory)
        .filter_map(pinned)
        .collect();
    for (&directory, &managed) in &follows {
        place[directory] = place[managed];
        with_directory.extend(place[managed]);
    }
    for (index, record) in records.iter().enumerate() {
        if record.kind == RecordKind::Directory
            && !follows.contains_key(&index)
            && pinned(index).is_none()
        {
            let stays = place[index]
                .filter(|device| !with_managed.contains(device) && with_directory.insert(*device));
            place[index] = Some(stays.unwrap_or_else(&mut new_device));
        }
    }
    let hosts = registrations.hosts(&place);
    let mut taken: HashSet<DeviceId> = &with_managed | &with_directory;
    taken.extend(hosts.values());
    for (index, record) in records.iter().enumerate() {
        if record.kind == RecordKind::Autopilot && pinned(index).is_none() {
            let stays = || place[index].filter(|device| taken.insert(*device));
            place[index] = hosts.get(&index).copied().or_else(stays);
        }
    }
    place
        .into_iter()
        .map(|device| device.unwrap_or_else(&mut new_device))
        .collect()
}

/// The Autopilot records that may belong to another record's device, each with the records that have its serial number.
struct Registrations(BTreeMap<usize, SameSerial>);

/// The records with one serial number, by their place in the list.
#[derive(Default)]
struct SameSerial {
    managed: Vec<usize>,
    directory: Vec<usize>,
}

impl Registrations {
    fn of(records: &[Linkable]) -> Self {
        // Serial number → the Autopilot record that goes by it.
        let mut leads: HashMap<&str, usize> = HashMap::new();
        for (index, record) in records.iter().enumerate() {
            if record.kind == RecordKind::Autopilot && !record.serial_key.is_empty() {
                let lead = leads.entry(&record.serial_key).or_insert(index);
                if record.source_id < records[*lead].source_id {
                    *lead = index;
                }
            }
        }
        let mut registrations: BTreeMap<usize, SameSerial> = leads
            .values()
            .map(|lead| (*lead, SameSerial::default()))
            .collect();
        if leads.is_empty() {
            return Self(registrations);
        }
        for (index, record) in records.iter().enumerate() {
            let same = leads
                .get(record.serial_key.as_str())
                .and_then(|lead| registrations.get_mut(lead));
            match (same, record.kind) {
                (Some(same), RecordKind::Managed) => same.managed.push(index),
                (Some(same), RecordKind::Directory) => same.directory.push(index),
                _ => {}
            }
        }
        Self(registrations)
    }

    /// A new managed record moves in with the Autopilot record that waits for it, so that the device stays the same one.
    fn let_managed_move_in(
        &self,
        records: &[Linkable],
        place: &mut [Option<DeviceId>],
        with_managed: &mut HashSet<DeviceId>,
    ) {
        if self.0.is_empty() {
            return;
        }
        let with_directory: HashSet<DeviceId> = (0..records.len())
            .filter(|&index| records[index].kind == RecordKind::Directory)
            .filter_map(|index| place[index])
            .collect();
        for (&registration, same) in &self.0 {
            if let ([managed], Some(device)) = (same.managed.as_slice(), place[registration])
                && place[*managed].is_none()
                && !with_directory.contains(&device)
                && with_managed.insert(device)
            {
                place[*managed] = Some(device);
            }
        }
    }

    /// Autopilot record → the one device that it belongs to, where there is one.
    fn hosts(&self, place: &[Option<DeviceId>]) -> HashMap<usize, DeviceId> {
        let host = |same: &SameSerial| {
            let candidates = if same.managed.is_empty() {
                &same.directory
            } else {
                &same.managed
            };
            let devices: HashSet<Option<DeviceId>> =
                candidates.iter().map(|&index| place[index]).collect();
            let mut devices = devices.into_iter();
            match (devices.next(), devices.next()) {
                (Some(device), None) => device,
                _ => None,
            }
        };
        self.0
            .iter()
            .filter_map(|(&registration, same)| Some((registration, host(same)?)))
            .collect()
    }
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
            serial_key: String::new(),
            last_seen_at: Some(DateTime::UNIX_EPOCH + TimeDelta::days(day)),
            device: None,
            is_pinned: false,
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

    fn with_serial(record: Linkable, serial: &str) -> Linkable {
        Linkable {
            serial_key: serial.to_owned(),
            ..record
        }
    }

    #[test]
    fn an_autopilot_record_is_with_the_device_that_alone_has_its_serial_number() {
        let registration = with_serial(record(RecordKind::Autopilot, 1, None, 0), "PF1");
        let managed = with_serial(record(RecordKind::Managed, 2, Some(1), 5), "PF1");
        let second = with_serial(record(RecordKind::Managed, 3, Some(2), 6), "PF1");
        let directory = record(RecordKind::Directory, 4, Some(1), 3);
        let placeholder = record(RecordKind::Autopilot, 5, None, 0);
        let all_in_one = bring_in(&[registration.clone(), directory.clone(), managed.clone()]);
        assert_eq!(all_in_one.len(), 1);
        assert_eq!(
            bring_in(&[managed.clone(), directory, registration.clone()]),
            all_in_one
        );
        // Two devices say that they are it.
        assert_eq!(
            bring_in(&[managed.clone(), registration.clone(), second]).len(),
            3
        );
        // A serial number that is none is nobody's.
        assert_eq!(
            bring_in(&[with_serial(managed, ""), placeholder, registration]).len(),
            3
        );
    }

    #[test]
    fn an_autopilot_record_of_a_directory_device_leaves_it_for_the_managed_one() {
        let registration = with_serial(record(RecordKind::Autopilot, 1, None, 0), "PF1");
        let directory = with_serial(record(RecordKind::Directory, 2, Some(1), 3), "PF1");
        let managed = with_serial(record(RecordKind::Managed, 3, Some(2), 5), "PF1");
        assert_eq!(
            bring_in(&[registration.clone(), directory.clone()]).len(),
            1
        );
        let expected: BTreeSet<(RecordKind, String)> = [
            (RecordKind::Managed, "3".to_owned()),
            (RecordKind::Autopilot, "1".to_owned()),
        ]
        .into();
        for order in [
            [&registration, &directory, &managed],
            [&managed, &directory, &registration],
            [&directory, &registration, &managed],
        ] {
            let devices = bring_in(&order.map(Clone::clone));
            assert!(
                devices.len() == 2 && devices.contains(&expected),
                "{devices:?}"
            );
        }
    }

    #[test]
    fn a_device_stays_the_same_when_it_enrolls_after_its_registration() {
        let mut made = 0_u128;
        let mut new_device = || {
            made += 1;
            DeviceId(Uuid::from_u128(made))
        };
        let mut registration = with_serial(record(RecordKind::Autopilot, 1, None, 0), "PF1");
        registration.device = link(&[registration.clone()], &mut new_device).pop();
        let managed = with_serial(record(RecordKind::Managed, 2, None, 5), "PF1");
        let places = link(&[managed, registration.clone()], &mut new_device);
        assert!(
            places
                .iter()
                .all(|place| Some(*place) == registration.device)
        );
    }

    #[test]
    fn what_a_person_joined_stays_together() {
        let device = DeviceId(Uuid::from_u128(900));
        let joined = |record: Linkable| Linkable {
            device: Some(device),
            is_pinned: true,
            ..record
        };
        let records = [
            joined(record(RecordKind::Managed, 1, Some(1), 5)),
            joined(record(RecordKind::Managed, 2, Some(2), 9)),
            joined(record(RecordKind::Directory, 3, Some(1), 3)),
            joined(record(RecordKind::Directory, 4, Some(2), 3)),
            joined(record(RecordKind::Autopilot, 5, None, 0)),
            record(RecordKind::Managed, 6, Some(1), 99),
        ];
        let mut made = 0_u128;
        let places = link(&records, || {
            made += 1;
            DeviceId(Uuid::from_u128(made))
        });
        assert_eq!(places[..5], [device; 5]);
        assert_ne!(places[5], device);
    }

    proptest! {
        #[test]
        fn the_order_of_files_and_lines_changes_no_device(
            records in prop::collection::vec((0_u8..5, prop::option::of(0_u8..3), 0_i64..4, 0_u8..4), 1..10).prop_flat_map(|rows| {
                let records: Vec<Linkable> = rows.into_iter().enumerate().map(|(n, (kind, group, day, serial))| {
                    let kind = match kind {
                        0 | 1 => RecordKind::Managed,
                        2 | 3 => RecordKind::Directory,
                        _ => RecordKind::Autopilot,
                    };
                    let group = group.filter(|_| kind != RecordKind::Autopilot);
                    let serial = ["", "PF1", "PF2", "PF3"][usize::from(serial)];
                    with_serial(record(kind, u8::try_from(n).unwrap_or(0), group, day), serial)
                }).collect();
                (Just(records.clone()), Just(records).prop_shuffle())
            })
        ) {
            let (records, shuffled) = records;
            prop_assert_eq!(bring_in(&records), bring_in(&shuffled));
        }
    }
}
