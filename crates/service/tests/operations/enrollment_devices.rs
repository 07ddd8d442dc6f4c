//! What the inventory means for enrollment: joined devices outside the scope, device limits, the decision for one device.

use crate::common::{admin, holder_of, on_each_database};
use domain::actor::Permission;
use domain::device::DeviceQuery;
use domain::directory::{MemberKind, MemberQuery, NewGroup, NewUser};
use domain::effect::Warning;
use domain::enrollment::{
    EnrollmentPath, EnrollmentSettings, Outcome, ScopeChoice, UserScope, WindowsVersion,
};
use domain::id::{DeviceId, UserId};
use domain::what_if::WhatIf;
use service::{Error, Muster};
use uuid::Uuid;

const DIRECTORY: &str = "objectId,deviceId,displayName,operatingSystem,operatingSystemVersion,joinType (trustType),userNames";
const MANAGED: &str = "Device ID,Device name,Microsoft Entra Device ID,OS,OS version,JoinType,Primary user UPN,Ownership,SkuFamily,EnrollmentType,Last check-in";

/// The id of a kind of thing with that number.
fn id(kind: u128, number: u128) -> Uuid {
    Uuid::from_u128(kind << 64 | number)
}

fn directory(number: u128, join: &str, user: &str) -> String {
    let (object, device) = (id(1, number), id(2, number));
    format!("{object},{device},PC-{number},Windows,10.0.26100.1742,{join},{user}")
}

fn managed(number: u128, join: &str, user: &str, last_check_in: &str) -> String {
    let (row, device) = (id(3, number), id(2, number));
    format!(
        "{row},PC-{number},{device},Windows,10.0.26100.1742,{join},{user},Personal,Enterprise,windowsAutoEnrollment,{last_check_in}"
    )
}

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

async fn user(muster: &Muster, name: &str) -> UserId {
    let user = muster
        .create_user(
            &admin(),
            NewUser::of(format!("{name}@harbor.example"), name),
        )
        .await
        .unwrap()
        .id;
    muster
        .assign_licence(&admin(), user, "SPE_E3")
        .await
        .unwrap();
    user
}

fn mdm(choice: ScopeChoice, groups: Vec<domain::id::GroupId>) -> EnrollmentSettings {
    EnrollmentSettings {
        mdm_scope: UserScope::new(choice, groups),
        ..EnrollmentSettings::initial("https://muster.example.org")
    }
}

async fn device(muster: &Muster, name: &str) -> DeviceId {
    let devices = muster
        .list_devices(&admin(), &DeviceQuery::default())
        .await
        .unwrap()
        .items;
    devices
        .into_iter()
        .find(|device| device.face.name == name)
        .unwrap()
        .id
}

#[tokio::test]
async fn joined_devices_without_management_are_counted_while_their_users_are_outside_the_scope() {
    on_each_database(async |muster| {
        let inside = user(&muster, "inside").await;
        user(&muster, "outside").await;
        let group = muster
            .create_group(
                &admin(),
                NewGroup {
                    name: "Pilot".to_owned(),
                    ..NewGroup::default()
                },
            )
            .await
            .unwrap()
            .id;
        muster
            .add_group_member(&admin(), group, MemberKind::User, inside.0)
            .await
            .unwrap();
        import(
            &muster,
            DIRECTORY,
            &[
                directory(1, "Microsoft Entra joined", "Inside@harbor.example"),
                directory(2, "Microsoft Entra joined", "outside@harbor.example"),
                directory(3, "Microsoft Entra hybrid joined", "outside@harbor.example"),
                directory(4, "Microsoft Entra joined", "stranger@elsewhere.example"),
                directory(5, "Microsoft Entra joined", ""),
                directory(6, "Microsoft Entra registered", "outside@harbor.example"),
                directory(7, "Microsoft Entra joined", "outside@harbor.example"),
            ],
        )
        .await;
        // The seventh is managed, so nobody has to enroll it by hand.
        import(
            &muster,
            MANAGED,
            &[managed(
                7,
                "Microsoft Entra joined",
                "outside@harbor.example",
                "2026-10-01 08:00:00",
            )],
        )
        .await;
        for (settings, devices) in [
            (mdm(ScopeChoice::None, vec![group]), 5),
            (mdm(ScopeChoice::Some, vec![group]), 3),
            (mdm(ScopeChoice::All, vec![group]), 1),
        ] {
            let effect = muster
                .preview_enrollment_effect(&admin(), &settings)
                .await
                .unwrap();
            assert_eq!(
                effect.joined_outside_scope, devices,
                "{:?}",
                settings.mdm_scope
            );
            let scope_is_none = settings.mdm_scope.choice == ScopeChoice::None;
            assert!(effect.warnings.contains(&Warning::JoinedOutsideScope {
                devices,
                scope_is_none
            }));
        }
    })
    .await;
}

