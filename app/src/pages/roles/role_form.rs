//! `/roles/new` and `/roles/:id/edit`: what a custom role is called and what it allows.

use domain::access::RoleDetail;
use domain::actor::Permissions;
use domain::id::RoleId;
use domain::role::RoleContent;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::api::{find_role, load_own_access};
use super::permissions::PermissionBoxes;
use super::tabs::RoleCrumbs;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{Button, ButtonKind, Crumb, LinkButton, PageTitle, TextArea, TextInput};

/// What the form begins with, and what the reader may give.
type Start = (RoleContent, Permissions);

/// A new role: empty, or a duplicate of the role that the address names as `from`.
#[component]
pub fn NewRolePage() -> impl IntoView {
    let search = use_location().search;
    let from = Memo::new(move |_| Typed::read(&search.get()).value("from"));
    let start = page_data(move || from.get(), load_new);
    view! {
        <div class="page form">
            <RoleCrumbs here="New role" />
            <PageTitle title="New role" />
            <Transition>
                {move || Suspend::new(async move {
                    match start.await {
                        Ok((content, held)) => {
                            Either::Left(
                                view! {
                                    <RoleForm
                                        content
                                        held
                                        action=paths::new_role().to_owned()
                                        verb="Create role"
                                        back=paths::roles().to_owned()
                                    />
                                },
                            )
                        }
                        Err(error) => Either::Right(view! { <ErrorPart error title="The role could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

/// A duplicate has everything of the role but what the reader does not hold.
async fn load_new(from: String) -> Result<Start, AppError> {
    if from.is_empty() {
        let own = load_own_access().await?;
        return Ok((RoleContent::default(), own.permissions));
    }
    let id: RoleId = from
        .parse()
        .map_err(|_| AppError::NotFound("role".to_owned()))?;
    let RoleDetail { role, held, .. } = find_role(id).await?;
    let content = RoleContent {
        name: format!("{} copy", role.name),
        description: role.description,
        permissions: role.permissions.without(role.permissions.without(held)),
    };
    Ok((content, held))
}

/// The editing of a custom role.
#[component]
pub fn EditRolePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<RoleId>().ok()))
    });
    let role = page_data(move || id.get(), load);
    view! {
        <div class="page form">
            <Transition>
                {move || Suspend::new(async move {
                    match role.await {
                        Ok(detail) => Either::Left(view! { <Edited detail /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The role could not be loaded" /> }),
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
fn Edited(detail: RoleDetail) -> impl IntoView {
    let RoleDetail { role, held, .. } = detail;
    let id = role.id;
    let between = vec![Crumb::link(role.name.clone(), paths::role(id))];
    let content = RoleContent {
        name: role.name,
        description: role.description,
        permissions: role.permissions,
    };
    view! {
        <RoleCrumbs between here="Edit" />
        <PageTitle title="Edit role" />
        <RoleForm content held action=paths::edit_role(id) verb="Save" back=paths::role(id) />
    }
}

#[component]
fn RoleForm(
    content: RoleContent,
    held: Permissions,
    /// Where it is posted to.
    action: String,
    verb: &'static str,
    back: String,
) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let content = match typed.own() {
        Some(pairs) => RoleContent::from_pairs(pairs.iter().map(|(key, value)| (key, value))),
        None => content,
    };
    view! {
        <form class="stack wider mt-6" method="post" action=action>
            <OtherProblem typed=typed.clone() fields=&["name", "description"] />
            <div class="stack wide narrow">
                <TextInput
                    id="name"
                    label="Name"
                    value=content.name
                    error=typed.error("name")
                    required=true
                    max_length=128
                    autocomplete="off"
                />
                <TextArea
                    id="description"
                    label="Description"
                    value=content.description
                    optional=true
                    error=typed.error("description")
                    rows=2
                />
            </div>
            <section class="stack" aria-labelledby="permissions">
                <h2 id="permissions">"What it allows"</h2>
                <p class="small muted">
                    "A change counts for everybody who holds the role, in their very next request."
                </p>
                <PermissionBoxes chosen=content.permissions held />
            </section>
            <div class="row">
                <Button kind=ButtonKind::Primary>{verb}</Button>
                <LinkButton href=back>"Cancel"</LinkButton>
            </div>
        </form>
    }
}
