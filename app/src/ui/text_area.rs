//! Several lines of text.

use super::field::{Field, described_by};
use leptos::prelude::*;

/// A labelled field of several lines.
#[component]
pub fn TextArea(
    #[prop(into)] id: String,
    /// The name in the form; the id unless given.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(default = 3)] rows: u8,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] help: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
) -> impl IntoView {
    let name = name.unwrap_or_else(|| id.clone());
    let described = described_by(&id, help, error);
    view! {
        <Field id=id.clone() label optional help error>
            <textarea
                class="input"
                id=id
                name=name
                rows=rows.to_string()
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described
            >
                {value}
            </textarea>
        </Field>
    }
}
