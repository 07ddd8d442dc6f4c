//! Rules 7 to 11: whether restrictions, limits, terms and an older enrollment leave room for this device.

use super::{Case, Fact, Finding, name};
use crate::enrollment::decision::Subject;
use crate::enrollment::{
    EnrollmentPath, JoinType, Ownership, PlatformRestriction, RestrictionPolicy, TermsAnswer,
};
use crate::error_code::ErrorCode;

/// How many devices an enrollment manager may enroll. Source: Microsoft Learn, "Add device enrollment managers".
const ENROLLMENT_MANAGER_LIMIT: u32 = 1000;

impl Case<'_> {
    /// The one policy that applies.
    fn restriction(&self) -> &PlatformRestriction {
        let users = match self.path.restriction_policy() {
            RestrictionPolicy::Users | RestrictionPolicy::EnrollmentManagers => {
                self.tenant.user_restriction.as_ref()
            }
            RestrictionPolicy::DefaultOnly => None,
        };
        users.unwrap_or(&self.tenant.default_restriction)
    }

    pub(super) fn platform_restriction(&self) -> Finding {
        let policy = self.restriction();
        let refuse = |why: String| {
            Finding::refuse(
                ErrorCode::DeviceNotSupported,
                format!("Restriction “{}”: {why}", policy.name),
            )
        };
        let windows = self.device.windows.without_revision();
        if !policy.windows_allowed {
            return refuse("Windows may not enroll.".to_owned());
        }
        if let Some(oldest) = policy
            .min_version
            .filter(|oldest| windows < oldest.without_revision())
        {
            return refuse(format!(
                "needs {oldest} or later, the device has {windows}."
            ));
        }
        if let Some(newest) = policy
            .max_version
            .filter(|newest| windows > newest.without_revision())
        {
            return refuse(format!(
                "needs {newest} or earlier, the device has {windows}."
            ));
        }
        match self.ownership {
            Ownership::Personal if !policy.personal_allowed => match self.declared_corporate() {
                // It stays personal afterwards: an identifier counts while the device enrolls, and no longer.
                Some(proof) => Finding::pass(format!(
                    "Restriction “{}”: personal devices may not enroll, but {proof}.",
                    policy.name
                )),
                None => refuse("personal devices may not enroll.".to_owned()),
            },
            Ownership::Personal => Finding::pass(format!(
                "Restriction “{}”: Windows and personal devices may enroll.",
                policy.name
            )),
            Ownership::Corporate => Finding::pass(format!(
                "Restriction “{}”: Windows may enroll.",
                policy.name
            )),
        }
    }

    pub(super) fn corporate_proof(&self) -> Finding {
        let policy = self.restriction();
        if self.ownership == Ownership::Personal {
            Finding::pass("The path is personal, there is nothing to prove.")
        } else if !self.path.needs_proof() {
            Finding::pass(format!("“{}” is proof itself.", self.path.label()))
        } else if let Some(proof) = self
            .registered_with_autopilot()
            .or_else(|| self.declared_corporate())
        {
            Finding::pass(format!("Corporate: {proof}."))
        } else if policy.personal_allowed {
            Finding::pass("Nothing proves it, and nothing has to: personal devices may enroll.")
        } else {
            let identifiers = match self.tenant.has_corporate_identifiers {
                false => "no corporate identifiers are uploaded",
                true if !self.device.windows.tells_its_model() => {
                    "this Windows is too old for corporate identifiers"
                }
                true => "no corporate identifier matches it",
            };
            let text = format!(
                "Restriction “{}”: personal devices may not enroll. The device is not registered with Autopilot, and {identifiers}.",
                policy.name
            );
            Finding::refuse(ErrorCode::DeviceNotSupported, text)
        }
    }

    fn registered_with_autopilot(&self) -> Option<String> {
        self.device
            .autopilot_registered
            .then(|| format!("{} is registered with Autopilot", self.device_named()))
    }

    /// What a sentence calls the device when its serial number is what was looked up.
    fn device_named(&self) -> String {
        match self.device.serial.as_deref() {
            None | Some("") => "it".to_owned(),
            Some(serial) => format!("serial number {serial}"),
        }
    }

    /// What says that the device is corporate although its path does not.
    fn declared_corporate(&self) -> Option<String> {
        let device = self.device;
        if device.corporate_identifier_match == Some(true) && device.windows.tells_its_model() {
            Some(format!(
                "{} matches a corporate identifier",
                self.device_named()
            ))
        } else if device.claimed_ownership == Some(Ownership::Corporate) {
            Some("it is taken to be corporate, as if an identifier matched".to_owned())
        } else {
            None
        }
    }

    pub(super) fn device_limit(&self) -> Finding {
        // Connecting the account of a device that is joined already enrolls a shared-mode device, which does not count.
        let is_counted = self.path.counts_intune_limit()
            && matches!(self.join, JoinType::Registered | JoinType::NotInDirectory);
        let Some(user) = self.user else {
            return Finding::pass("Devices without a user do not count.");
        };
        let limit = if self.path == EnrollmentPath::EnrollmentManager
            || (is_counted && user.is_enrollment_manager)
        {
            ENROLLMENT_MANAGER_LIMIT
        } else if is_counted {
            u32::from(u8::from(self.tenant.device_limit))
        } else {
            return Finding::pass("Devices of this path do not count.");
        };
        let text = format!(
            "{} has {} of {limit} managed devices.",
            name(user),
            user.managed_devices
        );
        let fact = Fact::from(text).about(Subject::User(user.id));
        if user.managed_devices < limit {
            Finding::Pass(fact)
        } else {
            Finding::refuse(ErrorCode::DeviceLimitReached, fact)
        }
    }

    /// Only the Company Portal asks before it enrolls. A join shows the terms on the way, and cannot go on without them.
    pub(super) fn terms_accepted(&self) -> Finding {
        let Some(user) = self.user.filter(|_| self.path.is_user_driven()) else {
            return Finding::pass("Nobody is asked on this path.");
        };
        let fact = |text: String| Fact::from(text).about(Subject::User(user.id));
        match user.terms {
            TermsAnswer::NotAsked => Finding::pass("No terms of use are assigned."),
            TermsAnswer::Accepted => Finding::Pass(fact(format!(
                "{} accepted the current version.",
                name(user)
            ))),
            TermsAnswer::NotAccepted if self.path == EnrollmentPath::CompanyPortal => {
                let text = format!("{} has not accepted the current version.", name(user));
                Finding::refuse(ErrorCode::NotAuthenticated, fact(text))
            }
            TermsAnswer::NotAccepted => Finding::Pass(fact(format!(
                "{} is asked on the way, where the path shows terms.",
                name(user)
            ))),
        }
    }

    pub(super) fn not_enrolled_yet(&self) -> Finding {
        if self.device.already_enrolled {
            Finding::refuse(
                ErrorCode::AlreadyEnrolled,
                "The device is under management already.",
            )
        } else {
            Finding::pass("The device is not under management.")
        }
    }
}
