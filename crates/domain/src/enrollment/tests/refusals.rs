//! Each rule refuses what it should, with its code, and nothing beside it.

use super::*;
use EnrollmentPath::*;

fn blocked(change: impl FnOnce(&mut PlatformRestriction)) -> PlatformRestriction {
    let mut policy = PlatformRestriction {
        name: "Staff".to_owned(),
        ..PlatformRestriction::default()
    };
    change(&mut policy);
    policy
}

#[test]
fn nothing_enrolls_while_enrollment_is_not_open() {
    let ask = Ask::new().with(|ask| ask.tenant.mdm_authority_set = false);
    assert_eq!(
        end(&ask.on(JoinInSetup)),
        refused(Rule::EnrollmentIsOpen, ErrorCode::MdmNotConfigured)
    );
    let ask = Ask::new().with(|ask| ask.tenant.in_maintenance = true);
    assert_eq!(
        end(&ask.on(AddAccount)),
        refused(Rule::EnrollmentIsOpen, ErrorCode::InMaintenance)
    );
}

#[test]
fn windows_must_be_new_enough_and_of_an_edition_that_can() {
    let on = |build, edition, path| {
        end(&Ask::new()
            .with(|ask| ask.device = DeviceFacts::new(WindowsVersion::new(10, 0, build), edition))
            .on(path))
    };
    let rule = Rule::WindowsCanEnroll;
    for path in [AddAccount, JoinInSetup, GroupPolicyUser, CoManagement] {
        assert_eq!(
            on(15063, Edition::Pro, path),
            refused(rule, ErrorCode::RequestNotSupported),
            "{path}"
        );
        assert_eq!(
            on(16299, Edition::Pro, path).0,
            Rule::NotEnrolledYet,
            "{path}"
        );
        assert_eq!(
            on(26100, Edition::Home, path),
            refused(rule, ErrorCode::EditionNotSupported),
            "{path}"
        );
        assert_eq!(
            on(26100, Edition::Unknown, path).0,
            Rule::NotEnrolledYet,
            "{path}"
        );
    }
    for path in [CompanyPortal, MdmOnly] {
        assert_eq!(
            on(15063, Edition::Home, path).0,
            Rule::NotEnrolledYet,
            "{path}"
        );
        let old = Ask::new().with(|ask| ask.device.windows = WindowsVersion::new(6, 3, 9600));
        assert_eq!(
            end(&old.on(path)),
            refused(rule, ErrorCode::DeviceNotSupported),
            "{path}"
        );
    }
}

#[test]
fn home_cannot_join_even_where_nothing_would_enroll() {
    let ask = Ask::new().user(|user| user.mdm_membership = None);
    let ask = ask.with(|ask| ask.device.edition = Edition::Home);
    assert_eq!(
        end(&ask.on(JoinInSetup)),
        refused(Rule::WindowsCanEnroll, ErrorCode::EditionNotSupported)
    );
    assert_eq!(
        ask.on(AddAccount).outcome,
        Outcome::DirectoryOnly {
            join_type: JoinType::Registered
        }
    );
}

#[test]
fn the_directory_must_let_the_user_join_or_register() {
    let rule = Rule::UserMayJoin;
    let ask = Ask::new().with(|ask| ask.tenant.users_may_join = ScopeChoice::None);
    assert_eq!(
        end(&ask.on(JoinInSetup)),
        refused(rule, ErrorCode::JoinNotAllowed)
    );
    assert_eq!(
        end(&ask.on(BulkToken)),
        refused(rule, ErrorCode::JoinNotAllowed)
    );
    for path in [
        AddAccount,
        AutopilotHybrid,
        AutopilotSelfDeploying,
        GroupPolicyUser,
    ] {
        assert!(ask.on(path).outcome.enrolls(), "{path}");
    }
    let ask = Ask::new().with(|ask| ask.tenant.users_may_join = ScopeChoice::Some);
    assert_eq!(
        end(&ask.on(JoinInSetup)),
        refused(rule, ErrorCode::JoinNotAllowed)
    );
    assert!(
        ask.user(|user| user.join_membership = member_of(5))
            .on(JoinInSetup)
            .outcome
            .enrolls()
    );
    let ask = Ask::new().with(|ask| ask.tenant.users_may_register = false);
    assert_eq!(
        end(&ask.on(AddAccount)),
        refused(rule, ErrorCode::JoinNotAllowed)
    );
    assert!(ask.on(MdmOnly).outcome.enrolls());
}

