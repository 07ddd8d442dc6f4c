//! `/tenant/invitations/new`: the form for an invitation, and in its place, once, the link that it made.

use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::api::{NewInvitationForm, load_new_invitation};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::{read_value, use_own_search};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Choice, ChoiceKind, Choose, CopyButton, Crumb, LinkButton,
    Notice, PageTitle, Select, TextInput, Tone,
};

/// Invite somebody.
#[component]
pub fn NewInvitationPage() -> impl IntoView {
    let form = page_data(|| (), |()| load_new_invitation());
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![
                Crumb::text("Tenant administration"),
                Crumb::link("Invitations", paths::invitations()),
                Crumb::text("Invite"),
            ] />
            <Transition>
                {move || Suspend::new(async move {
                    match form.await {
                        Ok(NewInvitationForm { made: Some((name, link)), .. }) => {
                            EitherOf3::A(view! { <Made name link /> })
                        }
                        Ok(form) => EitherOf3::B(view! { <InvitationForm form /> }),
                        Err(error) => EitherOf3::C(view! { <ErrorPart error title="Nobody can be invited" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn InvitationForm(form: NewInvitationForm) -> impl IntoView {
    let search = use_own_search().get_untracked();
    let typed = |key: &str| read_value(&search, key);
    let field = typed("field");
    let problem = Some(typed("problem")).filter(|problem| !problem.is_empty());
    let error = |key: &str| problem.clone().filter(|_| field == key);
    let elsewhere = problem
        .clone()
        .filter(|_| !matches!(field.as_str(), "name" | "days" | "role"));
    let chosen = typed("role");
    let days = Some(typed("days")).filter(|days| !days.is_empty());
    let roles = form
        .roles
        .into_iter()
        .map(|role| {
            let value = role.id.map_or_else(|| "everything".to_owned(), |id| id.to_string());
            let checked = chosen == value;
            view! { <Choice kind=ChoiceKind::Radio name="role" value label=role.name help=role.description checked /> }
        })
        .collect_view();
    let spans = [
        ("1", "1 day"),
        ("3", "3 days"),
        ("7", "7 days"),
        ("14", "14 days"),
    ]
    .map(|(days, label)| Choose::new(days, label))
    .to_vec();
    view! {
        <PageTitle title="Invite somebody" />
        {elsewhere.map(|problem| view! { <Notice tone=Tone::Danger><p>{problem}</p></Notice> })}
        <form class="stack wide mt-4" method="post" action=paths::new_invitation()>
            <TextInput
                id="name"
                label="Name"
                value=typed("name")
                help="The person signs in with it, and the audit log shows it."
                error=error("name")
                autocomplete="off"
                required=true
                max_length=100
            />
            <fieldset class="stack">
                <legend class="label">"Role"</legend>
                <p class="small muted">"What the person may do, on everything. Only roles are offered that give no more than you hold."</p>
                {error("role").map(|problem| view! { <Notice tone=Tone::Danger><p>{problem}</p></Notice> })}
                {roles}
            </fieldset>
            <Select
                id="days"
                label="The link works for"
                options=spans
                selected=days.unwrap_or_else(|| "3".to_owned())
                error=error("days")
            />
            <div class="row">
                <Button kind=ButtonKind::Primary>"Invite"</Button>
                <LinkButton href=paths::invitations()>"Cancel"</LinkButton>
            </div>
        </form>
    }
}

#[component]
fn Made(name: String, link: String) -> impl IntoView {
    view! {
        <PageTitle title="The invitation is made" />
        <div class="mt-4"><Notice tone=Tone::Warning>
            <p>
                <b>"Send this link to " <bdi>{name}</bdi> " now: it is shown this once. "</b>
                "Whoever opens it first has the account, so send it in a way that only the person can read."
            </p>
        </Notice></div>
        <p class="row mt-4">
            <code class="break-all">{link.clone()}</code>
            <CopyButton text=link what="link" />
        </p>
        <div class="row mt-4">
            <LinkButton kind=ButtonKind::Primary href=paths::invitations()>"I have copied it"</LinkButton>
        </div>
    }
}
