//! The offboarding plan: what is to be done about a device that leaves, in the order in which nothing is lost.
//!
//! The order is that of the directory's and the management service's documentation ("Manage stale devices", "Delete
//! devices", "Autopilot: deregister a device"): keys first, because deleting the object deletes them; management before the
//! directory, because a device that is not there any more cannot be retired; Autopilot before the object, because an object
//! with a registration must not be deleted.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::duplicate::{Keys, QUIET_DAYS};
use crate::id::DeviceId;
use crate::record::{JoinType, RecordFields, RecordKind};
use crate::words::words;

/// For how many days an object is kept disabled before it is deleted.
pub const GRACE_DAYS: i64 = 30;

words! {
    /// One step of the plan, in the order of the plan.
    Step, "step" {
        /// The recovery keys and the local administrator's password are with the object.
        SaveKeys = "save_keys", "Save its recovery keys and passwords";
        /// The device is told to let go of the organisation's data.
        Retire = "retire", "Retire or wipe it";
        /// The registration of its hardware.
        RemoveAutopilot = "remove_autopilot", "Remove its Autopilot registration";
        /// The object lets nobody in any more.
        Disable = "disable", "Disable its object in the directory";
        /// Time to notice that somebody needs it.
        Wait = "wait", "Wait for 30 days";
        /// The object goes, and what is kept with it.
        Delete = "delete", "Delete its object from the directory";
    }
}

words! {
    /// What speaks against letting a device go.
    Doubt, "doubt" {
        /// It was seen within the last 21 days.
        InUse = "in_use", "It was seen in the last 21 days. Make sure that nobody uses it.";
        /// Nothing says when it was last seen.
        NeverSeen = "never_seen", "It is not known when it was last seen. Devices in use can have no time: look at the device itself.";
        /// A retire, wipe or delete is on its way.
        PendingAction = "pending_action", "A retire, wipe or delete is on its way already. Wait for its end.";
    }
}

/// Who did a step, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct DoneStep {
    /// The step.
    pub step: Step,
    /// Who said that it is done.
    pub done_by: String,
    /// When.
    pub done_at: DateTime<Utc>,
}

/// How far a step is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepState {
    /// Nothing is to be done, for this reason.
    NotNeeded(String),
    /// It is the turn of this step.
    Next,
    /// It is done.
    Done(DoneStep),
    /// It goes on until then.
    Until(DateTime<Utc>),
    /// Others come first.
    Later,
}

/// A step with what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStep {
    /// The step.
    pub step: Step,
    /// How far it is.
    pub state: StepState,
    /// What to do, and why in this place.
    pub text: String,
    /// Whether somebody can say now that it is done.
    pub can_be_done: bool,
    /// Whether somebody can say now that it is not done after all.
    pub can_be_undone: bool,
}

/// What is to be done about a device that leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// All steps in their order.
    pub steps: Vec<PlannedStep>,
    /// What speaks against it.
    pub doubts: Vec<Doubt>,
}

/// A device that is leaving, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct Leaving {
    /// The device.
    pub device_id: DeviceId,
    /// Its name.
    pub name: String,
    /// Its serial number.
    pub serial: String,
    /// Its user.
    pub user_upn: String,
    /// The last step that is done.
    pub last_step: Step,
    /// Who did it.
    pub done_by: String,
    /// When.
    pub done_at: DateTime<Utc>,
}

