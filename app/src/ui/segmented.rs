//! One of two or three, all in sight.

use super::Choose;
use leptos::prelude::*;

/// Radio buttons side by side. In a GET form, add a submit button: without scripts a choice alone does nothing.
#[component]
pub fn Segmented(
    #[prop(into)] name: String,
    /// The question, for screen readers.
    #[prop(into)]
    label: String,
    options: Vec<Choose>,
    #[prop(optional, into)] selected: String,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|option| {
            let checked = option.value == selected;
            view! {
                <label>
                    <input
                        type="radio"
                        name=name.clone()
                        value=option.value
                        checked=checked
                        on:change=move |event| {
                            if let Some(on_change) = on_change {
                                on_change.run(event_target_value(&event));
                            }
                        }
                    />
                    {option.label}
                </label>
            }
        })
        .collect_view();
    view! {
        <span class="seg" role="group" aria-label=label>
            {options}
        </span>
    }
}
