//! `/roles/tags/new` and `/roles/tags/:id`: what a scope tag is called, and which devices have it.

use domain::access::TagForm;
use domain::id::TagId;
use domain::role::TagContent;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::api::load_tag_form;
use super::group_choice::GroupChooser;
use super::tabs::RoleCrumbs;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, Crumb, DisabledButton, LinkButton, PageTitle, Symbol, TextArea, TextInput,
};

/// A new tag.
#[component]
pub fn NewTagPage() -> impl IntoView {
    let search = use_location().search;
    let form = page_data(
        move || Typed::read(&search.get()),
        |typed| load(None, typed),
    );
    view! {
        <div class="page form">
            <Transition>
                {move || Suspend::new(async move {
                    match form.await {
                        Ok(form) => Either::Left(view! { <Shown form id=None /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The form could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

/// The tag in the address.
#[component]
pub fn TagPage() -> impl IntoView {
    let (params, search) = (use_params_map(), use_location().search);
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get("id").and_then(|id| id.parse::<TagId>().ok()));
        (id, Typed::read(&search.get()))
    });
    let form = page_data(
        move || asked.get(),
        |(id, typed)| async move {
            let id = id.ok_or_else(|| AppError::NotFound("scope tag".to_owned()))?;
            load(Some(id), typed).await
        },
    );
    view! {
        <div class="page form">
            <Transition>
                {move || Suspend::new(async move {
                    match form.await {
                        Ok(form) => Either::Left(view! { <Shown form id=asked.get_untracked().0 /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The tag could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load(id: Option<TagId>, typed: Typed) -> Result<TagForm, AppError> {
    let content = match typed.own() {
        Some(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| (key, value));
            Some(TagContent::from_pairs(pairs).map_err(AppError::Invalid)?)
        }
        None => None,
    };
    load_tag_form(id, content, typed.value("find_group")).await
}

#[component]
fn Shown(form: TagForm, id: Option<TagId>) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let TagForm {
        content,
        groups,
        assignments,
    } = form;
    let (title, verb, page) = match id {
        None => ("New tag", "Create tag", paths::new_scope_tag().to_owned()),
        Some(id) => ("Scope tag", "Save", paths::scope_tag(id)),
    };
    let between = vec![Crumb::link("Scope tags", paths::scope_tags())];
    let error = typed.error("groups").map(|text| {
        view! {
            <div class="field">
                <p class="error" role="alert">
                    {text}
                </p>
            </div>
        }
    });
    let (action, is_used) = (page.clone(), assignments > 0);
    view! {
        <RoleCrumbs between here=title />
        <PageTitle title />
        <div class="stack wider mt-6 narrow">
            <form class="stack wider" method="post" action=action>
                <OtherProblem typed=typed.clone() fields=&["name", "description", "groups"] />
                <TextInput
                    id="name"
                    label="Name"
                    value=content.name
                    error=typed.error("name")
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
                        <h2>"Which devices have it"</h2>
                    </legend>
                    <p class="small muted">
                        "Devices in these groups, and devices whose primary user is in one of them; with the groups within them. It follows every change of the groups."
                    </p>
                    {error}
                    <GroupChooser
                        pick=groups
                        name="group"
                        find="find_group"
                        searched=typed.value("find_group")
                        page
                        label="Find a group whose devices have the tag"
                    />
                </fieldset>
                <div class="row">
                    <Button kind=ButtonKind::Primary>{verb}</Button>
                    <LinkButton href=paths::scope_tags()>"Cancel"</LinkButton>
                </div>
            </form>
            {id.map(|id| view! { <Delete id is_used /> })}
        </div>
    }
}

#[component]
fn Delete(id: TagId, is_used: bool) -> impl IntoView {
    let button = if is_used {
        Either::Left(view! {
            <DisabledButton id="cannot-delete" reason="Assignments are limited to it. Take it out of them first." icon=Symbol::Trash>
                "Delete tag"
            </DisabledButton>
        })
    } else {
        Either::Right(view! {
            <form method="post" action=paths::delete_scope_tag(id)>
                <Button kind=ButtonKind::DangerQuiet icon=Symbol::Trash>
                    "Delete tag"
                </Button>
            </form>
        })
    };
    view! {
        <section class="stack" aria-labelledby="delete">
            <h2 id="delete">"Delete"</h2>
            <div>{button}</div>
        </section>
    }
}
