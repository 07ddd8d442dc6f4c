//! The records of a group side by side, field by field.

use std::collections::BTreeSet;

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
            |r| r.join_type.label().to_owned(),
            lower,
        ),
        (
            "Managed by",
            Worth::None,
            |r| r.managed_by.label().to_owned(),
            lower,
        ),
        (
            "Ownership",
            Worth::None,
            |r| r.ownership.label().to_owned(),
            lower,
        ),
        (
            "Compliance",
            Worth::None,
            |r| r.compliance.label().to_owned(),
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
        let keys: Vec<String> = values
            .iter()
            .map(|value| key(value))
            .filter(|key| !key.is_empty())
            .collect();
        let different: BTreeSet<&String> = keys.iter().collect();
        values
            .iter()
            .any(|value| !value.is_empty())
            .then(|| Comparison {
                field,
                worth,
                differs: different.len() > 1,
                agrees: different.len() == 1 && keys.len() > 1,
                values,
            })
    };
    fields.iter().filter_map(compare).collect()
}
