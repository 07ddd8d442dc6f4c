//! A PostgreSQL server for tests and measurements, in a temporary folder.
//!
//! It is started by the first that asks and dies with the program. The server refuses to run as root, so
//! root starts it as the user `postgres`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The folder of the socket.
static SERVER: OnceLock<PathBuf> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Makes an empty database and returns its URL.
///
/// # Panics
/// PostgreSQL's server programs are not installed, or do not start: a test must not pass over that.
#[must_use]
pub fn new_database() -> String {
    let socket = SERVER.get_or_init(start);
    let name = format!("muster_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let made = as_server_user(&program("psql"))
        .args([
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            "postgres",
            "-d",
            "postgres",
            "-h",
        ])
        .arg(socket)
        .args(["-c", &format!("create database {name}")])
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    format!(
        "postgres://postgres@localhost/{name}?host={}",
        socket.display()
    )
}

fn start() -> PathBuf {
    let folder = tempfile::Builder::new()
        .prefix("muster-pg-")
        .tempdir_in("/tmp")
        .unwrap()
        .keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    let data = folder.join("data");
    let made = as_server_user(&program("initdb"))
        .args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
        ])
        .arg(&data)
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    // The watcher reads from a pipe that ends when this program does, in whatever way, and takes the server and its
    // folder along. A process in the background has no standard input, so the pipe is its third.
    let watcher = "exec 3<&0
                   ( \"$1\" -D \"$2\" -k \"$3\" -c listen_addresses= -c fsync=off -c max_connections=200 & server=$!
                   read -r _ <&3
                   kill -INT $server; wait $server; rm -rf \"$3\" ) &";
    let mut begun = as_server_user(Path::new("sh"))
        .args(["-c", watcher, "watcher"])
        .arg(program("postgres"))
        .arg(&data)
        .arg(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::mem::forget(begun.stdin.take());
    assert!(begun.wait().unwrap().success());
    for _ in 0..300 {
        let ready = Command::new(program("pg_isready"))
            .args(["-q", "-h"])
            .arg(&folder)
            .status()
            .unwrap();
        if ready.success() {
            return folder;
        }
        std::thread::park_timeout(std::time::Duration::from_millis(100));
    }
    panic!("PostgreSQL did not start in {}", folder.display());
}

/// A command run as a user the server accepts.
fn as_server_user(program: &Path) -> Command {
    let is_root =
        fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    if is_root {
        let mut command = Command::new("runuser");
        command
            .args(["-u", "postgres", "--"])
            .arg(program)
            .current_dir("/tmp");
        command
    } else {
        Command::new(program)
    }
}

/// Where a program of the PostgreSQL server is: Debian keeps the server's own outside PATH.
fn program(name: &str) -> PathBuf {
    let mut installed: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| {
            versions
                .flatten()
                .map(|version| version.path().join("bin").join(name))
                .collect()
        })
        .unwrap_or_default();
    installed.retain(|path| path.exists());
    installed.sort();
    installed.pop().unwrap_or_else(|| PathBuf::from(name))
}
