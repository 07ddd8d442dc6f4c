//! The columns that lists and exports of devices can show.

use super::DeviceSort;
use crate::words::words;

words! {
    /// A column of *All devices* and of its exports. The word names the column in addresses and in exported files.
    DeviceColumn, "columns" {
        /// The name.
        Name = "name", "Device name";
        /// The primary user's display name.
        User = "user", "Primary user";
        /// The primary user's principal name.
        UserUpn = "user_upn", "Primary user UPN";
        /// Whether it meets its policies.
        Compliance = "compliance", "Compliance";
        /// The last check-in.
        LastCheckIn = "last_check_in", "Last check-in";
        /// Whose device it is.
        Ownership = "ownership", "Ownership";
        /// The identity in the directory.
        JoinType = "join_type", "Join type";
        /// Who manages it.
        ManagedBy = "managed_by", "Managed by";
        /// The operating system's family.
        Os = "os", "OS";
        /// The operating system's version.
        OsVersion = "os_version", "OS version";
        /// The serial number.
        Serial = "serial", "Serial number";
        /// The maker.
        Manufacturer = "manufacturer", "Manufacturer";
        /// The model.
        Model = "model", "Model";
        /// The category.
        Category = "category", "Category";
        /// The way of enrollment.
        EnrollmentType = "enrollment_type", "Enrollment type";
        /// When it was enrolled.
        Enrolled = "enrolled", "Enrolled";
        /// How many records stand behind it.
        Records = "records", "Records";
        /// The device's id here.
        Id = "id", "Device ID";
    }
}

impl DeviceColumn {
    /// The columns of a list that nobody chose any for.
    pub const USUAL: &'static [Self] = &[
        Self::Name,
        Self::User,
        Self::Compliance,
        Self::LastCheckIn,
        Self::Ownership,
        Self::JoinType,
        Self::ManagedBy,
        Self::OsVersion,
        Self::Serial,
        Self::Model,
    ];

    /// What a list is sorted by when this column's head is pressed.
    #[must_use]
    pub fn sort(self) -> DeviceSort {
        match self {
            Self::Name => DeviceSort::Name,
            Self::User => DeviceSort::User,
            Self::UserUpn => DeviceSort::UserUpn,
            Self::Compliance => DeviceSort::Compliance,
            Self::LastCheckIn => DeviceSort::LastCheckIn,
            Self::Ownership => DeviceSort::Ownership,
            Self::JoinType => DeviceSort::JoinType,
            Self::ManagedBy => DeviceSort::ManagedBy,
            Self::Os | Self::OsVersion => DeviceSort::OsVersion,
            Self::Serial => DeviceSort::Serial,
            Self::Manufacturer => DeviceSort::Manufacturer,
            Self::Model => DeviceSort::Model,
            Self::Category => DeviceSort::Category,
            Self::EnrollmentType => DeviceSort::EnrollmentType,
            Self::Enrolled => DeviceSort::Enrolled,
            Self::Records => DeviceSort::Records,
            Self::Id => DeviceSort::Id,
        }
    }
}
