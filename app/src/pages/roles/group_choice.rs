//! Choosing groups in a form without scripts: those that are chosen are checked boxes, and *Find* shows more below them.

use domain::access::GroupPick;
use domain::directory::GroupChoice;
use leptos::prelude::*;

use super::scope::GroupRef;
use crate::ui::{Button, Symbol, counted};

/// The boxes, and the field to find more with. The whole form is sent along by *Find*, so nothing that was typed is lost.
#[component]
pub fn GroupChooser(
    pick: GroupPick,
    /// The name of the boxes in the form.
    name: &'static str,
    /// The name of the field to find with.
    find: &'static str,
    /// What is looked for now.
    searched: String,
    /// The address of the form's page.
    page: String,
    label: &'static str,
) -> impl IntoView {
    let GroupPick { chosen, found } = pick;
    let is_empty = found.is_empty() && !searched.is_empty();
    let chosen = chosen
        .into_iter()
        .map(|group| {
            view! {
                <li>
                    <label class="choice">
                        <input type="checkbox" name=name value=group.id.to_string() checked=true />
                        <span class="label">
                            <GroupRef group />
                        </span>
                    </label>
                </li>
            }
        })
        .collect_view();
    let found = found
        .into_iter()
        .map(|group| view! { <Found group name /> })
        .collect_view();
    view! {
        <ul class="groups">{chosen} {found}</ul>
        {is_empty
            .then(|| view! { <p class="small muted">"No other group has “" <bdi>{searched.clone()}</bdi> "” in its name."</p> })}
        <div class="row find">
            <label class="sr" for=find>
                {label}
            </label>
            <input
                class="input"
                id=find
                name=find
                type="search"
                placeholder="Part of a group’s name"
                autocomplete="off"
                value=searched.clone()
            />
            <Button
                icon=Symbol::Search
                attr:formmethod="get"
                attr:formaction=page
                attr:formnovalidate=true
            >
                "Find groups"
            </Button>
        </div>
    }
}

#[component]
fn Found(group: GroupChoice, name: &'static str) -> impl IntoView {
    let reaches = [
        counted(group.user_count, "user", "users"),
        counted(group.device_count, "device", "devices"),
    ];
    view! {
        <li>
            <label class="choice">
                <input type="checkbox" name=name value=group.id.to_string() />
                <span class="label">
                    <bdi>{group.name}</bdi>
                </span>
                <small>"Found. " {reaches.join(", ")}</small>
            </label>
        </li>
    }
}
