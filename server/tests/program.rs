//! The program itself, as a process: over TLS, and killed in the middle of its work.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::actor::{Actor, ActorKind, Grant};
use domain::device::{Device, DeviceQuery};
use domain::id::ImportId;
use domain::import::{ImportRun, ImportState};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use service::{Clock, Muster};

/// How many devices the import has whose server is killed, and how often that happens.
const DEVICES_KILLED: usize = 30_000;
const KILLS: u64 = 10;

fn muster(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    command
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A server that is killed when the test ends, what it prints, and the port it listens on.
struct Served {
    child: Child,
    /// Held, since a program that prints to nobody ends.
    _output: BufReader<ChildStdout>,
    port: u16,
}

impl Served {
    fn start(folder: &Path, args: &[&str]) -> Self {
        let mut child = muster(folder)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(args)
            .spawn()
            .unwrap();
        let mut first = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut first).unwrap();
        let port = first
            .trim()
            .rsplit(':')
            .next()
            .and_then(|port| port.parse().ok());
        Self {
            child,
            _output: output,
            port: port.unwrap_or_else(|| panic!("no address in {first:?}")),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn over_tls_browsers_are_told_to_stay_there_and_plain_http_is_not_answered() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(folder.path().join("certificate.pem"), made.cert.pem()).unwrap();
    fs::write(
        folder.path().join("key.pem"),
        made.signing_key.serialize_pem(),
    )
    .unwrap();
    let served = Served::start(
        folder.path(),
        &[
            "--tls-certificate",
            "certificate.pem",
            "--tls-key",
            "key.pem",
        ],
    );

    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connection =
        ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap())
            .unwrap();
    let mut stream = StreamOwned::new(
        connection,
        TcpStream::connect(("127.0.0.1", served.port)).unwrap(),
    );
    write!(
        stream,
        "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    // The server may end the connection without a farewell of TLS.
    drop(stream.read_to_string(&mut answer));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer
            .to_lowercase()
            .contains("strict-transport-security: max-age="),
        "{answer}"
    );

    let mut plain = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
    write!(
        plain,
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    drop(plain.read_to_end(&mut answer));
    assert!(
        !answer.starts_with(b"HTTP/1.1 200"),
        "plain HTTP was answered on the port of TLS"
    );
}

#[test]
fn an_import_that_is_killed_goes_on_to_the_same_end() {
    const DEVICES: usize = 20_000;
    let folder = tempfile::tempdir().unwrap();
    let mut file = String::from("Device ID,Device name,Serial number,OS,Last check-in\n");
    for n in 0..DEVICES {
        file.push_str(&format!(
            "a0000000-0000-4000-8000-{n:012},FH-LT-{n},PF{n:06},Windows,2026-10-01 10:00:00\n"
        ));
    }
    fs::write(folder.path().join("devices.csv"), file).unwrap();
    let log = folder.path().join("muster.db-wal");
    for batches in [1, 4] {
        let mut running = muster(folder.path())
            .args(["import", "devices.csv"])
            .spawn()
            .unwrap();
        // Each batch grows the database's log; it is killed as soon as some are in, wherever it is then.
        while running.try_wait().unwrap().is_none() {
            if fs::metadata(&log).is_ok_and(|log| log.len() > batches * 1_000_000) {
                running.kill().unwrap();
            }
        }
        running.wait().unwrap();
    }
    let again = muster(folder.path())
        .args(["import", "devices.csv"])
        .output()
        .unwrap();
    let said = String::from_utf8(again.stdout).unwrap();
    let number = |word: &str| -> usize {
        let words: Vec<&str> = said.split([' ', ',', '\n']).collect();
        let at = words
            .iter()
            .position(|found| *found == word)
            .unwrap_or_else(|| panic!("{said}"));
        words[at - 1].parse().unwrap()
    };
    assert_eq!(number("added") + number("unchanged"), DEVICES, "{said}");
    assert_eq!((number("changed"), number("refused")), (0, 0), "{said}");
    let third = muster(folder.path())
        .args(["import", "devices.csv"])
        .output()
        .unwrap();
    let said = String::from_utf8(third.stdout).unwrap();
    assert!(
        said.contains("0 added") && said.contains(&format!("{DEVICES} unchanged")),
        "{said}"
    );
}

#[test]
fn a_bulk_merge_that_is_killed_leaves_whole_merges_and_whole_groups() {
    const GROUPS: usize = 90;
    let folder = tempfile::tempdir().unwrap();
    let mut file = String::from(
        "Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,Serial number,Manufacturer,Model,Primary user UPN,Managed by,OS,JoinType\n",
    );
    for n in 0..GROUPS {
        for (which, enrolled, seen) in [
            ("a", "2025-01-10", "2026-06-01"),
            ("b", "2026-09-01", "2026-10-04"),
        ] {
            file.push_str(&format!(
                "{which}0000000-0000-4000-8000-{n:012},FH-{n},{enrolled} 08:00:00,{seen} 08:00:00,{which}1111111-0000-4000-8000-{n:012},PF4X{n:04}Q,LENOVO,ThinkPad T14,user{n}@example.org,Intune,Windows,Microsoft Entra joined\n"
            ));
        }
    }
    fs::write(folder.path().join("twins.csv"), file).unwrap();
    let run = |args: &[&str]| -> String {
        let done = muster(folder.path()).args(args).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        String::from_utf8(done.stdout).unwrap()
    };
    run(&["import", "twins.csv"]);
    let of_state = |state: &str| run(&["duplicates", "list", state, "--json"]);
    assert_eq!(of_state("state=open").lines().count(), GROUPS);

    let log = folder.path().join("muster.db-wal");
    let mut running = muster(folder.path())
        .args(["duplicates", "merge", "--certain"])
        .spawn()
        .unwrap();
    // Each merge grows the database's log; it is killed as soon as some are in, wherever it is then.
    while running.try_wait().unwrap().is_none() {
        if fs::metadata(&log).is_ok_and(|log| log.len() > 1_000_000) {
            running.kill().unwrap();
        }
    }
    let ended = running.wait().unwrap();
    let merged = of_state("state=merged").lines().count();
    assert!(
        !ended.success() && merged > 0 && merged < GROUPS,
        "{merged}"
    );
    assert_eq!(of_state("state=open").lines().count(), GROUPS - merged);
    // A merged group is one device, an open one two.
    let devices = run(&["export"]).lines().count() - 1;
    assert_eq!(devices, 2 * GROUPS - merged);

    run(&["duplicates", "merge", "--certain"]);
    assert_eq!(of_state("state=merged").lines().count(), GROUPS);
    assert_eq!(run(&["export"]).lines().count() - 1, GROUPS);
}

/// A file of managed devices: some repeat an earlier line, some cannot be read.
fn devices_file(devices: usize) -> String {
    let mut file = String::from("Device ID,Device name,Serial number,OS,Last check-in\n");
    for n in 0..devices {
        let id = if n % 1_000 == 999 { n - 500 } else { n };
        let day = if n.is_multiple_of(777) {
            "2026-13-45"
        } else {
            "2026-10-01"
        };
        file.push_str(&format!(
            "a0000000-0000-4000-8000-{id:012},FH-LT-{n},PF{n:06},Windows,{day} 10:00:00\n"
        ));
    }
    file
}

/// Somebody who may do everything.
fn admin() -> Actor {
    Actor {
        kind: ActorKind::Account,
        id: None,
        name: "Maren Oduya".to_owned(),
        address: "192.0.2.7".to_owned(),
        grants: vec![Grant::everything("Test")],
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().unwrap()
}

async fn open(url: &str) -> Muster {
    Muster::open(url, "https://muster.example.org", Clock::default())
        .await
        .unwrap()
}

/// Uploads and checks `file` and begins its import, then is gone as if killed: the work is left to others.
fn begin_and_be_gone(url: &str, file: &str) -> ImportId {
    let runtime = runtime();
    let id = runtime.block_on(async {
        let muster = open(url).await;
        let id = muster
            .upload_import(&admin(), "devices.csv", file.as_bytes())
            .await
            .unwrap();
        muster.check_import(&admin(), id).await.unwrap();
        muster.start_imports(&admin(), &[id]).await.unwrap();
        id
    });
    runtime.shutdown_timeout(Duration::ZERO);
    id
}

/// What can be told of an import and its devices apart from times and ids made here.
type End = (ImportState, [i64; 5], Vec<[String; 3]>);

async fn end_of(muster: &Muster, id: ImportId) -> End {
    let run = muster.find_import(&admin(), id).await.unwrap();
    let mut shown = Vec::new();
    let mut query = DeviceQuery::from_pairs([("sort", "serial"), ("size", "200")]).unwrap();
    loop {
        let page = muster.list_devices(&admin(), &query).await.unwrap();
        let tell = |device: Device| {
            let face = device.face;
            [face.name, face.serial, device.record_count.to_string()]
        };
        shown.extend(page.items.into_iter().map(tell));
        match page.next {
            Some(next) => query = query.at_page(Some(next)),
            None => {
                assert_eq!(i64::try_from(shown.len()).unwrap(), page.total);
                break;
            }
        }
    }
    let counted = [run.records, run.added, run.changed, run.unchanged, run.bad];
    (run.state, counted, shown)
}

/// Waits until the import has moved on by `records`, or is over.
fn wait_for(
    runtime: &tokio::runtime::Runtime,
    muster: &Muster,
    id: ImportId,
    records: i64,
) -> ImportRun {
    let patience = Instant::now() + Duration::from_secs(120);
    runtime.block_on(async {
        let begun = muster.find_import(&admin(), id).await.unwrap().records;
        loop {
            let run = muster.find_import(&admin(), id).await.unwrap();
            if run.state.is_at_rest() || run.records >= begun + records {
                return run;
            }
            assert!(Instant::now() < patience, "nobody goes on with {run:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
}

#[test]
fn an_upload_whose_server_is_killed_again_and_again_comes_to_the_same_end() {
    let file = devices_file(DEVICES_KILLED);
    let (folder, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let url = format!("sqlite:{}/muster.db", folder.path().display());
    let id = begin_and_be_gone(&url, &file);
    let runtime = runtime();
    let muster = runtime.block_on(open(&url));
    let mut killed = 0;
    loop {
        let served = Served::start(folder.path(), &[]);
        // Somewhere in a batch: not where one ends.
        let moment = Duration::from_millis(37 * killed % 101);
        let run = wait_for(&runtime, &muster, id, 1_000);
        if killed < KILLS && !run.state.is_at_rest() {
            std::thread::park_timeout(moment);
            drop(served);
            killed += 1;
            continue;
        }
        wait_for(&runtime, &muster, id, i64::MAX / 2);
        break;
    }
    assert_eq!(killed, KILLS, "the import was over too soon");
    let interrupted = runtime.block_on(end_of(&muster, id));
    assert_eq!(interrupted.0, ImportState::Done);

    let url = format!("sqlite:{}/muster.db", whole.path().display());
    let uninterrupted = runtime.block_on(async {
        let muster = open(&url).await;
        let id = muster
            .upload_import(&admin(), "devices.csv", file.as_bytes())
            .await
            .unwrap();
        muster.check_import(&admin(), id).await.unwrap();
        muster.apply_import(&admin(), id).await.unwrap();
        end_of(&muster, id).await
    });
    assert_eq!(interrupted.1, uninterrupted.1);
    assert!(interrupted.2 == uninterrupted.2, "the devices differ");
}

#[test]
fn an_import_whose_server_is_killed_is_finished_by_the_other_one() {
    let folder = tempfile::tempdir().unwrap();
    let url = scratch_postgres::new_database();
    let id = begin_and_be_gone(&url, &devices_file(20_000));
    let runtime = runtime();
    let muster = runtime.block_on(open(&url));
    let before = wait_for(&runtime, &muster, id, 0);
    let first = Served::start(folder.path(), &["--database", &url]);
    let run = wait_for(&runtime, &muster, id, 1_000);
    assert!(
        run.records > before.records && !run.state.is_at_rest(),
        "{run:?}"
    );
    let _second = Served::start(folder.path(), &["--database", &url]);
    drop(first);
    let run = wait_for(&runtime, &muster, id, i64::MAX / 2);
    assert_eq!(run.state, ImportState::Done);
    assert_eq!(run.added + run.bad, 20_000, "{run:?}");
}
