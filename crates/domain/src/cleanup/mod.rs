//! Cleanup rules: from when on a managed record that nobody hears of any more is hidden, one rule for each platform.
//!
//! Hiding is not removing: no device is wiped or retired, no object of the directory is touched, and a record that is
//! heard of again comes back by itself. What is never hidden is [`Guard`]'s to say.

mod stale;
#[cfg(test)]
mod tests;

pub use stale::{Band, StaleDevices};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::id::{CleanupRunId, DeviceId, RecordId};
use crate::page::Cursor;
use crate::words::words;

/// The fewest days of silence that a rule may ask for (Intune, "Device cleanup rules").
pub const FEWEST_DAYS: u32 = 30;
/// The most days of silence that a rule may ask for (Intune, "Device cleanup rules").
pub const MOST_DAYS: u32 = 270;
/// What a rule is proposed with.
pub const USUAL_DAYS: u32 = 90;
/// The longest note of a rule, in characters.
pub const LONGEST_NOTE: usize = 500;

words! {
    /// Which devices a rule is about: the platforms of the management service's cleanup rules.
    Platform, "platform" {
        /// Windows on PCs.
        Windows = "windows", "Windows";
        /// Windows on headsets.
        Holographic = "windows_holographic", "Windows Holographic";
        /// iPhone and iPad.
        Ios = "ios", "iOS/iPadOS";
        /// The Mac.
        Macos = "macos", "macOS";
        /// Android of the user, with a work profile.
        AndroidPersonal = "android_personal", "Android, personally owned with work profile";
        /// Android of the organisation: fully managed, dedicated, or with a work profile.
        AndroidCorporate = "android_corporate", "Android, corporate owned";
        /// Android without Google's services.
        AndroidAosp = "android_aosp", "Android (AOSP)";
        /// Android managed in the way of before Android Enterprise.
        AndroidAdministrator = "android_device_administrator", "Android device administrator";
        /// Chromebooks.
        Chromeos = "chromeos", "ChromeOS";
        /// Apple Vision.
        Visionos = "visionos", "visionOS";
        /// Apple TV.
        Tvos = "tvos", "tvOS";
        /// Everything that has no rule of its own.
        Other = "other", "All other platforms";
    }
}

impl Platform {
    /// The platform of an operating system as managed records spell it; [`Self::Other`] for one that is not known.
    #[must_use]
    pub fn of(os: &str) -> Self {
        let word: String = os
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        match word.as_str() {
            "windows" | "windowsrt" | "windows10" | "windows11" => Self::Windows,
            "windowsholographic" | "windows10xholographic" => Self::Holographic,
            "iphone" | "ipad" | "ios" | "ipados" | "iosipados" => Self::Ios,
            "mac" | "macmdm" | "macos" | "macosx" => Self::Macos,
            "chromeos" => Self::Chromeos,
            "visionos" => Self::Visionos,
            "tvos" => Self::Tvos,
            "androidforwork" => Self::AndroidPersonal,
            "androidenterprise" => Self::AndroidCorporate,
            "androidaosp" => Self::AndroidAosp,
            "android" => Self::AndroidAdministrator,
            _ if word.starts_with("androidpersonal") => Self::AndroidPersonal,
            _ if word.starts_with("androidaosp") => Self::AndroidAosp,
            _ if word.starts_with("androiddeviceadmin") => Self::AndroidAdministrator,
            _ if word.starts_with("android") => Self::AndroidCorporate,
            _ => Self::Other,
        }
    }
}

words! {
    /// Why a record that has been silent for long enough is not hidden all the same.
    Guard, "guard" {
        /// It has no time of a last check-in: devices in use have none, too.
        NeverSeen = "never_seen", "It is not known when it was last seen";
        /// Somebody brought it back, and it was not heard of since.
        Spared = "spared", "Somebody brought it back";
        /// A retire, wipe or delete is on its way, and somebody has to see what became of it.
        PendingAction = "pending_action", "A retire, wipe or delete is on its way";
        /// Its identity comes from the domain, where it has to be cleaned up.
        Hybrid = "hybrid", "Hybrid joined: clean it up in the domain";
        /// Its hardware is registered with Autopilot: it may lie in store for its next user.
        Autopilot = "autopilot", "Registered with Autopilot";
        /// The directory saw it within the last 21 days.
        ActiveInDirectory = "active_in_directory", "The directory saw it in the last 21 days";
        /// Something else than MDM manages it, which these rules are not about.
        ManagedElsewhere = "managed_elsewhere", "Something else than MDM manages it";
    }
}

impl Guard {
    /// What to do about such a device.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::NeverSeen => "Devices in use can have no time. Look at each.",
            Self::Spared => "It is left alone until it checks in again.",
            Self::PendingAction => "Wait for the action to end, or cancel it.",
            Self::Hybrid => {
                "Disable the computer in Active Directory; synchronisation does the rest."
            }
            Self::Autopilot => {
                "If it really leaves the organisation, follow the offboarding plan on its page."
            }
            Self::ActiveInDirectory => "It is in use, but does not check in: find out why.",
            Self::ManagedElsewhere => "Clean it up where it is managed.",
        }
    }
}

/// What somebody wants to be hidden from when on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDraft {
    /// For which devices.
    pub platform: Platform,
    /// For how many days a record has to have been silent: [`FEWEST_DAYS`] to [`MOST_DAYS`].
    pub days: u32,
    /// Whether it is applied.
    pub is_on: bool,
    /// What it is good for, in somebody's words; at most [`LONGEST_NOTE`] characters.
    pub note: String,
    /// The version that it is made from; 0 for a new rule.
    pub version: i64,
}

