//! The files that admins really have: packed, in other encodings and date orders, Autopilot's and corporate identifiers.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};

use crate::common::{admin, on_each_database};
use chrono::{TimeZone, Utc};
use domain::device::DeviceQuery;
use domain::id::ImportId;
use domain::import::{DateStyle, DatesFrom, FileKind, ImportRun, ImportState, Reason};
use domain::record::RecordKind;
use service::Muster;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const MANAGED: &str = "Device ID,Device name,Enrollment date,Last check-in,Last EAS sync time,Serial number,Manufacturer,Model,OS,OS version,JoinType,Ownership";
const DIRECTORY: &str = "displayName,operatingSystem,joinType (trustType),approximateLastSignInDateTime,deviceId,objectId";
const AUTOPILOT: &str =
    "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User";

fn guid(kind: u32, number: u32) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

/// A managed device that was last seen at `seen`.
fn managed_line(number: u32, seen: &str) -> String {
    format!(
        "{},FH-{number:05},,{seen},,SN{number:06},LENOVO,ThinkPad T14 Gen 4,Windows,10.0.26100.4946,Microsoft Entra joined,Corporate",
        guid(0xa, number)
    )
}

fn autopilot_line(serial: &str) -> String {
    format!("{serial},,T0{},kiosk,ada@example.org", "A/9+".repeat(900))
}

fn file(header: &str, lines: impl IntoIterator<Item = String>) -> String {
    std::iter::once(header.to_owned())
        .chain(lines)
        .map(|line| line + "\r\n")
        .collect()
}

