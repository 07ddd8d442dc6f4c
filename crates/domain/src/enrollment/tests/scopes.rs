//! The precedence table of the two scopes, and what each setting of the page changes.

use super::*;
use EnrollmentPath::*;

const CORPORATE: Outcome = Outcome::Enroll {
    ownership: Ownership::Corporate,
    join_type: JoinType::Joined,
    enrollment_type: EnrollmentType::WindowsAzureAdJoin,
    primary_user: PrimaryUser::EnrollingUser,
};
const PERSONAL: Outcome = Outcome::Enroll {
    ownership: Ownership::Personal,
    join_type: JoinType::Registered,
    enrollment_type: EnrollmentType::WindowsAutoEnrollment,
    primary_user: PrimaryUser::EnrollingUser,
};
const JOINED_ONLY: Outcome = Outcome::DirectoryOnly {
    join_type: JoinType::Joined,
};
const REGISTERED_ONLY: Outcome = Outcome::DirectoryOnly {
    join_type: JoinType::Registered,
};

/// Path, in MDM scope, in MAM scope, outcome, deciding rule. Microsoft Learn, "Enable MDM automatic enrollment for Windows".
const TABLE: [(EnrollmentPath, bool, bool, Outcome, Rule); 8] = [
    (JoinInSetup, true, false, CORPORATE, Rule::NotEnrolledYet),
    (JoinInSetup, true, true, CORPORATE, Rule::NotEnrolledYet),
    (
        JoinInSetup,
        false,
        true,
        JOINED_ONLY,
        Rule::UserIsInMdmScope,
    ),
    (
        JoinInSetup,
        false,
        false,
        JOINED_ONLY,
        Rule::UserIsInMdmScope,
    ),
    (AddAccount, true, false, PERSONAL, Rule::NotEnrolledYet),
    (AddAccount, true, true, Outcome::MamOnly, Rule::MamScopeWins),
    (
        AddAccount,
        false,
        true,
        Outcome::MamOnly,
        Rule::UserIsInMdmScope,
    ),
    (
        AddAccount,
        false,
        false,
        REGISTERED_ONLY,
        Rule::UserIsInMdmScope,
    ),
];

#[test]
fn the_precedence_table_holds_for_members_of_groups() {
    for (path, mdm, mam, outcome, rule) in TABLE {
        let ask = Ask::new().user(|user| {
            user.mdm_membership = member_of(1).filter(|_| mdm);
            user.mam_membership = member_of(2).filter(|_| mam);
        });
        assert_eq!(
            end(&ask.on(path)),
            (rule, outcome),
            "{path}, MDM {mdm}, MAM {mam}"
        );
    }
}

#[test]
fn the_precedence_table_holds_for_none_and_all() {
    let choice = |all| {
        UserScope::new(
            if all {
                ScopeChoice::All
            } else {
                ScopeChoice::None
            },
            vec![group(1).id, group(2).id],
        )
    };
    for (path, mdm, mam, outcome, rule) in TABLE {
        let ask = Ask::new().with(|ask| {
            ask.settings.mdm_scope = choice(mdm);
            ask.settings.mam_scope = choice(mam);
        });
        assert_eq!(
            end(&ask.on(path)),
            (rule, outcome),
            "{path}, MDM {mdm}, MAM {mam}"
        );
    }
}

#[test]
fn an_app_sign_in_is_decided_like_an_added_account() {
    for (path, mdm, mam, ..) in TABLE.into_iter().filter(|row| row.0 == AddAccount) {
        let ask = Ask::new().user(|user| {
            user.mdm_membership = member_of(1).filter(|_| mdm);
            user.mam_membership = member_of(2).filter(|_| mam);
        });
        assert_eq!(end(&ask.on(AppSignIn)), end(&ask.on(path)));
    }
}

#[test]
fn disabling_the_offer_reaches_apps_only() {
    let ask = Ask::new().with(|ask| ask.settings.disable_mdm_on_account_add = true);
    assert_eq!(
        end(&ask.on(AppSignIn)),
        (Rule::UserIsInMdmScope, REGISTERED_ONLY)
    );
    let subject = ask.on(AppSignIn).deciding_step().unwrap().subject;
    assert_eq!(
        subject,
        Some(Subject::Setting(Setting::DisableMdmOnAccountAdd))
    );
    for path in EnrollmentPath::ALL
        .into_iter()
        .filter(|path| *path != AppSignIn)
    {
        assert_eq!(ask.on(path), Ask::new().on(path), "{path}");
    }
    let ask = ask.user(|user| user.mam_membership = member_of(2));
    assert_eq!(ask.on(AppSignIn).outcome, Outcome::MamOnly);
}

#[test]
fn what_a_user_asks_for_needs_no_scope() {
    let ask = Ask::new().with(|ask| {
        ask.settings.mdm_scope = UserScope::default();
        ask.settings.mam_scope = UserScope::new(ScopeChoice::All, vec![]);
    });
    for path in [CompanyPortal, MdmOnly] {
        let decision = ask.on(path);
        assert!(decision.outcome.enrolls(), "{path}");
        assert_eq!(
            decision.trace[4].fact,
            "Asked for by the user, scope not needed."
        );
        assert_eq!(
            decision.reason(path),
            "Asked for by the user, scope not needed"
        );
    }
}

#[test]
fn a_membership_of_a_group_that_is_not_listed_counts_for_nothing() {
    let ask = Ask::new().user(|user| user.mdm_membership = member_of(9));
    assert_eq!(ask.on(JoinInSetup).outcome, JOINED_ONLY);
}

#[test]
fn the_trace_names_the_groups_on_the_way_to_the_user() {
    let ask = Ask::new().user(|user| {
        user.mam_membership = Some(Membership {
            group: group(2),
            through: vec![group(3)],
        });
    });
    let decision = ask.on(AddAccount);
    assert_eq!(
        decision.trace[4].fact,
        "Some. Noor Halvard is a member of Group 1."
    );
    assert_eq!(decision.trace[4].groups, [group(1)]);
    let step = decision.deciding_step().unwrap();
    assert!(
        step.fact
            .starts_with("Also in MAM scope: member of Group 2, through Group 3."),
        "{}",
        step.fact
    );
    assert_eq!(step.groups, [group(2), group(3)]);
    assert_eq!(decision.remaining_rules().count(), 5);
}

#[test]
fn who_is_out_of_scope_joins_without_licence_and_while_management_is_closed() {
    let ask = Ask::new().user(|user| {
        user.mdm_membership = None;
        user.has_mdm_licence = false;
        user.has_premium_licence = false;
    });
    let ask = ask.with(|ask| {
        ask.tenant.in_maintenance = true;
        ask.device.windows = WindowsVersion::new(10, 0, 14393);
    });
    assert_eq!(
        end(&ask.on(JoinInSetup)),
        (Rule::UserIsInMdmScope, JOINED_ONLY)
    );
}

#[test]
fn connecting_the_account_of_a_joined_device_enrolls_it_as_corporate() {
    let ask = Ask::new().user(|user| {
        user.mam_membership = member_of(2);
        user.managed_devices = 99;
        user.entra_devices = 99;
    });
    let ask = ask.with(|ask| ask.device.join_type = Some(JoinType::Joined));
    let Outcome::Enroll {
        ownership,
        join_type,
        ..
    } = ask.on(AddAccount).outcome
    else {
        panic!("not enrolled")
    };
    assert_eq!(
        (ownership, join_type),
        (Ownership::Corporate, JoinType::Joined)
    );
}
