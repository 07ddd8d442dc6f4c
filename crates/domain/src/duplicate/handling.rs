//! A finding: what records that belong together are, which of them stays, and what forbids to merge them.

use chrono::{DateTime, TimeDelta, Utc};

use super::evidence::Evidence;
use super::words::{Case, Confidence, Handling};
use crate::id::RecordId;
use crate::record::{JoinType, ManagedBy, RecordKind};
use crate::words::words;

/// For how many days a leftover has to have been silent. Activity times lag by up to 19 days: the directory writes one
/// only when it is 14 days (give or take 5) behind.
pub const QUIET_DAYS: i64 = 21;

words! {
    /// What forbids to merge records without a person who looks at them.
    Block, "block" {
        /// No identifier that is worth something links them.
        WeakEvidence = "weak_evidence", "Only the name, the user or an address links these records.";
        /// They have different users.
        SeveralUsers = "several_users", "The records have different users.";
        /// The device is registered with Autopilot.
        Autopilot = "autopilot", "The device is registered with Autopilot, which links to one of the directory's objects.";
        /// The domain's object would be left over.
        HybridLeftover = "hybrid_leftover", "A hybrid joined object would be left over: it has to go in the domain, not here.";
        /// An action is on its way.
        PendingAction = "pending_action", "A retire, wipe or delete is pending.";
        /// It is not known when a leftover was last seen.
        NeverSeen = "never_seen", "It is not known when a leftover was last seen.";
        /// The rules are about Windows.
        NotWindows = "not_windows", "These rules are about Windows devices.";
        /// Configuration Manager reports one of them.
        CoManagement = "co_management", "Configuration Manager reports one of the rows; they become one by themselves.";
        /// They are rebuilt from an image.
        SessionHost = "session_host", "Session hosts are rebuilt under one name; clean them up by name.";
        /// Nothing says which one should stay.
        Undecided = "undecided", "Two records are equally good; somebody has to choose.";
    }
}

/// What some records are to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Why they look like duplicates.
    pub case: Case,
    /// How sure that is.
    pub confidence: Confidence,
    /// Whether they are about one machine.
    pub same_machine: bool,
    /// The records, by id.
    pub members: Vec<RecordId>,
    /// The record that should stay when they are merged.
    pub survivor: Option<RecordId>,
    /// What is right to do if they cannot be merged.
    pub otherwise: Handling,
    /// What forbids to merge them, however long one waits.
    pub blocks: Vec<Block>,
    /// When a leftover was last seen; `None` if there is no leftover.
    pub leftover_seen_at: Option<DateTime<Utc>>,
}

impl Finding {
    /// From which moment of the data on the leftovers have been silent for long enough; `None` if they may never be
    /// merged without a person who looks at them. [`DateTime::UNIX_EPOCH`] if nothing has to be waited for.
    #[must_use]
    pub fn mergeable_from(&self) -> Option<DateTime<Utc>> {
        if !self.blocks.is_empty() || self.survivor.is_none() || !self.same_machine {
            return None;
        }
        Some(self.leftover_seen_at.map_or(DateTime::UNIX_EPOCH, |seen| {
            seen + TimeDelta::days(QUIET_DAYS)
        }))
    }

    /// How much it calls for somebody: 3 for what does harm, 2 for what can be done, 1 for what a person has to judge, 0
    /// for what is right as it is.
    #[must_use]
    pub fn urgency(&self) -> i64 {
        match self.otherwise {
            Handling::Split => 3,
            Handling::Advise | Handling::Merge => 2,
            Handling::Leave if self.mergeable_from().is_some() => 2,
            Handling::Leave
                if self.same_machine && self.case.never_merged(self.otherwise).is_none() =>
            {
                1
            }
            Handling::Leave => 0,
        }
    }

