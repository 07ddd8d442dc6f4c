//! The bar above the list: what is looked for, which filters are on, and how each is taken off.

use domain::device::{DeviceQuery, DeviceWords};
use leptos::prelude::*;
use leptos_router::components::Form;

use super::add_filter::AddFilter;
use crate::paths;
use crate::ui::{FilterPill, Icon, Symbol};

/// The address of the list that `query` asks for. That of the plain list says so: an address that asks for nothing
/// opens the person's default view.
pub fn list_href(query: &DeviceQuery) -> String {
    match query.to_query_string() {
        text if text.is_empty() => paths::all_devices().to_owned(),
        text => format!("{}?{text}", paths::devices()),
    }
}

/// Search, filters that are on, and the way to more.
#[component]
pub fn FilterBar(query: DeviceQuery, words: DeviceWords) -> impl IntoView {
    let pills = query
        .pills()
        .into_iter()
        .map(|pill| {
            let remove_href = list_href(&query.without(&pill));
            view! { <FilterPill field=pill.field value=pill.shown remove_href /> }
        })
        .collect_view();
    let plain = DeviceQuery {
        rows: query.rows,
        sort: query.sort,
        descending: query.descending,
        columns: query.columns.clone(),
        page_size: query.page_size,
        ..DeviceQuery::default()
    };
    let search = query.search.clone();
    let is_filtered = query.is_filtered();
    let offered = query.clone();
    view! {
        <div class="filters" role="search" aria-label="Devices">
            <Form method="GET" action=paths::devices() attr:class="contents">
                <HiddenPairs query except="search" />
                <span class="search field-search mx-0">
                    <label class="sr" for="device-search">
                        "Name, serial number, user, IMEI, MAC address or any id"
                    </label>
                    <Icon symbol=Symbol::Search />
                    <input
                        class="input"
                        id="device-search"
                        name="search"
                        type="search"
                        placeholder="Name, serial, user or any id"
                        autocomplete="off"
                        value=search.clone()
                        prop:value=search
                    />
                </span>
            </Form>
            {pills}
            <AddFilter query=offered words />
            {is_filtered
                .then(|| {
                    view! {
                        <a class="link-btn small" href=list_href(&plain)>
                            "Clear all"
                        </a>
                    }
                })}
        </div>
    }
}

/// The rest of the address as hidden fields, so that a form changes one thing and keeps the others. The page is
/// not kept: another list begins at its start.
#[component]
pub fn HiddenPairs(query: DeviceQuery, except: &'static str) -> impl IntoView {
    query
        .pairs()
        .into_iter()
        .filter(|(key, _)| *key != except && *key != "at")
        .map(|(key, value)| view! { <input type="hidden" name=key value=value /> })
        .collect_view()
}
