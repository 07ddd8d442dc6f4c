//! `/enrollment/domains`: every domain that people sign in with, and where its two records lead.

use chrono::{DateTime, Utc};
use domain::dns::{DnsRecord, Domain, Target};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::api::{DomainList, list_domains};
use super::words::{Newest, goes_on};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::with_value;
use crate::pages::shared::again::look_again;
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Crumb, Empty, LinkButton, PageTitle, Symbol, TextInput, Time,
    thousands,
};

/// Every domain.
#[component]
pub fn DomainsPage() -> impl IntoView {
    let domains = page_data(|| (), |()| list_domains());
    look_again(
        domains,
        |loaded| matches!(loaded, Ok(list) if goes_on(&list.domains)),
    );
    let refresh = Callback::new(move |()| domains.refetch());
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Enrollment"), Crumb::text("Domains and CNAME")] />
            <Transition>
                {move || Suspend::new(async move {
                    match domains.await {
                        Ok(domains) => Either::Left(view! { <Shown domains refresh /> }),
                        Err(error) => {
                            Either::Right(view! { <ErrorPart error title="The domains could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(domains: DomainList, refresh: Callback<()>) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let DomainList {
        domains,
        settings,
        may_change,
        now,
    } = domains;
    let total = thousands(i64::try_from(domains.len()).unwrap_or(i64::MAX));
    let is_empty = domains.is_empty();
    let shows_registration = settings.target != Target::China;
    let table = if is_empty {
        Either::Left(view! {
            <Empty symbol=Symbol::Globe title="No domains yet">
                <p class="muted">"Domains come with the users that you import. A domain that nobody signs in with yet can be added below."</p>
                <LinkButton href=paths::imports()>"Import users"</LinkButton>
            </Empty>
        })
    } else {
        let rows = domains
            .into_iter()
            .map(|domain| view! { <Row domain now shows_registration /> })
            .collect_view();
        Either::Right(view! {
            <div class="overflow-x-auto" role="region" tabindex="0" aria-labelledby="page-title">
                <table class="plain-table stacks" role="table" aria-labelledby="page-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Domain"</th>
                            <th role="columnheader" scope="col">"Users"</th>
                            <th role="columnheader" scope="col">"EnterpriseEnrollment"</th>
                            {shows_registration
                                .then(|| view! { <th role="columnheader" scope="col">"EnterpriseRegistration"</th> })}
                            <th role="columnheader" scope="col">"Checked"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        })
    };
    view! {
        <PageTitle
            title="Domains and CNAME"
            total=total
            as_of=move || view! { <AsOfWithRefresh now here=paths::domains() refresh /> }
        >
            <LinkButton kind=ButtonKind::Quiet icon=Symbol::Sliders href=paths::dns_settings()>
                "DNS settings"
            </LinkButton>
            {(!is_empty)
                .then(|| {
                    view! {
                        <form method="post" action=paths::check_domains()>
                            <Button kind=ButtonKind::Primary icon=Symbol::Refresh>"Check all now"</Button>
                        </form>
                    }
                })}
        </PageTitle>
        <div class="stack wider">
            <OtherProblem typed=typed.clone() fields=&["suffix"] />
            <p class="lead">
                "Two records of each domain lead a device to "
                <b class="medium">{settings.target.label()}</b>
                " when automatic enrollment does not. Each is checked once a day. Sub-domains need records of their own."
            </p>
            {table}
            {may_change.then(|| view! { <Add typed /> })}
        </div>
    }
}

#[component]
fn Row(domain: Domain, now: DateTime<Utc>, shows_registration: bool) -> impl IntoView {
    let is_being_checked = domain.checking_since.is_some();
    let checked = domain
        .checks
        .iter()
        .map(|check| check.checked_at)
        .max()
        .map(|at| view! { <Time at now relative=true /> });
    let enrollment = domain.check(DnsRecord::Enrollment).cloned();
    let registration = domain.check(DnsRecord::Registration).cloned();
    let users = with_value(paths::users(), "q", &format!("@{}", domain.suffix));
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <a class="name-link" href=paths::domain(&domain.suffix)>
                    <bdi>{domain.suffix.clone()}</bdi>
                </a>
                {(!domain.is_verified).then(|| view! { <br /><span class="tiny subtle">"Not verified in the directory"</span> })}
                {domain.by_hand.then(|| view! { <br /><span class="tiny subtle">"Added by hand"</span> })}
            </th>
            <td role="cell" class="num">
                {if domain.users == 0 {
                    Either::Left("0")
                } else {
                    Either::Right(view! { <a href=users>{thousands(domain.users)}</a> })
                }}
            </td>
            <td role="cell"><Newest check=enrollment is_being_checked /></td>
            {shows_registration.then(|| view! { <td role="cell"><Newest check=registration is_being_checked /></td> })}
            <td role="cell">
                {match checked {
                    Some(checked) => Either::Left(checked),
                    None => Either::Right(view! { <span class="subtle">"Not yet"</span> }),
                }}
            </td>
        </tr>
    }
}

#[component]
fn Add(typed: Typed) -> impl IntoView {
    view! {
        <section class="stack mt-4" aria-labelledby="add">
            <h2 id="add">"Add a domain"</h2>
            <form method="post" action=paths::add_domain() class="stack wide read">
                <TextInput
                    id="suffix"
                    label="Domain"
                    value=typed.value("suffix")
                    error=typed.error("suffix")
                    help="One that people will sign in with: contoso.com, or us.contoso.com"
                    required=true
                    autocomplete="off"
                />
                <div class="row">
                    <Button icon=Symbol::Plus>"Add and check"</Button>
                </div>
            </form>
        </section>
    }
}
