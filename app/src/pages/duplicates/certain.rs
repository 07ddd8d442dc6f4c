//! `/duplicates/certain`: merging what is certain, a hundred groups at a time, with what that would be.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::api::{CertainMerges, preview_certain};
use super::table::DuplicateTable;
use super::words::list_href;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Crumb, Empty, LinkButton, Notice, PageTitle, Symbol, TableBox,
    Tone, counted, thousands,
};
use domain::duplicate::{DuplicateQuery, GroupState, UNDO_DAYS};

/// What would be merged, and the button that does it.
#[component]
pub fn CertainPage() -> impl IntoView {
    let preview = page_data(|| (), |()| preview_certain());
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![
                Crumb::text("Devices"),
                Crumb::link("Duplicates", paths::duplicates()),
                Crumb::text("Merge what is certain"),
            ] />
            <PageTitle title="Merge what is certain" id="duplicates-title" />
            <Transition>
                {move || Suspend::new(async move {
                    match preview.await {
                        Ok(preview) => Either::Left(view! { <Shown preview /> }),
                        Err(error) => {
                            Either::Right(view! { <ErrorPart error title="The preview could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(preview: CertainMerges) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let CertainMerges {
        groups,
        certain,
        open,
        now,
    } = preview;
    let (merged, left_out) = (typed.value("merged"), typed.value("left_out"));
    let done = merged.parse::<i64>().ok().map(|merged| {
        let left_out = left_out.parse::<i64>().unwrap_or(0);
        let all = DuplicateQuery {
            state: GroupState::Merged,
            ..DuplicateQuery::default()
        };
        view! {
            <Notice tone=Tone::Success>
                <p>
                    {counted(merged, "group was merged", "groups were merged")} ". "
                    <a href=list_href(&all)>"Show what is merged"</a>
                </p>
                {(left_out > 0)
                    .then(|| {
                        view! {
                            <p>
                                {counted(left_out, "group was left out", "groups were left out")}
                                " because it changed in the meantime or is not all within your reach."
                            </p>
                        }
                    })}
            </Notice>
        }
    });
    let now_merged = i64::try_from(groups.len()).unwrap_or(i64::MAX);
    let others = open - certain;
    let body = if groups.is_empty() {
        Either::Left(view! {
            <Empty symbol=Symbol::Copies title="Nothing is certain and free of warnings">
                <LinkButton kind=ButtonKind::Primary href=paths::duplicates()>
                    "Show the duplicates"
                </LinkButton>
            </Empty>
        })
    } else {
        Either::Right(view! {
            <form method="post" action=paths::certain_duplicates() class="row">
                <Button kind=ButtonKind::Primary icon=Symbol::Merge>
                    {format!("Merge {}", counted(now_merged, "group", "groups"))}
                </Button>
                <a class="btn" href=paths::duplicates()>
                    "Cancel"
                </a>
            </form>
            <TableBox labelled_by="duplicates-title">
                <DuplicateTable groups now />
            </TableBox>
        })
    };
    view! {
        <div class="stack wider">
        <OtherProblem typed fields=&[] />
        {done}
        <p class="lead">
            {format!(
                "{} certain, and nothing speaks against merging: one machine by its serial number or its device id, one user, the leftovers silent for three weeks. Up to 100 are merged at a time, and each can be taken back for {UNDO_DAYS} days.",
                counted(certain, "group is", "groups are"),
            )}
        </p>
        {(others > 0)
            .then(|| {
                view! {
                    <p class="muted">
                        {thousands(others)}
                        " other open groups are left out: each says on its page what speaks against it, or that it is right as it is. "
                        <a href=paths::duplicates()>"Show all"</a>
                    </p>
                }
            })}
        {body}
        </div>
    }
}
