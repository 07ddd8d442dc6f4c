//! Asking the decision about a case that has not happened, and about a device as it is.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::enrollment::{
    Decision, DeviceFacts, Edition, EnrollmentPath, EnrollmentSettings, Outcome, Ownership, Rule,
    UserFacts, WindowsVersion,
};
use crate::id::UserId;
use crate::record;

/// The case to be decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIf {
    /// Who enrolls; `None` on paths without a user.
    pub user: Option<UserId>,
    /// On which path.
    pub path: EnrollmentPath,
    /// The device's Windows.
    pub windows: WindowsVersion,
    /// Its edition.
    pub edition: Edition,
    /// Whose it is said to be; `None` as the path has it.
    pub ownership: Option<Ownership>,
    /// Its serial number, looked up among the Autopilot registrations.
    pub serial: Option<String>,
    /// The settings to decide with; `None` for the saved ones.
    pub settings: Option<EnrollmentSettings>,
}

/// With which settings a case was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingsUsed {
    /// The saved ones of that version; 0 before the first save.
    Saved(i64),
    /// Edited ones that are not saved.
    Edited,
}

/// How the same case comes out on another path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherPath {
    /// The path.
    pub path: EnrollmentPath,
    /// What happens.
    pub outcome: Outcome,
    /// The rule that decided.
    pub rule: Option<Rule>,
    /// Why, short enough for a cell of a table.
    pub reason: String,
}

impl OtherPath {
    /// The row for a decision on `path`.
    #[must_use]
    pub fn of(path: EnrollmentPath, decision: &Decision) -> Self {
        Self {
            path,
            outcome: decision.outcome,
            rule: decision.deciding_step().map(|step| step.rule),
            reason: decision.reason(path).to_owned(),
        }
    }
}

/// What would happen, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIfAnswer {
    /// The path that was asked about.
    pub path: EnrollmentPath,
    /// Outcome and trace.
    pub decision: Decision,
    /// What was known of the user.
    pub user: Option<UserFacts>,
    /// What was known or assumed of the device.
    pub device: DeviceFacts,
    /// The same user and device on every other path.
    pub other_paths: Vec<OtherPath>,
    /// With which settings.
    pub settings: SettingsUsed,
    /// When the facts were read.
    pub as_of: DateTime<Utc>,
}

/// The decision that holds today for a device of the inventory, as if it came anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceDecision {
    /// The path the device is taken to have come by: [`path_of`].
    pub path: EnrollmentPath,
    /// Outcome and trace.
    pub decision: Decision,
    /// What was known of its user; `None` when it has none, or the directory does not know the name.
    pub user: Option<UserFacts>,
    /// What was known of the device.
    pub device: DeviceFacts,
    /// The version of the settings; 0 before the first save.
    pub settings_version: i64,
    /// When the facts were read.
    pub as_of: DateTime<Utc>,
}

/// What a device's records say about how it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traces<'a> {
    /// The enrollment type as the management service wrote it: Graph's name or number; empty where it is not known.
    pub enrollment_type: &'a str,
    /// What identity it has in the directory.
    pub join_type: record::JoinType,
    /// Whose it is.
    pub ownership: record::Ownership,
    /// Who manages it.
    pub managed_by: record::ManagedBy,
    /// Whether its hardware hash is registered with Autopilot.
    pub autopilot_registered: bool,
}

