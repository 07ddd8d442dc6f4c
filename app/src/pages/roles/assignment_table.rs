//! The assignments of a role: who holds it, and on what.

use domain::access::{AssignmentDetail, MemberGroup};
use leptos::either::Either;
use leptos::prelude::*;

use super::scope::{GroupRef, Reached};
use crate::paths;
use crate::ui::counted;

/// One line an assignment.
#[component]
pub fn AssignmentTable(assignments: Vec<AssignmentDetail>) -> impl IntoView {
    if assignments.is_empty() {
        return Either::Left(view! {
            <p class="small muted">"Nobody holds the role: it is not assigned to any group."</p>
        });
    }
    let rows = assignments
        .into_iter()
        .map(|detail| {
            let content = detail.assignment.content;
            let members = detail
                .members
                .into_iter()
                .map(|member| view! { <MemberRow member /> })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">
                        <a href=paths::role_assignment(detail.assignment.id)>
                            <bdi>{content.name}</bdi>
                        </a>
                        {(!content.description.is_empty())
                            .then(|| view! { <p class="tiny muted">{content.description}</p> })}
                    </th>
                    <td>
                        <ul class="stack">{members}</ul>
                    </td>
                    <td>
                        <Reached scope=detail.scope />
                    </td>
                </tr>
            }
        })
        .collect_view();
    Either::Right(view! {
        <table class="plain-table as-cards">
            <thead>
                <tr>
                    <th scope="col">"Assignment"</th>
                    <th scope="col">"Members of"</th>
                    <th scope="col">"On"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    })
}

#[component]
fn MemberRow(member: MemberGroup) -> impl IntoView {
    let mut counts = vec![counted(member.direct, "direct member", "direct members")];
    if member.unlicensed > 0 {
        counts.push(format!(
            "{} without a licence",
            crate::ui::thousands(member.unlicensed)
        ));
    }
    view! {
        <li>
            <GroupRef group=member.group />
            <p class="tiny muted num">{counts.join(", ")}</p>
        </li>
    }
}
