//! The devices, as the management service and the directory each know them.

use std::io::{Result, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::chance::{self, Chance};
use crate::person::Person;
use crate::{Organisation, file};

/// What kind of device it is, and how it came to be on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Joined to the directory and managed.
    Joined,
    /// Joined to the domain as well, and managed together with Configuration Manager.
    Hybrid,
    /// A person's own computer, registered and managed.
    OwnComputer,
    /// A telephone or tablet.
    Phone,
    Mac,
    /// Used by whoever stands before it.
    Shared,
    /// Joined, and known to the directory alone: it becomes a duplicate once somebody enrolls it.
    Unmanaged,
}

/// Of a thousand devices.
const KINDS: &[(usize, Kind)] = &[
    (640, Kind::Joined),
    (110, Kind::Hybrid),
    (50, Kind::OwnComputer),
    (70, Kind::Phone),
    (35, Kind::Mac),
    (60, Kind::Shared),
    (35, Kind::Unmanaged),
];

/// Maker, model and the form of the serial number: `#` stands for a letter or digit.
type Model = (&'static str, &'static str, &'static str);

const COMPUTERS: &[(usize, Model)] = &[
    (22, ("LENOVO", "ThinkPad T14 Gen 5", "PF######")),
    (14, ("LENOVO", "ThinkPad X1 Carbon Gen 12", "PW######")),
    (20, ("Dell Inc.", "Latitude 5450", "#######")),
    (10, ("Dell Inc.", "OptiPlex 7020", "#######")),
    (14, ("HP", "EliteBook 840 G11", "5CG#######")),
    (8, ("HP", "ProBook 450 G10", "5CD#######")),
    (
        7,
        ("Microsoft Corporation", "Surface Laptop 6", "0#####4#####"),
    ),
    (
        5,
        ("Microsoft Corporation", "Surface Pro 10", "0#####3#####"),
    ),
];

const SHARED: &[(usize, Model)] = &[
    (
        60,
        ("Zebra Technologies", "ET60 Rugged Tablet", "2#########"),
    ),
    (40, ("HP", "Elite Mini 800 G9", "8CC#######")),
];

const PHONES: &[(usize, Model)] = &[
    (40, ("Apple", "iPhone 15", "F##########")),
    (20, ("Apple", "iPad (10th generation)", "D##########")),
    (25, ("Samsung", "Galaxy A54 5G", "R#########")),
    (15, ("Google", "Pixel 8", "3########")),
];

const MACS: &[(usize, Model)] = &[
    (60, ("Apple", "MacBook Air (13-inch, M3)", "C##########")),
    (40, ("Apple", "MacBook Pro (14-inch, M3)", "J##########")),
];

const WINDOWS: &[(usize, &str)] = &[
    (29, "10.0.26100.7171"),
    (12, "10.0.26100.6584"),
    (24, "10.0.26200.7171"),
    (6, "10.0.26200.6899"),
    (9, "10.0.22631.6199"),
    (3, "10.0.22631.4317"),
    (13, "10.0.19045.6456"),
    (3, "10.0.19045.5247"),
    (1, "10.0.17763.8027"),
];

const CATEGORIES: &[(usize, &str)] = &[(55, "Office"), (20, "Field"), (15, ""), (10, "Developer")];

/// How many of a thousand checked in how long ago: the least and the most minutes.
const CHECK_INS: &[(usize, (usize, usize))] = &[
    (790, (5, 1_380)),
    (112, (1_440, 10_000)),
    (39, (10_100, 30_000)),
    (12, (30_300, 43_000)),
    (29, (43_300, 129_000)),
    (18, (130_000, 260_000)),
];

/// One of the devices.
pub(crate) struct Device {
    n: usize,
    kind: Kind,
    name: String,
    serial: String,
    model: Model,
    version: String,
    person: Person,
    enrolled_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    compliance: &'static str,
}

impl Device {
    /// The `n`th.
    pub(crate) fn of(organisation: &Organisation, n: usize) -> Self {
        let mut chance = Chance::of("device", n);
        let kind = *chance.weighted(KINDS);
        let model = *chance.weighted(match kind {
            Kind::Phone => PHONES,
            Kind::Mac => MACS,
            Kind::Shared => SHARED,
            Kind::Joined | Kind::Hybrid | Kind::OwnComputer | Kind::Unmanaged => COMPUTERS,
        });
        let serial: String = model
            .2
            .chars()
            .map(|c| {
                if c == '#' {
                    chance.code(1)
                } else {
                    c.to_string()
                }
            })
            .collect();
        let person = Person::of(chance.below(organisation.people()));
        let name = name(kind, n, &model, &person, &mut chance);
        let (least, most) = *chance.weighted(CHECK_INS);
        let silent_minutes = least + chance.below(most - least);
        let enrolled_at = organisation.now - age(&mut chance);
        let seen_at = organisation.now - minutes(silent_minutes);
        // Whoever was enrolled only just now cannot have been silent for longer.
        let seen_at = seen_at
            .max(enrolled_at + minutes(chance.below(120)).min(organisation.now - enrolled_at));
        let silent_for_long = organisation.now - seen_at > TimeDelta::days(30);
        let compliance = *chance.weighted(if silent_for_long {
            &[(20, "Compliant"), (80, "Noncompliant")]
        } else {
            &[
                (925, "Compliant"),
                (28, "Noncompliant"),
                (36, "In grace period"),
                (11, "Not evaluated"),
            ][..]
        });
        Self {
            n,
            kind,
            name,
            serial,
            version: version(kind, &model, &mut chance),
            model,
            person,
            enrolled_at,
            seen_at,
            compliance,
        }
    }

    /// The id of its object in the directory.
    pub(crate) fn object_id(&self) -> Uuid {
        chance::id("directory object", self.n)
    }

    pub(crate) fn is_shared(&self) -> bool {
        self.kind == Kind::Shared
    }

    fn directory_device_id(&self) -> Uuid {
        chance::id("directory device", self.n)
    }

    fn os(&self) -> &'static str {
        match (self.kind, self.model.0) {
            (Kind::Phone, "Apple") => "iOS/iPadOS",
            (Kind::Phone, _) => "Android",
            (Kind::Mac, _) => "macOS",
            _ => "Windows",
        }
    }

    fn ownership(&self) -> &'static str {
        match self.kind {
            Kind::OwnComputer => "Personal",
            Kind::Phone if self.n.is_multiple_of(3) => "Personal",
            _ => "Corporate",
        }
    }

    fn join_type(&self) -> &'static str {
        match self.kind {
            Kind::Joined | Kind::Shared | Kind::Unmanaged => "Microsoft Entra joined",
            Kind::Hybrid => "Microsoft Entra hybrid joined",
            Kind::OwnComputer | Kind::Phone | Kind::Mac => "Microsoft Entra registered",
        }
    }

    fn managed_by(&self) -> &'static str {
        if self.kind == Kind::Hybrid {
            "Co-managed"
        } else {
            "Intune"
        }
    }

    fn enrollment_type(&self) -> &'static str {
        match (self.kind, self.os()) {
            (Kind::Hybrid, _) => "windowsCoManagement",
            (Kind::Shared, _) => "windowsBulkAzureDomainJoin",
            (Kind::OwnComputer, _) => "userEnrollment",
            (_, "Windows") if self.n.is_multiple_of(3) => "windowsAutoEnrollment",
            (_, "Windows") => "windowsAzureADJoin",
            (_, "Android") => "androidEnterpriseDedicatedDevice",
            _ => "appleUserEnrollment",
        }
    }

    /// Name and principal name of who uses it; nobody in particular uses a shared one.
    fn user(&self) -> (&str, &str) {
        if self.is_shared() {
            ("", "")
        } else {
            (&self.person.upn, &self.person.name)
        }
    }
}

