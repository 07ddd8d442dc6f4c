//! The table of past imports.

use chrono::{DateTime, Utc};
use domain::import::ImportRun;
use leptos::either::Either;
use leptos::prelude::*;

use super::state::ImportStatus;
use crate::paths;
use crate::ui::{Name, Time, thousands};

/// Newest first: which file, how far it came, what it changed, who brought it.
#[component]
pub fn PastImports(runs: Vec<ImportRun>, now: DateTime<Utc>) -> impl IntoView {
    let rows = runs
        .into_iter()
        .map(|run| view! { <Row run now /> })
        .collect_view();
    view! {
        <div class="cmp-box" role="region" tabindex="0" aria-label="Table of past imports">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"File"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="end">"Added"</th>
                        <th scope="col" class="end">"Changed"</th>
                        <th scope="col" class="end">"Unchanged"</th>
                        <th scope="col" class="end">"Not taken"</th>
                        <th scope="col">"As of"</th>
                        <th scope="col">"By"</th>
                        <th scope="col">"When"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(run: ImportRun, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <tr>
            <th scope="row" class="past-file">
                <a href=paths::import(run.id)>
                    <Name name=run.file_name />
                </a>
            </th>
            <td class="nowrap">{run.kind.map_or("Not known", |kind| kind.label())}</td>
            <td>
                <ImportStatus state=run.state />
            </td>
            <td class="end num">{thousands(run.added)}</td>
            <td class="end num">{thousands(run.changed)}</td>
            <td class="end num">{thousands(run.unchanged)}</td>
            <td class="end num">{thousands(run.bad)}</td>
            <td>
                {match run.as_of {
                    Some(at) => Either::Left(view! { <Time at now /> }),
                    None => Either::Right(view! { <span class="subtle">"Not known"</span> }),
                }}
            </td>
            <td class="nowrap">
                <bdi>{run.started_by}</bdi>
            </td>
            <td>
                <Time at=run.started_at now />
            </td>
        </tr>
    }
}