    /// What is right to do, in data that speaks of this time.
    #[must_use]
    pub fn handling(&self, as_of: DateTime<Utc>) -> Handling {
        match self.mergeable_from() {
            Some(from) if from <= as_of => Handling::Merge,
            _ => self.otherwise,
        }
    }
}

/// The record that should stay, and whether another one is just as good: managed before unmanaged, then the newest
/// check-in, the newest enrollment, compliance and whether it has a user.
pub(super) fn survivor<'a>(members: &[&'a Evidence]) -> Option<(&'a Evidence, bool)> {
    let worth = |record: &Evidence| {
        (
            record.is_managed(),
            record.last_seen_at,
            record.enrolled_at.or(record.registered_at),
            record.is_compliant,
            !record.user.is_empty(),
        )
    };
    let best = members
        .iter()
        .copied()
        .filter(|record| record.kind != RecordKind::Autopilot)
        .max_by(|a, b| {
            worth(a)
                .cmp(&worth(b))
                .then_with(|| b.record.cmp(&a.record))
        })?;
    let is_tied = members
        .iter()
        .any(|record| record.record != best.record && worth(record) == worth(best));
    Some((best, is_tied))
}

/// The records that stay with `survivor`: those with its directory device id.
pub(super) fn stays(record: &Evidence, survivor: &Evidence) -> bool {
    record.record == survivor.record
        || (record.directory_device_id.is_some()
            && record.directory_device_id == survivor.directory_device_id
            && !record.is_managed())
}

/// What forbids to merge `members` into `survivor`.
pub(super) fn blocks(members: &[&Evidence], survivor: &Evidence) -> Vec<Block> {
    let leftovers: Vec<&Evidence> = members
        .iter()
        .copied()
        .filter(|record| !stays(record, survivor) && record.kind != RecordKind::Autopilot)
        .collect();
    let is_linked = |record: &Evidence| {
        (!survivor.serial.is_empty() && record.serial == survivor.serial)
            || members.iter().any(|other| {
                other.is_managed()
                    && other.directory_device_id.is_some()
                    && other.directory_device_id == record.directory_device_id
                    && (other.serial == survivor.serial && !survivor.serial.is_empty()
                        || other.record == survivor.record)
            })
    };
    let mut users: Vec<&str> = members
        .iter()
        .map(|record| record.user.as_str())
        .filter(|user| !user.is_empty())
        .collect();
    users.sort_unstable();
    users.dedup();
    // Of an installation, the managed row's check-in counts; an object on its own counts by its activity.
    let is_silent = |record: &&Evidence| record.last_seen_at.is_none();
    let any = |test: fn(&Evidence) -> bool| members.iter().any(|record| test(record));
    [
        (
            !leftovers.iter().all(|record| is_linked(record)),
            Block::WeakEvidence,
        ),
        (users.len() > 1, Block::SeveralUsers),
        (
            any(|record| record.kind == RecordKind::Autopilot),
            Block::Autopilot,
        ),
        (
            leftovers
                .iter()
                .any(|record| record.join_type == JoinType::HybridJoined),
            Block::HybridLeftover,
        ),
        (any(|record| record.is_pending), Block::PendingAction),
        (leftovers.iter().any(is_silent), Block::NeverSeen),
        (
            any(|record| !record.is_windows && record.kind != RecordKind::Autopilot),
            Block::NotWindows,
        ),
        (
            any(|record| record.managed_by == ManagedBy::Configmgr),
            Block::CoManagement,
        ),
        (any(Evidence::is_session_host), Block::SessionHost),
    ]
    .into_iter()
    .filter_map(|(applies, block)| applies.then_some(block))
    .collect()
}

/// When a record that would be left over was last seen.
pub(super) fn leftover_seen_at(
    members: &[&Evidence],
    survivor: &Evidence,
) -> Option<DateTime<Utc>> {
    let leftovers = members.iter().filter(|record| !stays(record, survivor));
    leftovers.filter_map(|record| record.last_seen_at).max()
}
