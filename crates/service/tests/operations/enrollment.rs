//! The enrollment settings, their effect and *What if*.

use crate::common::{admin, holder_of, on_each_database};
use domain::actor::{Actor, Permission};
use domain::directory::{MemberKind, NewGroup, NewUser, UserQuery};
use domain::effect::{EffectList, GroupStatus, PrerequisiteKind, ScopeKind, Warning};
use domain::enrollment::{
    Edition, EnrollmentPath, EnrollmentSettings, JoinType, Outcome, Rule, ScopeChoice, Setting,
    UserScope, WindowsVersion,
};
use domain::id::{GroupId, UserId};
use domain::what_if::{SettingsUsed, WhatIf, WhatIfAnswer};
use service::{Error, Muster};
use uuid::Uuid;

/// A small organisation with every awkward membership.
struct Harbor {
    users: Vec<UserId>,
    /// Has users, holds `nested`.
    outer: GroupId,
    /// Has users, holds `innermost`.
    nested: GroupId,
    /// Has one user and holds `outer`: a cycle.
    innermost: GroupId,
    /// Overlaps with `outer` and `nested`.
    contractors: GroupId,
    /// Has nobody.
    empty: GroupId,
}

impl Harbor {
    async fn build(muster: &Muster) -> Self {
        let mut users = Vec::new();
        for n in 0..9 {
            let mut new = NewUser::of(format!("user{n}@harbor.example"), format!("User {n}"));
            new.account_enabled = n != 7;
            users.push(muster.create_user(&admin(), new).await.unwrap().id);
        }
        let mut groups = Vec::new();
        for name in ["Outer", "Nested", "Innermost", "Contractors", "Empty"] {
            groups.push(
                muster
                    .create_group(
                        &admin(),
                        NewGroup {
                            name: name.to_owned(),
                            ..NewGroup::default()
                        },
                    )
                    .await
                    .unwrap()
                    .id,
            );
        }
        let [outer, nested, innermost, contractors, empty] = groups[..] else {
            panic!("five groups")
        };
        for (group, members) in [
            (outer, &[0, 1, 2, 7][..]),
            (nested, &[2, 3]),
            (innermost, &[4]),
            (contractors, &[1, 3, 5, 7]),
        ] {
            for &n in members {
                muster
                    .add_group_member(&admin(), group, MemberKind::User, users[n].0)
                    .await
                    .unwrap();
            }
        }
        for (group, within) in [(outer, nested), (nested, innermost), (innermost, outer)] {
            muster
                .add_group_member(&admin(), group, MemberKind::Group, within.0)
                .await
                .unwrap();
        }
        Self {
            users,
            outer,
            nested,
            innermost,
            contractors,
            empty,
        }
    }

    async fn give_everyone(&self, muster: &Muster, sku: &str) {
        for user in &self.users {
            muster.assign_licence(&admin(), *user, sku).await.unwrap();
        }
    }
}

fn settings(mdm: UserScope, mam: UserScope) -> EnrollmentSettings {
    EnrollmentSettings {
        mdm_scope: mdm,
        mam_scope: mam,
        ..EnrollmentSettings::initial("https://muster.example.org")
    }
}

fn nobody() -> UserScope {
    UserScope::default()
}

fn some(groups: &[GroupId]) -> UserScope {
    UserScope::new(ScopeChoice::Some, groups.to_vec())
}

fn everyone() -> UserScope {
    UserScope::new(ScopeChoice::All, Vec::new())
}

fn question(user: UserId, path: EnrollmentPath, settings: Option<&EnrollmentSettings>) -> WhatIf {
    WhatIf {
        user: Some(user),
        path,
        windows: WindowsVersion::new(10, 0, 26100),
        edition: Edition::Pro,
        ownership: None,
        serial: None,
        settings: settings.cloned(),
    }
}

/// What *What if* says for a user on both ways of the effect panel: joining, and adding an account.
async fn outcomes(
    muster: &Muster,
    user: UserId,
    settings: &EnrollmentSettings,
) -> (Outcome, Outcome) {
    let answer = muster
        .what_if(
            &admin(),
            &question(user, EnrollmentPath::JoinInSetup, Some(settings)),
        )
        .await
        .unwrap();
    let other = answer
        .other_paths
        .iter()
        .find(|other| other.path == EnrollmentPath::AddAccount)
        .unwrap();
    (answer.decision.outcome, other.outcome)
}

