//! A record: one row that some system keeps about a device.

pub mod evidence;
pub mod link;
mod spelling;

pub use spelling::os_family;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{DeviceId, ImportId, RecordId};
use crate::words::words;

words! {
    /// Which system keeps the record.
    RecordKind, "kind" {
        /// The device management service: the device is under management.
        Managed = "managed", "Managed";
        /// The directory's device object: the device is registered or joined.
        Directory = "directory", "Directory";
        /// An Autopilot registration: its hardware hash was uploaded; nothing is enrolled by that.
        Autopilot = "autopilot", "Autopilot";
        /// The client of an on-premises Configuration Manager.
        Configmgr = "configmgr", "ConfigMgr";
    }
}

words! {
    /// What identity the device has in the directory, which is not the same as being under management.
    JoinType, "join_type" {
        /// The organisation's device, joined to the directory in the cloud.
        Joined = "joined", "Joined";
        /// Joined to the on-premises domain and to the directory.
        HybridJoined = "hybrid_joined", "Hybrid joined";
        /// A personal device known to the directory.
        Registered = "registered", "Registered";
        /// Nothing is known of it, or it was written in a way that is not understood.
        Unknown = "unknown", "Unknown";
    }
}

words! {
    /// Whose device it is.
    Ownership, "ownership" {
        /// The organisation's.
        Corporate = "corporate", "Corporate";
        /// The user's own.
        Personal = "personal", "Personal";
        /// Nothing is known of it, or it was written in a way that is not understood.
        Unknown = "unknown", "Unknown";
    }
}

words! {
    /// Whether the device meets the policies that it is under.
    Compliance, "compliance" {
        /// It does.
        Compliant = "compliant", "Compliant";
        /// It does not.
        NotCompliant = "not_compliant", "Not compliant";
        /// It does not, and has some time left to do so.
        InGracePeriod = "in_grace_period", "In grace period";
        /// No policy looked at it.
        NotEvaluated = "not_evaluated", "Not evaluated";
        /// Two policies contradict each other.
        Conflict = "conflict", "Conflict";
        /// Looking at it failed.
        Error = "error", "Error";
        /// Configuration Manager decides.
        ConfigManager = "config_manager", "See ConfigMgr";
        /// Nothing is known of it, or it was written in a way that is not understood.
        Unknown = "unknown", "Unknown";
    }
}

words! {
    /// Who manages the device.
    ManagedBy, "managed_by" {
        /// The device management service.
        Mdm = "mdm", "MDM";
        /// The device management service together with Configuration Manager.
        MdmAndConfigmgr = "mdm_and_configmgr", "MDM and ConfigMgr";
        /// Configuration Manager alone.
        Configmgr = "configmgr", "ConfigMgr";
        /// Exchange alone.
        Eas = "eas", "Exchange ActiveSync";
        /// Exchange and the device management service.
        MdmAndEas = "mdm_and_eas", "MDM and Exchange ActiveSync";
        /// Something else; the record's page shows how it was written.
        Other = "other", "Other";
        /// Nobody: it is known to the directory only.
        Nobody = "nobody", "Not managed";
    }
}

/// What a record says about its device, as the system that keeps it spelled it, unless a word stands for it.
///
/// An empty text or `None` means that the record does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct RecordFields {
    /// Which system keeps the record.
    pub kind: RecordKind,
    /// The record's id in that system: the enrollment's for a managed record, the object's for a directory record.
    pub source_id: String,
    /// The directory's device id, the one identifier that links a managed and a directory record. It is not the
    /// directory object's id. The all-zero GUID means none.
    pub directory_device_id: Option<Uuid>,
    /// The device's name. It identifies nothing.
    pub name: String,
    /// The serial number as it was reported; [`evidence::serial_key`] says what it is worth.
    pub serial: String,
    /// Who made the device.
    pub manufacturer: String,
    /// Which model it is.
    pub model: String,
    /// The operating system's name.
    pub os: String,
    /// The operating system's version.
    pub os_version: String,
    /// Whose device it is.
    pub ownership: Ownership,
    /// Whether it meets its policies.
    pub compliance: Compliance,
    /// What identity it has in the directory.
    pub join_type: JoinType,
    /// Who manages it.
    pub managed_by: ManagedBy,
    /// By which way it was enrolled.
    pub enrollment_type: String,
    /// The category that an admin or the user chose.
    pub category: String,
    /// The primary user's (or the directory's owner's) user principal name.
    pub user_upn: String,
    /// The same user's display name.
    pub user_name: String,
    /// The modem's number.
    pub imei: String,
    /// The wireless adapter's address.
    pub wifi_mac: String,
    /// The wired adapter's address.
    pub ethernet_mac: String,
    /// The last check-in with management, or the last activity that the directory saw.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// When the device came under management.
    pub enrolled_at: Option<DateTime<Utc>>,
    /// When the directory (or Autopilot) registered it.
    pub registered_at: Option<DateTime<Utc>>,
    /// Every further column that was not empty, by its name, and every word that was not understood.
    #[cfg_attr(feature = "sqlx", sqlx(try_from = "String"))]
    pub other_fields: OtherFields,
}

/// A record and which device it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct Record {
    /// The record's id here.
    pub id: RecordId,
    /// The device that it is about.
    pub device_id: DeviceId,
    /// What it says.
    #[cfg_attr(feature = "sqlx", sqlx(flatten))]
    pub fields: RecordFields,
    /// When it was first brought in.
    pub first_seen_at: DateTime<Utc>,
    /// When it last changed here.
    pub changed_at: DateTime<Utc>,
    /// The import that last changed it.
    pub import_id: Option<ImportId>,
}

/// Columns of a file that have no place of their own, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OtherFields(pub BTreeMap<String, String>);

impl TryFrom<String> for OtherFields {
    type Error = serde_json::Error;

    fn try_from(json: String) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&json)
    }
}

impl OtherFields {
    /// The fields as one JSON object.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }
}

impl RecordFields {
    /// A record that says nothing yet.
    #[must_use]
    pub fn empty(kind: RecordKind, source_id: String) -> Self {
        Self {
            kind,
            source_id,
            directory_device_id: None,
            name: String::new(),
            serial: String::new(),
            manufacturer: String::new(),
            model: String::new(),
            os: String::new(),
            os_version: String::new(),
            ownership: Ownership::Unknown,
            compliance: Compliance::Unknown,
            join_type: JoinType::Unknown,
            managed_by: if kind == RecordKind::Managed {
                ManagedBy::Mdm
            } else {
                ManagedBy::Nobody
            },
            enrollment_type: String::new(),
            category: String::new(),
            user_upn: String::new(),
            user_name: String::new(),
            imei: String::new(),
            wifi_mac: String::new(),
            ethernet_mac: String::new(),
            last_seen_at: None,
            enrolled_at: None,
            registered_at: None,
            other_fields: OtherFields::default(),
        }
    }
}
