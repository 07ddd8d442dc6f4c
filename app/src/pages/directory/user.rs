//! `/users/:id`: one user: the account, what it is licensed for, its groups and how it came into them, its devices.

use domain::device::Device;
use domain::directory::UserDetail;
use domain::id::UserId;
use domain::licence::Licence;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::account::AccountFacts;
use super::api::{AsOf, find_user, list_devices_of_user};
use super::memberships::Memberships;
use super::user_devices::UserDevices;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::pages::shared::address::with_value;
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::paths;
use crate::ui::{Breadcrumbs, ButtonKind, Crumb, Empty, LinkButton, PageTitle, Symbol};

/// The user, and the devices: a part that fails does not take the page down.
type Loaded = Result<(AsOf<UserDetail>, Result<Vec<Device>, AppError>), AppError>;

/// One user.
#[component]
pub fn UserPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<UserId>().ok()))
    });
    let user = page_data(move || id.get(), load);
    let refresh = Callback::new(move |()| user.refetch());
    view! {
        <div class="page">
            <Transition>
                {move || Suspend::new(async move {
                    match user.await {
                        Ok((user, devices)) => EitherOf3::A(view! { <Shown user devices refresh /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchUser /> }),
                        Err(error) => EitherOf3::C(view! { <ErrorPart error title="The user could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load(id: Option<UserId>) -> Loaded {
    let id = id.ok_or_else(|| AppError::NotFound("user".to_owned()))?;
    let user = find_user(id).await?;
    let devices = list_devices_of_user(user.shown.user.upn.clone()).await;
    Ok((user, devices))
}

#[component]
fn Shown(
    user: AsOf<UserDetail>,
    devices: Result<Vec<Device>, AppError>,
    refresh: Callback<()>,
) -> impl IntoView {
    let AsOf {
        shown:
            UserDetail {
                user,
                licences,
                groups,
                device_count,
            },
        now,
    } = user;
    let (id, upn) = (user.id, user.upn.clone());
    let crumbs = vec![
        Crumb::text("People"),
        Crumb::link("Users", paths::users()),
        Crumb::text(user.name.clone()),
    ];
    view! {
        <Breadcrumbs crumbs />
        <PageTitle
            title=user.name.clone()
            as_of=move || view! { <AsOfWithRefresh now here=paths::user(id) refresh /> }
        >
            <LinkButton href=with_value(paths::what_if(), "user", &id.to_string()) icon=Symbol::Decide>
                "What if"
            </LinkButton>
        </PageTitle>
        <div class="device">
            <div class="stack wider">
                <UserDevices devices device_count upn now />
                <Memberships groups />
            </div>
            <aside class="stack wider" aria-label="Account and licences">
                <AccountFacts user />
                <Licences licences />
            </aside>
        </div>
    }
}

#[component]
fn Licences(licences: Vec<Licence>) -> impl IntoView {
    let none = licences.is_empty();
    let rows = licences
        .into_iter()
        .map(|licence| view! { <LicenceRow licence /> })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="licences">
            <h2 id="licences">"Licences"</h2>
            {if none {
                Either::Left(
                    view! {
                        <p class="small muted">
                            "None is known. Without one that gives Intune, enrollment is refused with "
                            <code>"0x80180018"</code> ". Licences come with an " <a href=paths::imports()>"import"</a> "."
                        </p>
                    },
                )
            } else {
                Either::Right(view! { <ul class="stack small">{rows}</ul> })
            }}
        </section>
    }
}

#[component]
fn LicenceRow(licence: Licence) -> impl IntoView {
    let plans: Vec<&str> = licence.plans.iter().map(|plan| plan.name()).collect();
    let gives = if plans.is_empty() {
        "Gives nothing that enrollment asks for".to_owned()
    } else {
        format!("Gives {}", plans.join(", "))
    };
    view! {
        <li>
            <span class="medium" title=licence.sku>
                {licence.name}
            </span>
            <br />
            <span class="muted">{gives}</span>
        </li>
    }
}

#[component]
fn NoSuchUser() -> impl IntoView {
    answer_not_found();
    view! {
        <Breadcrumbs crumbs=vec![Crumb::text("People"), Crumb::link("Users", paths::users())] />
        <PageTitle title="User not found" />
        <Empty symbol=Symbol::User title="No user has this id">
            <p class="muted">
                "The link may be old, or a letter is missing. Nothing was changed. Search for the user by name or sign-in name."
            </p>
            <LinkButton kind=ButtonKind::Primary href=paths::users()>
                "Show all users"
            </LinkButton>
        </Empty>
    }
}
