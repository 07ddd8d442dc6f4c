//! Single values of a file: times, yes or no, whole numbers.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::DateStyle;

/// Reads an ISO date or time such as `2026-10-01 14:12:08.0000000` or `2026-10-01T14:12:08Z`.
///
/// It is in UTC unless it says otherwise. `Some(None)` if it is empty or one of the values that stand for "never"
/// (years 1, 1601 and 9999). `None` if it cannot be read: days and months in other orders are ambiguous, so they are
/// refused, not guessed.
#[must_use]
pub fn read_time(text: &str) -> Option<Option<DateTime<Utc>>> {
    DateStyle::Iso.read(text)
}

impl DateStyle {
    /// Reads a date or time that is written in this order, or begins with the year; as [`read_time`].
    ///
    /// A clock may have 24 hours or say AM or PM.
    #[must_use]
    pub fn read(self, text: &str) -> Option<Option<DateTime<Utc>>> {
        let text = text.trim();
        if text.is_empty() {
            return Some(None);
        }
        let written = split_date(text)?;
        let (year, month, day) = match (written.parts, self) {
            (DateParts::YearFirst { year, month, day }, _) => (year, month, day),
            (DateParts::YearLast { .. }, Self::Iso) => return None,
            (
                DateParts::YearLast {
                    first,
                    second,
                    year,
                    ..
                },
                Self::DayFirst,
            ) => (year, second, first),
            // Nobody who writes dots writes the month first.
            (
                DateParts::YearLast {
                    separator: b'.', ..
                },
                Self::MonthFirst,
            ) => return None,
            (
                DateParts::YearLast {
                    first,
                    second,
                    year,
                    ..
                },
                Self::MonthFirst,
            ) => (year, first, second),
        };
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        let time = if written.clock.is_empty() {
            date.and_hms_opt(0, 0, 0)?.and_utc()
        } else {
            read_clock(date, &written)?
        };
        let never = matches!(date.year(), 1 | 1601 | 9999);
        Some((!never).then_some(time))
    }
}

/// A date as it is written, and the clock behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WrittenDate<'a> {
    /// The date.
    pub parts: DateParts,
    /// What follows, without what is between; empty for a day alone.
    clock: &'a str,
}

/// The numbers of a date; they may be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateParts {
    /// `2026-10-01`.
    YearFirst { year: i32, month: u32, day: u32 },
    /// `10/1/2026`: which is the day is not said.
    YearLast {
        first: u32,
        second: u32,
        year: i32,
        separator: u8,
    },
}

impl WrittenDate<'_> {
    /// Whether the clock says AM or PM.
    pub(super) fn has_half_day(&self) -> bool {
        split_half_day(self.clock).1.is_some()
    }
}

/// Takes a date apart; `None` if it is not one.
pub(super) fn split_date(text: &str) -> Option<WrittenDate<'_>> {
    let end = text
        .find([' ', 'T', 't', ',', '\u{a0}'])
        .unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let clock = rest.trim_start_matches([' ', 'T', 't', ',', '\u{a0}']);
    if clock.is_empty() && !rest.is_empty() {
        return None;
    }
    let separator = date.bytes().find(|byte| !byte.is_ascii_digit())?;
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let mut parts = date.split(char::from(separator));
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year = |text| digits::<4>(text).and_then(|year| year.try_into().ok());
    let parts = if one.len() == 4 {
        DateParts::YearFirst {
            year: year(one)?,
            month: digits::<2>(two)?,
            day: digits::<2>(three)?,
        }
    } else {
        DateParts::YearLast {
            first: one_or_two_digits(one)?,
            second: one_or_two_digits(two)?,
            year: year(three)?,
            separator,
        }
    };
    Some(WrittenDate { parts, clock })
}

/// The clock without its AM or PM, and the hours to add for that to an hour counted from 0 to 11.
fn split_half_day(clock: &str) -> (&str, Option<u32>) {
    for (word, hours) in [("am", 0), ("pm", 12), ("a.m.", 0), ("p.m.", 12)] {
        let at = clock.len().saturating_sub(word.len());
        if clock.is_char_boundary(at) && clock[at..].eq_ignore_ascii_case(word) {
            // Newer systems write a narrow space that does not break.
            return (clock[..at].trim_end(), Some(hours));
        }
    }
    (clock, None)
}

fn read_clock(date: NaiveDate, written: &WrittenDate<'_>) -> Option<DateTime<Utc>> {
    let (clock, half_day) = split_half_day(written.clock);
    let zone_at = clock.find(['Z', 'z', '+', '-']).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(zone_at);
    let (seconds, fraction) = clock
        .trim_end()
        .split_once('.')
        .unwrap_or((clock.trim_end(), "0"));
    let mut parts = seconds.split(':');
    let (hour, minute) = (parts.next()?, digits::<2>(parts.next()?)?);
    let is_iso = matches!(written.parts, DateParts::YearFirst { .. });
    let hour = match half_day {
        Some(more) => match one_or_two_digits(hour)? {
            hour @ 1..=12 => hour % 12 + more,
            _ => return None,
        },
        None if is_iso => digits::<2>(hour)?,
        None => one_or_two_digits(hour)?,
    };
    let second = parts.next().map_or(Some(0), digits::<2>)?;
    if parts.next().is_some()
        || fraction.is_empty()
        || !fraction.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    // Both databases keep microseconds.
    let micros: u32 = fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(6)
        .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let local = date.and_hms_micro_opt(hour, minute, second, micros)?;
    local.and_utc().checked_sub_signed(read_offset(zone)?)
}

