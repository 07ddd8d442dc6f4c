//! `muster demo`, as a process.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A demonstration that is served, and killed when the test ends.
struct Demo {
    child: Child,
    port: u16,
    password: String,
}

impl Demo {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_muster"))
            .current_dir(folder)
            .args(["demo", "--devices", "60", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let lines: Vec<String> = output.lines().take(3).map(Result::unwrap).collect();
        let last = |line: &str| {
            line.rsplit([' ', ':'])
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(lines.len(), 3, "{lines:?}");
        Self {
            child,
            port: last(&lines[0]).parse().unwrap(),
            password: last(&lines[2]),
        }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_demonstration_says_what_it_is_and_has_another_password_at_each_start() {
    let folder = tempfile::tempdir().unwrap();
    let first = Demo::start(folder.path());
    assert!(
        first
            .get("/sign-in")
            .contains("This organisation is made up.")
    );
    let password = first.password.clone();
    drop(first);
    let second = Demo::start(folder.path());
    assert!(password.len() >= 20);
    assert_ne!(password, second.password);
    assert!(folder.path().join("muster-demo.db").exists());
    assert!(!folder.path().join("muster.db").exists());
}

#[test]
fn a_database_that_holds_something_else_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("users.csv"),
        "objectId,userPrincipalName,displayName\na0000000-0000-4000-8000-000000000001,ines@harbor.example,Ines\n",
    )
    .unwrap();
    let muster = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_muster"))
            .current_dir(folder.path())
            .args(args)
            .output()
            .unwrap()
    };
    assert!(muster(&["import", "users.csv"]).status.success());
    let refused = muster(&[
        "demo",
        "--database",
        "sqlite:muster.db",
        "--listen",
        "127.0.0.1:0",
    ]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("no demonstration"), "{said}");
    let again = muster(&["import", "users.csv"]);
    let said = String::from_utf8(again.stdout).unwrap();
    assert!(said.contains("1 unchanged"), "{said}");
}
