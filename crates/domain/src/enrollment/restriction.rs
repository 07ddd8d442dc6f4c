//! Enrollment restrictions: which platforms, and how many devices for each user.
//!
//! Source: Microsoft Learn, "Overview of enrollment restrictions" and "Create device limit restrictions".

use serde::{Deserialize, Serialize};

use super::WindowsVersion;
use crate::Invalid;

/// What one platform restriction says about Windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformRestriction {
    /// The policy's name on screen.
    pub name: String,
    /// Whether Windows devices may enroll at all.
    pub windows_allowed: bool,
    /// Whether personally owned ones may.
    pub personal_allowed: bool,
    /// The oldest version that may enroll. Revisions are not compared: they are unknown at enrollment.
    pub min_version: Option<WindowsVersion>,
    /// The newest version that may enroll, itself included.
    pub max_version: Option<WindowsVersion>,
}

impl Default for PlatformRestriction {
    /// The policy that every organisation starts with: everything may enroll.
    fn default() -> Self {
        Self {
            name: "Default".to_owned(),
            windows_allowed: true,
            personal_allowed: true,
            min_version: None,
            max_version: None,
        }
    }
}

/// How many devices a user may enroll: 1 to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct DeviceLimit(u8);

impl DeviceLimit {
    /// The highest limit that can be set.
    pub const MAX: u8 = 15;
}

impl Default for DeviceLimit {
    fn default() -> Self {
        Self(5)
    }
}

impl TryFrom<u8> for DeviceLimit {
    type Error = Invalid;

    fn try_from(limit: u8) -> Result<Self, Invalid> {
        if (1..=Self::MAX).contains(&limit) {
            Ok(Self(limit))
        } else {
            Err(Invalid::new(
                "device_limit",
                format!("choose 1 to {}", Self::MAX),
            ))
        }
    }
}

impl From<DeviceLimit> for u8 {
    fn from(limit: DeviceLimit) -> Self {
        limit.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_limit_is_1_to_15_and_5_unless_set() {
        for (limit, valid) in [(0, false), (1, true), (15, true), (16, false)] {
            assert_eq!(DeviceLimit::try_from(limit).is_ok(), valid, "{limit}");
            assert_eq!(
                serde_json::from_str::<DeviceLimit>(&limit.to_string()).is_ok(),
                valid,
                "{limit}"
            );
        }
        assert_eq!(u8::from(DeviceLimit::default()), 5);
    }
}
