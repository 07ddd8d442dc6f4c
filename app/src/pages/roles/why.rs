//! `/roles/why`: why one may not do something: from the action that was refused to the reason, and what helps.

use domain::access::{Explanation, WhyNot};
use domain::actor::Permission;
use domain::id::DeviceId;
use domain::permission::Category;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_location;

use super::api::explain_refusal;
use super::mine::OwnRoles;
use super::tabs::RoleCrumbs;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::read_value;
use crate::paths;
use crate::ui::{Button, LinkButton, Notice, PageTitle, Tone};

/// What an address asks about.
type Asked = (Option<Permission>, Option<DeviceId>);

/// Why can't I.
#[component]
pub fn WhyPage() -> impl IntoView {
    let search = use_location().search;
    let asked = Memo::new(move |_| -> Asked {
        search.with(|search| {
            (
                Permission::from_graph(&read_value(search, "permission")),
                read_value(search, "device").parse().ok(),
            )
        })
    });
    let answer = page_data(move || asked.get(), load);
    view! {
        <div class="page form">
            <RoleCrumbs here="Why can’t I" />
            <PageTitle title="Why can’t I" />
            <div class="stack wider mt-6 narrow">
                <AskWhy chosen=asked.get_untracked().0 />
                <Transition>
                    {move || Suspend::new(async move {
                        match answer.await {
                            Ok(Some(answer)) => EitherOf3::A(view! { <Answer answer /> }),
                            Ok(None) => EitherOf3::B(view! { <p class="muted small">"Choose what you want to do."</p> }),
                            Err(error) => EitherOf3::C(view! { <ErrorPart error title="The reason could not be found out" /> }),
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
}

async fn load((permission, device): Asked) -> Result<Option<Explanation>, AppError> {
    match permission {
        Some(permission) => Ok(Some(explain_refusal(permission, device).await?)),
        None => Ok(None),
    }
}

/// The question as a form.
#[component]
pub fn AskWhy(chosen: Option<Permission>) -> impl IntoView {
    view! {
        <Form method="GET" action=paths::why() attr:class="row ask">
            <PermissionSelect chosen label="I want to" />
            <Button>"Tell me why not"</Button>
        </Form>
    }
}

/// Every permission to choose from, by category.
#[component]
pub fn PermissionSelect(chosen: Option<Permission>, label: &'static str) -> impl IntoView {
    let groups = Category::ALL
        .into_iter()
        .map(|category| {
            let options = category
                .permissions()
                .map(|permission| {
                    let is_chosen = Some(permission) == chosen;
                    view! {
                        <option value=permission.graph() selected=is_chosen>
                            {permission.description()}
                        </option>
                    }
                })
                .collect_view();
            view! { <optgroup label=category.name()>{options}</optgroup> }
        })
        .collect_view();
    view! {
        <label for="permission">{label}</label>
        <select class="select" id="permission" name="permission">
            {groups}
        </select>
    }
}

#[component]
fn Answer(answer: Explanation) -> impl IntoView {
    let what = answer.permission.description();
    let about = if answer.device.is_some() {
        "this device"
    } else {
        "anything"
    };
    let (tone, title, text, roles) = match answer.answer {
        WhyNot::Allowed(roles) => (
            Tone::Success,
            format!("You may {what}."),
            "These roles of yours allow it, each on what it reaches.".to_owned(),
            roles,
        ),
        WhyNot::OutOfReach(roles) => (
            Tone::Warning,
            format!("You may {what}, but not on {about}."),
            "Your roles allow it elsewhere. The device is in none of the groups, or has none of the tags, that they are limited to.".to_owned(),
            roles,
        ),
        WhyNot::DoesNotCount(roles) => (
            Tone::Warning,
            format!("You may not {what}: the role that allows it does not count."),
            "You have such a role, but it does not count for you. The last column says why.".to_owned(),
            roles,
        ),
        WhyNot::Limited(roles) => (
            Tone::Warning,
            format!("You may not {what}: your role is limited."),
            "It changes what holds for everybody, so it takes a role on all users and all devices, without tags.".to_owned(),
            roles,
        ),
        WhyNot::NotInRoles => (
            Tone::Warning,
            format!("You may not {what}."),
            "None of your roles allows it.".to_owned(),
            Vec::new(),
        ),
    };
    let is_allowed = tone == Tone::Success;
    let own = (!roles.is_empty()).then(|| view! { <OwnRoles roles /> });
    let helping = answer.roles.join(", ");
    let help = if is_allowed {
        Either::Left(())
    } else {
        Either::Right(view! {
            <section class="stack" aria-labelledby="helps">
                <h2 id="helps">"What helps"</h2>
                <p class="small">
                    {if helping.is_empty() {
                        "No role allows it yet. Ask an administrator for a custom role that does.".to_owned()
                    } else {
                        format!("Ask somebody who assigns roles for one of these: {helping}.")
                    }}
                </p>
                <div>
                    <LinkButton href=paths::my_permissions()>"My permissions"</LinkButton>
                </div>
            </section>
        })
    };
    view! {
        <div class="stack wider">
            <Notice tone>
                <p class="strong">{title}</p>
                <p>{text}</p>
            </Notice>
            {own}
            {help}
        </div>
    }
}
