//! What stands in the way of a user.

use super::{Finding, PathDecision, Place, Severity, called, sorted};
use crate::access::OwnAccess;
use crate::admission::Admission;
use crate::device::Device;
use crate::dns::{Advice, DnsRecord, DnsResult, Domain, Suffix, Target};
use crate::duplicate::{DuplicateGroup, GroupState, Handling};
use crate::enrollment::{EnrollmentPath, Outcome, Rule, UserFacts, lowercase_first};
use crate::error_code::ErrorCode;
use crate::help::Topic;
use crate::record::{Compliance, JoinType, ManagedBy};
use crate::support::device::{is_silent, silent_finding};

/// The paths that a user is likely to try.
pub const USUAL_PATHS: [EnrollmentPath; 3] = [
    EnrollmentPath::AddAccount,
    EnrollmentPath::JoinFromSettings,
    EnrollmentPath::CompanyPortal,
];

/// What is known of a user.
#[derive(Clone, Copy, Debug)]
pub struct UserCase<'c> {
    /// What the decision knows.
    pub facts: &'c UserFacts,
    /// What it says on the [`USUAL_PATHS`].
    pub decisions: &'c [PathDecision],
    /// The roles, and whether they count; `None` where they are not to be seen.
    pub access: Option<&'c OwnAccess>,
    /// The user's devices.
    pub devices: &'c [Device],
    /// The groups of duplicates that those are in.
    pub duplicates: &'c [DuplicateGroup],
    /// The domain of the sign-in name.
    pub domain: Option<&'c Domain>,
    /// Where the domain's records should lead.
    pub target: Target,
    /// The time that the data of devices speaks of.
    pub data_as_of: chrono::DateTime<chrono::Utc>,
}

type Check = fn(&UserCase<'_>) -> Vec<Finding>;

/// Every check of a user.
pub const USER_CHECKS: [Check; 9] = [
    account,
    sign_in_name,
    enrollment,
    admin,
    two_records,
    unmanaged,
    compliance,
    silent,
    record_of_domain,
];

/// Makes every check; the worst finding first.
#[must_use]
pub fn user_findings(case: &UserCase<'_>) -> Vec<Finding> {
    sorted(USER_CHECKS.iter().flat_map(|check| check(case)).collect())
}

impl UserCase<'_> {
    fn name(&self) -> &str {
        called(&self.facts.name, &self.facts.upn)
    }

    /// Whether a computer with the account would come under management by itself.
    fn enrolls_by_itself(&self) -> bool {
        self.decisions
            .iter()
            .any(|on| on.path.is_automatic() && on.decision.outcome.enrolls())
    }
}

fn account(case: &UserCase<'_>) -> Vec<Finding> {
    if case.facts.account_enabled {
        return Vec::new();
    }
    vec![
        Finding::new(
            Severity::Problem,
            "The account is disabled",
            format!("{} cannot sign in anywhere, so nothing can be enrolled.", case.facts.upn),
        )
        .advising("Find out why it was disabled. If that was a mistake, enable it in the directory.")
        .saying("Your work account is switched off at the moment. We are looking into it. You do not have to do anything on your computer.")
        .at(Place::User(case.facts.id)),
    ]
}

fn sign_in_name(case: &UserCase<'_>) -> Vec<Finding> {
    let suffix = Suffix::of_upn(&case.facts.upn);
    let is_verified = match &suffix {
        None => false,
        Some(suffix) => !suffix.is_private() && case.domain.is_none_or(|domain| domain.is_verified),
    };
    if is_verified {
        return Vec::new();
    }
    let domain = suffix.map_or_else(|| "nothing".to_owned(), |suffix| suffix.as_str().to_owned());
    vec![
        Finding::new(
            Severity::Problem,
            format!("Sign-in name with a domain that is not verified: {domain}"),
            format!(
                "{} signs in as {}. The directory in the cloud knows no such domain, so Windows finds neither the organisation nor the management service.",
                case.name(),
                case.facts.upn
            ),
        )
        .advising("Give the user a sign-in name with a domain that is verified, in the directory that it comes from. Synchronise, then ask the user to sign in with the new name.")
        .saying("Your sign-in name has to change before your computer can be added. We will send you the new one. Your password stays as it is.")
        .at(Place::Domain(domain)),
    ]
}

