//! One file: what it is, how far it has come, what it would change or has changed.

use chrono::{DateTime, Utc};
use domain::import::{ImportRun, ImportState, Problem};
use leptos::either::EitherOf4;
use leptos::prelude::*;

use super::api::ChooseImportDates;
use super::dates::DatesRead;
use super::problems::Problems;
use super::progress::Reading;
use super::state::ImportStatus;
use crate::ui::{Icon, Notice, Status, Symbol, Time, Tone, counted, thousands};

/// A run and the first of its problems.
#[component]
pub fn RunCard(
    run: ImportRun,
    problems: Vec<Problem>,
    now: DateTime<Utc>,
    choose: ServerAction<ChooseImportDates>,
) -> impl IntoView {
    let kind = run.kind.map_or("Kind not known yet", |kind| kind.label());
    let title_id = format!("run-{}", run.id);
    let named_by = title_id.clone();
    let body = match run.state {
        ImportState::Uploading | ImportState::Checking | ImportState::Importing => {
            EitherOf4::A(view! { <Reading run=run.clone() /> })
        }
        ImportState::Checked | ImportState::Done => {
            EitherOf4::B(view! { <Counts run=run.clone() now /> })
        }
        ImportState::Failed => {
            let problem = run
                .problem
                .clone()
                .unwrap_or_else(|| "The run stopped.".to_owned());
            EitherOf4::C(view! {
                <Notice tone=Tone::Danger>
                    <p>{problem}</p>
                </Notice>
            })
        }
        ImportState::Cancelled => EitherOf4::D(view! {
            <p class="small muted">
                {match run.added + run.changed {
                    _ if run.finished_at.is_none() => "Cancelled.",
                    0 => "Cancelled. Nothing was written.",
                    _ => "Cancelled. What was written until then stays and is right.",
                }}
            </p>
        }),
    };
    let unknown = (run.state != ImportState::Uploading && !run.unknown_columns.0.is_empty())
        .then(|| view! { <UnknownColumns run=run.clone() /> });
    let dates = matches!(run.state, ImportState::Checked | ImportState::Done)
        .then(|| view! { <DatesRead run=run.clone() choose /> });
    view! {
        <section class="run" aria-labelledby=named_by>
            <div class="row apart">
                <h2 class="file" id=title_id>
                    <bdi>{run.file_name.clone()}</bdi>
                </h2>
                <span class="asof">{kind}</span>
            </div>
            <p class="row small">
                <ImportStatus state=run.state />
                <span class="subtle">"· " {run.started_by.clone()} ", " <Time at=run.started_at now /></span>
            </p>
            {body}
            {dates}
            {unknown}
            {(run.bad > 0).then(|| view! { <Problems id=run.id total=run.bad problems open=true /> })}
        </section>
    }
}

/// What would change, or what did.
#[component]
fn Counts(run: ImportRun, now: DateTime<Utc>) -> impl IntoView {
    let [added, changed, unchanged] = if run.state == ImportState::Done {
        [" added", " changed", " left as they were"]
    } else {
        [" would be added", " would change", " known already"]
    };
    view! {
        <p class="counts">
            <Status tone=Tone::Success icon=Symbol::Plus>
                {thousands(run.added)}
                {added}
            </Status>
            <Status tone=Tone::Info icon=Symbol::Pencil>
                {thousands(run.changed)}
                {changed}
            </Status>
            <Status icon=Symbol::Check>
                {thousands(run.unchanged)}
                {unchanged}
            </Status>
        </p>
        <p class="small muted">
            <span class="num">{counted(run.records, "record", "records")} " read. "</span>
            {(run.state == ImportState::Checked).then_some("Nothing is written yet. ")}
            {run
                .as_of
                .map(|as_of| {
                    view! {
                        "The file tells about "
                        <Time at=as_of now />
                        "."
                    }
                })}
        </p>
    }
}

/// Columns without a meaning here: nothing of them is lost where records can carry them.
#[component]
pub fn UnknownColumns(
    run: ImportRun,
    /// Whether the page is about several files, so that this one must be named.
    #[prop(optional)]
    named: bool,
) -> impl IntoView {
    let names = run.unknown_columns.0;
    let count = i64::try_from(names.len()).unwrap_or(i64::MAX);
    view! {
        <details class="fold">
            <summary>
                <Icon symbol=Symbol::ChevronRight small=true />
                <span>
                    {named.then(|| view! { <bdi class="medium">{run.file_name}</bdi> ": " })}
                    {counted(count, "column is not known", "columns are not known")}
                </span>
            </summary>
            <p class="small muted py-2">
                "Their values are kept with the record and shown on its page: " <bdi>{names.join(", ")}</bdi>
            </p>
        </details>
    }
}
