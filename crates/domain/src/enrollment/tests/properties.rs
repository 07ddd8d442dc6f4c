//! What holds for any combination of facts.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn membership() -> impl Strategy<Value = Option<Membership>> {
    proptest::option::of(
        (0..6_u128, proptest::collection::vec(0..6_u128, 0..3)).prop_map(|(listed, through)| {
            Membership {
                group: group(listed),
                through: through.into_iter().map(group).collect(),
            }
        }),
    )
}

fn scope() -> impl Strategy<Value = UserScope> {
    (
        select(&ScopeChoice::ALL[..]),
        proptest::collection::vec(0..6_u128, 0..4),
    )
        .prop_map(|(choice, groups)| {
            UserScope::new(choice, groups.into_iter().map(|n| group(n).id).collect())
        })
}

fn settings() -> impl Strategy<Value = EnrollmentSettings> {
    (scope(), scope(), any::<bool>()).prop_map(
        |(mdm_scope, mam_scope, disable_mdm_on_account_add)| EnrollmentSettings {
            mdm_scope,
            mam_scope,
            disable_mdm_on_account_add,
            ..EnrollmentSettings::default()
        },
    )
}

fn user() -> impl Strategy<Value = Option<UserFacts>> {
    let terms = select(
        &[
            TermsAnswer::NotAsked,
            TermsAnswer::Accepted,
            TermsAnswer::NotAccepted,
        ][..],
    );
    let memberships = (membership(), membership(), membership());
    let flags = (mostly(true), mostly(true), mostly(true), mostly(false));
    let user = (memberships, flags, 0..60_u32, 0..8_u32, terms);
    let user = user.prop_map(
        |((mdm, mam, join), (enabled, intune, premium, manager), entra, managed, terms)| {
            UserFacts {
                account_enabled: enabled,
                mdm_membership: mdm,
                mam_membership: mam,
                join_membership: join,
                has_mdm_licence: intune,
                has_premium_licence: premium,
                entra_devices: entra,
                managed_devices: managed,
                is_enrollment_manager: manager,
                terms,
                ..noor()
            }
        },
    );
    proptest::option::weighted(0.8, user)
}

/// Rarely the other way, so that many cases reach the last rules.
fn mostly(usual: bool) -> impl Strategy<Value = bool> {
    prop_oneof![6 => Just(usual), 1 => Just(!usual)]
}

fn version() -> impl Strategy<Value = WindowsVersion> {
    let known = select(&RELEASES[..]).prop_map(|release| WindowsVersion::new(10, 0, release.build));
    prop_oneof![
        4 => known,
        1 => any::<[u32; 4]>().prop_map(|[major, minor, build, revision]| WindowsVersion { major, minor, build, revision }),
    ]
}

fn device() -> impl Strategy<Value = DeviceFacts> {
    let joins = [
        JoinType::NotInDirectory,
        JoinType::Registered,
        JoinType::Joined,
        JoinType::Hybrid,
    ];
    let claimed = proptest::option::of(select(&[Ownership::Personal, Ownership::Corporate][..]));
    let serial = proptest::option::of("[A-Z0-9<>]{0,8}");
    let join = proptest::option::of(select(joins.to_vec()));
    (
        version(),
        select(&Edition::ALL[..]),
        join,
        claimed,
        serial,
        any::<bool>(),
        any::<Option<bool>>(),
        mostly(false),
    )
        .prop_map(
            |(
                windows,
                edition,
                join_type,
                claimed_ownership,
                serial,
                autopilot_registered,
                matched,
                already_enrolled,
            )| DeviceFacts {
                windows,
                edition,
                join_type,
                claimed_ownership,
                serial,
                autopilot_registered,
                corporate_identifier_match: matched,
                already_enrolled,
            },
        )
}

fn restriction() -> impl Strategy<Value = PlatformRestriction> {
    let bound = || proptest::option::weighted(0.1, version());
    (mostly(true), mostly(true), bound(), bound()).prop_map(
        |(windows_allowed, personal_allowed, min_version, max_version)| PlatformRestriction {
            name: "Any".to_owned(),
            windows_allowed,
            personal_allowed,
            min_version,
            max_version,
        },
    )
}

