//! Keeps groups of duplicates up to date: in the transaction of whatever changes a record, and for all records at once.
//!
//! What a record has to do with others is found by its keys, old and new: everything with one of these, and everything
//! with one of theirs, and so on. What [`domain::duplicate::find`] says of all this replaces what was kept of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::duplicate::{
    BlockLists, BlockedKind, BlockedValue, COMMON_AT, Common, Evidence, Finding, GroupState, Keys,
    find, shared,
};
use domain::id::{DeviceId, DuplicateId, RecordId};
use domain::record::{RecordFields, RecordKind, evidence};
use uuid::Uuid;

use crate::Result;
use crate::clock::Clock;
use crate::store::bulk::record::Known;
use crate::store::duplicate::{self as store, Compared, Kept, Sharing};
use crate::store::{Tx, change};

/// By what records that changed may be found, before and after.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Each with how many of the records have it, or had it.
    names: BTreeMap<i64, usize>,
    serials: BTreeMap<String, usize>,
    directory_devices: BTreeSet<Uuid>,
    wired: BTreeSet<i64>,
    traps: BTreeSet<i64>,
    /// Records that were there before, and may be in groups.
    records: Vec<RecordId>,
}

impl Touched {
    /// A record that says this now, and was `known` before.
    pub(crate) fn add(&mut self, fields: &RecordFields, keys: Keys, known: Option<&Known>) {
        self.add_keys(keys.name, Some(keys.wired), Some(keys.trap));
        self.add_serial(&evidence::serial_key(&fields.serial));
        self.directory_devices.extend(fields.directory_device_id);
        if let Some(known) = known {
            self.records.push(known.id);
            self.add_keys(
                known.name_key.unwrap_or_default(),
                known.wired_key,
                known.trap_key,
            );
            self.add_serial(&known.serial_key);
            self.directory_devices.extend(known.directory_device_id);
        }
    }

    /// A record as it stands, about whose device something changed.
    pub(crate) fn add_compared(&mut self, record: &Compared) {
        self.records.push(record.id);
        self.add_keys(
            record.name_key.unwrap_or_default(),
            record.wired_key,
            record.trap_key,
        );
        self.add_serial(&record.serial_key);
        self.directory_devices
            .extend(record.fields.directory_device_id);
    }

    /// Whatever has one of these keys of names.
    pub(super) fn of_names(keys: &[i64]) -> Self {
        Self {
            names: keys.iter().map(|key| (*key, 0)).collect(),
            ..Self::default()
        }
    }

    /// Whatever has one of these serial numbers.
    pub(super) fn of_serials(keys: &[String]) -> Self {
        Self {
            serials: keys.iter().map(|key| (key.clone(), 0)).collect(),
            ..Self::default()
        }
    }

    /// Whatever has one of these directory device ids.
    pub(super) fn of_directory_devices(ids: &[Uuid]) -> Self {
        Self {
            directory_devices: ids.iter().copied().collect(),
            ..Self::default()
        }
    }

    /// Whatever has one of these wired addresses.
    pub(super) fn of_wired(keys: &[i64]) -> Self {
        Self {
            wired: keys.iter().copied().collect(),
            ..Self::default()
        }
    }

    /// Whatever has one of these in common by design.
    pub(super) fn of_traps(keys: &[i64]) -> Self {
        Self {
            traps: keys.iter().copied().collect(),
            ..Self::default()
        }
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
            + self.serials.len()
            + self.directory_devices.len()
            + self.wired.len()
            + self.traps.len()
    }

    /// What a group has in common.
    pub(super) fn add_shared(&mut self, key: Option<i64>) {
        self.wired.extend(key);
        self.traps.extend(key);
    }

    fn add_keys(&mut self, name: i64, wired: Option<i64>, trap: Option<i64>) {
        if name != 0 {
            *self.names.entry(name).or_default() += 1;
        }
        self.wired.extend(wired.filter(|key| *key != 0));
        self.traps.extend(trap.filter(|key| *key != 0));
    }

