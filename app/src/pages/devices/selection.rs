//! Which rows of the page are selected. The check boxes themselves hold it, so it is there before and without scripts.

use std::collections::BTreeSet;

use domain::id::DeviceId;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{HtmlInputElement, wasm_bindgen::JsCast};

/// The form that the check boxes belong to.
pub const FORM: &str = "selection";

/// The selected rows of one page, or all devices that match. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Selection {
    ids: RwSignal<BTreeSet<DeviceId>>,
    /// Whether the page has rows that are not selected.
    is_whole_page: RwSignal<bool>,
    /// Whether everything that the filters ask for is meant, on every page.
    is_all: RwSignal<bool>,
    table: NodeRef<html::Table>,
}

impl Selection {
    pub fn new() -> Self {
        let selection = Self {
            ids: RwSignal::default(),
            is_whole_page: RwSignal::new(false),
            is_all: RwSignal::new(false),
            table: NodeRef::new(),
        };
        // Rows may have been selected before the page came alive.
        Effect::new(move |_| {
            if selection.table.get().is_some() {
                selection.read();
            }
        });
        selection
    }

    /// The table whose check boxes count.
    pub fn table(self) -> NodeRef<html::Table> {
        self.table
    }

    /// The selected devices of this page.
    pub fn ids(self) -> BTreeSet<DeviceId> {
        self.ids.get()
    }

    pub fn contains(self, id: DeviceId) -> bool {
        self.ids.with(|ids| ids.contains(&id))
    }

    pub fn is_empty(self) -> bool {
        self.ids.with(BTreeSet::is_empty)
    }

    /// Whether every row of the page is selected.
    pub fn is_whole_page(self) -> bool {
        self.is_whole_page.get()
    }

    /// Whether all that match are selected.
    pub fn is_all(self) -> bool {
        self.is_all.get()
    }

    /// Reads the check boxes.
    pub fn read(self) {
        let boxes = self.boxes();
        let checked = boxes.iter().filter(|check| check.checked());
        let ids: BTreeSet<DeviceId> = checked
            .filter_map(|check| check.value().parse().ok())
            .collect();
        let is_whole_page = !boxes.is_empty() && ids.len() == boxes.len();
        if !is_whole_page {
            self.is_all.set(false);
        }
        self.is_whole_page.set(is_whole_page);
        self.ids.set(ids);
    }

    /// Selects every row of the page, or none.
    pub fn set_page(self, selected: bool) {
        for check in self.boxes() {
            check.set_checked(selected);
        }
        self.read();
    }

    /// Selects all devices that match, on every page.
    pub fn set_all(self) {
        self.set_page(true);
        self.is_all.set(true);
    }

    fn boxes(self) -> Vec<HtmlInputElement> {
        let found = self
            .table
            .get_untracked()
            .and_then(|table| table.query_selector_all("tbody input[name='id']").ok());
        let Some(found) = found else {
            return Vec::new();
        };
        (0..found.length())
            .filter_map(|at| found.get(at)?.dyn_into().ok())
            .collect()
    }
}

/// Selects one device.
#[component]
pub fn SelectRow(id: DeviceId, name: String, selection: Selection) -> impl IntoView {
    view! {
        <input
            type="checkbox"
            form=FORM
            name="id"
            value=id.to_string()
            aria-label=format!("Select {name}")
            on:change=move |_| selection.read()
        />
    }
}

/// Selects every row of the page. Only a live page has it.
#[component]
pub fn SelectPage(rows: usize, selection: Selection) -> impl IntoView {
    let is_some = move || !selection.is_empty() && !selection.is_whole_page();
    view! {
        <input
            class="only-scripts"
            type="checkbox"
            aria-label=format!("Select the {rows} rows on this page")
            prop:checked=move || selection.is_whole_page()
            prop:indeterminate=is_some
            on:change:target=move |event| selection.set_page(event.target().checked())
        />
    }
}
