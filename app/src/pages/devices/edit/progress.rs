//! `/devices/edit/:id`: how far a change has come, what failed, and taking it back.

use chrono::{DateTime, Utc};
use domain::device::{BulkEdit, EditFailure, EditState};
use domain::id::EditId;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{EditProgress, find_device_edit};
use super::words::{asked, change_in_words, selection_in_words};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::pages::shared::again::look_again;
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Crumb, Empty, LinkButton, Name, PageTitle, Status, Symbol,
    Time, Tone, counted, thousands,
};

/// One change of many devices.
#[component]
pub fn EditProgressPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<EditId>().ok()))
    });
    let progress = page_data(move || id.get(), load);
    look_again(
        progress,
        |loaded| matches!(loaded, Ok(progress) if progress.edit.state == EditState::Running),
    );
    view! {
        <div class="page form">
            <Transition>
                {move || Suspend::new(async move {
                    match progress.await {
                        Ok(progress) => EitherOf3::A(view! { <Shown progress /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchEdit /> }),
                        Err(error) => {
                            EitherOf3::C(view! { <ErrorPart error title="The change could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load(id: Option<EditId>) -> Result<EditProgress, AppError> {
    let id = id.ok_or_else(|| AppError::NotFound("change".to_owned()))?;
    find_device_edit(id).await
}

#[component]
fn Shown(progress: EditProgress) -> impl IntoView {
    let EditProgress {
        edit,
        failures,
        now,
    } = progress;
    let crumbs = vec![
        Crumb::text("Devices"),
        Crumb::link("All devices", paths::devices()),
        Crumb::text("Change"),
    ];
    let body = if edit.state == EditState::Running {
        Either::Left(view! { <GoesOn edit=edit.clone() /> })
    } else {
        Either::Right(view! { <Over edit=edit.clone() now /> })
    };
    let failed = edit.failed;
    view! {
        <Breadcrumbs crumbs />
        <PageTitle title=title(&edit) as_of=move || view! { <Time at=now now /> } />
        <div class="stack wide runs">
            <section class="run" aria-label="The change">
                <Asked edit=edit.clone() now />
                {body}
            </section>
            {(failed > 0).then(|| view! { <Failures failures total=failed /> })}
        </div>
    }
}

fn title(edit: &BulkEdit) -> String {
    let verb = match (edit.undoes.is_some(), edit.state == EditState::Running) {
        (false, true) => "Changing",
        (false, false) => "Change of",
        (true, true) => "Taking back the change of",
        (true, false) => "Change taken back on",
    };
    format!("{verb} {}", counted(edit.total, "device", "devices"))
}

/// What was asked for, by whom and when.
#[component]
fn Asked(edit: BulkEdit, now: DateTime<Utc>) -> impl IntoView {
    let asked = asked(&edit);
    let lines = asked
        .iter()
        .flat_map(|asked| change_in_words(&asked.change))
        .map(|line| view! { <li><bdi>{line}</bdi></li> })
        .collect_view();
    let selection = asked
        .filter(|_| edit.undoes.is_none())
        .map(|asked| selection_in_words(&asked.selection));
    view! {
        <ul>{lines}</ul>
        {selection.map(|selection| view! { <p class="small muted"><bdi>{selection}</bdi> "."</p> })}
        {edit
            .undoes
            .map(|undone| {
                view! {
                    <p class="small">
                        "Takes back " <a href=paths::device_edit(undone)>"this change"</a> "."
                    </p>
                }
            })}
        <p class="row small">
            <EditStatus state=edit.state />
            <span class="subtle">"· " <bdi>{edit.started_by}</bdi> ", " <Time at=edit.started_at now /></span>
        </p>
    }
}

/// How far it has come. Nobody has to wait beside it; without scripts the page loads itself again.
#[component]
fn GoesOn(edit: BulkEdit) -> impl IntoView {
    let percent = (edit.done * 100).checked_div(edit.total).unwrap_or(100);
    view! {
        <noscript inner_html="<meta http-equiv=\"refresh\" content=\"2\">"></noscript>
        <div class="row apart small">
            <span>"Changing"</span>
            <span class="num muted">
                {format!("{} of {}, {percent} %", thousands(edit.done), thousands(edit.total))}
            </span>
        </div>
        <progress class="progress" aria-label="Devices that had their turn" max="100" value=percent.to_string()></progress>
        <p class="small muted" role="status">
            "You can leave this page: the work goes on, and " <a href=paths::device_edit_form()>"Edit"</a>
            " lists how far it is."
        </p>
        <form method="post" action=format!("{}/cancel", paths::device_edit(edit.id))>
            <Button>"Cancel"</Button>
        </form>
    }
}

/// What became of it, and what can be done now.
#[component]
fn Over(edit: BulkEdit, now: DateTime<Utc>) -> impl IntoView {
    let (left, unchanged) = (edit.total - edit.done, edit.unchanged());
    let said = match edit.state {
        EditState::Failed => Some(
            "It stopped because the server failed. What was changed until then is complete; make the same change again to go on.",
        ),
        EditState::Cancelled => Some("It was cancelled. What was changed until then stays."),
        EditState::Running | EditState::Done => None,
    };
    let undo = if edit.can_be_undone() {
        EitherOf3::A(view! {
            <form method="post" action=format!("{}/undo", paths::device_edit(edit.id))>
                <Button icon=Symbol::Undo>"Undo"</Button>
            </form>
        })
    } else if let Some(by) = edit.undone_by {
        EitherOf3::B(view! {
            <span class="small">
                <a href=paths::device_edit(by)>"It was taken back"</a>
            </span>
        })
    } else {
        EitherOf3::C(())
    };
    let can_be_undone = edit.can_be_undone();
    view! {
        <p class="counts">
            <Status tone=Tone::Success icon=Symbol::CheckCircle>
                {format!("{} changed", thousands(edit.changed))}
            </Status>
            <Status icon=Symbol::Check>{format!("{} as wanted already", thousands(unchanged))}</Status>
            {(edit.failed > 0)
                .then(|| {
                    view! {
                        <Status tone=Tone::Danger icon=Symbol::XCircle>
                            {format!("{} failed", thousands(edit.failed))}
                        </Status>
                    }
                })}
            {(left > 0).then(|| view! { <Status icon=Symbol::MinusCircle>{format!("{} not reached", thousands(left))}</Status> })}
        </p>
        {said.map(|said| view! { <p class="small muted">{said}</p> })}
        {edit.finished_at.map(|at| view! { <p class="small subtle">"Finished " <Time at now /></p> })}
        <div class="row">
            <LinkButton kind=ButtonKind::Primary icon=Symbol::Laptop href=paths::devices()>
                "Show all devices"
            </LinkButton>
            {undo}
        </div>
        {can_be_undone
            .then(|| {
                view! {
                    <p class="small muted">
                        "Undo gives each device its earlier values back where nobody changed them since, and lists the others."
                    </p>
                }
            })}
    }
}

/// The devices that could not be changed, each with its reason.
#[component]
fn Failures(failures: Vec<EditFailure>, total: i64) -> impl IntoView {
    let shown = i64::try_from(failures.len()).unwrap_or(i64::MAX);
    let rows = failures
        .into_iter()
        .map(|failure| {
            let name = if failure.name.is_empty() {
                failure.device_id.to_string()
            } else {
                failure.name
            };
            view! {
                <tr>
                    <th scope="row">
                        <a href=paths::device(failure.device_id)>
                            <Name name />
                        </a>
                    </th>
                    <td>{failure.reason}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="failures">
            <h2 id="failures">{counted(total, "device could not be changed", "devices could not be changed")}</h2>
            <div class="cmp-box" role="region" tabindex="0" aria-labelledby="failures">
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">"Device"</th>
                            <th scope="col">"Why"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {(shown < total).then(|| view! { <p class="small muted num">{format!("The first {} are shown.", thousands(shown))}</p> })}
        </section>
    }
}

/// The state with its icon.
#[component]
pub fn EditStatus(state: EditState) -> impl IntoView {
    let (tone, icon) = match state {
        EditState::Running => (Tone::Info, Symbol::Refresh),
        EditState::Done => (Tone::Success, Symbol::CheckCircle),
        EditState::Failed => (Tone::Danger, Symbol::XCircle),
        EditState::Cancelled => (Tone::Quiet, Symbol::MinusCircle),
    };
    view! {
        <Status tone icon>
            {state.label()}
        </Status>
    }
}

#[component]
fn NoSuchEdit() -> impl IntoView {
    answer_not_found();
    view! {
        <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::link("All devices", paths::devices())] />
        <PageTitle title="Change not found" />
        <Empty symbol=Symbol::Laptop title="No change has this id">
            <p class="muted">"The link may be old, or a letter is missing. Nothing was changed."</p>
            <LinkButton kind=ButtonKind::Primary href=paths::devices()>
                "Show all devices"
            </LinkButton>
        </Empty>
    }
}
