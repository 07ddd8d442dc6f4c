//! For how long devices have been silent, in bands that say what can be done.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::device::DeviceQuery;
use crate::words::words;

words! {
    /// For how many days a device has not been heard of, counted in days of the calendar in UTC.
    Band, "band" {
        /// Less than 21 days: no one can tell it from a device in use, because times lag by up to 19 days.
        InUse = "in_use", "Less than 21 days";
        /// 21 to 29 days.
        Days21 = "21", "21 to 29 days";
        /// 30 to 89 days.
        Days30 = "30", "30 to 89 days";
        /// 90 to 179 days.
        Days90 = "90", "90 to 179 days";
        /// 180 to 269 days.
        Days180 = "180", "180 to 269 days";
        /// 270 days and more.
        Days270 = "270", "270 days and more";
        /// At no time that is known.
        Never = "never", "Never seen";
    }
}

impl Band {
    /// From how many days on, and below how many.
    fn days(self) -> Option<(u64, Option<u64>)> {
        match self {
            Self::InUse => Some((0, Some(21))),
            Self::Days21 => Some((21, Some(30))),
            Self::Days30 => Some((30, Some(90))),
            Self::Days90 => Some((90, Some(180))),
            Self::Days180 => Some((180, Some(270))),
            Self::Days270 => Some((270, None)),
            Self::Never => None,
        }
    }

    /// The list of its devices, in data that speaks of `as_of`.
    #[must_use]
    pub fn query(self, as_of: DateTime<Utc>) -> DeviceQuery {
        let Some((from, below)) = self.days() else {
            return DeviceQuery {
                never_checked_in: Some(true),
                ..DeviceQuery::default()
            };
        };
        // Seen `days` ago, or longer ago, is seen before the day after.
        let day_after = |days: u64| -> Option<NaiveDate> {
            let day = as_of.date_naive().checked_sub_days(Days::new(days))?;
            day.succ_opt()
        };
        DeviceQuery {
            checked_in_before: (from > 0).then(|| day_after(from)).flatten(),
            checked_in_from: below.and_then(day_after),
            ..DeviceQuery::default()
        }
    }

    /// What can be done about devices that have been silent for so long.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::InUse => "In use. A time moves only when it is 14 days behind, give or take 5.",
            Self::Days21 => "On leave or in a drawer. Nothing to do yet.",
            Self::Days30 => "Ask the user. A cleanup rule can hide them.",
            Self::Days90 => {
                "Hide them by a cleanup rule, and disable their objects in the directory."
            }
            Self::Days180 => "Follow the offboarding plan of those that are gone for good.",
            Self::Days270 => {
                "The certificate of their management runs out after about a year: after that they have to enroll anew."
            }
            Self::Never => "Devices in use can have no time. Look at each.",
        }
    }
}

/// How many devices have been silent for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaleDevices {
    /// The time that the data speaks of: days are counted back from it.
    pub as_of: DateTime<Utc>,
    /// How many devices each band has.
    pub bands: Vec<(Band, i64)>,
}
