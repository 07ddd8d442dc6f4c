//! `/invitation?token=…`: the person who was invited chooses a password. A plain form: it works without scripts.

use domain::invitation::Welcome;
use leptos::either::EitherOf3;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::api::check_invitation;
use crate::json::page_data;
use crate::pages::shared::address::read_value;
use crate::paths;
use crate::ui::{Button, ButtonKind, InputKind, LinkButton, Notice, TextInput, Tone};

/// Accept an invitation.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let search = use_location().search;
    let token = move || search.with(|search| read_value(search, "token"));
    let welcome = page_data(token, check_invitation);
    view! {
        <Title text="Invitation" />
        <Suspense>
            {move || Suspend::new(async move {
                match welcome.await {
                    Ok(Some(welcome)) => EitherOf3::A(view! { <Accept welcome /> }),
                    Ok(None) => EitherOf3::B(view! { <LinkUsed /> }),
                    Err(error) => EitherOf3::C(view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> }),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Accept(welcome: Welcome) -> impl IntoView {
    let search = use_location().search.get_untracked();
    let problem = Some(read_value(&search, "problem")).filter(|problem| !problem.is_empty());
    view! {
        <div class="stack">
            <h1>"Welcome to Muster"</h1>
            <p class="muted">
                <bdi>{welcome.created_by}</bdi> " invited you to look after the devices of " <bdi>{welcome.organisation}</bdi>
                ". Choose a password; this link works once."
            </p>
        </div>
        <form class="stack wide" method="post" action=paths::invitation()>
            <input type="hidden" name="token" value=read_value(&search, "token") />
            <TextInput
                id="name"
                label="Your name"
                value=welcome.name
                help="You sign in with it."
                autocomplete="username"
                readonly=true
            />
            <TextInput
                id="password"
                label="Password"
                kind=InputKind::Password
                help="At least 12 characters. Several words make a good one; digits and signs are not needed."
                error=problem
                autocomplete="new-password"
                min_length=12
                required=true
                autofocus=true
            />
            <Button kind=ButtonKind::Primary large=true block=true>"Create account"</Button>
        </form>
    }
}

#[component]
fn LinkUsed() -> impl IntoView {
    view! {
        <div class="stack">
            <h1>"This link does not work any more"</h1>
            <p class="muted">
                "It was used already, was taken back, or ran out. If you have an account, sign in. If not, ask whoever invited you for a new link."
            </p>
        </div>
        <div class="row"><LinkButton kind=ButtonKind::Primary href=paths::sign_in()>"Go to sign-in"</LinkButton></div>
    }
}
