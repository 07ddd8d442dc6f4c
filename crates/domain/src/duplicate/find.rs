//! Tells what the records of each machine are to each other.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::TimeDelta;

use super::evidence::Evidence;
use super::handling::{Block, Finding, blocks, leftover_seen_at, survivor};
use super::neighbours::{Common, machines};
use super::words::{Case, Confidence, Handling};
use crate::record::{JoinType, ManagedBy, RecordKind};

/// What `records` are to each other: one finding for each machine with more records than it should have, and one for
/// each name or serial number that several machines share.
///
/// `records` has to hold, with a record, every other one with its directory device id, its serial number or its name
/// (unless the name or the serial number is in `common`). Their order makes no difference.
#[must_use]
pub fn find(records: &[Evidence], common: &Common) -> Vec<Finding> {
    let machines = machines(records, common);
    let mut findings: Vec<Finding> = machines
        .iter()
        .filter_map(|members| of_machine(members))
        .collect();
    findings.extend(across_machines(&machines, common));
    findings
}

/// A machine's records, by what they are.
struct Machine<'a> {
    members: &'a [&'a Evidence],
    managed: Vec<&'a Evidence>,
    /// The directory's objects that no managed row belongs to.
    alone: Vec<&'a Evidence>,
    is_registered_with_autopilot: bool,
    /// How many times it was registered, joined or enrolled.
    installations: usize,
}

impl<'a> Machine<'a> {
    fn of(members: &'a [&'a Evidence]) -> Self {
        let managed: Vec<&Evidence> = members
            .iter()
            .copied()
            .filter(|record| record.is_managed())
            .collect();
        let is_managed = |object: &Evidence| {
            object.directory_device_id.is_some()
                && managed
                    .iter()
                    .any(|row| row.directory_device_id == object.directory_device_id)
        };
        let alone: Vec<&Evidence> = members
            .iter()
            .copied()
            .filter(|record| record.is_directory() && !is_managed(record))
            .collect();
        let ids: HashSet<_> = members
            .iter()
            .filter_map(|record| record.directory_device_id)
            .collect();
        let without_id = members.iter().filter(|record| {
            record.directory_device_id.is_none() && record.kind != RecordKind::Autopilot
        });
        Self {
            members,
            installations: ids.len() + without_id.count(),
            is_registered_with_autopilot: members
                .iter()
                .any(|record| record.kind == RecordKind::Autopilot),
            managed,
            alone,
        }
    }

    fn has(&self, join_type: JoinType) -> bool {
        self.members
            .iter()
            .any(|record| record.join_type == join_type)
    }

    fn users(&self) -> BTreeSet<&str> {
        self.members
            .iter()
            .map(|record| record.user.as_str())
            .filter(|user| !user.is_empty())
            .collect()
    }

    fn serials(&self) -> BTreeSet<&str> {
        self.managed
            .iter()
            .map(|record| record.serial.as_str())
            .filter(|serial| !serial.is_empty())
            .collect()
    }

    /// Two managed rows that fulfil `test`.
    fn pair(
        &self,
        test: impl Fn(&Evidence, &Evidence) -> bool,
    ) -> Option<(&'a Evidence, &'a Evidence)> {
        let pairs = self
            .managed
            .iter()
            .enumerate()
            .flat_map(|(index, a)| self.managed.iter().take(index).map(move |b| (*b, *a)));
        pairs.into_iter().find(|(a, b)| test(a, b))
    }

    /// How sure it is that the records are about one machine.
    fn confidence(&self) -> Confidence {
        let is_certain = self.alone.is_empty()
            && self.serials().len() == 1
            && self.managed.iter().all(|row| !row.serial.is_empty());
        let users = self.users().len();
        if is_certain || self.installations == 1 {
            Confidence::Certain
        } else if users == 1 && self.members.iter().all(|record| !record.user.is_empty()) {
            Confidence::Likely
        } else {
            Confidence::Possible
        }
    }

    fn finding(&self, case: Case, confidence: Confidence, otherwise: Handling) -> Finding {
        let mut members: Vec<_> = self.members.iter().map(|record| record.record).collect();
        members.sort_unstable();
        Finding {
            case,
            confidence,
            same_machine: true,
            members,
            survivor: None,
            otherwise,
            blocks: Vec::new(),
            leftover_seen_at: None,
        }
    }

    /// A finding whose records may be merged unless something forbids it.
    fn mergeable(&self, case: Case, otherwise: Handling) -> Finding {
        let mut finding = self.finding(case, self.confidence(), otherwise);
        if let Some((survivor, is_tied)) = survivor(self.members) {
            finding.blocks = blocks(self.members, survivor);
            finding.blocks.extend(is_tied.then_some(Block::Undecided));
            finding.leftover_seen_at = leftover_seen_at(self.members, survivor);
            finding.survivor = Some(survivor.record);
        }
        finding
    }
}

