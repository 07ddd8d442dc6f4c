//! Exports: what the list shows in its order, harmless to spreadsheets, and files that an import reads back to the same.

use chrono::TimeDelta;
use domain::device::{DeviceQuery, DeviceSelection, DeviceSort};
use domain::export::ExportFormat::{self, Csv, JsonLines};
use domain::import::{FileKind, ImportRun};
use service::Muster;

use crate::common::{admin, on_each_database};

const MANAGED: &str = "\
Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,Serial number,Primary user UPN,Primary user display name,Compliance,Managed by,Ownership,OS,JoinType,Last EAS sync time,Category,Encrypted,Cost centre,=Formula
6f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,=cmd|' /C calc'!A0,2025-01-01T00:00:00Z,2026-10-01 14:12:08.1234567,0000000d-0000-4000-8000-000000000001,PF3LEPNY,ana@harbor.example,Ana Ålund,Noncompliant,Co-managed,Corporate,Windows,Microsoft Entra joined,0001-01-01 00:00:00,Kiosk,True,CC6,=1+1
6f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0002,\"Desk \"\"9\"\", second
line\",,2026-10-02 10:00:00,,-12,,,In grace period,Flux capacitor,Lent,macOS,Teleported,yesterday,,,,
6f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0003,  PADDED ,,,,,bo@harbor.example,,See ConfigMgr,MDM/EAS,Personal,Windows,Registered,,,False,,''=quoted
";

const DIRECTORY: &str = "\
objectId,deviceId,displayName,operatingSystem,joinType (trustType),registeredOwners,userNames,mdmDisplayName,isCompliant,registrationTime,approximateLastSignInDateTime,accountEnabled,extensionAttribute1
7f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,0000000d-0000-4000-8000-000000000001,@harbor,Windows,ServerAd,Ana Ålund,ana@harbor.example,Microsoft Intune,True,2025-02-03T04:05:06Z,2026-10-01T00:00:00Z,True,West
7f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0002,00000000-0000-0000-0000-000000000000,Ünï,Windows,Workplace,,,,False,,,False,
";

const OTHERS: [(FileKind, &str); 5] = [
    (
        FileKind::Users,
        "userPrincipalName,displayName,accountEnabled,department,objectId,costCenter\nana@harbor.example,\"Ålund, Ana\",True,+R&D,8f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,-7\nbo@harbor.example,Bo,False,,8f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0002,\n",
    ),
    (
        FileKind::Groups,
        "objectId,displayName,description,groupType,source\n9f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,Pilot,\"two\nlines\",Security,Cloud\n",
    ),
    (
        FileKind::Members,
        "groupObjectId,memberObjectId,memberType\n9f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,8f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,user\n9f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,7f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,device\n",
    ),
    (
        FileKind::Licences,
        "userPrincipalName,skuPartNumber\nana@harbor.example,SPE_E3\n",
    ),
    (
        FileKind::Subscriptions,
        "skuPartNumber,total,status,expires\nSPE_E3,25,Enabled,2027-01-31\nEMS,0,Suspended,\n",
    ),
];

async fn import(muster: &Muster, text: &str) -> ImportRun {
    let id = muster
        .upload_import(&admin(), "file.csv", text.as_bytes())
        .await
        .unwrap();
    muster.check_import(&admin(), id).await.unwrap();
    let run = muster.apply_import(&admin(), id).await.unwrap();
    assert_eq!(run.bad, 0, "{run:?}");
    run
}

async fn fill(muster: &Muster) {
    for (kind, text) in all_files() {
        let run = import(muster, text).await;
        assert_eq!(run.kind, Some(kind), "{run:?}");
    }
}

/// Every kind with a file, in the order in which they are imported.
fn all_files() -> Vec<(FileKind, &'static str)> {
    let records = [
        (FileKind::ManagedDevices, MANAGED),
        (FileKind::DirectoryDevices, DIRECTORY),
    ];
    let mut files: Vec<_> = OTHERS.into_iter().chain(records).collect();
    files.sort_by_key(|(kind, _)| *kind);
    files
}

async fn text_of(export: service::Result<service::exports::Export>) -> String {
    let mut export = export.unwrap();
    let mut text = Vec::new();
    while let Some(piece) = export.next_piece().await.unwrap() {
        text.extend(piece);
    }
    String::from_utf8(text).unwrap()
}

async fn file(muster: &Muster, kind: FileKind) -> String {
    text_of(muster.export_file(&admin(), kind, Csv).await).await
}

async fn devices(muster: &Muster, pairs: &[(&str, &str)], format: ExportFormat) -> String {
    let selection = DeviceSelection::from_pairs(pairs.iter().copied()).unwrap();
    text_of(muster.export_devices(&admin(), selection, format).await).await
}

