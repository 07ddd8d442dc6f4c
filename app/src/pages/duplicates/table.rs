//! The groups: a table, and cards on a phone.

use chrono::{DateTime, Utc};
use domain::duplicate::DuplicateGroup;
use leptos::prelude::*;

use super::words::What;
use crate::paths;
use crate::ui::{Recorded, Time, thousands};

/// One page of groups.
#[component]
pub fn DuplicateTable(groups: Vec<DuplicateGroup>, now: DateTime<Utc>) -> impl IntoView {
    let rows = groups
        .into_iter()
        .map(|group| view! { <Row group now /> })
        .collect_view();
    let head = |label: &'static str| {
        view! {
            <th role="columnheader" scope="col">
                {label}
            </th>
        }
    };
    view! {
        <table class="grid-table cards" role="table" aria-labelledby="duplicates-title">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col" class="stay">
                        "Device"
                    </th>
                    {head("Right handling")}
                    {head("Case")}
                    <th role="columnheader" scope="col" class="end">
                        "Records"
                    </th>
                    {head("Confidence")}
                    {head("User")}
                    {head("Serial number")}
                    {head("Found")}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(group: DuplicateGroup, now: DateTime<Utc>) -> impl IntoView {
    let name = if group.name.is_empty() {
        "Without a name".to_owned()
    } else {
        group.name.clone()
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="stay at-name">
                <a class="name-link" href=paths::duplicate(group.id)>
                    <bdi>{name}</bdi>
                </a>
            </th>
            <td role="cell" class="at-state">
                <What group=group.clone() />
            </td>
            <td role="cell" class="at-who">
                {group.case.label()}
                " "
                <span class="subtle">{group.case.as_str()}</span>
            </td>
            <td role="cell" class="num end at-more">
                {thousands(group.records)}
                <span class="only-phone">{if group.records == 1 { " record" } else { " records" }}</span>
            </td>
            <td role="cell">{group.confidence.label()}</td>
            <td role="cell">
                <Recorded text=Some(group.user) />
            </td>
            <td role="cell">
                <code>
                    <Recorded text=Some(group.serial) />
                </code>
            </td>
            <td role="cell" class="at-when">
                <Time at=group.found_at now relative=true />
            </td>
        </tr>
    }
}
