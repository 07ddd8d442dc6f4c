//! What every page of a demonstration says above everything else.

use leptos::prelude::*;

/// The line that nobody may take the organisation for a real one.
#[component]
pub fn DemonstrationBanner() -> impl IntoView {
    view! {
        <aside class="demonstration" aria-label="Demonstration">
            <span class="cut">
                <b>"Demonstration."</b> " This organisation is made up."
            </span>
        </aside>
    }
}
