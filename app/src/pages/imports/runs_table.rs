//! Several files that came together: a line each, and below what is to be said of single ones.

use domain::import::{DateStyle, ImportRun, ImportState, Problem};
use leptos::prelude::*;

use super::api::ChooseImportDates;
use super::dates::DatesRead;
use super::problems::Problems;
use super::progress::share;
use super::run_card::UnknownColumns;
use super::state::ImportStatus;
use crate::paths;
use crate::ui::thousands;

/// One line a file, in the order in which they are imported.
#[component]
pub fn RunsTable(runs: Vec<ImportRun>) -> impl IntoView {
    let rows = runs
        .into_iter()
        .map(|run| view! { <Row run /> })
        .collect_view();
    view! {
        <div class="cmp-box" role="region" tabindex="0" aria-label="Files">
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
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(run: ImportRun) -> impl IntoView {
    let share = share(&run);
    view! {
        <tr>
            <th scope="row">
                <a class="break-words" href=paths::import(run.id)>
                    <bdi>{run.file_name}</bdi>
                </a>
                {run.problem.map(|problem| view! { <p class="tiny muted">{problem}</p> })}
            </th>
            <td class="nowrap">{run.kind.map_or("Not known", |kind| kind.label())}</td>
            <td class="nowrap">
                <ImportStatus state=run.state />
                {share.map(|share| view! { <span class="num muted">", " {share}</span> })}
            </td>
            <td class="end num">{thousands(run.added)}</td>
            <td class="end num">{thousands(run.changed)}</td>
            <td class="end num">{thousands(run.unchanged)}</td>
            <td class="end num">{thousands(run.bad)}</td>
        </tr>
    }
}

/// Records that cannot be taken, columns that are not known and dates whose order may be another, by file.
#[component]
pub fn Details(
    runs: Vec<(ImportRun, Vec<Problem>)>,
    choose: ServerAction<ChooseImportDates>,
) -> impl IntoView {
    let has_dates = |run: &ImportRun| {
        matches!(run.state, ImportState::Checked | ImportState::Done)
            && run.dates.is_some_and(|dates| dates != DateStyle::Iso)
    };
    runs.into_iter()
        .filter(move |(run, _)| run.bad > 0 || !run.unknown_columns.0.is_empty() || has_dates(run))
        .map(move |(run, problems)| {
            let dates =
                has_dates(&run).then(|| view! { <DatesRead run=run.clone() choose named=true /> });
            let (id, total, file) = (run.id, run.bad, run.file_name.clone());
            let has_unknown = !run.unknown_columns.0.is_empty();
            view! {
                <div>
                    {dates}
                    {(total > 0).then(|| view! { <Problems id total problems file=Some(file) /> })}
                    {has_unknown.then(|| view! { <UnknownColumns run named=true /> })}
                </div>
            }
        })
        .collect_view()
}