async fn save(muster: &Muster, settings: EnrollmentSettings) {
    let version = muster
        .load_enrollment_settings(&admin())
        .await
        .unwrap()
        .version;
    muster
        .save_enrollment_settings(&admin(), settings, version)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_numbers_before_saving_are_what_what_if_says_of_every_user() {
    on_each_database(async |muster| {
        let harbor = Harbor::build(&muster).await;
        harbor.give_everyone(&muster, "SPE_E3").await;
        let scopes = [
            nobody(),
            some(&[harbor.nested]),
            some(&[harbor.contractors, harbor.empty]),
            some(&[harbor.innermost, harbor.contractors]),
            everyone(),
        ];
        // From None to Some to All: each step is previewed against the one before, then saved.
        for mam in &scopes {
            for mdm in &scopes {
                let after = settings(mdm.clone(), mam.clone());
                let today = muster
                    .load_enrollment_settings(&admin())
                    .await
                    .unwrap()
                    .settings;
                let effect = muster
                    .preview_enrollment_effect(&admin(), &after)
                    .await
                    .unwrap();
                let (mut join, mut add, mut lost_and_gained, mut refused) =
                    ([0, 0], [0, 0, 0], [0, 0], 0);
                for &user in &harbor.users {
                    let (joined, added) = outcomes(&muster, user, &after).await;
                    let (joined_today, _) = outcomes(&muster, user, &today).await;
                    match joined {
                        Outcome::Enroll { .. } => join[0] += 1,
                        Outcome::DirectoryOnly {
                            join_type: JoinType::Joined,
                        } => join[1] += 1,
                        _ => refused += 1,
                    }
                    match added {
                        Outcome::Enroll { .. } => add[0] += 1,
                        Outcome::MamOnly => add[1] += 1,
                        Outcome::DirectoryOnly {
                            join_type: JoinType::Registered,
                        } => add[2] += 1,
                        _ => {}
                    }
                    lost_and_gained[0] += i64::from(joined_today.enrolls() && !joined.enrolls());
                    lost_and_gained[1] += i64::from(!joined_today.enrolls() && joined.enrolls());
                }
                let case = format!("{:?} {:?}", after.mdm_scope, after.mam_scope);
                assert_eq!(
                    (effect.users_total, effect.disabled_total, refused),
                    (8, 1, 1),
                    "{case}"
                );
                assert_eq!(
                    [effect.corporate.enroll, effect.corporate.joined_only],
                    join,
                    "{case}"
                );
                assert_eq!(
                    [
                        effect.personal.enroll,
                        effect.personal.mam_only,
                        effect.personal.registered_only
                    ],
                    add,
                    "{case}"
                );
                assert_eq!([effect.lose, effect.gain], lost_and_gained, "{case}");
                assert_eq!(
                    (effect.mdm.after, effect.mam.after),
                    (join[0], add[1]),
                    "{case}"
                );
                assert_eq!(effect.both.after, join[0] - add[0], "{case}");
                let overlap = effect.warnings.iter().find_map(|warning| match warning {
                    Warning::BothScopes { users, .. } => Some(*users),
                    _ => None,
                });
                assert_eq!(overlap.unwrap_or(0), join[0] - add[0], "{case}");
                assert_eq!(effect.gain_without_licence, 0, "{case}");
                lists_are_as_long_as_their_numbers(&muster, &after, &effect).await;
                save(&muster, after).await;
            }
        }
    })
    .await;
}

async fn lists_are_as_long_as_their_numbers(
    muster: &Muster,
    after: &EnrollmentSettings,
    effect: &domain::effect::Effect,
) {
    for list in EffectList::ALL {
        let number = match list {
            EffectList::Gain => effect.gain,
            EffectList::Lose => effect.lose,
            EffectList::GainWithoutLicence => effect.gain_without_licence,
            EffectList::Mdm => effect.mdm.after,
            EffectList::Mam => effect.mam.after,
            EffectList::Both => effect.both.after,
            EffectList::BothNew => effect.both_new,
            EffectList::Outside => effect.corporate.joined_only,
            EffectList::WithoutLicence => effect.without_licence,
        };
        let page = muster
            .list_effect_users(&admin(), after, list, &UserQuery::default())
            .await
            .unwrap();
        assert_eq!(
            (page.total, page.items.len()),
            (number, usize::try_from(number).unwrap()),
            "{list:?}"
        );
        assert!(page.items.iter().all(|user| user.account_enabled));
    }
}

#[tokio::test]
async fn nested_groups_and_a_cycle_reach_their_members_once() {
    on_each_database(async |muster| {
        let harbor = Harbor::build(&muster).await;
        for group in [harbor.outer, harbor.nested, harbor.innermost] {
            let effect = muster
                .preview_enrollment_effect(&admin(), &settings(some(&[group]), nobody()))
                .await
                .unwrap();
            assert_eq!((effect.mdm.after, effect.groups[0].users), (5, 5));
        }
        let answer: WhatIfAnswer = muster
            .what_if(
                &admin(),
                &question(
                    harbor.users[4],
                    EnrollmentPath::JoinInSetup,
                    Some(&settings(some(&[harbor.outer]), nobody())),
                ),
            )
            .await
            .unwrap();
        let membership = answer.user.unwrap().mdm_membership.unwrap();
        assert_eq!(
            membership.to_string(),
            "member of Outer, through Nested and Innermost"
        );
        assert_eq!(answer.settings, SettingsUsed::Edited);
    })
    .await;
}

#[tokio::test]
async fn those_who_gain_without_a_licence_are_those_whom_enrollment_would_refuse() {
    on_each_database(async |muster| {
        let harbor = Harbor::build(&muster).await;
        muster
            .save_subscription(&admin(), "SPB", 3, "Suspended", None)
            .await
            .unwrap();
        for (n, sku) in [
            (0, "EMS"),
            (1, "ENTERPRISEPACK"),
            (2, "SPB"),
            (3, "intune_a"),
            (3, "AAD_PREMIUM"),
        ] {
            muster
                .assign_licence(&admin(), harbor.users[n], sku)
                .await
                .unwrap();
        }
        let after = settings(some(&[harbor.outer]), nobody());
        let effect = muster
            .preview_enrollment_effect(&admin(), &after)
            .await
            .unwrap();
        let mut refused = 0;
        for &user in &harbor.users {
            let answer = muster
                .what_if(
                    &admin(),
                    &question(user, EnrollmentPath::JoinInSetup, Some(&after)),
                )
                .await
                .unwrap();
            refused +=
                i64::from(answer.decision.deciding_step().unwrap().rule == Rule::UserHasLicence);
        }
        assert_eq!((effect.gain, effect.gain_without_licence), (5, 3));
        assert_eq!(effect.gain_without_licence, refused);
        assert!(
            effect
                .warnings
                .contains(&Warning::GainWithoutLicence { users: 3 })
        );
    })
    .await;
}

#[tokio::test]
async fn prerequisites_say_what_is_missing_and_what_to_do() {
    on_each_database(async |muster| {
        let harbor = Harbor::build(&muster).await;
        let after = settings(everyone(), nobody());
        let met = async |actor: &Actor| -> Vec<(PrerequisiteKind, bool)> {
            let effect = muster
                .preview_enrollment_effect(actor, &after)
                .await
                .unwrap();
            for prerequisite in &effect.prerequisites {
                assert_eq!(prerequisite.met, prerequisite.advice.is_none());
                assert_eq!(
                    !prerequisite.met,
                    effect
                        .warnings
                        .contains(&Warning::Prerequisite(prerequisite.kind))
                );
            }
            effect
                .prerequisites
                .iter()
                .map(|prerequisite| (prerequisite.kind, prerequisite.met))
                .collect()
        };
        use PrerequisiteKind::{EntraPremium, IntuneSeats, Role};
        assert_eq!(
            met(&admin()).await,
            [(EntraPremium, false), (IntuneSeats, false), (Role, true)]
        );
        // Eight may sign in and none holds a licence yet.
        let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 10, day);
        muster
            .save_subscription(&admin(), "EMS", 8, "Enabled", day(5))
            .await
            .unwrap();
        let reader = holder_of(&[Permission::ReadEnrollment]);
        assert_eq!(
            met(&reader).await,
            [(EntraPremium, true), (IntuneSeats, true), (Role, false)]
        );
        muster
            .save_subscription(&admin(), "EMS", 7, "Enabled", day(5))
            .await
            .unwrap();
        assert_eq!(
            met(&admin()).await,
            [(EntraPremium, true), (IntuneSeats, false), (Role, true)]
        );
        muster
            .assign_licence(&admin(), harbor.users[0], "EMS")
            .await
            .unwrap();
        assert_eq!(met(&admin()).await[1], (IntuneSeats, false));
        muster
            .save_subscription(&admin(), "EMS", 90, "Enabled", day(4))
            .await
            .unwrap();
        assert_eq!(
            met(&admin()).await,
            [(EntraPremium, false), (IntuneSeats, false), (Role, true)]
        );
    })
    .await;
}

