//! `/roles/by-permission`: which roles allow something, and which groups hold them.

use domain::access::PermissionHolder;
use domain::actor::Permission;
use leptos::either::EitherOf3;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_location;

use super::api::list_permission_holders;
use super::assignment_table::AssignmentTable;
use super::tabs::{Part, RoleCrumbs, RoleTabs};
use super::why::PermissionSelect;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::read_value;
use crate::paths;
use crate::ui::{Button, PageTitle, counted};

/// Roles by permission.
#[component]
pub fn ByPermissionPage() -> impl IntoView {
    let search = use_location().search;
    let asked = Memo::new(move |_| {
        search.with(|search| Permission::from_graph(&read_value(search, "permission")))
    });
    let holders = page_data(move || asked.get(), load);
    view! {
        <div class="page">
            <RoleCrumbs here="Roles by permission" />
            <PageTitle title="Roles by permission" />
            <div class="stack wide mt-6">
                <RoleTabs current=Part::ByPermission />
                <Form method="GET" action=paths::roles_by_permission() attr:class="row ask">
                    <PermissionSelect chosen=asked.get_untracked() label="Who may" />
                    <Button>"Show"</Button>
                </Form>
                <Transition>
                    {move || Suspend::new(async move {
                        match holders.await {
                            Ok(Some(holders)) => EitherOf3::A(view! { <Shown holders /> }),
                            Ok(None) => {
                                EitherOf3::B(view! { <p class="muted small">"Choose what is to be done."</p> })
                            }
                            Err(error) => EitherOf3::C(view! { <ErrorPart error title="The roles could not be loaded" /> }),
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
}

async fn load(permission: Option<Permission>) -> Result<Option<Vec<PermissionHolder>>, AppError> {
    match permission {
        Some(permission) => Ok(Some(list_permission_holders(permission).await?)),
        None => Ok(None),
    }
}

#[component]
fn Shown(holders: Vec<PermissionHolder>) -> impl IntoView {
    let count = i64::try_from(holders.len()).unwrap_or(i64::MAX);
    let parts = holders
        .into_iter()
        .map(|holder| {
            let id = format!("role-{}", holder.role.id);
            let title_id = id.clone();
            view! {
                <section class="stack" aria-labelledby=id>
                    <h2 id=title_id>
                        <a href=paths::role(holder.role.id)>
                            <bdi>{holder.role.name}</bdi>
                        </a>
                    </h2>
                    <AssignmentTable assignments=holder.assignments />
                </section>
            }
        })
        .collect_view();
    view! {
        <div class="stack wider">
            <p class="small muted">
                {if count == 0 {
                    "No role allows it. Local administrators may, and so may those with the directory’s role Global Administrator or Intune Administrator.".to_owned()
                } else {
                    format!("{}. Beside these, local administrators may, and so may those with the directory’s role Global Administrator or Intune Administrator.", counted(count, "role allows it", "roles allow it"))
                }}
            </p>
            {parts}
        </div>
    }
}
