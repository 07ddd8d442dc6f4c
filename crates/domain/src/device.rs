//! A device: the physical machine behind its records, and how its row in a list is taken from them.

mod column;
mod edit;
mod query;
mod selection;
mod version;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, RecordId};
use crate::record::{
    Compliance, JoinType, ManagedBy, Ownership, Record, RecordFields, RecordKind, os_family,
};
use crate::words::words;

pub use column::DeviceColumn;
pub use edit::{
    BulkEdit, Change, DeviceChange, DeviceEdit, EditFailure, EditPreview, EditState, EditedDevice,
    HandValues, LONGEST_NOTES, NotesChange, Set, SetByHand, ShownValues,
};
pub use query::{DeviceQuery, DeviceRows, DeviceSort, Excluded, FilterPill, first_windows_11_key};
pub use selection::{DeviceSelection, MOST_PICKED};
pub(crate) use version::FIRST_WINDOWS_11_BUILD;
pub use version::{VersionBound, WindowsVersion, os_release, os_version_key, windows_version};

/// One row of *All devices*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct Device {
    /// Identifies the device.
    pub id: DeviceId,
    /// What its records say.
    #[cfg_attr(feature = "sqlx", sqlx(flatten))]
    pub face: DeviceFace,
    /// How many records stand behind it.
    pub record_count: i64,
}

/// What is shown of a device: each value taken from one of its records by [`source`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct DeviceFace {
    /// The name.
    pub name: String,
    /// The serial number as reported.
    pub serial: String,
    /// Who made it.
    pub manufacturer: String,
    /// Which model it is.
    pub model: String,
    /// The operating system's family, such as `Windows`.
    pub os: String,
    /// The operating system's version as reported; [`windows_version`] names it.
    pub os_version: String,
    /// Whose device it is.
    pub ownership: Ownership,
    /// Whether it meets its policies.
    pub compliance: Compliance,
    /// What identity it has in the directory.
    pub join_type: JoinType,
    /// Who manages it.
    pub managed_by: ManagedBy,
    /// By which way it was enrolled; empty if no record says.
    pub enrollment_type: String,
    /// Its category; empty for none.
    pub category: String,
    /// The primary user's principal name; empty for a shared device.
    pub user_upn: String,
    /// The primary user's display name.
    pub user_name: String,
    /// The last check-in with management; of a device that is not managed, the last activity the directory saw.
    pub last_check_in_at: Option<DateTime<Utc>>,
    /// When it came under management.
    pub enrolled_at: Option<DateTime<Utc>>,
}

/// The words that occur among the devices, for fields whose words are free: what a filter can choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceWords {
    /// Operating systems.
    pub os: Vec<String>,
    /// Versions without their revisions, such as `Windows 10.0.26100`.
    pub releases: Vec<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// Ways of enrollment.
    pub enrollment_types: Vec<String>,
}

words! {
    /// One value of a device that some record provides.
    DeviceField, "field" {
        /// The name.
        Name = "name", "Device name";
        /// The serial number.
        Serial = "serial", "Serial number";
        /// The maker.
        Manufacturer = "manufacturer", "Manufacturer";
        /// The model.
        Model = "model", "Model";
        /// The operating system.
        Os = "os", "OS";
        /// The operating system's version.
        OsVersion = "os_version", "OS version";
        /// Whose device it is.
        Ownership = "ownership", "Ownership";
        /// Whether it meets its policies.
        Compliance = "compliance", "Compliance";
        /// The identity in the directory.
        JoinType = "join_type", "Join type";
        /// Who manages it.
        ManagedBy = "managed_by", "Managed by";
        /// The way of its enrollment.
        EnrollmentType = "enrollment_type", "Enrollment type";
        /// The category.
        Category = "category", "Category";
        /// The primary user.
        User = "user", "Primary user";
        /// The last check-in.
        LastCheckIn = "last_check_in", "Last check-in";
        /// When it was enrolled.
        Enrolled = "enrolled", "Enrolled";
    }
}

/// A device with every record behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceDetail {
    /// The device as lists show it.
    pub device: Device,
    /// Its records: managed first, then Configuration Manager's, the directory's and Autopilot's.
    pub records: Vec<Record>,
    /// Which record each value came from; a value that no record has, or that is set by hand, is not listed.
    pub sources: Vec<(DeviceField, RecordId)>,
    /// What is set by hand, which goes before the records.
    pub by_hand: SetByHand,
}