#[test]
fn the_directory_has_room_for_as_many_devices_as_it_is_set_to() {
    let full = |devices, limit| {
        Ask::new()
            .user(|user| user.entra_devices = devices)
            .with(|ask| ask.tenant.entra_device_limit = limit)
    };
    let rule = Rule::UserMayJoin;
    assert_eq!(
        end(&full(50, Some(50)).on(JoinInSetup)),
        refused(rule, ErrorCode::DirectoryQuotaReached)
    );
    assert!(full(49, Some(50)).on(JoinInSetup).outcome.enrolls());
    assert!(full(5000, None).on(JoinInSetup).outcome.enrolls());
    let hybrid = full(50, Some(50)).with(|ask| ask.device.join_type = Some(JoinType::Hybrid));
    assert!(hybrid.on(AutopilotExisting).outcome.enrolls());
}

#[test]
fn an_account_that_is_disabled_cannot_sign_in() {
    let ask = Ask::new().user(|user| user.account_enabled = false);
    let rule = Rule::UserMayJoin;
    assert_eq!(
        end(&ask.on(JoinInSetup)),
        refused(rule, ErrorCode::RegistrationNotAuthenticated)
    );
    assert_eq!(
        end(&ask.on(GroupPolicyUser)),
        refused(rule, ErrorCode::NotAuthenticated)
    );
    assert!(ask.on(AutopilotSelfDeploying).outcome.enrolls());
}

#[test]
fn enrollment_managers_have_their_own_path_and_not_those_of_autopilot() {
    let rule = Rule::UserMayJoin;
    assert_eq!(
        end(&Ask::new().on(EnrollmentManager)),
        refused(rule, ErrorCode::NotAuthorized)
    );
    let ask = Ask::new().user(|user| user.is_enrollment_manager = true);
    for path in [
        AutopilotUserDriven,
        AutopilotHybrid,
        AutopilotExisting,
        DevicePreparation,
        GroupPolicyUser,
    ] {
        assert_eq!(
            end(&ask.on(path)),
            refused(rule, ErrorCode::NotAuthorized),
            "{path}"
        );
    }
    let unlicensed = ask.user(|user| user.has_mdm_licence = false);
    assert!(unlicensed.on(EnrollmentManager).outcome.enrolls());
}

#[test]
fn users_need_licences_and_automatic_enrollment_needs_entra_premium_too() {
    let rule = Rule::UserHasLicence;
    let without_intune = Ask::new().user(|user| user.has_mdm_licence = false);
    for path in [AddAccount, CompanyPortal, JoinInSetup, GroupPolicyUser] {
        assert_eq!(
            end(&without_intune.on(path)),
            refused(rule, ErrorCode::LicenceMissing),
            "{path}"
        );
    }
    for path in [AutopilotSelfDeploying, CoManagement, BulkToken] {
        assert!(without_intune.on(path).outcome.enrolls(), "{path}");
    }
    let without_premium = Ask::new().user(|user| user.has_premium_licence = false);
    assert_eq!(
        end(&without_premium.on(JoinInSetup)),
        refused(rule, ErrorCode::LicenceMissing)
    );
    assert!(without_premium.on(CompanyPortal).outcome.enrolls());
    let no_subscription = Ask::new().with(|ask| ask.tenant.has_premium_subscription = false);
    assert_eq!(
        end(&no_subscription.on(CoManagement)),
        refused(rule, ErrorCode::LicenceMissing)
    );
}

#[test]
fn group_policy_and_co_management_fail_where_the_scope_does_not_admit() {
    let ask = Ask::new().with(|ask| ask.settings.mdm_scope = UserScope::default());
    for path in [
        GroupPolicyUser,
        GroupPolicyDevice,
        CoManagement,
        AutopilotHybrid,
    ] {
        let expected = refused(
            Rule::UserIsInMdmScope,
            ErrorCode::AutomaticEnrollmentNotConfigured,
        );
        assert_eq!(end(&ask.on(path)), expected, "{path}");
    }
    assert_eq!(
        ErrorCode::AutomaticEnrollmentNotConfigured.hex(),
        "0x8018002B"
    );
}

#[test]
fn one_platform_restriction_applies_the_users_before_the_default() {
    let refusal = refused(Rule::PlatformRestriction, ErrorCode::DeviceNotSupported);
    let ask = Ask::new().with(|ask| {
        ask.tenant.default_restriction = blocked(|policy| policy.windows_allowed = false);
    });
    assert_eq!(end(&ask.on(JoinInSetup)), refusal);
    assert_eq!(end(&ask.on(AutopilotSelfDeploying)), refusal);
    let ask = ask.with(|ask| ask.tenant.user_restriction = Some(PlatformRestriction::default()));
    assert!(ask.on(JoinInSetup).outcome.enrolls());
    assert_eq!(end(&ask.on(AutopilotSelfDeploying)), refusal);
}