#[tokio::test]
async fn groups_tell_what_becomes_of_them_and_warn_when_they_reach_nobody() {
    on_each_database(async |muster| {
        let harbor = Harbor::build(&muster).await;
        muster
            .add_group_member(
                &admin(),
                harbor.empty,
                MemberKind::Device,
                Uuid::from_u128(9),
            )
            .await
            .unwrap();
        save(
            &muster,
            settings(some(&[harbor.outer, harbor.contractors]), nobody()),
        )
        .await;
        let gone = GroupId(Uuid::from_u128(1));
        let after = settings(some(&[harbor.outer, harbor.empty, gone]), some(&[]));
        let effect = muster
            .preview_enrollment_effect(&admin(), &after)
            .await
            .unwrap();
        let told: Vec<_> = effect
            .groups
            .iter()
            .map(|g| (g.name.as_deref(), g.users, g.devices, g.status))
            .collect();
        assert_eq!(
            told,
            [
                (None, 0, 0, GroupStatus::Added),
                (Some("Contractors"), 3, 0, GroupStatus::Removed),
                (Some("Empty"), 0, 1, GroupStatus::Added),
                (Some("Outer"), 5, 0, GroupStatus::Kept),
            ]
        );
        let scope = ScopeKind::Mdm;
        for expected in [
            Warning::NoGroups {
                scope: ScopeKind::Mam,
            },
            Warning::GroupIsGone { scope, id: gone },
            Warning::GroupWithoutUsers {
                scope,
                name: "Empty".to_owned(),
                devices: 1,
            },
        ] {
            assert!(
                effect.warnings.contains(&expected),
                "{expected:?} in {:?}",
                effect.warnings
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_second_of_two_saves_is_told_who_was_first() {
    on_each_database(async |muster| {
        let harbor = Harbor::build(&muster).await;
        let loaded = muster.load_enrollment_settings(&admin()).await.unwrap();
        assert_eq!((loaded.version, &loaded.saved), (0, &None));
        let first = settings(some(&[harbor.outer]), nobody());
        let saved = muster
            .save_enrollment_settings(&admin(), first.clone(), loaded.version)
            .await
            .unwrap();
        assert_eq!(saved.version, 1);

        let second = muster
            .save_enrollment_settings(&admin(), settings(everyone(), nobody()), loaded.version)
            .await;
        let Err(Error::Overtaken(sentence)) = second else {
            panic!("{second:?}")
        };
        assert!(
            sentence.contains("Maren Oduya") && sentence.contains("08:00 on 5 Oct 2026"),
            "{sentence}"
        );
        assert_eq!(
            muster
                .load_enrollment_settings(&admin())
                .await
                .unwrap()
                .settings,
            first
        );
        assert_eq!(
            muster
                .save_enrollment_settings(&admin(), first, 1)
                .await
                .unwrap()
                .version,
            1,
            "nothing to save"
        );
    })
    .await;
}

#[tokio::test]
async fn of_saves_at_the_same_moment_one_holds() {
    on_each_database(async |muster| {
        let harbor = Harbor::build(&muster).await;
        let groups = [
            harbor.outer,
            harbor.nested,
            harbor.contractors,
            harbor.empty,
        ];
        let saves: Vec<_> = groups
            .into_iter()
            .map(|group| {
                let muster = muster.clone();
                tokio::spawn(async move {
                    muster
                        .save_enrollment_settings(&admin(), settings(some(&[group]), nobody()), 0)
                        .await
                })
            })
            .collect();
        let mut held = 0;
        for save in saves {
            match save.await.unwrap() {
                Ok(_) => held += 1,
                Err(Error::Overtaken(_) | Error::Conflict(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(held, 1);
        assert_eq!(
            muster
                .list_enrollment_history(&admin(), None)
                .await
                .unwrap()
                .versions
                .total,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_group_that_does_not_exist_and_an_actor_who_may_not_are_refused() {
    on_each_database(async |muster| {
        let gone = settings(nobody(), some(&[GroupId(Uuid::from_u128(5))]));
        let refused = muster
            .save_enrollment_settings(&admin(), gone.clone(), 0)
            .await;
        let Err(Error::Invalid(invalid)) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(invalid.field, "mam_groups");
        assert!(
            invalid
                .problem
                .contains("00000000-0000-0000-0000-000000000005")
        );
        let reader = holder_of(&[Permission::ReadEnrollment]);
        let refused = muster.save_enrollment_settings(&reader, gone, 0).await;
        assert!(matches!(
            refused,
            Err(Error::Forbidden(Permission::ChangeEnrollment))
        ));
        let refused = muster
            .preview_enrollment_effect(&holder_of(&[]), &settings(nobody(), nobody()))
            .await;
        assert!(matches!(
            refused,
            Err(Error::Forbidden(Permission::ReadEnrollment))
        ));
    })
    .await;
}

#[tokio::test]
async fn the_history_tells_who_changed_what_with_group_names_page_by_page() {
    on_each_database(async |muster| {
        let harbor = Harbor::build(&muster).await;
        for n in 0..60 {
            let group = if n % 2 == 0 {
                harbor.outer
            } else {
                harbor.contractors
            };
            save(&muster, settings(some(&[group]), nobody())).await;
        }
        let first = muster
            .list_enrollment_history(&admin(), None)
            .await
            .unwrap();
        let (page, newest) = (&first.versions, &first.versions.items[0]);
        assert_eq!(
            (page.total, page.items.len(), page.skipped, &page.previous),
            (60, 50, 0, &None)
        );
        assert_eq!(
            (newest.version, newest.saved.by.as_str()),
            (60, "Maren Oduya")
        );
        let change = &newest.changes[0];
        assert_eq!(
            (change.setting, newest.changes.len()),
            (Setting::MdmGroups, 1)
        );
        assert_eq!(first.group_names[&change.groups_added[0]], "Contractors");
        assert_eq!(first.group_names[&change.groups_removed[0]], "Outer");

        let second = muster
            .list_enrollment_history(&admin(), page.next.as_ref())
            .await
            .unwrap()
            .versions;
        assert_eq!(
            (second.items.len(), second.skipped, &second.next),
            (10, 50, &None)
        );
        let oldest = second.items.last().unwrap();
        let before: Vec<_> = oldest
            .changes
            .iter()
            .map(|change| {
                (
                    change.setting,
                    change.before.as_str(),
                    change.after.as_str(),
                )
            })
            .collect();
        assert_eq!(
            before,
            [
                (Setting::MdmScope, "None", "Some"),
                (Setting::MdmGroups, "0 groups", "1 group")
            ]
        );
        let back = muster
            .list_enrollment_history(&admin(), second.previous.as_ref())
            .await
            .unwrap()
            .versions;
        assert_eq!(back, first.versions);
    })
    .await;
}

#[tokio::test]
async fn what_if_with_the_saved_settings_names_their_version() {
    on_each_database(async |muster| {
        let harbor = Harbor::build(&muster).await;
        harbor.give_everyone(&muster, "EMSPREMIUM").await;
        save(&muster, settings(some(&[harbor.contractors]), nobody())).await;
        let asked = question(harbor.users[5], EnrollmentPath::AddAccount, None);
        let answer = muster.what_if(&admin(), &asked).await.unwrap();
        assert_eq!(answer.settings, SettingsUsed::Saved(1));
        assert!(answer.decision.outcome.enrolls());
        assert_eq!(answer.other_paths.len(), EnrollmentPath::ALL.len() - 1);
        let user = answer.user.unwrap();
        assert_eq!(user.licence_names, ["Enterprise Mobility + Security E5"]);
        let nobody = muster
            .what_if(
                &admin(),
                &question(UserId(Uuid::nil()), EnrollmentPath::AddAccount, None),
            )
            .await;
        assert!(matches!(nobody, Err(Error::NotFound("user"))));
    })
    .await;
}
