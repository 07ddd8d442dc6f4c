//! The command line: one file a command, thin over the service.

pub mod accounts;
pub mod audit;
pub mod cleanup;
pub mod demo;
pub mod duplicates;
pub mod export;
pub mod import;
pub mod serve;

use std::error::Error;
use std::process::ExitCode;

/// Says on standard error what went wrong, with its causes, and gives exit code 1.
pub fn fail(error: &(dyn Error + 'static)) -> ExitCode {
    let mut text = format!("muster: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    eprintln!("{text}");
    ExitCode::FAILURE
}
