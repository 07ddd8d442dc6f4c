//! The tools beside the title: saved views, what a row is, its height, the columns, import and export.

use domain::device::{DeviceQuery, DeviceRows};
use domain::view::{ListSettings, MAX_VIEW_NAME, SavedView};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Form;
use leptos_router::hooks::use_navigate;

use super::api::{SaveColumns, SaveView};
use super::columns::ColumnPicker;
use super::filters::{HiddenPairs, list_href};
use crate::error::AppError;
use crate::layout::RowHeight;
use crate::pages::shared::list_parts::with_query;
use crate::paths;
use crate::ui::{Button, Choose, Icon, LinkButton, Menu, Segmented, Symbol, close_after};

/// What the person changes about the list itself. Cheap to copy.
#[derive(Clone, Copy)]
pub struct ViewChanges {
    columns: ServerAction<SaveColumns>,
    view: ServerAction<SaveView>,
    done: RwSignal<usize>,
}

impl ViewChanges {
    pub fn new() -> Self {
        let changes = Self {
            columns: ServerAction::new(),
            view: ServerAction::new(),
            done: RwSignal::new(0),
        };
        Effect::new(move |_| {
            let saved = [changes.columns.value().get(), changes.view.value().get()];
            if saved.into_iter().flatten().any(|saved| saved.is_ok()) {
                changes.done.update(|done| *done += 1);
            }
        });
        changes
    }

    /// Another number after each change that was saved.
    pub fn version(self) -> usize {
        self.done.get()
    }

    /// Why the last change was not saved.
    pub fn error(self) -> Option<AppError> {
        let saved = [self.columns.value().get(), self.view.value().get()];
        saved.into_iter().flatten().find_map(Result::err)
    }
}

/// The saved views, and the way to another one.
#[component]
pub fn SavedViews(
    settings: ListSettings,
    /// The list with the columns that it shows.
    shown: DeviceQuery,
    changes: ViewChanges,
) -> impl IntoView {
    let shown = shown.at_page(None);
    let is_open = |view: &SavedView| view.query().is_ok_and(|query| query == shown);
    let open = settings.views.iter().find(|view| is_open(view));
    let label = open.map_or_else(|| "Views".to_owned(), |view| view.name.clone());
    let (own, others): (Vec<_>, Vec<_>) = settings.views.iter().partition(|view| view.is_own);
    let links = |views: Vec<&SavedView>| {
        views
            .into_iter()
            .map(|view| view! { <ViewLink view=view.clone() is_open=is_open(view) /> })
            .collect_view()
    };
    let shared = (!others.is_empty()).then(|| {
        view! {
            <p class="menu-head">"Shared by others"</p>
            {links(others)}
        }
    });
    let own = links(own);
    let replaceable = settings
        .views
        .into_iter()
        .filter(|view| view.is_own || settings.may_share)
        .collect();
    view! {
        <button class="btn" type="button" popovertarget="views">
            <Icon symbol=Symbol::Eye />
            <bdi class="cut view-name">{label}</bdi>
        </button>
        <div class="menu folds" id="views" popover="auto" role="group" aria-label="Views" on:click=|event| close_after(&event)>
            <a href=list_href(&DeviceQuery::default())>"All devices, no filter"</a>
            {own}
            {shared}
            <hr />
            <SaveForm replaceable may_share=settings.may_share query=shown.to_query_string() save=changes.view />
            <a href=paths::device_views()>"Manage views"</a>
        </div>
    }
}

#[component]
fn ViewLink(view: SavedView, is_open: bool) -> impl IntoView {
    let broken = view
        .problem
        .is_some()
        .then_some("Cannot be opened by this version");
    view! {
        <a href=with_query(paths::devices(), &view.query) aria-current=is_open.then_some("true")>
            {is_open.then(|| view! { <Icon symbol=Symbol::Check small=true /> })}
            {broken.is_some().then(|| view! { <Icon symbol=Symbol::Alert small=true /> })}
            <bdi class="cut">{view.name}</bdi>
            {view.is_default.then(|| view! { <span class="subtle tiny">"default"</span> })}
            {broken.map(|text| view! { <span class="sr">{text}</span> })}
        </a>
    }
}

/// Keeps the list as it is shown, under a new name or in place of another view.
#[component]
fn SaveForm(
    replaceable: Vec<SavedView>,
    may_share: bool,
    query: String,
    save: ServerAction<SaveView>,
) -> impl IntoView {
    let places = (!replaceable.is_empty()).then(|| {
        let options = replaceable
            .into_iter()
            .map(|view| view! { <option value=view.id.to_string()>{format!("In place of “{}”", view.name)}</option> })
            .collect_view();
        view! {
            <label class="small" for="view-place">"Save"</label>
            <select class="select" id="view-place" name="id">
                <option value="">"As a new view"</option>
                {options}
            </select>
        }
    });
    view! {
        <details>
            <summary>"Save this view" <Icon symbol=Symbol::ChevronDown small=true /></summary>
            <ActionForm action=save attr:class="save-view">
                <input type="hidden" name="query" value=query />
                <label class="small" for="view-name">"Name"</label>
                <input
                    class="input"
                    id="view-name"
                    name="name"
                    maxlength=MAX_VIEW_NAME.to_string()
                    autocomplete="off"
                    placeholder="Kiosks not seen for 30 days"
                />
                {places}
                {may_share
                    .then(|| {
                        view! {
                            <label class="small row">
                                <input type="checkbox" name="shared" value="true" />
                                "Share with everybody"
                            </label>
                        }
                    })}
                <Button>"Save view"</Button>
            </ActionForm>
        </details>
    }
}

/// What a row is, its height, the columns, import and export. A phone has none of them: cards have no columns.
#[component]
pub fn ViewTools(
    /// The list with the columns that it shows.
    shown: DeviceQuery,
    changes: ViewChanges,
) -> impl IntoView {
    let export = shown.at_page(None).to_query_string();
    view! {
        <span class="only-wide contents">
            <RowsSwitch query=shown.clone() />
            <RowHeight />
            <ColumnPicker shown save=changes.columns />
            <LinkButton href=paths::imports() icon=Symbol::Upload>
                "Import"
            </LinkButton>
            <Menu id="export" label="Export" symbol=Symbol::Download>
                <a href=with_query(paths::export_devices_csv(), &export) rel="external" download>
                    "CSV file"
                </a>
                <a href=with_query(paths::export_devices_json_lines(), &export) rel="external" download>
                    "JSON lines"
                </a>
            </Menu>
        </span>
    }
}

/// One row for each device, or for each of its records.
#[component]
fn RowsSwitch(query: DeviceQuery) -> impl IntoView {
    let options = DeviceRows::ALL
        .iter()
        .map(|rows| Choose::new(rows.as_str(), rows.label()))
        .collect();
    let selected = query.rows.as_str();
    let navigate = use_navigate();
    let change = {
        let query = query.clone();
        Callback::new(move |chosen: String| {
            let rows = chosen.parse().unwrap_or(DeviceRows::Devices);
            let href = list_href(&DeviceQuery {
                rows,
                ..query.clone()
            });
            navigate(&href, NavigateOptions::default());
        })
    };
    view! {
        <Form method="GET" action=paths::devices() attr:class="row">
            <HiddenPairs query except="rows" />
            <Segmented name="rows" label="One row for each of the" options selected on_change=change />
            <span class="only-no-scripts">
                <Button>"Show"</Button>
            </span>
        </Form>
    }
}
