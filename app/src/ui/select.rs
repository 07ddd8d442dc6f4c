//! One of a few, folded.

use super::field::{Field, described_by};
use leptos::prelude::*;

/// One entry of a [`Select`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choose {
    pub value: String,
    pub label: String,
}

impl Choose {
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// A labelled list to choose one from.
#[component]
pub fn Select(
    #[prop(into)] id: String,
    /// The name in the form; the id unless given.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(into)] label: String,
    options: Vec<Choose>,
    /// The value chosen at the start.
    #[prop(optional, into)]
    selected: String,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] help: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let name = name.unwrap_or_else(|| id.clone());
    let described = described_by(&id, help, error);
    let options = options
        .into_iter()
        .map(|option| {
            let chosen = option.value == selected;
            view! {
                <option value=option.value selected=chosen>
                    {option.label}
                </option>
            }
        })
        .collect_view();
    view! {
        <Field id=id.clone() label help error>
            <select
                class="select"
                id=id
                name=name
                disabled=disabled
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described
                on:change=move |event| {
                    if let Some(on_change) = on_change {
                        on_change.run(event_target_value(&event));
                    }
                }
            >
                {options}
            </select>
        </Field>
    }
}