    fn add_serial(&mut self, serial: &str) {
        if !serial.is_empty() {
            *self.serials.entry(serial.to_owned()).or_default() += 1;
        }
    }
}

/// Brings every group up to date that the touched records have to do with.
pub(crate) async fn refresh(tx: &mut Tx, touched: &Touched, clock: &Clock) -> Result<()> {
    let lists = block_lists(tx).await?;
    let mut work = Work {
        lists,
        now: clock.now(),
        clock,
        changed: false,
    };
    work.of_machines(tx, touched).await?;
    work.of_shared(tx, touched).await?;
    if work.changed {
        change::count_duplicate_change(tx).await?;
    }
    Ok(())
}

/// The values that are no evidence.
async fn block_lists(tx: &mut Tx) -> Result<BlockLists> {
    let mut lists = BlockLists::default();
    for BlockedValue { kind, value, .. } in store::blocked(tx).await? {
        match kind {
            BlockedKind::Serial => lists.serials.insert(value),
            BlockedKind::Address => lists.addresses.insert(value),
        };
    }
    Ok(lists)
}

struct Work<'a> {
    lists: BlockLists,
    now: DateTime<Utc>,
    clock: &'a Clock,
    changed: bool,
}

/// Everything that the touched records have to do with.
#[derive(Default)]
struct Neighbourhood {
    records: HashMap<RecordId, Compared>,
    common: Common,
    names: HashSet<i64>,
    serials: HashSet<String>,
    directory_devices: HashSet<Uuid>,
}

impl Neighbourhood {
    /// The neighbourhood of what was touched. Of a name or a serial number that many have, the records are read only
    /// where the change may be what made it one that many have, or made it none.
    async fn of(tx: &mut Tx, touched: &Touched) -> Result<Self> {
        let mut all = Self::default();
        let mut names: Vec<i64> = touched.names.keys().copied().collect();
        let mut serials: Vec<String> = touched.serials.keys().cloned().collect();
        let mut ids: Vec<Uuid> = touched.directory_devices.iter().copied().collect();
        let mut is_first = true;
        while !(names.is_empty() && serials.is_empty() && ids.is_empty()) {
            // At first only what has to be looked at is: a managed row and its object, as they should be, are not.
            // `changed` of those who have the value may just have come, or be about to go.
            let is_read = |shared: &Sharing, changed: Option<&usize>| {
                let most = COMMON_AT + changed.copied().unwrap_or_default();
                (shared.is_doubtful || !is_first)
                    && usize::try_from(shared.count).is_ok_and(|count| count <= most)
            };
            let is_common = |shared: &Sharing| {
                usize::try_from(shared.count).is_ok_and(|count| count > COMMON_AT)
            };
            let shared_names = store::shared_names(tx, &names).await?;
            let shared_serials = store::shared_serials(tx, &serials).await?;
            let shared_ids = store::shared_directory_devices(tx, &ids).await?;
            let common_names = shared_names.iter().filter(|(_, shared)| is_common(shared));
            all.common.names.extend(common_names.map(|(key, _)| *key));
            let common_serials = shared_serials
                .iter()
                .filter(|(_, shared)| is_common(shared));
            all.common
                .serials
                .extend(common_serials.map(|(key, _)| key.clone()));
            let names_read: Vec<i64> = shared_names
                .into_iter()
                .filter(|(key, shared)| is_read(shared, touched.names.get(key)))
                .map(|(key, _)| key)
                .collect();
            let serials_read: HashMap<String, i64> = shared_serials
                .into_iter()
                .filter(|(key, shared)| is_read(shared, touched.serials.get(key)))
                .map(|(key, shared)| (key, shared.count))
                .collect();
            let ids_read: HashMap<Uuid, i64> = shared_ids
                .into_iter()
                .filter(|(_, shared)| shared.is_doubtful || !is_first)
                .map(|(key, shared)| (key, shared.count))
                .collect();
            if is_first {
                // What was passed over is asked for when a record leads there.
                all.names.extend(&names_read);
                all.serials.extend(serials_read.keys().cloned());
                all.directory_devices.extend(ids_read.keys());
            } else {
                all.names.extend(&names);
                all.serials.extend(serials.iter().cloned());
                all.directory_devices.extend(&ids);
            }
            let mut found = store::by_name(tx, &names_read).await?;
            // Most of those with one serial number, or one device id, have one name: they are read already.
            let by_serial = |record: &Compared| Some(record.serial_key.clone());
            let serials_left = incomplete(serials_read, &found, by_serial);
            found.extend(store::by_serial(tx, &serials_left).await?);
            let by_id = |record: &Compared| record.fields.directory_device_id;
            let ids_left = incomplete(ids_read, &found, by_id);
            found.extend(store::by_directory_device(tx, &ids_left).await?);
            if is_first {
                let left_alone = all.left_alone(tx, touched).await?;
                found.extend(store::by_id(tx, &left_alone).await?);
            }
            names = found
                .iter()
                .filter_map(|record| record.name_key)
                .filter(|key| *key != 0 && !all.names.contains(key))
                .collect();
            serials = found
                .iter()
                .map(|record| record.serial_key.clone())
                .filter(|key| !key.is_empty() && !all.serials.contains(key))
                .collect();
            ids = found
                .iter()
                .filter_map(|record| record.fields.directory_device_id)
                .filter(|id| !all.directory_devices.contains(id))
                .collect();
            names.sort_unstable();
            names.dedup();
            serials.sort_unstable();
            serials.dedup();
            ids.sort_unstable();
            ids.dedup();
            all.records
                .extend(found.into_iter().map(|record| (record.id, record)));
            is_first = false;
        }
        Ok(all)
    }

