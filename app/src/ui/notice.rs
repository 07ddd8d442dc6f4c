//! Something to know, inside the flow of a page.

use super::{Icon, Symbol, Tone};
use leptos::prelude::*;

/// A note with its icon. Danger is announced at once, the rest is read in its place.
#[component]
pub fn Notice(
    #[prop(optional)] tone: Tone,
    /// Another icon than the tone's own.
    #[prop(optional)]
    icon: Option<Symbol>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=note_class(tone) role=(tone == Tone::Danger).then_some("alert")>
            <Icon symbol=icon.unwrap_or(tone.symbol()) />
            <div class="stack">{children()}</div>
        </div>
    }
}

fn note_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => "note",
        Tone::Info => "note info",
        Tone::Success => "note success",
        Tone::Warning => "note warning",
        Tone::Danger => "note danger",
    }
}
