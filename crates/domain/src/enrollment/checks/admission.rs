//! Rules 1 to 4: whether the service is open, this Windows can, and this user may.

use super::{Case, Fact, Finding, name};
use crate::enrollment::decision::Subject;
use crate::enrollment::{
    Credential, Edition, EnrollmentPath, JoinType, ScopeChoice, UserFacts, WindowsVersion,
};
use crate::error_code::ErrorCode;

impl Case<'_> {
    pub(super) fn enrollment_is_open(&self) -> Finding {
        if !self.tenant.mdm_authority_set {
            self.refuse_management(ErrorCode::MdmNotConfigured, "The MDM authority is not set.")
        } else if self.tenant.in_maintenance {
            self.refuse_management(ErrorCode::InMaintenance, "The service is in maintenance.")
        } else {
            Finding::pass("Not in maintenance. The MDM authority is set.")
        }
    }

    pub(super) fn windows_can_enroll(&self) -> Finding {
        let (windows, edition) = (self.device.windows, self.device.edition);
        let is_home = edition == Edition::Home;
        let seen = match edition {
            Edition::Unknown => format!("{}, edition not known.", windows.release_name()),
            edition => format!("{}, {}.", windows.release_name(), edition.label()),
        };
        if windows < WindowsVersion::WINDOWS_10 {
            Finding::refuse(
                ErrorCode::DeviceNotSupported,
                format!("{seen} Needs Windows 10 or 11."),
            )
        } else if is_home && matches!(self.join, JoinType::Joined | JoinType::Hybrid) {
            Finding::refuse(
                ErrorCode::EditionNotSupported,
                format!("{seen} Home cannot join."),
            )
        } else if !self.path.is_automatic() {
            Finding::pass(format!("{seen} Needs Windows 10 or 11."))
        } else if is_home {
            self.refuse_management(
                ErrorCode::EditionNotSupported,
                format!("{seen} Home does not enroll automatically."),
            )
        } else if windows < WindowsVersion::FIRST_AUTOMATIC {
            let text = format!("{seen} Automatic enrollment needs Windows 10 1709 or later.");
            self.refuse_management(ErrorCode::RequestNotSupported, text)
        } else {
            Finding::pass(format!("{seen} Needs Windows 10 1709 or later, not Home."))
        }
    }

    pub(super) fn user_may_join(&self) -> Finding {
        match self.user {
            _ if self.path.credential() == Credential::Token => self.package_account_may_join(),
            Some(user) => self
                .account_may_enroll(user)
                .unwrap_or_else(|| self.account_may_join(user)),
            None if self.path.is_user_driven() => Finding::refuse(
                ErrorCode::NotAuthenticated,
                "Nobody signs in. This path needs a user.",
            ),
            None => Finding::pass("No user registers or joins the device on this path."),
        }
    }

    /// A package joins with an account of its own, `package_` and a GUID, made together with the token.
    fn package_account_may_join(&self) -> Finding {
        match self.tenant.users_may_join {
            ScopeChoice::None => Finding::refuse(
                ErrorCode::JoinNotAllowed,
                "Users may join: none. That includes packages.",
            ),
            ScopeChoice::Some => Finding::pass(
                "Users may join: some. The package’s own account has to be among them.",
            ),
            ScopeChoice::All => Finding::pass("Users may join: all. That includes packages."),
        }
    }

    /// Refuses an account that cannot take this path, whatever the directory allows.
    fn account_may_enroll(&self, user: &UserFacts) -> Option<Finding> {
        use EnrollmentPath as Path;
        let not_for_managers = matches!(
            self.path,
            Path::AutopilotUserDriven
                | Path::AutopilotHybrid
                | Path::AutopilotExisting
                | Path::DevicePreparation
                | Path::GroupPolicyUser
        );
        let (code, text) = if !user.account_enabled {
            let code = match self.join {
                JoinType::Registered | JoinType::Joined => ErrorCode::RegistrationNotAuthenticated,
                JoinType::NotInDirectory | JoinType::Hybrid => ErrorCode::NotAuthenticated,
            };
            (code, format!("The account {} is disabled.", user.upn))
        } else if self.path == Path::EnrollmentManager && !user.is_enrollment_manager {
            (
                ErrorCode::NotAuthorized,
                format!("{} is not a device enrollment manager.", name(user)),
            )
        } else if not_for_managers && user.is_enrollment_manager {
            let text = format!(
                "{} is a device enrollment manager. They cannot use Autopilot or Group Policy.",
                name(user)
            );
            (ErrorCode::NotAuthorized, text)
        } else {
            return None;
        };
        Some(Finding::refuse(
            code,
            Fact::from(text).about(Subject::User(user.id)),
        ))
    }

    /// What the directory allows this user, and how many devices it has room for.
    fn account_may_join(&self, user: &UserFacts) -> Finding {
        let about = |text: String| Fact::from(text).about(Subject::User(user.id));
        let (verb, allowed, who) = match self.join {
            JoinType::NotInDirectory => {
                return Finding::pass("This path makes no record in the directory.");
            }
            JoinType::Hybrid => {
                return Finding::pass("Hybrid join does not ask whether the user may join.");
            }
            JoinType::Joined if self.path == EnrollmentPath::AddAccount => {
                return Finding::pass("The device is joined already.");
            }
            JoinType::Registered if self.tenant.users_may_register => ("register", true, "all"),
            JoinType::Registered => ("register", false, "none"),
            JoinType::Joined => match self.tenant.users_may_join {
                ScopeChoice::None => ("join", false, "none"),
                ScopeChoice::Some => ("join", user.join_membership.is_some(), "some"),
                ScopeChoice::All => ("join", true, "all"),
            },
        };
        let membership = user.join_membership.as_ref().filter(|_| who == "some");
        let allows = match membership {
            Some(membership) => {
                format!("Users may {verb}: some. {} is a {membership}.", name(user))
            }
            None if who == "some" => {
                format!("Users may {verb}: some. {} is not among them.", name(user))
            }
            None => format!("Users may {verb}: {who}."),
        };
        if !allowed {
            return Finding::refuse(ErrorCode::JoinNotAllowed, about(allows));
        }
        match self
            .tenant
            .entra_device_limit
            .filter(|_| self.path.counts_entra_limit())
        {
            None => Finding::Pass(about(allows).naming(membership)),
            Some(limit) => {
                let text = format!(
                    "{allows} {} has {} of {limit} devices.",
                    name(user),
                    user.entra_devices
                );
                if user.entra_devices < limit {
                    Finding::Pass(about(text).naming(membership))
                } else {
                    Finding::refuse(
                        ErrorCode::DirectoryQuotaReached,
                        about(text).naming(membership),
                    )
                }
            }
        }
    }

    pub(super) fn user_has_licence(&self) -> Finding {
        use ErrorCode::LicenceMissing;
        let path = self.path;
        let Some(user) = self.user.filter(|_| path.is_user_driven()) else {
            return if path.needs_premium() && !self.tenant.has_premium_subscription {
                self.refuse_management(
                    LicenceMissing,
                    "No subscription includes Entra ID P1 or P2, which this path needs.",
                )
            } else {
                Finding::pass("No user licence is asked for on this path.")
            };
        };
        let held = if user.licence_names.is_empty() {
            "A licence".to_owned()
        } else {
            user.licence_names.join(", ")
        };
        let finding = if path == EnrollmentPath::EnrollmentManager && !user.has_mdm_licence {
            Finding::pass("A device licence is enough for the devices of an enrollment manager.")
        } else if !user.has_mdm_licence {
            self.refuse_management(
                LicenceMissing,
                format!("{} has no licence that includes Intune.", name(user)),
            )
        } else if path.needs_premium() && !user.has_premium_licence {
            let text = format!(
                "{held}. Automatic enrollment also needs Entra ID P1 or P2, which {} lacks.",
                name(user)
            );
            self.refuse_management(LicenceMissing, text)
        } else if path.needs_premium() {
            Finding::pass(format!("{held}: includes Intune and Entra ID P1 or P2."))
        } else {
            Finding::pass(format!("{held}: includes Intune."))
        };
        finding.about(Subject::User(user.id))
    }
}
