//! `/no-access`: why somebody who signed in is kept out, and what helps.

use domain::access::OwnAccess;
use domain::admission::Admission;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::explain_entry;
use super::mine::OwnRoles;
use crate::json::page_data;
use crate::layout::ErrorNotice;
use crate::paths;
use crate::ui::{Button, ButtonKind, LinkButton};

/// The refusal.
#[component]
pub fn NoAccessPage() -> impl IntoView {
    let own = page_data(|| (), |()| explain_entry());
    view! {
        <Title text="No access" />
        <Suspense>
            {move || Suspend::new(async move {
                match own.await {
                    Ok(own) => Either::Left(view! { <Shown own /> }),
                    Err(error) => Either::Right(view! { <ErrorNotice error /> }),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Shown(own: OwnAccess) -> impl IntoView {
    let reason = own.admission.filter(|admission| !admission.is_in());
    let name = own.name.clone();
    let body = match reason {
        Some(admission) => Either::Left(view! { <Refused admission own /> }),
        None => Either::Right(view! {
            <div class="stack">
                <h1>"You have access"</h1>
                <p class="muted">"What kept you out is gone."</p>
            </div>
            <LinkButton kind=ButtonKind::Primary href=paths::overview() attr:rel="external">
                "Go to Overview"
            </LinkButton>
        }),
    };
    view! {
        {body}
        <form method="post" action=paths::sign_out() class="stack">
            <p class="small muted">"Signed in as " <bdi>{name}</bdi> "."</p>
            <div>
                <Button>"Sign out"</Button>
            </div>
        </form>
    }
}

#[component]
fn Refused(admission: Admission, own: OwnAccess) -> impl IntoView {
    let roles = (!own.roles.is_empty()).then(|| view! { <OwnRoles roles=own.roles.clone() /> });
    view! {
        <div class="stack">
            <h1>"You cannot come in yet"</h1>
            <p>{admission.reason()}</p>
        </div>
        {roles}
        <div class="stack">
            <h2>"What helps"</h2>
            <p>{admission.help()}</p>
            <p class="small muted">
                "Show this page to an administrator. Once it is done, load the page again: it counts at once."
            </p>
        </div>
        <LinkButton kind=ButtonKind::Primary href=paths::overview() attr:rel="external">
            "Try again"
        </LinkButton>
    }
}
