//! What the first page says: a few figures, how the devices are spread, and what needs someone.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::account::EmergencySignIn;
use crate::device::windows_version;
use crate::effect::{Prerequisite, Warning};
use crate::enrollment::ScopeChoice;
use crate::import::ImportRun;
use crate::licence::SubscriptionWarning;
use crate::record::{Compliance, JoinType};
use crate::words::words;

/// How many weeks, and how many months, a [`Trend`] has.
pub const TREND_SPANS: u32 = 12;

/// The state of the whole organisation in a few figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// When this was counted.
    pub as_of: DateTime<Utc>,
    /// All devices.
    pub devices: i64,
    /// The newest check-in of any device: the time the data speaks of. `None` without one.
    pub newest_check_in: Option<DateTime<Utc>>,
    /// Devices by how long ago they checked in, for every age, the youngest first.
    pub check_ins: Vec<(CheckInAge, i64)>,
    /// Devices by compliance, those that occur.
    pub compliance: Vec<(Compliance, i64)>,
    /// Devices by join type, those that occur.
    pub join_types: Vec<(JoinType, i64)>,
    /// Devices by the version of their operating system, the most frequent first.
    pub versions: Vec<VersionShare>,
    /// How many devices were enrolled, week by week and month by month.
    pub enrolled: Trend,
    /// All users that may sign in.
    pub users: i64,
    /// How many of them are in MDM scope.
    pub users_in_scope: i64,
    /// The MDM user scope as saved.
    pub mdm_scope: ScopeChoice,
    /// All groups.
    pub groups: i64,
    /// What the saved enrollment settings make worth knowing.
    pub warnings: Vec<Warning>,
    /// What automatic enrollment needs, met or not.
    pub prerequisites: Vec<Prerequisite>,
    /// What somebody should act on about what was bought.
    pub subscriptions: Vec<SubscriptionWarning>,
    /// The file that was read last.
    pub last_import: Option<ImportRun>,
    /// The last use of a local account within a week, where people sign in with a provider.
    pub emergency_sign_in: Option<EmergencySignIn>,
}

words! {
    /// How long ago a device checked in last.
    CheckInAge, "age" {
        /// Within a day.
        Day = "day", "Last 24 hours";
        /// Not within a day, but within a week.
        Week = "week", "1 to 7 days";
        /// Not within a week, but within three.
        ThreeWeeks = "three_weeks", "7 to 21 days";
        /// Not within three weeks, but within 30 days.
        Month = "month", "21 to 30 days";
        /// Not within 30 days, but within 90.
        Quarter = "quarter", "30 to 90 days";
        /// Not within 90 days, or never.
        Older = "older", "Over 90 days, or never";
    }
}

impl CheckInAge {
    /// The check-in is within so many days. `None` for the oldest, which has no end.
    #[must_use]
    pub fn within_days(self) -> Option<u32> {
        match self {
            Self::Day => Some(1),
            Self::Week => Some(7),
            Self::ThreeWeeks => Some(21),
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Older => None,
        }
    }

    /// The check-in is not within so many days. `None` for the youngest.
    #[must_use]
    pub fn silent_days(self) -> Option<u32> {
        let younger = Self::ALL.iter().rev().find(|age| **age < self);
        younger.and_then(|age| age.within_days())
    }
}

/// The devices of one version of an operating system, as people call it, or of one system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionShare {
    /// Such as `Windows 11 24H2`, or `macOS`.
    pub name: String,
    /// The operating system's family; empty if it is not known.
    pub os: String,
    /// The beginnings of the versions that are counted; empty for all of the system.
    pub releases: Vec<String>,
    /// Whether a list can ask for just these: it cannot for those that no record tells the version of.
    pub can_be_listed: bool,
    /// How many.
    pub devices: i64,
}

/// Devices of one operating system whose versions differ in their last part alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct ReleaseCount {
    /// The operating system's family.
    pub os: String,
    /// The version's beginning, such as `10.0.26100`.
    pub release: String,
    /// How many.
    pub devices: i64,
}

/// Windows by the names of its releases, other systems each as one, the most frequent first.
#[must_use]
pub fn version_shares(counts: Vec<ReleaseCount>) -> Vec<VersionShare> {
    let mut shares: Vec<VersionShare> = Vec::new();
    for count in counts.into_iter().filter(|count| count.devices > 0) {
        let named = VersionShare {
            name: version_name(&count),
            can_be_listed: !count.os.is_empty()
                && (count.os != "Windows" || !count.release.is_empty()),
            releases: Vec::new(),
            os: count.os,
            devices: 0,
        };
        let place = shares.iter().position(|share| share.name == named.name);
        let place = place.unwrap_or_else(|| {
            shares.push(named);
            shares.len() - 1
        });
        shares[place].devices += count.devices;
        if shares[place].os == "Windows" && !count.release.is_empty() {
            shares[place].releases.push(count.release);
        }
    }
    shares.sort_by(|a, b| b.devices.cmp(&a.devices).then_with(|| a.name.cmp(&b.name)));
    shares
}

