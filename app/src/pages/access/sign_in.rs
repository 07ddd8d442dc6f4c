//! `/sign-in`: the way to each provider, and name and password of a local account. Links and a plain form: they work
//! before and without scripts.

use domain::provider::ProviderChoice;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::api::load_threshold;
use super::passkey_button::PasskeyButton;
use super::problem::SignInProblem;
use crate::json::page_data;
use crate::pages::shared::address::{read_pairs, read_value};
use crate::paths;
use crate::ui::{Button, ButtonKind, Icon, InputKind, Notice, Symbol, TextInput, Tone};

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
                        EitherOf3::A(view! { <Door organisation=threshold.organisation.unwrap_or_default() providers=threshold.providers takes_passkeys=threshold.takes_passkeys /> })
                    }
                    Ok(_) => EitherOf3::B(view! { <NotSetUp /> }),
                    Err(error) => EitherOf3::C(view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> }),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Door(
    organisation: String,
    providers: Vec<ProviderChoice>,
    takes_passkeys: bool,
) -> impl IntoView {
    let search = use_location().search.get_untracked();
    let next = read_value(&search, "next");
    let has = |name: &str| read_pairs(&search).iter().any(|(key, _)| key == name);
    let problem = read_value(&search, "problem").parse::<SignInProblem>().ok();
    let of_provider = problem
        .filter(|problem| matches!(problem, SignInProblem::Provider(_) | SignInProblem::Passkey));
    let of_form = problem.filter(|_| of_provider.is_none());
    let notice = if let Some(problem) = of_provider {
        Some((Tone::Danger, problem.sentence()))
    } else if has("welcome") {
        Some((
            Tone::Success,
            "The administrator is created. Sign in with the name and password you just chose."
                .to_owned(),
        ))
    } else if has("signed_out") {
        Some((Tone::Success, "You are signed out.".to_owned()))
    } else if !next.is_empty() && problem.is_none() {
        Some((
            Tone::default(),
            "Sign in to go on. You will come back to the page you asked for.".to_owned(),
        ))
    } else {
        None
    };
    // The local account is for emergencies where there is a provider; open when it is what was just tried, or needed.
    let is_open = problem.is_some();
    let form = if providers.is_empty() {
        Either::Left(view! { <LocalForm next problem=of_form is_first=true takes_passkeys /> })
    } else {
        let buttons = providers.into_iter().enumerate().map(|(at, provider)| {
            let kind = if at == 0 {
                ButtonKind::Primary
            } else {
                ButtonKind::Plain
            };
            let href = paths::sign_in_with(&provider.key, &next);
            view! { <ProviderButton kind href name=provider.name /> }
        });
        Either::Right(view! {
            <div class="stack wide">{buttons.collect_view()}</div>
            <div class="stack wide">
                <hr />
                <details class="fold" open=is_open>
                    <summary>"Emergency sign-in with a local account" <Icon symbol=Symbol::ChevronDown small=true /></summary>
                    <div class="mt-4"><LocalForm next=next.clone() problem=of_form is_first=false takes_passkeys /></div>
                </details>
            </div>
        })
    };
    view! {
        <div class="stack">
            <h1>"Sign in"</h1>
            <p class="muted">"For people who look after the devices of " <bdi>{organisation}</bdi> "."</p>
        </div>
        {notice.map(|(tone, text)| view! { <Notice tone><p>{text}</p></Notice> })}
        {form}
    }
}

/// A link, since it leads to another site: a form may not.
#[component]
fn ProviderButton(kind: ButtonKind, href: String, name: String) -> impl IntoView {
    let class = if kind == ButtonKind::Primary {
        "btn primary lg block"
    } else {
        "btn lg block"
    };
    view! {
        <a class=class href=href rel="external">
            "Continue with " <bdi>{name}</bdi>
            <Icon symbol=Symbol::ArrowRight />
        </a>
    }
}

#[component]
fn LocalForm(
    next: String,
    problem: Option<SignInProblem>,
    /// Whether it is the way in, and not one for emergencies.
    is_first: bool,
    takes_passkeys: bool,
) -> impl IntoView {
    let passkey_next = next.clone();
    let kind = if is_first {
        ButtonKind::Primary
    } else {
        ButtonKind::Plain
    };
    view! {
        <form class="stack wide" method="post" action=paths::sign_in()>
            <input type="hidden" name="next" value=next />
            <TextInput id="name" label="Name" autocomplete="username" required=true max_length=100 autofocus=is_first />
            <TextInput
                id="password"
                label="Password"
                kind=InputKind::Password
                autocomplete="current-password"
                required=true
                error=problem.map(SignInProblem::sentence)
            />
            <Button kind large=true block=true>"Sign in"</Button>
            <p class="tiny subtle">"Each use is written to the audit log."</p>
        </form>
        {takes_passkeys.then(|| view! { <PasskeyButton next=passkey_next /> })}
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
