//! What things cost, beside what the bare database or a bare server takes for the same in the same run: `make bench`.
//!
//! Times are medians; the ratio is what counts. Data is made here, and gone afterwards.

mod bare;
mod duplicates;
mod http;
mod process;
mod provision;
mod report;
mod scopes;

use std::future::Future;
use std::time::{Duration, Instant};

use clap::Parser;
use domain::actor::Actor;
use domain::device::{DeviceQuery, DeviceSelection, DeviceSort};
use domain::export::ExportFormat;
use domain::page::Cursor;
use fictional::Organisation;
use service::{Clock, Muster};

use bare::Bare;
use http::{Encoding, Served};
use report::{Place, Report};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// How often each query runs.
const RUNS: usize = 31;
/// The page of 50 devices that lies far down the list: the 10,000th, or the middle of a shorter list.
const FAR_PAGE: usize = 10_000;

#[derive(Parser)]
#[command(about = "Measures Muster beside its bare databases")]
struct Args {
    /// How many devices; several sizes one after the other
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    devices: Vec<usize>,
    /// Only one of the databases: sqlite or postgres
    #[arg(long)]
    database: Option<String>,
    /// Only lists that are limited to groups, beside those that are not
    #[arg(long)]
    only_scopes: bool,
    /// Only duplicates
    #[arg(long, conflicts_with = "only_scopes")]
    only_duplicates: bool,
    /// Only what it takes a directory to send so many users by SCIM, with groups and memberships
    #[arg(long, value_name = "USERS")]
    provision: Option<usize>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    if let Some(users) = args.provision {
        return provision(&args, users).await;
    }
    let mut report = Report::begin();
    for &devices in &args.devices {
        let folder = tempfile::tempdir()?;
        if args.database.as_deref() != Some("postgres") {
            let url = format!("sqlite:{}/muster.db", folder.path().display());
            let database = "SQLite";
            measure(&mut report, Place { database, devices }, &url, &args).await?;
        }
        if args.database.as_deref() != Some("sqlite") {
            let url = scratch_postgres::new_database();
            let database = "PostgreSQL";
            measure(&mut report, Place { database, devices }, &url, &args).await?;
        }
    }
    report.write(&std::env::current_exe()?.with_file_name("bench.json"))
}

async fn provision(args: &Args, users: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    if args.database.as_deref() != Some("postgres") {
        let url = format!("sqlite:{}/muster.db", folder.path().display());
        provision::measure("SQLite", &url, users).await?;
    }
    if args.database.as_deref() != Some("sqlite") {
        provision::measure("PostgreSQL", &scratch_postgres::new_database(), users).await?;
    }
    Ok(())
}

async fn measure(report: &mut Report, place: Place, url: &str, args: &Args) -> Result<()> {
    let actor = Actor::command_line();
    let muster = Muster::open(url, "", Clock::default()).await?;
    let bare = Bare::open(url).await?;
    import(report, place, url, &muster, &actor, &bare).await?;
    bare.analyze().await?;
    if args.only_scopes {
        return scopes::measure(report, place, &muster, &actor).await;
    }
    if args.only_duplicates {
        return duplicates::measure(report, place, &muster, &actor, &bare).await;
    }
    lists(report, place, &muster, &actor, &bare).await?;
    searches(report, place, &muster, &actor, &bare).await?;
    pages(report, place, &muster, &actor, &bare).await?;
    scopes::measure(report, place, &muster, &actor).await?;
    export(report, place, url, &muster, &actor, &bare).await?;
    duplicates::measure(report, place, &muster, &actor, &bare).await?;
    serve(report, place, url, &muster).await?;
    muster.close().await;
    bare.close().await;
    Ok(())
}

/// The people here, the devices by the program itself, so that its memory is its own.
async fn import(
    report: &mut Report,
    place: Place,
    url: &str,
    muster: &Muster,
    actor: &Actor,
    bare: &Bare,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let organisation = Organisation::new(place.devices, muster.clock().now());
    let files = organisation.write_directory(folder.path())?;
    muster
        .import_files(actor, files, false, None, None, &|_| {})
        .await?;
    let files = organisation.write_devices(folder.path())?;
    let mut args = vec!["--database", url, "import"];
    args.extend(files.iter().filter_map(|file| file.to_str()));
    let ran = process::run(&args)?;
    let runs = muster.list_imports(actor).await?;
    let records: i64 = runs
        .iter()
        .filter(|run| {
            run.kind
                .is_some_and(|kind| kind.label().contains("devices"))
        })
        .map(|run| run.records)
        .sum();
    let again = bare.insert_again().await?;
    report.rates(
        place,
        "import, records a second",
        records as f64,
        ran.taken,
        again,
    );
    report.memory(place, "import, memory", ran.most_memory);
    Ok(())
}

