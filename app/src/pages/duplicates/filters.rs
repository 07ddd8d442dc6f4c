//! The bar above the groups: the search, the filters that are on, and the form that sets them.

use domain::duplicate::{Case, Confidence, DuplicateQuery, GroupState, Handling};
use leptos::prelude::*;
use leptos_router::components::Form;

use super::words::{case_words, list_href};
use crate::paths;
use crate::ui::{Button, Choose, FilterPill, Icon, Select, Symbol, TextInput, close_after};

/// The filters that are on, and the way to others.
#[component]
pub fn FilterBar(query: DuplicateQuery, counts: Vec<(Case, i64)>) -> impl IntoView {
    let is_filtered = query.is_filtered();
    let plain = DuplicateQuery {
        at: None,
        ..query.clone()
    };
    let pill = |field: &'static str, value: Option<String>, without: DuplicateQuery| {
        value.map(|value| {
            view! { <FilterPill field value remove_href=list_href(&without) /> }
        })
    };
    let pills = view! {
        {pill(
            "Case",
            query.case.map(case_words),
            DuplicateQuery {
                case: None,
                ..plain.clone()
            },
        )}
        {pill(
            "Right handling",
            query.handling.map(|handling| handling.label().to_owned()),
            DuplicateQuery {
                handling: None,
                ..plain.clone()
            },
        )}
        {pill(
            "Confidence",
            query.confidence.map(|confidence| confidence.label().to_owned()),
            DuplicateQuery {
                confidence: None,
                ..plain.clone()
            },
        )}
        {pill(
            "Search",
            Some(query.search.clone()).filter(|search| !search.is_empty()),
            DuplicateQuery {
                search: String::new(),
                ..plain.clone()
            },
        )}
    };
    let all = DuplicateQuery {
        state: query.state,
        ..DuplicateQuery::default()
    };
    view! {
        <div class="filters" role="search" aria-label="Duplicates">
            {pills}
            <button class="pill add" type="button" popovertarget="duplicate-filters">
                <Icon symbol=Symbol::Filter small=true />
                "Filter"
            </button>
            <div
                class="menu ask"
                id="duplicate-filters"
                popover="auto"
                role="group"
                aria-label="Filters"
                on:click=|event| close_after(&event)
            >
                <FilterForm query counts />
            </div>
            {is_filtered
                .then(|| {
                    view! {
                        <a class="link-btn small" href=list_href(&all)>
                            "Clear all"
                        </a>
                    }
                })}
        </div>
    }
}

#[component]
fn FilterForm(query: DuplicateQuery, counts: Vec<(Case, i64)>) -> impl IntoView {
    let all_and = |choices: Vec<Choose>| -> Vec<Choose> {
        std::iter::once(Choose::new("", "All"))
            .chain(choices)
            .collect()
    };
    let case_of = query.case;
    let occurs =
        |case: Case| counts.iter().any(|(known, _)| *known == case) || case_of == Some(case);
    let cases: Vec<Choose> = Case::ALL
        .iter()
        .filter(|case| occurs(**case))
        .map(|case| Choose::new(case.as_str(), case_words(*case)))
        .collect();
    let handlings = Handling::ALL
        .iter()
        .map(|handling| Choose::new(handling.as_str(), handling.label()));
    let confidences = Confidence::ALL
        .iter()
        .map(|confidence| Choose::new(confidence.as_str(), confidence.label()));
    let state = Some(query.state).filter(|state| *state != GroupState::Open);
    view! {
        <Form method="GET" action=paths::duplicates() attr:class="stack">
            {state.map(|state| view! { <input type="hidden" name="state" value=state.as_str() /> })}
            <TextInput
                id="duplicate-search"
                name="search"
                label="Name, serial number or user"
                value=query.search.clone()
                autocomplete="off"
            />
            <Select
                id="duplicate-case"
                name="case"
                label="Case"
                options=all_and(cases)
                selected=query.case.map_or("", Case::as_str)
            />
            <Select
                id="duplicate-action"
                name="action"
                label="Right handling"
                options=all_and(handlings.collect())
                selected=query.handling.map_or("", Handling::as_str)
            />
            <Select
                id="duplicate-confidence"
                name="confidence"
                label="Confidence"
                options=all_and(confidences.collect())
                selected=query.confidence.map_or("", Confidence::as_str)
            />
            <Button block=true>"Show"</Button>
        </Form>
    }
}
