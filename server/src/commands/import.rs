//! `muster import`: brings in export files of this machine's disk.

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::import::{DateStyle, DatesFrom, ImportRun, ImportState};
use service::imports::FileReport;
use service::{Clock, Muster};

use crate::config::Config;

/// What `muster import` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Export files, zipped or not, in any order: each kind is imported after those that it refers to
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Only tell what would change
    #[arg(long)]
    dry_run: bool,
    /// The time that the files tell about, such as 2026-10-05 or 2026-10-05T08:00:00Z [default: the newest check-in in each]
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    as_of: Option<DateTime<Utc>>,
    /// The order of the dates: us (10/25/2026), eu (25/10/2026) or iso (2026-10-25) [default: the one that each file tells]
    #[arg(long, value_name = "ORDER", value_parser = read_dates)]
    dates: Option<DateStyle>,
}

fn read_dates(text: &str) -> Result<DateStyle, String> {
    text.parse()
        .map_err(|invalid: domain::Invalid| invalid.problem)
}

fn read_time(text: &str) -> Result<DateTime<Utc>, String> {
    domain::import::read_time(text)
        .flatten()
        .ok_or_else(|| "write an ISO date or time, such as 2026-10-05T08:00:00Z".to_owned())
}

/// Imports the files and says what became of each. The exit code is 1 if a file was refused; refused records are
/// listed and leave it 0.
///
/// # Errors
/// A file cannot be opened; the database cannot be opened or failed.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, Box<dyn Error>> {
    let muster = Muster::open(&config.database, "", Clock::default()).await?;
    let reports = muster
        .import_files(
            &Actor::command_line(),
            args.files,
            args.dry_run,
            args.as_of,
            args.dates,
            &show_progress,
        )
        .await;
    muster.close().await;
    let reports = reports?;
    let mut output = std::io::stdout().lock();
    for report in &reports {
        write!(output, "{}", describe(report, args.dry_run))?;
    }
    let all_done = reports
        .iter()
        .all(|report| matches!(report.run.state, ImportState::Done | ImportState::Checked));
    Ok(if all_done {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn show_progress(run: &ImportRun) {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() {
        let percent = if run.size_bytes > 0 {
            run.read_bytes * 100 / run.size_bytes
        } else {
            100
        };
        let end = if run.state.is_at_rest() { "\n" } else { "" };
        // Progress that cannot be shown is no reason to stop.
        drop(write!(
            terminal,
            "\r{}: {percent} % ({} records){end}",
            run.file_name, run.records
        ));
    }
}

fn describe(report: &FileReport, dry_run: bool) -> String {
    let run = &report.run;
    let kind = run.kind.map_or("not recognised", |kind| kind.label());
    if let Some(problem) = &run.problem {
        return format!("{} ({kind}): {problem}\n", run.file_name);
    }
    let would = if dry_run { "would be " } else { "" };
    let mut text = format!(
        "{} ({kind}): {} records: {} {would}added, {} {would}changed, {} unchanged, {} refused\n",
        run.file_name, run.records, run.added, run.changed, run.unchanged, run.bad
    );
    text.push_str(&describe_dates(run));
    if !run.unknown_columns.0.is_empty() {
        text.push_str(&format!(
            "  columns without a meaning here: {}\n",
            run.unknown_columns.0.join(", ")
        ));
    }
    for problem in &report.problems {
        let details: Vec<&str> = [problem.field.as_str(), problem.detail.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        text.push_str(&format!(
            "  line {}, record {}: {}: {}\n",
            problem.line,
            problem.record,
            problem.reason.label(),
            details.join(": ")
        ));
    }
    let more = run.bad - i64::try_from(report.problems.len()).unwrap_or(0);
    if more > 0 {
        text.push_str(&format!(
            "  and {more} more, listed in the portal under Import\n"
        ));
    }
    text
}

/// In which order the dates were read, where that is not plain.
fn describe_dates(run: &ImportRun) -> String {
    match (run.dates, run.dates_from) {
        (None, _) | (_, None) | (Some(DateStyle::Iso), Some(DatesFrom::Found)) => String::new(),
        (Some(style), Some(DatesFrom::Assumed)) => {
            let other = match style {
                DateStyle::MonthFirst => DateStyle::DayFirst,
                DateStyle::DayFirst | DateStyle::Iso => DateStyle::MonthFirst,
            };
            format!(
                "  dates: taken to be written {}, which none of them tells: American exports write AM and PM. If that is wrong, import the file again with --dates {}\n",
                style.label(),
                other.as_str()
            )
        }
        (Some(style), Some(from)) => format!("  dates: {} ({})\n", style.label(), from.label()),
    }
}
