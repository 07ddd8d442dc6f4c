//! `/devices/:id/offboarding`: what is to be done if a device leaves, in the order in which nothing is lost.

use chrono::{DateTime, Utc};
use domain::id::DeviceId;
use domain::offboarding::{PlannedStep, StepState};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::api::{ShownPlan, find_plan};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Crumb, Empty, LinkButton, Notice, PageTitle, Status, Symbol,
    Time, Tone,
};

/// The plan of one device.
#[component]
pub fn PlanPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<DeviceId>().ok()))
    });
    let plan = page_data(move || id.get(), load);
    view! {
        <div class="page form">
            <Transition>
                {move || Suspend::new(async move {
                    match plan.await {
                        Ok(plan) => EitherOf3::A(view! { <Shown plan /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchDevice /> }),
                        Err(error) => EitherOf3::C(view! { <ErrorPart error title="The plan could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load(id: Option<DeviceId>) -> Result<ShownPlan, AppError> {
    find_plan(id.ok_or_else(|| AppError::NotFound("device".to_owned()))?).await
}

#[component]
fn Shown(plan: ShownPlan) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let ShownPlan {
        device,
        name,
        plan,
        may_change,
        now,
    } = plan;
    let name = if name.is_empty() {
        "No name".to_owned()
    } else {
        name
    };
    let crumbs = vec![
        Crumb::text("Devices"),
        Crumb::link("All devices", paths::devices()),
        Crumb::link(name.clone(), paths::device(device)),
        Crumb::text("Offboarding"),
    ];
    let doubts = plan
        .doubts
        .iter()
        .map(|doubt| view! { <p>{doubt.label()}</p> })
        .collect_view();
    let has_doubts = !plan.doubts.is_empty();
    let is_over = plan.is_over();
    let steps = plan
        .steps
        .into_iter()
        .map(|step| view! { <OneStep step device may_change now /> })
        .collect_view();
    view! {
        <Breadcrumbs crumbs />
        <PageTitle title=format!("Offboard {name}") />
        <div class="stack wider">
            <OtherProblem typed fields=&[] />
            <p class="lead">
                "What to do when this device leaves the organisation, in the order in which nothing is lost. You do each step where it belongs; Muster remembers what is done and by whom."
            </p>
            {has_doubts.then(|| view! { <Notice tone=Tone::Warning>{doubts}</Notice> })}
            {is_over.then(|| view! { <Notice tone=Tone::Success><p>"Nothing is left to be done."</p></Notice> })}
            <ol class="plan-steps">{steps}</ol>
        </div>
    }
}

#[component]
fn OneStep(
    step: PlannedStep,
    device: DeviceId,
    may_change: bool,
    now: DateTime<Utc>,
) -> impl IntoView {
    let PlannedStep {
        step,
        state,
        text,
        can_be_done,
        can_be_undone,
    } = step;
    let is_turn = matches!(state, StepState::Next | StepState::Until(_));
    let is_needless = matches!(state, StepState::NotNeeded(_));
    let shown = match state {
        StepState::Done(done) => view! {
            <Status tone=Tone::Success icon=Symbol::CheckCircle>
                "Done " <Time at=done.done_at now /> " by " <bdi>{done.done_by}</bdi>
            </Status>
        }
        .into_any(),
        StepState::NotNeeded(reason) => view! {
            <Status icon=Symbol::Dashed>{format!("Not needed. {reason}")}</Status>
        }
        .into_any(),
        StepState::Next => view! {
            <Status tone=Tone::Info icon=Symbol::ArrowRight>"Next"</Status>
        }
        .into_any(),
        StepState::Until(at) => view! {
            <Status tone=Tone::Info icon=Symbol::Clock>"Until " <Time at now /></Status>
        }
        .into_any(),
        StepState::Later => view! {
            <Status icon=Symbol::Clock>"After the steps above"</Status>
        }
        .into_any(),
    };
    let form = |path: &'static str| paths::offboarding_step(device, path);
    let button = if can_be_done {
        Some(Either::Left(view! {
            <form method="post" action=form("done")>
                <input type="hidden" name="step" value=step.as_str() />
                <Button kind=ButtonKind::Primary icon=Symbol::Check>"It is done"</Button>
            </form>
        }))
    } else {
        can_be_undone.then(|| {
            Either::Right(view! {
                <form method="post" action=form("undo")>
                    <input type="hidden" name="step" value=step.as_str() />
                    <Button icon=Symbol::Undo>"It is not done"</Button>
                </form>
            })
        })
    };
    view! {
        <li class="stack" aria-current=is_turn.then_some("step")>
            <h2>{step.label()}</h2>
            {shown}
            {(!is_needless).then(|| view! { <p class="small muted">{text}</p> })}
            {button.filter(|_| may_change)}
        </li>
    }
}

#[component]
fn NoSuchDevice() -> impl IntoView {
    answer_not_found();
    view! {
        <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::link("All devices", paths::devices())] />
        <PageTitle title="Device not found" />
        <Empty symbol=Symbol::Laptop title="No device has this id">
            <p class="muted">
                "It may have been merged into another one, or hidden by a cleanup rule. Nothing was changed."
            </p>
            <LinkButton kind=ButtonKind::Primary href=paths::devices()>
                "Show all devices"
            </LinkButton>
        </Empty>
    }
}