impl RuleDraft {
    /// Reads what a form sends.
    ///
    /// # Errors
    /// A value is not understood, or out of bounds.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut draft = Self {
            platform: Platform::Windows,
            days: USUAL_DAYS,
            is_on: true,
            note: String::new(),
            version: 0,
        };
        for (key, value) in pairs {
            let value = value.as_ref().trim();
            match key.as_ref() {
                "platform" => draft.platform = value.parse()?,
                "days" => draft.days = days(value)?,
                "is_on" => draft.is_on = value == "yes",
                "note" => draft.note = note(value)?,
                "version" => {
                    draft.version = value
                        .parse()
                        .map_err(|_| Invalid::new("version", "write a whole number"))?;
                }
                "field" | "problem" => {}
                _ => return Err(Invalid::new("address", "this page has no such setting")),
            }
        }
        Ok(draft)
    }
}

fn days(text: &str) -> Result<u32, Invalid> {
    text.parse()
        .ok()
        .filter(|days| (FEWEST_DAYS..=MOST_DAYS).contains(days))
        .ok_or_else(|| {
            Invalid::new(
                "days",
                format!("write a number of days from {FEWEST_DAYS} to {MOST_DAYS}"),
            )
        })
}

fn note(text: &str) -> Result<String, Invalid> {
    if text.chars().count() > LONGEST_NOTE || text.contains('\0') {
        return Err(Invalid::new(
            "note",
            format!("write at most {LONGEST_NOTE} characters"),
        ));
    }
    Ok(text.to_owned())
}

/// A rule as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct CleanupRule {
    /// For which devices.
    pub platform: Platform,
    /// For how many days a record has to have been silent.
    pub days: i64,
    /// Whether it is applied.
    pub is_on: bool,
    /// What it is good for.
    pub note: String,
    /// Counted up with each change.
    pub version: i64,
    /// Who saved it.
    pub saved_by: String,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// When it is applied next.
    pub next_run_at: DateTime<Utc>,
    /// When it was applied last, whether or not there was something to hide.
    pub last_run_at: Option<DateTime<Utc>>,
}

/// A rule with what it keeps hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownRule {
    /// The rule.
    pub rule: CleanupRule,
    /// How many records it keeps hidden.
    pub hidden: i64,
}

/// What a rule would do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleanupPreview {
    /// How many records it would hide.
    pub would_hide: i64,
    /// How many silent ones it would leave, and why.
    pub left_out: Vec<(Guard, i64)>,
    /// The first of those that it would hide, the longest silent first.
    pub first: Vec<SilentRecord>,
    /// The time that the data speaks of: days are counted back from it.
    pub as_of: DateTime<Utc>,
}

/// A record that a rule would hide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct SilentRecord {
    /// The record.
    pub id: RecordId,
    /// Its device.
    pub device_id: DeviceId,
    /// The device's name.
    pub name: String,
    /// The serial number.
    pub serial: String,
    /// The user.
    pub user_upn: String,
    /// The operating system.
    pub os: String,
    /// When it was last seen.
    pub last_seen_at: DateTime<Utc>,
    /// How many other records its device has: with none, the device leaves the lists.
    pub others: i64,
}

words! {
    /// How far a run is.
    RunState, "state" {
        /// It goes on.
        Running = "running", "Running";
        /// It is done.
        Done = "done", "Done";
        /// Somebody stopped it; what was hidden until then is hidden.
        Cancelled = "cancelled", "Stopped";
        /// It could not be brought to its end.
        Failed = "failed", "Failed";
    }
}

/// One time that a rule was applied and hid something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct CleanupRun {
    /// Its id.
    pub id: CleanupRunId,
    /// The rule's platform.
    pub platform: Platform,
    /// For how many days records had to have been silent.
    pub days: i64,
    /// The time that the data spoke of.
    pub as_of: DateTime<Utc>,
    /// How far it is.
    pub state: RunState,
    /// Who started it; empty where it was due.
    pub started_by: String,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// How many records it hid.
    pub hidden: i64,
    /// How many of these are hidden still.
    pub still_hidden: i64,
    /// Who took it back; empty if nobody did.
    pub undone_by: String,
    /// When.
    pub undone_at: Option<DateTime<Utc>>,
}

impl CleanupRun {
    /// Whether it can be taken back: there is something left to bring back.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        self.state != RunState::Running && self.still_hidden > 0
    }
}

/// A record that is hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct HiddenRecord {
    /// The record.
    pub record_id: RecordId,
    /// The run that hid it.
    pub run_id: CleanupRunId,
    /// The device that it belongs to.
    pub device_id: DeviceId,
    /// Whether that device is in the lists still, by another record.
    pub is_listed: bool,
    /// The device's name.
    pub name: String,
    /// The serial number.
    pub serial: String,
    /// The user.
    pub user_upn: String,
    /// The operating system.
    pub os: String,
    /// When it was last seen.
    pub last_seen_at: DateTime<Utc>,
    /// When it was hidden.
    pub hidden_at: DateTime<Utc>,
}

/// Which hidden records, and which page of them: the one hidden last comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenQuery {
    /// Those of that run; `None` for all.
    pub run: Option<CleanupRunId>,
    /// Where the page is; `None` for the first.
    pub at: Option<Cursor>,
}
