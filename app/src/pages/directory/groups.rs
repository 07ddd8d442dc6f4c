//! `/groups`: every group of the directory, searched, sorted, a page at a time. The address holds all of the state.

use domain::Invalid;
use domain::directory::{Group, GroupQuery};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::api::{List, list_groups};
use super::group_table::{GroupTable, groups_href};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, RowHeight};
use crate::pages::shared::address::{read_pairs, use_own_search};
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::list_parts::{
    NothingFound, NothingYet, Refused, SearchBar, summary, total_of,
};
use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, LinkButton, PageTitle, Pager, Symbol, TableBox, counted};

/// Groups.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let search = use_own_search();
    let query =
        Memo::new(move |_| search.with(|search| GroupQuery::from_pairs(read_pairs(search))));
    let list = page_data(move || query.get(), load);
    let refresh = Callback::new(move |()| list.refetch());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Err(AppError::Invalid(invalid)) => {
                        EitherOf3::A(view! { <Refused invalid list="Groups" href=paths::groups().to_owned() /> })
                    }
                    Err(error) => {
                        EitherOf3::B(
                            view! {
                                <div class="page">
                                    <ErrorPart error title="The groups could not be loaded" />
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

async fn load(query: Result<GroupQuery, Invalid>) -> Result<List<GroupQuery, Group>, AppError> {
    list_groups(query.map_err(AppError::Invalid)?).await
}

#[component]
fn Shown(list: List<GroupQuery, Group>, refresh: Callback<()>) -> impl IntoView {
    let List {
        query,
        page,
        all,
        now,
    } = list;
    let kept: Vec<_> = query
        .descending
        .then(|| ("sort".to_owned(), "-name".to_owned()))
        .into_iter()
        .collect();
    let here = groups_href(&query);
    let link = |at| {
        groups_href(&GroupQuery {
            at: Some(at),
            ..query.clone()
        })
    };
    let (total, summary) = (page.total, summary(&page, "group", "groups"));
    let (previous, next) = (page.previous.map(link), page.next.map(link));
    let rows = if page.items.is_empty() {
        let search = query.search.clone();
        Either::Left(view! { <NoGroups search all /> })
    } else {
        let query = query.clone();
        Either::Right(view! {
            <TableBox labelled_by="groups-title">
                <GroupTable groups=page.items total query />
            </TableBox>
        })
    };
    view! {
        <div class="fill">
            <header>
                <Breadcrumbs crumbs=vec![Crumb::text("People"), Crumb::text("Groups")] />
                <PageTitle
                    title="Groups"
                    id="groups-title"
                    total=total_of(total, all)
                    as_of=move || view! { <AsOfWithRefresh now here=here.clone() refresh /> }
                >
                    <RowHeight />
                    <LinkButton href=paths::new_group() icon=Symbol::Plus>
                        "Add group"
                    </LinkButton>
                    <span class="only-wide">
                        <LinkButton href=paths::imports() icon=Symbol::Upload>
                            "Import"
                        </LinkButton>
                    </span>
                </PageTitle>
            </header>
            <SearchBar
                action=paths::groups()
                id="group-search"
                label="Group name"
                search=query.search.clone()
                kept=kept
                all_href=paths::groups()
            />
            {rows}
            <Pager summary previous next />
        </div>
    }
}

#[component]
fn NoGroups(search: String, all: i64) -> impl IntoView {
    if search.is_empty() {
        Either::Left(view! {
            <NothingYet
                title="No group is known yet"
                text="Groups and their members come from the directory’s own exports. A user scope of Some is made of them."
            />
        })
    } else {
        Either::Right(
            view! { <NothingFound search href=paths::groups() whole=format!("Without the search: {}", counted(all, "group", "groups")) /> },
        )
    }
}
