//! `/users/:id`: one user: the account, what it is licensed for, its groups and how it came into them, its devices.

use domain::device::Device;
use domain::directory::UserDetail;
use domain::id::UserId;
use domain::licence::Subscription;
use leptos::either::EitherOf3;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::account::AccountFacts;
use super::api::{AsOf, find_user, list_devices_of_user, list_subscriptions};
use super::memberships::Memberships;
use super::user_devices::UserDevices;
use super::user_licences::{LicenceChanges, UserLicences};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorNotice, ErrorPart, answer_not_found};
use crate::pages::shared::address::{read_form_error, use_own_search_with_id, with_value};
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::list_parts::audit_of;
use crate::paths;
use crate::ui::{Breadcrumbs, ButtonKind, Crumb, Empty, LinkButton, PageTitle, Symbol};

/// The user, and beside it the devices and what was bought: a part that fails does not take the page down.
#[derive(Clone, Serialize, Deserialize)]
struct Parts {
    user: AsOf<UserDetail>,
    devices: Result<Vec<Device>, AppError>,
    subscriptions: Vec<Subscription>,
}

/// One user.
#[component]
pub fn UserPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<UserId>().ok()))
    });
    let changes = LicenceChanges::new();
    let user = page_data(move || (id.get(), changes.version()), |(id, _)| load(id));
    let search = use_own_search_with_id();
    let form_error = move || {
        search
            .with(|search| read_form_error(search))
            .map(|error| view! { <ErrorNotice error /> })
    };
    let refresh = Callback::new(move |()| user.refetch());
    view! {
        <div class="page">
            {form_error}
            <Transition>
                {move || Suspend::new(async move {
                    match user.await {
                        Ok(parts) => EitherOf3::A(view! { <Shown parts changes refresh /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchUser /> }),
                        Err(error) => EitherOf3::C(view! { <ErrorPart error title="The user could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load(id: Option<UserId>) -> Result<Parts, AppError> {
    let id = id.ok_or_else(|| AppError::NotFound("user".to_owned()))?;
    let user = find_user(id).await?;
    let devices = list_devices_of_user(user.shown.user.upn.clone()).await;
    let subscriptions = list_subscriptions().await;
    Ok(Parts {
        user,
        devices,
        subscriptions: subscriptions.map(|list| list.shown).unwrap_or_default(),
    })
}

#[component]
fn Shown(parts: Parts, changes: LicenceChanges, refresh: Callback<()>) -> impl IntoView {
    let Parts {
        user,
        devices,
        subscriptions,
    } = parts;
    let AsOf {
        shown:
            UserDetail {
                user,
                account,
                licences,
                groups,
                device_count,
            },
        now,
        may_change,
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
            <LinkButton href=paths::user_access(id) icon=Symbol::Key>
                "Roles"
            </LinkButton>
            <LinkButton href=audit_of("user", id) icon=Symbol::Log>
                "Audit log"
            </LinkButton>
        </PageTitle>
        <div class="device">
            <div class="stack wider">
                <UserDevices devices device_count upn now />
                <Memberships groups />
            </div>
            <aside class="stack wider" aria-label="Account and licences">
                <AccountFacts user account now />
                <UserLicences user=id licences subscriptions may_change changes />
            </aside>
        </div>
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
