//! `cargo xtask …`: the build steps that cargo has no word for.
//!
//! - `site [--dev]` makes what the browser loads; see [`site`].
//! - `watch [-- ARGUMENTS]` rebuilds and restarts the server whenever a file changes.
//! - `unused-css` lists the classes of `style/base.css` that nothing in `app/src` uses.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod assets;
mod command;
mod exports;
mod site;
mod split;
mod unused_css;
mod wasm;
mod watch;

use anyhow::{Result, bail};
use std::{env, process::ExitCode};

const USAGE: &str = "usage: cargo xtask site [--dev] | watch [-- ARGUMENTS OF muster] | unused-css";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    env::set_current_dir(command::workspace()?)?;
    match arguments.as_slice() {
        ["site"] => site::build(wasm::Mode::Release),
        ["site", "--dev"] => site::build(wasm::Mode::Dev),
        ["watch"] => watch::watch(&[]),
        ["watch", "--", serve @ ..] => watch::watch(serve),
        ["unused-css"] => unused_css::list(),
        _ => bail!(USAGE),
    }
}
