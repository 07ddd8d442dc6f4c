//! Bringing in files: which kinds there are, what happened to one, and what was wrong with its lines.

mod columns;
mod dates;
mod row;
mod shape;
mod value;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::ImportId;
use crate::words::words;

pub use columns::{Field, Layout};
pub use dates::{DateStyle, DateVotes, DatesFrom};
pub use row::{
    GroupRow, IdentifierRow, LicenceRow, MemberRow, Refused, Row, SubscriptionRow, UserRow,
};
pub use value::read_time;

words! {
    /// What a file holds, recognised by its headers.
    ///
    /// The order is that in which several files are brought in, so that each finds what it refers to.
    FileKind, "kind" {
        /// What the organisation bought.
        Subscriptions = "subscriptions", "Subscriptions";
        /// The directory's users.
        Users = "users", "Users";
        /// The directory's groups.
        Groups = "groups", "Groups";
        /// Which user has which licence.
        Licences = "licences", "Licences";
        /// The device management service's export of all devices.
        ManagedDevices = "managed_devices", "Managed devices";
        /// The directory's export of all devices.
        DirectoryDevices = "directory_devices", "Directory devices";
        /// The hardware hashes that register devices with Autopilot.
        AutopilotDevices = "autopilot_devices", "Autopilot devices";
        /// The devices that are declared to be the organisation's before they enroll.
        CorporateIdentifiers = "corporate_identifiers", "Corporate identifiers";
        /// Which user, group or device is in which group.
        Members = "members", "Group members";
    }
}

words! {
    /// How far a file has come.
    ImportState, "state" {
        /// Its content is arriving.
        Uploading = "uploading", "Uploading";
        /// It is being read to see what would change.
        Checking = "checking", "Checking";
        /// What would change is known; nothing is written yet.
        Checked = "checked", "Ready to import";
        /// It is being written.
        Importing = "importing", "Importing";
        /// All of it is in.
        Done = "done", "Done";
        /// It stopped; the run says why. What was written until then stays and is right.
        Failed = "failed", "Failed";
        /// Somebody stopped it. What was written until then stays and is right.
        Cancelled = "cancelled", "Cancelled";
    }
}

impl ImportState {
    /// Whether nothing more will happen by itself.
    #[must_use]
    pub fn is_at_rest(self) -> bool {
        !matches!(self, Self::Uploading | Self::Checking | Self::Importing)
    }
}

words! {
    /// By what a corporate identifier names a device.
    IdentifierKind, "kind" {
        /// Maker, model and serial number together: the only one that Windows devices are known by.
        ManufacturerModelSerial = "manufacturer_model_serial", "Manufacturer, model and serial number";
        /// The serial number alone.
        Serial = "serial", "Serial number";
        /// The modem's number.
        Imei = "imei", "IMEI";
    }
}

words! {
    /// Why a record of a file was not taken.
    Reason, "reason" {
        /// A date that does not exist or is written in an unknown way.
        BadDate = "bad_date", "A date cannot be read";
        /// The record's id is empty.
        MissingId = "missing_id", "The id is missing";
        /// An id is not a GUID.
        BadId = "bad_id", "An id is not a GUID";
        /// A value that cannot be left out is empty.
        MissingValue = "missing_value", "A value is missing";
        /// A value is not one of those that the column takes.
        BadValue = "bad_value", "A value cannot be read";
        /// A value is longer than such a value can be.
        TooLong = "too_long", "A value is too long";
        /// The text is not UTF-8 (or not UTF-16, in a file that says it is).
        UnreadableText = "unreadable_text", "The text cannot be read";
        /// An exact second copy of an earlier record of the file.
        DuplicateRow = "duplicate_row", "A second copy of an earlier record";
        /// An earlier record of the file has the same id and another content; the first one counts.
        ConflictingId = "conflicting_id", "Another record has the same id";
        /// Fewer fields than headers.
        TooFewFields = "too_few_fields", "Fields are missing";
        /// More fields than headers.
        TooManyFields = "too_many_fields", "There are more fields than headers";
        /// The last record was cut off.
        Truncated = "truncated", "The file ends in the middle of the record";
        /// No such user is known.
        UnknownUser = "unknown_user", "The user is not known";
        /// No such group is known.
        UnknownGroup = "unknown_group", "The group is not known";
        /// No such user, group or device is known.
        UnknownMember = "unknown_member", "The member is not known";
        /// Whoever imports the file would give more by it than they hold.
        NotAllowed = "not_allowed", "It would give more than you hold";
    }
}

