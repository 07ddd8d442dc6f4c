//! What a record has to say about which machine it is, made comparable.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{DeviceId, RecordId};
use crate::record::{JoinType, ManagedBy, OtherFields, RecordFields, RecordKind, evidence};

/// Values that are never evidence, beyond the serial numbers that [`evidence::serial_key`] already refuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockLists {
    /// Serial numbers, as [`evidence::serial_key`] writes them.
    pub serials: BTreeSet<String>,
    /// Hardware addresses, as [`evidence::mac_key`] writes them; one that is shorter stands for all that begin so.
    pub addresses: BTreeSet<String>,
}

/// Addresses that many machines report: virtual adapters, drivers' defaults, cloned adapters (GLPI's and OCS
/// Inventory's lists).
const ADDRESSES: &[&str] = &[
    "000000000000",
    "ffffffffffff",
    "feffffffffff",
    "444553540000",
    "444553540001",
    "44455354616f",
    "101111111111",
    "0a0027000000",
    "005056c000",
    "02004e435049",
    "020054554e01",
    "028037ec0200",
    "00a0c6000000",
    "204153594eff",
    "33506f453030",
    "505054503030",
    "24b620524153",
    "000bcafe0000",
    "001a7dda710a",
    "0001027d9b1c",
    "0008a1460635",
    "0008a166e21a",
    "0009dd103768",
    "000fea9ae2f0",
    "00105a7271f3",
    "00111185088b",
];

impl Default for BlockLists {
    fn default() -> Self {
        Self {
            serials: BTreeSet::new(),
            addresses: ADDRESSES
                .iter()
                .map(|&address| address.to_owned())
                .collect(),
        }
    }
}

impl BlockLists {
    fn blocks_address(&self, address: &str) -> bool {
        (1..=address.len()).any(|end| {
            address
                .get(..end)
                .is_some_and(|start| self.addresses.contains(start))
        })
    }
}

/// Hash keys by which records that may have to do with each other find each other; 0 is none. Equal keys are only a
/// reason to compare the values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Of the name (a serial number stands for an Autopilot record's).
    pub name: i64,
    /// Of the wired address.
    pub wired: i64,
    /// Of what many machines have by design: a placeholder in place of a serial number, or the name that session hosts
    /// have in common.
    pub trap: i64,
    /// [`Self::KEY_CONFLICT`] and [`Self::PENDING`].
    pub flags: i64,
}

impl Keys {
    /// The directory says that two machines use the record's key.
    pub const KEY_CONFLICT: i64 = 1;
    /// A retire, wipe or delete is on its way.
    pub const PENDING: i64 = 2;

    /// The key of a wired address, as [`evidence::mac_key`] writes it.
    #[must_use]
    pub fn of_wired(address: &str) -> i64 {
        hash("wired", address)
    }

    /// The keys of what a record says.
    #[must_use]
    pub fn of(fields: &RecordFields) -> Self {
        let name = match fields.kind {
            RecordKind::Autopilot => evidence::serial_key(&fields.serial),
            _ => plain(&fields.name),
        };
        let wired = evidence::mac_key(&fields.ethernet_mac);
        Self {
            name: hash("name", &name),
            wired: if fields.kind == RecordKind::Managed {
                hash("wired", &wired)
            } else {
                0
            },
            trap: trap(fields).map_or(0, |(kind, value)| hash(kind, &value)),
            flags: flags(&fields.other_fields),
        }
    }
}

/// What one record says, as it is compared.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The record.
    pub record: RecordId,
    /// The device that it belongs to.
    pub device: DeviceId,
    /// Who keeps it.
    pub kind: RecordKind,
    /// Its id there.
    pub source_id: String,
    /// The directory's device id.
    pub directory_device_id: Option<Uuid>,
    /// The name in lower case.
    pub name: String,
    /// The serial number, empty if it is none.
    pub serial: String,
    /// The maker, so that "Dell Inc." and "DELL" are one; empty if it is none.
    pub maker: String,
    /// The model in lower case; empty if it is none.
    pub model: String,
    /// Whether it runs Windows.
    pub is_windows: bool,
    /// The operating system's version.
    pub build: String,
    /// The identity in the directory.
    pub join_type: JoinType,
    /// Who manages it.
    pub managed_by: ManagedBy,
    /// The user in lower case.
    pub user: String,
    /// The wireless address; empty if it is worth nothing.
    pub wifi: String,
    /// The wired address; empty if it is worth nothing.
    pub wired: String,
    /// When it was last seen.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// When it was enrolled.
    pub enrolled_at: Option<DateTime<Utc>>,
    /// When it was registered.
    pub registered_at: Option<DateTime<Utc>>,
    /// Whether it meets its policies.
    pub is_compliant: bool,
    /// See [`Keys::KEY_CONFLICT`].
    pub has_key_conflict: bool,
    /// See [`Keys::PENDING`].
    pub is_pending: bool,
    /// What it has in common with many by design, see [`Keys::trap`].
    pub trap: Option<String>,
}

