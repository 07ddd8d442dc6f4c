//! `/tenant/api-tokens/new`: the form for a token, and in its place, once, the token that it made.

use domain::actor::Permission;
use domain::api_token::MAX_DAYS;
use domain::permission::Category;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::api::{NewTokenForm, load_new_token};
use super::words::label;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::{read_pairs, read_value, use_own_search};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Choice, ChoiceKind, Choose, CopyButton, Crumb, LinkButton,
    Notice, PageTitle, Select, TextInput, Tone,
};

/// Create a token.
#[component]
pub fn NewTokenPage() -> impl IntoView {
    let form = page_data(|| (), |()| load_new_token());
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![
                Crumb::text("Tenant administration"),
                Crumb::link("API tokens", paths::tokens()),
                Crumb::text("Create"),
            ] />
            <Transition>
                {move || Suspend::new(async move {
                    match form.await {
                        Ok(NewTokenForm { made: Some((name, secret)), scim_address, .. }) => {
                            EitherOf3::A(view! { <Made name secret scim_address /> })
                        }
                        Ok(form) => EitherOf3::B(view! { <TokenForm form /> }),
                        Err(error) => EitherOf3::C(view! { <ErrorPart error title="A token cannot be made" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn TokenForm(form: NewTokenForm) -> impl IntoView {
    let search = use_own_search().get_untracked();
    let typed = |key: &str| read_value(&search, key);
    let field = typed("field");
    let problem = Some(typed("problem")).filter(|problem| !problem.is_empty());
    let error = |key: &str| problem.clone().filter(|_| field == key);
    let elsewhere = problem
        .clone()
        .filter(|_| !matches!(field.as_str(), "name" | "days" | "permissions"));
    let chosen: Vec<String> = read_pairs(&search)
        .into_iter()
        .filter(|(key, _)| key == "permission")
        .map(|(_, value)| value)
        .collect();
    let days = Some(typed("days")).filter(|days| !days.is_empty());
    // First of all what most tokens are for.
    let others = Category::ALL
        .into_iter()
        .filter(|category| *category != Category::Directory);
    let choices = std::iter::once(Category::Directory)
        .chain(others)
        .filter_map(|category| {
            let offered: Vec<Permission> = category
                .permissions()
                .filter(|permission| form.permissions.contains(permission))
                .collect();
            (!offered.is_empty()).then(|| {
                view! { <CategoryChoices category offered chosen=chosen.clone() /> }
            })
        })
        .collect_view();
    let spans = [
        (30, "30 days"),
        (90, "90 days"),
        (180, "180 days"),
        (MAX_DAYS, "365 days"),
    ]
    .map(|(days, label)| Choose::new(days.to_string(), label))
    .to_vec();
    view! {
        <PageTitle title="Create a token" />
        {elsewhere.map(|problem| view! { <Notice tone=Tone::Danger><p>{problem}</p></Notice> })}
        <form class="stack wide mt-4" method="post" action=paths::new_token()>
            <TextInput
                id="name"
                label="What it is for"
                value=typed("name")
                help="The audit log shows this name for everything the program does."
                error=error("name")
                autocomplete="off"
                required=true
                max_length=100
            />
            <fieldset class="stack">
                <legend class="label">"What it may do"</legend>
                <p class="small muted">
                    "Choose as little as the program needs: no more than you may do yourself. A directory that sends users and groups needs “See users and groups” and “Change users and groups”."
                </p>
                {error("permissions").map(|problem| view! { <Notice tone=Tone::Danger><p>{problem}</p></Notice> })}
                <div class="permission-boxes">{choices}</div>
            </fieldset>
            <Select
                id="days"
                label="Works for"
                options=spans
                selected=days.unwrap_or_else(|| "180".to_owned())
                help="It ends by itself then. It can be revoked at any time."
                error=error("days")
            />
            <div class="row">
                <Button kind=ButtonKind::Primary>"Create token"</Button>
                <LinkButton href=paths::tokens()>"Cancel"</LinkButton>
            </div>
        </form>
    }
}

/// The permissions of a category, folded away unless they are what most tokens are for, or one of them was chosen.
#[component]
fn CategoryChoices(
    category: Category,
    offered: Vec<Permission>,
    chosen: Vec<String>,
) -> impl IntoView {
    let is_chosen = |permission: &Permission| chosen.iter().any(|name| name == permission.graph());
    let open = category == Category::Directory || offered.iter().any(is_chosen);
    let choices = offered
        .iter()
        .map(|permission| {
            let checked = is_chosen(permission);
            view! {
                <Choice
                    kind=ChoiceKind::Checkbox
                    name="permission"
                    value=permission.graph()
                    label=label(*permission)
                    checked
                />
            }
        })
        .collect_view();
    view! {
        <details class="where" open=open>
            <summary class="link-btn">{category.name()}</summary>
            <div class="stack">{choices}</div>
        </details>
    }
}

#[component]
fn Made(name: String, secret: String, scim_address: String) -> impl IntoView {
    view! {
        <PageTitle title="The token is made" />
        <div class="stack wide mt-4">
        <Notice tone=Tone::Warning>
            <p>
                <b>"Copy it now: it is shown this once. "</b>
                "Muster keeps only a fingerprint of it. If it is lost, make another one and revoke this."
            </p>
        </Notice>
        <FactList facts=vec![
            ("Token", secret, "token"),
            ("SCIM address", scim_address, "SCIM address"),
        ] />
        <p class="small muted">"The token for “" <bdi>{name}</bdi> "” goes where the program asks for a secret or bearer token."</p>
        <div class="row">
            <LinkButton kind=ButtonKind::Primary href=paths::tokens()>"I have copied it"</LinkButton>
        </div>
        </div>
    }
}

/// Values to take along, each with its button.
#[component]
fn FactList(facts: Vec<(&'static str, String, &'static str)>) -> impl IntoView {
    let rows = facts
        .into_iter()
        .map(|(label, value, what)| {
            view! {
                <div class="field">
                    <dt class="small muted">{label}</dt>
                    <dd class="row">
                        <code class="break-all">{value.clone()}</code>
                        <CopyButton text=value what />
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="stack wide">{rows}</dl> }
}