fn minutes(count: usize) -> TimeDelta {
    TimeDelta::minutes(i64::try_from(count).unwrap_or(0))
}

/// How long ago a device was enrolled: most within a year, and more of late.
fn age(chance: &mut Chance) -> TimeDelta {
    const YEAR: usize = 365 * 24 * 60;
    let (one, other) = (chance.below(YEAR), chance.below(YEAR));
    if chance.is(620) {
        // The lesser of two is a recent one more often than not.
        minutes(one.min(other))
    } else {
        minutes(YEAR + one * 2)
    }
}

fn name(kind: Kind, n: usize, model: &Model, person: &Person, chance: &mut Chance) -> String {
    let first = person.name.split(' ').next().unwrap_or_default();
    match kind {
        Kind::Phone => format!(
            "{first}’s {}",
            model.1.split(" (").next().unwrap_or_default()
        ),
        Kind::Mac => format!("FH-MAC-{n:05}"),
        Kind::OwnComputer => format!("{}-{}", ["DESKTOP", "LAPTOP"][n % 2], chance.code(7)),
        Kind::Shared => format!(
            "FH-{}-{n:05}",
            ["SCAN", "KIOSK"][usize::from(model.0 == "HP")]
        ),
        Kind::Joined | Kind::Hybrid | Kind::Unmanaged => {
            let form = if model.1.starts_with("OptiPlex") {
                "DT"
            } else {
                "LT"
            };
            format!("FH-{form}-{n:05}")
        }
    }
}

fn version(kind: Kind, model: &Model, chance: &mut Chance) -> String {
    match (kind, model.0) {
        (Kind::Phone, "Apple") => format!("{}.{}", 17 + chance.below(2), chance.below(7)),
        (Kind::Phone, _) => (13 + chance.below(3)).to_string(),
        (Kind::Mac, _) => format!("15.{}.1 (24G{})", chance.below(7), 60 + chance.below(30)),
        _ => (*chance.weighted(WINDOWS)).to_owned(),
    }
}