impl Plan {
    /// The plan for a device with these records, of which these steps are done. `as_of` is the time that the data speaks of.
    #[must_use]
    pub fn of(
        records: &[&RecordFields],
        done: &[DoneStep],
        as_of: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Self {
        let done: BTreeMap<Step, &DoneStep> = done.iter().map(|done| (done.step, done)).collect();
        let has = |kind| records.iter().any(|record| record.kind == kind);
        let is_hybrid = records
            .iter()
            .any(|record| record.join_type == JoinType::HybridJoined);
        let mut steps: Vec<PlannedStep> = Vec::new();
        let mut is_turn = true;
        for &step in Step::ALL {
            let needless = match step {
                Step::Retire if !has(RecordKind::Managed) => Some("It is not under management."),
                Step::RemoveAutopilot if !has(RecordKind::Autopilot) => {
                    Some("It is not registered with Autopilot.")
                }
                Step::SaveKeys | Step::Disable | Step::Wait | Step::Delete
                    if !has(RecordKind::Directory) && !is_hybrid =>
                {
                    Some("The directory has no object of it.")
                }
                _ => None,
            };
            let state = match (done.get(&step), needless) {
                (Some(done), _) => StepState::Done((*done).clone()),
                (None, Some(reason)) => StepState::NotNeeded(reason.to_owned()),
                (None, None) if !is_turn => StepState::Later,
                (None, None) => match done.get(&Step::Disable) {
                    Some(disabled) if step == Step::Wait => {
                        let until = disabled.done_at + TimeDelta::days(GRACE_DAYS);
                        if until <= now {
                            StepState::NotNeeded("The 30 days are over.".to_owned())
                        } else {
                            StepState::Until(until)
                        }
                    }
                    _ => StepState::Next,
                },
            };
            is_turn &= matches!(state, StepState::Done(_) | StepState::NotNeeded(_));
            steps.push(PlannedStep {
                can_be_done: state == StepState::Next,
                can_be_undone: false,
                text: text(step, is_hybrid).to_owned(),
                step,
                state,
            });
        }
        // Only what was done last can be taken back: the others stand on it.
        let last = steps
            .iter_mut()
            .rev()
            .find(|step| matches!(step.state, StepState::Done(_)));
        if let Some(last) = last {
            last.can_be_undone = true;
        }
        Self {
            steps,
            doubts: doubts(records, as_of),
        }
    }

    /// The step of that name.
    #[must_use]
    pub fn step(&self, step: Step) -> Option<&PlannedStep> {
        self.steps.iter().find(|planned| planned.step == step)
    }

    /// Whether nothing is left to be done.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.steps
            .iter()
            .all(|step| matches!(step.state, StepState::Done(_) | StepState::NotNeeded(_)))
    }
}

fn doubts(records: &[&RecordFields], as_of: DateTime<Utc>) -> Vec<Doubt> {
    let seen = records
        .iter()
        .filter_map(|record| record.last_seen_at)
        .max();
    let is_pending = records
        .iter()
        .any(|record| Keys::of(record).flags & Keys::PENDING != 0);
    let mut doubts = Vec::new();
    match seen {
        None => doubts.push(Doubt::NeverSeen),
        Some(seen) if seen > as_of - TimeDelta::days(QUIET_DAYS) => doubts.push(Doubt::InUse),
        Some(_) => {}
    }
    if is_pending {
        doubts.push(Doubt::PendingAction);
    }
    doubts
}

