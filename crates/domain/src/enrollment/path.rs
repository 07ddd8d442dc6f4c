//! The ways a Windows device can enroll, as one table.
//!
//! Sources: Microsoft Learn, "Windows device enrollment guide", "Understand Intune and Entra device limit restrictions",
//! "Overview of enrollment restrictions", "Find the primary user"; Microsoft Graph, `deviceEnrollmentType`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{EnrollmentType, JoinType, Ownership, PrimaryUser};
use crate::Invalid;

/// Which platform restriction a path asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestrictionPolicy {
    /// The one of highest priority that is assigned to the user.
    Users,
    /// The default policy, because no user is known yet.
    DefaultOnly,
    /// The one that is assigned to the enrollment manager.
    EnrollmentManagers,
}

/// Who proves to the service that the device may enroll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// A user who signs in.
    User,
    /// The device itself.
    Device,
    /// A token that an account asked for beforehand.
    Token,
    /// A certificate in the package.
    Certificate,
}

/// One row of the table.
struct Row {
    number: u8,
    key: &'static str,
    label: &'static str,
    joins: &'static [JoinType],
    ownership: Ownership,
    types: &'static [EnrollmentType],
    primary_user: PrimaryUser,
    premium: bool,
    entra_limit: bool,
    device_limit: bool,
    restriction: RestrictionPolicy,
    credential: Credential,
    scope: bool,
    proof: bool,
}

#[expect(
    non_upper_case_globals,
    reason = "a cell of the table reads as the word it stands for"
)]
mod cell {
    pub(super) const yes: bool = true;
    pub(super) const no: bool = false;
}

/// Turns the table into the enum and its rows, so that neither can miss one of the other.
macro_rules! paths {
    ($($number:literal | $path:ident | $key:literal | $label:literal
        | $($join:ident)+ | $owner:ident | $($kind:ident)+ | $primary:ident
        | $premium:ident | $entra:ident | $limit:ident | $restriction:ident
        | $credential:ident | $scope:ident | $proof:ident ;)+) => {
        /// A way for a Windows device to enroll.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum EnrollmentPath {
            $(#[doc = $label] #[serde(rename = $key)] $path,)+
        }

        impl EnrollmentPath {
            /// Every path, in the order of [`EnrollmentPath::number`].
            pub const ALL: [Self; [$($number),+].len()] = [$(Self::$path),+];

            fn row(self) -> &'static Row {
                match self {
                    $(Self::$path => &Row {
                        number: $number,
                        key: $key,
                        label: $label,
                        joins: &[$(JoinType::$join),+],
                        ownership: Ownership::$owner,
                        types: &[$(EnrollmentType::$kind),+],
                        primary_user: PrimaryUser::$primary,
                        premium: cell::$premium,
                        entra_limit: cell::$entra,
                        device_limit: cell::$limit,
                        restriction: RestrictionPolicy::$restriction,
                        credential: Credential::$credential,
                        scope: cell::$scope,
                        proof: cell::$proof,
                    },)+
                }
            }
        }
    };
}

