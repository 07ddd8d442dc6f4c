//! `/roles/:id/assign` and `/roles/assignments/:id`: who holds a role, and on what.

use domain::access::{AssignmentForm, AssignmentOf};
use domain::id::{AssignmentId, RoleId};
use domain::role::{AssignmentContent, DEFAULT_TAG, default_tag};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::api::load_assignment_form;
use super::group_choice::GroupChooser;
use super::tabs::RoleCrumbs;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, Choice, ChoiceKind, Crumb, LinkButton, Notice, PageTitle, TextArea,
    TextInput, Tone,
};

/// What an address asks for: the assignment, and what was typed.
type Asked = (Option<AssignmentOf>, Typed);

/// A new assignment of the role in the address.
#[component]
pub fn NewAssignmentPage() -> impl IntoView {
    let of = |id: &str| id.parse::<RoleId>().ok().map(AssignmentOf::Role);
    view! { <Page of /> }
}

/// The assignment in the address.
#[component]
pub fn AssignmentPage() -> impl IntoView {
    let of = |id: &str| {
        id.parse::<AssignmentId>()
            .ok()
            .map(AssignmentOf::Assignment)
    };
    view! { <Page of /> }
}

#[component]
fn Page(of: fn(&str) -> Option<AssignmentOf>) -> impl IntoView {
    let (params, search) = (use_params_map(), use_location().search);
    let asked = Memo::new(move |_| -> Asked {
        let id = params.with(|params| params.get("id").and_then(|id| of(&id)));
        (id, Typed::read(&search.get()))
    });
    let form = page_data(move || asked.get(), load);
    view! {
        <div class="page form">
            <Transition>
                {move || Suspend::new(async move {
                    match (form.await, asked.get_untracked()) {
                        (Ok(form), (Some(of), typed)) => Either::Left(view! { <Shown form of typed /> }),
                        (answer, _) => {
                            let error = answer.err().unwrap_or(AppError::Server(None));
                            Either::Right(view! { <ErrorPart error title="The assignment could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load((of, typed): Asked) -> Result<AssignmentForm, AppError> {
    let of = of.ok_or_else(|| AppError::NotFound("assignment".to_owned()))?;
    let content = match typed.own() {
        Some(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| (key, value));
            Some(AssignmentContent::from_pairs(pairs).map_err(AppError::Invalid)?)
        }
        None => None,
    };
    let (members, scope) = (typed.value("find_member"), typed.value("find_scope"));
    load_assignment_form(of, content, members, scope).await
}

#[component]
fn Shown(form: AssignmentForm, of: AssignmentOf, typed: Typed) -> impl IntoView {
    let role = form.role.clone();
    let (title, verb, page) = match &of {
        AssignmentOf::Role(id) => ("Assign role", "Assign", paths::assign_role(id)),
        AssignmentOf::Assignment(id) => ("Assignment", "Save", paths::role_assignment(id)),
    };
    let between = vec![Crumb::link(role.name.clone(), paths::role(role.id))];
    let beyond = form.beyond.iter().next().map(|permission| {
        view! {
            <Notice tone=Tone::Warning>
                <p>
                    "The role allows more than you hold: for one, to " {permission.description()}
                    ". Only somebody who holds all of it can give it."
                </p>
            </Notice>
        }
    });
    let remove = match of {
        AssignmentOf::Role(_) => None,
        AssignmentOf::Assignment(id) => Some(view! { <Remove id /> }),
    };
    view! {
        <RoleCrumbs between here=title />
        <PageTitle title />
        <p class="lead">
            "The members of groups get " <bdi class="strong">{role.name}</bdi>
            ", at once, on the users and devices named here and on no others."
        </p>
        <div class="stack wider mt-6 narrow">
            {beyond} <Fields form typed verb page back=paths::role(role.id) /> {remove}
        </div>
    }
}

#[component]
fn Fields(
    form: AssignmentForm,
    typed: Typed,
    verb: &'static str,
    page: String,
    back: String,
) -> impl IntoView {
    let AssignmentForm {
        content,
        members,
        scope,
        tags,
        ..
    } = form;
    let reach = content.scope.clone();
    let problem = |field: &'static str| {
        let error = typed.error(field);
        error.map(|text| {
            view! {
                <div class="field">
                    <p class="error" role="alert">
                        {text}
                    </p>
                </div>
            }
        })
    };
    let mut choices: Vec<_> = vec![(default_tag(), DEFAULT_TAG.to_owned())];
    choices.extend(tags.into_iter().map(|tag| (tag.id, tag.content.name)));
    let has_tags = choices.len() > 1;
    let tags = choices
        .into_iter()
        .map(|(id, name)| {
            let is_checked = reach.tags.contains(&id);
            view! {
                <Choice kind=ChoiceKind::Checkbox name="tag" value=id.to_string() label=name checked=is_checked />
            }
        })
        .collect_view();
    let (action, members_page) = (page.clone(), page.clone());
    view! {
        <form class="stack wider" method="post" action=action>
            <OtherProblem typed=typed.clone() fields=&["name", "description", "members", "scope", "tags"] />
            <TextInput
                id="name"
                label="Name"
                value=content.name
                error=typed.error("name")
                help="How lists and the audit log call it."
                required=true
                max_length=128
                autocomplete="off"
            />
            <TextArea
                id="description"
                label="Description"
                value=content.description
                optional=true
                error=typed.error("description")
                rows=2
            />
            <fieldset class="stack">
                <legend>
                    <h2>"Who gets the role"</h2>
                </legend>
                <p class="small muted">
                    "Members of these groups. Those in groups within them get it too if they have a licence that includes Intune."
                </p>
                {problem("members")}
                <GroupChooser
                    pick=members
                    name="member"
                    find="find_member"
                    searched=typed.value("find_member")
                    page=members_page
                    label="Find a group whose members get the role"
                />
            </fieldset>
            <fieldset class="stack">
                <legend>
                    <h2>"On whom and what"</h2>
                </legend>
                {problem("scope")}
                <Choice
                    kind=ChoiceKind::Checkbox
                    name="all_users"
                    value="on"
                    label="All users"
                    help="And every device that has a primary user."
                    checked=reach.all_users
                />
                <Choice
                    kind=ChoiceKind::Checkbox
                    name="all_devices"
                    value="on"
                    label="All devices"
                    help="Also those without a user."
                    checked=reach.all_devices
                />
                <p class="small muted">"And the members of these groups, with the groups within them:"</p>
                <GroupChooser
                    pick=scope
                    name="scope"
                    find="find_scope"
                    searched=typed.value("find_scope")
                    page
                    label="Find a group to act on"
                />
            </fieldset>
            <fieldset class="stack">
                <legend>
                    <h2>"Scope tags"</h2>
                </legend>
                {problem("tags")}
                <p class="small muted">
                    {if has_tags {
                        "Only devices with one of these tags. Check none for devices with whatever tags."
                    } else {
                        "There are no tags yet, so every device has the tag Default. Check none for devices with whatever tags."
                    }}
                </p>
                <div>{tags}</div>
            </fieldset>
            <div class="row">
                <Button kind=ButtonKind::Primary>{verb}</Button>
                <LinkButton href=back>"Cancel"</LinkButton>
            </div>
        </form>
    }
}

#[component]
fn Remove(id: AssignmentId) -> impl IntoView {
    view! {
        <section class="stack" aria-labelledby="remove">
            <h2 id="remove">"Remove"</h2>
            <p class="small muted">
                "The members of its groups lose what the role gave them here, in their very next request. Other assignments stay."
            </p>
            <form method="post" action=paths::remove_role_assignment(id)>
                <Button kind=ButtonKind::DangerQuiet>"Remove assignment"</Button>
            </form>
        </section>
    }
}
