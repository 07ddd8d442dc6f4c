//! The first page: its figures are those of the lists behind them, and hold still only while nothing changes.

use crate::common::{admin, on_each_database, test_day};
use chrono::{NaiveDate, TimeDelta};
use domain::device::DeviceQuery;
use domain::directory::{MemberKind, NewGroup, NewUser};
use domain::effect::Warning;
use domain::enrollment::{ScopeChoice, UserScope};
use domain::overview::Overview;
use service::{Clock, Muster};
use uuid::Uuid;

const MANAGED: &str = "Device ID,Device name,Last check-in,Enrollment date,OS,OS version,Compliance,JoinType,Managed by";

async fn import(muster: &Muster, header: &str, lines: &[String]) {
    let text = format!("{header}\r\n{}\r\n", lines.join("\r\n"));
    let run = muster
        .upload_import(&admin(), "file.csv", text.as_bytes())
        .await
        .unwrap();
    muster.check_import(&admin(), run).await.unwrap();
    let done = muster.apply_import(&admin(), run).await.unwrap();
    assert_eq!((done.bad, done.problem), (0, None));
}

async fn overview(muster: &Muster) -> Overview {
    muster.load_overview(&admin()).await.unwrap()
}

/// Twelve devices that checked in so many hours ago and were enrolled as many days ago.
fn devices() -> Vec<String> {
    let day = |hours: i64| (test_day() - TimeDelta::hours(hours)).format("%Y-%m-%d %H:%M:%S");
    [1, 7, 9, 23, 25, 170, 200, 510, 719, 721, 2_159, 2_161]
        .iter()
        .enumerate()
        .map(|(n, &hours)| {
            let id = Uuid::from_u128(n as u128 + 1);
            let (os, version) = [
                ("Windows", "10.0.26100.1742"),
                ("Windows", "10.0.26100.6584"),
                ("Windows", "10.0.27813.1000"),
                ("macOS", "15.6.1 (24G90)"),
            ][n % 4];
            let compliance = ["Compliant", "Noncompliant", "In grace period"][n % 3];
            let join = ["Microsoft Entra joined", "Microsoft Entra registered"][n % 2];
            let enrolled = day(hours.min(2_000) * 24);
            format!(
                "{id},PC-{n},{},{enrolled},{os},{version},{compliance},{join},Intune",
                day(hours)
            )
        })
        .collect()
}

#[tokio::test]
async fn every_figure_is_as_great_as_the_list_behind_it_is_long() {
    on_each_database(async |muster| {
        import(&muster, MANAGED, &devices()).await;
        let never = format!(
            "{},PC-never,,,Windows,10.0.26100.1,Compliant,,Intune",
            Uuid::from_u128(99)
        );
        import(&muster, MANAGED, &[never]).await;
        let seen = overview(&muster).await;
        assert_eq!(seen.devices, 13);
        let mut asked: Vec<(String, i64, DeviceQuery)> = Vec::new();
        for (age, devices) in &seen.check_ins {
            let query = DeviceQuery {
                checked_in_days: age.within_days(),
                silent_days: age.silent_days(),
                ..DeviceQuery::default()
            };
            asked.push((age.label().to_owned(), *devices, query));
        }
        for (compliance, devices) in &seen.compliance {
            let query = DeviceQuery {
                compliance: vec![*compliance],
                ..DeviceQuery::default()
            };
            asked.push((compliance.label().to_owned(), *devices, query));
        }
        for (join_type, devices) in &seen.join_types {
            let query = DeviceQuery {
                join_type: vec![*join_type],
                ..DeviceQuery::default()
            };
            asked.push((join_type.label().to_owned(), *devices, query));
        }
        for share in &seen.versions {
            let query = DeviceQuery {
                os: vec![share.os.clone()],
                os_version: share.releases.clone(),
                ..DeviceQuery::default()
            };
            asked.push((share.name.clone(), share.devices, query));
        }
        for span in seen.enrolled.weeks.iter().chain(&seen.enrolled.months) {
            let query = DeviceQuery {
                enrolled_from: Some(span.from),
                enrolled_before: Some(span.before),
                ..DeviceQuery::default()
            };
            asked.push((span.from.to_string(), span.devices, query));
        }
        for (name, devices, query) in &asked {
            let listed = muster.count_devices(&admin(), query).await.unwrap();
            assert_eq!(*devices, listed, "{name}");
        }
        let sum = |shares: &[i64]| shares.iter().sum::<i64>();
        let ages: Vec<i64> = seen.check_ins.iter().map(|(_, devices)| *devices).collect();
        assert_eq!(ages, [4, 1, 2, 2, 2, 2]);
        assert_eq!(sum(&ages), seen.devices);
        let versions: Vec<i64> = seen.versions.iter().map(|share| share.devices).collect();
        assert_eq!((versions.len(), sum(&versions)), (3, seen.devices));
    })
    .await;
}

