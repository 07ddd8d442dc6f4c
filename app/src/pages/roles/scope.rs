//! What a role reaches, in words.

use domain::access::{NamedGroup, NamedScope};
use leptos::either::Either;
use leptos::prelude::*;

use crate::paths;

/// A group by its name, which leads to it; one that is gone by its id.
#[component]
pub fn GroupRef(group: NamedGroup) -> impl IntoView {
    match group.name {
        Some(name) => Either::Left(view! {
            <a href=paths::group(group.id)>
                <bdi>{name}</bdi>
            </a>
        }),
        None => Either::Right(view! {
            <span class="muted">"A group that is gone, " <code>{group.id.to_string()}</code></span>
        }),
    }
}

/// Several groups, with commas between them.
#[component]
pub fn GroupRefs(groups: Vec<NamedGroup>) -> impl IntoView {
    let groups = groups
        .into_iter()
        .enumerate()
        .map(|(at, group)| {
            view! {
                {(at > 0).then_some(", ")}
                <GroupRef group />
            }
        })
        .collect_view();
    view! { <span>{groups}</span> }
}

/// What a role reaches: users, devices, groups; and with which tags.
#[component]
pub fn Reached(scope: NamedScope) -> impl IntoView {
    let NamedScope {
        all_users,
        all_devices,
        groups,
        tags,
    } = scope;
    let all = match (all_users, all_devices) {
        (true, true) => Some("All users and all devices"),
        (true, false) => Some("All users and their devices"),
        (false, true) => Some("All devices"),
        (false, false) => None,
    };
    let has_both = all.is_some() && !groups.is_empty();
    let tags = (!tags.is_empty()).then(|| {
        let names = tags.join(", ");
        view! { <p class="tiny muted">"Only devices tagged " <bdi>{names}</bdi></p> }
    });
    view! {
        <div>
            {all}
            {has_both.then_some(", ")}
            {(!groups.is_empty()).then(|| view! { <GroupRefs groups /> })}
            {tags}
        </div>
    }
}