// Of several joins or types the first is the usual one. "P1": needs Entra ID P1 or P2. "Entra", "device": counts against
// that limit. "scope": enrolls automatically, so the MDM scope is asked. "proof": counts as corporate, but is refused like
// a personal device unless Autopilot or a corporate identifier proves it.
// An account added in Settings on a device that is joined already enrolls the joined device.
paths! {
//   | path                   | key, label                                                                               | join types               | owner     | enrollment types                                                   | primary user      | P1  | Entra | device | restriction      | credential  | scope | proof
  1  | AddAccount             | "add-account"             | "Add account in Settings (BYOD)"                             | Registered Joined Hybrid | Personal  | WindowsAutoEnrollment                                              | EnrollingUser     | yes | yes   | yes    | Users              | User        | yes   | no ;
  2  | AppSignIn              | "app-sign-in"             | "Microsoft 365 app sign-in"                                  | Registered               | Personal  | WindowsAutoEnrollment UserEnrollment                               | EnrollingUser     | yes | yes   | yes    | Users              | User        | yes   | no ;
  3  | CompanyPortal          | "company-portal"          | "Company Portal app"                                         | Registered               | Personal  | UserEnrollment                                                     | EnrollingUser     | no  | yes   | yes    | Users              | User        | no    | no ;
  4  | MdmOnly                | "mdm-only"                | "Enroll only in device management"                           | NotInDirectory           | Personal  | UserEnrollment                                                     | EnrollingUser     | no  | no    | yes    | Users              | User        | no    | no ;
  5  | JoinInSetup            | "join-in-setup"           | "Entra join in setup"                                        | Joined                   | Corporate | WindowsAzureAdJoin                                                 | EnrollingUser     | yes | yes   | no     | Users              | User        | yes   | yes ;
  6  | JoinFromSettings       | "join-from-settings"      | "Entra join from Settings"                                   | Joined                   | Corporate | WindowsAzureAdJoin                                                 | EnrollingUser     | yes | yes   | no     | Users              | User        | yes   | yes ;
  7  | AutopilotUserDriven    | "autopilot-user-driven"   | "Autopilot, user-driven"                                     | Joined                   | Corporate | WindowsAzureAdJoin                                                 | EnrollingUser     | yes | yes   | no     | Users              | User        | yes   | no ;
  8  | AutopilotHybrid        | "autopilot-hybrid"        | "Autopilot, user-driven with hybrid join"                    | Hybrid                   | Corporate | WindowsCoManagement                                                | EnrollingUser     | yes | no    | no     | Users              | User        | yes   | no ;
  9  | AutopilotSelfDeploying | "autopilot-self-deploying"| "Autopilot, self-deploying"                                  | Joined                   | Corporate | WindowsAzureAdJoinUsingDeviceAuth                                  | Nobody            | yes | no    | no     | DefaultOnly        | Device      | yes   | no ;
  10 | AutopilotPreProvisioned| "autopilot-pre-provisioned"| "Autopilot, pre-provisioned"                                | Joined Hybrid            | Corporate | WindowsAzureAdJoinUsingDeviceAuth                                  | UserOfSecondPhase | yes | no    | no     | DefaultOnly        | Device      | yes   | no ;
  11 | AutopilotExisting      | "autopilot-existing"      | "Autopilot for existing devices"                             | Joined Hybrid            | Corporate | WindowsAzureAdJoin WindowsCoManagement                             | EnrollingUser     | yes | yes   | no     | Users              | User        | yes   | yes ;
  12 | DevicePreparation      | "device-preparation"      | "Autopilot device preparation"                               | Joined                   | Corporate | WindowsAzureAdJoin                                                 | EnrollingUser     | yes | yes   | no     | Users              | User        | yes   | yes ;
  13 | GroupPolicyUser        | "group-policy-user"       | "Group Policy, user credential"                              | Hybrid                   | Corporate | WindowsCoManagement                                                | FirstToSignIn     | yes | no    | no     | Users              | User        | yes   | no ;
  14 | GroupPolicyDevice      | "group-policy-device"     | "Group Policy, device credential"                            | Hybrid                   | Corporate | WindowsCoManagement                                                | FirstToSignIn     | yes | no    | no     | DefaultOnly        | Device      | yes   | no ;
  15 | CoManagement           | "co-management"           | "Co-management"                                              | Hybrid Joined            | Corporate | WindowsCoManagement                                                | FirstToSignIn     | yes | yes   | no     | DefaultOnly        | Device      | yes   | no ;
  16 | BulkToken              | "bulk-token"              | "Bulk enrollment package"                                    | Joined                   | Corporate | WindowsBulkAzureDomainJoin                                         | Nobody            | yes | no    | no     | DefaultOnly        | Token       | yes   | no ;
  17 | BulkCertificate        | "bulk-certificate"        | "Bulk enrollment package with a certificate"                 | NotInDirectory           | Corporate | WindowsBulkUserless                                                | Nobody            | no  | no    | no     | DefaultOnly        | Certificate | no    | no ;
  18 | EnrollmentManager      | "enrollment-manager"      | "Device enrollment manager"                                  | Joined Registered NotInDirectory | Corporate | DeviceEnrollmentManager                                    | EnrollmentManager | no  | yes   | no     | EnrollmentManagers | User        | no    | no ;
  19 | CloudPc                | "cloud-pc"                | "Azure virtual machine, Azure Virtual Desktop or Windows 365"| Joined                   | Corporate | AzureAdJoinUsingAzureVmExtension WindowsAzureAdJoinUsingDeviceAuth | NobodyOrAssigned  | no  | no    | no     | DefaultOnly        | Device      | yes   | no ;
}

