//! Windows versions, their releases, and editions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::device::FIRST_WINDOWS_11_BUILD;

/// A Windows version as a device reports it, such as 10.0.26100.1742.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WindowsVersion {
    /// 10 for Windows 10 and Windows 11 alike.
    pub major: u32,
    /// 0 for Windows 10 and Windows 11.
    pub minor: u32,
    /// Tells the releases apart.
    pub build: u32,
    /// The update level; 0 where it is not known.
    pub revision: u32,
}

/// A release of Windows by the name people use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// Such as "Windows 11 24H2".
    pub name: &'static str,
    /// Its build number.
    pub build: u32,
}

const fn release(name: &'static str, build: u32) -> Release {
    Release { name, build }
}

/// The releases of Windows 10 and 11, the newest first. Source: Microsoft Learn, "Windows release information".
pub const RELEASES: [Release; 21] = [
    release("Windows 11 26H1", 28000),
    release("Windows 11 25H2", 26200),
    release("Windows 11 24H2", 26100),
    release("Windows 11 23H2", 22631),
    release("Windows 11 22H2", 22621),
    release("Windows 11 21H2", 22000),
    release("Windows 10 22H2", 19045),
    release("Windows 10 21H2", 19044),
    release("Windows 10 21H1", 19043),
    release("Windows 10 20H2", 19042),
    release("Windows 10 2004", 19041),
    release("Windows 10 1909", 18363),
    release("Windows 10 1903", 18362),
    release("Windows 10 1809", 17763),
    release("Windows 10 1803", 17134),
    release("Windows 10 1709", 16299),
    release("Windows 10 1703", 15063),
    release("Windows 10 1607", 14393),
    release("Windows 10 1511", 10586),
    release("Windows 10 1507", 10240),
    release("Windows 8.1", 9600),
];

impl WindowsVersion {
    /// The oldest that enrolls automatically: Windows 10 1709.
    pub const FIRST_AUTOMATIC: Self = Self::new(10, 0, 16299);
    /// The oldest that enrolls at all.
    pub const WINDOWS_10: Self = Self::new(10, 0, 0);

    /// A version whose revision is not known.
    #[must_use]
    pub const fn new(major: u32, minor: u32, build: u32) -> Self {
        Self {
            major,
            minor,
            build,
            revision: 0,
        }
    }

    /// The version without its revision: what restrictions compare.
    #[must_use]
    pub fn without_revision(self) -> Self {
        Self {
            revision: 0,
            ..self
        }
    }

    /// The release's name, or "Windows 11, build 27001" where it has none.
    #[must_use]
    pub fn release_name(self) -> String {
        if let Some(known) = RELEASES.iter().find(|release| release.build == self.build) {
            return known.name.to_owned();
        }
        match self.build {
            FIRST_WINDOWS_11_BUILD.. => format!("Windows 11, build {}", self.build),
            _ if self.major == 10 => format!("Windows 10, build {}", self.build),
            _ => format!("Windows {}", self.without_revision()),
        }
    }

    /// Whether this Windows tells its manufacturer and model at enrollment, so that a corporate identifier can match.
    /// An unknown revision counts as up to date. Source: Microsoft Learn, "Identify devices as corporate-owned".
    #[must_use]
    pub fn tells_its_model(self) -> bool {
        let needed = match self.build {
            ..19045 => return false,
            19045 => 4598,
            19046..22621 => return false,
            22621 | 22631 => 3374,
            _ => 0,
        };
        self.revision == 0 || self.revision >= needed
    }
}

impl fmt::Display for WindowsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.build)?;
        if self.revision == 0 {
            Ok(())
        } else {
            write!(f, ".{}", self.revision)
        }
    }
}

impl FromStr for WindowsVersion {
    type Err = Invalid;

    /// Reads `major.minor.build` with or without a revision.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refused = || {
            Invalid::new(
                "windows",
                "write it as major.minor.build, such as 10.0.26100",
            )
        };
        let mut parts = [0; 4];
        let mut given = 0;
        for part in text.trim().split('.') {
            *parts.get_mut(given).ok_or_else(refused)? = part.parse().map_err(|_| refused())?;
            given += 1;
        }
        let [major, minor, build, revision] = parts;
        if given < 3 {
            Err(refused())
        } else {
            Ok(Self {
                major,
                minor,
                build,
                revision,
            })
        }
    }
}

/// The edition of Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edition {
    /// For homes, with any suffix; it cannot join a directory.
    Home,
    /// For small organisations.
    Pro,
    /// Pro for education, for workstations and the like.
    OtherPro,
    /// For large organisations, the long-term channel included.
    Enterprise,
    /// For schools, SE included.
    Education,
    /// For fixed-purpose devices.
    IotEnterprise,
    /// Surface Hub.
    Team,
    /// `HoloLens`.
    Holographic,
    /// Not known. Counts as one that can enroll.
    Unknown,
}

