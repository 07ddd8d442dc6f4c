//! Adding a group to a scope: suggestions while typing, or *Find* and *Add* without scripts.

use domain::directory::GroupChoice;
use domain::effect::ScopeKind;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

use super::api::pick_groups;
use super::draft::Draft;
use crate::error::AppError;
use crate::ui::{Button, Symbol, counted, use_hydrated};

/// How long after the last letter groups are looked for.
const PAUSE: Duration = Duration::from_millis(150);

/// The words of a scope's picker in ids and in the form.
struct Words {
    find: &'static str,
    add: &'static str,
    list: &'static str,
    label: &'static str,
}

const fn words(kind: ScopeKind) -> Words {
    match kind {
        ScopeKind::Mdm => Words {
            find: "mdm_find",
            add: "mdm_add",
            list: "mdm_find-list",
            label: "Add a group to the MDM scope",
        },
        ScopeKind::Mam => Words {
            find: "mam_find",
            add: "mam_add",
            list: "mam_find-list",
            label: "Add a group to the MAM scope",
        },
    }
}

/// "1,896 users", "0 users, 48 devices".
fn reach(group: &GroupChoice) -> String {
    let users = counted(group.user_count, "user", "users");
    match (group.user_count, group.device_count) {
        (0, devices) if devices > 0 => {
            format!("{users}, {}", counted(devices, "device", "devices"))
        }
        _ => users,
    }
}

/// The field: a combobox in a living page.
#[component]
pub fn GroupPicker(kind: ScopeKind, draft: Draft, input: NodeRef<Input>) -> impl IntoView {
    let Words {
        find, list, label, ..
    } = words(kind);
    let hydrated = use_hydrated();
    let typed = RwSignal::new(String::new());
    let is_open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let pick = Action::new(|text: &String| {
        let text = text.clone();
        async move { (text.clone(), pick_groups(text).await) }
    });
    // An answer to what was typed before is none to what stands there now.
    let answer = Memo::new(move |_| {
        pick.value()
            .get()
            .filter(|(asked, _)| *asked == typed.get())
            .map(|(_, answer)| answer)
    });
    look_while_typing(typed, is_open, pick);
    // What is listed already is not offered again.
    let offered = Memo::new(move |_| {
        let Some(Ok(groups)) = answer.get() else {
            return Vec::new();
        };
        draft.form.with(|form| {
            groups
                .into_iter()
                .filter(|group| !form.scope(kind).scope.groups.contains(&group.id))
                .collect()
        })
    });
    let failed = move || match answer.get() {
        Some(Err(error)) => Some(error),
        _ => None,
    };
    let choose = move |group: GroupChoice| {
        draft.pick(kind, group);
        typed.set(String::new());
        is_open.set(false);
        active.set(None);
        if let Some(input) = input.get_untracked() {
            input.set_value("");
            drop(input.focus());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let offered = offered.get_untracked();
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                if is_open.get_untracked() {
                    active.set(step(
                        active.get_untracked(),
                        offered.len(),
                        event.key() == "ArrowDown",
                    ));
                } else {
                    is_open.set(true);
                }
            }
            "Enter" => {
                event.prevent_default();
                let chosen = active
                    .get_untracked()
                    .or_else(|| (offered.len() == 1).then_some(0))
                    .and_then(|at| offered.get(at).cloned());
                if let Some(group) = chosen.filter(|_| is_open.get_untracked()) {
                    choose(group);
                }
            }
            "Escape" if is_open.get_untracked() => {
                event.prevent_default();
                is_open.set(false);
                active.set(None);
            }
            _ => {}
        }
    };
    let option_id = move |at: usize| format!("{list}-{at}");
    let options = move || {
        let options = offered.get().into_iter().enumerate().map(|(at, group)| {
            let text = reach(&group);
            let name = group.name.clone();
            view! {
                <li
                    role="option"
                    id=option_id(at)
                    aria-selected=move || if active.get() == Some(at) { "true" } else { "false" }
                    on:mousedown=|event| event.prevent_default()
                    on:click=move |_| choose(group.clone())
                >
                    <bdi class="cut">{name}</bdi>
                    <span class="muted tiny nowrap num">{text}</span>
                </li>
            }
        });
        options.collect_view()
    };
    let said = move || match (
        is_open.get(),
        failed(),
        answer.with(Option::is_some),
        offered.with(Vec::len),
    ) {
        (false, ..) => None,
        (true, Some(error), ..) => Some(said_of(&error)),
        (true, None, true, 0) => Some("No other group has that in its name.".to_owned()),
        (true, None, ..) => None,
    };
    view! {
        <label class="sr" for=find>
            {label}
        </label>
        <input
            node_ref=input
            id=find
            name=find
            placeholder="Add a group"
            autocomplete="off"
            role=move || hydrated.get().then_some("combobox")
            aria-autocomplete=move || hydrated.get().then_some("list")
            aria-controls=move || is_open.get().then_some(list)
            aria-expanded=move || hydrated.get().then(|| if is_open.get() { "true" } else { "false" })
            aria-activedescendant=move || active.get().filter(|_| is_open.get()).map(option_id)
            on:input=move |event| {
                typed.set(event_target_value(&event));
                active.set(None);
                is_open.set(true);
            }
            on:keydown=on_key
            on:blur=move |_| is_open.set(false)
        />
        <span class="only-no-scripts">
            <Button>"Find"</Button>
        </span>
        <div class="options" class:hidden=move || !is_open.get()>
            <ul role="listbox" id=list aria-label=label>
                {options}
            </ul>
            <p class="small muted" role="status">
                {said}
            </p>
        </div>
    }
}

