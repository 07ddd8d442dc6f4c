//! The rules of the decision, by name and in the order they are looked at.

use serde::{Deserialize, Serialize};

/// One question of the decision. [`Rule::source`] names the public document it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "`Rule::title` says of each what a comment would"
)]
pub enum Rule {
    EnrollmentIsOpen,
    WindowsCanEnroll,
    UserMayJoin,
    UserHasLicence,
    UserIsInMdmScope,
    MamScopeWins,
    PlatformRestriction,
    CorporateProof,
    DeviceLimit,
    TermsAccepted,
    NotEnrolledYet,
}

impl Rule {
    /// Every rule, in order.
    pub const ALL: [Self; 11] = [
        Self::EnrollmentIsOpen,
        Self::WindowsCanEnroll,
        Self::UserMayJoin,
        Self::UserHasLicence,
        Self::UserIsInMdmScope,
        Self::MamScopeWins,
        Self::PlatformRestriction,
        Self::CorporateProof,
        Self::DeviceLimit,
        Self::TermsAccepted,
        Self::NotEnrolledYet,
    ];

    /// Its place in the order, from 1.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The rule as traces, support and help name it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::EnrollmentIsOpen => "Enrollment is open",
            Self::WindowsCanEnroll => "Windows version and edition can enroll",
            Self::UserMayJoin => "The user may register or join devices",
            Self::UserHasLicence => "The user has a licence",
            Self::UserIsInMdmScope => "The user is in MDM scope",
            Self::MamScopeWins => "On a personal device, MAM scope wins",
            Self::PlatformRestriction => "Platform restriction",
            Self::CorporateProof => "Proof that the device is corporate",
            Self::DeviceLimit => "Device limit",
            Self::TermsAccepted => "Terms of use accepted",
            Self::NotEnrolledYet => "Not enrolled already",
        }
    }

    /// Why nothing is enrolled when this rule decides against it, in a few words.
    #[must_use]
    pub fn reason_against(self) -> &'static str {
        match self {
            Self::EnrollmentIsOpen => "Enrollment is not open",
            Self::WindowsCanEnroll => "This Windows cannot enroll",
            Self::UserMayJoin => "The user may not register or join",
            Self::UserHasLicence => "No licence",
            Self::UserIsInMdmScope => "Not in MDM scope",
            Self::MamScopeWins => "In MAM scope too",
            Self::PlatformRestriction => "Platform restriction",
            Self::CorporateProof => "No proof that it is corporate",
            Self::DeviceLimit => "Device limit reached",
            Self::TermsAccepted => "Terms of use not accepted",
            Self::NotEnrolledYet => "Enrolled already",
        }
    }

    /// The public document the rule comes from.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::EnrollmentIsOpen => "Microsoft Learn: Set the mobile device management authority",
            Self::WindowsCanEnroll | Self::UserIsInMdmScope | Self::MamScopeWins => {
                "Microsoft Learn: Enable MDM automatic enrollment for Windows"
            }
            Self::UserMayJoin => {
                "Microsoft Learn: Manage device identities using the Microsoft Entra admin center"
            }
            Self::UserHasLicence => "Microsoft Learn: Microsoft Intune licensing",
            Self::PlatformRestriction => "Microsoft Learn: Create device platform restrictions",
            Self::CorporateProof => "Microsoft Learn: Identify devices as corporate-owned",
            Self::DeviceLimit => {
                "Microsoft Learn: Understand Intune and Microsoft Entra device limit restrictions"
            }
            Self::TermsAccepted => "Microsoft Learn: Terms and conditions for user access",
            Self::NotEnrolledYet => {
                "Microsoft Learn: Troubleshoot Windows device enrollment errors"
            }
        }
    }
}