/// What the decision has against the usual paths: one finding for each rule that stops something.
fn enrollment(case: &UserCase<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in Rule::ALL {
        let stopped: Vec<&PathDecision> = case
            .decisions
            .iter()
            .filter(|on| {
                !on.decision.outcome.enrolls()
                    && on
                        .decision
                        .deciding_step()
                        .is_some_and(|step| step.rule == rule)
            })
            .collect();
        let Some(first) = stopped.first() else {
            continue;
        };
        // Said by the check of the account.
        if !case.facts.account_enabled && rule == Rule::UserMayJoin {
            continue;
        }
        let paths: Vec<&str> = stopped.iter().map(|on| on.path.label()).collect();
        let fact = first
            .decision
            .deciding_step()
            .map(|step| step.fact.clone())
            .unwrap_or_default();
        let what = format!("{fact} It stops: {}.", paths.join("; "));
        findings.push(stopped_by(case, rule, first.decision.outcome, what));
    }
    findings
}

fn stopped_by(case: &UserCase<'_>, rule: Rule, outcome: Outcome, what: String) -> Finding {
    let name = case.name();
    let user = Place::User(case.facts.id);
    let code = match outcome {
        Outcome::Refuse { code } => Some(code),
        _ => None,
    };
    let finding = match (rule, code) {
        (Rule::UserHasLicence, _) => Finding::new(Severity::Problem, "Enrollment is refused: no licence", what)
            .advising(format!("Assign a licence that includes Intune and Entra ID P1 or P2. Then ask {name} to try again."))
            .saying("Your account was missing a licence that your computer needs. We are adding it now. Please wait 15 minutes. Then go to Settings, Accounts, Access work or school, and choose Connect again.")
            .help(Topic::AddAccount)
            .at(user),
        (Rule::DeviceLimit, _) | (Rule::UserMayJoin, Some(ErrorCode::DirectoryQuotaReached)) => {
            Finding::new(Severity::Problem, "Enrollment is refused: too many devices", what)
                .advising("Ask which of the devices is not used any more, and take it away. Merge records that are one device first: they count twice.")
                .saying("You have reached the number of devices that one person may add. Please tell us which one you no longer use. We remove it, and you can try again.")
                .help(Topic::Leave)
                .at(Place::DevicesOf(case.facts.upn.clone()))
        }
        (Rule::UserIsInMdmScope, _) => Finding::new(Severity::Warning, "Out of MDM scope: devices do not come under management", what)
            .advising(format!("If {name} should have managed devices, add them to a group of the MDM user scope. Devices that were joined before do not come under management by that alone: connect the account again on each."))
            .saying("Your account was not set up for this yet. We are changing that. Please try again in 15 minutes.")
            .help(Topic::ShowsTwice)
            .at(Place::Settings),
        (Rule::MamScopeWins, _) => Finding::new(Severity::Warning, "App protection in place of management: MAM scope wins", what)
            .advising(format!("{name} is in both scopes, and on a personal device the MAM user scope wins: the device is registered only. If the device itself should be managed, take {name} out of the MAM user scope."))
            .saying("Your own computer is not managed by us: only your work apps are protected. That is as it is meant to be, unless we tell you otherwise.")
            .help(Topic::WhatWeSee)
            .at(Place::Settings),
        (Rule::CorporateProof, _) => Finding::new(Severity::Warning, "Join is refused: no proof that the device is the organisation’s", what)
            .advising("Register the device with Autopilot, or upload its maker, model and serial number as a corporate identifier.")
            .at(Place::Settings),
        _ => Finding::new(Severity::Problem, format!("Enrollment is refused: {}", lowercase_first(rule.reason_against())), what)
            .at(user),
    };
    match code {
        None => finding,
        Some(code) => Finding {
            to_do: or(finding.to_do, code.fix()),
            to_say: or(finding.to_say, code.for_user()),
            code: Some(code),
            ..finding
        },
    }
}

fn or(text: String, otherwise: &str) -> String {
    if text.is_empty() {
        otherwise.to_owned()
    } else {
        text
    }
}

/// An administrator who is not let in.
fn admin(case: &UserCase<'_>) -> Vec<Finding> {
    let Some(access) = case.access else {
        return Vec::new();
    };
    let Some(admission) = access.admission else {
        return Vec::new();
    };
    if admission.is_in() || admission == Admission::NoRole {
        return Vec::new();
    }
    let roles: Vec<&str> = access.roles.iter().map(|role| role.role.as_str()).collect();
    vec![
        Finding::new(
            Severity::Problem,
            "Has a role, but is not let in as an administrator",
            format!("{} holds {}, and is kept out: {}.", case.name(), roles.join(", "), lowercase_first(admission.label())),
        )
        .advising(admission.help())
        .saying("Your role is in place, but you cannot sign in with it yet. We are changing that. It works at once then: sign in again.")
        .at(Place::Access(case.facts.id)),
    ]
}

