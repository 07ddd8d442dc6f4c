//! The devices of a user.

use chrono::{DateTime, Utc};
use domain::device::{Device, DeviceQuery};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use crate::error::AppError;
use crate::layout::ErrorNotice;
use crate::pages::shared::list_parts::with_query;
use crate::paths;
use crate::ui::{Name, Recorded, Time, counted, thousands};

/// The devices seen last, and the way to all of them.
#[component]
pub fn UserDevices(
    devices: Result<Vec<Device>, AppError>,
    device_count: i64,
    upn: String,
    now: DateTime<Utc>,
) -> impl IntoView {
    let all = DeviceQuery {
        user: vec![upn],
        ..DeviceQuery::default()
    };
    let all = with_query(paths::devices(), &all.to_query_string());
    let content = match devices {
        Err(error) => EitherOf3::A(view! { <ErrorNotice error /> }),
        Ok(devices) if devices.is_empty() => EitherOf3::B(view! {
            <p class="small muted">
                "None. No device that was " <a href=paths::imports()>"imported"</a> " or enrolled names this user."
            </p>
        }),
        Ok(devices) => EitherOf3::C(view! { <DeviceRows devices now /> }),
    };
    view! {
        <section class="stack" aria-labelledby="devices">
            <div class="row apart">
                <h2 id="devices">"Devices " <span class="subtle num font-normal">{thousands(device_count)}</span></h2>
                {(device_count > 0)
                    .then(|| {
                        view! {
                            <a class="small" href=all>
                                {format!("Show {} in the list", counted(device_count, "device", "devices"))}
                            </a>
                        }
                    })}
            </div>
            {content}
        </section>
    }
}

#[component]
fn DeviceRows(devices: Vec<Device>, now: DateTime<Utc>) -> impl IntoView {
    let rows = devices
        .into_iter()
        .map(|device| view! { <Row device now /> })
        .collect_view();
    view! {
        <div class="overflow-x-auto" role="region" tabindex="0" aria-labelledby="devices">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Last check-in"</th>
                        <th scope="col">"Ownership"</th>
                        <th scope="col">"Join type"</th>
                        <th scope="col">"Managed by"</th>
                        <th scope="col">"Serial"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(device: Device, now: DateTime<Utc>) -> impl IntoView {
    let face = device.face;
    let name = if face.name.is_empty() {
        "No name".to_owned()
    } else {
        face.name
    };
    view! {
        <tr>
            <th scope="row">
                <a href=paths::device(device.id)>
                    <Name name />
                </a>
            </th>
            <td class="nowrap">
                {match face.last_check_in_at {
                    Some(at) => Either::Left(view! { <Time at now relative=true /> }),
                    None => Either::Right(view! { <span class="subtle">"Never"</span> }),
                }}
            </td>
            <td class="nowrap">{face.ownership.label()}</td>
            <td class="nowrap">{face.join_type.label()}</td>
            <td class="nowrap">{face.managed_by.label()}</td>
            <td class="mono">
                <Recorded text=Some(face.serial) />
            </td>
        </tr>
    }
}
