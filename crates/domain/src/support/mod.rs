//! What support is told: everything that stands in the way of a user or a device, what to do, and what to say.
//!
//! Each check is one function; those of users are in [`user`], those of devices in [`device`]. They look at facts that were
//! read before, so that what they say can be tried without a database.

mod device;
#[cfg(test)]
mod tests;
mod text;
mod user;

pub use device::{DEVICE_CHECKS, DeviceCase, device_findings, next_check_in};
pub use text::{device_text, user_text};
pub use user::{USER_CHECKS, USUAL_PATHS, UserCase, user_findings};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::OwnAccess;
use crate::device::Device;
use crate::directory::{User, UserDetail};
use crate::dns::Domain;
use crate::duplicate::DuplicateGroup;
use crate::enrollment::{Decision, EnrollmentPath, UserFacts};
use crate::error_code::ErrorCode;
use crate::help::Topic;
use crate::id::{DeviceId, DuplicateId, UserId};
use crate::what_if::DeviceDecision;
use crate::words::words;

words! {
    /// How much a finding stands in the way.
    Severity, "severity" {
        /// Somebody cannot work.
        Problem = "problem", "Problem";
        /// Something is not as it should be.
        Warning = "warning", "Warning";
        /// Worth knowing.
        Note = "note", "Note";
    }
}

/// Where a finding is put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
pub enum Place {
    /// The user's page, with licences and groups.
    User(UserId),
    /// The devices of a user, by principal name.
    DevicesOf(String),
    /// The Automatic enrollment page.
    Settings,
    /// A device's page.
    Device(DeviceId),
    /// What is to be done if a device leaves.
    Offboarding(DeviceId),
    /// A group of duplicates.
    Duplicate(DuplicateId),
    /// A domain's page.
    Domain(String),
    /// What a person may do, and why not more.
    Access(UserId),
}

impl Place {
    /// The words of the link.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::User(_) => "Show the user",
            Self::DevicesOf(_) => "Show the devices",
            Self::Settings => "Show automatic enrollment",
            Self::Device(_) => "Show the device",
            Self::Offboarding(_) => "Show the offboarding plan",
            Self::Duplicate(_) => "Compare the records",
            Self::Domain(_) => "Show the domain",
            Self::Access(_) => "Show roles and licence",
        }
    }
}

/// One thing that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How much.
    pub severity: Severity,
    /// In a few words.
    pub title: String,
    /// What is wrong, with the facts.
    pub what: String,
    /// What to do.
    pub to_do: String,
    /// What to tell the user; empty where there is nothing to tell.
    pub to_say: String,
    /// The code that Windows shows.
    pub code: Option<ErrorCode>,
    /// The page of the help center to send.
    pub help: Option<Topic>,
    /// Where it is put right.
    pub place: Option<Place>,
}

impl Finding {
    fn new(severity: Severity, title: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            severity,
            title: title.into(),
            what: what.into(),
            to_do: String::new(),
            to_say: String::new(),
            code: None,
            help: None,
            place: None,
        }
    }

    fn advising(self, to_do: impl Into<String>) -> Self {
        Self {
            to_do: to_do.into(),
            ..self
        }
    }

    fn saying(self, to_say: impl Into<String>) -> Self {
        Self {
            to_say: to_say.into(),
            ..self
        }
    }

    fn help(self, topic: Topic) -> Self {
        Self {
            help: Some(topic),
            ..self
        }
    }

    fn at(self, place: Place) -> Self {
        Self {
            place: Some(place),
            ..self
        }
    }
}

/// What the decision says on one path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathDecision {
    /// The path.
    pub path: EnrollmentPath,
    /// Outcome and trace.
    pub decision: Decision,
}

/// A user as support sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserSupport {
    /// Account, licences, groups.
    pub detail: UserDetail,
    /// What the decision knows of them.
    pub facts: UserFacts,
    /// What would happen on the usual paths, on a computer with Windows 11 Pro.
    pub decisions: Vec<PathDecision>,
    /// The roles, and whether they count; `None` for a reader who may not see roles.
    pub access: Option<OwnAccess>,
    /// The devices, those seen last first.
    pub devices: Vec<Device>,
    /// The domain they sign in with.
    pub domain: Option<Domain>,
    /// What stands in the way, the worst first.
    pub findings: Vec<Finding>,
    /// How many checks were made.
    pub checks: usize,
    /// What a link to the help center carries so that its page names the user and the device; `None` where the server has no
    /// key to seal it with.
    pub link_token: Option<String>,
    /// When.
    pub as_of: DateTime<Utc>,
}

/// A device as support sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSupport {
    /// The device.
    pub device: Device,
    /// Whether the management service has a record of it.
    pub is_managed: bool,
    /// Its user in the directory, if there is one.
    pub user: Option<User>,
    /// What the decision says of it as if it came anew; `None` where it cannot be asked.
    pub decision: Option<DeviceDecision>,
    /// The groups of duplicates that it is in.
    pub duplicates: Vec<DuplicateGroup>,
    /// What it was told to do and has not done yet, as the management service writes it.
    pub pending: Option<String>,
    /// What stands in the way, the worst first.
    pub findings: Vec<Finding>,
    /// How many checks were made.
    pub checks: usize,
    /// What a link to the help center carries so that its page names the user and the device; `None` where the server has no
    /// key to seal it with.
    pub link_token: Option<String>,
    /// The time that the data speaks of.
    pub data_as_of: DateTime<Utc>,
    /// When the checks were made.
    pub as_of: DateTime<Utc>,
}

/// What support asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "found")]
pub enum Support {
    /// Nothing was typed.
    Nothing,
    /// An error code.
    Code(ErrorCode),
    /// One user.
    User(Box<UserSupport>),
    /// One device.
    Device(Box<DeviceSupport>),
    /// Several may be meant; the numbers count all of them.
    Several {
        /// Users, the likeliest first.
        users: Vec<User>,
        /// All users that may be meant.
        user_count: i64,
        /// Devices, the likeliest first.
        devices: Vec<Device>,
        /// All devices that may be meant.
        device_count: i64,
    },
}

/// The worst first; within that, in the order of the checks.
fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// What sentences call a user.
fn called<'n>(name: &'n str, upn: &'n str) -> &'n str {
    if name.is_empty() { upn } else { name }
}
