//! `/devices/edit`: what to change on the devices that were picked, or on all that a list asks for, and what that would
//! do. The address holds all of it.

use domain::Invalid;
use domain::device::DeviceEdit;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::api::{Previewed, preview_device_edit};
use super::form::{EditForm, Typed};
use super::past::PastEdits;
use super::preview::Preview;
use super::words::selection_in_words;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::{read_pairs, use_own_search};
use crate::pages::shared::refused::RefusedAddress;
use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, PageTitle, Time, counted};

/// What the address asks for, what was typed, and which of that cannot be taken.
type Asked = (Typed, Option<Invalid>, Result<DeviceEdit, Invalid>);

/// Edit devices.
#[component]
pub fn EditPage() -> impl IntoView {
    let search = use_own_search();
    let asked = Memo::new(move |_| search.with(|search| read(read_pairs(search))));
    let loaded = page_data(
        move || asked.get(),
        |(typed, invalid, edit)| async move {
            let previewed = match edit {
                Ok(edit) => preview_device_edit(edit).await,
                Err(invalid) => Err(AppError::Invalid(invalid)),
            };
            (typed, invalid, previewed)
        },
    );
    view! {
        <div class="page form">
            <Transition>
                {move || Suspend::new(async move {
                    match loaded.await {
                        (typed, invalid, Ok(previewed)) => {
                            EitherOf3::A(view! { <Shown typed invalid previewed /> })
                        }
                        (_, _, Err(AppError::Invalid(invalid))) => {
                            EitherOf3::B(view! { <Refused invalid /> })
                        }
                        (_, _, Err(error)) => {
                            EitherOf3::C(view! { <ErrorPart error title="The devices could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

/// Reads the address. What was typed wrongly into the form leaves the devices as they were asked for.
fn read(pairs: Vec<(String, String)>) -> Asked {
    let typed = Typed::new(pairs.clone());
    match DeviceEdit::from_pairs(pairs) {
        Err(invalid) if Typed::is_own(&invalid) => {
            let selection = typed.selection().map(|(key, value)| (key, value));
            let edit = DeviceEdit::from_pairs(selection);
            (typed, Some(invalid), edit)
        }
        edit => (typed, None, edit),
    }
}

#[component]
fn Shown(typed: Typed, invalid: Option<Invalid>, previewed: Previewed) -> impl IntoView {
    let Previewed {
        edit,
        preview,
        past,
        now,
    } = previewed;
    let title = match preview.total {
        0 => "Edit devices".to_owned(),
        total => format!("Edit {}", counted(total, "device", "devices")),
    };
    let selection = selection_in_words(&edit.selection);
    let asks = !edit.change.is_nothing();
    let panel = if asks {
        Either::Left(view! { <Preview edit preview /> })
    } else {
        Either::Right(view! {
            <p class="small muted">
                "Choose what to change, then Preview: it says how many devices would change, and from what to what."
            </p>
        })
    };
    let crumbs = vec![
        Crumb::text("Devices"),
        Crumb::link("All devices", paths::devices()),
        Crumb::text("Edit"),
    ];
    view! {
        <Breadcrumbs crumbs />
        <PageTitle title=title as_of=move || view! { <Time at=now now /> } />
        <p class="lead">
            <bdi>{selection}</bdi>
            "."
        </p>
        <div class="split">
            <EditForm typed invalid previewed=asks />
            <aside class="aside" aria-label="Preview">{panel}</aside>
        </div>
        <PastEdits edits=past now />
    }
}

#[component]
fn Refused(invalid: Invalid) -> impl IntoView {
    view! {
        <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::link("All devices", paths::devices())] />
        <PageTitle title="These devices cannot be edited" />
        <RefusedAddress invalid href=paths::devices() back="Show all devices">
            "Nothing is offered, so that nobody changes more devices than were asked for. Choose them from the list again."
        </RefusedAddress>
    }
}
