//! The groups of a user, and by which way the user belongs to each.

use domain::enrollment::{GroupName, Membership};
use leptos::either::Either;
use leptos::prelude::*;

use crate::paths;
use crate::ui::thousands;

/// Direct ones first; of an inherited one the groups between are named, the nearest to the user last.
#[component]
pub fn Memberships(groups: Vec<Membership>) -> impl IntoView {
    let count = i64::try_from(groups.len()).unwrap_or(i64::MAX);
    let rows = groups
        .into_iter()
        .map(|membership| view! { <Row membership /> })
        .collect_view();
    let table = if count == 0 {
        Either::Left(
            view! { <p class="small muted">"In no group, so a scope of groups never takes this user in."</p> },
        )
    } else {
        Either::Right(view! {
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Group"</th>
                        <th scope="col">"How"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    view! {
        <section class="stack" aria-labelledby="groups">
            <h2 id="groups">"Groups " <span class="subtle num font-normal">{thousands(count)}</span></h2>
            {table}
        </section>
    }
}

#[component]
fn Row(membership: Membership) -> impl IntoView {
    let Membership { group, through } = membership;
    let way = if through.is_empty() {
        Either::Left("Direct")
    } else {
        let links = through
            .into_iter()
            .enumerate()
            .map(|(at, group)| {
                let lead = if at == 0 { "Through " } else { ", then " };
                view! {
                    {lead}
                    <GroupLink group />
                }
            })
            .collect_view();
        Either::Right(links)
    };
    view! {
        <tr>
            <th scope="row">
                <GroupLink group />
            </th>
            <td class="muted">{way}</td>
        </tr>
    }
}

/// A group by name.
#[component]
pub fn GroupLink(group: GroupName) -> impl IntoView {
    view! {
        <a href=paths::group(group.id)>
            <bdi>{group.name}</bdi>
        </a>
    }
}
