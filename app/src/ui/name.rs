//! Long names and ids on one line, with both ends in sight.

use leptos::prelude::*;
use std::borrow::Cow;

/// How many characters of a name's end always stay.
const TAIL: usize = 6;

/// A name on one line. Where it does not fit, its middle goes: the start shrinks, the last six characters stay.
/// The whole is in the tooltip.
#[component]
pub fn Name(#[prop(into)] name: String) -> impl IntoView {
    let (start, end) = split_tail(&name, TAIL);
    let (start, end, title) = (start.to_owned(), end.to_owned(), name.clone());
    view! {
        <bdi class="mid" title=title>
            // Readers would hear a gap between the two parts.
            <span class="sr">{name}</span>
            <span class="cut" aria-hidden="true">
                {start}
            </span>
            <span aria-hidden="true">{end}</span>
        </bdi>
    }
}

/// Start and end of a name, the end with `tail` characters.
fn split_tail(name: &str, tail: usize) -> (&str, &str) {
    let at = name
        .char_indices()
        .rev()
        .nth(tail.saturating_sub(1))
        .map_or(0, |(at, _)| at);
    name.split_at(at)
}

/// At most `most` characters of an id or address, its middle replaced by "…".
#[must_use]
pub fn cut_middle(text: &str, most: usize) -> Cow<'_, str> {
    let length = text.chars().count();
    if length <= most || most < 3 {
        return Cow::Borrowed(text);
    }
    let end = (most - 1) / 2;
    let start = most - 1 - end;
    let head: String = text.chars().take(start).collect();
    let tail: String = text.chars().skip(length - end).collect();
    Cow::Owned(format!("{head}…{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_split_before_its_last_characters() {
        assert_eq!(split_tail("FH-KIOSK-EEN-01", 6), ("FH-KIOSK-", "EEN-01"));
        assert_eq!(split_tail("FH-01", 6), ("", "FH-01"));
        assert_eq!(split_tail("", 6), ("", ""));
        assert_eq!(split_tail("Gerät-ÄÖÜ", 3), ("Gerät-", "ÄÖÜ"));
    }

    #[test]
    fn a_long_id_keeps_both_ends() {
        assert_eq!(
            cut_middle("7c1f0e52-93ab-4d1e-a6c8-51b7d20f4e19", 13),
            "7c1f0e…0f4e19"
        );
        assert_eq!(cut_middle("short", 13), "short");
        assert_eq!(cut_middle("ÄÖÜäöüß", 5), "ÄÖ…üß");
    }
}
