//! `muster audit`: checks that the audit log is whole, and moves old entries into archive files.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use serde::Serialize;
use service::audit::{Archive, NotedEnd, Verified, read_archive};
use service::{Clock, Muster};

use crate::config::Config;

/// What `muster audit` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check every entry of the audit log, and of archive files
    Verify(VerifyArgs),
    /// Move the oldest entries of the audit log into a file
    Archive(ArchiveArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = VERIFY_HELP)]
struct VerifyArgs {
    /// Archive files, the oldest first: each must go on where the one before it ends, and the log where the last one ends
    files: Vec<PathBuf>,
    /// Check only the files, without a database
    #[arg(long, requires = "files")]
    files_only: bool,
    /// An end of the log that you noted earlier, as this command prints it: number, colon, hash
    #[arg(long, value_name = "END", value_parser = read_noted)]
    noted: Vec<NotedEnd>,
    /// Print the outcome as one JSON object
    #[arg(long)]
    json: bool,
}

const VERIFY_HELP: &str = "\
Each entry holds the hash of the one before it, and the database keeps the last one's apart. So a changed, removed, added or
moved entry is found and named, and so is a log that was cut short. Whoever may write the database could still write the
whole log anew: note the printed end somewhere else, and give it back later with --noted.

The exit code is 0 when all is whole, 1 when there is a fault, and 2 for a wrong command line.";