fn version_name(count: &ReleaseCount) -> String {
    match (count.os.as_str(), count.release.as_str()) {
        ("", _) => "Not known".to_owned(),
        ("Windows", "") => "Windows, version not known".to_owned(),
        ("Windows", release) => match windows_version(release) {
            Some(known) if known.release.contains(' ') => format!("Windows {}", known.release),
            // Insiders have a new build every week.
            Some(unnamed) => format!("Windows {}, other builds", unnamed.release),
            None => format!("Windows {release}"),
        },
        (os, _) => os.to_owned(),
    }
}

/// What happened in some days of UTC that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last one.
    pub before: NaiveDate,
    /// How many devices.
    pub devices: i64,
}

/// The same counts by week and by month, the oldest first; the last of each is not over yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trend {
    /// Weeks, which begin on Monday.
    pub weeks: Vec<Span>,
    /// Months of the calendar.
    pub months: Vec<Span>,
}

impl Trend {
    /// The [`TREND_SPANS`] weeks and months up to `today`, with what `days` has in them.
    #[must_use]
    pub fn until(today: NaiveDate, days: &[(NaiveDate, i64)]) -> Self {
        let this_week = today.week(chrono::Weekday::Mon).first_day();
        let this_month = today.with_day(1).unwrap_or(today);
        let spans = |begin: &dyn Fn(u32) -> NaiveDate| {
            // From the first span to the one after the last.
            let edges: Vec<NaiveDate> = (0..=TREND_SPANS).map(begin).collect();
            let span = |pair: &[NaiveDate]| Span {
                from: pair[0],
                before: pair[1],
                devices: days
                    .iter()
                    .filter(|(day, _)| (pair[0]..pair[1]).contains(day))
                    .map(|(_, devices)| devices)
                    .sum(),
            };
            edges.windows(2).map(span).collect()
        };
        let first_week = this_week - Days::new(7 * u64::from(TREND_SPANS - 1));
        let first_month = this_month - Months::new(TREND_SPANS - 1);
        Self {
            weeks: spans(&|n| first_week + Days::new(7 * u64::from(n))),
            months: spans(&|n| first_month + Months::new(n)),
        }
    }

    /// The first day that any span up to `today` has.
    #[must_use]
    pub fn first_day(today: NaiveDate) -> NaiveDate {
        let months = today.with_day(1).unwrap_or(today) - Months::new(TREND_SPANS - 1);
        months.min(today - Days::new(7 * u64::from(TREND_SPANS)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(os: &str, release: &str, devices: i64) -> ReleaseCount {
        ReleaseCount {
            os: os.to_owned(),
            release: release.to_owned(),
            devices,
        }
    }

    #[test]
    fn the_ages_follow_each_other_without_a_gap() {
        let ages: Vec<_> = CheckInAge::ALL
            .iter()
            .map(|age| (age.silent_days(), age.within_days()))
            .collect();
        assert_eq!(ages.first(), Some(&(None, Some(1))));
        assert_eq!(ages.last(), Some(&(Some(90), None)));
        assert!(ages.windows(2).all(|pair| pair[0].1 == pair[1].0));
    }

    #[test]
    fn windows_is_told_apart_by_release_and_other_systems_are_not() {
        let shares = version_shares(vec![
            count("Windows", "10.0.26100", 40),
            count("Windows", "10.0.27813", 2),
            count("Windows", "10.0.27842", 3),
            count("Windows", "", 1),
            count("macOS", "15.6.1 (24G90)", 4),
            count("macOS", "14.7.1", 6),
            count("Windows", "10.0.19045", 0),
            count("", "", 1),
        ]);
        let told: Vec<_> = shares
            .iter()
            .map(|share| (share.name.as_str(), share.devices, share.can_be_listed))
            .collect();
        assert_eq!(
            told,
            [
                ("Windows 11 24H2", 40, true),
                ("macOS", 10, true),
                ("Windows 11, other builds", 5, true),
                ("Not known", 1, false),
                ("Windows, version not known", 1, false),
            ]
        );
        assert_eq!(shares[1].releases, Vec::<String>::new());
        assert_eq!(shares[2].releases, ["10.0.27813", "10.0.27842"]);
    }

    #[test]
    fn weeks_begin_on_monday_and_every_day_is_in_one_week_and_one_month() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-25");
        let days = [
            (day("2025-12-01"), 1),
            (day("2026-09-06"), 2),
            (day("2026-09-07"), 4),
            (day("2026-11-22"), 8),
            (day("2026-11-23"), 16),
            (today, 32),
        ];
        let trend = Trend::until(today, &days);
        assert_eq!((trend.weeks.len(), trend.months.len()), (12, 12));
        assert_eq!(trend.weeks[0].from, day("2026-09-07"));
        assert_eq!(trend.weeks[11].from, day("2026-11-23"));
        assert_eq!(trend.months[0].from, day("2025-12-01"));
        assert_eq!(
            (trend.months[11].from, trend.months[11].before),
            (day("2026-11-01"), day("2026-12-01"))
        );
        let of = |spans: &[Span]| spans.iter().map(|span| span.devices).collect::<Vec<_>>();
        assert_eq!(of(&trend.weeks), [4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 48]);
        assert_eq!(of(&trend.months), [1, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 56]);
        assert!(Trend::first_day(today) <= trend.months[0].from);
        assert!(Trend::first_day(today) <= trend.weeks[0].from);
        // At the end of a year, too.
        assert_eq!(
            Trend::until(day("2026-01-31"), &[]).months[0].from,
            day("2025-02-01")
        );
    }
}
