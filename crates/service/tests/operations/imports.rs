//! Importing files: what is taken, what is refused and why, and that stopping half-way harms nothing.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;

use crate::common::{admin, holder_of, on_each_database};
use chrono::{TimeDelta, TimeZone, Utc};
use domain::actor::Permission;
use domain::device::{Device, DeviceQuery, DeviceSort};
use domain::directory::UserQuery;
use domain::id::ImportId;
use domain::import::{FileKind, ImportRun, ImportState, Reason};
use domain::record::{JoinType, ManagedBy, RecordKind};
use futures::TryStreamExt;
use service::{Error, Muster};

const MANAGED: &str = "Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,OS version,Serial number,Manufacturer,Model,Wi-Fi MAC,Primary user UPN,Primary user display name,Compliance,Managed by,Ownership,OS,JoinType";
const DIRECTORY: &str = "displayName,accountEnabled,operatingSystem,operatingSystemVersion,joinType (trustType),registeredOwners,userNames,mdmDisplayName,isCompliant,registrationTime,approximateLastSignInDateTime,deviceId,isManaged,objectId,profileType,systemLabels,model";

/// The GUID whose last part is `number` and whose first part tells the kinds of ids apart.
fn guid(kind: u32, number: u32) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

fn managed_line(number: u32, directory: Option<u32>, day: u32) -> String {
    let directory = directory.map_or_else(
        || "00000000-0000-0000-0000-000000000000".to_owned(),
        |number| guid(0xd, number),
    );
    format!(
        "{},FH-LT-{number:05},2026-01-02 03:04:05.0000000,2026-09-{day:02} 10:00:00.0000000,{directory},10.0.26100.{number},SN{number:06},LENOVO,ThinkPad T14 Gen 4,3C58C2{number:06X},user{number}@example.org,User {number},Compliant,Intune,Corporate,Windows,Microsoft Entra joined",
        guid(0xa, number)
    )
}

fn directory_line(number: u32, day: u32) -> String {
    format!(
        "FH-LT-{number:05},True,Windows,10.0.26100.1,Microsoft Entra joined,User {number},user{number}@example.org,Microsoft Intune,True,2026-01-02T03:04:05Z,2026-09-{day:02}T10:00:00Z,{},True,{},RegisteredDevice,,ThinkPad T14 Gen 4",
        guid(0xd, number),
        guid(0xb, number)
    )
}

fn file(header: &str, lines: impl IntoIterator<Item = String>) -> String {
    std::iter::once(header.to_owned())
        .chain(lines)
        .map(|line| line + "\r\n")
        .collect()
}

async fn upload(muster: &Muster, text: &str) -> ImportId {
    muster
        .upload_import(&admin(), "file.csv", text.as_bytes())
        .await
        .unwrap()
}

/// Uploads, checks and imports a file; the dry run must have told what the import did.
async fn import(muster: &Muster, text: &str) -> ImportRun {
    let id = upload(muster, text).await;
    let checked = muster.check_import(&admin(), id).await.unwrap();
    assert_eq!(checked.state, ImportState::Checked, "{checked:?}");
    let done = muster.apply_import(&admin(), id).await.unwrap();
    assert_eq!(done.state, ImportState::Done, "{done:?}");
    assert_eq!(counts(&checked), counts(&done));
    assert_eq!(muster.find_import(&admin(), id).await.unwrap(), done);
    done
}

/// Records, added, changed, unchanged, bad.
fn counts(run: &ImportRun) -> [i64; 5] {
    [run.records, run.added, run.changed, run.unchanged, run.bad]
}

async fn all_devices(muster: &Muster) -> Vec<Device> {
    let mut query = DeviceQuery {
        sort: DeviceSort::Name,
        descending: false,
        page_size: 200,
        ..DeviceQuery::default()
    };
    let mut devices = Vec::new();
    loop {
        let page = muster.list_devices(&admin(), &query).await.unwrap();
        devices.extend(page.items);
        query.at = page.next;
        if query.at.is_none() {
            return devices;
        }
    }
}