/// What the records of one machine are; `None` if they are as they should be.
fn of_machine(members: &[&Evidence]) -> Option<Finding> {
    let machine = Machine::of(members);
    if machine.pair(are_clones).is_some() {
        let mut finding =
            machine.finding(Case::ClonedIdentity, Confidence::Certain, Handling::Split);
        finding.same_machine = false;
        return Some(finding);
    }
    let is_configmgr = |row: &Evidence| row.managed_by == ManagedBy::Configmgr;
    if machine
        .pair(|a, b| is_configmgr(a) != is_configmgr(b))
        .is_some()
    {
        return Some(machine.finding(Case::CoManagement, Confidence::Certain, Handling::Leave));
    }
    match machine.installations {
        0 => None,
        1 if machine.managed.len() < 2 => of_one_installation(&machine),
        _ => of_several_installations(&machine),
    }
}

/// Both rows are checked in at the same time, and what they report differs as no single machine's reports do.
fn are_clones(a: &Evidence, b: &Evidence) -> bool {
    let one_identity =
        a.directory_device_id.is_some() && a.directory_device_id == b.directory_device_id;
    let one_serial = !a.serial.is_empty() && a.serial == b.serial;
    let at_once = match (
        a.last_seen_at.min(b.last_seen_at),
        a.enrolled_at.max(b.enrolled_at),
    ) {
        (Some(seen), Some(enrolled)) => seen > enrolled + TimeDelta::days(1),
        _ => false,
    };
    let other_adapter = !a.wired.is_empty() && !b.wired.is_empty() && a.wired != b.wired;
    let other_system = a.build != b.build || a.name != b.name;
    let is_configmgr = a.managed_by == ManagedBy::Configmgr || b.managed_by == ManagedBy::Configmgr;
    let is_conflict = one_identity && (a.has_key_conflict || b.has_key_conflict);
    !is_configmgr
        && (is_conflict
            || ((one_identity || one_serial) && at_once && other_adapter && other_system))
}

fn of_one_installation(machine: &Machine<'_>) -> Option<Finding> {
    let windows = machine
        .members
        .iter()
        .all(|record| record.is_windows || record.kind == RecordKind::Autopilot);
    match (machine.managed.as_slice(), machine.alone.as_slice()) {
        ([], [object]) if machine.is_registered_with_autopilot => {
            let is_unused = object.last_seen_at.is_none() && object.user.is_empty();
            let sure = if is_unused {
                Confidence::Certain
            } else {
                Confidence::Likely
            };
            Some(machine.finding(Case::AutopilotPlaceholder, sure, Handling::Leave))
        }
        ([row], []) if windows => {
            let other_name = |record: &&&Evidence| {
                record.is_directory() && !names_agree(&record.name, &row.name)
            };
            machine.members.iter().find(other_name)?;
            let mut finding = machine.finding(Case::Renamed, Confidence::Certain, Handling::Leave);
            // They are one device by their device id, and nothing is left over.
            finding.survivor = Some(row.record);
            Some(finding)
        }
        _ => None,
    }
}

/// Names are cut off after 15 letters in some places.
fn names_agree(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.is_empty() || short == long || (short.len() == 15 && long.starts_with(short))
}

