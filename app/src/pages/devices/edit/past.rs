//! Changes that were made: what, by whom, when, and the way to each.

use chrono::{DateTime, Utc};
use domain::device::BulkEdit;
use leptos::prelude::*;

use super::progress::EditStatus;
use super::words::edit_in_words;
use crate::paths;
use crate::ui::{Time, thousands};

/// Newest first; nothing where none was made.
#[component]
pub fn PastEdits(edits: Vec<BulkEdit>, now: DateTime<Utc>) -> impl IntoView {
    (!edits.is_empty()).then(|| {
        let rows = edits
            .into_iter()
            .map(|edit| view! { <Row edit now /> })
            .collect_view();
        view! {
            <section class="stack past" aria-labelledby="past-edits">
                <h2 id="past-edits">"Past changes"</h2>
                <div class="cmp-box" role="region" tabindex="0" aria-label="Table of past changes">
                    <table class="plain-table">
                        <thead>
                            <tr>
                                <th scope="col">"Change"</th>
                                <th scope="col">"State"</th>
                                <th scope="col" class="end">"Changed"</th>
                                <th scope="col" class="end">"As wanted already"</th>
                                <th scope="col" class="end">"Failed"</th>
                                <th scope="col">"By"</th>
                                <th scope="col">"When"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

#[component]
fn Row(edit: BulkEdit, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">
                <a href=paths::device_edit(edit.id)>
                    <bdi>{edit_in_words(&edit)}</bdi>
                </a>
            </th>
            <td>
                <EditStatus state=edit.state />
            </td>
            <td class="end num">{thousands(edit.changed)}</td>
            <td class="end num">{thousands(edit.unchanged())}</td>
            <td class="end num">{thousands(edit.failed)}</td>
            <td class="nowrap">
                <bdi>{edit.started_by}</bdi>
            </td>
            <td>
                <Time at=edit.started_at now />
            </td>
        </tr>
    }
}