#[tokio::test]
async fn what_is_exported_changes_nothing_when_it_is_imported_again() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        for (kind, _) in all_files() {
            let exported = file(&muster, kind).await;
            let run = import(&muster, &exported).await;
            assert_eq!(
                (run.kind, run.added, run.changed, run.unchanged),
                (Some(kind), 0, 0, run.records),
                "{exported}"
            );
            assert!(run.records > 0);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_exported_fills_an_empty_muster_with_the_same() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/other.db", folder.path().display());
        let other = Muster::open(&url, "https://muster.example.org", muster.clock().clone())
            .await
            .unwrap();
        for (kind, _) in all_files() {
            import(&other, &file(&muster, kind).await).await;
        }
        for (kind, _) in all_files() {
            assert_eq!(
                file(&other, kind).await,
                file(&muster, kind).await,
                "{kind:?}"
            );
        }
        let columns = (
            "columns",
            "name,serial,compliance,managed_by,ownership,category,join_type,last_check_in,enrolled",
        );
        let sort = ("sort", "name");
        assert_eq!(
            devices(&other, &[columns, sort], Csv).await,
            devices(&muster, &[columns, sort], Csv).await
        );
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_file_has_todays_headers_and_every_column_that_was_kept() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let exported = file(&muster, FileKind::ManagedDevices).await;
        let head = exported.lines().next().unwrap();
        assert!(head.starts_with(
            "\u{feff}Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,"
        ));
        assert!(head.ends_with(",'=Formula,Cost centre"), "{head}");
        for cell in [
            "'=cmd|' /C calc'!A0",
            "'=1+1",
            "''=quoted",
            "Teleported",
            "Flux capacitor",
            "2026-10-01T14:12:08.123456Z",
            "\"Desk \"\"9\"\", second\nline\"",
        ] {
            assert!(exported.contains(cell), "{cell}: {exported}");
        }
        assert!(
            !exported.contains(",=") && !exported.contains("\n="),
            "{exported}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_export_is_what_the_list_shows_in_its_order_and_columns() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        assert_eq!(
            devices(&muster, &[("os", "Windows"), ("sort", "name"), ("columns", "serial,name,user,last_check_in,records")], Csv).await,
            "\u{feff}serial,name,user,last_check_in,records\r\n\
             PF3LEPNY,'=cmd|' /C calc'!A0,Ana Ålund,2026-10-01T14:12:08.123456Z,2\r\n\
             ,\"  PADDED \",bo@harbor.example,,1\r\n\
             ,Ünï,,,1\r\n"
        );
        assert_eq!(
            devices(&muster, &[("search", "calc"), ("columns", "name,compliance,enrolled,records")], JsonLines).await,
            "{\"name\":\"=cmd|' /C calc'!A0\",\"compliance\":\"not_compliant\",\"enrolled\":\"2025-01-01T00:00:00Z\",\"records\":2}\n"
        );
        let usual = devices(&muster, &[], Csv).await;
        assert!(usual.starts_with("\u{feff}name,user,compliance,last_check_in,ownership,join_type,managed_by,os_version,serial,model\r\n"));
    })
    .await;
}

#[tokio::test]
async fn picked_devices_come_in_the_order_of_the_list_whatever_its_filters() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let query = DeviceQuery {
            sort: DeviceSort::Name,
            ..DeviceQuery::default()
        };
        let list = muster.list_devices(&admin(), &query).await.unwrap().items;
        let (first, last) = (list[0].id.to_string(), list[3].id.to_string());
        let exported = devices(
            &muster,
            &[
                ("id", &last),
                ("id", &first),
                ("os", "Linux"),
                ("sort", "name"),
                ("columns", "id"),
            ],
            Csv,
        )
        .await;
        let (first, last) = if query.descending {
            (last, first)
        } else {
            (first, last)
        };
        assert_eq!(exported, format!("\u{feff}id\r\n{first}\r\n{last}\r\n"));
    })
    .await;
}

#[tokio::test]
async fn a_long_export_has_every_device_once_in_every_order() {
    on_each_database(async |muster: Muster| {
        let mut text = "Device ID,Device name,Last check-in,Category\n".to_owned();
        for n in 0..4_100_u32 {
            let seen = crate::common::test_day() - TimeDelta::hours(i64::from(n % 50));
            text += &format!(
                "0000000a-0000-4000-8000-{n:012x},FH-{},{},{}\n",
                n % 700,
                seen.format("%Y-%m-%d %H:%M:%S"),
                if n % 3 == 0 { "Kiosk" } else { "" }
            );
        }
        import(&muster, &text).await;
        for sort in DeviceSort::ALL {
            let exported =
                devices(&muster, &[("sort", sort.as_str()), ("columns", "id")], Csv).await;
            let mut ids: Vec<&str> = exported.lines().skip(1).collect();
            assert_eq!(ids.len(), 4_100, "{sort:?}");
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), 4_100, "{sort:?}");
        }
        let records = file(&muster, FileKind::ManagedDevices).await;
        assert_eq!(records.lines().count(), 4_101);
    })
    .await;
}
