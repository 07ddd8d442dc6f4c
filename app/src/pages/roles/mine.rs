//! `/roles/mine`: what one may do oneself, and through what; also the roles that do not count, with the reason.

use domain::access::{OwnAccess, OwnRole};
use domain::admission::{Admission, Route};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::load_own_access;
use super::permissions::PermissionList;
use super::scope::{GroupRef, Reached};
use super::tabs::{Part, RoleCrumbs, RoleTabs};
use super::why::AskWhy;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::ui::{Notice, PageTitle, Status, Symbol, Tone};

/// My permissions.
#[component]
pub fn MyPermissionsPage() -> impl IntoView {
    let own = page_data(|| (), |()| load_own_access());
    view! {
        <div class="page">
            <RoleCrumbs here="My permissions" />
            <PageTitle title="My permissions" />
            <div class="stack wide mt-6">
                <RoleTabs current=Part::Mine />
                <Transition>
                    {move || Suspend::new(async move {
                        match own.await {
                            Ok(own) => Either::Left(view! { <Shown own /> }),
                            Err(error) => {
                                Either::Right(view! { <ErrorPart error title="Your permissions could not be loaded" /> })
                            }
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
}

#[component]
fn Shown(own: OwnAccess) -> impl IntoView {
    let kept_out = own.admission.filter(|admission| !admission.is_in());
    let permissions = own.permissions;
    view! {
        <div class="stack wider">
            {kept_out.map(|admission| view! { <KeptOut admission /> })}
            <section class="stack" aria-labelledby="own-roles">
                <h2 id="own-roles">"Your roles"</h2>
                <OwnRoles roles=own.roles />
            </section>
            <section class="stack" aria-labelledby="own-permissions">
                <h2 id="own-permissions">"What you may do"</h2>
                <p class="small muted">
                    "Each on what the role that gives it reaches, and on nothing else. Buttons for what you may not do say so."
                </p>
                <PermissionList permissions />
            </section>
            <section class="stack" aria-labelledby="ask">
                <h2 id="ask">"Why can’t I …"</h2>
                <AskWhy chosen=None />
            </section>
        </div>
    }
}

/// Why nothing may be done at all.
#[component]
pub fn KeptOut(admission: Admission) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning>
            <p class="strong">{admission.reason()}</p>
            <p>{admission.help()}</p>
        </Notice>
    }
}

/// One line a role: how it came, whether it counts, and on what.
#[component]
pub fn OwnRoles(roles: Vec<OwnRole>) -> impl IntoView {
    if roles.is_empty() {
        return Either::Left(view! {
            <p class="small muted">"No role: none is assigned to any of the groups."</p>
        });
    }
    let rows = roles
        .into_iter()
        .map(|role| view! { <Row role /> })
        .collect_view();
    Either::Right(view! {
        <table class="plain-table as-cards">
            <thead>
                <tr>
                    <th scope="col">"Role"</th>
                    <th scope="col">"Through"</th>
                    <th scope="col">"On"</th>
                    <th scope="col">"Counts"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    })
}

#[component]
fn Row(role: OwnRole) -> impl IntoView {
    let counts = role.counts();
    let why = role.admission.map(Admission::label);
    let (tone, icon, word) = if counts {
        (Tone::Success, Symbol::CheckCircle, "Yes")
    } else {
        (Tone::Warning, Symbol::Alert, "No")
    };
    view! {
        <tr>
            <th scope="row">
                <bdi>{role.role}</bdi>
                {role
                    .assignment
                    .map(|(_, name)| view! { <p class="tiny muted">"Assignment " <bdi>{name}</bdi></p> })}
            </th>
            <td>
                {role.group.map(|group| view! { <GroupRef group /> })}
                <p class="tiny muted">{way(role.route)}</p>
            </td>
            <td>
                <Reached scope=role.scope />
            </td>
            <td>
                <Status tone icon>
                    {word}
                </Status>
                {why.map(|why| view! { <p class="tiny muted">{why}</p> })}
            </td>
        </tr>
    }
}

fn way(route: Option<Route>) -> &'static str {
    match route {
        None => "Comes with the account",
        Some(Route::Direct { .. }) => "Direct member",
        Some(Route::Nested) => "Through a group within it",
        Some(Route::Directory) => "Given by the directory",
    }
}