impl Edition {
    /// Every edition, the most common first.
    pub const ALL: [Self; 9] = [
        Self::Pro,
        Self::Enterprise,
        Self::Education,
        Self::Home,
        Self::OtherPro,
        Self::IotEnterprise,
        Self::Team,
        Self::Holographic,
        Self::Unknown,
    ];

    /// The word in forms, addresses and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Pro => "pro",
            Self::OtherPro => "other_pro",
            Self::Enterprise => "enterprise",
            Self::Education => "education",
            Self::IotEnterprise => "iot_enterprise",
            Self::Team => "team",
            Self::Holographic => "holographic",
            Self::Unknown => "unknown",
        }
    }

    /// The edition's name on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Pro => "Pro",
            Self::OtherPro => "Pro for Education or Workstations",
            Self::Enterprise => "Enterprise",
            Self::Education => "Education",
            Self::IotEnterprise => "IoT Enterprise",
            Self::Team => "Team (Surface Hub)",
            Self::Holographic => "Holographic (HoloLens)",
            Self::Unknown => "Edition unknown",
        }
    }

    /// Reads the words that inventories use for it (`skuFamily`, `OperatingSystemSKU`), such as "Core" for Home.
    #[must_use]
    pub fn read(reported: &str) -> Self {
        let text = reported.to_ascii_lowercase();
        let has = |word: &str| text.contains(word);
        if has("iot") {
            Self::IotEnterprise
        } else if has("team") || has("surface hub") {
            Self::Team
        } else if has("holo") {
            Self::Holographic
        } else if has("enterprise") {
            Self::Enterprise
        } else if has("pro") && (has("education") || has("workstation")) {
            Self::OtherPro
        } else if has("education") || has("cloudedition") || text == "se" {
            Self::Education
        } else if has("pro") {
            Self::Pro
        } else if has("home") || has("core") {
            Self::Home
        } else {
            Self::Unknown
        }
    }
}

impl FromStr for Edition {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let found = Self::ALL
            .into_iter()
            .find(|edition| edition.as_str() == text);
        found.ok_or_else(|| Invalid::new("edition", "choose an edition of the list"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_survives_its_text_and_knows_its_release() {
        let version: WindowsVersion = "10.0.22631.3374".parse().unwrap();
        assert_eq!(version.to_string(), "10.0.22631.3374");
        assert_eq!(version.release_name(), "Windows 11 23H2");
        assert_eq!("10.0.19045".parse(), Ok(WindowsVersion::new(10, 0, 19045)));
        assert_eq!(
            WindowsVersion::new(10, 0, 27001).release_name(),
            "Windows 11, build 27001"
        );
        for text in [
            "",
            "10",
            "10.0",
            "10.0.x",
            "10.0.1.2.3",
            "10..1",
            "-1.0.1",
            "10.0.99999999999",
        ] {
            assert_eq!(
                text.parse::<WindowsVersion>().unwrap_err().field,
                "windows",
                "{text}"
            );
        }
    }

    #[test]
    fn corporate_identifiers_match_from_the_documented_builds_on() {
        for (version, tells) in [
            ("10.0.19044.9999", false),
            ("10.0.19045.4597", false),
            ("10.0.19045.4598", true),
            ("10.0.22000.3000", false),
            ("10.0.22621.3373", false),
            ("10.0.22631.3374", true),
            ("10.0.22631", true),
            ("10.0.26100.1", true),
        ] {
            assert_eq!(
                version.parse::<WindowsVersion>().unwrap().tells_its_model(),
                tells,
                "{version}"
            );
        }
    }

    #[test]
    fn editions_are_read_as_inventories_write_them() {
        for (reported, edition) in [
            ("Professional", Edition::Pro),
            ("Windows 11 Enterprise LTSC", Edition::Enterprise),
            ("Core", Edition::Home),
            ("CoreSingleLanguage", Edition::Home),
            ("Pro for Workstations", Edition::OtherPro),
            ("Education", Edition::Education),
            ("IoTEnterprise", Edition::IotEnterprise),
            ("", Edition::Unknown),
        ] {
            assert_eq!(Edition::read(reported), edition, "{reported}");
        }
        for edition in Edition::ALL {
            assert_eq!(edition.as_str().parse(), Ok(edition));
            assert_eq!(
                serde_json::to_string(&edition).unwrap(),
                format!("\"{}\"", edition.as_str())
            );
        }
    }
}
