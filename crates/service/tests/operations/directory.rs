//! Users, groups, licences and subscriptions.

use crate::common::{admin, holder_of, on_each_database};
use chrono::NaiveDate;
use domain::actor::Permission;
use domain::directory::{
    GroupQuery, MemberKind, MemberQuery, NewGroup, NewUser, UserQuery, UserSort,
};
use domain::id::{GroupId, UserId};
use domain::licence::{ServicePlan, SubscriptionState, SubscriptionWarning};
use service::{Error, Muster};
use uuid::Uuid;

async fn user(muster: &Muster, name: &str) -> UserId {
    let upn = format!("{}@harbor.example", name.to_lowercase().replace(' ', "."));
    muster
        .create_user(&admin(), NewUser::of(upn, name))
        .await
        .unwrap()
        .id
}

async fn group(muster: &Muster, name: &str) -> GroupId {
    muster
        .create_group(
            &admin(),
            NewGroup {
                name: name.to_owned(),
                description: String::new(),
            },
        )
        .await
        .unwrap()
        .id
}

async fn put(muster: &Muster, group: GroupId, kind: MemberKind, member: Uuid) {
    assert!(
        muster
            .add_group_member(&admin(), group, kind, member)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn users_are_found_by_any_part_of_name_upn_mail_or_department() {
    on_each_database(async |muster| {
        let mut noor = NewUser::of("noor.halvard@harbor.example", "Noor Halvard");
        noor.department = "Ärztlicher Dienst".to_owned();
        noor.mail = "Noor@Mail.example".to_owned();
        muster.create_user(&admin(), noor).await.unwrap();
        user(&muster, "Pat 100% Sure").await;
        for (search, found) in [
            ("HALV", 1),
            ("halvard@har", 1),
            ("noor@mail", 1),
            ("rztlicher d", 1),
            ("Ärztlicher Dienst", 1),
            ("100%", 1),
            ("1_0", 0),
            ("harbor", 2),
            ("", 2),
        ] {
            let page = muster
                .list_users(
                    &admin(),
                    &UserQuery {
                        search: search.to_owned(),
                        ..UserQuery::default()
                    },
                )
                .await
                .unwrap();
            assert_eq!(
                (page.total, page.items.len()),
                (found, usize::try_from(found).unwrap()),
                "{search}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn walking_the_pages_of_users_shows_each_once_in_order_and_back() {
    on_each_database(async |muster| {
        for n in 0..7 {
            // Two of each name: the id decides between them.
            let upn = format!("u{n}@harbor.example");
            muster
                .create_user(&admin(), NewUser::of(upn, format!("Name {}", n / 2)))
                .await
                .unwrap();
        }
        for (sort, descending) in [
            (UserSort::Name, false),
            (UserSort::Name, true),
            (UserSort::Upn, false),
            (UserSort::Upn, true),
        ] {
            let query = UserQuery {
                sort,
                descending,
                size: 3,
                ..UserQuery::default()
            };
            let all = muster
                .list_users(
                    &admin(),
                    &UserQuery {
                        size: 50,
                        ..query.clone()
                    },
                )
                .await
                .unwrap()
                .items;
            assert_eq!(all.len(), 7);
            let mut page = muster.list_users(&admin(), &query).await.unwrap();
            let first = page.clone();
            assert_eq!((page.total, page.skipped, &page.previous), (7, 0, &None));
            let mut seen = page.items.clone();
            while let Some(next) = page.next.clone() {
                page = muster
                    .list_users(
                        &admin(),
                        &UserQuery {
                            at: Some(next),
                            ..query.clone()
                        },
                    )
                    .await
                    .unwrap();
                assert_eq!(page.skipped, i64::try_from(seen.len()).unwrap());
                seen.extend(page.items.clone());
            }
            assert_eq!(seen, all);
            while let Some(previous) = page.previous.clone() {
                page = muster
                    .list_users(
                        &admin(),
                        &UserQuery {
                            at: Some(previous),
                            ..query.clone()
                        },
                    )
                    .await
                    .unwrap();
            }
            assert_eq!(page.items, first.items);
        }
    })
    .await;
}

#[tokio::test]
async fn a_user_shows_licences_and_the_way_into_every_group() {
    on_each_database(async |muster| {
        let noor = user(&muster, "Noor").await;
        let staff = group(&muster, "All staff").await;
        let division = group(&muster, "Division").await;
        let dock = group(&muster, "Dock").await;
        put(&muster, dock, MemberKind::User, noor.0).await;
        put(&muster, division, MemberKind::Group, dock.0).await;
        put(&muster, staff, MemberKind::Group, division.0).await;
        put(&muster, dock, MemberKind::Group, staff.0).await;
        assert!(
            muster
                .assign_licence(&admin(), noor, "SPE_E3")
                .await
                .unwrap()
        );
        assert!(
            !muster
                .assign_licence(&admin(), noor, "SPE_E3")
                .await
                .unwrap()
        );

        let detail = muster.find_user(&admin(), noor).await.unwrap();
        let ways: Vec<String> = detail.groups.iter().map(ToString::to_string).collect();
        assert_eq!(
            ways,
            [
                "member of Dock",
                "member of Division, through Dock",
                "member of All staff, through Division and Dock"
            ]
        );
        assert_eq!(detail.licences[0].name, "Microsoft 365 E3");
        assert_eq!(
            detail.licences[0].plans,
            [ServicePlan::Intune, ServicePlan::EntraP1]
        );
        assert_eq!(detail.device_count, 0);

        assert!(
            muster
                .remove_licence(&admin(), noor, "SPE_E3")
                .await
                .unwrap()
        );
        assert!(
            muster
                .remove_group_member(&admin(), dock, noor.0)
                .await
                .unwrap()
        );
        let detail = muster.find_user(&admin(), noor).await.unwrap();
        assert!(detail.groups.is_empty() && detail.licences.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_picker_counts_whom_a_group_reaches_once_each_through_nesting_and_cycles() {
    on_each_database(async |muster| {
        let outer = group(&muster, "Harbor Operations").await;
        let inner = group(&muster, "Dock Harbor").await;
        group(&muster, "Harbor empty").await;
        group(&muster, "Finance").await;
        put(&muster, outer, MemberKind::Group, inner.0).await;
        put(&muster, inner, MemberKind::Group, outer.0).await;
        for name in ["A", "B"] {
            let member = user(&muster, name).await;
            put(&muster, outer, MemberKind::User, member.0).await;
            put(&muster, inner, MemberKind::User, member.0).await;
        }
        let mut gone = NewUser::of("gone@harbor.example", "Gone");
        gone.account_enabled = false;
        let gone = muster.create_user(&admin(), gone).await.unwrap().id;
        put(&muster, inner, MemberKind::User, gone.0).await;
        put(&muster, inner, MemberKind::Device, Uuid::from_u128(77)).await;

        let found = muster.pick_groups(&admin(), "HARBOR").await.unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|choice| (choice.name.as_str(), choice.user_count, choice.device_count))
            .collect();
        assert_eq!(
            told,
            [
                ("Harbor empty", 0, 0),
                ("Harbor Operations", 2, 1),
                ("Dock Harbor", 2, 1)
            ]
        );
        assert_eq!(muster.pick_groups(&admin(), "").await.unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn a_group_lists_its_members_by_kind_and_where_it_is_a_member() {
    on_each_database(async |muster| {
        let outer = group(&muster, "Outer").await;
        let inner = group(&muster, "Inner").await;
        put(&muster, outer, MemberKind::Group, inner.0).await;
        for name in ["Zoe", "Adam", "Mia"] {
            let member = user(&muster, name).await;
            put(&muster, outer, MemberKind::User, member.0).await;
        }
        put(&muster, outer, MemberKind::Device, Uuid::from_u128(5)).await;
        let of = |kind, size| MemberQuery {
            kind,
            size,
            ..MemberQuery::default()
        };

        let detail = muster
            .find_group(&admin(), outer, &of(MemberKind::User, 2))
            .await
            .unwrap();
        assert_eq!(
            (
                detail.group.user_count,
                detail.group.device_count,
                detail.group.nested_count
            ),
            (3, 1, 1)
        );
        let names: Vec<_> = detail
            .members
            .items
            .iter()
            .map(|member| member.name.as_str())
            .collect();
        assert_eq!((names, detail.members.total), (vec!["Adam", "Mia"], 3));
        let next = MemberQuery {
            at: detail.members.next,
            ..of(MemberKind::User, 2)
        };
        assert_eq!(
            muster
                .find_group(&admin(), outer, &next)
                .await
                .unwrap()
                .members
                .items[0]
                .detail,
            "zoe@harbor.example"
        );

        let devices = muster
            .find_group(&admin(), outer, &of(MemberKind::Device, 50))
            .await
            .unwrap()
            .members;
        assert_eq!(
            devices.items[0].name,
            "00000000-0000-0000-0000-000000000005"
        );
        let detail = muster
            .find_group(&admin(), inner, &of(MemberKind::Group, 50))
            .await
            .unwrap();
        assert_eq!((detail.members.total, detail.member_of[0].id), (0, outer));

        let groups = muster
            .list_groups(
                &admin(),
                &GroupQuery {
                    descending: true,
                    ..GroupQuery::default()
                },
            )
            .await
            .unwrap();
        assert_eq!(
            groups
                .items
                .iter()
                .map(|group| group.name.as_str())
                .collect::<Vec<_>>(),
            ["Outer", "Inner"]
        );
    })
    .await;
}

#[tokio::test]
async fn subscriptions_tell_seats_state_and_what_they_give() {
    on_each_database(async |muster| {
        let day = NaiveDate::from_ymd_opt(2026, 12, 4);
        muster
            .save_subscription(&admin(), "EMS", 1, "Enabled", day)
            .await
            .unwrap();
        muster
            .save_subscription(&admin(), "ENTERPRISEPACK", 10, "Suspended", None)
            .await
            .unwrap();
        for name in ["A", "B"] {
            let holder = user(&muster, name).await;
            muster
                .assign_licence(&admin(), holder, "EMS")
                .await
                .unwrap();
        }
        let [ems, office] = &muster.list_subscriptions(&admin()).await.unwrap()[..] else {
            panic!("two subscriptions")
        };
        assert_eq!(
            (ems.total, ems.used, ems.free(), ems.expires_on),
            (1, 2, 0, day)
        );
        assert_eq!(ems.plans, [ServicePlan::Intune, ServicePlan::EntraP1]);
        assert_eq!(
            (office.name.as_str(), office.state, office.free()),
            ("Office 365 E3", SubscriptionState::Suspended, 10)
        );
        assert!(office.plans.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_name() {
    on_each_database(async |muster| {
        let noor = user(&muster, "Noor").await;
        let staff = group(&muster, "Staff").await;
        let twice = muster
            .create_user(&admin(), NewUser::of("NOOR@harbor.example", "Noor again"))
            .await;
        assert!(matches!(twice, Err(Error::Conflict(_))));
        let nobody = muster
            .add_group_member(&admin(), staff, MemberKind::User, Uuid::nil())
            .await;
        assert!(matches!(nobody, Err(Error::NotFound("user"))));
        let itself = muster
            .add_group_member(&admin(), staff, MemberKind::Group, staff.0)
            .await;
        assert!(matches!(itself, Err(Error::Invalid(invalid)) if invalid.field == "member"));
        let blank = muster.create_group(&admin(), NewGroup::default()).await;
        assert!(matches!(blank, Err(Error::Invalid(invalid)) if invalid.field == "name"));
        let reader = holder_of(&[Permission::ReadDirectory]);
        let forbidden = muster
            .add_group_member(&reader, staff, MemberKind::User, noor.0)
            .await;
        assert!(matches!(
            forbidden,
            Err(Error::Forbidden(Permission::ChangeDirectory))
        ));
        assert!(matches!(
            muster.find_user(&holder_of(&[]), noor).await,
            Err(Error::Forbidden(Permission::ReadDirectory))
        ));
    })
    .await;
}

#[tokio::test]
async fn pages_by_upn_show_each_user_once_also_one_whose_upn_another_has_now() {
    on_each_database(async |muster| {
        for name in ["Ann", "Ben", "Cleo"] {
            user(&muster, name).await;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("users.csv");
        let again = "objectId,userPrincipalName,displayName\n7c9e6679-7425-40de-944b-e07fc1f90ae7,ann@harbor.example,Ann again\n";
        std::fs::write(&file, again).unwrap();
        muster.import_files(&admin(), vec![file], false, None, None, &|_| {}).await.unwrap();

        let mut query = UserQuery { sort: UserSort::Upn, size: 1, ..UserQuery::default() };
        let mut seen = Vec::new();
        for _ in 0..10 {
            let page = muster.list_users(&admin(), &query).await.unwrap();
            seen.extend(page.items.into_iter().map(|user| user.name));
            query.at = page.next;
            if query.at.is_none() {
                break;
            }
        }
        seen.sort();
        assert_eq!(seen, ["Ann", "Ann again", "Ben", "Cleo"]);
    })
    .await;
}

#[tokio::test]
async fn a_member_is_added_by_the_name_that_people_write() {
    on_each_database(async |muster| {
        let noor = user(&muster, "Noor").await;
        let (staff, pilot) = (group(&muster, "Staff").await, group(&muster, "Pilot").await);
        let add = async |name: &str| muster.add_named_group_member(&admin(), staff, name).await;
        assert!(add(" NOOR@harbor.example ").await.unwrap());
        assert!(!add(&noor.to_string()).await.unwrap(), "is in it already");
        assert!(add(&pilot.to_string()).await.unwrap());
        for nothing in [
            "",
            "nobody@harbor.example",
            "Noor",
            &Uuid::nil().to_string(),
        ] {
            let refused = add(nothing).await;
            assert!(
                matches!(&refused, Err(Error::Invalid(invalid)) if invalid.field == "member"),
                "{nothing}: {refused:?}"
            );
        }
        let refused = add(&staff.to_string()).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let detail = muster
            .find_group(&admin(), staff, &MemberQuery::default())
            .await
            .unwrap();
        assert_eq!((detail.group.user_count, detail.group.nested_count), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn seats_that_are_short_are_told_on_the_first_page() {
    on_each_database(async |muster| {
        let told = async || {
            let overview = muster.load_overview(&admin()).await.unwrap();
            let facts = overview.subscriptions.iter().map(SubscriptionWarning::fact);
            facts.collect::<Vec<_>>()
        };
        muster
            .save_subscription(&admin(), "SPE_E3", 1, "Enabled", None)
            .await
            .unwrap();
        assert_eq!(told().await, Vec::<String>::new());
        let noor = user(&muster, "Noor").await;
        muster
            .assign_licence(&admin(), noor, "SPE_E3")
            .await
            .unwrap();
        assert_eq!(told().await, ["Microsoft 365 E3 has no free seat left"]);
        let pat = user(&muster, "Pat").await;
        muster
            .assign_licence(&admin(), pat, "SPE_E3")
            .await
            .unwrap();
        assert_eq!(
            told().await,
            ["Microsoft 365 E3 is held by 1 user more than bought"]
        );
    })
    .await;
}
