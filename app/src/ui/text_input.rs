//! One line of text.

use super::field::{Field, described_by};
use leptos::prelude::*;

/// What is typed: decides the keyboard of a phone and what the browser checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum InputKind {
    #[default]
    Text,
    Password,
    Number,
    Url,
}

impl InputKind {
    const fn type_(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Password => "password",
            Self::Number => "number",
            Self::Url => "url",
        }
    }
}

/// A labelled line of text. The browser keeps what was typed before the page came alive: `value` is only the start.
#[component]
pub fn TextInput(
    #[prop(into)] id: String,
    /// The name in the form; the id unless given.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(into)] label: String,
    #[prop(optional)] kind: InputKind,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] help: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// The browser's word for what belongs here: "username", "current-password", "off".
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    #[prop(optional)] min_length: Option<u16>,
    #[prop(optional)] max_length: Option<u16>,
    #[prop(optional)] required: bool,
    /// Says "(optional)" behind the label.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] readonly: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// For ids, addresses and serial numbers.
    #[prop(optional)]
    mono: bool,
    /// Marks the field as changed and not saved.
    #[prop(optional, into)]
    changed: Signal<bool>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let name = name.unwrap_or_else(|| id.clone());
    let described = described_by(&id, help, error);
    view! {
        <Field id=id.clone() label optional help error>
            <input
                class="input"
                class:mono=mono
                class:changed=changed
                id=id
                name=name
                type=kind.type_()
                value=value
                placeholder=placeholder
                autocomplete=autocomplete
                minlength=min_length.map(|length| length.to_string())
                maxlength=max_length.map(|length| length.to_string())
                required=required
                readonly=readonly
                disabled=disabled
                autofocus=autofocus
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described
                on:input=move |event| {
                    if let Some(on_input) = on_input {
                        on_input.run(event_target_value(&event));
                    }
                }
            />
        </Field>
    }
}