#[derive(Debug, clap::Args)]
#[command(after_help = ARCHIVE_HELP)]
struct ArchiveArgs {
    /// Entries made before this day or time in UTC are moved, such as 2026-01-01
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    before: DateTime<Utc>,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

const ARCHIVE_HELP: &str = "\
The file is written, read back and checked before anything is deleted; the database keeps the end of what it holds, so
`muster audit verify` goes on from there. When the command was stopped in between, run it again with the same file: it goes
on with what is there. A file that holds anything else is never written over.";

fn read_noted(text: &str) -> Result<NotedEnd, String> {
    text.parse()
        .map_err(|invalid: domain::Invalid| invalid.problem)
}

fn read_time(text: &str) -> Result<DateTime<Utc>, String> {
    domain::import::read_time(text)
        .flatten()
        .ok_or_else(|| "write an ISO date or time, such as 2026-01-01".to_owned())
}

/// Runs the command.
///
/// # Errors
/// A file cannot be read or written; the database cannot be opened or failed.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, Box<dyn Error>> {
    match args.command {
        Command::Verify(args) => verify(&config, args).await,
        Command::Archive(args) => {
            let muster = Muster::open(&config.database, "", Clock::default()).await?;
            let done = archive(&muster, &args).await;
            muster.close().await;
            done?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What `verify --json` prints.
#[derive(Serialize)]
struct Report<'a> {
    is_whole: bool,
    archives: Vec<FileReport<'a>>,
    /// What does not join, in words.
    gaps: Vec<String>,
    log: Option<Verified>,
}

#[derive(Serialize)]
struct FileReport<'a> {
    file: &'a Path,
    #[serde(flatten)]
    verified: &'a Verified,
}

async fn verify(config: &Config, args: VerifyArgs) -> Result<ExitCode, Box<dyn Error>> {
    let mut archives = Vec::new();
    for file in &args.files {
        archives.push((file, open_archive(file, &args.noted)?));
    }
    let mut gaps: Vec<String> = archives
        .windows(2)
        .filter(|pair| !pair[0].1.joins(&pair[1].1))
        .map(|pair| {
            let (earlier, later) = (pair[0].0.display(), pair[1].0.display());
            format!("{later} does not go on where {earlier} ends")
        })
        .collect();
    let mut log = None;
    if !args.files_only {
        let muster = Muster::open(&config.database, "", Clock::default()).await?;
        let checked = verify_log(&muster, &args.noted, archives.last()).await;
        muster.close().await;
        let (verified, gap) = checked?;
        gaps.extend(gap);
        log = Some(verified);
    }
    let report = Report {
        is_whole: gaps.is_empty()
            && archives
                .iter()
                .all(|(_, archive)| is_whole(&archive.verified))
            && log.as_ref().is_none_or(is_whole),
        archives: archives
            .iter()
            .map(|(file, archive)| FileReport {
                file,
                verified: &archive.verified,
            })
            .collect(),
        gaps,
        log,
    };
    let mut output = io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut output, &report)?;
        writeln!(output)?;
    } else {
        write!(output, "{}", describe(&report))?;
    }
    Ok(if report.is_whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn is_whole(verified: &Verified) -> bool {
    verified.fault_count == 0
}

/// Checks the log in the database, and whether it goes on where `last` ends.
async fn verify_log(
    muster: &Muster,
    noted: &[NotedEnd],
    last: Option<&(&PathBuf, Archive)>,
) -> Result<(Verified, Option<String>), Box<dyn Error>> {
    let actor = Actor::command_line();
    let verified = muster
        .verify_audit_log(&actor, noted, &show_progress)
        .await?;
    if io::stderr().is_terminal() {
        eprint!("\r");
    }
    let gap = match last {
        Some((file, archive)) if !muster.audit_log_follows(archive).await? => Some(format!(
            "the log in the database does not go on where {} ends",
            file.display()
        )),
        _ => None,
    };
    Ok((verified, gap))
}

fn show_progress(done: i64, total: i64) {
    let mut terminal = io::stderr();
    if terminal.is_terminal() {
        // Progress that cannot be shown is no reason to stop.
        drop(write!(terminal, "\r{done} of {total} entries"));
    }
}

fn describe(report: &Report<'_>) -> String {
    let mut text = String::new();
    for archive in &report.archives {
        text.push_str(&describe_part(
            &archive.file.display().to_string(),
            archive.verified,
        ));
    }
    if let Some(log) = &report.log {
        text.push_str(&describe_part("audit log", log));
    }
    for gap in &report.gaps {
        text.push_str(&format!("FAULT: {gap}\n"));
    }
    if let (true, Some(log)) = (report.is_whole, &report.log) {
        let end = &log.through;
        text.push_str(&format!(
            "The log ends with {}:{}\n",
            end.sequence, end.hash
        ));
    }
    text
}

fn describe_part(name: &str, verified: &Verified) -> String {
    let (first, last) = (verified.after.sequence + 1, verified.through.sequence);
    let range = if last < first {
        String::new()
    } else {
        format!(" ({first} to {last})")
    };
    let mut text = match verified.fault_count {
        0 => format!("{name}: {} entries{range}, all whole\n", verified.entries),
        1 => format!("{name}: {} entries{range}, 1 fault\n", verified.entries),
        faults => format!(
            "{name}: {} entries{range}, {faults} faults\n",
            verified.entries
        ),
    };
    for fault in &verified.faults {
        text.push_str(&format!("FAULT: {fault}\n"));
    }
    let more = verified.fault_count - verified.faults.len();
    if more > 0 {
        text.push_str(&format!("and {more} more\n"));
    }
    text
}

fn open_archive(path: &Path, noted: &[NotedEnd]) -> Result<Archive, String> {
    File::open(path)
        .and_then(|file| read_archive(BufReader::new(file), noted))
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

async fn archive(muster: &Muster, args: &ArchiveArgs) -> Result<(), Box<dyn Error>> {
    let actor = Actor::command_line();
    let path = &args.output;
    if path.exists() {
        eprintln!("{} is there already; going on with it", path.display());
    } else {
        let Some(mut new) = muster.begin_audit_archive(&actor, args.before).await? else {
            println!("No entry is so old; nothing was moved");
            return Ok(());
        };
        // Under another name until it is whole and on the disk: half a file must not pass for one.
        let mut part = path.clone().into_os_string();
        part.push(".part");
        let mut file = File::create(&part)?;
        while let Some(piece) = new.next_piece().await? {
            file.write_all(&piece)?;
        }
        file.sync_all()?;
        std::fs::rename(&part, path)?;
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()?;
    }
    let whole = open_archive(path, &[])?;
    for fault in &whole.verified.faults {
        eprintln!("FAULT: {fault}");
    }
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let moved = muster.finish_audit_archive(&actor, &whole, &name).await?;
    println!("{moved} entries moved to {}", path.display());
    Ok(())
}
