//! What the rules did, and the way back.

use chrono::{DateTime, Utc};
use domain::cleanup::{CleanupRun, RunState};
use leptos::either::Either;
use leptos::prelude::*;

use crate::paths;
use crate::ui::{Button, ButtonKind, Status, Symbol, Time, Tone, counted, thousands};

/// The newest runs.
#[component]
pub fn Runs(runs: Vec<CleanupRun>, may_change: bool, now: DateTime<Utc>) -> impl IntoView {
    let rows = runs
        .into_iter()
        .map(|run| view! { <Row run may_change now /> })
        .collect_view();
    let has_rows = !rows.is_empty();
    view! {
        <div class="stack">
            <h2 id="runs">"What they did"</h2>
            {if has_rows {
                Either::Left(
                    view! {
                        <div class="overflow-x-auto" role="region" tabindex="0" aria-labelledby="runs">
                            <table class="plain-table stacks" role="table" aria-labelledby="runs">
                                <thead role="rowgroup">
                                    <tr role="row">
                                        <th role="columnheader" scope="col">"When"</th>
                                        <th role="columnheader" scope="col">"State"</th>
                                        <th role="columnheader" scope="col">"Rule"</th>
                                        <th role="columnheader" scope="col">"Hid"</th>
                                        <th role="columnheader" scope="col">"Started by"</th>
                                        <th role="columnheader" scope="col"><span class="sr">"Take back"</span></th>
                                    </tr>
                                </thead>
                                <tbody role="rowgroup">{rows}</tbody>
                            </table>
                        </div>
                    },
                )
            } else {
                Either::Right(view! { <p class="small muted">"Nothing was hidden yet. A run that finds nothing is not listed."</p> })
            }}
        </div>
    }
}

#[component]
fn Row(run: CleanupRun, may_change: bool, now: DateTime<Utc>) -> impl IntoView {
    let (tone, icon) = match run.state {
        RunState::Running => (Tone::Info, Symbol::Clock),
        RunState::Done => (Tone::Success, Symbol::CheckCircle),
        RunState::Cancelled => (Tone::Quiet, Symbol::Stop),
        RunState::Failed => (Tone::Danger, Symbol::XCircle),
    };
    let undone = run.undone_at.map(|at| {
        view! {
            <br />
            <span class="tiny subtle">
                "Taken back " <Time at now /> " by " <bdi>{run.undone_by.clone()}</bdi>
            </span>
        }
    });
    let starter = if run.started_by.is_empty() {
        Either::Left("It was due")
    } else {
        Either::Right(view! { <bdi>{run.started_by.clone()}</bdi> })
    };
    let still = (run.still_hidden != run.hidden).then(|| {
        let text = format!("{} hidden still", thousands(run.still_hidden));
        view! { <br /><span class="tiny subtle">{text}</span> }
    });
    let what = format!(
        "Bring back {}",
        counted(run.still_hidden, "record", "records")
    );
    let button = if run.state == RunState::Running {
        Some(Either::Left(view! {
            <form method="post" action=paths::cancel_cleanup(run.id)>
                <Button icon=Symbol::Stop>"Stop"</Button>
            </form>
        }))
    } else {
        run.can_be_undone().then(|| {
            Either::Right(view! {
                <form method="post" action=paths::undo_cleanup(run.id)>
                    <Button kind=ButtonKind::Plain icon=Symbol::Undo>{what}</Button>
                </form>
            })
        })
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><Time at=run.started_at now relative=true /></th>
            <td role="cell">
                <Status tone icon>{run.state.label()}</Status>
                {undone}
            </td>
            <td role="cell">{run.platform.label()} ", " {counted(run.days, "day", "days")}</td>
            <td role="cell" class="num">
                <a href=paths::hidden_of_run(run.id)>{counted(run.hidden, "record", "records")}</a>
                {still}
            </td>
            <td role="cell">{starter}</td>
            <td role="cell" class="end">{button.filter(|_| may_change)}</td>
        </tr>
    }
}