impl EnrollmentPath {
    /// Its place in the table, from 1.
    #[must_use]
    pub fn number(self) -> u8 {
        self.row().number
    }

    /// The word in addresses, JSON and the store; never changes.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.row().key
    }

    /// The path's name on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// The joins the path can lead to, the usual one first.
    #[must_use]
    pub fn join_types(self) -> &'static [JoinType] {
        self.row().joins
    }

    /// The join the path leads to for a device that the directory knows, or will know, as `device`.
    #[must_use]
    pub fn join_type(self, device: Option<JoinType>) -> JoinType {
        let usual = self
            .row()
            .joins
            .first()
            .copied()
            .unwrap_or(JoinType::NotInDirectory);
        device
            .filter(|join| self.row().joins.contains(join))
            .unwrap_or(usual)
    }

    /// Whose the device is after the path led to `join`, corporate identifiers aside. A joined device is corporate.
    #[must_use]
    pub fn ownership(self, join: JoinType) -> Ownership {
        if matches!(join, JoinType::Joined | JoinType::Hybrid) {
            Ownership::Corporate
        } else {
            self.row().ownership
        }
    }

    /// The enrollment type after the path led to `join`.
    #[must_use]
    pub fn enrollment_type(self, join: JoinType) -> EnrollmentType {
        let types = self.row().types;
        let hybrid = types
            .iter()
            .find(|kind| join == JoinType::Hybrid && **kind == EnrollmentType::WindowsCoManagement);
        hybrid
            .or(types.first())
            .copied()
            .unwrap_or(EnrollmentType::UserEnrollment)
    }

    /// The enrollment types the path can lead to, the usual one first.
    #[must_use]
    pub fn enrollment_types(self) -> &'static [EnrollmentType] {
        self.row().types
    }

    /// Who becomes the primary user.
    #[must_use]
    pub fn primary_user(self) -> PrimaryUser {
        self.row().primary_user
    }

    /// Whether Entra ID P1 or P2 is needed.
    #[must_use]
    pub fn needs_premium(self) -> bool {
        self.row().premium
    }

    /// Whether the device takes one of the user's places in the directory.
    #[must_use]
    pub fn counts_entra_limit(self) -> bool {
        self.row().entra_limit
    }

    /// Whether the device counts against the enrollment device limit.
    #[must_use]
    pub fn counts_intune_limit(self) -> bool {
        self.row().device_limit
    }

    /// Which platform restriction is asked.
    #[must_use]
    pub fn restriction_policy(self) -> RestrictionPolicy {
        self.row().restriction
    }

    /// Who proves that the device may enroll.
    #[must_use]
    pub fn credential(self) -> Credential {
        self.row().credential
    }

    /// Whether a user signs in on the way, so that the decision needs one.
    #[must_use]
    pub fn is_user_driven(self) -> bool {
        self.credential() == Credential::User
    }

    /// Whether enrollment follows by itself, so that the MDM user scope is asked.
    #[must_use]
    pub fn is_automatic(self) -> bool {
        self.row().scope
    }

    /// Whether the device counts as corporate and is still refused like a personal one unless something proves it.
    #[must_use]
    pub fn needs_proof(self) -> bool {
        self.row().proof
    }
}

impl fmt::Display for EnrollmentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for EnrollmentPath {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|path| path.key() == text);
        found.ok_or_else(|| Invalid::new("path", "choose a path of the list"))
    }
}
