//! The rows of *All devices*: a table, and cards on a phone.

use chrono::{DateTime, Utc};
use domain::device::{Device, DeviceQuery, DeviceSort};
use leptos::either::Either;
use leptos::prelude::*;

use super::compliance::ComplianceStatus;
use super::filters::list_href;
use super::version::OsVersion;
use crate::paths;
use crate::ui::{Name, Recorded, SortDirection, SortHead, Time};

/// The columns: what each is sorted by, and the class that places its cells in a card.
const COLUMNS: [(DeviceSort, &str); 10] = [
    (DeviceSort::Name, "stay"),
    (DeviceSort::User, ""),
    (DeviceSort::Compliance, ""),
    (DeviceSort::LastCheckIn, ""),
    (DeviceSort::Ownership, ""),
    (DeviceSort::JoinType, ""),
    (DeviceSort::ManagedBy, ""),
    (DeviceSort::OsVersion, ""),
    (DeviceSort::Serial, ""),
    (DeviceSort::Model, ""),
];

/// The table of one page of devices.
#[component]
pub fn DeviceTable(
    devices: Vec<Device>,
    total: i64,
    query: DeviceQuery,
    now: DateTime<Utc>,
) -> impl IntoView {
    let heads = COLUMNS
        .map(|(sort, class)| {
            let direction = if query.descending { SortDirection::Descending } else { SortDirection::Ascending };
            let sorted = (sort == query.sort).then_some(direction);
            view! { <SortHead label=sort.label() href=list_href(&query.sorted_by(sort)) sorted class /> }
        })
        .collect_view();
    let rows = devices
        .into_iter()
        .map(|device| view! { <DeviceRow device now /> })
        .collect_view();
    view! {
        <table class="grid-table cards" role="table" aria-labelledby="devices-title" aria-rowcount=total.to_string()>
            <thead role="rowgroup">
                <tr role="row">{heads}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

#[component]
fn DeviceRow(device: Device, now: DateTime<Utc>) -> impl IntoView {
    let face = device.face;
    let name = if face.name.is_empty() {
        "No name".to_owned()
    } else {
        face.name
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="stay at-name">
                <a class="name-link" href=paths::device(device.id)>
                    <Name name />
                </a>
            </th>
            <td role="cell" class="at-who">
                <User name=face.user_name upn=face.user_upn />
            </td>
            <td role="cell" class="at-state">
                <ComplianceStatus compliance=face.compliance />
            </td>
            <td role="cell" class="at-when num">
                <LastCheckIn at=face.last_check_in_at now />
            </td>
            <td role="cell">{face.ownership.label()}</td>
            <td role="cell">{face.join_type.label()}</td>
            <td role="cell">{face.managed_by.label()}</td>
            <td role="cell" class="at-more num">
                <OsVersion os=face.os version=face.os_version />
            </td>
            <td role="cell" class="mono">
                <Recorded text=Some(face.serial) />
            </td>
            <td role="cell">
                <span class="cut" title=face.model.clone()>
                    <Recorded text=Some(face.model.clone()) />
                </span>
            </td>
        </tr>
    }
}

/// The display name with the principal name behind it; the principal name where there is no other.
#[component]
fn User(name: String, upn: String) -> impl IntoView {
    let shown = if name.is_empty() { upn.clone() } else { name };
    if shown.is_empty() {
        Either::Left(view! { <span class="subtle">"None"</span> })
    } else {
        Either::Right(view! {
            <span class="cut" title=upn>
                <bdi>{shown}</bdi>
            </span>
        })
    }
}

#[component]
fn LastCheckIn(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> impl IntoView {
    match at {
        Some(at) => Either::Left(view! { <Time at now relative=true /> }),
        None => Either::Right(view! { <span class="subtle">"Never"</span> }),
    }
}
