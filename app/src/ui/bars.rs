//! Shares of a whole as bars that lie one above the other.

use super::{ChartTone, thousands};
use leptos::{either::Either, prelude::*};

/// How many bars are in sight; the others unfold.
const IN_SIGHT: usize = 8;

/// One share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub label: String,
    pub value: i64,
    /// The list behind it; `None` where there cannot be one.
    pub href: Option<String>,
    pub tone: ChartTone,
}

/// Each share on a track that stands for `total`, with its number and its part in a hundred.
#[component]
pub fn Bars(bars: Vec<Bar>, total: i64) -> impl IntoView {
    let mut bars = bars;
    let folded = bars.split_off(bars.len().min(IN_SIGHT));
    let rows = move |bars: Vec<Bar>| {
        let rows = bars
            .into_iter()
            .map(|bar| view! { <BarRow bar total /> })
            .collect_view();
        view! { <ul class="hbars">{rows}</ul> }
    };
    let count = folded.len();
    view! {
        {rows(bars)}
        {(count > 0)
            .then(|| {
                view! {
                    <details class="more-bars">
                        <summary>{format!("{count} more")}</summary>
                        {rows(folded)}
                    </details>
                }
            })}
    }
}

#[component]
fn BarRow(bar: Bar, total: i64) -> impl IntoView {
    let content = view! {
        <span class="cut">{bar.label}</span>
        <svg class="track" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
            <rect class="fill-chart-track" width="1000" height="8" />
            <rect class=bar.tone.class() width=length(bar.value, total) height="8" />
        </svg>
        <span class="num">{thousands(bar.value)}</span>
        <span class="num pc">{percent(bar.value, total)}</span>
    };
    view! {
        <li>
            {match bar.href {
                Some(href) => Either::Left(view! { <a href=href>{content}</a> }),
                None => Either::Right(view! { <span>{content}</span> }),
            }}
        </li>
    }
}

/// Of 1,000; what there is can be seen, however little it is.
fn length(value: i64, total: i64) -> i64 {
    if value <= 0 || total <= 0 {
        return 0;
    }
    (value.saturating_mul(1_000) / total).clamp(6, 1_000)
}

/// "89.7 %". Rounded, except that only nothing is 0.0 and only everything is 100.0.
#[must_use]
pub fn percent(value: i64, total: i64) -> String {
    if total <= 0 {
        return String::new();
    }
    let (value, total) = (i128::from(value), i128::from(total));
    let mut tenths = (value * 2_000 + total) / (total * 2);
    if value > 0 && value < total {
        tenths = tenths.clamp(1, 999);
    }
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_but_never_to_nothing_or_to_everything() {
        for (value, total, text) in [
            (0, 7, "0.0 %"),
            (7, 7, "100.0 %"),
            (1, 3, "33.3 %"),
            (2, 3, "66.7 %"),
            (1, 1_000_000, "0.1 %"),
            (999_999, 1_000_000, "99.9 %"),
            (0, 0, ""),
        ] {
            assert_eq!(percent(value, total), text, "{value} of {total}");
        }
    }

    #[test]
    fn a_bar_begins_at_zero_and_a_small_share_is_seen() {
        assert_eq!(
            [(0, 10), (5, 10), (10, 10), (1, 1_000_000), (3, 0)]
                .map(|(value, total)| length(value, total)),
            [0, 500, 1_000, 6, 0]
        );
    }
}