#[tokio::test]
async fn devices_enrolled_before_a_day_are_those_that_were_enrolled_at_all() {
    on_each_database(async |muster| {
        let line = |n: u128, enrolled: &str| {
            format!(
                "{},PC-{n},2026-10-01 08:00:00,{enrolled},Windows,10.0.26100.1,Compliant,,Intune",
                Uuid::from_u128(n)
            )
        };
        let lines = [
            line(1, ""),
            line(2, "2026-08-31 23:59:59"),
            line(3, "2026-09-01 00:00:00"),
        ];
        import(&muster, MANAGED, &lines).await;
        let first = NaiveDate::from_ymd_opt(2026, 9, 1);
        let count = async |from, before| {
            let query = DeviceQuery {
                enrolled_from: from,
                enrolled_before: before,
                ..DeviceQuery::default()
            };
            muster.count_devices(&admin(), &query).await.unwrap()
        };
        assert_eq!(count(None, first).await, 1);
        assert_eq!(count(first, None).await, 1);
        assert_eq!(count(first, first).await, 0);
    })
    .await;
}

/// Two servers on one database.
async fn on_two_servers(test: impl AsyncFn(Muster, Muster)) {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}/muster.db", folder.path().display());
    for url in [sqlite, scratch_postgres::new_database()] {
        let open = async || {
            let clock = Clock::fixed(test_day());
            Muster::open(&url, "https://muster.example.org", clock)
                .await
                .unwrap()
        };
        let (one, other) = (open().await, open().await);
        test(one.clone(), other.clone()).await;
        one.close().await;
        other.close().await;
    }
}

#[tokio::test]
async fn whatever_changes_on_one_server_is_in_the_figures_of_the_other_at_once() {
    on_two_servers(async |one, other| {
        assert_eq!(overview(&other).await.users, 0);
        let user = one
            .create_user(&admin(), NewUser::of("ines@harbor.example", "Ines"))
            .await
            .unwrap()
            .id;
        assert_eq!(overview(&other).await.users, 1);

        let group = one
            .create_group(
                &admin(),
                NewGroup {
                    name: "Pilot".to_owned(),
                    description: String::new(),
                },
            )
            .await
            .unwrap()
            .id;
        let mut saved = one.load_enrollment_settings(&admin()).await.unwrap();
        saved.settings.mdm_scope = UserScope::new(ScopeChoice::Some, vec![group]);
        one.save_enrollment_settings(&admin(), saved.settings, saved.version)
            .await
            .unwrap();
        let seen = overview(&other).await;
        assert_eq!(
            (seen.mdm_scope, seen.users_in_scope),
            (ScopeChoice::Some, 0)
        );
        one.add_group_member(&admin(), group, MemberKind::User, user.0)
            .await
            .unwrap();
        assert_eq!(overview(&other).await.users_in_scope, 1);

        let missing = async || {
            let seen = overview(&other).await;
            seen.prerequisites
                .iter()
                .filter(|prerequisite| !prerequisite.met)
                .count()
        };
        assert_eq!(missing().await, 2);
        one.save_subscription(&admin(), "SPE_E3", 5, "Enabled", None)
            .await
            .unwrap();
        assert_eq!(missing().await, 0);
        one.save_subscription(&admin(), "SPE_E3", 1, "Enabled", None)
            .await
            .unwrap();
        one.assign_licence(&admin(), user, "SPE_E3").await.unwrap();
        assert_eq!(missing().await, 1);
        one.remove_licence(&admin(), user, "SPE_E3").await.unwrap();
        assert_eq!(missing().await, 0);

        let outside = async || {
            let seen = overview(&other).await;
            seen.warnings.iter().find_map(|warning| match warning {
                Warning::JoinedOutsideScope { devices, .. } => Some(*devices),
                _ => None,
            })
        };
        assert_eq!(outside().await, None);
        let directory =
            "objectId,deviceId,displayName,operatingSystem,joinType (trustType),userNames";
        let device = |join: &str| {
            let (object, device) = (Uuid::from_u128(1), Uuid::from_u128(2));
            [format!(
                "{object},{device},PC-1,Windows,{join},else@harbor.example"
            )]
        };
        import(&one, directory, &device("Microsoft Entra joined")).await;
        assert_eq!(outside().await, Some(1));
        import(&one, directory, &device("Microsoft Entra registered")).await;
        assert_eq!(outside().await, None);
        import(&one, directory, &device("Microsoft Entra joined")).await;
        assert_eq!(outside().await, Some(1));
        let managed = "Device ID,Device name,Last check-in,Microsoft Entra Device ID";
        let line = format!(
            "{},PC-1,2026-10-01 08:00:00,{}",
            Uuid::from_u128(3),
            Uuid::from_u128(2)
        );
        import(&one, managed, &[line]).await;
        assert_eq!(outside().await, None);

        one.remove_group_member(&admin(), group, user.0)
            .await
            .unwrap();
        assert_eq!(overview(&other).await.users_in_scope, 0);
    })
    .await;
}

