//! The groups, who is in them, and which groups lie in others.

use std::io::{Result, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::chance::{self, Chance};
use crate::device::Device;
use crate::person::{DEPARTMENTS, Person};
use crate::{Organisation, file};

/// Groups beside the departments' own, with what they are for.
const OTHERS: &[(&str, &str)] = &[
    ("All staff", "Everybody who is employed"),
    ("Externals", "People who work for somebody else"),
    ("Managed workforce", "May enroll the organisation's devices"),
    ("Office", "The departments that sit at desks"),
    ("Operations", "The departments that stand at machines"),
    ("Enrollment pilot", "Tries automatic enrollment first"),
    ("Own devices allowed", "Work on devices of their own"),
    ("IT service desk", "Helps with devices"),
    ("Shared devices", "Kiosks and scanners of the warehouse"),
    ("Windows 11 feedback", "Nobody has been asked yet"),
];

/// A group within another.
const NESTED: &[(&str, &str)] = &[
    ("Managed workforce", "Office"),
    ("Managed workforce", "Operations"),
    ("Managed workforce", "Enrollment pilot"),
    ("Office", "Sales"),
    ("Office", "Design"),
    ("Office", "Finance"),
    ("Office", "Purchasing"),
    ("Office", "IT"),
    ("Office", "Human resources"),
    ("Office", "Management"),
    ("Operations", "Warehouse"),
    ("Operations", "Logistics"),
    ("Operations", "Weaving mill"),
    ("Enrollment pilot", "IT service desk"),
];

pub(crate) fn id(name: &str) -> Uuid {
    chance::id(name, 0)
}

/// Writes all groups.
pub(crate) fn write(folder: &Path) -> Result<PathBuf> {
    let headers = ["objectId", "displayName", "description", "groupType"];
    file::write(folder, "groups.csv", &headers, |output| {
        for (_, name, _) in DEPARTMENTS {
            let id = id(name);
            writeln!(output, "{id},{name},The department,Dynamic security")?;
        }
        for (name, purpose) in OTHERS {
            writeln!(output, "{},{name},{purpose},Security", id(name))?;
        }
        Ok(())
    })
}

/// Writes who is in which group.
pub(crate) fn write_members(organisation: &Organisation, folder: &Path) -> Result<PathBuf> {
    let headers = ["groupObjectId", "memberObjectId", "memberType"];
    file::write(folder, "group-members.csv", &headers, |output| {
        for (outer, inner) in NESTED {
            writeln!(output, "{},{},group", id(outer), id(inner))?;
        }
        let departments = DEPARTMENTS.iter().map(|(_, name, _)| id(name));
        let departments: Vec<Uuid> = departments.collect();
        let [all, externals, pilot, own, desk] = [
            "All staff",
            "Externals",
            "Enrollment pilot",
            "Own devices allowed",
            "IT service desk",
        ]
        .map(id);
        for n in 0..organisation.people() {
            let person = Person::of(n);
            let mut chance = Chance::of("membership", n);
            let mut groups = Vec::new();
            if person.is_external {
                groups.push(externals);
            } else {
                groups.extend([all, departments[person.department]]);
            }
            if person.is_in_it() && !person.is_external && chance.is(500) {
                groups.push(desk);
            }
            if chance.is(30) {
                groups.push(pilot);
            }
            if chance.is(60) {
                groups.push(own);
            }
            for group in groups {
                writeln!(output, "{group},{},user", person.id)?;
            }
        }
        Ok(())
    })
}

/// Writes which devices are in a group: only once the devices are known.
pub(crate) fn write_device_members(organisation: &Organisation, folder: &Path) -> Result<PathBuf> {
    let headers = ["groupObjectId", "memberObjectId", "memberType"];
    let shared = id("Shared devices");
    file::write(folder, "group-devices.csv", &headers, |output| {
        for n in 0..organisation.devices {
            let device = Device::of(organisation, n);
            if device.is_shared() {
                writeln!(output, "{shared},{},device", device.object_id())?;
            }
        }
        Ok(())
    })
}
