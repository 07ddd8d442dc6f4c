//! `muster`: one program for the server and its command line.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use server::commands;
use server::config::{Config, Options};

/// Muster, an open admin center for enrolling Windows devices.
#[derive(Parser)]
#[command(name = "muster", version, about)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the portal (what `muster` alone does)
    Serve,
    /// Import export files: devices, users, groups, members, licences, subscriptions
    Import(commands::import::Args),
    /// List groups of duplicate records, show one, or check all records anew
    Duplicates(commands::duplicates::Args),
    /// Rules that hide what is silent: what they would hide, applying them, bringing it back
    Cleanup(commands::cleanup::Args),
    /// Check the audit log, or move old entries into a file
    Audit(commands::audit::Args),
    /// List the local accounts, or let one sign in again
    Accounts(commands::accounts::Args),
    /// Show a fictional organisation, in a database of its own
    Demo(commands::demo::Args),
    /// Export the list of devices, or everything of one kind as a file that can be imported
    Export(commands::export::Args),
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let command = cli.command.unwrap_or(Command::Serve);
    let usual_database = match &command {
        Command::Demo(_) => commands::demo::DATABASE,
        Command::Serve
        | Command::Import(_)
        | Command::Export(_)
        | Command::Audit(_)
        | Command::Duplicates(_)
        | Command::Cleanup(_)
        | Command::Accounts(_) => Config::DATABASE,
    };
    let config = match Config::read_with(cli.options, usual_database) {
        Ok(config) => config,
        Err(error) => return commands::fail(&error),
    };
    server::telemetry::start(config.log_format);
    let done = match command {
        Command::Serve => commands::serve::run(config).await,
        Command::Audit(args) => commands::audit::run(config, args).await,
        Command::Cleanup(args) => commands::cleanup::run(config, args).await,
        Command::Duplicates(args) => commands::duplicates::run(config, args).await,
        Command::Accounts(args) => commands::accounts::run(config, args).await,
        Command::Export(args) => commands::export::run(config, args).await,
        Command::Import(args) => commands::import::run(config, args).await,
        Command::Demo(args) => commands::demo::run(config, args).await,
    };
    match done {
        Ok(code) => code,
        Err(error) => commands::fail(error.as_ref()),
    }
}
