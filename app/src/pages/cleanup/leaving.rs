//! `/devices/leaving`: devices whose offboarding plan was begun.

use chrono::{DateTime, Utc};
use domain::offboarding::Leaving;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{LeavingList, list_leaving};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, Crumb, Empty, LinkButton, PageTitle, Recorded, Symbol, Time, thousands,
};

/// Devices that are leaving.
#[component]
pub fn LeavingPage() -> impl IntoView {
    let list = page_data(|| (), |()| list_leaving());
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![
                Crumb::text("Devices"),
                Crumb::link("Stale devices", paths::stale_devices()),
                Crumb::text("Devices that leave"),
            ] />
            <Transition>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(list) => Either::Left(view! { <Shown list /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The devices could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(list: LeavingList) -> impl IntoView {
    let LeavingList { devices, now } = list;
    let total = thousands(i64::try_from(devices.len()).unwrap_or(i64::MAX));
    let content = if devices.is_empty() {
        Either::Left(view! {
            <Empty symbol=Symbol::Package title="No device is leaving">
                <p class="muted">
                    "Open a device and choose Offboard: its plan says what to do, in the order in which nothing is lost. Devices with a step done stand here."
                </p>
                <LinkButton kind=ButtonKind::Primary href=paths::devices()>
                    "Show all devices"
                </LinkButton>
            </Empty>
        })
    } else {
        let rows = devices
            .into_iter()
            .map(|device| view! { <Row device now /> })
            .collect_view();
        Either::Right(view! {
            <div class="overflow-x-auto" role="region" tabindex="0" aria-labelledby="page-title">
                <table class="plain-table stacks" role="table" aria-labelledby="page-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Device"</th>
                            <th role="columnheader" scope="col">"Last step"</th>
                            <th role="columnheader" scope="col">"Done"</th>
                            <th role="columnheader" scope="col">"User"</th>
                            <th role="columnheader" scope="col">"Serial number"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        })
    };
    view! {
        <PageTitle title="Devices that leave" total=total as_of=move || view! { <Time at=now now /> } />
        <div class="stack wider">
            <p class="lead">"Those with a step of their offboarding plan done within a year, at most 200."</p>
            {content}
        </div>
    }
}

#[component]
fn Row(device: Leaving, now: DateTime<Utc>) -> impl IntoView {
    let name = if device.name.is_empty() {
        "Without a name".to_owned()
    } else {
        device.name
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <a class="name-link" href=paths::offboarding(device.device_id)>
                    <bdi>{name}</bdi>
                </a>
            </th>
            <td role="cell">{device.last_step.label()}</td>
            <td role="cell">
                <Time at=device.done_at now />
                <br />
                <span class="tiny subtle">"by " <bdi>{device.done_by}</bdi></span>
            </td>
            <td role="cell"><Recorded text=Some(device.user_upn) /></td>
            <td role="cell"><code><Recorded text=Some(device.serial) /></code></td>
        </tr>
    }
}