fn two_records(case: &UserCase<'_>) -> Vec<Finding> {
    duplicate_findings(case.duplicates)
}

/// One finding for each open group that is about one machine.
pub(super) fn duplicate_findings(groups: &[DuplicateGroup]) -> Vec<Finding> {
    groups
        .iter()
        .filter(|group| group.state == GroupState::Open && group.same_machine)
        .map(duplicate_finding)
        .collect()
}

fn duplicate_finding(group: &DuplicateGroup) -> Finding {
    let name = called(&group.name, "A device");
    let advises = group.handling == Handling::Advise;
    let finding = Finding::new(
        Severity::Warning,
        format!("{name} has {} records", group.records),
        format!("{}. Only one of them is the device as it is.", group.case.label()),
    )
    .advising(if advises {
        "Send the user the steps, and wait until the device came under management. Then merge the records."
    } else {
        "Compare the records. Merge them if they are one device: it can be taken back for 30 days."
    })
    .help(Topic::ShowsTwice)
    .at(Place::Duplicate(group.id));
    if advises {
        finding.saying("Your computer shows up twice because it was added in two steps. Please go to Settings, Accounts, Access work or school, and choose Connect. Sign in with your work account. We tidy up the rest.")
    } else {
        finding.saying("Your computer shows up twice in our list. You do not have to do anything: we tidy that up.")
    }
}

fn unmanaged(case: &UserCase<'_>) -> Vec<Finding> {
    case.devices
        .iter()
        .filter(|device| device.face.join_type == JoinType::Joined && !manages(device.face.managed_by))
        .filter(|device| !is_silent(device, case.data_as_of))
        .map(|device| {
            Finding::new(
                Severity::Warning,
                format!("{} is joined, but not managed", called(&device.face.name, "A device")),
                "It is in the directory, and no management service has a record of it.",
            )
            .advising("Make sure that the user is in MDM scope. Then let the user connect the work account on it once more.")
            .saying("Your computer is not set up completely yet. Please go to Settings, Accounts, Access work or school, choose Connect, and sign in with your work account.")
            .help(Topic::ShowsTwice)
            .at(Place::Device(device.id))
        })
        .collect()
}

pub(super) fn manages(by: ManagedBy) -> bool {
    matches!(
        by,
        ManagedBy::Mdm | ManagedBy::MdmAndConfigmgr | ManagedBy::MdmAndEas | ManagedBy::Configmgr
    )
}

fn compliance(case: &UserCase<'_>) -> Vec<Finding> {
    case.devices.iter().filter_map(compliance_finding).collect()
}

pub(super) fn compliance_finding(device: &Device) -> Option<Finding> {
    if device.face.compliance != Compliance::NotCompliant {
        return None;
    }
    Some(
        Finding::new(
            Severity::Warning,
            format!("{} is not compliant", called(&device.face.name, "The device")),
            "It does not meet its policies. Which one is not in the data that Muster has.",
        )
        .advising("Ask the user to check in. If it stays, look at its compliance in the management service.")
        .saying("Please restart your computer once, and leave it on power for ten minutes. Then go to Settings, Accounts, Access work or school, select your account, and choose Info, then Sync.")
        .help(Topic::Check)
        .at(Place::Device(device.id)),
    )
}

fn silent(case: &UserCase<'_>) -> Vec<Finding> {
    case.devices
        .iter()
        .filter_map(|device| silent_finding(device, case.data_as_of))
        .collect()
}

fn record_of_domain(case: &UserCase<'_>) -> Vec<Finding> {
    let Some(domain) = case.domain else {
        return Vec::new();
    };
    DnsRecord::ALL
        .iter()
        .filter_map(|record| domain.check(*record))
        .filter(|check| check.result.is_wrong())
        // Without a record, only those are led nowhere who do not come in by themselves.
        .filter(|check| check.result != DnsResult::Missing || !case.enrolls_by_itself())
        .map(|check| {
            let advice = Advice::of(check, &domain.suffix, case.target);
            let severity = if case.enrolls_by_itself() {
                Severity::Warning
            } else {
                Severity::Problem
            };
            Finding::new(
                severity,
                format!("{} of {}: {}", check.record.label(), domain.suffix, lowercase_first(check.result.label())),
                advice.what,
            )
            .advising(advice.to_do)
            .saying("If Windows asks for a server address, please write down what it says and wait for us: the fault is on our side.")
            .help(Topic::Messages)
            .at(Place::Domain(domain.suffix.clone()))
        })
        .collect()
}