fn of_several_installations(machine: &Machine<'_>) -> Option<Finding> {
    if machine.serials().len() > 1 {
        let one_adapter =
            machine.pair(|a, b| a.serial != b.serial && !a.wifi.is_empty() && a.wifi == b.wifi);
        let sure = if one_adapter.is_some() {
            Confidence::Likely
        } else {
            Confidence::Possible
        };
        let mut finding = machine.finding(Case::NewMainboard, sure, Handling::Leave);
        finding.same_machine = one_adapter.is_some();
        return Some(finding);
    }
    let has = |join_type| machine.has(join_type);
    let alone = |test: &dyn Fn(&Evidence) -> bool| machine.alone.iter().any(|object| test(object));
    if has(JoinType::HybridJoined) {
        let is_anchor =
            |object: &Evidence| object.join_type == JoinType::Joined && object.user.is_empty();
        if machine.is_registered_with_autopilot && alone(&is_anchor) {
            return Some(machine.finding(
                Case::AutopilotHybrid,
                Confidence::Certain,
                Handling::Leave,
            ));
        }
        let is_waiting = |object: &Evidence| {
            object.join_type == JoinType::HybridJoined
                && object.user.is_empty()
                && object.registered_at.is_none()
        };
        if alone(&is_waiting) {
            return Some(machine.finding(
                Case::PendingAgain,
                machine.confidence(),
                Handling::Leave,
            ));
        }
        if has(JoinType::Registered) {
            return Some(machine.mergeable(Case::DualState, Handling::Leave));
        }
    }
    let was_enrolled_apart = has(JoinType::Registered)
        || machine
            .managed
            .iter()
            .any(|row| row.join_type == JoinType::Unknown && row.directory_device_id.is_none());
    if has(JoinType::Joined) && was_enrolled_apart && !machine.managed.is_empty() {
        let joined_is_managed = machine
            .managed
            .iter()
            .any(|row| row.join_type == JoinType::Joined);
        return Some(if joined_is_managed {
            machine.mergeable(Case::SeparateEnrollment, Handling::Leave)
        } else {
            machine.finding(
                Case::SeparateEnrollment,
                machine.confidence(),
                Handling::Advise,
            )
        });
    }
    let only_registered = !has(JoinType::Joined) && !has(JoinType::HybridJoined);
    if only_registered && machine.users().len() > 1 && machine.managed.len() < 2 {
        return Some(machine.finding(
            Case::PerUserRegistration,
            machine.confidence(),
            Handling::Leave,
        ));
    }
    if machine.managed.is_empty() {
        let case = if only_registered || has(JoinType::Registered) {
            Case::DualState
        } else {
            Case::RejoinLoop
        };
        return Some(machine.finding(case, machine.confidence(), Handling::Leave));
    }
    let case = if machine.installations > 2 {
        Case::RejoinLoop
    } else {
        Case::Reinstalled
    };
    Some(machine.mergeable(case, Handling::Leave))
}

/// Names and serial numbers that several machines share.
fn across_machines(machines: &[Vec<&Evidence>], common: &Common) -> Vec<Finding> {
    let mut with_name: BTreeMap<&str, Shared<'_>> = BTreeMap::new();
    let mut with_serial: BTreeMap<&str, Shared<'_>> = BTreeMap::new();
    for (machine, members) in machines.iter().enumerate() {
        for &row in members
            .iter()
            .filter(|record| record.is_managed() && record.is_windows)
        {
            if !row.name.is_empty() && !common.names.contains(&super::evidence::name_key(&row.name))
            {
                with_name.entry(&row.name).or_default().add(machine, row);
            }
            if !row.serial.is_empty() && !common.serials.contains(&row.serial) {
                with_serial
                    .entry(&row.serial)
                    .or_default()
                    .add(machine, row);
            }
        }
    }
    let names = with_name
        .into_values()
        .map(|shared| (Case::Renamed, shared));
    let serials = with_serial
        .into_values()
        .map(|shared| (Case::PlaceholderSerial, shared));
    names
        .chain(serials)
        .filter_map(|(case, shared)| shared.finding(case))
        .collect()
}

#[derive(Default)]
struct Shared<'a> {
    machines: BTreeSet<usize>,
    rows: Vec<&'a Evidence>,
}

impl<'a> Shared<'a> {
    fn add(&mut self, machine: usize, row: &'a Evidence) {
        self.machines.insert(machine);
        self.rows.push(row);
    }

    fn finding(self, case: Case) -> Option<Finding> {
        (self.machines.len() > 1).then(|| of_different_machines(case, &self.rows))
    }
}

/// Records that are about different machines, whatever they have in common.
pub(super) fn of_different_machines(case: Case, records: &[&Evidence]) -> Finding {
    let mut members: Vec<_> = records.iter().map(|record| record.record).collect();
    members.sort_unstable();
    Finding {
        case,
        confidence: Confidence::Certain,
        same_machine: false,
        members,
        survivor: None,
        otherwise: Handling::Leave,
        blocks: Vec::new(),
        leftover_seen_at: None,
    }
}
