//! The records of a group side by side, field by field.

use chrono::{DateTime, Utc};

use crate::record::{Record, RecordFields, evidence};

/// What a field is worth as evidence that records are about one machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It tells machines or installations apart.
    Strong,
    /// It agrees or differs by chance.
    Weak,
    /// It says nothing about that.
    None,
}

/// One field of all records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The field's name.
    pub field: &'static str,
    /// What each record says, in their order; empty where it says nothing.
    pub values: Vec<String>,
    /// What it is worth.
    pub worth: Worth,
    /// Whether two records say something different.
    pub differs: bool,
    /// Which of them say something else than the first that says anything.
    pub other: Vec<bool>,
    /// Whether at least two say something, and the same.
    pub agrees: bool,
}

/// Every field that at least one of the records says something about.
#[must_use]
pub fn comparison(records: &[Record]) -> Vec<Comparison> {
    type Read = fn(&RecordFields) -> String;
    /// As it is compared.
    type Key = fn(&str) -> String;
    fn time(at: Option<DateTime<Utc>>) -> String {
        at.map(|at| at.format("%Y-%m-%d %H:%M").to_string())
            .unwrap_or_default()
    }
    fn known(label: &str) -> String {
        if label == "Unknown" {
            String::new()
        } else {
            label.to_owned()
        }
    }
    fn lower(text: &str) -> String {
        text.trim().to_lowercase()
    }
    let fields: &[(&'static str, Worth, Read, Key)] = &[
        (
            "Serial number",
            Worth::Strong,
            |r| r.serial.clone(),
            evidence::serial_key,
        ),
        (
            "Manufacturer",
            Worth::Weak,
            |r| r.manufacturer.clone(),
            lower,
        ),
        ("Model", Worth::Weak, |r| r.model.clone(), lower),
        (
            "Device id",
            Worth::Strong,
            |r| {
                r.directory_device_id
                    .map(|id| id.to_string())
                    .unwrap_or_default()
            },
            lower,
        ),
        ("Name", Worth::Weak, |r| r.name.clone(), lower),
        ("User", Worth::Weak, |r| r.user_upn.clone(), lower),
        (
            "Wi-Fi address",
            Worth::Weak,
            |r| r.wifi_mac.clone(),
            evidence::mac_key,
        ),
        (
            "Wired address",
            Worth::Weak,
            |r| r.ethernet_mac.clone(),
            evidence::mac_key,
        ),
        ("IMEI", Worth::Strong, |r| r.imei.clone(), lower),
        (
            "Join type",
            Worth::None,
            |r| known(r.join_type.label()),
            lower,
        ),
        (
            "Managed by",
            Worth::None,
            |r| known(r.managed_by.label()),
            lower,
        ),
        (
            "Ownership",
            Worth::None,
            |r| known(r.ownership.label()),
            lower,
        ),
        (
            "Compliance",
            Worth::None,
            |r| known(r.compliance.label()),
            lower,
        ),
        (
            "Operating system",
            Worth::None,
            |r| format!("{} {}", r.os, r.os_version).trim().to_owned(),
            lower,
        ),
        ("Registered", Worth::None, |r| time(r.registered_at), lower),
        ("Enrolled", Worth::None, |r| time(r.enrolled_at), lower),
        ("Last seen", Worth::None, |r| time(r.last_seen_at), lower),
    ];
    let compare = |&(field, worth, read, key): &(&'static str, Worth, Read, Key)| {
        let values: Vec<String> = records.iter().map(|record| read(&record.fields)).collect();
        let keys: Vec<String> = values.iter().map(|value| key(value)).collect();
        let first = keys.iter().find(|key| !key.is_empty());
        let other: Vec<bool> = keys
            .iter()
            .map(|key| !key.is_empty() && Some(key) != first)
            .collect();
        let said = keys.iter().filter(|key| !key.is_empty()).count();
        let is_said = values.iter().any(|value| !value.is_empty());
        is_said.then_some(Comparison {
            field,
            worth,
            differs: other.contains(&true),
            agrees: said > 1 && !other.contains(&true),
            other,
            values,
        })
    };
    fields.iter().filter_map(compare).collect()
}