    /// Touched records that are in a group.
    async fn left_alone(&self, tx: &mut Tx, touched: &Touched) -> Result<Vec<RecordId>> {
        let groups = store::groups_of(tx, &touched.records).await?;
        Ok(groups
            .into_iter()
            .flat_map(|(_, members)| members)
            .collect())
    }
}

/// Those of these values, each with how many records have it, of which not all are among `found`.
fn incomplete<T: Eq + std::hash::Hash>(
    values: HashMap<T, i64>,
    found: &[Compared],
    value: impl Fn(&Compared) -> Option<T>,
) -> Vec<T> {
    let mut left = values;
    let mut seen: HashSet<RecordId> = HashSet::new();
    for record in found.iter().filter(|record| seen.insert(record.id)) {
        if let Some(count) = value(record).and_then(|value| left.get_mut(&value)) {
            *count -= 1;
        }
    }
    left.into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(value, _)| value)
        .collect()
}

impl Work<'_> {
    /// What records are to others of one machine, or of one name or serial number.
    async fn of_machines(&mut self, tx: &mut Tx, touched: &Touched) -> Result<()> {
        let neighbourhood = Neighbourhood::of(tx, touched).await?;
        let records = neighbourhood.records;
        if records.is_empty() {
            return Ok(());
        }
        let ids: Vec<RecordId> = records.keys().copied().collect();
        let mut kept = store::groups_of(tx, &ids).await?;
        let mut compared: Vec<&Compared> = records.values().collect();
        compared.sort_by_key(|record| record.id);
        let evidence: Vec<Evidence> = compared
            .iter()
            .map(|record| self.evidence(record))
            .collect();
        for finding in find(&evidence, &neighbourhood.common) {
            let known = known(&kept, &finding).map(|index| kept.swap_remove(index));
            let members: Vec<&Compared> = finding
                .members
                .iter()
                .filter_map(|id| records.get(id))
                .collect();
            self.keep(tx, &finding, &members, known, None).await?;
        }
        for (gone, _) in kept {
            self.changed = true;
            store::delete(tx, gone.id).await?;
        }
        Ok(())
    }

    fn evidence(&self, record: &Compared) -> Evidence {
        Evidence::of(
            record.id,
            record.device_id,
            &record.fields,
            record.evidence_flags,
            &self.lists,
        )
    }

    /// Keeps what was found, in place of what is `known` of it. `shared_key` stands for what many have in common by design.
    async fn keep(
        &mut self,
        tx: &mut Tx,
        finding: &Finding,
        members: &[&Compared],
        known: Option<(Kept, Vec<RecordId>)>,
        shared_key: Option<i64>,
    ) -> Result<()> {
        let devices: HashSet<DeviceId> = members.iter().map(|record| record.device_id).collect();
        let (known, before) = known.unzip();
        let group = Kept {
            shared_key,
            ..self.group(finding, members, known.as_ref(), devices.len() == 1)
        };
        let before = before.unwrap_or_default();
        if known.as_ref() == Some(&group) && before == finding.members {
            return Ok(());
        }
        self.changed = true;
        store::save(
            tx,
            &Kept {
                changed_at: self.now,
                ..group.clone()
            },
        )
        .await?;
        let gone: Vec<RecordId> = before
            .iter()
            .copied()
            .filter(|id| finding.members.binary_search(id).is_err())
            .collect();
        let new: Vec<RecordId> = finding
            .members
            .iter()
            .copied()
            .filter(|id| before.binary_search(id).is_err())
            .collect();
        store::remove_members(tx, group.id, &gone).await?;
        store::add_members(tx, group.id, &new).await?;
        Ok(())
    }

    /// The group as it is to be kept.
    fn group(
        &self,
        finding: &Finding,
        members: &[&Compared],
        known: Option<&Kept>,
        is_one_device: bool,
    ) -> Kept {
        let speaks = finding
            .survivor
            .and_then(|id| members.iter().find(|record| record.id == id))
            .or_else(|| {
                members.iter().min_by_key(|record| {
                    (
                        record.fields.kind != RecordKind::Managed,
                        record.fields.name.is_empty(),
                        record.id,
                    )
                })
            })
            .map(|record| record.fields.clone())
            .unwrap_or_else(|| RecordFields::empty(RecordKind::Managed, String::new()));
        let blocks: Vec<&str> = finding.blocks.iter().map(|block| block.as_str()).collect();
        let advice = known.filter(|known| known.case_code == finding.case);
        let open = Kept {
            id: known.map_or_else(|| DuplicateId(self.clock.new_id()), |known| known.id),
            case_code: finding.case,
            confidence: finding.confidence,
            same_machine: finding.same_machine,
            otherwise: finding.otherwise,
            mergeable_from: finding.mergeable_from().unwrap_or_else(store::no_time),
            survivor_id: finding.survivor,
            blocks: blocks.join(" "),
            state: GroupState::Open,
            decided_by: String::new(),
            decided_at: None,
            decided_members: "[]".to_owned(),
            advised_by: advice
                .map(|known| known.advised_by.clone())
                .unwrap_or_default(),
            advised_at: advice.and_then(|known| known.advised_at),
            shared_key: None,
            record_count: i64::try_from(finding.members.len()).unwrap_or(i64::MAX),
            urgency: finding.urgency(),
            name: if speaks.name.is_empty() {
                speaks.serial.clone()
            } else {
                speaks.name
            },
            model: speaks.model,
            serial: speaks.serial,
            user_upn: speaks.user_upn,
            found_at: known.map_or(self.now, |known| known.found_at),
            changed_at: known.map_or(self.now, |known| known.changed_at),
        };
        match known {
            Some(known) if known.stands(finding, is_one_device) => Kept {
                state: known.state,
                decided_by: known.decided_by.clone(),
                decided_at: known.decided_at,
                decided_members: known.decided_members.clone(),
                ..open
            },
            // It is open again, and says that somebody decided on less.
            Some(known) => Kept {
                decided_by: known.decided_by.clone(),
                decided_at: known.decided_at,
                ..open
            },
            None => open,
        }
    }

    /// What many records have in common by design.
    async fn of_shared(&mut self, tx: &mut Tx, touched: &Touched) -> Result<()> {
        let wired: Vec<i64> = touched.wired.iter().copied().collect();
        let traps: Vec<i64> = touched.traps.iter().copied().collect();
        let wired_counts = store::shared_wired(tx, &wired).await?;
        let trap_counts = store::shared_traps(tx, &traps).await?;
        let all: BTreeSet<i64> = touched.wired.union(&touched.traps).copied().collect();
        let all: Vec<i64> = all.into_iter().collect();
        let kept = store::sharing(tx, &all).await?;
        let kept: HashMap<i64, Kept> = kept
            .into_iter()
            .filter_map(|kept| Some((kept.shared_key?, kept)))
            .collect();
        let (wired, others): (Vec<i64>, Vec<i64>) =
            all.iter().partition(|key| wired_counts.contains_key(key));
        let traps: Vec<i64> = others
            .into_iter()
            .filter(|key| trap_counts.contains_key(key))
            .collect();
        let mut records: HashMap<i64, Vec<Compared>> = HashMap::new();
        for record in store::by_wired(tx, &wired).await? {
            let key = record.wired_key.unwrap_or_default();
            records.entry(key).or_default().push(record);
        }
        for record in store::by_trap(tx, &traps).await? {
            let key = record.trap_key.unwrap_or_default();
            records.entry(key).or_default().push(record);
        }
        for key in all {
            let (records, known) = (records.remove(&key), kept.get(&key));
            if records.is_some() || known.is_some() {
                self.share(tx, key, records.unwrap_or_default(), known.cloned())
                    .await?;
            }
        }
        Ok(())
    }

    async fn share(
        &mut self,
        tx: &mut Tx,
        key: i64,
        mut records: Vec<Compared>,
        known: Option<Kept>,
    ) -> Result<()> {
        records.sort_by_key(|record| record.id);
        let evidence: Vec<Evidence> = records.iter().map(|record| self.evidence(record)).collect();
        let Some(finding) = shared(&evidence) else {
            if let Some(gone) = known {
                self.changed = true;
                store::delete(tx, gone.id).await?;
            }
            return Ok(());
        };
        let before = match &known {
            Some(known) => store::members(tx, &[known.id])
                .await?
                .remove(&known.id)
                .unwrap_or_default(),
            None => Vec::new(),
        };
        let members: Vec<&Compared> = records.iter().collect();
        let known = known.map(|known| (known, before));
        self.keep(tx, &finding, &members, known, Some(key)).await
    }
}

