//! Where the workspace and its output are, and running other programs there.

use anyhow::{Context, Result, ensure};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// The folder of the workspace: the nearest one upwards with a lock file.
pub fn workspace() -> Result<PathBuf> {
    let here = env::current_dir()?;
    here.ancestors()
        .find(|folder| folder.join("Cargo.lock").is_file())
        .map(Path::to_path_buf)
        .context("run this inside the workspace")
}

/// Where cargo builds: `CARGO_TARGET_DIR`, else `target`. `server/build.rs` looks for the site by the same rule.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)
}

/// The cargo that runs us, so that a chosen toolchain stays chosen.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Runs to the end, with its output shown.
///
/// # Errors
/// If it cannot start or does not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    ensure!(
        status.success(),
        "{} failed: {status}",
        command.get_program().display()
    );
    Ok(())
}