async fn lists(
    report: &mut Report,
    place: Place,
    muster: &Muster,
    actor: &Actor,
    bare: &Bare,
) -> Result<()> {
    for (sort, column) in [
        (DeviceSort::Name, "name_key"),
        (DeviceSort::LastCheckIn, "last_check_in_at"),
        (DeviceSort::Serial, "serial_key"),
        (DeviceSort::Compliance, "compliance"),
    ] {
        let query = DeviceQuery {
            sort,
            descending: sort.begins_descending(),
            ..DeviceQuery::default()
        };
        let order = if query.descending { "desc" } else { "asc" };
        let sql = format!("select * from devices order by {column} {order}, id {order} limit 50");
        let ours = median(async || muster.list_device_rows(actor, &query).await.map(drop)).await?;
        let theirs = median(async || bare.fetch(&sql).await).await?;
        report.times(
            place,
            &format!("list by {}, page 1", sort.as_str()),
            ours,
            theirs,
        );

        let far = (FAR_PAGE * 50).min(place.devices / 2);
        let (far, value, id) = far_row(muster, actor, &query, far).await?;
        let query = query.at_page(Some(far));
        let sign = if query.descending { "<" } else { ">" };
        let id = bare.id(&id);
        let sql = format!(
            "select * from devices where ({column}, id) {sign} ({value}, {id}) order by {column} {order}, id {order} limit 50"
        );
        let ours = median(async || muster.list_device_rows(actor, &query).await.map(drop)).await?;
        let theirs = median(async || bare.fetch(&sql).await).await?;
        report.times(
            place,
            &format!("list by {}, far page", sort.as_str()),
            ours,
            theirs,
        );
    }
    for (what, filters, condition) in [
        (
            "list, a filter that leaves much, by name",
            vec![("os", "Windows"), ("sort", "name")],
            "os = 'Windows'",
        ),
        (
            "list, filters that leave little, by name",
            vec![("compliance", "conflict"), ("sort", "name")],
            "compliance = 'conflict'",
        ),
    ] {
        let query = DeviceQuery::from_pairs(filters)?;
        let sql = format!("select * from devices where {condition} order by name_key, id limit 50");
        let ours = median(async || muster.list_device_rows(actor, &query).await.map(drop)).await?;
        let theirs = median(async || bare.fetch(&sql).await).await?;
        report.times(place, what, ours, theirs);
        let sql = format!("select count(*) from devices where {condition}");
        let ours = median(async || muster.count_devices(actor, &query).await.map(drop)).await?;
        let theirs = median(async || bare.fetch(&sql).await).await?;
        report.times(
            place,
            &what.replace("list", "exact total").replace(", by name", ""),
            ours,
            theirs,
        );
    }
    let all = DeviceQuery::default();
    let ours = median(async || muster.count_devices(actor, &all).await.map(drop)).await?;
    let theirs = median(async || bare.fetch("select count(*) from devices").await).await?;
    report.times(place, "exact total of all", ours, theirs);
    Ok(())
}

/// The cursor behind so many devices of the list, and its row's value and id as a statement writes them.
async fn far_row(
    muster: &Muster,
    actor: &Actor,
    query: &DeviceQuery,
    far: usize,
) -> Result<(Cursor, String, String)> {
    // Walked once, in the largest pages there are.
    let mut page = DeviceQuery {
        page_size: domain::page::MAX_PAGE_SIZE,
        ..query.clone()
    };
    let mut passed = 0;
    while passed < far {
        let rows = muster.list_device_rows(actor, &page).await?;
        passed += rows.items.len();
        page = page.at_page(Some(rows.next.ok_or("the list is too short")?));
    }
    let cursor = page.at.ok_or("the list is too short")?;
    let value = match query.sort {
        DeviceSort::LastCheckIn => {
            format!("'{}'", cursor.value.replace('T', " ").replace("+00:00", ""))
        }
        _ => format!("'{}'", cursor.value.replace('\'', "''")),
    };
    let id = cursor.id.to_string();
    Ok((cursor, value, id))
}

