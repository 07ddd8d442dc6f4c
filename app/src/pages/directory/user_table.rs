//! The rows of *Users*: a table, and cards on a phone.

use domain::directory::{User, UserQuery, UserSort};
use leptos::prelude::*;

use super::account::AccountStatus;
use crate::pages::shared::list_parts::with_query;
use crate::paths;
use crate::ui::{Name, Recorded, SortDirection, SortHead};

/// The address of the list that `query` asks for.
pub fn users_href(query: &UserQuery) -> String {
    with_query(paths::users(), &query.to_query_string())
}

/// The order as the address has it; `None` for the usual one.
pub fn sort_word(query: &UserQuery) -> Option<String> {
    let is_usual = query.sort == UserSort::Name && !query.descending;
    let turned = if query.descending { "-" } else { "" };
    (!is_usual).then(|| format!("{turned}{}", query.sort.as_str()))
}

/// One page of users.
#[component]
pub fn UserTable(users: Vec<User>, total: i64, query: UserQuery) -> impl IntoView {
    let head = |sort: UserSort, label: &'static str, class: &'static str| {
        let direction = if query.descending {
            SortDirection::Descending
        } else {
            SortDirection::Ascending
        };
        let sorted = (sort == query.sort).then_some(direction);
        let descending = sorted == Some(SortDirection::Ascending);
        let href = users_href(&UserQuery {
            sort,
            descending,
            at: None,
            ..query.clone()
        });
        view! { <SortHead label href sorted class /> }
    };
    let rows = users
        .into_iter()
        .map(|user| view! { <UserRow user /> })
        .collect_view();
    view! {
        <table class="grid-table cards" role="table" aria-labelledby="users-title" aria-rowcount=total.to_string()>
            <thead role="rowgroup">
                <tr role="row">
                    {head(UserSort::Name, "Name", "stay")} {head(UserSort::Upn, "Signs in as", "")} <th role="columnheader" scope="col">
                        "Account"
                    </th> <th role="columnheader" scope="col">
                        "Department"
                    </th> <th role="columnheader" scope="col">
                        "Job title"
                    </th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

#[component]
fn UserRow(user: User) -> impl IntoView {
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="stay at-name">
                <a class="name-link" href=paths::user(user.id)>
                    <Name name=user.name />
                </a>
            </th>
            <td role="cell" class="at-who">
                <bdi>{user.upn}</bdi>
            </td>
            <td role="cell" class="at-state">
                <AccountStatus enabled=user.account_enabled />
            </td>
            <td role="cell" class="at-more">
                <Recorded text=Some(user.department) />
            </td>
            <td role="cell">
                <Recorded text=Some(user.job_title) />
            </td>
        </tr>
    }
}
