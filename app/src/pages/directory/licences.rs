//! `/licences`: what the organisation has bought, how much of it is taken, and until when.

use domain::licence::Subscription;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::api::{AsOf, list_subscriptions};
use super::subscription_table::{SubscriptionTable, warnings};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::list_parts::NothingYet;
use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, LinkButton, Notice, PageTitle, Symbol, Tone, thousands};

/// Licences.
#[component]
pub fn LicencesPage() -> impl IntoView {
    let subscriptions = page_data(|| (), |()| list_subscriptions());
    let refresh = Callback::new(move |()| subscriptions.refetch());
    view! {
        <div class="page">
            <Transition>
                {move || Suspend::new(async move {
                    match subscriptions.await {
                        Ok(list) if list.shown.is_empty() => EitherOf3::A(view! { <NoSubscriptions list refresh /> }),
                        Ok(list) => EitherOf3::B(view! { <Shown list refresh /> }),
                        Err(error) => {
                            EitherOf3::C(view! { <ErrorPart error title="The subscriptions could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Head(list: AsOf<Vec<Subscription>>, refresh: Callback<()>) -> impl IntoView {
    let AsOf { shown, now } = list;
    let total = thousands(i64::try_from(shown.len()).unwrap_or(i64::MAX));
    view! {
        <Breadcrumbs crumbs=vec![Crumb::text("People"), Crumb::text("Licences")] />
        <PageTitle
            title="Licences"
            total=total
            as_of=move || view! { <AsOfWithRefresh now here=paths::licences() refresh /> }
        >
            <span class="only-wide">
                <LinkButton href=paths::imports() icon=Symbol::Upload>
                    "Import"
                </LinkButton>
            </span>
        </PageTitle>
        <p class="lead">
            "Enrollment asks whether a user holds a product that gives Intune; automatic enrollment also asks for Entra ID P1 or P2."
        </p>
    }
}

#[component]
fn Shown(list: AsOf<Vec<Subscription>>, refresh: Callback<()>) -> impl IntoView {
    let today = list.now.date_naive();
    let subscriptions = list.shown.clone();
    let warnings = warnings(&subscriptions, today);
    let notices = if warnings.is_empty() {
        Either::Left(())
    } else {
        let rows = warnings
            .into_iter()
            .map(|warning| view! { <p>{warning}</p> })
            .collect_view();
        Either::Right(view! { <Notice tone=Tone::Warning>{rows}</Notice> })
    };
    view! {
        <Head list refresh />
        <div class="stack wide mt-6">{notices} <SubscriptionTable subscriptions today /></div>
    }
}

#[component]
fn NoSubscriptions(list: AsOf<Vec<Subscription>>, refresh: Callback<()>) -> impl IntoView {
    view! {
        <Head list refresh />
        <NothingYet
            title="No subscription is known yet"
            text="Subscriptions are a file with the columns skuPartNumber, total, status and expires. With it, Muster says whether seats are free before a scope is widened."
        />
    }
}