async fn searches(
    report: &mut Report,
    place: Place,
    muster: &Muster,
    actor: &Actor,
    bare: &Bare,
) -> Result<()> {
    let first = muster
        .list_device_rows(
            actor,
            &DeviceQuery::from_pairs([("sort", "serial"), ("order", "desc")])?,
        )
        .await?
        .items
        .remove(0);
    let serial = first.face.serial.to_lowercase();
    let part = serial.get(1..).unwrap_or_default().to_owned();
    for (what, text) in [
        ("search, part of a serial number, by name", part.as_str()),
        (
            "search, part of an id, by name",
            &first.id.to_string()[24..],
        ),
        ("search, in most devices, by name", "fabric"),
    ] {
        let query = DeviceQuery::from_pairs([("search", text), ("sort", "name")])?;
        let ours = median(async || muster.list_device_rows(actor, &query).await.map(drop)).await?;
        let sql = bare.search(text);
        let theirs = median(async || bare.fetch(&sql).await).await?;
        report.times(place, what, ours, theirs);
    }
    Ok(())
}

async fn pages(
    report: &mut Report,
    place: Place,
    muster: &Muster,
    actor: &Actor,
    bare: &Bare,
) -> Result<()> {
    let id = muster
        .list_device_rows(actor, &DeviceQuery::default())
        .await?
        .items[0]
        .id;
    let ours = median(async || muster.find_device(actor, id).await.map(drop)).await?;
    let sql = format!(
        "select * from records where device_id = {}",
        bare.id(&id.to_string())
    );
    let theirs = median(async || bare.fetch(&sql).await).await?;
    report.times(place, "device page", ours, theirs);
    let ours = median(async || muster.load_overview(actor).await.map(drop)).await?;
    let sql =
        "select compliance, os, os_version, join_type, count(*) from devices group by 1, 2, 3, 4";
    let begun = Instant::now();
    bare.fetch(sql).await?;
    report.times(
        place,
        "dashboard (bare: counting once)",
        ours,
        begun.elapsed(),
    );
    Ok(())
}

async fn export(
    report: &mut Report,
    place: Place,
    url: &str,
    muster: &Muster,
    actor: &Actor,
    bare: &Bare,
) -> Result<()> {
    let begun = Instant::now();
    let mut export = muster
        .export_devices(actor, DeviceSelection::default(), ExportFormat::Csv)
        .await?;
    while export.next_piece().await?.is_some() {}
    let taken = begun.elapsed();
    let scanned = bare
        .scan("select * from devices order by last_check_in_at desc, id desc")
        .await?;
    report.rates(
        place,
        "export, devices a second",
        place.devices as f64,
        taken,
        scanned,
    );
    let ran = process::run(&["--database", url, "export", "-o", "/dev/stdout"])?;
    report.memory(place, "export, memory", ran.most_memory);
    Ok(())
}

async fn serve(report: &mut Report, place: Place, url: &str, muster: &Muster) -> Result<()> {
    let (ready, idle) = process::start(url)?;
    report.time(place, "start until ready", ready);
    report.memory(place, "idle server, memory", idle);
    let page = "/devices?sort=name";
    let served = Served::start(muster, page).await?;
    for (encoding, how) in [
        (Encoding::Compressed, "compressed"),
        (Encoding::Plain, "plain"),
    ] {
        for connections in [1, 16] {
            let ours = served.load(page, encoding, connections).await?;
            let theirs = served.load("/ready-answer", encoding, connections).await?;
            let per_answer = |load: &http::Load| load.taken.div_f64(load.answers as f64);
            report.rates(
                place,
                &format!("list page over HTTP, {how}, {connections} connections"),
                1.0,
                per_answer(&ours),
                per_answer(&theirs),
            );
            report.times(place, "  its p50", ours.median, theirs.median);
            report.times(
                place,
                "  its p99",
                ours.slowest_percent,
                theirs.slowest_percent,
            );
        }
    }
    Ok(())
}

/// The median time of several runs; a first one warms up.
async fn median<E, F>(run: impl Fn() -> F) -> std::result::Result<Duration, E>
where
    F: Future<Output = std::result::Result<(), E>>,
{
    run().await?;
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let begun = Instant::now();
        run().await?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times[RUNS / 2])
}