impl Evidence {
    /// What `fields` say. `flags` are the record's [`Keys::flags`].
    #[must_use]
    pub fn of(
        record: RecordId,
        device: DeviceId,
        fields: &RecordFields,
        flags: i64,
        lists: &BlockLists,
    ) -> Self {
        let serial = evidence::serial_key(&fields.serial);
        let address = |text: &str| {
            let key = evidence::mac_key(text);
            if lists.blocks_address(&key) {
                String::new()
            } else {
                key
            }
        };
        Self {
            record,
            device,
            kind: fields.kind,
            source_id: fields.source_id.clone(),
            directory_device_id: fields.directory_device_id,
            name: fields.name.trim().to_lowercase(),
            serial: if lists.serials.contains(&serial) {
                String::new()
            } else {
                serial
            },
            maker: maker(&fields.manufacturer),
            model: model(&fields.model),
            is_windows: fields.os.trim().to_lowercase().starts_with("windows"),
            build: fields.os_version.trim().to_owned(),
            join_type: fields.join_type,
            managed_by: fields.managed_by,
            user: fields.user_upn.trim().to_lowercase(),
            wifi: address(&fields.wifi_mac),
            wired: address(&fields.ethernet_mac),
            last_seen_at: fields.last_seen_at,
            enrolled_at: fields.enrolled_at,
            registered_at: fields.registered_at,
            is_compliant: fields.compliance == crate::record::Compliance::Compliant,
            has_key_conflict: flags & Keys::KEY_CONFLICT != 0,
            is_pending: flags & Keys::PENDING != 0,
            trap: trap(fields).map(|(kind, value)| format!("{kind}:{value}")),
        }
    }

    /// Whether it is one of many session hosts that are rebuilt.
    #[must_use]
    pub fn is_session_host(&self) -> bool {
        self.trap
            .as_deref()
            .is_some_and(|trap| trap.starts_with("pool:"))
    }

    pub(super) fn is_managed(&self) -> bool {
        self.kind == RecordKind::Managed
    }

    pub(super) fn is_directory(&self) -> bool {
        self.kind == RecordKind::Directory
    }
}

/// `text` in upper case, letters and digits only: names and serial numbers are looked up so.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// [`Keys::name`] of a name.
pub(super) fn name_key(name: &str) -> i64 {
    hash("name", &plain(name))
}

/// FNV-1a of a value of one kind; 0 if there is none. Kept in the database, so it never changes.
fn hash(kind: &str, value: &str) -> i64 {
    if value.is_empty() {
        return 0;
    }
    let bytes = kind.bytes().chain([0]).chain(value.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash.cast_signed()
}

fn flags(other: &OtherFields) -> i64 {
    let conflicts = states(other).any(|state| plain(state) == "KEYCONFLICT");
    let mut flags = 0;
    if conflicts {
        flags |= Keys::KEY_CONFLICT;
    }
    if pending_action(other).is_some() {
        flags |= Keys::PENDING;
    }
    flags
}

/// The values of the columns that say in which state a device is.
fn states(other: &OtherFields) -> impl Iterator<Item = &String> {
    other.0.iter().filter_map(|(column, value)| {
        let column = plain(column);
        (column.ends_with("STATE") || column.ends_with("REGISTERED")).then_some(value)
    })
}

/// The retire, wipe or delete that a device was told to do and has not done yet, as the management service writes it.
#[must_use]
pub fn pending_action(other: &OtherFields) -> Option<&str> {
    states(other).map(String::as_str).find(|state| {
        let state = plain(state);
        ["RETIRE", "WIPE", "DELETE"]
            .iter()
            .any(|action| state.starts_with(action))
            && ["PENDING", "ISSUED"]
                .iter()
                .any(|stage| state.ends_with(stage))
    })
}

/// The kind and value of what a record has in common with many by design.
fn trap(fields: &RecordFields) -> Option<(&'static str, String)> {
    match fields.kind {
        RecordKind::Managed => {
            let serial = plain(&fields.serial);
            (!serial.is_empty() && evidence::serial_key(&fields.serial).is_empty())
                .then_some(("serial", serial))
        }
        RecordKind::Directory => {
            let is_host = fields.join_type == JoinType::HybridJoined
                && fields.user_upn.trim().is_empty()
                && fields.registered_at.is_some()
                && is_virtual(&fields.model);
            let name = fields.name.trim().to_lowercase();
            let pool = name.trim_end_matches(|c: char| c.is_ascii_digit());
            let pool_name = pool.trim_end_matches(['-', '_']);
            (is_host && pool.len() < name.len() && pool_name.len() > 2)
                .then(|| ("pool", pool_name.to_owned()))
        }
        RecordKind::Autopilot | RecordKind::Configmgr => None,
    }
}

/// Whether a model is a virtual machine's.
fn is_virtual(model: &str) -> bool {
    let model = model.to_lowercase();
    ["virtual", "vmware", "kvm", "qemu", "parallels"]
        .iter()
        .any(|word| model.contains(word))
}

/// The first word of a maker's name, for the many ways to write one; empty for a placeholder.
fn maker(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let first: String = text.chars().take_while(|c| c.is_alphanumeric()).collect();
    match first.as_str() {
        "hewlett" => "hp".to_owned(),
        "asustek" => "asus".to_owned(),
        "to" | "system" | "oem" | "o" | "default" | "unknown" => String::new(),
        _ => first,
    }
}

/// A model in lower case; empty for a placeholder.
fn model(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let is_placeholder = matches!(
        text.as_str(),
        "to be filled by o.e.m."
            | "system product name"
            | "product name"
            | "system name"
            | "all series"
            | "*"
            | "default string"
    );
    if is_placeholder { String::new() } else { text }
}
