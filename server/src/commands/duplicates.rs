//! `muster duplicates`: lists groups of duplicate records, shows one, and checks all records anew.

use std::error::Error;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use domain::actor::Actor;
use domain::duplicate::{DuplicateDetail, DuplicateQuery, GroupState, Handling, MergeOrder};
use domain::id::{DuplicateId, MergeId};
use service::duplicates::{GroupLine, MergedGroup};
use service::{Clock, Muster};

use crate::config::Config;

/// What `muster duplicates` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List groups of duplicate records
    List(ListArgs),
    /// Show one group with its records side by side
    Show(ShowArgs),
    /// Make the records of one group one device, or those of all groups that are certain
    Merge(MergeArgs),
    /// Take a merge back
    Undo(UndoArgs),
    /// Work out all groups anew
    Recheck(RecheckArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// Which groups, as in the address of Duplicates, such as `case=D5&action=merge` [default: all that are open]
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    /// Print one JSON object a line, with the ids that the records were imported with
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// The group's id, as the list prints it
    id: DuplicateId,
    /// Print it as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct MergeArgs {
    /// The group's id, as the list prints it
    #[arg(required_unless_present = "certain", conflicts_with = "certain")]
    id: Option<DuplicateId>,
    /// The first 100 groups that are certain and that nothing forbids to merge; run it again for more
    #[arg(long)]
    certain: bool,
    /// With --certain: of which groups, as in the address of Duplicates, such as `case=D5`
    #[arg(long = "only", value_name = "FILTER", requires = "certain")]
    filters: Vec<String>,
    /// Merge although something speaks against it: `muster duplicates show` says what
    #[arg(long, conflicts_with = "certain")]
    despite_warnings: bool,
    /// Only tell what would be merged
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON object a group
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct UndoArgs {
    /// The merge's id, as `muster duplicates merge` prints it
    id: MergeId,
    /// Only tell whether it is there
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, clap::Args)]
struct RecheckArgs {
    /// Print the outcome as one JSON object
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  muster duplicates list                         everything that is open, one group a line
  muster duplicates list case=D5 action=merge    what can be merged of devices that were reinstalled
  muster duplicates merge --certain --only case=D5 --dry-run    what would be merged
  muster duplicates list --json | jq -c 'select(.case == \"D10\")'

The exit code is 0 when it was done, 1 when something failed, and 2 for a wrong command line.";

/// Runs the command.
///
/// # Errors
/// The database cannot be opened or failed; standard output cannot be written.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, Box<dyn Error>> {
    let muster = Muster::open(&config.database, "", Clock::default()).await?;
    let actor = Actor::command_line();
    let done = match args.command {
        Command::List(args) => list(&muster, &actor, &args).await,
        Command::Show(args) => show(&muster, &actor, &args).await,
        Command::Merge(args) => merge(&muster, &actor, &args).await,
        Command::Undo(args) => undo(&muster, &actor, &args).await,
        Command::Recheck(args) => recheck(&muster, &actor, &args).await,
    };
    muster.close().await;
    done
}

async fn list(muster: &Muster, actor: &Actor, args: &ListArgs) -> Result<ExitCode, Box<dyn Error>> {
    let filters = args.filters.join("&");
    let query = DuplicateQuery::from_pairs(form_urlencoded::parse(filters.as_bytes()))?;
    let mut out = BufWriter::new(io::stdout().lock());
    let written = muster
        .export_duplicates(actor, &query, |group| {
            if args.json {
                serde_json::to_writer(&mut out, group)?;
                return writeln!(out);
            }
            print_line(&mut out, group)
        })
        .await
        .and_then(|()| Ok(out.flush()?));
    match written {
        // Whoever read it has seen enough.
        Err(service::Error::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            Ok(ExitCode::SUCCESS)
        }
        written => Ok(written.map(|()| ExitCode::SUCCESS)?),
    }
}

fn print_line(out: &mut impl Write, group: &GroupLine) -> io::Result<()> {
    let records: Vec<String> = group
        .records
        .iter()
        .map(|record| format!("{} {}", record.kind, record.id))
        .collect();
    let (case, action, confidence) = (group.case, group.proposed_action, group.confidence);
    writeln!(
        out,
        "{}  {case:<4} {action:<7} {confidence:<9} {}",
        group.id,
        records.join(", ")
    )
}

