//! A state as plain icon and words: the form for table cells and facts.

use super::{Icon, Symbol, Tone};
use leptos::prelude::*;

/// An icon in the tone's colour and the words in the text's colour.
#[component]
pub fn Status(#[prop(optional)] tone: Tone, icon: Symbol, children: Children) -> impl IntoView {
    view! {
        <span class=status_class(tone)>
            <Icon symbol=icon small=true />
            <span>{children()}</span>
        </span>
    }
}

fn status_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => "status",
        Tone::Info => "status info",
        Tone::Success => "status success",
        Tone::Warning => "status warning",
        Tone::Danger => "status danger",
    }
}
