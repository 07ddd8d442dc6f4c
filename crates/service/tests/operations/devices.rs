//! The list of devices: every sort shows every device once, and filters and search find what they say.

use crate::common::{admin, on_each_database, test_day};
use domain::Invalid;
use domain::device::{DeviceField, DeviceQuery, DeviceSort};
use domain::record::{ManagedBy, RecordKind};
use service::{Error, Muster};

const HEADER: &str = "Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,OS version,Serial number,Manufacturer,Model,IMEI,Wi-Fi MAC,EthernetMAC,Category,Primary user UPN,Primary user display name,Compliance,Managed by,Ownership,OS,JoinType,EnrollmentType";

/// Forty devices in which every column has equal values, empty ones and letters beyond ASCII.
fn devices() -> String {
    let mut text = format!("{HEADER}\n");
    for n in 0..40_u32 {
        let pick = |values: &[&'static str]| values[n as usize % values.len()];
        let day = if n % 7 == 0 {
            "0001-01-01 00:00:00.0000000".to_owned()
        } else {
            format!("2026-{:02}-{:02} 10:00:00.{n}", 6 + n % 4, 1 + n % 27)
        };
        let line = [
            format!("0000000a-0000-4000-8000-{n:012x}"),
            pick(&[
                "fh-lt-1",
                "FH-LT-1",
                "Zoë's PC",
                "École",
                "100%_done",
                "",
                "Ärger",
            ])
            .to_owned(),
            if n % 5 == 0 {
                String::new()
            } else {
                format!("2025-01-{:02}T00:00:00Z", 1 + n % 20)
            },
            day,
            format!("0000000d-0000-4000-8000-{n:012x}"),
            pick(&[
                "10.0.26100.6584",
                "10.0.19045.6332",
                "10.0.22631.1",
                "10.0.261000.1",
                "9",
                "",
            ])
            .to_owned(),
            pick(&["PF3LEPNY", "To be filled by O.E.M.", "5CG2339B64"]).to_owned(),
            pick(&["LENOVO", "HP", ""]).to_owned(),
            pick(&["ThinkPad T14 Gen 4", "", "thinkpad"]).to_owned(),
            format!("35{n:013}"),
            format!("3C-58-C2-4E-81-{n:02X}"),
            String::new(),
            pick(&["Kiosk", ""]).to_owned(),
            pick(&["ana@example.org", "Bo@Example.org", ""]).to_owned(),
            pick(&["Ana Ålund", "", "ana ålund"]).to_owned(),
            pick(&[
                "Compliant",
                "Noncompliant",
                "In grace period",
                "Not evaluated",
                "???",
            ])
            .to_owned(),
            pick(&["Intune", "Co-managed", "ConfigMgr"]).to_owned(),
            pick(&["Corporate", "Personal", ""]).to_owned(),
            pick(&["Windows", "macOS", "Windows", "Android (work profile)"]).to_owned(),
            pick(&[
                "Microsoft Entra joined",
                "Microsoft Entra hybrid joined",
                "",
            ])
            .to_owned(),
            pick(&["windowsAzureADJoin", ""]).to_owned(),
        ];
        text += &(line.join(",") + "\n");
    }
    text
}

async fn fill(muster: &Muster) {
    let id = muster
        .upload_import(&admin(), "devices.csv", devices().as_bytes())
        .await
        .unwrap();
    muster.check_import(&admin(), id).await.unwrap();
    let run = muster.apply_import(&admin(), id).await.unwrap();
    assert_eq!((run.added, run.bad), (40, 0), "{run:?}");
}

async fn count(muster: &Muster, pairs: &[(&str, &str)]) -> i64 {
    let query = DeviceQuery::from_pairs(pairs.iter().copied()).unwrap();
    let page = muster.list_devices(&admin(), &query).await.unwrap();
    assert_eq!(
        i64::try_from(page.items.len()).unwrap(),
        page.total.min(50),
        "{pairs:?}"
    );
    assert_eq!(
        muster.count_devices(&admin(), &query).await.unwrap(),
        page.total
    );
    page.total
}

#[tokio::test]
async fn every_sort_shows_every_device_once_forth_and_back() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        for sort in DeviceSort::ALL.iter().copied() {
            for descending in [false, true] {
                for filter in ["", "Windows"] {
                    let os: Vec<String> = Some(filter.to_owned())
                        .filter(|os| !os.is_empty())
                        .into_iter()
                        .collect();
                    let first = DeviceQuery {
                        sort,
                        descending,
                        os,
                        page_size: 7,
                        ..DeviceQuery::default()
                    };
                    let mut page = muster.list_devices(&admin(), &first).await.unwrap();
                    let mut seen: Vec<_> = page.items.iter().map(|device| device.id).collect();
                    while let Some(next) = page.next {
                        page = muster
                            .list_devices(
                                &admin(),
                                &first.at_page(Some(next.to_string().parse().unwrap())),
                            )
                            .await
                            .unwrap();
                        assert_eq!(page.skipped, i64::try_from(seen.len()).unwrap());
                        seen.extend(page.items.iter().map(|device| device.id));
                    }
                    let mut distinct = seen.clone();
                    distinct.sort();
                    distinct.dedup();
                    assert_eq!(
                        (seen.len(), distinct.len()),
                        (page.total as usize, page.total as usize),
                        "{sort:?} {descending}"
                    );
                    let mut back: Vec<_> = page.items.iter().map(|device| device.id).collect();
                    while let Some(previous) = page.previous {
                        page = muster
                            .list_devices(&admin(), &first.at_page(Some(previous)))
                            .await
                            .unwrap();
                        back.splice(0..0, page.items.iter().map(|device| device.id));
                    }
                    assert_eq!(back, seen, "{sort:?} {descending}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn versions_and_times_sort_by_what_they_mean() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let query = DeviceQuery {
            os: vec!["Windows".to_owned()],
            sort: DeviceSort::OsVersion,
            descending: false,
            ..DeviceQuery::default()
        };
        let windows = muster.list_devices(&admin(), &query).await.unwrap().items;
        let mut versions: Vec<&str> = windows
            .iter()
            .map(|device| device.face.os_version.as_str())
            .collect();
        versions.dedup();
        assert_eq!(versions, ["9", "10.0.22631.1", "10.0.26100.6584"]);
        let newest = muster
            .list_devices(&admin(), &DeviceQuery::default())
            .await
            .unwrap()
            .items;
        assert!(
            newest
                .iter()
                .map(|device| device.face.last_check_in_at)
                .is_sorted_by(|a, b| a >= b)
        );
        assert_eq!(newest.last().unwrap().face.last_check_in_at, None);
    })
    .await;
}

#[tokio::test]
async fn a_device_is_found_by_any_part_of_what_it_is_known_by() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        for (search, total) in [
            ("f3lep", 14),
            ("ZOË", 6),
            ("100%_", 6),
            ("100__", 0),
            ("bo@example", 13),
            ("ÅLUND", 27),
            ("350000000000013", 1),
            ("3c:58:c2:4e:81:0d", 1),
            ("3C-58-C2-4E-81-0D", 1),
            ("58c24e810d", 1),
            ("0000000d-0000-4000-8000-00000000000d", 1),
            ("a-0000-4000-8000-00000000000d", 1),
            ("nothing like it", 0),
        ] {
            assert_eq!(
                count(&muster, &[("search", search)]).await,
                total,
                "{search}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn filters_narrow_and_several_narrow_more() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        for (pairs, total) in [
            (&[("os", "Windows")][..], 20),
            (&[("os", "Android")], 10),
            (&[("os", "Windows"), ("os", "Android")], 30),
            (&[("os", "Windows 11")], 14),
            (&[("os", "windows 10")], 0),
            (&[("os_version", "10.0.26100")], 7),
            (&[("os_version", "10.0.26100.6584")], 7),
            (&[("os_version", "10.0.2")], 0),
            (&[("ownership", "personal")], 13),
            (&[("ownership", "unknown")], 13),
            (
                &[("compliance", "not_compliant"), ("compliance", "unknown")],
                16,
            ),
            (
                &[
                    ("join_type", "hybrid_joined"),
                    ("managed_by", "mdm_and_configmgr"),
                ],
                13,
            ),
            (&[("join_type", "hybrid_joined"), ("managed_by", "mdm")], 0),
            (&[("category", "Kiosk")], 20),
            (&[("enrollment_type", "windowsAzureADJoin")], 20),
            (&[("user", "BO@example.ORG")], 13),
            (&[("silent_days", "3650")], 6),
            (&[("checked_in_days", "3650")], 34),
            (&[("os.not", "Windows")], 20),
            (&[("os.not", "Windows 11"), ("os.not", "Android")], 16),
            (&[("os_version.not", "10.0.26100")], 33),
            (&[("os_version.from", "10.0.22631")], 14),
            (&[("os_version.from", "10.0.26100")], 7),
            (&[("os_version.below", "Windows 10.0.26100")], 13),
            (
                &[
                    ("os_version.from", "10.0.22631"),
                    ("os_version.below", "10.0.26100"),
                ],
                7,
            ),
            (&[("os_version.from", "macOS 9")], 7),
            (&[("os_version.below", "macOS 10.0.261000")], 4),
            (&[("ownership.not", "personal")], 27),
            (
                &[("ownership.not", "personal"), ("ownership.not", "unknown")],
                14,
            ),
            (&[("compliance.not", "compliant")], 32),
            (&[("join_type.not", "unknown")], 27),
            (&[("managed_by.not", "mdm")], 26),
            (&[("category.none", "yes")], 20),
            (&[("category.none", "no")], 20),
            (&[("category.none", "yes"), ("category", "Kiosk")], 40),
            (&[("category.not", "Kiosk")], 20),
            (&[("enrollment_type.none", "yes")], 20),
            (&[("enrollment_type.not", "windowsAzureADJoin")], 20),
            (&[("user.none", "yes")], 13),
            (&[("user.not", "bo@EXAMPLE.org")], 27),
            (&[("checked_in.never", "yes")], 6),
            (&[("checked_in.never", "no")], 34),
            (&[("checked_in.before", "2026-07-01")], 8),
            (&[("checked_in.from", "2026-07-01")], 26),
            (
                &[
                    ("os", "Windows"),
                    ("search", "f3lep"),
                    ("category", "Kiosk"),
                ],
                7,
            ),
        ] {
            assert_eq!(count(&muster, pairs).await, total, "{pairs:?}");
        }
        let recent = count(&muster, &[("checked_in_days", "30")]).await;
        assert_eq!(recent + count(&muster, &[("silent_days", "30")]).await, 40);
        let since = test_day() - chrono::TimeDelta::days(30);
        let page = muster
            .list_devices(
                &admin(),
                &DeviceQuery {
                    checked_in_days: Some(30),
                    ..DeviceQuery::default()
                },
            )
            .await
            .unwrap();
        assert!(
            page.items
                .iter()
                .all(|device| device.face.last_check_in_at >= Some(since))
        );
        assert_eq!(
            muster
                .devices_of_user(&admin(), "bo@EXAMPLE.org")
                .await
                .unwrap()
                .len(),
            13
        );
    })
    .await;
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let by_name = DeviceQuery { sort: DeviceSort::Name, descending: false, page_size: 5, ..DeviceQuery::default() };
        let next = muster.list_devices(&admin(), &by_name).await.unwrap().next;
        let query = DeviceQuery { at: next, ..DeviceQuery::default() };
        assert!(matches!(muster.list_devices(&admin(), &query).await, Err(Error::Invalid(Invalid { field, .. })) if field == "at"));
    })
    .await;
}