fn zipped(files: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn packed() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

/// What a program writes that cannot go back in what it wrote: the sizes follow the content.
fn streamed(name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new_stream(Vec::new());
    zip.start_file(name, packed()).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

async fn upload(muster: &Muster, content: &[u8]) -> ImportId {
    muster
        .upload_import(&admin(), "export.zip", content)
        .await
        .unwrap()
}

async fn check(muster: &Muster, content: &[u8]) -> ImportRun {
    let id = upload(muster, content).await;
    muster.check_import(&admin(), id).await.unwrap()
}

/// Uploads, checks and imports a file; the dry run must have told what the import did.
async fn import(muster: &Muster, content: impl AsRef<[u8]>) -> ImportRun {
    let checked = check(muster, content.as_ref()).await;
    assert_eq!(checked.state, ImportState::Checked, "{checked:?}");
    let done = muster.apply_import(&admin(), checked.id).await.unwrap();
    assert_eq!(done.state, ImportState::Done, "{done:?}");
    assert_eq!(counts(&checked), counts(&done));
    assert_eq!(done.read_bytes, done.size_bytes);
    done
}

/// Records, added, changed, unchanged, bad.
fn counts(run: &ImportRun) -> [i64; 5] {
    [run.records, run.added, run.changed, run.unchanged, run.bad]
}

/// The records behind each device.
async fn devices(muster: &Muster) -> BTreeSet<BTreeSet<(RecordKind, String)>> {
    let query = DeviceQuery {
        page_size: 200,
        ..DeviceQuery::default()
    };
    let mut devices = BTreeSet::new();
    for device in muster.list_devices(&admin(), &query).await.unwrap().items {
        let detail = muster.find_device(&admin(), device.id).await.unwrap();
        let records = detail.records.into_iter();
        devices.insert(
            records
                .map(|record| (record.fields.kind, record.fields.source_id))
                .collect(),
        );
    }
    devices
}

#[tokio::test]
async fn a_zip_file_is_read_as_the_file_in_it_however_it_was_packed() {
    on_each_database(async |muster: Muster| {
        let lines = (0..30_000).map(|n| managed_line(n, "2026-09-05 10:00:00"));
        let text = file(MANAGED, lines);
        let stored = packed().compression_method(CompressionMethod::Stored);
        let first = import(
            &muster,
            zipped(&[("DevicesWithInventory.csv", text.as_bytes())], packed()),
        )
        .await;
        assert_eq!(
            (first.kind, counts(&first)),
            (Some(FileKind::ManagedDevices), [30_000, 30_000, 0, 0, 0])
        );
        let again = [
            zipped(
                &[
                    ("Export/", b""),
                    ("Export/devices.CSV", text.as_bytes()),
                    ("__MACOSX/Export/._devices.csv", b"note"),
                    ("Export/readme.md", b"nothing"),
                ],
                packed(),
            ),
            zipped(&[("devices.csv", text.as_bytes())], stored),
            zipped(
                &[("devices.csv", text.as_bytes())],
                packed().large_file(true),
            ),
            streamed("devices.csv", text.as_bytes()),
            text.clone().into_bytes(),
        ];
        for content in again {
            let checked = check(&muster, &content).await;
            assert_eq!(counts(&checked), [30_000, 0, 0, 30_000, 0], "{checked:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_zip_file_that_cannot_be_read_says_why_and_what_to_do() {
    on_each_database(async |muster: Muster| {
        let text = file(MANAGED, [managed_line(1, "2026-09-05 10:00:00")]);
        let text = text.as_bytes();
        let whole = zipped(&[("devices.csv", text)], packed());
        let mut damaged = whole.clone();
        damaged[60] ^= 0xff;
        let inner = zipped(&[("devices.zip", &whole)], packed());
        let mut locked = whole.clone();
        // The flag in the local header, and in the list of contents.
        locked[6] |= 1;
        let listed = locked
            .windows(4)
            .position(|part| part == b"PK\x01\x02")
            .unwrap();
        locked[listed + 8] |= 1;
        let bomb = zipped(&[("devices.csv", &vec![b'a'; 64 << 20])], packed());
        for (content, said) in [
            (
                zipped(&[("a.csv", text), ("b.csv", text)], packed()),
                "There are 2 files in the zip file (a.csv, b.csv).",
            ),
            (
                zipped(&[], packed()),
                "There is no CSV file in the zip file.",
            ),
            (
                zipped(&[("a.pdf", text), ("b.pdf", text)], packed()),
                "There is no CSV file in the zip file.",
            ),
            (
                zipped(
                    &[("[Content_Types].xml", text), ("xl/workbook.xml", text)],
                    packed(),
                ),
                "This is a workbook",
            ),
            (
                whole[..whole.len() - 30].to_vec(),
                "The zip file is damaged",
            ),
            (damaged, "The zip file is damaged"),
            (inner, "There is another zip file in the zip file."),
            (locked, "The file in the zip file is encrypted."),
            (bomb, "would have 64 MB unpacked; at most 16 MB are taken"),
        ] {
            let run = check(&muster, &content).await;
            let problem = run.problem.clone().unwrap_or_default();
            assert!(
                run.state == ImportState::Failed && problem.contains(said),
                "{said}: {run:?}"
            );
        }
        assert!(devices(&muster).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_upload_in_pieces_of_any_size_is_the_same_file() {
    on_each_database(async |muster: Muster| {
        let lines = (0..500).map(|n| managed_line(n, "2026-09-05 10:00:00"));
        let content = zipped(
            &[("devices.csv", file(MANAGED, lines).as_bytes())],
            packed(),
        );
        let id = muster.begin_import(&admin(), "devices.zip").await.unwrap();
        for piece in [
            &content[..1],
            &content[1..3],
            &content[3..2_000],
            &content[2_000..],
        ] {
            muster.append_import(&admin(), id, piece).await.unwrap();
        }
        let checked = muster.check_import(&admin(), id).await.unwrap();
        assert_eq!(counts(&checked), [500, 500, 0, 0, 0], "{checked:?}");
    })
    .await;
}

#[tokio::test]
async fn the_same_devices_in_every_date_order_and_encoding_are_the_same() {
    on_each_database(async |muster: Muster| {
        let text = |format: fn(u32) -> String| {
            file(MANAGED, (1..=28).map(|n| managed_line(n, &format(n))))
        };
        let iso = text(|day| format!("2026-09-{day:02} 14:02:03.0000000"));
        let us = text(|day| format!("9/{day}/2026 2:02:03 PM"));
        let eu = text(|day| format!("{day:02}/09/2026 14:02:03"));
        let dots = text(|day| format!("{day:02}.09.2026 14:02:03"));
        let first = import(&muster, &iso).await;
        assert_eq!(
            (first.dates, first.dates_from, first.as_of),
            (
                Some(DateStyle::Iso),
                Some(DatesFrom::Found),
                Some(Utc.with_ymd_and_hms(2026, 9, 28, 14, 2, 3).unwrap())
            )
        );
        let little: Vec<u8> = format!("\u{feff}{}", us.replace(',', "\t"))
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = format!("\u{feff}{eu}")
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        for (content, style) in [
            (us.clone().into_bytes(), DateStyle::MonthFirst),
            (format!("\u{feff}{eu}").into_bytes(), DateStyle::DayFirst),
            (dots.into_bytes(), DateStyle::DayFirst),
            (
                zipped(&[("devices.txt", &little)], packed()),
                DateStyle::MonthFirst,
            ),
            (little, DateStyle::MonthFirst),
            (big, DateStyle::DayFirst),
        ] {
            let run = import(&muster, &content).await;
            assert_eq!(counts(&run), [28, 0, 0, 28, 0], "{run:?}");
            assert_eq!(
                (run.dates, run.dates_from),
                (Some(style), Some(DatesFrom::Found))
            );
        }
        // One line that contradicts the file is refused, and no other.
        let contradicting = us.replace("9/20/2026 2:02:03 PM", "20/9/2026 2:02:03 PM");
        let run = check(&muster, contradicting.as_bytes()).await;
        assert_eq!(counts(&run), [28, 0, 0, 27, 1]);
        let problems = muster
            .list_import_problems(&admin(), run.id, 0)
            .await
            .unwrap();
        assert_eq!(
            (problems[0].record, problems[0].reason),
            (20, Reason::BadDate)
        );
    })
    .await;
}

#[tokio::test]
async fn an_order_that_no_date_tells_is_said_and_can_be_chosen() {
    on_each_database(async |muster: Muster| {
        let text = file(MANAGED, [managed_line(1, "3/9/2026 10:00:00")]);
        let run = check(&muster, text.as_bytes()).await;
        assert_eq!(
            (run.dates, run.dates_from, run.as_of),
            (
                Some(DateStyle::DayFirst),
                Some(DatesFrom::Assumed),
                Some(Utc.with_ymd_and_hms(2026, 9, 3, 10, 0, 0).unwrap())
            )
        );
        muster
            .choose_import_dates(&admin(), run.id, DateStyle::MonthFirst)
            .await
            .unwrap();
        while muster.find_import(&admin(), run.id).await.unwrap().state == ImportState::Checking {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let done = muster.apply_import(&admin(), run.id).await.unwrap();
        assert_eq!(
            (done.state, done.dates, done.dates_from),
            (
                ImportState::Done,
                Some(DateStyle::MonthFirst),
                Some(DatesFrom::Chosen)
            )
        );
        assert_eq!(
            done.as_of,
            Some(Utc.with_ymd_and_hms(2026, 3, 9, 10, 0, 0).unwrap())
        );
        // What was imported is not read again.
        assert!(
            muster
                .choose_import_dates(&admin(), run.id, DateStyle::DayFirst)
                .await
                .is_err()
        );
        // The command line chooses before it begins.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("devices.csv");
        std::fs::write(&path, text).unwrap();
        let reports = muster
            .import_files(
                &admin(),
                vec![path],
                false,
                None,
                Some(DateStyle::MonthFirst),
                &|_| {},
            )
            .await
            .unwrap();
        assert_eq!(counts(&reports[0].run), [1, 0, 0, 1, 0]);
    })
    .await;
}

#[tokio::test]
async fn an_autopilot_record_is_linked_by_its_serial_number_whatever_comes_first() {
    let managed = file(
        MANAGED,
        (1..=6).map(|n| {
            let line = managed_line(n, "2026-09-05 10:00:00");
            match n {
                // Two devices say that they are SN000004, and one has no serial number worth the name.
                5 => line.replace("SN000005", "SN000004"),
                6 => line.replace("SN000006", "To be filled by O.E.M."),
                _ => line,
            }
        }),
    );
    let serials = [
        "SN000001",
        "sn-000002",
        "SN000004",
        "To be filled by O.E.M.",
        "SN000099",
    ];
    let autopilot = file(AUTOPILOT, serials.map(autopilot_line));
    let directory = file(
        DIRECTORY,
        (1..=3).map(|n| {
            format!(
                "FH-{n:05},Windows,Microsoft Entra joined,2026-09-04T10:00:00Z,{},{}",
                guid(0xd, n),
                guid(0xb, n)
            )
        }),
    );
    let linked = managed.replace("Device ID,", "Microsoft Entra Device ID,Device ID,");
    let linked: String = linked
        .lines()
        .enumerate()
        .map(|(n, line)| match n {
            0 => format!("{line}\r\n"),
            n => format!("{},{line}\r\n", guid(0xd, u32::try_from(n).unwrap())),
        })
        .collect();
    let files = [&linked, &directory, &autopilot];
    let mut expected: Option<BTreeSet<BTreeSet<(RecordKind, String)>>> = None;
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let seen = std::cell::RefCell::new(Vec::new());
        on_each_database(async |muster: Muster| {
            for at in order {
                let run = import(&muster, files[at]).await;
                assert_eq!(run.bad, 0);
            }
            let run = import(&muster, &autopilot).await;
            assert_eq!(
                (run.kind, counts(&run)),
                (Some(FileKind::AutopilotDevices), [5, 0, 0, 5, 0])
            );
            let now_there = devices(&muster).await;
            seen.borrow_mut().push(now_there);
        })
        .await;
        for devices in seen.into_inner() {
            assert_eq!(devices, *expected.get_or_insert(devices.clone()));
        }
    }
    let expected = expected.unwrap();
    // Six managed devices, and three registrations that belong to nobody.
    assert_eq!(expected.len(), 9);
    let of = |serial: &str| {
        let key = (RecordKind::Autopilot, serial.to_owned());
        expected
            .iter()
            .find(|records| records.contains(&key))
            .unwrap()
            .len()
    };
    assert_eq!(serials.map(of), [3, 3, 1, 1, 1]);
}

#[tokio::test]
async fn a_registration_follows_the_serial_number_when_it_moves() {
    on_each_database(async |muster: Muster| {
        let line = |number: u32, serial: &str| {
            managed_line(number, "2026-09-05 10:00:00").replace(&format!("SN{number:06}"), serial)
        };
        import(&muster, file(AUTOPILOT, [autopilot_line("PF1")])).await;
        let registered = muster
            .list_devices(&admin(), &DeviceQuery::default())
            .await
            .unwrap()
            .items[0]
            .clone();
        assert_eq!(
            (registered.face.serial.as_str(), registered.face.os.as_str()),
            ("PF1", "Windows")
        );
        let count = async || devices(&muster).await.len();
        // It enrolls, and stays the same device.
        import(&muster, file(MANAGED, [line(1, "PF1")])).await;
        let enrolled = muster.find_device(&admin(), registered.id).await.unwrap();
        assert_eq!((enrolled.records.len(), count().await), (2, 1));
        // A second device says that it is the same; then the first one says that it is not.
        import(&muster, file(MANAGED, [line(2, "PF1")])).await;
        assert_eq!(count().await, 3);
        import(&muster, file(MANAGED, [line(1, "PF2")])).await;
        let together: BTreeSet<(RecordKind, String)> = [
            (RecordKind::Autopilot, "PF1".to_owned()),
            (RecordKind::Managed, guid(0xa, 2)),
        ]
        .into();
        assert!(devices(&muster).await.contains(&together));
        assert_eq!(count().await, 2);
    })
    .await;
}

#[tokio::test]
async fn corporate_identifiers_are_taken_without_headers_and_found_by_the_decision() {
    on_each_database(async |muster: Muster| {
        import(
            &muster,
            file(MANAGED, [managed_line(1, "2026-09-05 10:00:00"), managed_line(2, "2026-09-05 10:00:00")]),
        )
        .await;
        let text = "Dell Inc.,Latitude 5440,Z0P167G\r\nlenovo,ThinkPad T14 Gen 4,SN.000001\r\nLENOVO,ThinkPad T14 Gen 4,\r\nDell Inc.,Latitude 5440,Z0P167G\r\n";
        let run = import(&muster, text).await;
        assert_eq!(
            (run.kind, counts(&run)),
            (Some(FileKind::CorporateIdentifiers), [4, 2, 0, 0, 2])
        );
        let problems = muster.list_import_problems(&admin(), run.id, 0).await.unwrap();
        let named: Vec<_> = problems
            .iter()
            .map(|problem| (problem.line, problem.reason, problem.field.as_str()))
            .collect();
        assert_eq!(
            named,
            [(3, Reason::MissingValue, "Serial number"), (4, Reason::DuplicateRow, "")]
        );
        assert_eq!(counts(&import(&muster, text).await), [4, 0, 0, 2, 2]);
        let phones = "35-209900-176148-1,Reception\r\n352099001761499,\r\n";
        assert_eq!(counts(&import(&muster, phones).await), [2, 2, 0, 0, 0]);
        let renamed = phones.replace("Reception", "Front desk");
        assert_eq!(counts(&import(&muster, renamed).await), [2, 0, 1, 1, 0]);
        let mut matches = BTreeSet::new();
        for device in muster.list_devices(&admin(), &DeviceQuery::default()).await.unwrap().items {
            let decision = muster.decision_for_device(&admin(), device.id).await.unwrap().unwrap();
            matches.insert((device.face.serial, decision.device.corporate_identifier_match));
        }
        assert_eq!(
            matches.into_iter().collect::<Vec<_>>(),
            [("SN000001".to_owned(), Some(true)), ("SN000002".to_owned(), Some(false))]
        );
    })
    .await;
}