#[tokio::test]
async fn only_devices_seen_in_the_last_ninety_days_and_not_shared_count_against_the_device_limit() {
    on_each_database(async |muster| {
        let noor = user(&muster, "noor").await;
        import(
            &muster,
            MANAGED,
            &[
                managed(
                    1,
                    "Microsoft Entra registered",
                    "noor@harbor.example",
                    "2026-10-04 08:00:00",
                ),
                managed(
                    2,
                    "Microsoft Entra registered",
                    "NOOR@harbor.example",
                    "2026-07-07 08:00:01",
                ),
                managed(
                    3,
                    "Microsoft Entra registered",
                    "noor@harbor.example",
                    "2026-07-07 07:59:59",
                ),
                managed(
                    4,
                    "Microsoft Entra joined",
                    "noor@harbor.example",
                    "2026-10-04 08:00:00",
                ),
            ],
        )
        .await;
        let lines: Vec<String> = [(5, "registered"), (6, "joined"), (7, "hybrid joined")]
            .map(|(number, join)| {
                directory(
                    number,
                    &format!("Microsoft Entra {join}"),
                    "noor@harbor.example",
                )
            })
            .to_vec();
        import(&muster, DIRECTORY, &lines).await;
        let asked = WhatIf {
            user: Some(noor),
            path: EnrollmentPath::AddAccount,
            windows: WindowsVersion::new(10, 0, 26100),
            edition: domain::enrollment::Edition::Pro,
            ownership: None,
            serial: None,
            settings: None,
        };
        let facts = muster
            .what_if(&admin(), &asked)
            .await
            .unwrap()
            .user
            .unwrap();
        assert_eq!((facts.managed_devices, facts.entra_devices), (2, 2));
        assert_eq!(
            muster.find_user(&admin(), noor).await.unwrap().device_count,
            7
        );
    })
    .await;
}

#[tokio::test]
async fn a_device_shows_the_decision_that_holds_for_it_today() {
    on_each_database(async |muster| {
        let noor = user(&muster, "noor").await;
        import(
            &muster,
            DIRECTORY,
            &[directory(
                1,
                "Microsoft Entra joined",
                "noor@harbor.example",
            )],
        )
        .await;
        import(
            &muster,
            MANAGED,
            &[managed(
                2,
                "Microsoft Entra registered",
                "noor@harbor.example",
                "2026-10-04 08:00:00",
            )],
        )
        .await;
        let joined = device(&muster, "PC-1").await;
        let today = muster
            .decision_for_device(&admin(), joined)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (today.path, today.settings_version),
            (EnrollmentPath::JoinInSetup, 0)
        );
        assert!(matches!(
            today.decision.outcome,
            Outcome::DirectoryOnly { .. }
        ));
        assert_eq!(today.user.unwrap().id, noor);

        muster
            .save_enrollment_settings(&admin(), mdm(ScopeChoice::All, Vec::new()), 0)
            .await
            .unwrap();
        let today = muster
            .decision_for_device(&admin(), joined)
            .await
            .unwrap()
            .unwrap();
        assert!(today.decision.outcome.enrolls());
        let personal = muster
            .decision_for_device(&admin(), device(&muster, "PC-2").await)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(personal.path, EnrollmentPath::AddAccount);
        assert_eq!(
            personal.device.edition,
            domain::enrollment::Edition::Enterprise
        );
        assert_eq!(
            personal.user.unwrap().managed_devices,
            0,
            "the device itself does not stand in its own way"
        );

        let nothing = muster
            .decision_for_device(&admin(), DeviceId(Uuid::nil()))
            .await;
        assert!(matches!(nothing, Err(Error::NotFound("device"))));
        let forbidden = muster
            .decision_for_device(&holder_of(&[Permission::ReadEnrollment]), joined)
            .await;
        assert!(matches!(
            forbidden,
            Err(Error::Forbidden(Permission::ReadDevices))
        ));
    })
    .await;
}

#[tokio::test]
async fn a_groups_devices_have_the_names_of_their_records() {
    on_each_database(async |muster| {
        let group = muster
            .create_group(
                &admin(),
                NewGroup {
                    name: "Site".to_owned(),
                    ..NewGroup::default()
                },
            )
            .await
            .unwrap()
            .id;
        import(
            &muster,
            DIRECTORY,
            &[directory(1, "Microsoft Entra joined", "")],
        )
        .await;
        for number in [1, 2] {
            muster
                .add_group_member(&admin(), group, MemberKind::Device, id(1, number))
                .await
                .unwrap();
        }
        let query = MemberQuery {
            kind: MemberKind::Device,
            ..MemberQuery::default()
        };
        let members = muster
            .find_group(&admin(), group, &query)
            .await
            .unwrap()
            .members
            .items;
        let joined = device(&muster, "PC-1").await;
        assert_eq!(
            (members[0].name.as_str(), members[0].device_id),
            ("PC-1", Some(joined))
        );
        assert_eq!(
            (members[1].name.clone(), members[1].device_id),
            (id(1, 2).to_string(), None)
        );
    })
    .await;
}
