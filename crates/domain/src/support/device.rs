//! What stands in the way of a device.

use chrono::{DateTime, TimeDelta, Utc};

use super::user::{compliance_finding, duplicate_findings, manages};
use super::{Finding, Place, Severity, called, sorted};
use crate::device::Device;
use crate::directory::User;
use crate::duplicate::DuplicateGroup;
use crate::enrollment::{Outcome, Rule};
use crate::help::Topic;
use crate::record::JoinType;
use crate::what_if::DeviceDecision;

/// After so many days without a sign a device is taken to be out of use. Source: Microsoft Learn, "Manage stale devices".
const SILENT_DAYS: i64 = 90;
/// How often a device checks in once it is set up. Source: Microsoft Learn, "Refresh cycle times".
const CHECK_IN_HOURS: i64 = 8;

/// What is known of a device.
#[derive(Clone, Copy, Debug)]
pub struct DeviceCase<'c> {
    /// The device.
    pub device: &'c Device,
    /// Whether the management service has a record of it.
    pub is_managed: bool,
    /// Its user in the directory.
    pub user: Option<&'c User>,
    /// What the decision says of it.
    pub decision: Option<&'c DeviceDecision>,
    /// The groups of duplicates that it is in.
    pub duplicates: &'c [DuplicateGroup],
    /// What it was told to do and has not done yet.
    pub pending: Option<&'c str>,
    /// The time that the data speaks of.
    pub data_as_of: DateTime<Utc>,
}

type Check = fn(&DeviceCase<'_>) -> Vec<Finding>;

/// Every check of a device.
pub const DEVICE_CHECKS: [Check; 8] = [
    enrollment,
    unmanaged,
    two_records,
    user_of_it,
    pending,
    compliance,
    silent,
    nobody,
];

/// Makes every check; the worst finding first.
#[must_use]
pub fn device_findings(case: &DeviceCase<'_>) -> Vec<Finding> {
    sorted(DEVICE_CHECKS.iter().flat_map(|check| check(case)).collect())
}

/// When a device that checked in last then is expected again.
#[must_use]
pub fn next_check_in(last: DateTime<Utc>) -> DateTime<Utc> {
    last + TimeDelta::hours(CHECK_IN_HOURS)
}

fn name<'n>(case: &DeviceCase<'n>) -> &'n str {
    called(&case.device.face.name, "The device")
}

fn enrollment(case: &DeviceCase<'_>) -> Vec<Finding> {
    let Some(asked) = case.decision else {
        return Vec::new();
    };
    let decision = &asked.decision;
    let Some(step) = decision
        .deciding_step()
        .filter(|_| !decision.outcome.enrolls())
    else {
        return Vec::new();
    };
    // What is managed stays managed: it matters when the device is set up anew.
    let severity = if case.is_managed {
        Severity::Note
    } else {
        Severity::Problem
    };
    let when = if case.is_managed {
        " It is managed now; this would be so if it were set up anew."
    } else {
        ""
    };
    let what = format!("{}{when} Path: {}.", step.fact, asked.path.label());
    let title = match (step.rule, decision.outcome) {
        (Rule::WindowsCanEnroll, _) => "This Windows cannot enroll".to_owned(),
        (_, Outcome::Refuse { code }) => format!("Enrollment is refused with {code}"),
        (_, outcome) => outcome.label(),
    };
    let finding = Finding::new(severity, title, what).at(Place::Device(case.device.id));
    vec![match decision.outcome {
        Outcome::Refuse { code } => Finding {
            code: Some(code),
            ..finding
        }
        .advising(code.fix())
        .saying(code.for_user())
        .help(Topic::Messages),
        _ => finding
            .advising("If it should be managed, bring its user into MDM scope and out of MAM scope. Then let the user connect the account again.")
            .at(Place::Settings),
    }]
}

