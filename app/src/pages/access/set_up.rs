//! `/set-up?token=…`: the first administrator, made once through the link that the server printed.

use leptos::either::EitherOf3;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::api::check_set_up_link;
use crate::json::page_data;
use crate::pages::shared::address::read_value;
use crate::ui::{
    Button, ButtonKind, Choice, ChoiceKind, InputKind, LinkButton, Notice, TextInput, Tone,
};

/// The set-up page.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let search = use_location().search;
    let token = move || search.with(|search| read_value(search, "token"));
    let holds = page_data(token, check_set_up_link);
    view! {
        <Title text="Set up Muster" />
        <Suspense>
            {move || Suspend::new(async move {
                match holds.await {
                    Ok(true) => EitherOf3::A(view! { <SetUpForm /> }),
                    Ok(false) => EitherOf3::B(view! { <LinkUsed /> }),
                    Err(error) => EitherOf3::C(view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> }),
                }
            })}
        </Suspense>
    }
}

#[component]
fn SetUpForm() -> impl IntoView {
    let search = use_location().search.get_untracked();
    let typed = |name: &str| read_value(&search, name);
    let field = typed("field");
    let problem = Some(typed("problem"))
        .filter(|problem| !problem.is_empty())
        .map(|problem| sentence(&problem));
    let error = |name: &str| problem.clone().filter(|_| field == name);
    let from_new = typed("unlicensed_admins") != "off";
    let other_problem = problem
        .clone()
        .filter(|_| !matches!(field.as_str(), "organisation" | "name" | "password"));
    view! {
        <div class="stack">
            <h1>"Set up Muster"</h1>
            <p class="muted">"Create the first administrator. This link works once."</p>
        </div>
        {other_problem.map(|problem| view! { <Notice tone=Tone::Danger><p>{problem}</p></Notice> })}
        <form class="stack wide" method="post" action="/set-up">
            <input type="hidden" name="token" value=typed("token") />
            <TextInput
                id="organisation"
                label="Organisation"
                value=typed("organisation")
                help="Shown beside the name Muster on every page."
                error=error("organisation")
                autocomplete="organization"
                required=true
                max_length=100
            />
            <TextInput
                id="name"
                label="Your name"
                value=typed("name")
                help="You sign in with it, and the audit log shows it."
                error=error("name")
                autocomplete="username"
                required=true
                max_length=100
            />
            <TextInput
                id="password"
                label="Password"
                kind=InputKind::Password
                help="At least 12 characters. Several words make a good one; digits and signs are not needed."
                error=error("password")
                autocomplete="new-password"
                min_length=12
                required=true
            />
            <fieldset class="stack">
                <legend>"Admins without an Intune licence"</legend>
                <Choice
                    kind=ChoiceKind::Radio
                    name="unlicensed_admins"
                    value="default_on"
                    label="May sign in: the organisation is new"
                    help="What they may do comes only from their roles. This stays so."
                    checked=from_new
                />
                <Choice
                    kind=ChoiceKind::Radio
                    name="unlicensed_admins"
                    value="off"
                    label="May not sign in: it is off where the organisation comes from"
                    help="You can allow it later, once and for good."
                    checked=!from_new
                />
            </fieldset>
            <Button kind=ButtonKind::Primary large=true block=true>"Create administrator"</Button>
        </form>
    }
}

#[component]
fn LinkUsed() -> impl IntoView {
    view! {
        <div class="stack">
            <h1>"This link does not work any more"</h1>
            <p class="muted">
                "It was used already, or a day has passed. If somebody can sign in, sign in. If nobody can, restart Muster: it prints a new link."
            </p>
        </div>
        <div class="row"><LinkButton kind=ButtonKind::Primary href="/sign-in">"Go to sign-in"</LinkButton></div>
    }
}

/// The problem as a sentence: it comes as the second half of one.
fn sentence(problem: &str) -> String {
    let mut letters = problem.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", letters.as_str())
}