/// Which records stand behind each device, and what lists show of it: all that may not depend on the order of files.
async fn inventory(muster: &Muster) -> BTreeMap<Vec<(RecordKind, String)>, String> {
    let mut inventory = BTreeMap::new();
    for device in all_devices(muster).await {
        let detail = muster.find_device(&admin(), device.id).await.unwrap();
        assert_eq!(detail.device, device);
        let records = detail
            .records
            .iter()
            .map(|record| (record.fields.kind, record.fields.source_id.clone()))
            .collect();
        let shown = format!(
            "{:?} {:?}",
            device.face,
            detail
                .records
                .iter()
                .map(|record| &record.fields)
                .collect::<Vec<_>>()
        );
        assert_eq!(inventory.insert(records, shown), None);
    }
    inventory
}

#[tokio::test]
async fn a_second_import_of_the_same_file_changes_nothing() {
    on_each_database(async |muster: Muster| {
        let managed = file(
            MANAGED,
            (0..1_200).map(|n| managed_line(n, Some(n), 1 + n % 28)),
        );
        let directory = file(DIRECTORY, (0..1_300).map(|n| directory_line(n, 1 + n % 28)));
        let first = import(&muster, &managed).await;
        assert_eq!(
            (first.kind, counts(&first)),
            (Some(FileKind::ManagedDevices), [1_200, 1_200, 0, 0, 0])
        );
        assert_eq!(
            first.as_of,
            Some(Utc.with_ymd_and_hms(2026, 9, 28, 10, 0, 0).unwrap())
        );
        assert_eq!(
            counts(&import(&muster, &directory).await),
            [1_300, 1_300, 0, 0, 0]
        );
        let before = inventory(&muster).await;
        assert_eq!(before.len(), 1_300);
        assert_eq!(
            counts(&import(&muster, &managed).await),
            [1_200, 0, 0, 1_200, 0]
        );
        assert_eq!(
            counts(&import(&muster, &directory).await),
            [1_300, 0, 0, 1_300, 0]
        );
        assert_eq!(inventory(&muster).await, before);
        // What a shorter file does not mention stays, and what changed is taken.
        let later = file(
            MANAGED,
            [managed_line(7, Some(7), 29).replace("FH-LT-00007", "RENAMED")],
        );
        assert_eq!(counts(&import(&muster, &later).await), [1, 0, 1, 0, 0]);
        let found = muster
            .list_devices(
                &admin(),
                &DeviceQuery {
                    search: "renamed".to_owned(),
                    ..DeviceQuery::default()
                },
            )
            .await
            .unwrap();
        assert_eq!(
            (
                found.total,
                found.items[0].face.name.as_str(),
                found.items[0].record_count
            ),
            (1, "RENAMED", 2)
        );
        assert_eq!(
            muster
                .count_devices(&admin(), &DeviceQuery::default())
                .await
                .unwrap(),
            1_300
        );
    })
    .await;
}

