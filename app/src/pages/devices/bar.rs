//! What can be done with the selected devices.

use domain::device::{DeviceQuery, DeviceRows};
use leptos::either::Either;
use leptos::prelude::*;

use super::selection::{FORM, Selection};
use crate::pages::shared::total::{Counted, Counting, devices};
use crate::paths;
use crate::ui::{Button, ButtonKind, CommandBar, Icon, Menu, Symbol, thousands, use_hydrated};

/// The command bar: its height is kept without a selection. The stylesheet shows the commands while a row is selected.
#[component]
pub fn SelectionBar(
    selection: Selection,
    total: Counting,
    /// The list with the columns that it shows.
    shown: DeviceQuery,
) -> impl IntoView {
    if shown.rows == DeviceRows::Records {
        return Either::Left(view! {
            <CommandBar label="Actions on the selection">
                <span class="small subtle nowrap"><span class="only-wide">"Records are shown to be compared. "</span> "Show devices to select some."</span>
            </CommandBar>
        });
    }
    let selecting = Signal::derive(move || !selection.is_empty());
    let hydrated = use_hydrated();
    let live = {
        let shown = shown.clone();
        move || {
            hydrated
                .get()
                .then(|| view! { <SelectAll selection total is_filtered=shown.is_filtered() /> })
        }
    };
    Either::Right(view! {
        <CommandBar label="Actions on the selection" selecting>
            <span class="medium small nowrap" aria-live="polite">
                {move || says(selection, hydrated.get())}
            </span>
            <span class="small subtle nowrap unless-selected">
                <span class="only-wide">"Select devices to edit or export them. By keyboard: Space selects, Shift with the arrows selects more."</span>
                <span class="only-phone">"Select devices to edit or export them."</span>
            </span>
            <span class="contents when-selected">
                {live}
                <span class="rule"></span>
                <Commands selection shown />
                <span class="push only-scripts">
                    <Button
                        kind=ButtonKind::Quiet
                        icon=Symbol::X
                        type_="button"
                        on:click=move |_| selection.set_page(false)
                    >
                        "Clear selection"
                    </Button>
                </span>
            </span>
        </CommandBar>
    })
}

/// "3 selected". Before the page is alive nobody counts.
fn says(selection: Selection, hydrated: bool) -> String {
    let count = selection.ids().len();
    match (hydrated, selection.is_all(), count) {
        (false, _, _) | (_, _, 0) => String::new(),
        (_, true, _) => "All that match are selected, on every page".to_owned(),
        (_, false, count) => format!(
            "{} selected",
            thousands(i64::try_from(count).unwrap_or(i64::MAX))
        ),
    }
}

/// From the rows of the page to all that match, and back.
#[component]
fn SelectAll(selection: Selection, total: Counting, is_filtered: bool) -> impl IntoView {
    let title = if is_filtered {
        "Selects every device that the search and the filters find, on every page"
    } else {
        "Selects every device there is, on every page"
    };
    move || {
        if selection.is_all() {
            Either::Left(view! {
                <button class="link-btn small nowrap" type="button" on:click=move |_| selection.set_page(true)>
                    "Only this page"
                </button>
            })
        } else {
            Either::Right(view! {
                <button class="link-btn small nowrap" type="button" title=title on:click=move |_| selection.set_all()>
                    "Select all " <Counted total words=devices before="that match" />
                </button>
            })
        }
    }
}

/// The commands: links in a live page, submit buttons of the check boxes' form before and without scripts.
#[component]
fn Commands(selection: Selection, shown: DeviceQuery) -> impl IntoView {
    let hydrated = use_hydrated();
    move || {
        if hydrated.get() {
            let (edit, export) = (shown.clone(), shown.clone());
            let export_jsonl = shown.clone();
            let edit_href = move || href(paths::edit_devices(), &edit.filters(), selection, true);
            let csv = move || {
                href(
                    paths::export_devices_csv(),
                    &export.at_page(None),
                    selection,
                    false,
                )
            };
            let jsonl = move || {
                href(
                    paths::export_devices_json_lines(),
                    &export_jsonl.at_page(None),
                    selection,
                    false,
                )
            };
            Either::Left(view! {
                <a class="btn" href=edit_href>
                    <Icon symbol=Symbol::Pencil />
                    "Edit"
                </a>
                <Menu id="export-selected" label="Export" symbol=Symbol::Download>
                    <a href=csv rel="external" download>"CSV file"</a>
                    <a href=jsonl rel="external" download>"JSON lines"</a>
                </Menu>
            })
        } else {
            Either::Right(view! {
                <form id=FORM method="get" action=paths::edit_devices() class="contents">
                    <Button icon=Symbol::Pencil>"Edit"</Button>
                    <Button icon=Symbol::Download attr:formaction=paths::export_devices_csv()>
                        "Export CSV"
                    </Button>
                    <Button icon=Symbol::Download attr:formaction=paths::export_devices_json_lines()>
                        "Export JSON lines"
                    </Button>
                </form>
            })
        }
    }
}

/// `path` for the selection: by ids, or by the filters where all that match are selected. An address with ids alone
/// has no filters beside them.
fn href(path: &str, query: &DeviceQuery, selection: Selection, ids_alone: bool) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if selection.is_all() || !ids_alone {
        pairs.extend(query.pairs());
    }
    if !selection.is_all() {
        pairs.extend(selection.ids().iter().map(|id| ("id", id.to_string())));
    }
    if pairs.is_empty() {
        // All devices there are: said, so that it is not taken for an address that lost its end.
        pairs.push(("view", "all".to_owned()));
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("{path}?{query}")
}
