//! `/roles/of/:id`: what a person of the directory may do, and through what.

use domain::access::OwnAccess;
use domain::id::UserId;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::load_user_access;
use super::mine::OwnRoles;
use super::permissions::PermissionList;
use super::tabs::RoleCrumbs;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::paths;
use crate::ui::{Badge, PageTitle, Tone};

/// The permissions of a user.
#[component]
pub fn UserAccessPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<UserId>().ok()))
    });
    let access = page_data(move || id.get(), load);
    view! {
        <div class="page">
            <Transition>
                {move || Suspend::new(async move {
                    match (access.await, id.get_untracked()) {
                        (Ok(access), Some(id)) => Either::Left(view! { <Shown access id /> }),
                        (answer, _) => {
                            let error = answer.err().unwrap_or(AppError::Server(None));
                            Either::Right(view! { <ErrorPart error title="The permissions could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load(id: Option<UserId>) -> Result<OwnAccess, AppError> {
    load_user_access(id.ok_or_else(|| AppError::NotFound("user".to_owned()))?).await
}

#[component]
fn Shown(access: OwnAccess, id: UserId) -> impl IntoView {
    let title = format!("Permissions of {}", access.name);
    let outcome = access.admission.map(|admission| {
        let tone = if admission.is_in() {
            Tone::Success
        } else {
            Tone::Warning
        };
        view! {
            <Badge tone icon=tone.symbol()>
                {admission.label()}
            </Badge>
        }
    });
    view! {
        <RoleCrumbs here=title.clone() />
        <PageTitle title>{outcome}</PageTitle>
        <p class="lead">
            "What counts when " <a href=paths::user(id)>
                <bdi>{access.name}</bdi>
            </a> " signs in through a provider."
        </p>
        <div class="stack wider mt-6">
            <section class="stack" aria-labelledby="their-roles">
                <h2 id="their-roles">"Roles"</h2>
                <OwnRoles roles=access.roles />
            </section>
            <section class="stack" aria-labelledby="their-permissions">
                <h2 id="their-permissions">"What they may do"</h2>
                <PermissionList permissions=access.permissions />
            </section>
        </div>
    }
}
