//! A made-up organisation of any size, as the export files that a real one has: for demonstrations and for measuring.
//!
//! The same size and time give the same files to the byte. People, groups and addresses are invented; makers and models of
//! devices are those that one meets.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod chance;
mod device;
mod file;
mod group;
mod licence;
mod person;

use std::io::Result;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What the organisation calls itself.
pub const NAME: &str = "Fabric Harbor";
/// Where its people get their mail: a domain that never exists.
pub const DOMAIN: &str = "fabricharbor.example";

/// An organisation with so many devices, as it is at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Organisation {
    devices: usize,
    now: DateTime<Utc>,
}

impl Organisation {
    /// An organisation with `devices` managed devices; a few in a hundred more are known to the directory alone.
    #[must_use]
    pub fn new(devices: usize, now: DateTime<Utc>) -> Self {
        Self { devices, now }
    }

    /// Writes users, groups, members, licences and subscriptions into `folder`, and says where they are.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write_directory(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        Ok(vec![
            person::write(self, folder)?,
            group::write(folder)?,
            group::write_members(self, folder)?,
            licence::write(self, folder)?,
            licence::write_subscriptions(self, folder)?,
        ])
    }

    /// Writes what the management service and the directory know of the devices into `folder`, and which of them are in a
    /// group, and says where.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write_devices(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        Ok(vec![
            device::write_managed(self, folder)?,
            device::write_directory(self, folder)?,
            group::write_device_members(self, folder)?,
        ])
    }

    /// How many people there are: not everybody has a device, and some have two.
    fn people(&self) -> usize {
        (self.devices * 4 / 5).max(20)
    }
}

/// The group that the MDM user scope names once the organisation is ready for it.
#[must_use]
pub fn workforce() -> Uuid {
    group::id("Managed workforce")
}

/// The group with which the organisation tries automatic enrollment out.
#[must_use]
pub fn pilot() -> Uuid {
    group::id("Enrollment pilot")
}

/// The group whose people work on their own devices.
#[must_use]
pub fn own_devices() -> Uuid {
    group::id("Own devices allowed")
}

/// The group that helps with devices.
#[must_use]
pub fn service_desk() -> Uuid {
    group::id("IT service desk")
}

/// The group of the departments that stand at machines.
#[must_use]
pub fn operations() -> Uuid {
    group::id("Operations")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fs;

    use chrono::TimeZone;
    use domain::import::Layout;

    use super::*;

    fn written(devices: usize) -> (tempfile::TempDir, Vec<PathBuf>) {
        let folder = tempfile::tempdir().unwrap();
        let now = Utc.with_ymd_and_hms(2026, 11, 25, 9, 30, 0).unwrap();
        let organisation = Organisation::new(devices, now);
        let mut files = organisation.write_directory(folder.path()).unwrap();
        files.extend(organisation.write_devices(folder.path()).unwrap());
        (folder, files)
    }

    fn rows(file: &Path) -> (Vec<String>, Vec<csv::StringRecord>) {
        let mut reader = csv::Reader::from_path(file).unwrap();
        let headers = reader.headers().unwrap().iter().map(str::to_owned);
        let headers = headers.collect();
        (headers, reader.records().map(|row| row.unwrap()).collect())
    }

    #[test]
    fn the_same_organisation_is_written_the_same_every_time() {
        let [(_first, one), (_second, other)] = [written(300), written(300)];
        for (one, other) in one.iter().zip(&other) {
            assert_eq!(fs::read(one).unwrap(), fs::read(other).unwrap(), "{one:?}");
        }
    }

    #[test]
    fn every_file_is_recognised_and_has_no_column_without_a_meaning() {
        for file in &written(50).1 {
            let headers = rows(file).0;
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            let layout = Layout::recognise(&headers).unwrap();
            assert_eq!(layout.unknown, Vec::<String>::new(), "{file:?}");
        }
    }

    #[test]
    fn no_two_people_and_no_two_records_have_one_id() {
        for file in &written(3_000).1 {
            let (headers, rows) = rows(file);
            for column in ["objectId", "userPrincipalName", "Device ID"] {
                let Some(at) = headers.iter().position(|header| header == column) else {
                    continue;
                };
                // A licence file names people as often as they hold something.
                if headers.iter().any(|header| header == "skuPartNumber") {
                    continue;
                }
                let ids: HashSet<&str> = rows.iter().map(|row| &row[at]).collect();
                assert_eq!(ids.len(), rows.len(), "{column} of {file:?}");
            }
        }
    }

    #[test]
    fn nothing_happens_in_the_future_and_nobody_checks_in_before_being_enrolled() {
        let (_folder, files) = written(2_000);
        let managed = files
            .iter()
            .find(|file| file.ends_with("managed-devices.csv"));
        let (headers, rows) = rows(managed.unwrap());
        let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
        let (enrolled, seen) = (at("Enrollment date"), at("Last check-in"));
        for row in &rows {
            assert!(row[enrolled] <= row[seen], "{row:?}");
            assert!(&row[seen] <= "2026-11-25 09:30:00.0000000", "{row:?}");
        }
    }
}
