//! A moment, as people say it.

use super::use_hydrated;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Offset, Utc};
use leptos::{
    prelude::*,
    web_sys::{js_sys, wasm_bindgen::JsValue},
};

/// A moment: the short form as text, the whole in the tooltip.
///
/// `now` is the moment at which the page's data was read: given, so that server and browser draw the same.
/// Times are in UTC, and say so, until the page is alive; then in the reader's zone.
#[component]
pub fn Time(
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    /// "11 min ago" for what is less than a day old: for lists.
    #[prop(optional)]
    relative: bool,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let offset = move || hydrated.get().then(|| reader_offset(at));
    let text = move || match since(at, now).filter(|_| relative) {
        Some(since) => since,
        None => short(at, now, offset()),
    };
    view! {
        <time class="nowrap num" datetime=at.to_rfc3339() title=move || whole(at, offset())>
            {text}
        </time>
    }
}

/// "just now", "11 min ago", "3 hr ago"; nothing for what is a day old or more, or still to come.
fn since(at: DateTime<Utc>, now: DateTime<Utc>) -> Option<String> {
    let age = now - at;
    match (age.num_seconds(), age.num_minutes(), age.num_hours()) {
        (..0, _, _) | (_, _, 24..) => None,
        (_, 0, _) => Some("just now".to_owned()),
        (_, minutes, 0) => Some(format!("{minutes} min ago")),
        (_, _, hours) => Some(format!("{hours} hr ago")),
    }
}

/// Today "15:42", this year "12 Nov, 09:14", else "12 Nov 2025". Without an offset it is UTC and says so.
fn short(at: DateTime<Utc>, now: DateTime<Utc>, offset: Option<FixedOffset>) -> String {
    let (local, today) = (in_zone(at, offset), in_zone(now, offset));
    let zone = zone(offset);
    if local.date() == today.date() {
        format!("{}{zone}", local.format("%H:%M"))
    } else if local.year() == today.year() {
        format!("{}{zone}", local.format("%-d %b, %H:%M"))
    } else {
        local.format("%-d %b %Y").to_string()
    }
}

/// "23 Nov 2026, 15:42:19". Without an offset it is UTC and says so.
fn whole(at: DateTime<Utc>, offset: Option<FixedOffset>) -> String {
    let local = in_zone(at, offset);
    format!("{}{}", local.format("%-d %b %Y, %H:%M:%S"), zone(offset))
}

fn in_zone(at: DateTime<Utc>, offset: Option<FixedOffset>) -> NaiveDateTime {
    offset.map_or_else(
        || at.naive_utc(),
        |offset| at.with_timezone(&offset).naive_local(),
    )
}

fn zone(offset: Option<FixedOffset>) -> &'static str {
    if offset.is_none() { " UTC" } else { "" }
}

/// How far the reader's clock was from UTC at that moment. Only in the browser.
fn reader_offset(at: DateTime<Utc>) -> FixedOffset {
    #[expect(clippy::cast_precision_loss, reason = "a date is far below 2^53 ms")]
    let date = js_sys::Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole minutes, less than a day"
    )]
    let minutes = date.get_timezone_offset() as i32;
    FixedOffset::west_opt(minutes * 60).unwrap_or(Utc.fix())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_less_than_a_day_old_is_told_by_its_age() {
        let now = at("2026-11-23T15:42:19Z");
        for (moment, text) in [
            ("2026-11-23T15:42:19Z", Some("just now")),
            ("2026-11-23T15:41:20Z", Some("just now")),
            ("2026-11-23T15:31:00Z", Some("11 min ago")),
            ("2026-11-23T14:42:20Z", Some("59 min ago")),
            ("2026-11-23T14:42:19Z", Some("1 hr ago")),
            ("2026-11-22T15:42:20Z", Some("23 hr ago")),
            ("2026-11-22T15:42:19Z", None),
            ("2026-11-23T15:42:20Z", None),
        ] {
            assert_eq!(since(at(moment), now).as_deref(), text, "{moment}");
        }
    }

    #[test]
    fn a_time_says_no_more_than_is_needed_today() {
        let now = at("2026-11-23T15:42:19Z");
        for (moment, text) in [
            ("2026-11-23T09:04:00Z", "09:04 UTC"),
            ("2026-11-12T09:14:00Z", "12 Nov, 09:14 UTC"),
            ("2025-03-02T09:14:00Z", "2 Mar 2025"),
        ] {
            assert_eq!(short(at(moment), now, None), text);
        }
    }

    #[test]
    fn the_reader_s_zone_decides_what_today_is() {
        let tokyo = FixedOffset::east_opt(9 * 3600);
        let now = at("2026-11-23T16:00:00Z");
        assert_eq!(short(at("2026-11-23T15:30:00Z"), now, tokyo), "00:30");
        assert_eq!(
            short(at("2026-11-23T14:30:00Z"), now, tokyo),
            "23 Nov, 23:30"
        );
        assert_eq!(
            whole(at("2026-11-23T15:30:05Z"), tokyo),
            "24 Nov 2026, 00:30:05"
        );
    }

    #[test]
    fn the_whole_time_names_utc_when_it_is_utc() {
        assert_eq!(
            whole(at("2026-11-23T15:42:19Z"), None),
            "23 Nov 2026, 15:42:19 UTC"
        );
    }
}
