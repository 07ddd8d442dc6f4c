//! The error codes that Windows shows when an enrollment is refused, with what they mean and what helps.
//!
//! Source: Microsoft's header `MDMRegistration.h` and Microsoft Learn, "Troubleshoot Windows device enrollment errors".

use std::fmt;

use serde::{Deserialize, Serialize};

struct Entry {
    value: u32,
    symbol: &'static str,
    meaning: &'static str,
    for_user: &'static str,
    fix: &'static str,
}

/// Turns the table into the enum and its entries, so that neither can miss one of the other.
macro_rules! error_codes {
    ($($name:ident = $value:literal $hex:literal $symbol:literal
        meaning: $meaning:literal, for_user: $for_user:literal, fix: $fix:literal;)+) => {
        /// An error code of Windows that an enrollment can be refused with. JSON holds its hexadecimal form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum ErrorCode {
            $(#[doc = $meaning] #[serde(rename = $hex)] $name,)+
        }

        impl ErrorCode {
            /// Every code, in the order of the table.
            pub const ALL: [Self; [$($hex),+].len()] = [$(Self::$name),+];

            fn entry(self) -> &'static Entry {
                match self {
                    $(Self::$name => &Entry {
                        value: $value,
                        symbol: $symbol,
                        meaning: $meaning,
                        for_user: $for_user,
                        fix: $fix,
                    },)+
                }
            }
        }
    };
}

error_codes! {
    NotAuthenticated = 0x8018_0002 "0x80180002" "MENROLL_E_DEVICE_AUTHENTICATION_ERROR"
        meaning: "The service could not authenticate the user, or the terms of use were not accepted.",
        for_user: "We could not sign you in. Try again, and accept the terms if you are asked to.",
        fix: "Check that the account is enabled, then sign in again and accept the terms of use.";
    NotAuthorized = 0x8018_0003 "0x80180003" "MENROLL_E_DEVICE_AUTHORIZATION_ERROR"
        meaning: "The user is not authorised to enroll this way.",
        for_user: "Your account cannot set up a device this way. Ask IT which way to use.",
        fix: "Use another account, or another way to enroll.";
    AlreadyEnrolled = 0x8018_000A "0x8018000A" "MENROLL_E_DEVICE_ALREADY_ENROLLED"
        meaning: "The device is already enrolled, here or elsewhere.",
        for_user: "This device is already managed by an organization. Disconnect it there first, or ask IT.",
        fix: "Remove the other work account or the old enrollment, then try again.";
    DeviceLimitReached = 0x8018_0013 "0x80180013" "MENROLL_E_DEVICECAPREACHED"
        meaning: "The user has enrolled as many devices as allowed.",
        for_user: "You have reached the number of devices you may add. Remove one that you no longer use.",
        fix: "Remove a device that is no longer used, or raise the device limit.";
    DeviceNotSupported = 0x8018_0014 "0x80180014" "MENROLL_E_DEVICENOTSUPPORTED"
        meaning: "This Windows version, or a device of this ownership, is not allowed to enroll.",
        for_user: "This device is not allowed. Ask IT whether it can be.",
        fix: "Check the platform restriction and the Windows version. If the device is the organisation’s, register it with \
              Autopilot or add its corporate identifier.";
    InMaintenance = 0x8018_0017 "0x80180017" "MENROLL_E_INMAINTENANCE"
        meaning: "The service is in maintenance.",
        for_user: "We are doing maintenance. Try again later.",
        fix: "Wait until maintenance is over, then try again.";
    LicenceMissing = 0x8018_0018 "0x80180018" "MENROLL_E_USERLICENSE"
        meaning: "A licence that enrollment needs is missing.",
        for_user: "Your account needs a licence. Ask IT to assign one.",
        fix: "Assign a licence that includes Intune, and for automatic enrollment Entra ID P1 or P2. Wait a few minutes, then \
              try again.";
    EditionNotSupported = 0x8018_001C "0x8018001C" "MENROLL_E_PLATFORM_LICENSE_ERROR"
        meaning: "This edition of Windows does not support this enrollment.",
        for_user: "Your edition of Windows cannot be set up this way. Ask IT about an upgrade.",
        fix: "Upgrade Windows from Home to Pro.";
    AutomaticEnrollmentNotConfigured = 0x8018_002B "0x8018002B" "MDM_NOT_CONFIGURED"
        meaning: "Automatic enrollment found no management for this user or device.",
        for_user: "Your device could not be set up by itself. Ask IT.",
        fix: "Put the user in the MDM user scope, and check that the user’s domain is verified.";
    MdmNotConfigured = 0x8018_0031 "0x80180031" "MENROLL_E_MDM_NOT_CONFIGURED"
        meaning: "Device management is not set up for this organisation.",
        for_user: "Your organization is not ready to manage devices yet. Ask IT.",
        fix: "Set the MDM authority, the MDM addresses and the MDM user scope.";
    RequestNotSupported = 0x8007_0032 "0x80070032" "ERROR_NOT_SUPPORTED"
        meaning: "This Windows version cannot enroll automatically.",
        for_user: "Your Windows is too old. Update it, then try again.",
        fix: "Update to Windows 10 1709 or later.";
    RegistrationNotAuthenticated = 0x801C_0002 "0x801C0002" "DSREG_E_DEVICE_AUTHENTICATION_ERROR"
        meaning: "The directory could not authenticate the user.",
        for_user: "We could not sign you in. Ask IT whether your account is enabled.",
        fix: "Check that the account is enabled, then sign in again.";
    JoinNotAllowed = 0x801C_0003 "0x801C0003" "DSREG_E_DEVICE_AUTHORIZATION_ERROR"
        meaning: "The directory does not allow this user to register or join devices.",
        for_user: "Your account may not add devices. Ask IT.",
        fix: "Allow the user under “Users may join devices” or “Users may register devices”.";
    DirectoryQuotaReached = 0x801C_000E "0x801C000E" "DSREG_E_DEVICE_REGISTRATION_QUOTA_EXCCEEDED"
        meaning: "The user has as many devices in the directory as allowed.",
        for_user: "You have reached the number of devices you may add. Remove one that you no longer use.",
        fix: "Delete records of devices that are no longer used, or raise the maximum number of devices per user.";
}

impl ErrorCode {
    /// The number, as Windows returns it.
    #[must_use]
    pub fn value(self) -> u32 {
        self.entry().value
    }

    /// The usual written form, such as `0x80180018`.
    #[must_use]
    pub fn hex(self) -> String {
        self.to_string()
    }

    /// The name in Microsoft's headers, with their spelling.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        self.entry().symbol
    }

    /// What it means, for admins and support.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.entry().meaning
    }

    /// What to tell the user.
    #[must_use]
    pub fn for_user(self) -> &'static str {
        self.entry().for_user
    }

    /// What to try first.
    #[must_use]
    pub fn fix(self) -> &'static str {
        self.entry().fix
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:08X}", self.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_holds_the_form_that_people_write() {
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{code}\""));
            assert_eq!(
                serde_json::from_str::<ErrorCode>(&format!("\"{}\"", code.hex())).unwrap(),
                code
            );
        }
    }

    #[test]
    fn each_code_is_listed_once_and_says_everything_in_sentences() {
        let values: std::collections::BTreeSet<_> = ErrorCode::ALL.map(ErrorCode::value).into();
        assert_eq!(values.len(), ErrorCode::ALL.len());
        for code in ErrorCode::ALL {
            for text in [code.meaning(), code.for_user(), code.fix()] {
                assert!(
                    text.ends_with('.') && !text.contains("  "),
                    "{code}: {text}"
                );
            }
        }
    }
}
