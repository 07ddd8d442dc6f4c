//! Puts a value on the clipboard.

use super::use_hydrated;
use leptos::{prelude::*, web_sys};
use std::time::Duration;

const THANKS: Duration = Duration::from_secs(2);

/// A link-like button that copies `text`. Only a live page has it: without scripts there is nothing to press.
#[component]
pub fn CopyButton(
    #[prop(into)] text: String,
    /// What is copied, for screen readers: "request id".
    #[prop(into)]
    what: String,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let copied = RwSignal::new(false);
    let copy = move |_| {
        // Refused only where the page is not in front; then the text is still there to select.
        drop(web_sys::window().map(|window| window.navigator().clipboard().write_text(&text)));
        copied.set(true);
        set_timeout(move || copied.set(false), THANKS);
    };
    view! {
        <button
            class="link-btn small no-print"
            type="button"
            hidden=move || !hydrated.get()
            on:click=copy
        >
            <span aria-live="polite">{move || if copied.get() { "Copied" } else { "Copy" }}</span>
            <span class="sr">" " {what}</span>
        </button>
    }
}
