//! What can be done with the selection.

use leptos::prelude::*;

/// A bar of actions. Its height is kept free where rows can be selected, so that nothing moves; it is tinted
/// while something is. Without a selection it holds what needs none.
#[component]
pub fn CommandBar(
    /// What the actions are for: "Actions on the selection".
    #[prop(into)]
    label: String,
    #[prop(optional, into)] selecting: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="commands" class:selecting=selecting role="toolbar" aria-label=label>
            {children()}
        </div>
    }
}
