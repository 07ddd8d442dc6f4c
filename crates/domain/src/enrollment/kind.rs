//! The kinds an enrollment is told apart by, with the names and numbers of Microsoft Graph.

use serde::{Deserialize, Serialize};

/// How the directory knows a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinType {
    /// Not at all.
    NotInDirectory,
    /// By a work account on a device that stays its owner's.
    Registered,
    /// As the organisation's device.
    Joined,
    /// As a device of the on-premises domain that the directory also knows.
    Hybrid,
}

impl JoinType {
    /// The word on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::NotInDirectory => "Not in the directory",
            Self::Registered => "Registered",
            Self::Joined => "Joined",
            Self::Hybrid => "Hybrid joined",
        }
    }

    /// Graph's `trustType`; `None` where there is no directory record.
    #[must_use]
    pub fn trust_type(self) -> Option<&'static str> {
        match self {
            Self::NotInDirectory => None,
            Self::Registered => Some("Workplace"),
            Self::Joined => Some("AzureAd"),
            Self::Hybrid => Some("ServerAd"),
        }
    }
}

/// Whose the device is, as management sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// The user's.
    Personal,
    /// The organisation's.
    Corporate,
}

impl Ownership {
    /// The word inside a sentence.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Corporate => "corporate",
        }
    }
}

/// Graph's `deviceEnrollmentType`, as far as Windows has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "the names are Graph's, and `EnrollmentPath` says when each comes about"
)]
pub enum EnrollmentType {
    UserEnrollment,
    DeviceEnrollmentManager,
    #[serde(rename = "windowsAzureADJoin")]
    WindowsAzureAdJoin,
    WindowsBulkUserless,
    WindowsAutoEnrollment,
    WindowsBulkAzureDomainJoin,
    WindowsCoManagement,
    #[serde(rename = "windowsAzureADJoinUsingDeviceAuth")]
    WindowsAzureAdJoinUsingDeviceAuth,
    AzureAdJoinUsingAzureVmExtension,
}

impl EnrollmentType {
    /// Graph's name.
    #[must_use]
    pub fn graph_name(self) -> &'static str {
        match self {
            Self::UserEnrollment => "userEnrollment",
            Self::DeviceEnrollmentManager => "deviceEnrollmentManager",
            Self::WindowsAzureAdJoin => "windowsAzureADJoin",
            Self::WindowsBulkUserless => "windowsBulkUserless",
            Self::WindowsAutoEnrollment => "windowsAutoEnrollment",
            Self::WindowsBulkAzureDomainJoin => "windowsBulkAzureDomainJoin",
            Self::WindowsCoManagement => "windowsCoManagement",
            Self::WindowsAzureAdJoinUsingDeviceAuth => "windowsAzureADJoinUsingDeviceAuth",
            Self::AzureAdJoinUsingAzureVmExtension => "azureAdJoinUsingAzureVmExtension",
        }
    }

    /// Graph's number.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::UserEnrollment => 1,
            Self::DeviceEnrollmentManager => 2,
            Self::WindowsAzureAdJoin => 5,
            Self::WindowsBulkUserless => 6,
            Self::WindowsAutoEnrollment => 7,
            Self::WindowsBulkAzureDomainJoin => 8,
            Self::WindowsCoManagement => 9,
            Self::WindowsAzureAdJoinUsingDeviceAuth => 10,
            Self::AzureAdJoinUsingAzureVmExtension => 14,
        }
    }
}

/// Who becomes the device's primary user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrimaryUser {
    /// Who enrolls it.
    EnrollingUser,
    /// Who gets it after the technician.
    UserOfSecondPhase,
    /// Who signs in to Windows first.
    FirstToSignIn,
    /// The enrollment manager.
    EnrollmentManager,
    /// Nobody: a shared device.
    Nobody,
    /// Nobody, unless the service assigns one.
    NobodyOrAssigned,
}

impl PrimaryUser {
    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::EnrollingUser => "The user who enrolls",
            Self::UserOfSecondPhase => "The user who gets the device",
            Self::FirstToSignIn => "The first user who signs in",
            Self::EnrollmentManager => "The enrollment manager",
            Self::Nobody => "Nobody",
            Self::NobodyOrAssigned => "Nobody, unless assigned",
        }
    }
}