#[tokio::test]
async fn every_bad_record_is_named_with_its_number_line_and_reason() {
    on_each_database(async |muster: Muster| {
        let good = |number| managed_line(number, None, 5);
        let mut text = format!("\u{feff}{MANAGED}\r\n");
        text += &format!("{}\r\n", good(1));
        text += "\r\n";
        text += &format!("{}\n", good(2).replace("FH-LT-00002", "\"two\r\nlines\""));
        text += &format!("{}\n", good(3).replace("2026-09-05", "31/02/2026"));
        text += &format!("{}\n", good(4).replace(&guid(0xa, 4), ""));
        text += &format!("{}\n", good(5).replace(&guid(0xa, 5), "not-a-guid"));
        text += "a,b,c\n";
        text += &format!("{},stray\n", good(6));
        text += &format!("{}\n", good(1));
        text += &format!("{}\n", good(2));
        text += &format!("{}\n", good(7).replace("FH-LT-00007", &"x".repeat(600)));
        text += "zz,\"cut of";
        let mut bytes = text.into_bytes();
        let windows_1252 = bytes
            .windows(8)
            .position(|part| part == b"SN000001")
            .unwrap();
        bytes[windows_1252] = 0xe4;
        let id = muster
            .upload_import(&admin(), "messy.csv", bytes.as_slice())
            .await
            .unwrap();
        let checked = muster.check_import(&admin(), id).await.unwrap();
        assert_eq!(counts(&checked), [11, 2, 0, 0, 9]);
        let done = muster.apply_import(&admin(), id).await.unwrap();
        assert_eq!(counts(&done), counts(&checked));
        let problems = muster.list_import_problems(&admin(), id, 0).await.unwrap();
        let named: Vec<_> = problems
            .iter()
            .map(|problem| {
                (
                    problem.record,
                    problem.line,
                    problem.reason,
                    problem.field.as_str(),
                )
            })
            .collect();
        assert_eq!(
            named,
            [
                (1, 2, Reason::UnreadableText, "Serial number"),
                (3, 6, Reason::BadDate, "Last check-in"),
                (4, 7, Reason::MissingId, "Device ID"),
                (5, 8, Reason::BadId, "Device ID"),
                (6, 9, Reason::TooFewFields, ""),
                (7, 10, Reason::TooManyFields, ""),
                (9, 12, Reason::ConflictingId, ""),
                (10, 13, Reason::TooLong, "Device name"),
                (11, 14, Reason::Truncated, ""),
            ]
        );
        let again = file(MANAGED, [good(8), good(8)]);
        let run = import(&muster, &again).await;
        assert_eq!(
            muster
                .list_import_problems(&admin(), run.id, 0)
                .await
                .unwrap()[0]
                .reason,
            Reason::DuplicateRow
        );
        let csv: Vec<Vec<u8>> = muster
            .export_import_problems(&admin(), id)
            .await
            .unwrap()
            .try_collect()
            .await
            .unwrap();
        let csv = String::from_utf8(csv.concat()).unwrap();
        assert_eq!(csv.lines().count(), 10);
        assert!(
            csv.contains("3,6,bad_date,\"Last check-in\",\"31/02/2026 10:00:00.0000000\""),
            "{csv}"
        );
    })
    .await;
}

