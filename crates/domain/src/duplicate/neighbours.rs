//! Which records may be about one machine: those with one identifier that is worth something, or with one name.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::evidence::{Evidence, plain};
use crate::record::RecordKind;

/// A name or a serial number of more records than this is no evidence for any of them.
pub const COMMON_AT: usize = 64;

/// Names and serial numbers that too many records have.
#[derive(Clone, Debug, Default)]
pub struct Common {
    /// [`super::Keys::name`] of names.
    pub names: HashSet<i64>,
    /// Serial numbers as they are compared.
    pub serials: HashSet<String>,
}

/// The records of one installation: with one directory device id, or a single one.
#[derive(Debug)]
struct Installation<'a> {
    records: Vec<&'a Evidence>,
}

impl<'a> Installation<'a> {
    fn serials(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let named = self
            .records
            .iter()
            .filter(|record| !record.serial.is_empty());
        named.map(|record| (record.serial.as_str(), record.maker.as_str()))
    }

    fn is_about_windows(&self) -> bool {
        self.records.iter().all(|record| record.is_windows)
    }

    fn is_autopilot(&self) -> bool {
        self.records
            .iter()
            .any(|record| record.kind == RecordKind::Autopilot)
    }

    fn is_session_host(&self) -> bool {
        self.records.iter().any(|record| record.is_session_host())
    }

    fn is_unmanaged(&self) -> bool {
        self.records.iter().all(|record| record.is_directory())
    }

    /// Whether a name that both have may mean that both are one machine.
    fn may_be(&self, other: &Self) -> bool {
        let models = |installation: &Self| -> Vec<&'a str> {
            let all = installation
                .records
                .iter()
                .map(|record| record.model.as_str());
            all.filter(|model| !model.is_empty()).collect()
        };
        let (own, others) = (models(self), models(other));
        let models_agree =
            own.is_empty() || others.is_empty() || own.iter().any(|model| others.contains(model));
        let serials = |installation: &Self| -> HashSet<&'a str> {
            installation.serials().map(|(serial, _)| serial).collect()
        };
        let (own, others) = (serials(self), serials(other));
        let serials_agree = own.is_empty() || others.is_empty() || !own.is_disjoint(&others);
        let one_adapter = self.records.iter().any(|record| {
            !record.wifi.is_empty() && other.records.iter().any(|other| other.wifi == record.wifi)
        });
        models_agree && (serials_agree || one_adapter)
    }
}

/// Whether two makers may be the same one: a record does not always say.
fn makers_agree(a: &str, b: &str) -> bool {
    a.is_empty() || b.is_empty() || a == b
}

/// Sorts records into machines, in the order of their first records.
pub(super) fn machines<'a>(records: &'a [Evidence], common: &Common) -> Vec<Vec<&'a Evidence>> {
    let installations = installations(records);
    let mut sets = Sets::of(installations.len());
    by_serial(&installations, common, &mut sets);
    by_name(&installations, common, &mut sets);
    let mut machines: BTreeMap<usize, Vec<&Evidence>> = BTreeMap::new();
    for (index, installation) in installations.iter().enumerate() {
        machines
            .entry(sets.first(index))
            .or_default()
            .extend(&installation.records);
    }
    machines.into_values().collect()
}

fn installations(records: &[Evidence]) -> Vec<Installation<'_>> {
    let mut with_id: HashMap<Uuid, usize> = HashMap::new();
    let mut installations: Vec<Installation<'_>> = Vec::new();
    for record in records {
        let known = record
            .directory_device_id
            .map(|id| *with_id.entry(id).or_insert(installations.len()));
        match known.and_then(|index| installations.get_mut(index)) {
            Some(installation) => installation.records.push(record),
            None => installations.push(Installation {
                records: vec![record],
            }),
        }
    }
    installations
}

fn by_serial(installations: &[Installation<'_>], common: &Common, sets: &mut Sets) {
    let mut with_serial: HashMap<&str, Vec<(usize, &str)>> = HashMap::new();
    for (index, installation) in installations.iter().enumerate() {
        for (serial, maker) in installation.serials() {
            if !common.serials.contains(serial) {
                with_serial.entry(serial).or_default().push((index, maker));
            }
        }
    }
    for same in with_serial.values() {
        for (position, &(index, maker)) in same.iter().enumerate() {
            for &(other, other_maker) in same.iter().take(position) {
                if makers_agree(maker, other_maker) {
                    sets.join(index, other);
                }
            }
        }
    }
    // The directory's object for a device that waits for Autopilot has the serial number for a name.
    for (index, installation) in installations.iter().enumerate() {
        let is_place = installation.is_unmanaged() && installation.is_about_windows();
        for record in installation.records.iter().filter(|_| is_place) {
            let registered = with_serial
                .get(plain(&record.name).as_str())
                .into_iter()
                .flatten();
            for &(other, _) in registered.filter(|(other, _)| installations[*other].is_autopilot())
            {
                sets.join(index, other);
            }
        }
    }
}

fn by_name(installations: &[Installation<'_>], common: &Common, sets: &mut Sets) {
    let mut with_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, installation) in installations.iter().enumerate() {
        if !installation.is_about_windows()
            || installation.is_session_host()
            || installation.is_autopilot()
        {
            continue;
        }
        let names: HashSet<&str> = installation
            .records
            .iter()
            .map(|record| record.name.as_str())
            .collect();
        for name in names {
            if !name.is_empty() && !common.names.contains(&super::evidence::name_key(name)) {
                with_name.entry(name).or_default().push(index);
            }
        }
    }
    for same in with_name.values() {
        for (position, &index) in same.iter().enumerate() {
            for &other in same.iter().take(position) {
                if installations[index].may_be(&installations[other]) {
                    sets.join(index, other);
                }
            }
        }
    }
}

/// Numbers sorted into sets that have no number in common.
struct Sets(Vec<usize>);

impl Sets {
    fn of(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The smallest number of the set that has this one.
    fn first(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b);
    }
}