#[tokio::test]
async fn what_imports_bring_is_in_the_figures_at_once() {
    on_each_database(async |muster| {
        let (user, group) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(overview(&muster).await.users, 0);
        let users = "objectId,userPrincipalName,displayName,accountEnabled";
        import(
            &muster,
            users,
            &[format!("{user},ines@harbor.example,Ines,True")],
        )
        .await;
        assert_eq!(overview(&muster).await.users, 1);
        import(
            &muster,
            users,
            &[format!("{user},ines@harbor.example,Ines,False")],
        )
        .await;
        assert_eq!(overview(&muster).await.users, 0);
        import(
            &muster,
            users,
            &[format!("{user},ines@harbor.example,Ines,True")],
        )
        .await;

        import(
            &muster,
            "objectId,displayName,groupType",
            &[format!("{group},Pilot,Security")],
        )
        .await;
        let mut saved = muster.load_enrollment_settings(&admin()).await.unwrap();
        saved.settings.mdm_scope =
            UserScope::new(ScopeChoice::Some, vec![domain::id::GroupId(group)]);
        muster
            .save_enrollment_settings(&admin(), saved.settings, saved.version)
            .await
            .unwrap();
        assert_eq!(overview(&muster).await.users_in_scope, 0);
        let members = "groupObjectId,memberObjectId,memberType";
        import(&muster, members, &[format!("{group},{user},user")]).await;
        assert_eq!(overview(&muster).await.users_in_scope, 1);

        let missing = async || {
            let seen = overview(&muster).await;
            seen.prerequisites
                .iter()
                .filter(|prerequisite| !prerequisite.met)
                .count()
        };
        assert_eq!(missing().await, 2);
        import(
            &muster,
            "skuPartNumber,total,status",
            &["SPE_E3,1,Enabled".to_owned()],
        )
        .await;
        assert_eq!(missing().await, 0);
        import(
            &muster,
            "userPrincipalName,skuPartNumber",
            &["ines@harbor.example,SPE_E3".to_owned()],
        )
        .await;
        assert_eq!(missing().await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_subscription_that_ends_is_missing_on_the_next_day() {
    on_each_database(async |muster| {
        let last_day = test_day().date_naive();
        muster
            .save_subscription(&admin(), "SPE_E3", 5, "Enabled", Some(last_day))
            .await
            .unwrap();
        let missing = async || {
            let seen = overview(&muster).await;
            seen.prerequisites
                .iter()
                .filter(|prerequisite| !prerequisite.met)
                .count()
        };
        assert_eq!(missing().await, 0);
        muster.clock().advance(TimeDelta::days(1));
        assert_eq!(missing().await, 2);
    })
    .await;
}
