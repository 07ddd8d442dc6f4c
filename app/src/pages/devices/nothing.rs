//! A list that its filters emptied: which of them to take off, and what that brings back.

use domain::device::DeviceQuery;
use leptos::prelude::*;

use super::filters::list_href;
use crate::ui::{ButtonKind, Empty, LinkButton, Symbol, counted};

/// A part of a question, and the question without it.
struct Part {
    name: String,
    rest: DeviceQuery,
}

/// The same question with each of its parts left out in turn: what would have to go for devices to appear.
#[cfg(feature = "ssr")]
pub fn each_without_one(query: &DeviceQuery) -> Vec<DeviceQuery> {
    parts(query).into_iter().map(|part| part.rest).collect()
}

fn parts(query: &DeviceQuery) -> Vec<Part> {
    let search = (!query.search.is_empty()).then(|| Part {
        name: format!("the search for “{}”", query.search),
        rest: DeviceQuery {
            search: String::new(),
            at: None,
            ..query.clone()
        },
    });
    let filters = query.pills().into_iter().map(|pill| Part {
        name: format!("{} {}", pill.field, pill.shown),
        rest: query.without(&pill),
    });
    search.into_iter().chain(filters).collect()
}

/// Says that nothing matches, and for each part of the question how many devices there are without it.
///
/// `hidden` has one number for each query of [`each_without_one`], in its order.
#[component]
pub fn NothingMatches(query: DeviceQuery, hidden: Vec<i64>) -> impl IntoView {
    let ways: Vec<_> = parts(&query)
        .into_iter()
        .zip(hidden)
        .filter(|(_, total)| *total > 0)
        .map(|(part, total)| {
            view! {
                <li>
                    <a href=list_href(&part.rest)>"Without " <bdi>{part.name}</bdi></a>
                    <span class="muted num">": " {counted(total, "device", "devices")}</span>
                </li>
            }
        })
        .collect();
    let advice = match ways.len() {
        0 => "Taking off one filter is not enough. Clear all of them and begin again.",
        1 => "Devices appear again",
        _ => "Devices appear again in each of these ways",
    };
    view! {
        <div class="nothing">
            <Empty symbol=Symbol::Filter title="No device matches">
                <p class="muted">{advice}</p>
                <ul class="stack small">{ways}</ul>
            </Empty>
        </div>
    }
}

/// A page of a list that has changed since its link was made: the way to its start.
#[component]
pub fn PageIsGone(query: DeviceQuery) -> impl IntoView {
    view! {
        <div class="nothing">
            <Empty symbol=Symbol::List title="This page of the list is gone">
                <p class="muted">
                    "Devices were changed or removed since its link was made, and no row is left here. The list may still have others."
                </p>
                <LinkButton kind=ButtonKind::Primary href=list_href(&query.at_page(None))>
                    "Go to the first page"
                </LinkButton>
            </Empty>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_the_question_is_left_out_once() {
        let query =
            DeviceQuery::from_pairs([("search", "x"), ("os", "macOS"), ("silent_days", "30")])
                .unwrap();
        let rests: Vec<String> = each_without_one(&query)
            .iter()
            .map(DeviceQuery::to_query_string)
            .collect();
        assert_eq!(
            rests,
            [
                "os=macOS&silent_days=30",
                "search=x&silent_days=30",
                "search=x&os=macOS"
            ]
        );
    }
}
