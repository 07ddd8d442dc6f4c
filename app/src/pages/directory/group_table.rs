//! The rows of *Groups*: a table, and cards on a phone.

use domain::directory::{Group, GroupQuery};
use leptos::prelude::*;

use crate::pages::shared::list_parts::with_query;
use crate::paths;
use crate::ui::{Name, Recorded, SortDirection, SortHead, counted, thousands};

/// The address of the list that `query` asks for.
pub fn groups_href(query: &GroupQuery) -> String {
    with_query(paths::groups(), &query.to_query_string())
}

/// One page of groups, each with its own members counted by kind.
#[component]
pub fn GroupTable(groups: Vec<Group>, total: i64, query: GroupQuery) -> impl IntoView {
    let sorted = if query.descending {
        SortDirection::Descending
    } else {
        SortDirection::Ascending
    };
    let turned = GroupQuery {
        descending: !query.descending,
        at: None,
        ..query
    };
    let rows = groups
        .into_iter()
        .map(|group| view! { <GroupRow group /> })
        .collect_view();
    view! {
        <table class="grid-table cards" role="table" aria-labelledby="groups-title" aria-rowcount=total.to_string()>
            <thead role="rowgroup">
                <tr role="row">
                    <SortHead label="Name" href=groups_href(&turned) sorted=Some(sorted) class="stay" />
                    <th role="columnheader" scope="col" class="end">
                        "Users"
                    </th>
                    <th role="columnheader" scope="col" class="end">
                        "Devices"
                    </th>
                    <th role="columnheader" scope="col" class="end">
                        "Groups"
                    </th>
                    <th role="columnheader" scope="col">
                        "Type"
                    </th>
                    <th role="columnheader" scope="col">
                        "Description"
                    </th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

#[component]
fn GroupRow(group: Group) -> impl IntoView {
    // On a phone one cell says all three counts.
    let counts = [
        counted(group.user_count, "user", "users"),
        counted(group.device_count, "device", "devices"),
        counted(group.nested_count, "group", "groups"),
    ];
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="stay at-name">
                <a class="name-link" href=paths::group(group.id)>
                    <Name name=group.name />
                </a>
            </th>
            <td role="cell" class="at-who end num">
                <span class="only-wide">{thousands(group.user_count)}</span>
                <span class="only-phone">{counts.join(", ")}</span>
            </td>
            <td role="cell" class="end num">{thousands(group.device_count)}</td>
            <td role="cell" class="end num">{thousands(group.nested_count)}</td>
            <td role="cell" class="at-state">
                <Recorded text=Some(group.group_type) />
            </td>
            <td role="cell">
                <span class="cut" title=group.description.clone()>
                    <Recorded text=Some(group.description.clone()) />
                </span>
            </td>
        </tr>
    }
}
