//! In which order a file writes its dates.
//!
//! `10/1/2026` is a day of October in an export made in American English and one of January in most others. The order
//! is a property of the whole file, so the whole file is asked, and what cannot be known is said, never guessed in silence.

use chrono::NaiveDate;

use super::value::{DateParts, split_date};
use crate::words::words;

words! {
    /// In which order dates are written. A date that begins with the year is read in any of them: it is never ambiguous.
    DateStyle, "dates" {
        /// Year, month, day: `2026-10-01 14:12:08`. Other dates are refused.
        Iso = "iso", "year first";
        /// Month, day, year: `10/1/2026 2:12:08 PM`.
        MonthFirst = "us", "month first";
        /// Day, month, year: `01/10/2026 14:12:08` or `01.10.2026 14:12`.
        DayFirst = "eu", "day first";
    }
}

words! {
    /// How the order of a file's dates is known.
    DatesFrom, "dates_from" {
        /// Its dates tell.
        Found = "found", "found in the file";
        /// No date tells, so the rule of [`DateVotes::verdict`] was applied.
        Assumed = "assumed", "assumed";
        /// Somebody said so.
        Chosen = "chosen", "chosen";
    }
}

/// Collects what the dates of one file tell of their order.
///
/// - A date that begins with the year tells *year first*.
/// - A day beyond 12 tells which part is the day: `10/25/2026` *month first*, `25/10/2026` *day first*.
/// - Dots tell *day first*: `1.10.2026`.
/// - AM or PM tells *month first*, but only if no other date of the file tells anything: some countries that write the
///   day first write AM and PM too.
///
/// Only dates that exist tell anything. Most votes win, so that one stray line decides nothing; a hundred of them are
/// enough. The dates that stand for "never" (`12/31/9999`) count as well: they are written like all others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateVotes {
    iso: u32,
    month_first: u32,
    day_first: u32,
    half_days: u32,
    ambiguous: u32,
    /// The same day in either order.
    either: u32,
}

/// How many dates that tell their order are enough.
const ENOUGH: u32 = 100;

impl DateVotes {
    /// Hears one cell of a column of dates.
    pub fn hear(&mut self, text: &str) {
        let Some(date) = split_date(text.trim()) else {
            return;
        };
        let exists = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).is_some();
        match date.parts {
            DateParts::YearFirst { year, month, day } if exists(year, month, day) => self.iso += 1,
            DateParts::YearFirst { .. } => {}
            DateParts::YearLast {
                first,
                second,
                year,
                separator,
            } => {
                let as_day_first = exists(year, second, first);
                let as_month_first = exists(year, first, second) && separator != b'.';
                match (as_day_first, as_month_first) {
                    (true, false) => self.day_first += 1,
                    (false, true) => self.month_first += 1,
                    (true, true) if date.has_half_day() => self.half_days += 1,
                    (true, true) if first != second => self.ambiguous += 1,
                    (true, true) => self.either += 1,
                    (false, false) => {}
                }
            }
        }
    }

    /// Whether enough dates were heard.
    #[must_use]
    pub fn are_enough(&self) -> bool {
        self.iso + self.month_first + self.day_first >= ENOUGH
    }

    /// The order, and whether the file tells it.
    ///
    /// A file in which no date tells anything is read day first: American exports write AM and PM, so one without is not
    /// American. `None` if it has no date that depends on the order.
    #[must_use]
    pub fn verdict(&self) -> Option<(DateStyle, DatesFrom)> {
        let told = [
            (self.day_first, DateStyle::DayFirst),
            (self.month_first, DateStyle::MonthFirst),
            (self.iso, DateStyle::Iso),
        ];
        let most = told
            .into_iter()
            .filter(|(votes, _)| *votes > 0)
            .max_by_key(|(votes, _)| *votes);
        if let Some((_, style)) = most {
            Some((style, DatesFrom::Found))
        } else if self.half_days > 0 {
            Some((DateStyle::MonthFirst, DatesFrom::Found))
        } else if self.ambiguous > 0 {
            Some((DateStyle::DayFirst, DatesFrom::Assumed))
        } else if self.either > 0 {
            Some((DateStyle::DayFirst, DatesFrom::Found))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(dates: &[&str]) -> Option<(DateStyle, DatesFrom)> {
        let mut votes = DateVotes::default();
        for date in dates {
            votes.hear(date);
        }
        votes.verdict()
    }

    #[test]
    fn a_file_tells_the_order_of_its_dates() {
        use DateStyle::{DayFirst, Iso, MonthFirst};
        for (dates, style) in [
            (["", "2026-10-01 14:12:08.0000000", "2026-10-02"], Iso),
            (
                ["10/1/2026 2:12:08 PM", "10/2/2026 2:12:08 AM", ""],
                MonthFirst,
            ),
            (
                ["10/1/2026 2:12:08 PM", "12/31/9999 11:59:59 PM", ""],
                MonthFirst,
            ),
            (["10/1/2026", "10/2/2026", "10/13/2026"], MonthFirst),
            (
                [
                    "01/10/2026 14:12:08",
                    "13/10/2026 14:12:08",
                    "02/10/2026 01:00:00",
                ],
                DayFirst,
            ),
            (["01.10.2026 14:12", "", ""], DayFirst),
            (
                [
                    "1/10/2026 2:12:08 pm",
                    "25/10/2026 2:12:08 pm",
                    "2/10/2026 2:12:08 am",
                ],
                DayFirst,
            ),
            (["01-10-2026 14:12", "31-12-9999 23:59", ""], DayFirst),
        ] {
            assert_eq!(
                verdict(&dates),
                Some((style, DatesFrom::Found)),
                "{dates:?}"
            );
        }
    }

    #[test]
    fn dates_that_do_not_exist_tell_nothing_and_one_stray_line_decides_nothing() {
        assert_eq!(
            verdict(&[
                "31/02/2026 10:00:00",
                "yesterday",
                "2026-13-45 99:99:99",
                "0000-00-00 00:00:00"
            ]),
            None
        );
        assert_eq!(
            verdict(&["25/10/2026", "10/25/2026", "10/26/2026"]),
            Some((DateStyle::MonthFirst, DatesFrom::Found))
        );
    }

    #[test]
    fn where_nothing_tells_the_day_is_taken_first_and_that_is_said() {
        assert_eq!(
            verdict(&["10/1/2026 14:12:08", "2/3/2026 10:00:00"]),
            Some((DateStyle::DayFirst, DatesFrom::Assumed))
        );
        assert_eq!(
            verdict(&["3/3/2026"]),
            Some((DateStyle::DayFirst, DatesFrom::Found))
        );
        assert_eq!(verdict(&["", " "]), None);
    }
}
