//! One user scope: nobody, some groups, everybody.

use domain::directory::GroupChoice;
use domain::effect::ScopeKind;
use domain::enrollment::{ScopeChoice, Setting};
use leptos::prelude::*;

use super::draft::Draft;
use super::group_list::GroupList;
use crate::ui::{Choice, ChoiceKind, counted};

/// The three choices of a scope, the groups under *Some*.
#[component]
pub fn ScopeFields(
    kind: ScopeKind,
    draft: Draft,
    found: Option<Vec<GroupChoice>>,
) -> impl IntoView {
    let (setting, about) = match kind {
        ScopeKind::Mdm => (Setting::MdmScope, "Manages the whole device."),
        ScopeKind::Mam => (
            Setting::MamScope,
            "Protects work data in apps, not the device. Formerly WIP scope.",
        ),
    };
    view! {
        <fieldset class="section" id=setting.field()>
            <legend>
                <h2>{kind.name()}</h2>
                <p class="small muted">{about}</p>
            </legend>
            <div class="grid gap-1 pt-3">
                <ScopeOption kind draft setting choice=ScopeChoice::None />
                <ScopeOption kind draft setting choice=ScopeChoice::Some />
                <GroupList kind draft found />
                <ScopeOption kind draft setting choice=ScopeChoice::All />
            </div>
        </fieldset>
    }
}

#[component]
fn ScopeOption(
    kind: ScopeKind,
    draft: Draft,
    setting: Setting,
    choice: ScopeChoice,
) -> impl IntoView {
    let help = move || {
        match (kind, choice) {
        (ScopeKind::Mdm, ScopeChoice::None) => {
            "Nobody is enrolled automatically. People can still enroll by hand, which makes duplicate records.".to_owned()
        }
        (ScopeKind::Mam, ScopeChoice::None) => "Recommended when personal devices should enroll.".to_owned(),
        (_, ScopeChoice::Some) => "Members of these groups, nested groups included.".to_owned(),
        (ScopeKind::Mdm, ScopeChoice::All) => {
            let users = counted(draft.effect.with(|effect| effect.users_total), "user", "users");
            format!("All {users}. The groups above are kept for when you switch back.")
        }
        (ScopeKind::Mam, ScopeChoice::All) => "No personal device would enroll: MAM wins over MDM there.".to_owned(),
    }
    };
    view! {
        <Choice
            kind=ChoiceKind::Radio
            name=setting.field()
            value=choice.as_str()
            label=choice.label()
            help=Signal::derive(help)
            checked=Signal::derive(move || draft.form.with(|form| form.scope(kind).scope.choice == choice))
            on_change=Callback::new(move |_| draft.form.update(|form| form.scope_mut(kind).scope.choice = choice))
        />
    }
}
