//! `muster export`: writes devices, or everything of one kind, to a file or to standard output.

use std::error::Error;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use domain::actor::Actor;
use domain::device::DeviceSelection;
use domain::export::ExportFormat;
use domain::import::FileKind;
use service::exports::Export;
use service::{Clock, Muster};

use crate::config::Config;

/// What `muster export` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Which devices, as in the address of All devices, such as `os=Windows 11&silent_days=30` [default: all]
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    /// Instead of the list of devices, everything of one kind as the file that `muster import` reads: managed, directory,
    /// autopilot, identifiers, users, groups, members, licences or subscriptions
    #[arg(long, value_name = "KIND", value_parser = read_kind, conflicts_with_all = ["filters", "columns"])]
    records: Option<FileKind>,
    /// The columns of the list of devices in their order, such as `name,serial,user_upn` [default: the list's usual ones]
    #[arg(long, value_name = "COLUMN,…")]
    columns: Option<String>,
    /// csv or jsonl [default: by the ending of the output file, else csv]
    #[arg(long, value_name = "FORMAT", value_parser = read_format)]
    format: Option<ExportFormat>,
    /// The same as --format jsonl
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// The file to write; - for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  muster export 'os=Windows 11&silent_days=30' --columns name,user_upn,last_check_in -o silent.csv
  muster export --records managed -o managed.csv   and elsewhere   muster import managed.csv
  muster export ownership=personal --json | jq -r .serial

CSV is UTF-8 with a byte order mark; a cell that a spreadsheet would run as a formula begins with an apostrophe, which
`muster import` takes away again. JSON lines hold every value as it is. Times are in UTC. The exit code is 0 when all was
written, 1 when something failed (a file that was begun is then removed), and 2 for a wrong command line.";

fn read_kind(text: &str) -> Result<FileKind, String> {
    text.parse()
        .or_else(|_| format!("{text}_devices").parse())
        .or_else(|_| format!("corporate_{text}").parse())
        .map_err(|_| {
            "write managed, directory, autopilot, identifiers, users, groups, members, licences or subscriptions".to_owned()
        })
}

fn read_format(text: &str) -> Result<ExportFormat, String> {
    text.parse().map_err(|_| "write csv or jsonl".to_owned())
}

impl Args {
    fn format(&self) -> ExportFormat {
        let by_ending = || {
            let ending = self.output.extension()?.to_str()?;
            ending.parse().ok()
        };
        match self.format {
            Some(format) => format,
            None if self.json => ExportFormat::JsonLines,
            None => by_ending().unwrap_or(ExportFormat::Csv),
        }
    }

    fn selection(&self) -> Result<DeviceSelection, domain::Invalid> {
        let filters = self.filters.join("&");
        let pairs = form_urlencoded::parse(filters.as_bytes()).into_owned();
        let columns = self
            .columns
            .iter()
            .map(|columns| ("columns".to_owned(), columns.clone()));
        DeviceSelection::from_pairs(pairs.chain(columns))
    }
}

/// Writes the export and says on standard error how much it was.
///
/// # Errors
/// A filter or column is refused; the database cannot be opened or failed; the file cannot be written.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, Box<dyn Error>> {
    // What is wrong with the command line is told before a database is opened, or made.
    let selection = match args.selection() {
        Ok(selection) => selection,
        Err(invalid) => {
            eprintln!("muster: {invalid}");
            return Ok(ExitCode::from(2));
        }
    };
    let muster = Muster::open(&config.database, "", Clock::default()).await?;
    let written = write(&muster, &args, selection).await;
    muster.close().await;
    match written {
        Ok(rows) => {
            if args.output != Path::new("-") {
                eprintln!("{rows} rows written to {}", args.output.display());
            }
            Ok(ExitCode::SUCCESS)
        }
        // Whoever read has read enough, as `head` does.
        Err(error) if is_closed_pipe(error.as_ref()) => Ok(ExitCode::SUCCESS),
        Err(error) => Err(error),
    }
}

async fn write(
    muster: &Muster,
    args: &Args,
    selection: DeviceSelection,
) -> Result<i64, Box<dyn Error>> {
    let actor = Actor::command_line();
    let mut export = match args.records {
        Some(kind) => muster.export_file(&actor, kind, args.format()).await?,
        None => {
            muster
                .export_devices(&actor, selection, args.format())
                .await?
        }
    };
    if args.output == Path::new("-") {
        write_pieces(&mut export, &mut io::stdout().lock(), false).await?;
        return Ok(export.rows());
    }
    // Under another name until it is whole: half a file must not pass for one.
    let mut part = args.output.clone().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut file = std::fs::File::create(&part)
        .map_err(|error| format!("cannot write {}: {error}", part.display()))?;
    let written = write_pieces(&mut export, &mut file, true)
        .await
        .and_then(|()| Ok(std::fs::rename(&part, &args.output)?));
    if let Err(error) = written {
        drop(std::fs::remove_file(&part));
        return Err(error);
    }
    Ok(export.rows())
}

async fn write_pieces(
    export: &mut Export,
    output: &mut impl Write,
    tell: bool,
) -> Result<(), Box<dyn Error>> {
    let mut terminal = io::stderr();
    let tell = tell && terminal.is_terminal();
    while let Some(piece) = export.next_piece().await? {
        output.write_all(&piece)?;
        if tell {
            // Progress that cannot be shown is no reason to stop.
            drop(write!(terminal, "\r{} rows", export.rows()));
        }
    }
    if tell {
        drop(write!(terminal, "\r"));
    }
    output.flush()?;
    Ok(())
}

fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