fn tenant() -> impl Strategy<Value = TenantFacts> {
    let flags = (
        mostly(true),
        mostly(false),
        mostly(true),
        mostly(true),
        any::<bool>(),
    );
    let limits = (proptest::option::of(0..100_u32), 1..=15_u8);
    let restrictions = (restriction(), proptest::option::of(restriction()));
    (flags, select(&ScopeChoice::ALL[..]), limits, restrictions).prop_map(
        |(
            (authority, maintenance, premium, register, identifiers),
            join,
            (entra, limit),
            (default, users),
        )| TenantFacts {
            mdm_authority_set: authority,
            in_maintenance: maintenance,
            has_premium_subscription: premium,
            users_may_register: register,
            users_may_join: join,
            entra_device_limit: entra,
            default_restriction: default,
            user_restriction: users,
            device_limit: limit.try_into().unwrap(),
            has_corporate_identifiers: identifiers,
        },
    )
}

fn ask() -> impl Strategy<Value = Ask> {
    (settings(), tenant(), user(), device()).prop_map(|(settings, tenant, user, device)| Ask {
        settings,
        tenant,
        user,
        device,
    })
}

impl std::fmt::Debug for Ask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?}\n{:?}\n{:?}\n{:?}",
            self.settings, self.tenant, self.user, self.device
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_trace_ends_with_the_one_rule_that_decided(ask in ask()) {
        for path in EnrollmentPath::ALL {
            let decision = ask.on(path);
            let rules: Vec<_> = decision.trace.iter().map(|step| step.rule).collect();
            prop_assert_eq!(&rules[..], &Rule::ALL[..rules.len()]);
            let deciding = decision.trace.iter().filter(|step| step.verdict == Verdict::Decides).count();
            prop_assert_eq!(deciding, 1);
            prop_assert_eq!(decision.trace.last().unwrap().verdict, Verdict::Decides);
            prop_assert_eq!(decision.remaining_rules().count(), Rule::ALL.len() - rules.len());
            prop_assert!(!decision.outcome.enrolls() || rules.len() == Rule::ALL.len());
        }
    }

    #[test]
    fn every_sentence_is_a_sentence_and_every_decision_survives_json(ask in ask()) {
        for path in EnrollmentPath::ALL {
            let decision = ask.on(path);
            let headline = decision.outcome.headline();
            let explanation = decision.outcome.explanation(path);
            for text in decision.trace.iter().map(|step| &step.fact).chain([&headline, &explanation]) {
                prop_assert!(text.ends_with('.') && !text.contains("  ") && !text.contains(".."), "{}", text);
            }
            let json = serde_json::to_string(&decision).unwrap();
            prop_assert_eq!(serde_json::from_str::<Decision>(&json).unwrap(), decision);
        }
    }

    #[test]
    fn widening_the_mdm_scope_never_loses_an_enrollment(mut ask in ask(), more in 0..6_u128) {
        let mut groups = ask.settings.mdm_scope.groups.clone();
        let narrow = UserScope::new(ScopeChoice::Some, groups.clone());
        groups.push(group(more).id);
        let wider = UserScope::new(ScopeChoice::Some, groups);
        let widening = [UserScope::default(), narrow, wider, UserScope::new(ScopeChoice::All, vec![])];
        for path in EnrollmentPath::ALL {
            let mut before = None;
            for scope in &widening {
                ask.settings.mdm_scope = scope.clone();
                let outcome = ask.on(path).outcome;
                prop_assert!(before.is_none_or(|before| before == outcome), "{}: {:?}", path, outcome);
                before = Some(outcome).filter(Outcome::enrolls);
            }
        }
    }

    #[test]
    fn the_mam_scope_never_touches_a_corporate_device(mut ask in ask(), mam in scope()) {
        let before = EnrollmentPath::ALL.map(|path| (path, ask.on(path)));
        ask.settings.mam_scope = mam;
        for (path, before) in before {
            if path.ownership(path.join_type(ask.device.join_type)) == Ownership::Corporate {
                prop_assert_eq!(ask.on(path), before);
            }
        }
    }
}
