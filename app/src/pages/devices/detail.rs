//! `/devices/:id`: one device: what it is, who has it, every record behind it, and the decision that holds today.

use domain::device::DeviceDetail;
use domain::duplicate::{DuplicateGroup, GroupState};
use domain::id::DeviceId;
use domain::what_if::DeviceDecision;
use leptos::either::EitherOf3;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{ShownDevice, decide_device, find_device};
use super::decision::DecisionToday;
use super::facts::{Notes, WhatItIs, WhoHasIt};
use super::records::{OtherFields, SideBySide};
use super::timeline::Timeline;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, Crumb, Empty, LinkButton, Notice, PageTitle, Symbol, counted,
};

/// One device.
#[component]
pub fn DevicePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<DeviceId>().ok()))
    });
    let device = page_data(move || id.get(), load);
    let refresh = Callback::new(move |()| device.refetch());
    view! {
        <div class="page">
            <Transition>
                {move || Suspend::new(async move {
                    match device.await {
                        Ok((device, decision)) => EitherOf3::A(view! { <Shown device decision refresh /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchDevice /> }),
                        Err(error) => {
                            EitherOf3::C(view! { <ErrorPart error title="The device could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

/// The device, and the decision about it: a part that fails does not take the page down.
async fn load(
    id: Option<DeviceId>,
) -> Result<(ShownDevice, Result<Option<DeviceDecision>, AppError>), AppError> {
    let id = id.ok_or_else(|| AppError::NotFound("device".to_owned()))?;
    Ok((find_device(id).await?, decide_device(id).await))
}

#[component]
fn Shown(
    device: ShownDevice,
    decision: Result<Option<DeviceDecision>, AppError>,
    refresh: Callback<()>,
) -> impl IntoView {
    let ShownDevice {
        duplicates,
        detail,
        now,
    } = device;
    let DeviceDetail {
        device,
        records,
        sources,
        by_hand,
    } = detail;
    let id = device.id;
    let name = if device.face.name.is_empty() {
        "No name".to_owned()
    } else {
        device.face.name.clone()
    };
    let as_of = move || view! { <AsOfWithRefresh now here=paths::device(id) refresh /> };
    let crumbs = vec![
        Crumb::text("Devices"),
        Crumb::link("All devices", paths::devices()),
        Crumb::text(name.clone()),
    ];
    view! {
        <Breadcrumbs crumbs />
        <PageTitle title=name total=counted(device.record_count, "record", "records") as_of=as_of>
            <LinkButton icon=Symbol::Pencil href=paths::edit_device(id)>
                "Edit"
            </LinkButton>
            <LinkButton icon=Symbol::Package href=paths::offboarding(id)>
                "Offboard"
            </LinkButton>
        </PageTitle>
        <Duplicates groups=duplicates />
        <div class="device">
            <WhatItIs face=device.face.clone() sources=sources.clone() records=records.clone() by_hand=by_hand.clone() now />
            <aside class="stack wider" aria-label="User, decision and timeline">
                <WhoHasIt face=device.face />
                <Notes notes=by_hand.notes now />
                <DecisionToday decision />
                <Timeline device=id records=records.clone() now />
            </aside>
            <div class="stack wider">
                <SideBySide records=records.clone() sources now />
                <OtherFields records />
            </div>
        </div>
    }
}

/// What is open about its records, and what was merged.
#[component]
fn Duplicates(groups: Vec<DuplicateGroup>) -> impl IntoView {
    let shown: Vec<_> = groups
        .into_iter()
        .filter(|group| group.state != GroupState::Dismissed)
        .map(|group| {
            let words = match group.state {
                GroupState::Merged => "Merged of several records: ".to_owned(),
                _ => format!("{}: ", group.handling.label()),
            };
            view! {
                <p>
                    {words}
                    <a href=paths::duplicate(group.id)>{group.case.label()}</a>
                </p>
            }
        })
        .collect();
    (!shown.is_empty()).then(|| view! { <Notice icon=Symbol::Copies>{shown}</Notice> })
}

#[component]
fn NoSuchDevice() -> impl IntoView {
    answer_not_found();
    view! {
        <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::link("All devices", paths::devices())] />
        <PageTitle title="Device not found" />
        <Empty symbol=Symbol::Laptop title="No device has this id">
            <p class="muted">
                "The link may be old, a letter is missing, or a cleanup rule hid it. Nothing was changed. Search for the device by its name, serial number or user."
            </p>
            <LinkButton kind=ButtonKind::Primary href=paths::devices()>
                "Show all devices"
            </LinkButton>
        </Empty>
    }
}
