//! The bar above the log: the filters that are on, how each is taken off, and the form that sets them.

use chrono::NaiveDate;
use domain::audit::{AuditQuery, AuditResult, AuditWords, action_words, kind_words};
use leptos::prelude::*;
use leptos_router::components::Form;

use crate::pages::shared::list_parts::with_query;
use crate::paths;
use crate::ui::{Button, Choose, Field, FilterPill, Icon, Select, Symbol, TextInput, close_after};

/// The address of the list that `query` asks for.
pub fn list_href(query: &AuditQuery) -> String {
    with_query(paths::audit(), &query.to_query_string())
}

/// The filters that are on, and the way to others.
#[component]
pub fn FilterBar(query: AuditQuery, words: AuditWords) -> impl IntoView {
    let is_filtered = query.is_filtered();
    let pills = query
        .filters()
        .into_iter()
        .map(|filter| {
            let remove_href = list_href(&query.without(filter.key));
            view! { <FilterPill field=filter.field value=filter.shown remove_href /> }
        })
        .collect_view();
    view! {
        <div class="filters" role="search" aria-label="Audit log">
            {pills}
            <button class="pill add" type="button" popovertarget="audit-filters">
                <Icon symbol=Symbol::Filter small=true />
                "Filter"
            </button>
            <div
                class="menu ask"
                id="audit-filters"
                popover="auto"
                role="group"
                aria-label="Filters"
                on:click=|event| close_after(&event)
            >
                <FilterForm query words />
            </div>
            {is_filtered
                .then(|| {
                    view! {
                        <a class="link-btn small" href=paths::audit()>
                            "Clear all"
                        </a>
                    }
                })}
        </div>
    }
}

/// All filters in one form: an empty field asks for everything.
#[component]
fn FilterForm(query: AuditQuery, words: AuditWords) -> impl IntoView {
    let results = AuditResult::ALL
        .iter()
        .map(|result| Choose::new(result.as_str(), result.label()));
    let result = query.result.map_or("", AuditResult::as_str);
    let choices = |words: Vec<String>, chosen: &str, label: fn(&str) -> String| {
        let known = words.iter().any(|word| word == chosen);
        // An address may ask for a word that does not occur: it is offered too, so that what is shown is what holds.
        let asked = (!known && !chosen.is_empty()).then(|| chosen.to_owned());
        let mut choices: Vec<Choose> = words
            .into_iter()
            .chain(asked)
            .map(|word| Choose::new(word.clone(), label(&word)))
            .collect();
        choices.sort_by(|a, b| a.label.cmp(&b.label));
        all_and(choices)
    };
    view! {
        <Form method="GET" action=paths::audit() attr:class="stack">
            <TextInput
                id="audit-actor"
                name="actor"
                label="Actor"
                value=query.actor
                help="The whole name of an account or token"
                autocomplete="off"
            />
            <Select
                id="audit-action"
                name="action"
                label="Action"
                options=choices(words.actions, &query.action, action_words)
                selected=query.action.clone()
            />
            <Select
                id="audit-result"
                name="result"
                label="Result"
                options=all_and(results.collect())
                selected=result
            />
            <Select
                id="audit-kind"
                name="object_kind"
                label="Kind of object"
                options=choices(words.object_kinds, &query.object_kind, kind_words)
                selected=query.object_kind.clone()
            />
            <TextInput id="audit-object" name="object_id" label="Object id" value=query.object_id autocomplete="off" mono=true />
            <div class="grid grid-cols-2 gap-3">
                <Day id="audit-from" name="from" label="From" day=query.from />
                <Day id="audit-to" name="to" label="To" day=query.to />
            </div>
            <p class="tiny subtle">"Days in UTC, both included."</p>
            <Button block=true>"Show"</Button>
        </Form>
    }
}

fn all_and(choices: Vec<Choose>) -> Vec<Choose> {
    std::iter::once(Choose::new("", "All"))
        .chain(choices)
        .collect()
}

#[component]
fn Day(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    day: Option<NaiveDate>,
) -> impl IntoView {
    let value = day.map(|day| day.to_string()).unwrap_or_default();
    view! {
        <Field id label>
            <input class="input" id=id name=name type="date" value=value />
        </Field>
    }
}
