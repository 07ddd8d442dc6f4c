//! `muster accounts`: the local accounts, for the day on which nobody can sign in.

use std::error::Error;
use std::process::ExitCode;

use domain::actor::Actor;
use service::{Clock, Muster};

use crate::config::Config;

/// What `muster accounts` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the local accounts (what `muster accounts` alone does)
    List,
    /// Let a local account sign in again
    Enable {
        /// The name it signs in with
        name: String,
    },
}

/// Does what was asked, in the database that the server uses, running or not.
///
/// # Errors
/// There is no such account; the database cannot be opened or failed.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, Box<dyn Error>> {
    let address = config.public_address.clone().unwrap_or_default();
    let muster = Muster::open(&config.database, &address, Clock::default()).await?;
    let actor = Actor::command_line();
    let accounts = muster.list_local_accounts(&actor).await?;
    match args.command.unwrap_or(Command::List) {
        Command::List => {
            for account in accounts {
                let state = match account.disabled_at {
                    None => "enabled".to_owned(),
                    Some(at) => format!("disabled since {}", at.format("%Y-%m-%d %H:%M UTC")),
                };
                println!("{}\t{state}", account.name);
            }
        }
        Command::Enable { name } => {
            let wanted = name.trim().to_lowercase();
            let account = accounts
                .into_iter()
                .find(|account| account.name.to_lowercase() == wanted)
                .ok_or_else(|| {
                    format!("there is no local account {name}; `muster accounts` lists them")
                })?;
            muster
                .switch_local_account(&actor, account.id, true)
                .await?;
            println!("{} can sign in again", account.name);
        }
    }
    muster.close().await;
    Ok(ExitCode::SUCCESS)
}
