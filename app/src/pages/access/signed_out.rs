//! `/signed-out?from=…`: signed out here; on the way to signing out at the provider.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_location;

use super::api::load_threshold;
use crate::json::page_data;
use crate::pages::shared::address::read_value;
use crate::paths;
use crate::ui::{ButtonKind, LinkButton};

/// Leads on by itself, as a page: a form may not end on another site.
#[component]
pub fn SignedOutPage() -> impl IntoView {
    let key = read_value(&use_location().search.get_untracked(), "from");
    let threshold = page_data(|| (), |()| load_threshold());
    view! {
        <Title text="Signed out" />
        <Meta http_equiv="refresh" content=format!("0; url={}", paths::leave()) />
        <Suspense>
            {move || {
                let key = key.clone();
                Suspend::new(async move {
                    let name = threshold.await.ok().and_then(|threshold| {
                        threshold.providers.into_iter().find(|provider| provider.key == key)
                    });
                    match name {
                        Some(provider) => Either::Left(view! { <SignedOut name=provider.name /> }),
                        None => Either::Right(view! { <SignedOut name="your provider".to_owned() /> }),
                    }
                })
            }}
        </Suspense>
    }
}

#[component]
fn SignedOut(name: String) -> impl IntoView {
    view! {
        <div class="stack">
            <h1>"Signed out of Muster"</h1>
            <p class="muted">"Now signing out at " <bdi>{name}</bdi> " as well."</p>
        </div>
        <div class="row">
            <LinkButton kind=ButtonKind::Primary href=paths::leave() attr:rel="external">"Go on"</LinkButton>
            <LinkButton href=paths::sign_in() attr:rel="external">"Stay signed in there"</LinkButton>
        </div>
    }
}