fn read_offset(zone: &str) -> Option<TimeDelta> {
    if matches!(zone, "" | "Z" | "z") {
        return Some(TimeDelta::zero());
    }
    let (hours, minutes) = zone[1..].split_once(':')?;
    let minutes = i64::from(digits::<2>(hours)?) * 60 + i64::from(digits::<2>(minutes)?);
    Some(TimeDelta::minutes(if zone.starts_with('-') {
        -minutes
    } else {
        minutes
    }))
}

/// A number of exactly `N` digits.
fn digits<const N: usize>(text: &str) -> Option<u32> {
    if text.len() == N && text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// A number of one digit or two.
fn one_or_two_digits(text: &str) -> Option<u32> {
    digits::<1>(text).or_else(|| digits::<2>(text))
}

/// Reads yes or no in the spellings of exports and spreadsheets.
pub(super) fn read_bool(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" | "enabled" => Some(true),
        "false" | "no" | "0" | "disabled" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<Option<String>> {
        read_time(text).map(|time| time.map(|time| time.to_rfc3339()))
    }

    #[test]
    fn iso_times_are_read_in_utc() {
        for (text, time) in [
            ("2026-10-01 14:12:08.0000000", "2026-10-01T14:12:08+00:00"),
            ("2026-10-01T14:12:08Z", "2026-10-01T14:12:08+00:00"),
            (
                "2026-10-01T14:12:08.1234567+02:00",
                "2026-10-01T12:12:08.123456+00:00",
            ),
            ("2026-10-01 14:12", "2026-10-01T14:12:00+00:00"),
            (" 2024-02-29 ", "2024-02-29T00:00:00+00:00"),
        ] {
            assert_eq!(shown(text), Some(Some(time.to_owned())), "{text}");
        }
    }

    #[test]
    fn the_dates_that_stand_for_never_are_none() {
        for text in [
            "",
            "0001-01-01 00:00:00.0000000",
            "9999-12-31 23:59:59.9999999",
            "1601-01-01T00:00:00Z",
        ] {
            assert_eq!(shown(text), Some(None), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "31/02/2026 10:00:00",
            "yesterday",
            "2026-13-45 99:99:99",
            "0000-00-00 00:00:00",
            "2026-02-29",
            "2026-10-01 25:00:00",
            "2026-10-1",
            "2026-10-01x",
            "2026-10-01 10:00:00.",
            "2026-10-01T10:00:00+2",
            "２026-10-01",
            "10/01/2026 10:00",
            "01.10.2026",
            "2026-10-01 13:00:00 PM",
            "2026-10-01 0:00:00 AM",
            "2026/10-01",
        ] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }

    #[test]
    fn the_same_moment_in_every_order_is_the_same_moment() {
        for (style, text) in [
            (DateStyle::MonthFirst, "10/1/2026 2:12:08 PM"),
            (DateStyle::MonthFirst, "10/1/2026, 2:12:08\u{202f}PM"),
            (DateStyle::MonthFirst, "10/01/2026 14:12:08"),
            (DateStyle::DayFirst, "01/10/2026 14:12:08"),
            (DateStyle::DayFirst, "1.10.2026 14:12:08"),
            (DateStyle::DayFirst, "1/10/2026 2:12:08 p.m."),
            (DateStyle::DayFirst, "01-10-2026 14:12:08"),
            (DateStyle::DayFirst, "2026-10-01 14:12:08"),
            (DateStyle::MonthFirst, "2026-10-01T14:12:08Z"),
            (DateStyle::Iso, "2026-10-01 2:12:08 PM"),
        ] {
            let read = style
                .read(text)
                .map(|time| time.map(|time| time.to_rfc3339()));
            assert_eq!(
                read,
                Some(Some("2026-10-01T14:12:08+00:00".to_owned())),
                "{text}"
            );
        }
        let midnight = DateStyle::MonthFirst.read("1/2/2026 12:05:00 AM").flatten();
        assert_eq!(
            midnight.map(|time| time.to_rfc3339()).as_deref(),
            Some("2026-01-02T00:05:00+00:00")
        );
        for never in ["1/1/0001 12:00:00 AM", "12/31/9999 11:59:59 PM"] {
            assert_eq!(DateStyle::MonthFirst.read(never), Some(None));
        }
    }

    #[test]
    fn what_contradicts_the_order_of_the_file_is_refused() {
        for (style, text) in [
            (DateStyle::MonthFirst, "25/10/2026 10:00:00"),
            (DateStyle::MonthFirst, "01.10.2026 10:00"),
            (DateStyle::DayFirst, "10/25/2026 10:00:00 AM"),
            (DateStyle::DayFirst, "1/10/26 10:00"),
            (DateStyle::DayFirst, "1/10/2026 13:00 PM"),
            (DateStyle::DayFirst, "1/10/2026 10"),
            (DateStyle::DayFirst, "001/10/2026"),
            (DateStyle::DayFirst, "1/10/2026/4"),
            (DateStyle::Iso, "01/10/2026 14:12:08"),
        ] {
            assert_eq!(style.read(text), None, "{text}");
        }
    }
}
