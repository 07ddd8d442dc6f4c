//! Single values of a file: times, yes or no, whole numbers.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

/// Reads an ISO date or time such as `2026-10-01 14:12:08.0000000` or `2026-10-01T14:12:08Z`.
///
/// It is in UTC unless it says otherwise. `Some(None)` if it is empty or one of the values that stand for "never"
/// (years 1, 1601 and 9999). `None` if it cannot be read: days and months in other orders are ambiguous, so they are
/// refused, not guessed.
#[must_use]
pub fn read_time(text: &str) -> Option<Option<DateTime<Utc>>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let (date, rest) = text.split_at_checked(10)?;
    let date = read_date(date)?;
    let time = match rest.as_bytes().first() {
        None => date.and_hms_opt(0, 0, 0)?.and_utc(),
        Some(b' ' | b'T' | b't') => read_clock(date, &rest[1..])?,
        Some(_) => return None,
    };
    let never = matches!(date.year(), 1 | 1601 | 9999);
    Some((!never).then_some(time))
}

fn read_date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    NaiveDate::from_ymd_opt(
        digits::<4>(year)?.try_into().ok()?,
        digits::<2>(month)?,
        digits::<2>(day)?,
    )
}

fn read_clock(date: NaiveDate, text: &str) -> Option<DateTime<Utc>> {
    let zone_at = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone_at);
    let (seconds, fraction) = clock
        .trim_end()
        .split_once('.')
        .unwrap_or((clock.trim_end(), "0"));
    let mut parts = seconds.split(':');
    let (hour, minute) = (digits::<2>(parts.next()?)?, digits::<2>(parts.next()?)?);
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
            "2026-10-01 10:00:00 PM",
        ] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }
}