fn unmanaged(case: &DeviceCase<'_>) -> Vec<Finding> {
    let is_joined = matches!(
        case.device.face.join_type,
        JoinType::Joined | JoinType::HybridJoined
    );
    if case.is_managed || !is_joined || manages(case.device.face.managed_by) {
        return Vec::new();
    }
    vec![
        Finding::new(
            Severity::Warning,
            format!("{} is joined, but not managed", name(case)),
            "It is in the directory, and no management service has a record of it.",
        )
        .advising("Make sure that its user is in MDM scope. Then let the user connect the work account on it once more.")
        .saying("Your computer is not set up completely yet. Please go to Settings, Accounts, Access work or school, choose Connect, and sign in with your work account.")
        .help(Topic::ShowsTwice)
        .at(Place::Device(case.device.id)),
    ]
}

fn two_records(case: &DeviceCase<'_>) -> Vec<Finding> {
    duplicate_findings(case.duplicates)
}

fn user_of_it(case: &DeviceCase<'_>) -> Vec<Finding> {
    let Some(user) = case.user.filter(|user| !user.account_enabled) else {
        return Vec::new();
    };
    vec![
        Finding::new(
            Severity::Problem,
            "Its user’s account is disabled",
            format!("{} cannot sign in.", user.upn),
        )
        .advising("If the person has left, follow the offboarding plan of the device. If not, enable the account.")
        .at(Place::Offboarding(case.device.id)),
    ]
}

fn pending(case: &DeviceCase<'_>) -> Vec<Finding> {
    let Some(action) = case.pending else {
        return Vec::new();
    };
    vec![
        Finding::new(
            Severity::Warning,
            format!("An action waits for it: {action}"),
            "It is carried out when the device checks in.",
        )
        .advising("Ask the user to turn it on and to connect it to the internet. If the action was a mistake, cancel it in the management service before the device checks in.")
        .at(Place::Device(case.device.id)),
    ]
}

fn compliance(case: &DeviceCase<'_>) -> Vec<Finding> {
    compliance_finding(case.device).into_iter().collect()
}

fn silent(case: &DeviceCase<'_>) -> Vec<Finding> {
    silent_finding(case.device, case.data_as_of)
        .into_iter()
        .collect()
}

/// Whether nothing was heard of it for so long that it counts as out of use.
pub(super) fn is_silent(device: &Device, data_as_of: DateTime<Utc>) -> bool {
    device
        .face
        .last_check_in_at
        .is_some_and(|seen| data_as_of - seen >= TimeDelta::days(SILENT_DAYS))
}

pub(super) fn silent_finding(device: &Device, data_as_of: DateTime<Utc>) -> Option<Finding> {
    let seen = device.face.last_check_in_at?;
    if !is_silent(device, data_as_of) {
        return None;
    }
    let days = (data_as_of - seen).num_days();
    Some(
        Finding::new(
            Severity::Warning,
            format!("{} was not heard of for {days} days", called(&device.face.name, "The device")),
            format!("Its last sign was on {}.", seen.format("%-d %b %Y")),
        )
        .advising("Ask whether it is still there. If it is, let the user turn it on and sync. If it is gone, follow its offboarding plan.")
        .saying("We have not heard from your computer for a while. If you still use it, please turn it on, connect it to the internet and sign in. If not, tell us: we take it off your list.")
        .help(Topic::Check)
        .at(Place::Offboarding(device.id)),
    )
}

fn nobody(case: &DeviceCase<'_>) -> Vec<Finding> {
    let upn = &case.device.face.user_upn;
    if upn.is_empty() || case.user.is_some() {
        return Vec::new();
    }
    vec![
        Finding::new(
            Severity::Warning,
            "The directory does not know its user",
            format!("The record names {upn}, and no user of the directory signs in so."),
        )
        .advising("Import the users anew. If the person has left, follow the offboarding plan.")
        .at(Place::Offboarding(case.device.id)),
    ]
}
