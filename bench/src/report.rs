//! The table of results, on the screen and as JSON.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::Result;

/// One result beside the bare one of the same run.
#[derive(Debug, Serialize)]
pub struct Line {
    database: &'static str,
    devices: usize,
    what: String,
    unit: &'static str,
    muster: f64,
    /// What the bare database or the bare server needs; none where there is nothing to compare with.
    bare: Option<f64>,
    /// Ours to the bare one: for times how often as long, for rates which share.
    ratio: Option<f64>,
    /// Ours to ours with the fewest devices of this run.
    growth: Option<f64>,
}

/// All results so far.
#[derive(Default)]
pub struct Report(Vec<Line>);

/// One database at one size.
#[derive(Clone, Copy)]
pub struct Place {
    pub database: &'static str,
    pub devices: usize,
}

impl Report {
    /// Prints the heads of the columns.
    pub fn begin() -> Self {
        println!(
            "{:<10} {:>9}  {:<44} {:>13} {:>13} {:>7} {:>7}",
            "database", "devices", "what", "Muster", "bare", "ratio", "growth"
        );
        Self::default()
    }

    fn add(
        &mut self,
        place: Place,
        what: &str,
        unit: &'static str,
        muster: f64,
        bare: Option<f64>,
    ) {
        let Place { database, devices } = place;
        let ratio = bare.map(|bare| muster / bare);
        let is_same =
            |line: &&Line| line.database == database && line.what == what && line.devices < devices;
        let growth = self.0.iter().find(is_same).map(|line| muster / line.muster);
        let shown = |number: Option<f64>, unit: &str| {
            number.map_or_else(|| "-".to_owned(), |number| format!("{number:.2}{unit}"))
        };
        let spaced = format!(" {unit}");
        println!(
            "{database:<10} {devices:>9}  {what:<44} {:>13} {:>13} {:>7} {:>7}",
            shown(Some(muster), spaced.as_str()),
            shown(bare, spaced.as_str()),
            shown(ratio, ""),
            shown(growth, "")
        );
        self.0.push(Line {
            database,
            devices,
            what: what.to_owned(),
            unit,
            muster,
            bare,
            ratio,
            growth,
        });
    }

    /// Milliseconds; the ratio says how often as long as the bare one.
    pub fn times(&mut self, place: Place, what: &str, muster: Duration, bare: Duration) {
        let [muster, bare] = [muster, bare].map(|time| time.as_secs_f64() * 1_000.0);
        self.add(place, what, "ms", muster, Some(bare));
    }

    /// Milliseconds that nothing is compared with.
    pub fn time(&mut self, place: Place, what: &str, muster: Duration) {
        self.add(place, what, "ms", muster.as_secs_f64() * 1_000.0, None);
    }

    /// So many a second; the ratio is the share of the bare rate that is reached.
    pub fn rates(
        &mut self,
        place: Place,
        what: &str,
        count: f64,
        muster: Duration,
        bare: Duration,
    ) {
        let [muster, bare] = [muster, bare].map(|time| count / time.as_secs_f64());
        self.add(place, what, "/s", muster, Some(bare));
    }

    /// Megabytes of memory.
    pub fn memory(&mut self, place: Place, what: &str, kilobytes: f64) {
        self.add(place, what, "MB", kilobytes / 1_024.0, None);
    }

    /// Writes everything as JSON.
    pub fn write(&self, path: &Path) -> Result<()> {
        std::fs::write(path, serde_json::to_string_pretty(&self.0)?)?;
        println!("written to {}", path.display());
        Ok(())
    }
}
