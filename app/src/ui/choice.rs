//! A radio button or a check box with its words.

use leptos::prelude::*;

/// One answer, or as many as wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceKind {
    Radio,
    Checkbox,
}

impl ChoiceKind {
    const fn type_(self) -> &'static str {
        match self {
            Self::Radio => "radio",
            Self::Checkbox => "checkbox",
        }
    }
}

/// A radio button or check box; its label and help are part of the target. Radios of one question share a
/// `name` and stand in a `fieldset`.
#[component]
pub fn Choice(
    kind: ChoiceKind,
    #[prop(into)] name: String,
    #[prop(into)] value: String,
    #[prop(into)] label: String,
    /// What choosing it does.
    #[prop(optional, into)]
    help: MaybeProp<String>,
    #[prop(optional, into)] checked: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Runs with the new state: for a radio only when it is chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type=kind.type_()
                name=name
                value=value
                checked=checked.get_untracked()
                prop:checked=checked
                disabled=disabled
                on:change=move |event| {
                    if let Some(on_change) = on_change {
                        on_change.run(event_target_checked(&event));
                    }
                }
            />
            <span class="label">{label}</span>
            {move || help.get().map(|help| view! { <small>{help}</small> })}
        </label>
    }
}
