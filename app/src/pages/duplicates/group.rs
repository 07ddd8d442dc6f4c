//! `/duplicates/:id`: one group: its records side by side, what speaks for it, and what is right to do.

use domain::duplicate::{DuplicateGroup, GroupState};
use domain::id::DuplicateId;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::api::{ShownDuplicate, find_duplicate};
use super::compared::Compared;
use super::decide::Decide;
use super::fix::Fix;
use super::keys::follow_keys;
use super::proposal::Proposal;
use super::words::case_words;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::pages::shared::list_parts::audit_of;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Badge, Breadcrumbs, ButtonKind, Crumb, Empty, LinkButton, Notice, PageTitle, Symbol, Time,
    Tone, counted,
};

/// One group of duplicates.
#[component]
pub fn DuplicatePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| {
            params
                .get("id")
                .and_then(|text| text.parse::<DuplicateId>().ok())
        })
    });
    let group = page_data(move || id.get(), load);
    follow_keys();
    view! {
        <div class="page">
            <Transition>
                {move || Suspend::new(async move {
                    match group.await {
                        Ok(shown) => EitherOf3::A(view! { <Shown shown /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchGroup /> }),
                        Err(error) => EitherOf3::C(view! { <ErrorPart error title="The group could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load(id: Option<DuplicateId>) -> Result<ShownDuplicate, AppError> {
    let id = id.ok_or_else(|| AppError::NotFound("group of duplicates".to_owned()))?;
    find_duplicate(id).await
}

#[component]
fn Shown(shown: ShownDuplicate) -> impl IntoView {
    let ShownDuplicate {
        detail,
        may_decide,
        now,
    } = shown;
    let typed = Typed::read(&use_location().search.get_untracked());
    let group = detail.group.clone();
    let name = if group.name.is_empty() {
        "Without a name".to_owned()
    } else {
        group.name.clone()
    };
    let crumbs = vec![
        Crumb::text("Devices"),
        Crumb::link("Duplicates", paths::duplicates()),
        Crumb::text(name.clone()),
    ];
    let (newer, older) = detail.neighbours;
    let (tone, badge) = match group.state {
        GroupState::Open if group.same_machine => (Tone::Warning, case_words(group.case)),
        GroupState::Open => (Tone::Danger, case_words(group.case)),
        GroupState::Merged => (Tone::Success, format!("Merged: {}", case_words(group.case))),
        GroupState::Dismissed => (
            Tone::Quiet,
            format!("Not a duplicate: {}", case_words(group.case)),
        ),
    };
    let total = counted(group.records, "record", "records");
    let whose = if group.same_machine {
        " of one machine"
    } else {
        " of different machines"
    };
    let is_mergeable =
        may_decide && group.state == GroupState::Open && group.never_merged().is_none();
    let may_dismiss = may_decide && group.state == GroupState::Open;
    let survivor = group.survivor.filter(|_| group.same_machine);
    view! {
        <Breadcrumbs crumbs />
        <PageTitle title=name total=format!("{total}{whose}")>
            <Step to=newer label="Previous" symbol=Symbol::ChevronLeft id="previous-group" />
            <Step to=older label="Next" symbol=Symbol::ChevronRight id="next-group" />
        </PageTitle>
        <p>
            <Badge tone icon=Symbol::Copies>
                {badge}
            </Badge>
        </p>
        <p class="lead">{group.case.cause()}</p>
        <OtherProblem typed fields=&[] />
        <DecidedBefore group=group.clone() />
        <div class="dup-split">
            <div class="stack wider">
                <Compared records=detail.records.clone() survivor hidden=detail.hidden />
                <p class="small muted">
                    "Found " <Time at=group.found_at now /> ". "
                    <a href=audit_of("duplicate", group.id)>"What was decided about it"</a>
                </p>
                <p class="small muted only-wide">
                    "Keys: "
                    <kbd>"j"</kbd>
                    " next, "
                    <kbd>"k"</kbd>
                    " previous"
                    {is_mergeable.then(|| view! { ", " <kbd>"m"</kbd> " to the merge" })}
                    {may_dismiss.then(|| view! { ", " <kbd>"n"</kbd> " to “Not a duplicate”" })}
                </p>
            </div>
            <div class="stack wider">
                <Fix group=group.clone() may_decide now />
                <Proposal detail=detail.clone() now />
                {may_decide
                    .then(|| {
                        view! {
                            <section class="stack" aria-labelledby="decide">
                                <h2 id="decide">"Decide"</h2>
                                <Decide detail />
                            </section>
                        }
                    })}
            </div>
        </div>
    }
}

/// Somebody decided about this group when it was smaller.
#[component]
fn DecidedBefore(group: DuplicateGroup) -> impl IntoView {
    let by = Some(group.decided_by).filter(|by| group.state == GroupState::Open && !by.is_empty());
    by.map(|by| {
        view! {
            <Notice tone=Tone::Info>
                <p>
                    <bdi>{by}</bdi>
                    " decided about this group before. It is open again because there is new evidence."
                </p>
            </Notice>
        }
    })
}

#[component]
fn Step(
    to: Option<DuplicateId>,
    label: &'static str,
    symbol: Symbol,
    /// What the key looks for that does the same.
    id: &'static str,
) -> impl IntoView {
    match to {
        Some(to) => Either::Left(view! {
            <LinkButton href=paths::duplicate(to) icon=symbol attr:id=id>
                {label}
            </LinkButton>
        }),
        None => Either::Right(view! {
            <span class="btn" role="link" aria-disabled="true">
                {label}
            </span>
        }),
    }
}

#[component]
fn NoSuchGroup() -> impl IntoView {
    answer_not_found();
    view! {
        <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::link("Duplicates", paths::duplicates())] />
        <PageTitle title="Group not found" />
        <Empty symbol=Symbol::Copies title="These records have nothing to do with each other any more">
            <p class="muted">
                "A group ends when its records say something else, or when none of them is within your reach. What was merged stays merged."
            </p>
            <LinkButton kind=ButtonKind::Primary href=paths::duplicates()>
                "Show the duplicates"
            </LinkButton>
        </Empty>
    }
}
