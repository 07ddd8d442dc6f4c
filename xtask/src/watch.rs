//! Development: builds, starts the server, and does both again whenever a source file changes.
//! A build that fails leaves the running server as it is.

use crate::command;
use anyhow::Result;
use std::{
    fs,
    path::Path,
    process::{Child, Command},
    thread,
    time::{Duration, SystemTime},
};

const WATCHED: &[&str] = &[
    "app",
    "crates",
    "frontend",
    "migrations",
    "server",
    "style",
    "Cargo.toml",
];
const PAUSE: Duration = Duration::from_millis(400);

/// Runs until it is interrupted. `serve` goes to `muster` as it is.
#[expect(
    clippy::disallowed_methods,
    reason = "polling needs no dependency, and nobody else waits"
)]
pub fn watch(serve: &[&str]) -> Result<()> {
    let mut server: Option<Child> = None;
    let mut built = None;
    loop {
        let newest = WATCHED
            .iter()
            .filter_map(|path| newest_change(Path::new(path)))
            .max();
        if newest > built {
            built = newest;
            match build() {
                Ok(()) => restart(&mut server, serve)?,
                Err(error) => eprintln!("{error:#}; waiting for the next change"),
            }
        }
        thread::sleep(PAUSE);
    }
}

/// The stylesheet is compiled into this program, so a new one of it makes the site.
fn build() -> Result<()> {
    command::run(command::cargo().args(["xtask", "site", "--dev"]))?;
    command::run(command::cargo().args([
        "build",
        "--workspace",
        "--exclude",
        "frontend",
        "--bin",
        "muster",
    ]))
}

fn restart(server: &mut Option<Child>, serve: &[&str]) -> Result<()> {
    if let Some(mut running) = server.take() {
        running.kill()?;
        running.wait()?;
    }
    let muster = command::target().join("debug").join("muster");
    *server = Some(Command::new(muster).args(serve).spawn()?);
    Ok(())
}

/// When anything at or under `path` was last written. Unreadable entries, such as an editor's
/// temporary files that are gone again, do not count.
fn newest_change(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).and_then(|found| found.modified()).ok();
    let children = fs::read_dir(path).into_iter().flatten().flatten();
    children
        .filter_map(|entry| newest_change(&entry.path()))
        .chain(own)
        .max()
}