async fn show(muster: &Muster, actor: &Actor, args: &ShowArgs) -> Result<ExitCode, Box<dyn Error>> {
    let detail = muster.find_duplicate(actor, args.id).await?;
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &detail)?;
        writeln!(out)?;
    } else {
        print_detail(&mut out, &detail)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print_detail(out: &mut impl Write, detail: &DuplicateDetail) -> io::Result<()> {
    let group = &detail.group;
    writeln!(
        out,
        "{}: {} ({}, {})",
        group.name,
        group.case.label(),
        group.case.as_str(),
        group.confidence.as_str()
    )?;
    writeln!(out, "{}", group.case.cause())?;
    writeln!(out, "Right handling: {}", group.handling.label())?;
    if group.state != GroupState::Open {
        writeln!(out, "{} by {}", group.state.label(), group.decided_by)?;
    }
    for block in &group.blocks {
        writeln!(out, "  {}", block.label())?;
    }
    if let Some(from) = group
        .mergeable_from
        .filter(|_| group.handling != Handling::Merge)
    {
        writeln!(
            out,
            "  A leftover has to be silent until {}; the data speaks of {}.",
            from.date_naive(),
            detail.as_of.date_naive()
        )?;
    }
    let compared = domain::duplicate::comparison(&detail.records);
    for (index, record) in detail.records.iter().enumerate() {
        let fields = &record.fields;
        let mark = if group.survivor == Some(record.id) {
            "stays"
        } else {
            ""
        };
        writeln!(
            out,
            "  {:<9} {}  {mark}",
            fields.kind.as_str(),
            fields.source_id
        )?;
        for row in &compared {
            match row.values.get(index) {
                Some(value) if !value.is_empty() => writeln!(out, "    {:<16} {value}", row.field)?,
                _ => {}
            }
        }
    }
    if detail.hidden > 0 {
        writeln!(out, "  and {} more", detail.hidden)?;
    }
    Ok(())
}

async fn merge(
    muster: &Muster,
    actor: &Actor,
    args: &MergeArgs,
) -> Result<ExitCode, Box<dyn Error>> {
    let merged = match args.id {
        Some(id) => vec![merge_one(muster, actor, id, args).await?],
        None => {
            let filters = args.filters.join("&");
            let query = DuplicateQuery::from_pairs(form_urlencoded::parse(filters.as_bytes()))?;
            muster
                .merge_certain_duplicates(actor, &query, args.dry_run)
                .await?
        }
    };
    let mut out = io::stdout().lock();
    for group in &merged {
        if args.json {
            serde_json::to_writer(&mut out, group)?;
            writeln!(out)?;
            continue;
        }
        match (&group.merge, &group.left_out) {
            (Some(merge), _) => writeln!(
                out,
                "{}: merged; take it back with: muster duplicates undo {merge}",
                group.name
            )?,
            (None, Some(reason)) => writeln!(out, "{}: left out: {reason}", group.name)?,
            (None, None) => writeln!(out, "{}: would be merged", group.name)?,
        }
    }
    if merged.is_empty() && !args.json {
        writeln!(out, "Nothing is certain and free of warnings.")?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn merge_one(
    muster: &Muster,
    actor: &Actor,
    id: DuplicateId,
    args: &MergeArgs,
) -> Result<MergedGroup, service::Error> {
    let detail = muster.find_duplicate(actor, id).await?;
    let order = MergeOrder {
        group: id,
        mark: detail.mark,
        survivor: None,
        despite_warnings: args.despite_warnings,
    };
    let merge = if args.dry_run {
        None
    } else {
        Some(muster.merge_duplicate(actor, &order).await?)
    };
    Ok(MergedGroup {
        group: id,
        name: detail.group.name,
        merge,
        left_out: None,
    })
}

async fn undo(muster: &Muster, actor: &Actor, args: &UndoArgs) -> Result<ExitCode, Box<dyn Error>> {
    let merge = muster.undo_merge(actor, args.id, args.dry_run).await?;
    let done = if args.dry_run {
        "would be taken back"
    } else {
        "was taken back"
    };
    println!("The merge of {merge} {done}.");
    Ok(ExitCode::SUCCESS)
}

async fn recheck(
    muster: &Muster,
    actor: &Actor,
    args: &RecheckArgs,
) -> Result<ExitCode, Box<dyn Error>> {
    let tells = !args.json && io::stderr().is_terminal();
    let done = muster
        .recheck_duplicates(actor, &|so_far| {
            if tells {
                eprint!("\r{} of {}", so_far.looked_at, so_far.of);
            }
        })
        .await?;
    if tells {
        eprintln!();
    }
    if args.json {
        println!("{}", serde_json::to_string(&done)?);
    } else {
        println!(
            "All records were checked: {} values that more than one of them has.",
            done.looked_at
        );
    }
    Ok(ExitCode::SUCCESS)
}
