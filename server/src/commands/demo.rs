//! `muster demo`: a fictional organisation in a database of its own, served at once.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::enrollment::{ScopeChoice, UserScope};
use domain::id::GroupId;
use domain::role::{AssignmentContent, BuiltInRole, Scope};
use fictional::Organisation;
use service::demonstration::DemonstrationState;
use service::{Clock, Muster};

use super::serve;
use crate::config::Config;

/// The database where none is named: never the one that `muster serve` takes.
pub const DATABASE: &str = "sqlite:muster-demo.db";

/// What `muster demo` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many devices; a demonstration that is there already keeps those it has
    #[arg(long, value_name = "COUNT", default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    devices: u32,
}

/// Fills the database unless it is a demonstration already, and serves it until the process is asked to stop.
///
/// # Errors
/// The database holds something that is no demonstration, cannot be opened or failed; the address is taken.
pub async fn run(config: Config, args: Args) -> Result<ExitCode, Box<dyn Error>> {
    let listener = serve::listen(&config)?;
    let address = config.public_address(listener.local_addr()?);
    let muster = Muster::open(&config.database, &address, Clock::default()).await?;
    if muster.begin_demonstration().await? == DemonstrationState::Unfilled {
        let begun = Instant::now();
        fill(&config, &muster, args.devices).await?;
        eprintln!(
            "{} with {} devices is in {} (made in {:.1} s)",
            fictional::NAME,
            args.devices,
            // What is in front of an @ may be a password.
            config.database.rsplit('@').next().unwrap_or_default(),
            begun.elapsed().as_secs_f64()
        );
    }
    let muster = serve::equip(&config, muster).await?;
    let account = muster.open_demonstration().await?;
    println!("Muster is at {address}");
    println!("Sign in as: {}", account.name);
    println!("Password, until the next start: {}", account.password);
    serve::serve(config, listener, muster).await
}

/// Writes the organisation through the doors that a real one comes in by: imports, and saved settings.
async fn fill(config: &Config, muster: &Muster, devices: u32) -> Result<(), Box<dyn Error>> {
    let now = muster.clock().now();
    let organisation = Organisation::new(usize::try_from(devices)?, now);
    let folder = tempfile::tempdir()?;
    // The settings have a history, so what they name was there before.
    let past = Clock::fixed(now - TimeDelta::days(300));
    let then = Muster::open(&config.database, muster.public_address(), past).await?;
    import(&then, organisation.write_directory(folder.path())?).await?;
    save_history(&then).await?;
    assign_roles(&then).await?;
    then.close().await;
    import(muster, organisation.write_devices(folder.path())?).await?;
    muster.finish_demonstration(fictional::NAME).await?;
    Ok(())
}

async fn import(muster: &Muster, files: Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    let actor = Actor::command_line();
    let reports = muster
        .import_files(&actor, files, false, None, None, &|_| {})
        .await?;
    match reports.iter().find(|report| report.run.problem.is_some()) {
        None => Ok(()),
        Some(report) => Err(report.run.problem.clone().unwrap_or_default().into()),
    }
}

/// The service desk helps everybody; the pilot's members may look at the machines' devices.
async fn assign_roles(muster: &Muster) -> Result<(), Box<dyn Error>> {
    let actor = Actor::command_line();
    let some = |group| Scope {
        groups: vec![GroupId(group)],
        ..Scope::default()
    };
    for (name, role, group, scope) in [
        (
            "Service desk",
            BuiltInRole::HelpDeskOperator,
            fictional::service_desk(),
            Scope::everything(),
        ),
        (
            "Pilot looks at operations",
            BuiltInRole::ReadOnlyOperator,
            fictional::pilot(),
            some(fictional::operations()),
        ),
    ] {
        let content = AssignmentContent {
            name: name.to_owned(),
            description: String::new(),
            members: vec![GroupId(group)],
            scope,
        };
        match muster.create_assignment(&actor, role.id(), content).await {
            // It was made before the demonstration was stopped while it was being filled.
            Ok(_) | Err(service::Error::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Automatic enrollment was tried out, then opened for most, then told apart from own devices.
async fn save_history(muster: &Muster) -> Result<(), Box<dyn Error>> {
    let actor = Actor::command_line();
    let some = |group| UserScope::new(ScopeChoice::Some, vec![GroupId(group)]);
    let mut saved = muster.load_enrollment_settings(&actor).await?;
    if saved.version > 0 {
        return Ok(());
    }
    saved.settings.mdm_scope = some(fictional::pilot());
    saved = muster
        .save_enrollment_settings(&actor, saved.settings, saved.version)
        .await?;
    muster.clock().advance(TimeDelta::days(170));
    saved.settings.mdm_scope = some(fictional::workforce());
    saved = muster
        .save_enrollment_settings(&actor, saved.settings, saved.version)
        .await?;
    muster.clock().advance(TimeDelta::days(92));
    saved.settings.mam_scope = some(fictional::own_devices());
    muster
        .save_enrollment_settings(&actor, saved.settings, saved.version)
        .await?;
    Ok(())
}