#[tokio::test]
async fn a_device_page_tells_which_record_each_value_came_from() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let directory = "displayName,operatingSystem,joinType (trustType),mdmDisplayName,registrationTime,deviceId,objectId,model\n\
                         OTHER-NAME,Windows,Microsoft Entra hybrid joined,,2026-01-01T00:00:00Z,0000000d-0000-4000-8000-000000000002,0000000b-0000-4000-8000-000000000002,Surface\n";
        let id = muster.upload_import(&admin(), "directory.csv", directory.as_bytes()).await.unwrap();
        muster.check_import(&admin(), id).await.unwrap();
        muster.apply_import(&admin(), id).await.unwrap();
        let query = DeviceQuery::from_pairs([("search", "other-name")]).unwrap();
        let device = muster.list_devices(&admin(), &query).await.unwrap().items.remove(0);
        assert_eq!((device.record_count, device.face.name.as_str(), device.face.managed_by), (2, "Zoë's PC", ManagedBy::Configmgr));
        let detail = muster.find_device(&admin(), device.id).await.unwrap();
        let kind_of = |field| detail.sources.iter().find(|(known, _)| *known == field).map(|(_, id)| detail.records.iter().find(|record| record.id == *id).unwrap().fields.kind);
        assert_eq!(kind_of(DeviceField::Name), Some(RecordKind::Managed));
        assert_eq!(kind_of(DeviceField::JoinType), Some(RecordKind::Directory));
        assert_eq!(kind_of(DeviceField::Enrolled), Some(RecordKind::Managed));
        assert_eq!(detail.records[1].fields.enrolled_at, None);
        assert!(detail.records[1].fields.registered_at.is_some());
        let missing = domain::id::DeviceId(uuid::Uuid::nil());
        assert!(matches!(muster.find_device(&admin(), missing).await, Err(Error::NotFound("device"))));
    })
    .await;
}