/// Which of `records` a device's value comes from; `None` if none of them has it.
///
/// Management knows the device at first hand, so a managed record goes before Configuration Manager's, the
/// directory's and Autopilot's; of two records of one kind the one seen last speaks. A record that does not have
/// the value is passed over.
#[must_use]
pub fn source(field: DeviceField, records: &[&RecordFields]) -> Option<usize> {
    let has = |record: &RecordFields| match field {
        DeviceField::Name => !record.name.is_empty(),
        DeviceField::Serial => !record.serial.is_empty(),
        DeviceField::Manufacturer => !record.manufacturer.is_empty(),
        DeviceField::Model => !record.model.is_empty(),
        DeviceField::Os => !record.os.is_empty(),
        DeviceField::OsVersion => !record.os_version.is_empty(),
        DeviceField::Ownership => record.ownership != Ownership::Unknown,
        // The directory calls every device that nobody manages "not compliant".
        DeviceField::Compliance => {
            record.compliance != Compliance::Unknown && record.managed_by != ManagedBy::Nobody
        }
        DeviceField::JoinType => record.join_type != JoinType::Unknown,
        DeviceField::ManagedBy => record.managed_by != ManagedBy::Nobody,
        DeviceField::EnrollmentType => !record.enrollment_type.is_empty(),
        DeviceField::Category => !record.category.is_empty(),
        DeviceField::User => !record.user_upn.is_empty() || !record.user_name.is_empty(),
        DeviceField::LastCheckIn => record.last_seen_at.is_some(),
        // The directory's own date says when the device was registered or joined, which is not enrolling.
        DeviceField::Enrolled => record.kind == RecordKind::Managed && record.enrolled_at.is_some(),
    };
    (0..records.len())
        .filter(|&index| has(records[index]))
        .min_by(|&a, &b| {
            let (a, b) = (records[a], records[b]);
            rank(a.kind)
                .cmp(&rank(b.kind))
                .then_with(|| b.last_seen_at.cmp(&a.last_seen_at))
                .then_with(|| a.source_id.cmp(&b.source_id))
        })
}

/// The order in which records are asked, and shown.
#[must_use]
pub fn rank(kind: RecordKind) -> u8 {
    match kind {
        RecordKind::Managed => 0,
        RecordKind::Configmgr => 1,
        RecordKind::Directory => 2,
        RecordKind::Autopilot => 3,
    }
}

/// What lists show of the device with these records, in whatever order they are given, and with what is set by hand, which
/// goes before them.
#[must_use]
pub fn face(records: &[&RecordFields], by_hand: &HandValues) -> DeviceFace {
    let of = |field| source(field, records).map(|index| records[index]);
    let text = |field, value: fn(&RecordFields) -> &String| {
        of(field).map(value).cloned().unwrap_or_default()
    };
    let managed_by =
        of(DeviceField::ManagedBy).map_or(ManagedBy::Nobody, |record| record.managed_by);
    let without_compliance = if managed_by == ManagedBy::Nobody {
        Compliance::NotEvaluated
    } else {
        Compliance::Unknown
    };
    DeviceFace {
        name: text(DeviceField::Name, |record| &record.name),
        serial: text(DeviceField::Serial, |record| &record.serial),
        manufacturer: text(DeviceField::Manufacturer, |record| &record.manufacturer),
        model: text(DeviceField::Model, |record| &record.model),
        os: of(DeviceField::Os)
            .map_or("", |record| os_family(&record.os))
            .to_owned(),
        os_version: text(DeviceField::OsVersion, |record| &record.os_version),
        ownership: by_hand.ownership.unwrap_or_else(|| {
            of(DeviceField::Ownership).map_or(Ownership::Unknown, |record| record.ownership)
        }),
        compliance: of(DeviceField::Compliance)
            .map_or(without_compliance, |record| record.compliance),
        join_type: of(DeviceField::JoinType).map_or(JoinType::Unknown, |record| record.join_type),
        managed_by,
        enrollment_type: text(DeviceField::EnrollmentType, |record| {
            &record.enrollment_type
        }),
        category: by_hand
            .category
            .clone()
            .unwrap_or_else(|| text(DeviceField::Category, |record| &record.category)),
        user_upn: text(DeviceField::User, |record| &record.user_upn),
        user_name: text(DeviceField::User, |record| &record.user_name),
        last_check_in_at: of(DeviceField::LastCheckIn).and_then(|record| record.last_seen_at),
        enrolled_at: of(DeviceField::Enrolled).and_then(|record| record.enrolled_at),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn record(kind: RecordKind) -> RecordFields {
        RecordFields::empty(kind, format!("{}-1", kind.as_str()))
    }

    #[test]
    fn the_managed_record_speaks_and_the_directory_fills_its_gaps() {
        let managed = RecordFields {
            name: "FH-1".to_owned(),
            compliance: Compliance::InGracePeriod,
            ..record(RecordKind::Managed)
        };
        let directory = RecordFields {
            name: "OLD-NAME".to_owned(),
            model: "Latitude 5440".to_owned(),
            join_type: JoinType::Joined,
            compliance: Compliance::NotCompliant,
            managed_by: ManagedBy::Mdm,
            ..record(RecordKind::Directory)
        };
        for records in [[&managed, &directory], [&directory, &managed]] {
            let face = face(&records, &HandValues::default());
            assert_eq!(
                (face.name.as_str(), face.model.as_str()),
                ("FH-1", "Latitude 5440")
            );
            assert_eq!(
                (face.compliance, face.join_type),
                (Compliance::InGracePeriod, JoinType::Joined)
            );
        }
    }

    #[test]
    fn a_device_that_nobody_manages_is_not_called_non_compliant_and_never_enrolled() {
        let directory = RecordFields {
            compliance: Compliance::NotCompliant,
            registered_at: Some(DateTime::UNIX_EPOCH + TimeDelta::days(20_000)),
            ..record(RecordKind::Directory)
        };
        let face = face(&[&directory], &HandValues::default());
        assert_eq!(
            (face.compliance, face.managed_by, face.enrolled_at),
            (Compliance::NotEvaluated, ManagedBy::Nobody, None)
        );
    }
}
