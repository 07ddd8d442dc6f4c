//! `/roles`: every role, built-in and custom.

use domain::access::RoleSummary;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::list_roles;
use super::tabs::{Part, RoleTabs};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, Crumb, LinkButton, PageTitle, Symbol, counted, thousands,
};

/// Roles.
#[component]
pub fn RolesPage() -> impl IntoView {
    let roles = page_data(|| (), |()| list_roles());
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("People"), Crumb::text("Roles")] />
            <Transition>
                {move || Suspend::new(async move {
                    match roles.await {
                        Ok(roles) => Either::Left(view! { <Shown roles /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The roles could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(roles: Vec<RoleSummary>) -> impl IntoView {
    let total = thousands(i64::try_from(roles.len()).unwrap_or(i64::MAX));
    let rows = roles
        .into_iter()
        .map(|summary| view! { <Row summary /> })
        .collect_view();
    view! {
        <PageTitle title="Roles" total>
            <LinkButton kind=ButtonKind::Primary href=paths::new_role() icon=Symbol::Plus>
                "New role"
            </LinkButton>
        </PageTitle>
        <p class="lead">
            "A role says what may be done. Assigned to a group, it says who may do it, and on which users and devices."
        </p>
        <div class="stack wide mt-6">
            <RoleTabs current=Part::Roles />
            <table class="plain-table as-cards">
                <thead>
                    <tr>
                        <th scope="col">"Role"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col" class="end">"Permissions"</th>
                        <th scope="col" class="end">"Assignments"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(summary: RoleSummary) -> impl IntoView {
    let RoleSummary { role, assignments } = summary;
    let kind = if role.is_built_in() {
        "Built-in"
    } else {
        "Custom"
    };
    let permissions = i64::try_from(role.permissions.len()).unwrap_or(i64::MAX);
    view! {
        <tr>
            <th scope="row">
                <a href=paths::role(role.id)>
                    <bdi>{role.name}</bdi>
                </a>
                <p class="tiny muted">{role.description}</p>
            </th>
            <td class="nowrap">{kind}</td>
            <td class="end num">
                <span class="only-wide">{thousands(permissions)}</span>
                <span class="only-phone">{counted(permissions, "permission", "permissions")}</span>
            </td>
            <td class="end num">
                <span class="only-wide">{thousands(assignments)}</span>
                <span class="only-phone">{counted(assignments, "assignment", "assignments")}</span>
            </td>
        </tr>
    }
}