#[tokio::test]
async fn the_records_behind_a_page_stand_with_their_devices_in_the_order_of_the_page() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let query = DeviceQuery {
            sort: DeviceSort::Serial,
            page_size: 7,
            ..DeviceQuery::default()
        };
        let page = muster.list_devices(&admin(), &query).await.unwrap();
        let ids: Vec<_> = page.items.iter().map(|device| device.id).collect();
        let records = muster
            .list_records_of_devices(&admin(), &ids)
            .await
            .unwrap();
        let devices: Vec<_> = records.iter().map(|record| record.device_id).collect();
        assert_eq!(devices, ids);
        let none = muster.list_records_of_devices(&admin(), &[]).await;
        assert_eq!(none.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn filters_choose_from_the_words_that_occur() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let words = muster.list_device_words(&admin()).await.unwrap();
        assert_eq!(words.os, ["Android", "Windows", "macOS"]);
        assert_eq!(words.categories, ["Kiosk"]);
        assert_eq!(words.enrollment_types, ["windowsAzureADJoin"]);
        let releases = words.releases.iter();
        let windows: Vec<_> = releases
            .filter(|release| release.starts_with("Windows"))
            .collect();
        assert_eq!(
            windows,
            ["Windows 10.0.22631", "Windows 10.0.26100", "Windows 9"]
        );
    })
    .await;
}