#[tokio::test]
async fn headers_come_in_any_order_and_generation_and_unknown_columns_are_kept() {
    on_each_database(async |muster: Muster| {
        let new = "Device ID,Device name,Last check-in,Microsoft Entra Device ID,Serial number,Cost centre,Encrypted";
        let values = [guid(0xa, 1), "FH-1".to_owned(), "2026-09-01 10:00:00".to_owned(), guid(0xd, 1), "PF3LEPNY".to_owned(), "CC6".to_owned(), "True".to_owned()];
        let run = import(&muster, &file(new, [values.join(",")])).await;
        assert_eq!((counts(&run), run.unknown_columns.0.as_slice()), ([1, 1, 0, 0, 0], ["Cost centre".to_owned()].as_slice()));
        let old: Vec<String> = new.split(',').rev().map(|header| header.replace("Microsoft Entra", "Azure AD").to_uppercase()).collect();
        let old = old.join(",").replace("COST CENTRE", "Cost centre");
        let reversed = values.iter().rev().cloned().collect::<Vec<_>>().join(",");
        assert_eq!(counts(&import(&muster, &format!("\u{feff}{old}\n{reversed}\n")).await), [1, 0, 0, 1, 0]);
        let device = &all_devices(&muster).await[0];
        let detail = muster.find_device(&admin(), device.id).await.unwrap();
        assert_eq!(detail.records[0].fields.other_fields.to_json(), r#"{"Cost centre":"CC6","Encrypted":"True"}"#);
        assert_eq!((device.face.join_type, device.face.managed_by), (JoinType::Unknown, ManagedBy::Mdm));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_not_recognised_fails_with_a_sentence_and_writes_nothing() {
    on_each_database(async |muster: Muster| {
        for (text, expected) in [
            ("", "empty"),
            (
                "Device Serial Number,Windows Product ID,Group Tag\n1,2,3\n",
                "these columns are missing: Hardware Hash",
            ),
            ("Asset,Room\n1,2\n", "managed devices (Device ID"),
            (
                "displayName,deviceId,operatingSystem\n",
                "these columns are missing: objectId",
            ),
        ] {
            let id = upload(&muster, text).await;
            let run = muster.check_import(&admin(), id).await.unwrap();
            assert_eq!(run.state, ImportState::Failed);
            assert!(run.problem.as_ref().unwrap().contains(expected), "{run:?}");
            assert!(run.problem.as_ref().unwrap().ends_with('.'), "{run:?}");
        }
        assert_eq!(muster.list_imports(&admin()).await.unwrap().len(), 4);
        assert_eq!(
            muster
                .count_devices(&admin(), &DeviceQuery::default())
                .await
                .unwrap(),
            0
        );
    })
    .await;
}

#[tokio::test]
async fn an_import_dropped_after_any_batch_goes_on_to_the_same_end() {
    on_each_database(async |muster: Muster| {
        let folder = tempfile::tempdir().unwrap();
        let paths = write_files(
            &folder,
            [
                (
                    "managed.csv",
                    file(
                        MANAGED,
                        (0..2_100).map(|n| managed_line(n, Some(n / 2), 1 + n % 28)),
                    ),
                ),
                (
                    "directory.csv",
                    file(DIRECTORY, (0..2_100).map(|n| directory_line(n, 1 + n % 28))),
                ),
            ],
        );
        for batches in [1, 3, 4] {
            let seen = std::sync::atomic::AtomicUsize::new(0);
            let count = |_: &ImportRun| {
                seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            };
            let actor = admin();
            let mut running =
                pin!(muster.import_files(&actor, paths.clone(), false, None, None, &count));
            // Polled only until enough batches are in, then dropped in the middle of whatever it was doing.
            std::future::poll_fn(|context| {
                let done = running.as_mut().poll(context).is_ready();
                if done || seen.load(std::sync::atomic::Ordering::SeqCst) >= batches {
                    std::task::Poll::Ready(())
                } else {
                    std::task::Poll::Pending
                }
            })
            .await;
        }
        let unfinished =
            |runs: Vec<ImportRun>| runs.iter().filter(|run| !run.state.is_at_rest()).count();
        let dropped = unfinished(muster.list_imports(&admin()).await.unwrap());
        // One that was dropped between two files left none behind.
        assert!((1..=3).contains(&dropped), "{dropped}");
        muster.clock().advance(TimeDelta::minutes(6));
        assert_eq!(muster.interrupt_imports().await.unwrap(), dropped as u64);
        assert_eq!(unfinished(muster.list_imports(&admin()).await.unwrap()), 0);
        let reports = muster
            .import_files(&admin(), paths, false, None, None, &|_| {})
            .await
            .unwrap();
        assert!(
            reports
                .iter()
                .all(|report| report.run.state == ImportState::Done && report.run.bad == 0)
        );
        let interrupted = inventory(&muster).await;
        assert_eq!(interrupted.len(), 2_100 + 1_050);
        on_fresh_sqlite(async |whole| {
            for report in whole
                .import_files(&admin(), write_again(&folder), false, None, None, &|_| {})
                .await
                .unwrap()
            {
                assert_eq!(report.run.added, 2_100);
            }
            assert!(
                inventory(&whole).await == interrupted,
                "the interrupted import differs from the whole one"
            );
        })
        .await;
    })
    .await;
}

fn write_files<const N: usize>(
    folder: &tempfile::TempDir,
    files: [(&str, String); N],
) -> Vec<PathBuf> {
    let write = |(name, text): (&str, String)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    files.into_iter().map(write).collect()
}

fn write_again(folder: &tempfile::TempDir) -> Vec<PathBuf> {
    ["managed.csv", "directory.csv"]
        .map(|name| folder.path().join(name))
        .to_vec()
}

async fn on_fresh_sqlite(test: impl AsyncFn(Muster)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/whole.db", folder.path().display());
    let muster = Muster::open(
        &url,
        "https://muster.example.org",
        service::Clock::fixed(crate::common::test_day()),
    )
    .await
    .unwrap();
    test(muster.clone()).await;
    muster.close().await;
}

#[tokio::test]
async fn the_order_of_files_and_lines_links_the_same_records() {
    on_each_database(async |muster: Muster| {
        // Two enrollments of one registration (the second one newer), one of each alone, one that moved to a new registration.
        let managed = [
            managed_line(1, Some(1), 5),
            managed_line(2, Some(1), 9),
            managed_line(3, None, 5),
            managed_line(4, Some(4), 5),
        ];
        let directory = [
            directory_line(1, 3),
            directory_line(4, 3),
            directory_line(5, 3),
            directory_line(6, 3),
        ];
        let moved = managed_line(4, Some(5), 6);
        let backwards = |lines: &[String; 4]| lines.iter().rev().cloned().collect::<Vec<_>>();
        import(&muster, &file(MANAGED, managed.clone())).await;
        import(&muster, &file(DIRECTORY, directory.clone())).await;
        import(&muster, &file(MANAGED, [moved.clone()])).await;
        let one_way = inventory(&muster).await;
        let keys: Vec<Vec<RecordKind>> = one_way
            .keys()
            .map(|records| records.iter().map(|(kind, _)| *kind).collect())
            .collect();
        assert_eq!(
            keys.iter().filter(|kinds| kinds.len() == 2).count(),
            2,
            "{keys:?}"
        );
        assert!(one_way.contains_key(&vec![
            (RecordKind::Managed, guid(0xa, 2)),
            (RecordKind::Directory, guid(0xb, 1))
        ]));
        assert!(one_way.contains_key(&vec![
            (RecordKind::Managed, guid(0xa, 4)),
            (RecordKind::Directory, guid(0xb, 5))
        ]));
        on_fresh_sqlite(async |other| {
            import(&other, &file(DIRECTORY, backwards(&directory))).await;
            import(&other, &file(MANAGED, backwards(&managed))).await;
            import(&other, &file(MANAGED, [moved.clone()])).await;
            assert_eq!(inventory(&other).await, one_way);
        })
        .await;
        on_fresh_sqlite(async |other| {
            for line in backwards(&managed) {
                import(&other, &file(MANAGED, [line])).await;
            }
            import(&other, &file(MANAGED, [moved.clone()])).await;
            for line in backwards(&directory) {
                import(&other, &file(DIRECTORY, [line])).await;
            }
            assert_eq!(inventory(&other).await, one_way);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn nothing_but_the_directory_device_id_links_records() {
    on_each_database(async |muster: Muster| {
        // Same name, user, serial and hardware address; no directory device id, or the one that stands for none.
        let first = managed_line(1, None, 5);
        let second = first.replace(&guid(0xa, 1), &guid(0xa, 2));
        import(&muster, &file(MANAGED, [first, second])).await;
        let directory =
            directory_line(1, 3).replace(&guid(0xd, 1), "00000000-0000-0000-0000-000000000000");
        import(&muster, &file(DIRECTORY, [directory])).await;
        assert_eq!(
            muster
                .count_devices(&admin(), &DeviceQuery::default())
                .await
                .unwrap(),
            3
        );
    })
    .await;
}

const USERS: &str =
    "userPrincipalName,displayName,accountEnabled,department,jobTitle,mail,usageLocation,objectId";

fn user_line(number: u32) -> String {
    format!(
        "user{number}@example.org,User {number},True,Sales,Agent,user{number}@example.org,SE,{}",
        guid(1, number)
    )
}

#[tokio::test]
async fn a_dry_run_of_all_files_together_finds_what_the_files_before_would_add() {
    on_each_database(async |muster: Muster| {
        let group = guid(2, 1);
        let files = [
            file(
                "groupObjectId,memberObjectId,memberType",
                [
                    format!("{group},{},user", guid(1, 1)),
                    format!("{group},{},device", guid(0xb, 1)),
                    format!("{group},{group},group"),
                    format!("{group},{},user", guid(1, 99)),
                    format!("{},{},user", guid(2, 99), guid(1, 1)),
                    format!("{group},{},robot", guid(1, 1)),
                ],
            ),
            file(
                "userPrincipalName,skuPartNumber",
                [
                    "USER1@example.org,SPE_E5".to_owned(),
                    "nobody@example.org,SPE_E5".to_owned(),
                ],
            ),
            file(DIRECTORY, [directory_line(1, 3)]),
            file(
                "objectId,displayName,description,groupType",
                [format!("{group},Pilot,,Security")],
            ),
            file(USERS, (0..5).map(user_line)),
            file(
                "skuPartNumber,total,status,expires",
                [
                    "SPE_E5,25,Enabled,2027-01-31".to_owned(),
                    "EMS,x,Enabled,".to_owned(),
                ],
            ),
        ];
        let mut ids = Vec::new();
        for text in &files {
            ids.push(upload(&muster, text).await);
        }
        let checked = muster.check_imports(&admin(), &ids).await.unwrap();
        let kinds: Vec<FileKind> = checked.iter().filter_map(|run| run.kind).collect();
        assert_eq!(
            kinds,
            [
                FileKind::Subscriptions,
                FileKind::Users,
                FileKind::Groups,
                FileKind::Licences,
                FileKind::DirectoryDevices,
                FileKind::Members
            ]
        );
        assert_eq!(
            checked.iter().map(counts).collect::<Vec<_>>(),
            [
                [2, 1, 0, 0, 1],
                [5, 5, 0, 0, 0],
                [1, 1, 0, 0, 0],
                [2, 1, 0, 0, 1],
                [1, 1, 0, 0, 0],
                [6, 3, 0, 0, 3],
            ]
        );
        assert_eq!(
            muster
                .list_users(&admin(), &UserQuery::default())
                .await
                .unwrap()
                .total,
            0
        );
        let done = muster.apply_imports(&admin(), &ids).await.unwrap();
        assert_eq!(
            done.iter().map(counts).collect::<Vec<_>>(),
            checked.iter().map(counts).collect::<Vec<_>>()
        );
        let problems = muster
            .list_import_problems(&admin(), ids[0], 0)
            .await
            .unwrap();
        assert_eq!(
            problems
                .iter()
                .map(|problem| problem.reason)
                .collect::<Vec<_>>(),
            [
                Reason::UnknownMember,
                Reason::UnknownGroup,
                Reason::BadValue
            ]
        );
        for text in &files {
            let again = import(&muster, text).await;
            assert_eq!((again.added, again.changed), (0, 0), "{again:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_user_made_anew_takes_the_name_and_two_users_may_exchange_theirs() {
    on_each_database(async |muster: Muster| {
        import(&muster, &file(USERS, (0..3).map(user_line))).await;
        let exchanged = [
            user_line(0).replace("user0@", "user1@"),
            user_line(1).replace("user1@", "user0@"),
        ];
        assert_eq!(
            counts(&import(&muster, &file(USERS, exchanged)).await),
            [2, 0, 2, 0, 0]
        );
        let anew = user_line(2).replace(&guid(1, 2), &guid(1, 7));
        assert_eq!(
            counts(&import(&muster, &file(USERS, [anew.clone()])).await),
            [1, 1, 0, 0, 0]
        );
        assert_eq!(
            counts(&import(&muster, &file(USERS, [anew])).await),
            [1, 0, 0, 1, 0]
        );
        let twice = [
            user_line(8),
            user_line(9).replace("user9@example.org,User", "USER8@example.org,User"),
        ];
        assert_eq!(
            counts(&import(&muster, &file(USERS, twice)).await),
            [2, 1, 0, 0, 1]
        );
        import(
            &muster,
            &file(
                "userPrincipalName,skuPartNumber",
                ["user2@example.org,EMS".to_owned()],
            ),
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_import_runs_once_and_can_be_cancelled() {
    on_each_database(async |muster: Muster| {
        let text = file(MANAGED, (0..3).map(|n| managed_line(n, None, 1)));
        let id = upload(&muster, &text).await;
        assert!(
            matches!(
                muster.apply_import(&admin(), id).await,
                Err(Error::Conflict(_))
            ),
            "not checked yet"
        );
        muster.check_import(&admin(), id).await.unwrap();
        muster.start_imports(&admin(), &[id]).await.unwrap();
        assert!(
            matches!(
                muster.start_imports(&admin(), &[id]).await,
                Err(Error::Conflict(_))
            ),
            "it is going on or over"
        );
        while !muster
            .find_import(&admin(), id)
            .await
            .unwrap()
            .state
            .is_at_rest()
        {
            tokio::task::yield_now().await;
        }
        assert_eq!(
            muster.find_import(&admin(), id).await.unwrap().state,
            ImportState::Done
        );
        assert!(matches!(
            muster.append_import(&admin(), id, b"x").await,
            Err(Error::Conflict(_))
        ));
        assert!(matches!(
            muster.cancel_import(&admin(), id).await,
            Err(Error::Conflict(_))
        ));
        let other = upload(&muster, &text).await;
        muster.cancel_import(&admin(), other).await.unwrap();
        assert!(matches!(
            muster.check_import(&admin(), other).await,
            Err(Error::Conflict(_))
        ));
        assert_eq!(
            muster.find_import(&admin(), other).await.unwrap().state,
            ImportState::Cancelled
        );
    })
    .await;
}

#[tokio::test]
async fn a_command_line_dry_run_leaves_no_trace() {
    on_each_database(async |muster: Muster| {
        let folder = tempfile::tempdir().unwrap();
        let paths = write_files(
            &folder,
            [
                ("users.csv", file(USERS, (0..3).map(user_line))),
                (
                    "licences.csv",
                    file(
                        "userPrincipalName,skuPartNumber",
                        ["user1@example.org,EMS".to_owned()],
                    ),
                ),
            ],
        );
        let reports = muster
            .import_files(&admin(), paths, true, None, None, &|_| {})
            .await
            .unwrap();
        assert_eq!(
            reports
                .iter()
                .map(|report| counts(&report.run))
                .collect::<Vec<_>>(),
            [[3, 3, 0, 0, 0], [1, 1, 0, 0, 0]]
        );
        assert_eq!(muster.list_imports(&admin()).await.unwrap(), []);
        assert_eq!(
            muster
                .list_users(&admin(), &UserQuery::default())
                .await
                .unwrap()
                .total,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn only_those_who_may_import_do() {
    on_each_database(async |muster: Muster| {
        let reader = holder_of(&[Permission::ReadImports, Permission::ReadDevices]);
        let id = upload(&muster, &file(MANAGED, [])).await;
        assert!(matches!(
            muster.begin_import(&reader, "x.csv").await,
            Err(Error::Forbidden(Permission::ImportFiles))
        ));
        assert!(matches!(
            muster.append_import(&reader, id, b"x").await,
            Err(Error::Forbidden(_))
        ));
        assert!(matches!(
            muster.check_import(&reader, id).await,
            Err(Error::Forbidden(_))
        ));
        assert!(matches!(
            muster.apply_import(&reader, id).await,
            Err(Error::Forbidden(_))
        ));
        assert!(matches!(
            muster.cancel_import(&reader, id).await,
            Err(Error::Forbidden(_))
        ));
        assert!(matches!(
            muster.list_import_problems(&reader, id, 0).await,
            Err(Error::Forbidden(_))
        ));
        assert!(matches!(
            muster
                .import_files(&reader, vec![], false, None, None, &|_| {})
                .await,
            Err(Error::Forbidden(_))
        ));
        assert!(muster.find_import(&reader, id).await.is_ok());
        let nobody = holder_of(&[]);
        assert!(matches!(
            muster.list_imports(&nobody).await,
            Err(Error::Forbidden(Permission::ReadImports))
        ));
        assert!(matches!(
            muster.list_devices(&nobody, &DeviceQuery::default()).await,
            Err(Error::Forbidden(Permission::ReadDevices))
        ));
    })
    .await;
}
