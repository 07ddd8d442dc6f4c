//! What things cost, beside what the bare database takes for the same rows in the same run: `make bench`.
//!
//! Times are medians in milliseconds; the ratio is what counts. Data is made here, and gone afterwards.

mod bare;

use std::future::Future;
use std::time::{Duration, Instant};

use clap::Parser;
use domain::actor::Actor;
use domain::device::{DeviceQuery, DeviceSort};
use domain::enrollment::{ScopeChoice, UserScope};
use fictional::Organisation;
use service::{Clock, Muster};

use bare::Bare;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// How often each query runs.
const RUNS: usize = 31;

#[derive(Parser)]
#[command(about = "Measures Muster beside its bare databases")]
struct Args {
    /// How many devices; several sizes one after the other
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000])]
    devices: Vec<usize>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    println!(
        "{:<10} {:>9}  {:<42} {:>10} {:>10} {:>7}",
        "database", "devices", "what", "Muster", "bare", "ratio"
    );
    for &devices in &args.devices {
        let folder = tempfile::tempdir()?;
        let sqlite = format!("sqlite:{}/muster.db", folder.path().display());
        for (name, url) in [
            ("SQLite", sqlite),
            ("PostgreSQL", scratch_postgres::new_database()),
        ] {
            measure(&Table { name, devices }, &url).await?;
        }
    }
    Ok(())
}

/// One database at one size: the first columns of each line.
struct Table {
    name: &'static str,
    devices: usize,
}

impl Table {
    fn line(&self, what: &str, muster: f64, bare: f64, unit: &str, ratio: f64) {
        let (name, devices) = (self.name, self.devices);
        println!(
            "{name:<10} {devices:>9}  {what:<42} {muster:>7.2} {unit:<2} {bare:>7.2} {unit:<2} {ratio:>6.2}"
        );
    }

    fn times(&self, what: &str, muster: Duration, bare: Duration) {
        let [muster, bare] = [muster, bare].map(|time| time.as_secs_f64() * 1_000.0);
        self.line(what, muster, bare, "ms", muster / bare);
    }

    /// Thousands of rows a second; the ratio is the share of the bare rate that is reached.
    fn rates(&self, what: &str, rows: usize, muster: Duration, bare: Duration) {
        let rate = |time: Duration| rows as f64 / time.as_secs_f64() / 1_000.0;
        self.line(
            what,
            rate(muster),
            rate(bare),
            "k",
            rate(muster) / rate(bare),
        );
    }
}

async fn measure(table: &Table, url: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let muster = Muster::open(url, "https://muster.example.org", Clock::default()).await?;
    let actor = Actor::command_line();
    let bare = Bare::open(url).await?;
    let organisation = Organisation::new(table.devices, muster.clock().now());
    let files = organisation.write_directory(folder.path())?;
    muster
        .import_files(&actor, files, false, None, None, &|_| {})
        .await?;
    let files = organisation.write_devices(folder.path())?;

    let begun = Instant::now();
    let reports = muster
        .import_files(&actor, files, false, None, None, &|_| {})
        .await?;
    let imported = begun.elapsed();
    let rows: i64 = reports.iter().map(|report| report.run.records).sum();
    let rows = usize::try_from(rows)?;
    table.rates(
        "import, records a second",
        rows,
        imported,
        bare.insert_records().await?,
    );
    bare.analyze().await?;

    for (what, sort, column) in [
        ("list, first page by name", DeviceSort::Name, "name_key"),
        (
            "list, first page by last check-in",
            DeviceSort::LastCheckIn,
            "last_check_in_at",
        ),
        (
            "list, first page by serial number",
            DeviceSort::Serial,
            "serial_key",
        ),
    ] {
        let query = DeviceQuery {
            sort,
            descending: sort.begins_descending(),
            ..DeviceQuery::default()
        };
        let ours = median(async || muster.list_devices(&actor, &query).await.map(drop)).await?;
        let order = if query.descending { "desc" } else { "asc" };
        let sql = format!("select * from devices order by {column} {order}, id {order} limit 50");
        let theirs = median(async || bare.fetch(&sql).await).await?;
        table.times(what, ours, theirs);
    }
    let first = &muster
        .list_devices(&actor, &DeviceQuery::default())
        .await?
        .items[0];
    let (id, part) = (first.id, first.face.serial[1..].to_lowercase());
    let query = DeviceQuery {
        search: part.clone(),
        ..DeviceQuery::default()
    };
    let ours = median(async || muster.list_devices(&actor, &query).await.map(drop)).await?;
    let sql = format!(
        "select d.* from devices d join device_search s on s.device_id = d.id where s.content like '%{part}%' limit 50"
    );
    table.times(
        "search, part of a serial number",
        ours,
        median(async || bare.fetch(&sql).await).await?,
    );

    let ours = median(async || muster.find_device(&actor, id).await.map(drop)).await?;
    let sql = format!(
        "select * from records where device_id = {}",
        bare.id(&id.to_string())
    );
    table.times(
        "device page",
        ours,
        median(async || bare.fetch(&sql).await).await?,
    );

    let mut settings = muster.load_enrollment_settings(&actor).await?.settings;
    settings.mdm_scope = UserScope::new(ScopeChoice::All, Vec::new());
    let ours = median(async || {
        muster
            .preview_enrollment_effect(&actor, &settings)
            .await
            .map(drop)
    })
    .await?;
    let sql = "select account_enabled, count(*) from users group by account_enabled";
    table.times(
        "effect of scope All",
        ours,
        median(async || bare.fetch(sql).await).await?,
    );
    muster.close().await;
    bare.close().await;
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