fn said_of(error: &AppError) -> String {
    format!("Groups could not be looked for. {error}")
}

/// The next option, or the one before; past an end the search goes on at the other.
fn step(active: Option<usize>, count: usize, down: bool) -> Option<usize> {
    match (active, down) {
        _ if count == 0 => None,
        (None, true) => Some(0),
        (None, false) => Some(count - 1),
        (Some(at), true) => Some((at + 1) % count),
        (Some(at), false) => Some((at + count - 1) % count),
    }
}

fn look_while_typing(
    typed: RwSignal<String>,
    is_open: RwSignal<bool>,
    pick: Action<String, (String, Result<Vec<GroupChoice>, AppError>)>,
) {
    Effect::new(move |running: Option<Option<TimeoutHandle>>| {
        if let Some(handle) = running.flatten() {
            handle.clear();
        }
        let text = typed.get();
        if !is_open.get() {
            return None;
        }
        set_timeout_with_handle(
            move || {
                pick.dispatch(text);
            },
            PAUSE,
        )
        .ok()
    });
}

/// What *Find* found without scripts, each with a button that adds it.
#[component]
pub fn FoundGroups(kind: ScopeKind, draft: Draft, found: Vec<GroupChoice>) -> impl IntoView {
    let add = words(kind).add;
    let is_listed = move |group: &GroupChoice| {
        draft
            .form
            .with(|form| form.scope(kind).scope.groups.contains(&group.id))
    };
    let found: Vec<GroupChoice> = found
        .into_iter()
        .filter(|group| !is_listed(group))
        .collect();
    let none = found
        .is_empty()
        .then(|| view! { <p class="small muted">"No other group has that in its name."</p> });
    let rows = found
        .into_iter()
        .map(|group| {
            let text = reach(&group);
            let id = group.id.to_string();
            let label = format!("Add {}", group.name);
            let name = group.name.clone();
            view! {
                <li class="row">
                    <Button
                        icon=Symbol::Plus
                        attr:name=add
                        attr:value=id
                        attr:aria-label=label
                        on:click=move |event| {
                            event.prevent_default();
                            draft.pick(kind, group.clone());
                        }
                    >
                        "Add"
                    </Button>
                    <span>
                        <bdi>{name}</bdi>
                        " "
                        <span class="muted tiny num">{text}</span>
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        {none}
        <ul class="stack">{rows}</ul>
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn arrows_go_round() {
        assert_eq!(
            [
                step(None, 3, true),
                step(Some(2), 3, true),
                step(None, 3, false),
                step(Some(0), 3, false)
            ],
            [Some(0), Some(0), Some(2), Some(2)]
        );
        assert_eq!(step(None, 0, true), None);
    }
}
