//! What a code means on one way of enrolling, where that is not what it means on the others.

use super::ErrorCode;

/// What a code means on one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnPath {
    /// Where it is seen.
    pub path: &'static str,
    /// What it means there.
    pub meaning: &'static str,
    /// What helps there.
    pub fix: &'static str,
}

const fn on(path: &'static str, meaning: &'static str, fix: &'static str) -> OnPath {
    OnPath { path, meaning, fix }
}

const AUTOPILOT: &str = "Windows Autopilot";
const SETTINGS: &str = "Added in Settings";
const POLICY: &str = "Group policy or co-management";

impl ErrorCode {
    /// What it means on ways on which it means something else; empty for most codes.
    #[must_use]
    pub fn on_paths(self) -> &'static [OnPath] {
        match self {
            Self::NotAuthenticated => {
                const {
                    &[on(
                        POLICY,
                        "The device holds the state of an earlier organisation.",
                        "Where `dsregcmd /status` says AzureAdPrt: NO and names an old tenant: run `dsregcmd /leave`, delete the directory object, leave and join the domain again, let it synchronise, sign in, and run `gpupdate`.",
                    )]
                }
            }
            Self::NotAuthorized => {
                const {
                    &[
                        on(
                            SETTINGS,
                            "The user may not enroll: the limit of devices, the platform or the edition.",
                            "Look at the device limit and the platform restriction. Turning Windows off and on in the restriction, and waiting for 15 minutes, is the documented reset.",
                        ),
                        on(
                            AUTOPILOT,
                            "The user may not join devices.",
                            "Put the user in “Users may join devices”.",
                        ),
                    ]
                }
            }
            Self::AlreadyEnrolled => {
                const {
                    &[
                        on(
                            SETTINGS,
                            "Another user of the device has connected a work account.",
                            "Remove that account under Access work or school, then try again.",
                        ),
                        on(
                            POLICY,
                            "Keys of an old enrollment are left in the registry.",
                            "Remove the old enrollment’s keys and its scheduled tasks, then run `gpupdate`.",
                        ),
                    ]
                }
            }
            Self::DeviceNotSupported => {
                const {
                    &[
                        on(
                            SETTINGS,
                            "Personal devices, or this version of Windows, are blocked.",
                            "Allow personally owned Windows devices, or update Windows.",
                        ),
                        on(
                            AUTOPILOT,
                            "The record of the device’s earlier enrollment is still there, or Windows enrollment is blocked.",
                            "Delete the old record of the device in management, then reset the device. Look at the platform restriction.",
                        ),
                    ]
                }
            }
            Self::OtherProvisioning => {
                const {
                    &[on(
                        AUTOPILOT,
                        "The device runs Windows Home.",
                        "Upgrade it to Pro.",
                    )]
                }
            }
            Self::ManagementBlocked => {
                const {
                    &[
                        on(
                            POLICY,
                            "A policy or Configuration Manager keeps the device for itself.",
                            "Turn off “Disable MDM Enrollment”, and look at the co-management settings.",
                        ),
                        on(
                            SETTINGS,
                            "The old Intune client for PCs is installed.",
                            "Remove the old client. Only where it has to stay, set the MDM user scope to None.",
                        ),
                    ]
                }
            }
            Self::UserCancelled => {
                const {
                    &[on(
                        POLICY,
                        "The request for multi-factor authentication was not answered.",
                        "Have the user sign in with multi-factor authentication; the next try goes through.",
                    )]
                }
            }
            Self::AutomaticEnrollmentNotConfigured => {
                const {
                    &[
                        on(
                            POLICY,
                            "The user’s name ends in a domain that is not verified, or the scope leaves the user out.",
                            "Verify the domain or use an alternate sign-in name. Directly after a change of the scope, wait.",
                        ),
                        on(
                            AUTOPILOT,
                            "The MDM user scope leaves the user out.",
                            "Put the user in the scope.",
                        ),
                    ]
                }
            }
            Self::ServerNotAuthorized => {
                const {
                    &[on(
                        AUTOPILOT,
                        "The TPM could not attest: it is 1.2, or its firmware is old; or two profiles are assigned.",
                        "Use a TPM 2.0 with current firmware, and assign one profile.",
                    )]
                }
            }
            Self::InvalidRequest => {
                const {
                    &[
                        on(
                            AUTOPILOT,
                            "The directory object of the registration is gone or disabled.",
                            "Remove the Autopilot registration and register the hardware anew.",
                        ),
                        on(
                            SETTINGS,
                            "Multi-factor authentication was not done, or the user may not join devices.",
                            "Sign in with multi-factor authentication, and put the user in “Users may join devices”.",
                        ),
                        on(
                            "Hybrid join",
                            "The object is not synchronised yet, or stale.",
                            "Wait for the synchronisation, or register the device again.",
                        ),
                    ]
                }
            }
            Self::NoDomainController => {
                const {
                    &[on(
                        AUTOPILOT,
                        "A user is assigned to the device, the domain controller is not in reach, or the directory object was deleted.",
                        "Take the assigned user off, bring the domain controller in reach (by VPN), or register the hardware anew.",
                    )]
                }
            }
            Self::TimedOut => {
                const {
                    &[on(
                        AUTOPILOT,
                        "Self-deploying and pre-provisioned setup need a real TPM 2.0, which a virtual machine does not have.",
                        "Use a physical device with TPM 2.0, and check the network.",
                    )]
                }
            }
            _ => &[],
        }
    }
}
