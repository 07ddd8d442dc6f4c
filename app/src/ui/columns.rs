//! A few counts that follow each other in time, as columns that stand side by side.

use super::{counted, thousands};
use leptos::prelude::*;

/// The width and the height of the drawing, which is stretched to its place.
const WIDTH: usize = 1_200;
const HEIGHT: i64 = 1_000;

/// One count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Below the column: "3 Nov".
    pub label: String,
    /// In full, for the tooltip and for readers: "Week of 3 Nov 2026".
    pub name: String,
    pub value: i64,
    /// The list behind it.
    pub href: String,
}

/// Columns over an axis that begins at zero, each a link to what it counts.
#[component]
pub fn Columns(
    columns: Vec<Column>,
    /// What one counts, and what many are.
    noun: [&'static str; 2],
    /// The sentence that says what there is to see.
    #[prop(into)]
    finding: String,
) -> impl IntoView {
    let top = top_of_axis(columns.iter().map(|column| column.value).max().unwrap_or(0));
    let room = WIDTH / columns.len().max(1);
    let shapes = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let height = column.value.max(0) * HEIGHT / top;
            view! {
                <rect
                    class="fill-chart-1"
                    x=at * room + room / 8
                    y=HEIGHT - height
                    width=room - room / 4
                    height=height
                />
            }
        })
        .collect_view();
    let lines = [0, HEIGHT / 2, HEIGHT]
        .map(|y| view! { <line x1="0" x2=WIDTH y1=y y2=y /> })
        .collect_view();
    let links = columns
        .into_iter()
        .map(|column| {
            let told = format!(
                "{}: {}",
                column.name,
                counted(column.value, noun[0], noun[1])
            );
            view! {
                <li>
                    <a href=column.href title=told.clone() aria-label=told>
                        <span>{column.label}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="columns">
            <div class="scale num" aria-hidden="true">
                <span>{thousands(top)}</span>
                <span>{thousands(top / 2)}</span>
                <span>"0"</span>
            </div>
            <svg role="img" aria-label=finding viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none">
                {lines}
                {shapes}
            </svg>
            <ul>{links}</ul>
        </div>
    }
}

/// The least of 2, 4, 6, 8, 10, 20, 40 … that holds `greatest`: its half is a whole number, too.
fn top_of_axis(greatest: i64) -> i64 {
    let mut unit = 1;
    loop {
        for times in [2, 4, 6, 8, 10] {
            let top = times * unit;
            if top >= greatest {
                return top;
            }
        }
        unit *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_a_round_number_above_the_greatest_column() {
        assert_eq!(
            [0, 1, 3, 10, 11, 79, 81, 1_000_000].map(top_of_axis),
            [2, 2, 4, 10, 20, 80, 100, 1_000_000]
        );
    }
}
