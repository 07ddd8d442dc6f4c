//! `/tenant/sign-in-providers`: where people sign in, and the accounts that are kept here for the day it fails.

use chrono::{DateTime, Utc};
use domain::provider::Provider;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::api::{WaysIn, list_ways_in};
use super::local_accounts::LocalAccounts;
use super::test::TestState;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::{read_value, use_own_search};
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, Crumb, Empty, LinkButton, Notice, PageTitle, Recorded, Status, Symbol,
    Time, Tone,
};

/// Sign-in providers.
#[component]
pub fn SignInProvidersPage() -> impl IntoView {
    let search = use_own_search();
    let loaded = page_data(|| (), |()| list_ways_in());
    let crumbs = vec![
        Crumb::text("Tenant administration"),
        Crumb::text("Sign-in providers"),
    ];
    view! {
        <div class="page">
            <Breadcrumbs crumbs />
            <PageTitle title="Sign-in providers" />
            <p class="lead">
                "People sign in with the account that they have anyway: Entra ID, or any other provider that speaks OpenID Connect."
            </p>
            {move || search.with(|search| outcome(search))}
            <Transition>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(ways) => Either::Left(view! { <Shown ways /> }),
                        Err(error) => {
                            Either::Right(view! { <ErrorPart error title="The sign-in providers could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

/// What came of the form that led here.
fn outcome(search: &str) -> impl IntoView + use<> {
    let problem = read_value(search, "problem");
    let done = match read_value(search, "done").as_str() {
        "deleted" => "The provider is removed, and whoever came in by it is signed out.",
        "enabled" => "The account is enabled again.",
        "disabled" => "The account is disabled and signed out everywhere.",
        _ => "",
    };
    if !problem.is_empty() {
        EitherOf3::A(view! { <Notice tone=Tone::Danger><p>{problem}</p></Notice> })
    } else if !done.is_empty() {
        EitherOf3::B(view! { <Notice tone=Tone::Success><p>{done}</p></Notice> })
    } else {
        EitherOf3::C(())
    }
}

#[component]
fn Shown(ways: WaysIn) -> impl IntoView {
    let WaysIn {
        providers,
        local_accounts,
        may_change,
        now,
    } = ways;
    let none_works = !providers
        .iter()
        .any(|provider| provider.settings.is_enabled && provider.worked_at.is_some());
    let list = if providers.is_empty() {
        Either::Left(view! {
            <Empty symbol=Symbol::Key title="No sign-in provider yet">
                <p class="muted">"Until there is one, people sign in with the local accounts below."</p>
                {may_change.then(|| view! { <Add kind=ButtonKind::Primary /> })}
            </Empty>
        })
    } else {
        Either::Right(view! {
            <div class="stack wide mt-6">
                {may_change.then(|| view! { <div class="row"><Add kind=ButtonKind::Plain /></div> })}
                <ProviderTable providers now />
            </div>
        })
    };
    view! {
        {list}
        <LocalAccounts accounts=local_accounts may_change none_works now />
    }
}

#[component]
fn Add(kind: ButtonKind) -> impl IntoView {
    view! {
        <LinkButton kind icon=Symbol::Plus href=paths::new_sign_in_provider()>
            "Add a provider"
        </LinkButton>
    }
}

#[component]
fn ProviderTable(providers: Vec<Provider>, now: DateTime<Utc>) -> impl IntoView {
    let rows = providers
        .into_iter()
        .map(|provider| view! { <ProviderRow provider now /> })
        .collect_view();
    view! {
        <div class="overflow-x-auto">
            <table class="plain-table stacks" role="table" aria-labelledby="page-title">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">"Name"</th>
                        <th role="columnheader" scope="col">"Address"</th>
                        <th role="columnheader" scope="col">"State"</th>
                        <th role="columnheader" scope="col">"Last test"</th>
                        <th role="columnheader" scope="col">"Last sign-in"</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn ProviderRow(provider: Provider, now: DateTime<Utc>) -> impl IntoView {
    let state = if provider.settings.is_enabled {
        Either::Left(view! { <Status tone=Tone::Success icon=Symbol::CheckCircle>"On"</Status> })
    } else {
        Either::Right(view! { <Status icon=Symbol::MinusCircle>"Off"</Status> })
    };
    let last = match provider.worked_at {
        Some(at) => Either::Left(view! { <Time at now relative=true /> }),
        None => Either::Right(view! { <Recorded text=None /> }),
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <a href=paths::sign_in_provider(provider.id)><bdi>{provider.settings.name}</bdi></a>
            </th>
            <td role="cell" class="mono break-all">{provider.settings.issuer}</td>
            <td role="cell">{state}</td>
            <td role="cell"><TestState tested=provider.tested now /></td>
            <td role="cell">{last}</td>
        </tr>
    }
}