impl Kept {
    /// Whether what somebody decided about the group still holds for what was found now.
    fn stands(&self, finding: &Finding, is_one_device: bool) -> bool {
        match self.state {
            GroupState::Open => true,
            GroupState::Merged => is_one_device,
            GroupState::Dismissed => {
                let decided: Vec<RecordId> =
                    serde_json::from_str(&self.decided_members).unwrap_or_default();
                self.case_code == finding.case
                    && finding.members.iter().all(|id| decided.contains(id))
            }
        }
    }
}

/// The kept group that a finding is about: of those with one record of it, the one with most.
fn known(kept: &[(Kept, Vec<RecordId>)], finding: &Finding) -> Option<usize> {
    let in_common = |members: &[RecordId]| {
        members
            .iter()
            .filter(|id| finding.members.binary_search(id).is_ok())
            .count()
    };
    let best = kept
        .iter()
        .enumerate()
        .filter(|(_, (group, _))| {
            group.same_machine == finding.same_machine
                && (group.same_machine || group.case_code == finding.case)
        })
        .map(|(index, (group, members))| {
            (
                in_common(members),
                group.case_code == finding.case,
                std::cmp::Reverse(group.id),
                index,
            )
        })
        .filter(|(count, ..)| *count > 0)
        .max()?;
    Some(best.3)
}