#[test]
fn a_platform_restriction_compares_versions_without_their_revision() {
    let range = |min: &str, max: &str| {
        let policy = blocked(|policy| {
            (policy.min_version, policy.max_version) = (min.parse().ok(), max.parse().ok());
        });
        let ask = Ask::new().with(|ask| ask.tenant.user_restriction = Some(policy));
        ask.with(|ask| ask.device.windows.revision = 1742)
            .on(JoinInSetup)
            .outcome
            .enrolls()
    };
    assert!(range("10.0.26100", "10.0.26100"));
    assert!(!range("10.0.26200", ""));
    assert!(!range("", "10.0.22631"));
}

#[test]
fn where_personal_devices_are_blocked_an_identifier_lets_one_in_and_it_stays_personal() {
    let ask = Ask::new().with(|ask| {
        ask.tenant.user_restriction = Some(blocked(|policy| policy.personal_allowed = false));
    });
    let refusal = refused(Rule::PlatformRestriction, ErrorCode::DeviceNotSupported);
    for path in [AddAccount, AppSignIn, CompanyPortal, MdmOnly] {
        assert_eq!(end(&ask.on(path)), refusal, "{path}");
    }
    let ask = ask.with(|ask| ask.device.corporate_identifier_match = Some(true));
    let outcome = ask.on(AddAccount).outcome;
    assert!(
        matches!(
            outcome,
            Outcome::Enroll {
                ownership: Ownership::Personal,
                ..
            }
        ),
        "{outcome:?}"
    );
    let old = ask.with(|ask| ask.device.windows = WindowsVersion::new(10, 0, 19044));
    assert_eq!(end(&old.on(AddAccount)), refusal);
}

#[test]
fn where_personal_devices_are_blocked_some_corporate_paths_need_proof() {
    let ask = || {
        Ask::new().with(|ask| {
            ask.tenant.user_restriction = Some(blocked(|policy| policy.personal_allowed = false));
        })
    };
    for path in [
        JoinInSetup,
        JoinFromSettings,
        AutopilotExisting,
        DevicePreparation,
    ] {
        assert_eq!(
            end(&ask().on(path)),
            refused(Rule::CorporateProof, ErrorCode::DeviceNotSupported),
            "{path}"
        );
        let proofs: [fn(&mut DeviceFacts); 3] = [
            |device| device.autopilot_registered = true,
            |device| device.corporate_identifier_match = Some(true),
            |device| device.claimed_ownership = Some(Ownership::Corporate),
        ];
        for proof in proofs {
            assert!(
                ask()
                    .with(|ask| proof(&mut ask.device))
                    .on(path)
                    .outcome
                    .enrolls(),
                "{path}"
            );
        }
    }
    for path in [
        AutopilotUserDriven,
        AutopilotHybrid,
        GroupPolicyUser,
        BulkToken,
        CoManagement,
    ] {
        assert!(ask().on(path).outcome.enrolls(), "{path}");
    }
}

#[test]
fn the_device_limit_counts_what_users_enroll_themselves() {
    let ask = Ask::new().user(|user| user.managed_devices = 2);
    let ask = ask.with(|ask| ask.tenant.device_limit = 2.try_into().unwrap());
    assert_eq!(
        end(&ask.on(CompanyPortal)),
        refused(Rule::DeviceLimit, ErrorCode::DeviceLimitReached)
    );
    assert!(ask.on(JoinInSetup).outcome.enrolls());
    let manager = |devices| {
        Ask::new().user(|user| {
            user.is_enrollment_manager = true;
            user.managed_devices = devices;
        })
    };
    assert!(manager(999).on(EnrollmentManager).outcome.enrolls());
    assert_eq!(
        end(&manager(1000).on(EnrollmentManager)),
        refused(Rule::DeviceLimit, ErrorCode::DeviceLimitReached)
    );
}

#[test]
fn the_company_portal_asks_for_the_terms_first() {
    let ask = Ask::new().user(|user| user.terms = TermsAnswer::NotAccepted);
    assert_eq!(
        end(&ask.on(CompanyPortal)),
        refused(Rule::TermsAccepted, ErrorCode::NotAuthenticated)
    );
    assert!(ask.on(JoinInSetup).outcome.enrolls());
    assert!(
        ask.user(|user| user.terms = TermsAnswer::Accepted)
            .on(CompanyPortal)
            .outcome
            .enrolls()
    );
}

#[test]
fn a_device_enrolls_once() {
    let ask = Ask::new().with(|ask| ask.device.already_enrolled = true);
    for path in EnrollmentPath::ALL
        .into_iter()
        .filter(|path| *path != EnrollmentManager)
    {
        assert_eq!(
            end(&ask.on(path)),
            refused(Rule::NotEnrolledYet, ErrorCode::AlreadyEnrolled),
            "{path}"
        );
    }
}