/// The path a device most likely came by: its enrollment type decides, then its join, then whose it is.
///
/// Records do not tell an Entra join in setup from one in Settings, nor Group Policy with either credential; the rules for
/// both are the same or stricter for the one returned.
#[must_use]
pub fn path_of(traces: Traces<'_>) -> EnrollmentPath {
    use record::{JoinType, ManagedBy, Ownership};
    let configmgr = matches!(
        traces.managed_by,
        ManagedBy::Configmgr | ManagedBy::MdmAndConfigmgr
    );
    let autopilot = traces.autopilot_registered;
    let joined = if autopilot {
        EnrollmentPath::AutopilotUserDriven
    } else {
        EnrollmentPath::JoinInSetup
    };
    let hybrid = match (configmgr, autopilot) {
        (true, _) => EnrollmentPath::CoManagement,
        (false, true) => EnrollmentPath::AutopilotHybrid,
        (false, false) => EnrollmentPath::GroupPolicyUser,
    };
    match traces.enrollment_type.trim().to_ascii_lowercase().as_str() {
        "userenrollment" | "1" if traces.join_type == JoinType::Registered => {
            return EnrollmentPath::CompanyPortal;
        }
        "userenrollment" | "1" if traces.join_type == JoinType::Unknown => {
            return EnrollmentPath::MdmOnly;
        }
        "deviceenrollmentmanager" | "2" => return EnrollmentPath::EnrollmentManager,
        "windowsazureadjoin" | "5" => return joined,
        "windowsbulkuserless" | "6" => return EnrollmentPath::BulkCertificate,
        "windowsautoenrollment" | "7" => return EnrollmentPath::AddAccount,
        "windowsbulkazuredomainjoin" | "8" => return EnrollmentPath::BulkToken,
        "windowscomanagement" | "9" => return hybrid,
        "windowsazureadjoinusingdeviceauth" | "10" => {
            return EnrollmentPath::AutopilotSelfDeploying;
        }
        "azureadjoinusingazurevmextension" | "14" => return EnrollmentPath::CloudPc,
        _ => {}
    }
    match traces.join_type {
        _ if configmgr => EnrollmentPath::CoManagement,
        JoinType::HybridJoined => hybrid,
        JoinType::Joined => joined,
        JoinType::Registered => EnrollmentPath::AddAccount,
        JoinType::Unknown if traces.ownership == Ownership::Corporate => joined,
        JoinType::Unknown => EnrollmentPath::AddAccount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{JoinType, ManagedBy};

    fn device(enrollment_type: &str, join_type: JoinType) -> Traces<'_> {
        Traces {
            enrollment_type,
            join_type,
            ownership: record::Ownership::Unknown,
            managed_by: ManagedBy::Mdm,
            autopilot_registered: false,
        }
    }

    #[test]
    fn every_enrollment_type_leads_to_a_path_that_can_have_it() {
        for path in EnrollmentPath::ALL {
            for kind in path.enrollment_types() {
                for written in [kind.graph_name().to_owned(), kind.number().to_string()] {
                    for join_type in [JoinType::Registered, JoinType::Unknown] {
                        let found = path_of(device(&written, join_type));
                        assert!(
                            found.enrollment_types().contains(kind),
                            "{written}: {found}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn without_an_enrollment_type_the_join_decides_and_then_the_owner() {
        assert_eq!(
            path_of(device("", JoinType::Joined)),
            EnrollmentPath::JoinInSetup
        );
        assert_eq!(
            path_of(device("", JoinType::HybridJoined)),
            EnrollmentPath::GroupPolicyUser
        );
        assert_eq!(
            path_of(device("", JoinType::Registered)),
            EnrollmentPath::AddAccount
        );
        assert_eq!(
            path_of(device("", JoinType::Unknown)),
            EnrollmentPath::AddAccount
        );
        let corporate = Traces {
            ownership: record::Ownership::Corporate,
            ..device("", JoinType::Unknown)
        };
        assert_eq!(path_of(corporate), EnrollmentPath::JoinInSetup);
    }

    #[test]
    fn autopilot_and_configuration_manager_show_in_the_path() {
        let autopilot = |join| {
            path_of(Traces {
                autopilot_registered: true,
                ..device("", join)
            })
        };
        assert_eq!(
            autopilot(JoinType::Joined),
            EnrollmentPath::AutopilotUserDriven
        );
        assert_eq!(
            autopilot(JoinType::HybridJoined),
            EnrollmentPath::AutopilotHybrid
        );
        let both = Traces {
            managed_by: ManagedBy::MdmAndConfigmgr,
            ..device("windowsCoManagement", JoinType::HybridJoined)
        };
        assert_eq!(path_of(both), EnrollmentPath::CoManagement);
    }
}
