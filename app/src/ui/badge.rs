//! A state in a frame: for the exception that must be seen, not for every row.

use super::{Icon, Symbol, Tone};
use leptos::prelude::*;

/// A framed word with an icon. Without an icon it names a kind ("Preview"), not a state.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] icon: Option<Symbol>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=badge_class(tone) class:plain=icon.is_none()>
            {icon.map(|symbol| view! { <Icon symbol small=true /> })}
            {children()}
        </span>
    }
}

fn badge_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => "badge",
        Tone::Info => "badge info",
        Tone::Success => "badge success",
        Tone::Warning => "badge warning",
        Tone::Danger => "badge danger",
    }
}
