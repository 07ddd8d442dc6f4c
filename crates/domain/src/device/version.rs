//! Versions of operating systems: how they sort, and what people call them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::enrollment::RELEASES;
use crate::record::os_family;

/// The first build that is Windows 11.
pub(crate) const FIRST_WINDOWS_11_BUILD: u32 = 22000;

/// A version of Windows as people know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowsVersion {
    /// The release, such as `11 24H2`; of a build that has no name, only `10` or `11`.
    pub release: String,
    /// The build with its revision, such as `26100.7171`.
    pub build: String,
}

/// Names a Windows version such as `10.0.26100.7171`; `None` if it is not a version of Windows 10 or 11.
#[must_use]
pub fn windows_version(version: &str) -> Option<WindowsVersion> {
    let build_and_revision = version.trim().strip_prefix("10.0.")?;
    let build: u32 = build_and_revision.split('.').next()?.parse().ok()?;
    let known = RELEASES.iter().find(|release| release.build == build);
    let release = match known {
        Some(release) => release.name.trim_start_matches("Windows "),
        None if build >= FIRST_WINDOWS_11_BUILD => "11",
        None => "10",
    };
    Some(WindowsVersion {
        release: release.to_owned(),
        build: build_and_revision.to_owned(),
    })
}

/// A version without what comes after its third part: of Windows the release without its revision, `10.0.26100`.
#[must_use]
pub fn os_release(version: &str) -> &str {
    match version.match_indices('.').nth(2) {
        Some((end, _)) => &version[..end],
        None => version,
    }
}

/// A version of an operating system that others are older or newer than. Written `Windows 10.0.22631`; without a
/// system it is one of Windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionBound {
    /// The operating system's family.
    pub os: String,
    /// The version: numbers with dots between them.
    pub version: String,
}

impl VersionBound {
    /// Where it stands among the [`os_version_key`]s of its system.
    #[must_use]
    pub fn key(&self) -> String {
        os_version_key(&self.os, &self.version)
    }
}

impl fmt::Display for VersionBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.os, self.version)
    }
}

impl FromStr for VersionBound {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let (os, version) = text.rsplit_once(' ').unwrap_or(("Windows", text));
        let numbers = |version: &str| {
            version
                .split('.')
                .all(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
        };
        let os = os_family(os.trim());
        if os.is_empty() || !numbers(version) {
            return Err(Invalid::new(
                "os_version",
                "write a version as Windows 10.0.22631",
            ));
        }
        Ok(Self {
            os: os.to_owned(),
            version: version.to_owned(),
        })
    }
}

/// A text that sorts by operating system and then by version, in any collation: `windowsb10a0e26100e6584`.
///
/// Each number has its count of digits before it as a letter, so that 9 stands before 10.
#[must_use]
pub fn os_version_key(os: &str, version: &str) -> String {
    let mut key: String = os
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    for number in version.split(|c: char| !c.is_ascii_alphanumeric()) {
        let number = number.trim_start_matches('0');
        if number.len() < 20 && number.chars().all(|c| c.is_ascii_digit()) {
            let digits = if number.is_empty() { "0" } else { number };
            key.push(char::from(
                b'a' + u8::try_from(digits.len() - 1).unwrap_or(0),
            ));
            key.push_str(digits);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_build_has_its_release_and_an_unknown_one_is_shown_plainly() {
        let named = |version| windows_version(version).map(|known| (known.release, known.build));
        assert_eq!(
            named("10.0.26100.6584"),
            Some(("11 24H2".to_owned(), "26100.6584".to_owned()))
        );
        assert_eq!(
            named("10.0.19045"),
            Some(("10 22H2".to_owned(), "19045".to_owned()))
        );
        assert_eq!(
            named("10.0.27813.1000"),
            Some(("11".to_owned(), "27813.1000".to_owned()))
        );
        assert_eq!(named("18.5"), None);
        assert_eq!(named("10.0."), None);
    }

    #[test]
    fn versions_sort_as_numbers_within_their_system() {
        let sorted = [
            ("iOS/iPadOS", "18.5"),
            ("macOS", "9.9"),
            ("macOS", "15.6.1 (24G90)"),
            ("Windows", "6.3"),
            ("Windows", "10.0.9200.100"),
            ("Windows", "10.0.26100.99"),
            ("Windows", "10.0.26100.6584"),
        ];
        let keys: Vec<String> = sorted
            .iter()
            .map(|(os, version)| os_version_key(os, version))
            .collect();
        assert!(keys.is_sorted(), "{keys:?}");
    }

    #[test]
    fn a_release_is_the_version_up_to_its_third_dot() {
        assert_eq!(os_release("10.0.26100.6584.1"), "10.0.26100");
        assert_eq!(os_release("15.6.1 (24G90)"), "15.6.1 (24G90)");
        assert_eq!(os_release("9"), "9");
        assert_eq!(os_release(""), "");
    }

    #[test]
    fn a_bound_is_of_windows_unless_it_names_another_system() {
        let read = |text: &str| text.parse().map(|bound: VersionBound| bound.to_string());
        assert_eq!(read("10.0.22631"), Ok("Windows 10.0.22631".to_owned()));
        assert_eq!(read(" macOS 15.1 "), Ok("macOS 15.1".to_owned()));
        for text in ["", "Windows", "11 24H2", "10.0.", "Windows 10.x"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_version_longer_than_its_neighbour_stands_after_it() {
        assert!(
            os_version_key("Windows", "10.0.26100") < os_version_key("Windows", "10.0.26100.1")
        );
        assert!(
            os_version_key("Windows", "10.0.26100.1") < os_version_key("Windows", "10.0.26101")
        );
    }
}