const MANAGED: [&str; 23] = [
    "Device ID",
    "Device name",
    "Enrollment date",
    "Last check-in",
    "Microsoft Entra Device ID",
    "OS version",
    "Serial number",
    "Manufacturer",
    "Model",
    "IMEI",
    "Wi-Fi MAC",
    "Total storage",
    "Free storage",
    "Category",
    "Primary user UPN",
    "Primary user display name",
    "Compliance",
    "Managed by",
    "Ownership",
    "Encrypted",
    "OS",
    "JoinType",
    "EnrollmentType",
];

/// Writes the management service's list. One device in fifty was enrolled before and has left a record behind.
pub(crate) fn write_managed(organisation: &Organisation, folder: &Path) -> Result<PathBuf> {
    file::write(folder, "managed-devices.csv", &MANAGED, |output| {
        for n in 0..organisation.devices {
            let device = Device::of(organisation, n);
            if device.kind == Kind::Unmanaged {
                continue;
            }
            write_record(output, &device, false)?;
            if device.os() == "Windows" && Chance::of("before", n).is(20) {
                write_record(output, &device, true)?;
            }
        }
        Ok(())
    })
}

/// One line: of the present enrollment, or of one that a reset ended and nobody deleted.
fn write_record(output: &mut impl Write, device: &Device, before: bool) -> Result<()> {
    let mut chance = Chance::of("hardware", device.n);
    let (mac, storage) = (chance.hex(8), [238, 475, 953][chance.below(3)] * 1_024);
    let free = storage * (5 + chance.below(80)) / 100;
    let imei = match device.kind {
        Kind::Phone => format!("35{:013}", chance.below(10_000_000_000_000)),
        _ => String::new(),
    };
    let kind = if before {
        "enrollment before"
    } else {
        "enrollment"
    };
    let id = chance::id(kind, device.n);
    let directory = chance::id(
        if before {
            "directory before"
        } else {
            "directory device"
        },
        device.n,
    );
    let back = if before {
        TimeDelta::days(120)
    } else {
        TimeDelta::zero()
    };
    let enrolled = device.enrolled_at - back - if before { TimeDelta::days(200) } else { back };
    let seen = if before {
        device.enrolled_at - back
    } else {
        device.seen_at
    };
    let name = if before {
        format!("DESKTOP-{}", chance.code(7))
    } else {
        device.name.clone()
    };
    let compliance = if before {
        "Noncompliant"
    } else {
        device.compliance
    };
    let encrypted = if chance.is(950) { "True" } else { "False" };
    let category = if device.is_shared() {
        "Shared"
    } else {
        chance.weighted(CATEGORIES)
    };
    let (upn, user) = device.user();
    let (maker, model, _) = device.model;
    writeln!(
        output,
        "{id},{name},{},{},{directory},{},{},{maker},\"{model}\",{imei},3C58{mac},{storage},{free},{category},{upn},{user},{compliance},{},{},{encrypted},{},{},{}",
        enrolled.format("%Y-%m-%d %H:%M:%S.0000000"),
        seen.format("%Y-%m-%d %H:%M:%S.0000000"),
        device.version,
        device.serial,
        device.managed_by(),
        device.ownership(),
        device.os(),
        device.join_type(),
        device.enrollment_type(),
    )
}

const DIRECTORY: [&str; 13] = [
    "displayName",
    "accountEnabled",
    "operatingSystem",
    "operatingSystemVersion",
    "joinType (trustType)",
    "registeredOwners",
    "userNames",
    "mdmDisplayName",
    "isCompliant",
    "registrationTime",
    "approximateLastSignInDateTime",
    "deviceId",
    "objectId",
];

/// Writes the directory's list.
pub(crate) fn write_directory(organisation: &Organisation, folder: &Path) -> Result<PathBuf> {
    file::write(folder, "directory-devices.csv", &DIRECTORY, |output| {
        for n in 0..organisation.devices {
            let device = Device::of(organisation, n);
            let managed = device.kind != Kind::Unmanaged;
            let (upn, user) = device.user();
            // The directory is told of a sign-in days later.
            let registered = device.enrolled_at - TimeDelta::minutes(6);
            let seen = (device.seen_at - TimeDelta::days(2)).max(registered);
            writeln!(
                output,
                "{},True,{},{},{},{user},{upn},{},{},{},{},{},{}",
                device.name,
                device.os(),
                device.version,
                device.join_type(),
                if managed { "Microsoft Intune" } else { "" },
                if managed && device.compliance == "Compliant" {
                    "True"
                } else {
                    "False"
                },
                registered.format("%Y-%m-%dT%H:%M:%SZ"),
                seen.format("%Y-%m-%dT%H:%M:%SZ"),
                device.directory_device_id(),
                device.object_id(),
            )?;
        }
        Ok(())
    })
}
