//! A named thing in a list that is being edited: a group in a scope.

use super::{Icon, Symbol};
use leptos::prelude::*;

/// What editing did to the thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChipState {
    #[default]
    Kept,
    /// Added and not saved yet.
    Added,
    /// Removed and not saved yet: it stays, struck through, with Undo.
    Removed,
    /// Needs attention: empty, or gone from the directory.
    Doubtful,
}

impl ChipState {
    const fn class(self) -> &'static str {
        match self {
            Self::Kept => "chip",
            Self::Added => "chip new",
            Self::Removed => "chip gone",
            Self::Doubtful => "chip bad",
        }
    }
}

/// A chip. Its children are its remove or undo button, and hidden inputs if it is part of a form.
#[component]
pub fn Chip(
    #[prop(into)] text: String,
    /// "1,896 users", "214, added".
    #[prop(optional, into)]
    note: MaybeProp<String>,
    #[prop(optional)] state: ChipState,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <span class=state.class()>
            {(state == ChipState::Doubtful)
                .then(|| view! { <Icon symbol=Symbol::Alert small=true /> })}
            <bdi class="cut" title=text.clone()>
                {text.clone()}
            </bdi>
            {move || note.get().map(|note| view! { <span class="n">{note}</span> })}
            {children.map(|children| children())}
        </span>
    }
}

/// The small round button in a chip or pill; `label` names the thing: "Remove Engineering".
#[component]
pub fn ChipButton(
    #[prop(default = Symbol::X)] symbol: Symbol,
    #[prop(into)] label: String,
    #[prop(default = "submit")] type_: &'static str,
) -> impl IntoView {
    view! {
        <button type=type_ title=label.clone() aria-label=label>
            <Icon symbol small=true />
        </button>
    }
}
