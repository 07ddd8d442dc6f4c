//! Troubleshooting: whatever is typed leads to who or what is meant, and the check-up counts what the lists show.

use domain::check_up::Verdict;
use domain::directory::NewUser;
use domain::enrollment::ScopeChoice;
use domain::error_code::ErrorCode;
use domain::support::Support;
use service::Muster;

use crate::common::{admin, on_each_database};
use crate::duplicates::{MANAGED, import, row};

/// What was found, in a word.
async fn found(muster: &Muster, typed: &str) -> String {
    match muster.support(&admin(), typed).await.unwrap() {
        Support::Nothing => "nothing".to_owned(),
        Support::Code(code) => format!("code {code}"),
        Support::User(case) => format!("user {}", case.detail.user.name),
        Support::Device(case) => format!("device {}", case.device.face.name),
        Support::Several {
            user_count,
            device_count,
            ..
        } => format!("{user_count} users, {device_count} devices"),
    }
}

#[tokio::test]
async fn whatever_is_typed_leads_to_who_is_meant() {
    on_each_database(async |muster| {
        let machines: Vec<String> = (1..=3).map(|number| row(number, number, 20)).collect();
        import(&muster, MANAGED, &machines).await;
        let coded = row(4, 4, 20).replace("PF0004X", "80180018");
        import(&muster, MANAGED, &[coded]).await;
        let mut ids = Vec::new();
        for (upn, name) in [
            ("noor@example.org", "Noor Halvard"),
            ("noora@example.org", "Noora Halvard"),
            ("user1@example.org", "First Person"),
        ] {
            let user = muster
                .create_user(&admin(), NewUser::of(upn, name))
                .await
                .unwrap();
            ids.push(user.id);
        }
        let device = match muster.support(&admin(), "LIM-001").await.unwrap() {
            Support::Device(case) => *case,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            device.user.map(|user| user.name).as_deref(),
            Some("First Person")
        );
        for (typed, expected) in [
            ("", "nothing"),
            (" NOOR@example.org ", "user Noor Halvard"),
            ("noor halvard", "user Noor Halvard"),
            ("first", "user First Person"),
            (&ids[1].to_string(), "user Noora Halvard"),
            ("noor", "2 users, 0 devices"),
            ("lim-002", "device LIM-002"),
            ("pf0003x", "device LIM-003"),
            (&device.device.id.to_string(), "device LIM-001"),
            ("LIM-00", "0 users, 4 devices"),
            ("0x80180014", "code 0x80180014"),
            ("-2145910764", "code 0x80180014"),
            // The serial number of a device comes before the code that is written like it.
            ("80180018", "device LIM-004"),
            ("teleport", "0 users, 0 devices"),
        ] {
            assert_eq!(found(&muster, typed).await, expected, "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_check_up_counts_what_its_lists_show() {
    on_each_database(async |muster| {
        for number in 0..3 {
            let upn = format!("user{number}@harbor.local");
            muster
                .create_user(&admin(), NewUser::of(&upn, "Somebody"))
                .await
                .unwrap();
        }
        let verdicts = async || -> Vec<(String, Verdict, Option<i64>)> {
            let checked = muster.load_check_up(&admin()).await.unwrap();
            checked
                .checks
                .into_iter()
                .map(|check| {
                    (
                        check.title,
                        check.verdict,
                        check.count.map(|(count, _)| count),
                    )
                })
                .collect()
        };
        let first = verdicts().await;
        let has = |list: &[(String, Verdict, Option<i64>)], title: &str, verdict, count| {
            assert!(
                list.contains(&(title.to_owned(), verdict, count)),
                "{title}: {list:?}"
            );
        };
        has(&first, "MDM user scope: None", Verdict::Missing, Some(3));
        has(
            &first,
            "Users whose domain the directory has not verified",
            Verdict::Missing,
            Some(3),
        );
        has(
            &first,
            "Licences of the users in MDM scope",
            Verdict::Good,
            Some(0),
        );
        let saved = muster.load_enrollment_settings(&admin()).await.unwrap();
        let mut settings = saved.settings;
        settings.mdm_scope.choice = ScopeChoice::All;
        muster
            .save_enrollment_settings(&admin(), settings, saved.version)
            .await
            .unwrap();
        let second = verdicts().await;
        has(&second, "MDM user scope: All", Verdict::Good, Some(0));
        has(
            &second,
            "Licences of the users in MDM scope",
            Verdict::Missing,
            Some(3),
        );
        assert_eq!(second[0].1, Verdict::Missing, "the worst comes first");
    })
    .await;
}

#[tokio::test]
async fn a_user_without_licence_is_refused_with_its_code() {
    on_each_database(async |muster| {
        let user = muster
            .create_user(&admin(), NewUser::of("noor@example.org", "Noor"))
            .await
            .unwrap();
        let saved = muster.load_enrollment_settings(&admin()).await.unwrap();
        let mut settings = saved.settings;
        settings.mdm_scope.choice = ScopeChoice::All;
        muster
            .save_enrollment_settings(&admin(), settings, saved.version)
            .await
            .unwrap();
        let Support::User(case) = muster.support_user(&admin(), user.id).await.unwrap() else {
            panic!("a user is found as one");
        };
        assert_eq!(case.findings[0].code, Some(ErrorCode::LicenceMissing));
        assert_eq!(case.decisions.len(), 3);
        assert!(case.domain.is_some());
    })
    .await;
}
