//! `/licences`: what the organisation has bought, how much of it is taken, and until when.

use domain::licence::{Subscription, subscription_warnings};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::api::{AsOf, SaveSubscription, list_subscriptions};
use super::subscription_table::SubscriptionTable;
use crate::json::page_data;
use crate::layout::{ErrorNotice, ErrorPart};
use crate::pages::shared::address::{read_form_error, use_own_search};
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::list_parts::NothingYet;
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, Choose, Crumb, Field, InputKind, LinkButton, Notice, PageTitle, Select,
    Symbol, TextInput, Tone, thousands,
};

/// Licences.
#[component]
pub fn LicencesPage() -> impl IntoView {
    let save = ServerAction::<SaveSubscription>::new();
    let search = use_own_search();
    let subscriptions = page_data(move || save.version().get(), |_| list_subscriptions());
    let error = move || {
        save.value()
            .get()
            .and_then(Result::err)
            .or_else(|| search.with(|search| read_form_error(search)))
            .map(|error| view! { <ErrorNotice error /> })
    };
    let refresh = Callback::new(move |()| subscriptions.refetch());
    view! {
        <div class="page">
            {error}
            <Transition>
                {move || Suspend::new(async move {
                    match subscriptions.await {
                        Ok(list) if list.shown.is_empty() => EitherOf3::A(view! { <NoSubscriptions list save refresh /> }),
                        Ok(list) => EitherOf3::B(view! { <Shown list save refresh /> }),
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
    let AsOf { shown, now, .. } = list;
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
fn Shown(
    list: AsOf<Vec<Subscription>>,
    save: ServerAction<SaveSubscription>,
    refresh: Callback<()>,
) -> impl IntoView {
    let may_change = list.may_change;
    let today = list.now.date_naive();
    let subscriptions = list.shown.clone();
    let warnings = subscription_warnings(&subscriptions, today);
    let notices = if warnings.is_empty() {
        Either::Left(())
    } else {
        let rows = warnings
            .into_iter()
            .map(|warning| view! { <p>{warning.fact()} ". " {warning.advice()}</p> })
            .collect_view();
        Either::Right(view! { <Notice tone=Tone::Warning>{rows}</Notice> })
    };
    view! {
        <Head list refresh />
        <div class="stack wide mt-6">{notices} <SubscriptionTable subscriptions today /> {may_change.then(|| view! { <SubscriptionForm save /> })}</div>
    }
}

#[component]
fn NoSubscriptions(
    list: AsOf<Vec<Subscription>>,
    save: ServerAction<SaveSubscription>,
    refresh: Callback<()>,
) -> impl IntoView {
    let may_change = list.may_change;
    view! {
        <Head list refresh />
        <NothingYet
            title="No subscription is known yet"
            text="Subscriptions are a file with the columns skuPartNumber, total, status and expires. With it, Muster says whether seats are free before a scope is widened."
        />
        {may_change.then(|| view! { <SubscriptionForm save /> })}
    }
}

/// Adds a subscription, or replaces what is known of the one with that id.
#[component]
fn SubscriptionForm(save: ServerAction<SaveSubscription>) -> impl IntoView {
    let states = ["Enabled", "Warning", "Suspended", "Deleted"].map(|word| Choose::new(word, word));
    view! {
        <details class="mt-6">
            <summary class="link-btn">"Add or correct a subscription by hand"</summary>
            <ActionForm action=save attr:class="stack mt-4">
                <TextInput
                    id="sku"
                    label="Product id"
                    help="The directory’s own word, such as SPE_E3. One that is in the list is replaced."
                    autocomplete="off"
                    required=true
                    mono=true
                />
                <TextInput id="total" label="Seats bought" kind=InputKind::Number required=true />
                <Select id="status" label="State" options=states.to_vec() />
                <Field id="expires_on" label="Last day" optional=true>
                    <input class="input" id="expires_on" name="expires_on" type="date" />
                </Field>
                <div>
                    <Button busy=save.pending() busy_label="Saving">
                        "Save"
                    </Button>
                </div>
            </ActionForm>
        </details>
    }
}
