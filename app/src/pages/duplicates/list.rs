//! `/duplicates`: groups of records that look like duplicates, by case. The address holds all of the state.

use domain::Invalid;
use domain::duplicate::{Case, DuplicateQuery, GroupState};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::api::{DuplicateList, list_duplicates};
use super::filters::FilterBar;
use super::table::DuplicateTable;
use super::words::list_href;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, RowHeight, answer_bad_request};
use crate::pages::shared::address::{read_pairs, use_own_search};
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::list_parts::Refused;
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, Crumb, Empty, LinkButton, PageTitle, Pager, Symbol, Tab, TableBox,
    Tabs, thousands,
};

/// The groups of duplicates.
#[component]
pub fn DuplicatesPage() -> impl IntoView {
    let search = use_own_search();
    let query =
        Memo::new(move |_| search.with(|search| DuplicateQuery::from_pairs(read_pairs(search))));
    if query.read_untracked().is_err() {
        answer_bad_request();
    }
    let list = page_data(move || query.get(), load);
    let refresh = Callback::new(move |()| list.refetch());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Err(AppError::Invalid(invalid)) => {
                        EitherOf3::A(view! { <Refused invalid list="Duplicates" href=paths::duplicates().to_owned() area="Devices" /> })
                    }
                    Err(error) => {
                        EitherOf3::B(
                            view! {
                                <div class="page">
                                    <ErrorPart error title="The duplicates could not be loaded" />
                                </div>
                            },
                        )
                    }
                    Ok(list) => EitherOf3::C(view! { <Shown list refresh /> }),
                }
            })}
        </Transition>
    }
}

async fn load(query: Result<DuplicateQuery, Invalid>) -> Result<DuplicateList, AppError> {
    list_duplicates(query.map_err(AppError::Invalid)?).await
}

#[component]
fn Shown(list: DuplicateList, refresh: Callback<()>) -> impl IntoView {
    let DuplicateList {
        query,
        page,
        counts,
        may_decide,
        now,
    } = list;
    let here = list_href(&query);
    let link = |at| {
        list_href(&DuplicateQuery {
            at: Some(at),
            ..query.clone()
        })
    };
    let (previous, next) = (page.previous.map(link), page.next.map(link));
    let all: i64 = counts.iter().map(|(_, count)| count).sum();
    let found = match query.case {
        None => all,
        Some(case) => counts
            .iter()
            .find(|(known, _)| *known == case)
            .map_or(0, |(_, count)| *count),
    };
    let is_empty = page.items.is_empty();
    let summary = if is_empty {
        "0 groups".to_owned()
    } else {
        let shown = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
        let (first, last) = (page.skipped + 1, page.skipped + shown);
        format!(
            "{}–{} of {}",
            thousands(first),
            thousands(last),
            thousands(found)
        )
    };
    let rows = if is_empty {
        Either::Left(view! { <Nothing query=query.clone() /> })
    } else {
        let groups = page.items;
        Either::Right(view! {
            <TableBox labelled_by="duplicates-title">
                <DuplicateTable groups now />
            </TableBox>
        })
    };
    view! {
        <div class="fill">
            <header>
                <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::text("Duplicates")] />
                <PageTitle
                    title="Duplicates"
                    id="duplicates-title"
                    total=thousands(found)
                    as_of=move || view! { <AsOfWithRefresh now here=here.clone() refresh /> }
                >
                    <RowHeight />
                    <LinkButton kind=ButtonKind::Quiet href=paths::blocked_values()>
                        "What never counts"
                    </LinkButton>
                    {may_decide
                        .then(|| {
                            view! {
                                <LinkButton icon=Symbol::Merge href=paths::certain_duplicates()>
                                    "Merge what is certain"
                                </LinkButton>
                            }
                        })}
                </PageTitle>
            </header>
            <States state=query.state />
            <Cases query=query.clone() counts=counts.clone() />
            <FilterBar query counts />
            {rows}
            <Pager summary previous next />
        </div>
    }
}

/// What was decided: a list of its own for each.
#[component]
fn States(state: GroupState) -> impl IntoView {
    let tabs = GroupState::ALL
        .iter()
        .map(|&known| Tab {
            label: known.label().to_owned(),
            href: list_href(&DuplicateQuery {
                state: known,
                ..DuplicateQuery::default()
            }),
            count: None,
            is_current: known == state,
        })
        .collect();
    view! {
        <div class="inset">
            <Tabs label="What was decided" tabs />
        </div>
    }
}

/// How many groups there are of each case, each the way to these.
#[component]
fn Cases(query: DuplicateQuery, counts: Vec<(Case, i64)>) -> impl IntoView {
    let case_of = query.case;
    let chips = counts
        .into_iter()
        .map(|(case, count)| {
            let is_current = case_of == Some(case);
            let href = list_href(&DuplicateQuery {
                case: (!is_current).then_some(case),
                at: None,
                ..query.clone()
            });
            view! {
                <li>
                    <a class="chip" href=href aria-current=is_current.then_some("true") title=case.cause()>
                        <span class="subtle">{case.as_str()}</span>
                        {case.label()}
                        <b class="num">{thousands(count)}</b>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="case-counts" aria-label="Cases">{chips}</ul> }
}

#[component]
fn Nothing(query: DuplicateQuery) -> impl IntoView {
    let is_filtered = query.is_filtered() && query != state_alone(query.state);
    let (title, text) = match (is_filtered, query.state) {
        (true, _) => (
            "No group matches",
            "Take off a filter, or look at all of them.",
        ),
        (false, GroupState::Open) => (
            "No duplicates",
            "Records are compared whenever one of them changes. Nothing that looks like a duplicate is open.",
        ),
        (false, GroupState::Merged) => (
            "Nothing is merged",
            "What is made one device stands here for as long as its records are together.",
        ),
        (false, GroupState::Dismissed) => (
            "Nothing was dismissed",
            "What somebody said is not a duplicate stands here, until there is new evidence.",
        ),
    };
    view! {
        <div class="nothing">
            <Empty symbol=Symbol::Copies title>
                <p class="muted">{text}</p>
                {is_filtered
                    .then(|| {
                        view! {
                            <p>
                                <a href=list_href(&state_alone(query.state))>"Show all of them"</a>
                            </p>
                        }
                    })}
            </Empty>
        </div>
    }
}

fn state_alone(state: GroupState) -> DuplicateQuery {
    DuplicateQuery {
        state,
        ..DuplicateQuery::default()
    }
}