fn text(step: Step, is_hybrid: bool) -> &'static str {
    match (step, is_hybrid) {
        (Step::SaveKeys, _) => {
            "BitLocker recovery keys and the local administrator's password are kept with the directory object and go with it. Copy what may be needed to read the disk later. They are in no export, so Muster does not have them."
        }
        (Step::Retire, _) => {
            "Wipe it if it changes hands, retire it if it stays with its user. This comes before the rest: a device that management does not know any more cannot be told anything. Retiring suspends BitLocker."
        }
        (Step::RemoveAutopilot, _) => {
            "Else it comes back to your organisation when it is set up anew. Before its object goes: an object that a registration links to must not be deleted, or the next set-up fails. Do it as well after a repair with a new mainboard: the old registration stays with the old board."
        }
        (Step::Disable, false) => {
            "Nobody gets into the organisation's resources with it after an hour at the latest. Users who sign in at the device itself still can, with what it remembers."
        }
        (Step::Disable, true) => {
            "It is hybrid joined: disable the computer in Active Directory and let synchronisation do the rest. An object that is disabled in the cloud alone is enabled again at the next synchronisation."
        }
        (Step::Wait, _) => {
            "Until now all can be taken back by enabling the object. If somebody misses the device, this is when they say so."
        }
        (Step::Delete, false) => {
            "Recovery keys and passwords go with it. A joined or registered object can be restored for 30 days, by script only, and comes back as not compliant; after that it is gone."
        }
        (Step::Delete, true) => {
            "It is hybrid joined: delete the computer in Active Directory, or move it out of what is synchronised. An object that is deleted in the cloud alone comes back as pending. Recovery keys and passwords go with it, and it cannot be restored."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> DateTime<Utc> {
        format!("{day}T08:00:00Z").parse().expect("a time")
    }

    fn record(kind: RecordKind, join_type: JoinType, seen: Option<&str>) -> RecordFields {
        RecordFields {
            join_type,
            last_seen_at: seen.map(at),
            ..RecordFields::empty(kind, "1".to_owned())
        }
    }

    fn done(step: Step, day: &str) -> DoneStep {
        DoneStep {
            step,
            done_by: "Maren".to_owned(),
            done_at: at(day),
        }
    }

    /// One letter a step: d done, n next, l later, u until, - not needed.
    fn states(plan: &Plan) -> String {
        plan.steps
            .iter()
            .map(|step| match step.state {
                StepState::NotNeeded(_) => '-',
                StepState::Next => 'n',
                StepState::Done(_) => 'd',
                StepState::Until(_) => 'u',
                StepState::Later => 'l',
            })
            .collect()
    }

    #[test]
    fn steps_follow_each_other_and_what_is_not_there_is_left_out() {
        use JoinType::{HybridJoined, Joined, Unknown};
        use RecordKind::{Autopilot, Directory, Managed};
        let managed = record(Managed, Joined, Some("2026-01-01"));
        let object = record(Directory, Joined, Some("2026-01-01"));
        let hybrid = record(Directory, HybridJoined, Some("2026-01-01"));
        let registered = record(Autopilot, Unknown, None);
        let (keys, retire) = (
            done(Step::SaveKeys, "2026-09-01"),
            done(Step::Retire, "2026-09-02"),
        );
        let remove = done(Step::RemoveAutopilot, "2026-09-03");
        let disable = done(Step::Disable, "2026-09-04");
        let delete = done(Step::Delete, "2026-10-04");
        type Line<'a> = (Vec<&'a RecordFields>, Vec<&'a DoneStep>, &'a str, &'a str);
        let table: Vec<Line<'_>> = vec![
            (
                vec![&managed, &object, &registered],
                vec![],
                "2026-09-05",
                "nlllll",
            ),
            (
                vec![&managed, &object, &registered],
                vec![&keys],
                "2026-09-05",
                "dnllll",
            ),
            (
                vec![&managed, &object, &registered],
                vec![&keys, &retire],
                "2026-09-05",
                "ddnlll",
            ),
            (
                vec![&managed, &object],
                vec![&keys, &retire],
                "2026-09-05",
                "dd-nll",
            ),
            (
                vec![&managed, &object, &registered],
                vec![&keys, &retire, &remove],
                "2026-09-05",
                "dddnll",
            ),
            (
                vec![&managed, &object],
                vec![&keys, &retire, &disable],
                "2026-09-05",
                "dd-dul",
            ),
            (
                vec![&managed, &object],
                vec![&keys, &retire, &disable],
                "2026-10-04",
                "dd-d-n",
            ),
            (
                vec![&managed, &object],
                vec![&keys, &retire, &disable, &delete],
                "2026-10-05",
                "dd-d-d",
            ),
            // What was done stays done when the record goes with it.
            (vec![&object], vec![&keys, &retire], "2026-09-05", "dd-nll"),
            (vec![&object], vec![], "2026-09-05", "n--lll"),
            (vec![&hybrid], vec![&keys], "2026-09-05", "d--nll"),
            (vec![&managed], vec![], "2026-09-05", "-n----"),
            (vec![&registered], vec![], "2026-09-05", "--n---"),
        ];
        for (records, steps, now, expected) in table {
            let steps: Vec<DoneStep> = steps.into_iter().cloned().collect();
            let plan = Plan::of(&records, &steps, at("2026-09-05"), at(now));
            assert_eq!(states(&plan), expected, "{steps:?} on {now}");
            assert_eq!(plan.is_over(), !expected.contains(['n', 'l', 'u']));
            let takes_back = plan.steps.iter().filter(|step| step.can_be_undone);
            assert_eq!(takes_back.count(), usize::from(!steps.is_empty()));
        }
    }

    #[test]
    fn a_hybrid_object_is_cleaned_up_in_the_domain() {
        let hybrid = record(RecordKind::Directory, JoinType::HybridJoined, None);
        let plan = Plan::of(&[&hybrid], &[], at("2026-09-05"), at("2026-09-05"));
        for step in [Step::Disable, Step::Delete] {
            let text = &plan.step(step).expect("the step").text;
            assert!(text.contains("Active Directory"), "{text}");
        }
    }

    #[test]
    fn what_speaks_against_it_is_said() {
        let seen = |day: Option<&str>| record(RecordKind::Managed, JoinType::Joined, day);
        let mut wiped = seen(Some("2026-01-01"));
        wiped
            .other_fields
            .0
            .insert("Device state".to_owned(), "WipePending".to_owned());
        let table = [
            (seen(Some("2026-08-15")), vec![]),
            (seen(Some("2026-08-16")), vec![Doubt::InUse]),
            (seen(None), vec![Doubt::NeverSeen]),
            (wiped, vec![Doubt::PendingAction]),
        ];
        for (record, doubts) in table {
            let plan = Plan::of(&[&record], &[], at("2026-09-05"), at("2026-09-05"));
            assert_eq!(plan.doubts, doubts, "{:?}", record.last_seen_at);
        }
    }
}
