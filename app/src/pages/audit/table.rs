//! The rows of the log: a table, and cards on a phone.

use chrono::{DateTime, Utc};
use domain::audit::{AuditEntry, AuditQuery, action_words};
use leptos::prelude::*;

use super::filters::list_href;
use super::words::{Object, Outcome};
use crate::paths;
use crate::ui::{Recorded, Time};

/// One page of entries, the newest first.
#[component]
pub fn AuditTable(
    entries: Vec<AuditEntry>,
    query: AuditQuery,
    now: DateTime<Utc>,
) -> impl IntoView {
    let rows = entries
        .into_iter()
        .map(|entry| view! { <Row entry query=query.clone() now /> })
        .collect_view();
    view! {
        <table class="grid-table cards" role="table" aria-labelledby="audit-title">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col" class="stay">
                        "What"
                    </th>
                    <th role="columnheader" scope="col" aria-sort="descending">
                        "When"
                    </th>
                    <th role="columnheader" scope="col">
                        "Who"
                    </th>
                    <th role="columnheader" scope="col">
                        "Object"
                    </th>
                    <th role="columnheader" scope="col">
                        "Result"
                    </th>
                    <th role="columnheader" scope="col">
                        "From"
                    </th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(entry: AuditEntry, query: AuditQuery, now: DateTime<Utc>) -> impl IntoView {
    let result = entry.result();
    let only_actor = list_href(&AuditQuery {
        actor: entry.actor_name.clone(),
        at: None,
        ..query
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="stay at-name">
                <a class="name-link" href=paths::audit_entry(entry.sequence)>
                    {action_words(&entry.action)}
                </a>
            </th>
            <td role="cell" class="at-when">
                <Time at=entry.at now />
            </td>
            <td role="cell" class="at-who">
                <a href=only_actor title="Only what this actor did">
                    <bdi>{entry.actor_name}</bdi>
                </a>
            </td>
            <td role="cell">
                <Object kind=entry.object_kind id=entry.object_id />
            </td>
            <td role="cell" class="at-state">
                <Outcome result />
            </td>
            <td role="cell" class="at-more">
                <Recorded text=Some(entry.address) />
            </td>
        </tr>
    }
}
