//! `muster cleanup`: cleanup rules, what they would hide, applying them, and bringing back what they hid.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use domain::actor::Actor;
use domain::cleanup::{Platform, RunState, USUAL_DAYS};
use domain::id::CleanupRunId;
use service::{Clock, Muster};

use crate::config::Config;

/// What `muster cleanup` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the rules
    Rules(ListArgs),
    /// Tell what a rule would hide now, and what it would leave
    Preview(PreviewArgs),
    /// Apply a rule now
    Run(RunArgs),
    /// List the runs that hid something, the newest first
    Runs(ListArgs),
    /// Bring back what a run hid
    Undo(UndoArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct PreviewArgs {
    /// The rule's platform, such as `windows`
    platform: Platform,
    /// For how many days a record has to have been silent, 30 to 270 [default: as the rule says, or 90]
    #[arg(long, value_parser = clap::value_parser!(u32).range(30..=270))]
    days: Option<u32>,
    /// Print it as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct RunArgs {
    /// The rule's platform, such as `windows`
    platform: Platform,
    /// Only tell what would be hidden
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, clap::Args)]
struct UndoArgs {
    /// The run's id, as `muster cleanup runs` prints it
    id: CleanupRunId,
    /// Only tell how many records would come back
    #[arg(long)]
    dry_run: bool,
}

const EXAMPLES: &str = "\
Examples:
  muster cleanup preview windows --days 120    what would be hidden, and what would not
  muster cleanup run windows --dry-run         the same for the rule as it is saved
  muster cleanup runs                          what was hidden when
  muster cleanup undo 019a…                    bring it back

Nothing is wiped, retired or deleted. The exit code is 0 when it was done, 1 when something failed, and 2 for a wrong command line.";

/// Runs the command.
///
/// # Errors
/// The database cannot be opened or failed; standard output cannot be written.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, Box<dyn Error>> {
    let muster = Muster::open(&config.database, "", Clock::default()).await?;
    let actor = Actor::command_line();
    let done = match args.command {
        Command::Rules(args) => rules(&muster, &actor, &args).await,
        Command::Preview(args) => preview(&muster, &actor, &args).await,
        Command::Run(args) => apply(&muster, &actor, &args).await,
        Command::Runs(args) => runs(&muster, &actor, &args).await,
        Command::Undo(args) => undo(&muster, &actor, &args).await,
    };
    muster.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn rules(muster: &Muster, actor: &Actor, args: &ListArgs) -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    for shown in muster.list_cleanup_rules(actor).await? {
        if args.json {
            serde_json::to_writer(&mut out, &shown)?;
            writeln!(out)?;
            continue;
        }
        let rule = shown.rule;
        writeln!(
            out,
            "{:<28} {:>3} days  {:<3}  hides {}",
            rule.platform.as_str(),
            rule.days,
            if rule.is_on { "on" } else { "off" },
            shown.hidden
        )?;
    }
    Ok(())
}

async fn preview(muster: &Muster, actor: &Actor, args: &PreviewArgs) -> Result<(), Box<dyn Error>> {
    let days = match args.days {
        Some(days) => days,
        None => muster
            .find_cleanup_rule(actor, args.platform)
            .await?
            .and_then(|rule| u32::try_from(rule.days).ok())
            .unwrap_or(USUAL_DAYS),
    };
    let preview = muster.preview_cleanup(actor, args.platform, days).await?;
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &preview)?;
        writeln!(out)?;
        return Ok(());
    }
    writeln!(
        out,
        "{} would be hidden: silent for more than {days} days before {}.",
        preview.would_hide,
        preview.as_of.date_naive()
    )?;
    for record in &preview.first {
        writeln!(
            out,
            "  {}  {}  {}",
            record.last_seen_at.date_naive(),
            record.name,
            record.user_upn
        )?;
    }
    let shown = i64::try_from(preview.first.len()).unwrap_or(i64::MAX);
    if preview.would_hide > shown {
        writeln!(out, "  and {} more", preview.would_hide - shown)?;
    }
    for (guard, count) in &preview.left_out {
        writeln!(out, "{count} left alone: {}", guard.label())?;
    }
    Ok(())
}

async fn apply(muster: &Muster, actor: &Actor, args: &RunArgs) -> Result<(), Box<dyn Error>> {
    if args.dry_run {
        let args = PreviewArgs {
            platform: args.platform,
            days: None,
            json: false,
        };
        return preview(muster, actor, &args).await;
    }
    let run = muster.run_cleanup_to_end(actor, args.platform).await?;
    match run {
        None => println!("There is nothing to hide."),
        Some(run) if run.state == RunState::Done => println!(
            "{} hidden; bring them back with: muster cleanup undo {}",
            run.hidden, run.id
        ),
        Some(run) => {
            return Err(
                format!("the run was not brought to its end: {}", run.state.label()).into(),
            );
        }
    }
    Ok(())
}

async fn runs(muster: &Muster, actor: &Actor, args: &ListArgs) -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    for run in muster.list_cleanup_runs(actor).await? {
        if args.json {
            serde_json::to_writer(&mut out, &run)?;
            writeln!(out)?;
            continue;
        }
        writeln!(
            out,
            "{}  {}  {:<9} {} after {} days: {} hidden, {} of them still",
            run.id,
            run.started_at.format("%Y-%m-%d %H:%M"),
            run.state.as_str(),
            run.platform.as_str(),
            run.days,
            run.hidden,
            run.still_hidden
        )?;
    }
    Ok(())
}

async fn undo(muster: &Muster, actor: &Actor, args: &UndoArgs) -> Result<(), Box<dyn Error>> {
    if args.dry_run {
        let runs = muster.list_cleanup_runs(actor).await?;
        let run = runs.into_iter().find(|run| run.id == args.id);
        let run = run.ok_or("there is no such run")?;
        println!("{} would come back.", run.still_hidden);
        return Ok(());
    }
    let back = muster.undo_cleanup(actor, args.id).await?;
    println!("{back} came back.");
    Ok(())
}
