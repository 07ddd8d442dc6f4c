//! The groups of a scope as chips: those that are listed, those that were taken off and not saved, and more to add.

use domain::directory::GroupChoice;
use domain::effect::ScopeKind;
use domain::enrollment::Setting;
use domain::id::GroupId;
use leptos::html::Input;
use leptos::prelude::*;

use super::draft::Draft;
use super::group_picker::{FoundGroups, GroupPicker};
use crate::ui::{Chip, ChipButton, ChipState, Symbol, counted};

/// A group in the list.
#[derive(Clone, PartialEq, Eq)]
struct Listed {
    id: GroupId,
    name: Option<String>,
    users: i64,
    devices: i64,
    is_saved: bool,
    is_listed: bool,
}

impl Listed {
    fn shown_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.id.to_string())
    }

    fn state(&self) -> ChipState {
        match (self.is_listed, self.is_saved) {
            (false, _) => ChipState::Removed,
            (true, _) if self.name.is_none() || self.users == 0 => ChipState::Doubtful,
            (true, false) => ChipState::Added,
            (true, true) => ChipState::Kept,
        }
    }

    fn note(&self) -> String {
        let reach = match (&self.name, self.users, self.devices) {
            (None, ..) => "gone from the directory".to_owned(),
            (Some(_), 0, devices) if devices > 0 => {
                format!("0 users, {}", counted(devices, "device", "devices"))
            }
            (Some(_), users, _) => counted(users, "user", "users"),
        };
        match (self.is_listed, self.is_saved) {
            (true, true) => reach,
            (true, false) => format!("{reach}, added"),
            (false, _) => format!("{reach}, removed"),
        }
    }

    /// Why a listed group does nothing.
    fn doubt(&self) -> Option<String> {
        let name = self.shown_name();
        match (self.state(), &self.name, self.devices) {
            (ChipState::Doubtful, None, _) => Some(format!(
                "{name} is gone from the directory. Remove it before you save."
            )),
            (ChipState::Doubtful, Some(_), 0) => {
                Some(format!("{name} has no users. It has no effect here."))
            }
            (ChipState::Doubtful, Some(_), _) => Some(format!(
                "{name} holds devices, not users. It has no effect here."
            )),
            _ => None,
        }
    }
}

fn listed(draft: Draft, kind: ScopeKind) -> Vec<Listed> {
    let now = draft
        .form
        .with(|form| form.scope(kind).scope.groups.clone());
    let saved = draft.saved.with(|saved| match kind {
        ScopeKind::Mdm => saved.settings.mdm_scope.groups.clone(),
        ScopeKind::Mam => saved.settings.mam_scope.groups.clone(),
    });
    let mut ids: Vec<GroupId> = now.iter().chain(&saved).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let about = |id: GroupId| {
        let (name, users, devices) = draft.group(id);
        Listed {
            id,
            name,
            users,
            devices,
            is_saved: saved.contains(&id),
            is_listed: now.contains(&id),
        }
    };
    let mut groups: Vec<Listed> = ids.into_iter().map(about).collect();
    groups.sort_by_cached_key(|group| {
        (
            !group.is_listed,
            group.name.as_deref().map(str::to_lowercase),
            group.id,
        )
    });
    groups
}

/// The listed groups and the field that adds one.
#[component]
pub fn GroupList(kind: ScopeKind, draft: Draft, found: Option<Vec<GroupChoice>>) -> impl IntoView {
    let field = match kind {
        ScopeKind::Mdm => Setting::MdmGroups.field(),
        ScopeKind::Mam => Setting::MamGroups.field(),
    };
    let groups = Memo::new(move |_| listed(draft, kind));
    let changed =
        move || groups.with(|groups| groups.iter().any(|group| group.is_saved != group.is_listed));
    let input = NodeRef::<Input>::new();
    let chips = move || {
        groups
            .get()
            .into_iter()
            .map(|group| view! { <GroupChip group kind field draft input /> })
            .collect_view()
    };
    let doubts = move || {
        let doubts =
            groups.with(|groups| groups.iter().filter_map(Listed::doubt).collect::<Vec<_>>());
        doubts
            .into_iter()
            .map(|doubt| view! { <p class="tiny subtle">{doubt}</p> })
            .collect_view()
    };
    view! {
        <div class="stack ms-7 mt-1 mb-2" id=field>
            // Says that the list is given, though it may be empty.
            <input type="hidden" name=field value="" />
            <div class="relative">
                <div class="chips" class:changed=changed>
                    <ul>{chips}</ul>
                    <GroupPicker kind draft input />
                </div>
            </div>
            {found.map(|found| view! { <FoundGroups kind draft found /> })}
            {doubts}
        </div>
    }
}

/// One chip. Its button sends the form without scripts; in a living page it acts in place.
#[component]
fn GroupChip(
    group: Listed,
    kind: ScopeKind,
    field: &'static str,
    draft: Draft,
    input: NodeRef<Input>,
) -> impl IntoView {
    let id = group.id;
    let is_listed = group.is_listed;
    let (symbol, verb) = match (is_listed, kind) {
        (true, ScopeKind::Mdm) => (Symbol::X, "mdm_drop"),
        (true, ScopeKind::Mam) => (Symbol::X, "mam_drop"),
        (false, ScopeKind::Mdm) => (Symbol::Undo, "mdm_add"),
        (false, ScopeKind::Mam) => (Symbol::Undo, "mam_add"),
    };
    let name = group.shown_name();
    let label = if is_listed {
        format!("Remove {name}")
    } else {
        format!("Put {name} back")
    };
    view! {
        <li class="max-w-full">
            <Chip text=name note=group.note() state=group.state()>
                {is_listed.then(|| view! { <input type="hidden" name=field value=id.to_string() /> })}
                <ChipButton
                    symbol
                    label
                    attr:name=verb
                    attr:value=id.to_string()
                    on:click=move |event| {
                        event.prevent_default();
                        draft
                            .form
                            .update(|form| {
                                let scope = form.scope_mut(kind);
                                if is_listed { scope.remove(id) } else { scope.add(id) }
                            });
                        // The pressed button is another now: the focus goes to what stays.
                        if let Some(input) = input.get_untracked() {
                            drop(input.focus());
                        }
                    }
                />
            </Chip>
        </li>
    }
}