/// The longest value of a column that lists search or sort by, in characters: an index of `PostgreSQL`, which keeps up to
/// 2,700 bytes, holds it whatever the letters.
pub const LONGEST_VALUE: usize = 512;

/// The reading of one file: a dry run, and the import after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct ImportRun {
    /// Identifies the run.
    pub id: ImportId,
    /// What the file holds; `None` until its headers were read.
    pub kind: Option<FileKind>,
    /// The file's name, without its folder.
    pub file_name: String,
    /// How far it has come.
    pub state: ImportState,
    /// Who brought the file.
    pub started_by: String,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When the present pass over the file began; `None` before the first one.
    pub begun_at: Option<DateTime<Utc>>,
    /// When the run last moved on.
    pub progress_at: DateTime<Utc>,
    /// When it came to its end.
    pub finished_at: Option<DateTime<Utc>>,
    /// The time that the file tells about: given, or the newest check-in in it.
    pub as_of: Option<DateTime<Utc>>,
    /// How large the file is, or how much of it has arrived.
    pub size_bytes: i64,
    /// How much of it was read in the present pass.
    pub read_bytes: i64,
    /// Records read in the present pass, good and bad.
    pub records: i64,
    /// Records that are new (in a dry run: would be).
    pub added: i64,
    /// Records that differ from what is known.
    pub changed: i64,
    /// Records that say what is known already.
    pub unchanged: i64,
    /// Records that were refused; each is listed as a [`Problem`].
    pub bad: i64,
    /// Columns that this version gives no meaning. Those of devices, users and groups are kept all the same.
    #[cfg_attr(feature = "sqlx", sqlx(try_from = "String"))]
    pub unknown_columns: UnknownColumns,
    /// In which order its dates are written; `None` until that is known.
    pub dates: Option<DateStyle>,
    /// How that is known; `None` as long as it is not.
    pub dates_from: Option<DatesFrom>,
    /// Why the file was refused or the run stopped, as a sentence.
    pub problem: Option<String>,
}

impl ImportRun {
    /// Records read in a second, on average over the present pass, and the seconds that the rest takes at that rate;
    /// `None` until there is enough to tell.
    #[must_use]
    pub fn pace(&self) -> Option<(i64, i64)> {
        let millis = (self.progress_at - self.begun_at?).num_milliseconds();
        if millis < 1_000 || self.records == 0 || self.read_bytes == 0 {
            return None;
        }
        let left = i128::from(self.size_bytes - self.read_bytes).max(0);
        let seconds = left * i128::from(millis) / i128::from(self.read_bytes) / 1_000;
        Some((
            self.records.saturating_mul(1_000) / millis,
            i64::try_from(seconds).unwrap_or(i64::MAX),
        ))
    }
}

/// Names of columns, in the file's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnknownColumns(pub Vec<String>);

impl TryFrom<String> for UnknownColumns {
    type Error = serde_json::Error;

    fn try_from(json: String) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&json)
    }
}

/// One record of a file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct Problem {
    /// The record's number, from 1, without header and blank lines.
    pub record: i64,
    /// The line of the file on which the record begins, from 1.
    pub line: i64,
    /// Why it was not taken.
    pub reason: Reason,
    /// The column with the reason in it; empty if it is the record as a whole.
    pub field: String,
    /// What stands there, or what was expected, as a short text.
    pub detail: String,
}
