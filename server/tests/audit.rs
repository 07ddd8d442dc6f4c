//! `muster audit`, as a process: what it says of a log and of archives, and that a kill loses no entry.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use chrono::{DateTime, TimeZone, Utc};
use domain::actor::Actor;
use domain::device::{DeviceEdit, EditState};
use service::{Clock, Muster};

/// How many devices are changed: each is an entry.
const DEVICES: usize = 6_000;

fn muster(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    command
        .current_dir(folder)
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    muster(folder, args).output().unwrap()
}

/// What `verify --json` prints, and whether its exit code says that all is whole.
fn verified(folder: &Path, files: &[&str]) -> (serde_json::Value, bool) {
    let output = run(folder, &[&["audit", "verify", "--json"], files].concat());
    let said = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (said, output.status.success())
}

fn day() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).unwrap()
}

/// A log of a few entries more than there are devices.
fn fill(folder: &Path) {
    let mut file = String::from("Device ID,Device name,Serial number,OS,Last check-in\n");
    for n in 0..DEVICES {
        file.push_str(&format!(
            "a0000000-0000-4000-8000-{n:012},FH-LT-{n},PF{n:06},Windows,2026-10-01 10:00:00\n"
        ));
    }
    let url = format!("sqlite:{}/muster.db", folder.display());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let muster = Muster::open(&url, "", Clock::fixed(day())).await.unwrap();
        let actor = Actor::command_line();
        let import = muster
            .upload_import(&actor, "devices.csv", file.as_bytes())
            .await
            .unwrap();
        muster.check_import(&actor, import).await.unwrap();
        muster.apply_import(&actor, import).await.unwrap();
        let edit =
            DeviceEdit::from_pairs([("set_category", "set"), ("to_category", "Kiosk")]).unwrap();
        let edit = muster.start_device_edit(&actor, &edit).await.unwrap();
        while muster.find_device_edit(&actor, edit).await.unwrap().state == EditState::Running {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        muster.close().await;
    });
}

#[test]
fn a_log_is_moved_to_files_whatever_is_killed_in_between_and_stays_whole() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fill(folder);
    let (said, is_whole) = verified(folder, &[]);
    let entries = said["log"]["entries"].as_i64().unwrap();
    assert!(
        is_whole && entries >= i64::try_from(DEVICES).unwrap(),
        "{said}"
    );
    let nothing = run(
        folder,
        &[
            "audit",
            "archive",
            "--before",
            "2026-10-05",
            "-o",
            "a.jsonl",
        ],
    );
    assert!(nothing.status.success() && !folder.join("a.jsonl").exists());

    let archive = [
        "audit",
        "archive",
        "--before",
        "2026-10-06",
        "-o",
        "a.jsonl",
    ];
    let mut moment = Duration::from_millis(20);
    loop {
        let mut running = muster(folder, &archive).spawn().unwrap();
        std::thread::park_timeout(moment);
        moment += Duration::from_millis(120);
        if let Some(ended) = running.try_wait().unwrap() {
            assert!(ended.success());
            break;
        }
        running.kill().unwrap();
        if running.wait().unwrap().success() {
            break;
        }
        let (said, is_whole) = verified(folder, &[]);
        assert!(is_whole, "{said}");
        let left = said["log"]["entries"].as_i64().unwrap();
        let is_moved = left < entries;
        if is_moved {
            let (said, is_whole) = verified(folder, &["a.jsonl"]);
            assert!(is_whole, "{said}");
            break;
        }
    }
    let (said, is_whole) = verified(folder, &["a.jsonl"]);
    assert!(is_whole, "{said}");
    assert_eq!(said["archives"][0]["entries"].as_i64(), Some(entries));
    // Only that it was archived.
    assert_eq!(said["log"]["entries"], 1);
    let end = &said["archives"][0]["through"];
    let noted = format!("{}:{}", end["sequence"], end["hash"].as_str().unwrap());
    let checked = run(
        folder,
        &[
            "audit",
            "verify",
            "--files-only",
            "--noted",
            &noted,
            "a.jsonl",
        ],
    );
    assert!(checked.status.success());

    // The same file again would be lost if it were written over.
    let again = run(folder, &archive);
    assert!(!again.status.success());
    let text = fs::read_to_string(folder.join("a.jsonl")).unwrap();
    assert_eq!(text.lines().count(), usize::try_from(entries).unwrap() + 1);

    let changed = text.replacen("Kiosk", "kiosk", 1);
    fs::write(folder.join("changed.jsonl"), changed).unwrap();
    let checked = run(
        folder,
        &["audit", "verify", "--files-only", "changed.jsonl"],
    );
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(
        said.contains("FAULT: entry ") && said.contains(" was changed: "),
        "{said}"
    );

    fs::write(folder.join("other.jsonl"), "{}\n").unwrap();
    let checked = run(folder, &["audit", "verify", "other.jsonl"]);
    assert_eq!(checked.status.code(), Some(1));
    let wrong = run(folder, &["audit", "verify", "--noted", "7:abc"]);
    assert_eq!(wrong.status.code(), Some(2));
}
