//! `/users`: every account of the directory, searched, sorted, a page at a time. The address holds all of the state.

use domain::Invalid;
use domain::directory::{User, UserQuery};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::api::{List, list_users};
use super::user_table::{UserTable, sort_word, users_href};
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

/// Users.
#[component]
pub fn UsersPage() -> impl IntoView {
    let search = use_own_search();
    let query = Memo::new(move |_| search.with(|search| UserQuery::from_pairs(read_pairs(search))));
    let list = page_data(move || query.get(), load);
    let refresh = Callback::new(move |()| list.refetch());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Err(AppError::Invalid(invalid)) => {
                        EitherOf3::A(view! { <Refused invalid list="Users" href=paths::users().to_owned() /> })
                    }
                    Err(error) => {
                        EitherOf3::B(
                            view! {
                                <div class="page">
                                    <ErrorPart error title="The users could not be loaded" />
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

async fn load(query: Result<UserQuery, Invalid>) -> Result<List<UserQuery, User>, AppError> {
    list_users(query.map_err(AppError::Invalid)?).await
}

#[component]
fn Shown(list: List<UserQuery, User>, refresh: Callback<()>) -> impl IntoView {
    let List {
        query,
        page,
        all,
        now,
    } = list;
    let kept: Vec<_> = sort_word(&query)
        .map(|sort| ("sort".to_owned(), sort))
        .into_iter()
        .collect();
    let here = users_href(&query);
    let link = |at| {
        users_href(&UserQuery {
            at: Some(at),
            ..query.clone()
        })
    };
    let (total, summary) = (page.total, summary(&page, "user", "users"));
    let (previous, next) = (page.previous.map(link), page.next.map(link));
    let rows = if page.items.is_empty() {
        let search = query.search.clone();
        Either::Left(view! { <NoUsers search all /> })
    } else {
        let query = query.clone();
        Either::Right(view! {
            <TableBox labelled_by="users-title">
                <UserTable users=page.items total query />
            </TableBox>
        })
    };
    view! {
        <div class="fill">
            <header>
                <Breadcrumbs crumbs=vec![Crumb::text("People"), Crumb::text("Users")] />
                <PageTitle
                    title="Users"
                    id="users-title"
                    total=total_of(total, all)
                    as_of=move || view! { <AsOfWithRefresh now here=here.clone() refresh /> }
                >
                    <RowHeight />
                    <LinkButton href=paths::new_user() icon=Symbol::Plus>
                        "Add user"
                    </LinkButton>
                    <span class="only-wide">
                        <LinkButton href=paths::imports() icon=Symbol::Upload>
                            "Import"
                        </LinkButton>
                    </span>
                </PageTitle>
            </header>
            <SearchBar
                action=paths::users()
                id="user-search"
                label="Name, sign-in name, mail or department"
                search=query.search.clone()
                kept=kept
                all_href=paths::users()
            />
            {rows}
            <Pager summary previous next />
        </div>
    }
}

#[component]
fn NoUsers(search: String, all: i64) -> impl IntoView {
    if search.is_empty() {
        Either::Left(view! {
            <NothingYet
                title="No user is known yet"
                text="Users come from the directory’s own export. With them, licences and groups, Muster can say who may enroll, and why."
            />
        })
    } else {
        Either::Right(
            view! { <NothingFound search href=paths::users() whole=format!("Without the search: {}", counted(all, "user", "users")) /> },
        )
    }
}
