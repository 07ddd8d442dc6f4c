//! `/sign-in`: name and password of a local account. A plain form: it works before and without scripts.

use leptos::either::EitherOf3;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::api::load_threshold;
use super::problem::SignInProblem;
use crate::json::page_data;
use crate::pages::shared::address::{read_pairs, read_value};
use crate::ui::{Button, ButtonKind, InputKind, Notice, TextInput, Tone};

/// The sign-in page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let threshold = page_data(|| (), |()| load_threshold());
    view! {
        <Title text="Sign in" />
        <Suspense>
            {move || Suspend::new(async move {
                match threshold.await {
                    Ok(threshold) if threshold.is_set_up => {
                        EitherOf3::A(view! { <SignInForm organisation=threshold.organisation.unwrap_or_default() /> })
                    }
                    Ok(_) => EitherOf3::B(view! { <NotSetUp /> }),
                    Err(error) => EitherOf3::C(view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> }),
                }
            })}
        </Suspense>
    }
}

#[component]
fn SignInForm(organisation: String) -> impl IntoView {
    let search = use_location().search.get_untracked();
    let next = read_value(&search, "next");
    let is_welcome = read_pairs(&search).iter().any(|(key, _)| key == "welcome");
    let problem = read_value(&search, "problem").parse::<SignInProblem>().ok();
    view! {
        <div class="stack">
            <h1>"Sign in"</h1>
            <p class="muted">"For people who look after the devices of " <bdi>{organisation}</bdi> "."</p>
        </div>
        {is_welcome.then(|| view! { <Notice tone=Tone::Success><p>"The administrator is created. Sign in with the name and password you just chose."</p></Notice> })}
        {(!next.is_empty() && problem.is_none()).then(|| view! { <Notice><p>"Sign in to go on. You will come back to the page you asked for."</p></Notice> })}
        <form class="stack wide" method="post" action="/sign-in">
            <input type="hidden" name="next" value=next />
            <TextInput id="name" label="Name" autocomplete="username" required=true max_length=100 autofocus=true />
            <TextInput
                id="password"
                label="Password"
                kind=InputKind::Password
                autocomplete="current-password"
                required=true
                error=problem.map(SignInProblem::sentence)
            />
            <Button kind=ButtonKind::Primary large=true block=true>"Sign in"</Button>
            <p class="tiny subtle">"Each use is written to the audit log."</p>
        </form>
    }
}

#[component]
fn NotSetUp() -> impl IntoView {
    view! {
        <div class="stack">
            <h1>"Almost there"</h1>
            <p class="muted">"Nobody can sign in yet: the first administrator has to be created."</p>
        </div>
        <Notice tone=Tone::Info>
            <p>"Muster printed a one-time link when it started. Open that link in this browser. If a day has passed, restart Muster and it prints a new one."</p>
        </Notice>
    }
}
