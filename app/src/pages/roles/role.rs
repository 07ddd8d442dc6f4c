//! `/roles/:id`: one role: what it allows, who holds it, and on what.

use domain::access::RoleDetail;
use domain::id::RoleId;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::api::find_role;
use super::assignment_table::AssignmentTable;
use super::permissions::PermissionList;
use super::tabs::RoleCrumbs;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{Badge, Button, ButtonKind, DisabledButton, Empty, LinkButton, PageTitle, Symbol};

/// One role.
#[component]
pub fn RolePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<RoleId>().ok()))
    });
    let role = page_data(move || id.get(), load);
    view! {
        <div class="page">
            <Transition>
                {move || Suspend::new(async move {
                    match role.await {
                        Ok(detail) => EitherOf3::A(view! { <Shown detail /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchRole /> }),
                        Err(error) => EitherOf3::C(view! { <ErrorPart error title="The role could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load(id: Option<RoleId>) -> Result<RoleDetail, AppError> {
    find_role(id.ok_or_else(|| AppError::NotFound("role".to_owned()))?).await
}

#[component]
fn Shown(detail: RoleDetail) -> impl IntoView {
    let RoleDetail {
        role,
        assignments,
        held,
    } = detail;
    let typed = Typed::read(&use_location().search.get_untracked());
    let (id, is_built_in) = (role.id, role.is_built_in());
    let is_assigned = !assignments.is_empty();
    let kind = if is_built_in { "Built-in" } else { "Custom" };
    let can_give = role.permissions.without(held).is_empty();
    let assign = if can_give {
        Either::Left(view! {
            <LinkButton kind=ButtonKind::Primary href=paths::assign_role(id) icon=Symbol::Plus>
                "Assign"
            </LinkButton>
        })
    } else {
        Either::Right(view! {
            <DisabledButton id="cannot-assign" reason="It allows more than you hold." icon=Symbol::Plus>
                "Assign"
            </DisabledButton>
        })
    };
    view! {
        <RoleCrumbs here=role.name.clone() />
        <PageTitle title=role.name>
            <Badge>{kind}</Badge>
            {assign}
            {(!is_built_in)
                .then(|| view! { <LinkButton href=paths::edit_role(id) icon=Symbol::Pencil>"Edit"</LinkButton> })}
            <LinkButton href=paths::duplicate_role(id) icon=Symbol::Copies>
                "Duplicate"
            </LinkButton>
        </PageTitle>
        <p class="lead">{role.description}</p>
        <div class="stack wider mt-6">
            <OtherProblem typed fields=&[] />
            <section class="stack" aria-labelledby="assignments">
                <h2 id="assignments">"Who holds it"</h2>
                <AssignmentTable assignments />
            </section>
            <section class="stack" aria-labelledby="permissions">
                <h2 id="permissions">"What it allows"</h2>
                <PermissionList permissions=role.permissions />
            </section>
            {is_built_in
                .then(|| {
                    view! {
                        <p class="small muted">"A built-in role stays as it is. Duplicate it to make one that differs."</p>
                    }
                })}
            {(!is_built_in).then(|| view! { <Delete id is_assigned /> })}
        </div>
    }
}

#[component]
fn Delete(id: RoleId, is_assigned: bool) -> impl IntoView {
    let button = if is_assigned {
        Either::Left(view! {
            <DisabledButton id="cannot-delete" reason="It is assigned. Remove its assignments first." icon=Symbol::Trash>
                "Delete role"
            </DisabledButton>
        })
    } else {
        Either::Right(view! {
            <form method="post" action=paths::delete_role(id)>
                <Button kind=ButtonKind::DangerQuiet icon=Symbol::Trash>
                    "Delete role"
                </Button>
            </form>
        })
    };
    view! {
        <section class="stack" aria-labelledby="delete">
            <h2 id="delete">"Delete"</h2>
            <p class="small muted">
                "Nobody holds a role that is not assigned, so nobody loses anything. What it allowed stays in the audit log."
            </p>
            <div>{button}</div>
        </section>
    }
}

#[component]
fn NoSuchRole() -> impl IntoView {
    answer_not_found();
    view! {
        <RoleCrumbs here="Role not found" />
        <PageTitle title="Role not found" />
        <Empty symbol=Symbol::Shield title="No role has this id">
            <p class="muted">"The link may be old, or somebody deleted the role. Nothing was changed."</p>
            <LinkButton kind=ButtonKind::Primary href=paths::roles()>
                "Show all roles"
            </LinkButton>
        </Empty>
    }
}
