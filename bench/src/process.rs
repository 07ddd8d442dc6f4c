//! The program as a process of its own: how soon it answers, and how much memory it takes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;

/// Muster's own program, which lies beside this one.
fn program() -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("muster");
    if path.exists() {
        Ok(path)
    } else {
        Err("build muster first: cargo build --release --bin muster".into())
    }
}

/// What a command took.
pub struct Ran {
    pub taken: Duration,
    /// The most memory it had at any time, in kilobytes.
    pub most_memory: f64,
}

/// Runs a command of the program to its end.
pub fn run(args: &[&str]) -> Result<Ran> {
    let begun = Instant::now();
    let mut child = Command::new(program()?)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut most_memory = 0.0_f64;
    let status = loop {
        most_memory = most_memory.max(memory(&child, "VmHWM:").unwrap_or(0.0));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::park_timeout(Duration::from_millis(5));
    };
    if !status.success() {
        let mut reason = String::new();
        if let Some(mut said) = child.stderr.take() {
            said.read_to_string(&mut reason)?;
        }
        return Err(format!("muster {} failed: {reason}", args.join(" ")).into());
    }
    Ok(Ran {
        taken: begun.elapsed(),
        most_memory,
    })
}

/// The time until a server of that database is ready, and its memory when it has nothing to do.
pub fn start(url: &str) -> Result<(Duration, f64)> {
    let begun = Instant::now();
    let mut child = Command::new(program()?)
        .args(["serve", "--listen", "127.0.0.1:0", "--database", url])
        .stdout(Stdio::piped())
        .spawn()?;
    let measured = measure(&mut child, begun);
    child.kill()?;
    child.wait()?;
    measured
}

fn measure(child: &mut Child, begun: Instant) -> Result<(Duration, f64)> {
    let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
    let mut first = String::new();
    output.read_line(&mut first)?;
    let address = first
        .trim()
        .rsplit("//")
        .next()
        .unwrap_or_default()
        .to_owned();
    loop {
        if let Ok(mut stream) = TcpStream::connect(&address) {
            stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            if answer.starts_with("HTTP/1.1 200") {
                break;
            }
        }
        std::thread::park_timeout(Duration::from_millis(2));
    }
    let ready = begun.elapsed();
    std::thread::park_timeout(Duration::from_secs(3));
    Ok((ready, memory(child, "VmRSS:").ok_or("no memory is told")?))
}

/// A figure of the kernel's about a process, in kilobytes.
fn memory(child: &Child, name: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches(" kB").trim().parse().ok()
}
