//! The program itself, as a process: over TLS, and killed in the middle of its work.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

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
