//! Duplicates: their list and one group beside the list of devices, what a record costs that makes a group beside one that
//! makes none, and working out all groups anew beside the bare scans for the same keys.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use domain::actor::Actor;
use domain::device::DeviceQuery;
use domain::duplicate::DuplicateQuery;
use service::Muster;

use crate::bare::Bare;
use crate::report::{Place, Report};
use crate::{Result, median};

/// One device in so many was installed anew.
const SHARE: usize = 25;
/// How many records are written where the cost of one is told.
const WRITTEN: usize = 5_000;
/// What the check of all records has to group by, at the least.
const SCANS: [&str; 4] = [
    "select name_key from records where name_key <> 0 group by name_key having count(*) > 2",
    "select serial_key from records where serial_key <> '' group by serial_key having count(*) > 1",
    "select directory_device_id from records where directory_device_id is not null group by directory_device_id having count(*) > 2",
    "select wired_key from records where wired_key is not null group by wired_key having count(*) > 1",
];

/// Brings in devices that were installed anew, and measures.
pub async fn measure(
    report: &mut Report,
    place: Place,
    muster: &Muster,
    actor: &Actor,
    bare: &Bare,
) -> Result<()> {
    let pairs = place.devices / SHARE;
    import(muster, actor, &rows("old", 0, pairs, 60)).await?;
    import(muster, actor, &rows("new", 0, pairs, 1)).await?;
    bare.analyze().await?;
    let devices = DeviceQuery::default();
    let groups = DuplicateQuery::default();
    let list = median(async || muster.list_device_rows(actor, &devices).await.map(drop)).await?;
    let ours = median(async || muster.list_duplicates(actor, &groups).await.map(drop)).await?;
    report.times(
        place,
        "duplicates, page 1, to the list of devices",
        ours,
        list,
    );
    let counts = median(async || muster.count_duplicates(actor, &groups).await.map(drop)).await?;
    report.time(place, "duplicates, counted by case", counts);
    let first = muster.list_duplicates(actor, &groups).await?.items;
    let id = first.first().ok_or("there is no group")?.id;
    let ours = median(async || muster.find_duplicate(actor, id).await.map(drop)).await?;
    report.times(place, "a group's page, to the list of devices", ours, list);

    // Each of the second has a twin already.
    let alone = import(muster, actor, &rows("alone", pairs, WRITTEN, 1)).await?;
    let grouped = import(muster, actor, &rows("twin", pairs, WRITTEN, 2)).await?;
    let (alone, grouped) = (each(alone), each(grouped));
    report.times(
        place,
        "a record that makes a group, to one that does not",
        grouped,
        alone,
    );

    let mut scanned = Duration::ZERO;
    for sql in SCANS {
        scanned += bare.scan(sql).await?;
    }
    let begun = Instant::now();
    muster.recheck_duplicates(actor, &|_| {}).await?;
    report.times(
        place,
        "all groups anew, to the bare scans",
        begun.elapsed(),
        scanned,
    );
    Ok(())
}

fn each(taken: Duration) -> Duration {
    taken / u32::try_from(WRITTEN).unwrap_or(u32::MAX)
}

/// Managed rows of machines that nobody else has: the same machines for the same `first`.
fn rows(which: &str, first: usize, count: usize, silent_days: usize) -> String {
    let mut text = "Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,OS version,Serial number,Manufacturer,Model,EthernetMAC,Primary user UPN,Managed by,Ownership,OS,JoinType\n".to_owned();
    let kind = match which {
        "old" => 1,
        "new" => 2,
        "alone" => 3,
        _ => 4,
    };
    for n in first..first + count {
        let day = 28 - silent_days % 28;
        let month = 9 - silent_days / 28;
        let _ = writeln!(
            text,
            "{kind:08x}-0000-4000-9000-{n:012x},TWIN-{n:07},2026-01-{kind:02} 08:00:00.0000000,2026-{month:02}-{day:02} 08:00:00.0000000,{kind:08x}-0000-4000-b000-{n:012x},10.0.26100.1,TW{n:07}X,LENOVO,ThinkPad T14,8CFFAA{n:06X},twin{n}@example.org,Intune,Corporate,Windows,Microsoft Entra joined"
        );
    }
    text
}

async fn import(muster: &Muster, actor: &Actor, text: &str) -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("managed.csv");
    std::fs::write(&file, text)?;
    let begun = Instant::now();
    muster
        .import_files(actor, vec![file], false, None, None, &|_| {})
        .await?;
    Ok(begun.elapsed())
}
