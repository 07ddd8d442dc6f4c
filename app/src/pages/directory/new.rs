//! `/users/new` and `/groups/new`: adding by hand what no file and no directory brings.

use leptos::prelude::*;

use super::api::{CreateGroup, CreateUser};
use crate::error::AppError;
use crate::layout::ErrorNotice;
use crate::pages::shared::address::{read_form_error, use_own_search};
use crate::paths;
use crate::ui::{Breadcrumbs, Button, ButtonKind, Crumb, LinkButton, PageTitle, TextInput};

/// A new user.
#[component]
pub fn NewUserPage() -> impl IntoView {
    let create = ServerAction::<CreateUser>::new();
    let failed = Signal::derive(move || create.value().get().and_then(Result::err));
    view! {
        <NewPage list="Users" href=paths::users() title="Add a user" failed>
            <ActionForm action=create attr:class="stack wide">
                <TextInput
                    id="upn"
                    label="Signs in as"
                    help="The user principal name, such as noor@example.org. Imports and the directory know the user by it."
                    autocomplete="off"
                    required=true
                />
                <TextInput id="name" label="Name" help="What lists show" autocomplete="off" required=true />
                <TextInput id="department" label="Department" optional=true autocomplete="off" />
                <TextInput id="job_title" label="Job title" optional=true autocomplete="off" />
                <TextInput id="mail" label="Mail" optional=true autocomplete="off" />
                <Foot cancel=paths::users() busy=create.pending()>
                    "Add user"
                </Foot>
            </ActionForm>
        </NewPage>
    }
}

/// A new group.
#[component]
pub fn NewGroupPage() -> impl IntoView {
    let create = ServerAction::<CreateGroup>::new();
    let failed = Signal::derive(move || create.value().get().and_then(Result::err));
    view! {
        <NewPage list="Groups" href=paths::groups() title="Add a group" failed>
            <ActionForm action=create attr:class="stack wide">
                <TextInput id="name" label="Name" help="What lists and scopes show" autocomplete="off" required=true />
                <TextInput id="description" label="Description" optional=true autocomplete="off" />
                <Foot cancel=paths::groups() busy=create.pending()>
                    "Add group"
                </Foot>
            </ActionForm>
        </NewPage>
    }
}

/// The frame of both: where one is, and what went wrong.
#[component]
fn NewPage(
    list: &'static str,
    href: &'static str,
    title: &'static str,
    failed: Signal<Option<AppError>>,
    children: Children,
) -> impl IntoView {
    let search = use_own_search();
    let error = move || {
        failed
            .get()
            .or_else(|| search.with(|search| read_form_error(search)))
            .map(|error| view! { <ErrorNotice error /> })
    };
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![Crumb::text("People"), Crumb::link(list, href), Crumb::text(title)] />
            <PageTitle title />
            <div class="stack mt-6">{error} {children()}</div>
        </div>
    }
}

#[component]
fn Foot(
    cancel: &'static str,
    #[prop(into)] busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="row">
            <Button kind=ButtonKind::Primary busy busy_label="Adding">
                {children()}
            </Button>
            <LinkButton href=cancel>"Cancel"</LinkButton>
        </div>
    }
}
