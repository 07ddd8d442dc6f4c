//! `/devices/views`: the saved views of *All devices*: their names, who sees them, which one opens first.

use domain::view::{ListSettings, MAX_VIEW_NAME, SavedView};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{ChooseDefaultView, DeleteView, RenameView, load_list_settings};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorNotice, ErrorPart};
use crate::pages::shared::address::{read_form_error, use_own_search};
use crate::pages::shared::list_parts::with_query;
use crate::paths;
use crate::ui::{
    Badge, Breadcrumbs, Button, ButtonKind, Crumb, Empty, LinkButton, Notice, PageTitle, Symbol,
    Tone, thousands,
};

/// What can be done to a view. Cheap to copy.
#[derive(Clone, Copy)]
struct Changes {
    rename: ServerAction<RenameView>,
    delete: ServerAction<DeleteView>,
    choose: ServerAction<ChooseDefaultView>,
}

impl Changes {
    fn version(self) -> usize {
        self.rename.version().get() + self.delete.version().get() + self.choose.version().get()
    }

    fn error(self) -> Option<AppError> {
        let done = [
            self.rename.value().get(),
            self.delete.value().get(),
            self.choose.value().get(),
        ];
        done.into_iter().flatten().find_map(Result::err)
    }
}

/// All views that the person sees.
#[component]
pub fn ViewsPage() -> impl IntoView {
    let search = use_own_search();
    let changes = Changes {
        rename: ServerAction::new(),
        delete: ServerAction::new(),
        choose: ServerAction::new(),
    };
    let settings = page_data(move || changes.version(), |_| load_list_settings());
    let error = move || {
        changes
            .error()
            .or_else(|| search.with(|search| read_form_error(search)))
            .map(|error| view! { <ErrorNotice error /> })
    };
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![
                Crumb::text("Devices"),
                Crumb::link("All devices", paths::devices()),
                Crumb::text("Views"),
            ] />
            {error}
            <Transition>
                {move || Suspend::new(async move {
                    match settings.await {
                        Ok(settings) => Either::Left(view! { <Views settings changes /> }),
                        Err(error) => {
                            Either::Right(view! { <ErrorPart error title="The views could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Views(settings: ListSettings, changes: Changes) -> impl IntoView {
    let total = thousands(i64::try_from(settings.views.len()).unwrap_or(i64::MAX));
    let may_share = settings.may_share;
    let has_default = settings.default_view().is_some();
    let rows = settings
        .views
        .into_iter()
        .map(|view| view! { <ViewRow view may_share changes /> })
        .collect::<Vec<_>>();
    let list = if rows.is_empty() {
        Either::Left(view! {
            <Empty symbol=Symbol::Eye title="No view is saved yet">
                <p class="muted">
                    "A view keeps search, filters, order and columns under a name. Set up the list as you want it, then choose Views, Save this view."
                </p>
                <LinkButton kind=ButtonKind::Primary href=paths::devices()>
                    "Show all devices"
                </LinkButton>
            </Empty>
        })
    } else {
        Either::Right(view! { <ul class="views">{rows}</ul> })
    };
    view! {
        <PageTitle title="Views of all devices" total=total />
        <p class="lead">
            "The default view is the one that opens with All devices in the navigation. It is yours alone, also where the view is shared."
        </p>
        {has_default
            .then(|| {
                view! {
                    <ActionForm action=changes.choose>
                        <input type="hidden" name="id" value="" />
                        <Button kind=ButtonKind::Link>"Open the plain list instead of the default view"</Button>
                    </ActionForm>
                }
            })}
        {list}
    }
}

#[component]
fn ViewRow(view: SavedView, may_share: bool, changes: Changes) -> impl IntoView {
    let id = view.id.to_string();
    let may_change = view.is_own || may_share;
    let shared = if view.is_shared {
        "Shared with everybody"
    } else {
        "Yours alone"
    };
    let about = if view.is_own {
        shared.to_owned()
    } else {
        format!("Shared by {}", view.owner)
    };
    let problem = view.problem.clone().map(|problem| {
        view! {
            <Notice tone=Tone::Warning>
                <p>
                    "It was saved by another version of Muster, which knew another "
                    <code>{problem.field}</code>
                    ". It is not opened, because a part of it would show more than it asks for. Delete it, or save the list anew in its place."
                </p>
            </Notice>
        }
    });
    let choose = (!view.is_default && view.problem.is_none()).then(|| {
        let label = format!("Make {} the default view", view.name);
        view! {
            <ActionForm action=changes.choose>
                <input type="hidden" name="id" value=id.clone() />
                <Button attr:aria-label=label>"Make default"</Button>
            </ActionForm>
        }
    });
    let edit = may_change.then(|| view! { <EditView view=view.clone() may_share changes /> });
    view! {
        <li>
            <div class="row">
                <h2>
                    <a href=with_query(paths::devices(), &view.query)>
                        <bdi>{view.name}</bdi>
                    </a>
                </h2>
                {view.is_default.then(|| view! { <Badge tone=Tone::Info icon=Symbol::Check>"Default"</Badge> })}
                <span class="small muted">
                    <bdi>{about}</bdi>
                </span>
                <span class="push">{choose}</span>
            </div>
            {problem}
            {edit}
        </li>
    }
}

/// Name and sharing, and the way to delete it.
#[component]
fn EditView(view: SavedView, may_share: bool, changes: Changes) -> impl IntoView {
    let id = view.id.to_string();
    let name_id = format!("name-{id}");
    let is_shared = view.is_shared;
    let delete_label = format!("Delete the view {}", view.name);
    let delete_id = id.clone();
    let rename = view.problem.is_none().then(move || {
        view! {
            <ActionForm action=changes.rename attr:class="row">
                <input type="hidden" name="id" value=id />
                <label class="small" for=name_id.clone()>"Name"</label>
                <input
                    class="input"
                    id=name_id
                    name="name"
                    value=view.name
                    maxlength=MAX_VIEW_NAME.to_string()
                    autocomplete="off"
                    required
                />
                {may_share
                    .then(|| {
                        view! {
                            <label class="small row">
                                <input type="checkbox" name="shared" value="true" checked=view.is_shared />
                                "Share with everybody"
                            </label>
                        }
                    })}
                <Button>"Save"</Button>
            </ActionForm>
        }
    });
    let whose = if is_shared {
        "It goes for everybody who sees it"
    } else {
        "Only you see it"
    };
    view! {
        <details class="where">
            <summary class="link-btn small">"Change or delete"</summary>
            <div class="stack">
                {rename}
                <ActionForm action=changes.delete attr:class="row">
                    <input type="hidden" name="id" value=delete_id />
                    <Button kind=ButtonKind::DangerQuiet attr:aria-label=delete_label>
                        "Delete view"
                    </Button>
                    <span class="small muted">{whose} "; no device is touched. A deleted view cannot be brought back."</span>
                </ActionForm>
            </div>
        </details>
    }
}
