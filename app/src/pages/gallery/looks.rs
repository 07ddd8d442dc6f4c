//! Type, colour and icons.

use crate::ui::{Icon, Symbol};
use leptos::prelude::*;

#[component]
pub(super) fn TypeSizes() -> impl IntoView {
    view! {
        <div class="stack">
            <p class="text-[length:var(--text-2xl)] strong num">"12,486"</p>
            <p class="text-[length:var(--text-xl)] strong">"All devices"</p>
            <p class="text-[length:var(--text-lg)] strong">"Effect before saving"</p>
            <p>"Body of the admin center"</p>
            <p class="small">"Tables, buttons, navigation"</p>
            <p class="tiny subtle">"As of 15:42, captions, table heads"</p>
            <p>
                <code>"PF4X2KBD 0x80180014"</code>
            </p>
        </div>
    }
}

#[component]
pub(super) fn Colours() -> impl IntoView {
    let swatches = [
        ("bg-canvas", "bg-canvas"),
        ("bg-surface", "bg-surface"),
        ("bg-sunken", "bg-sunken"),
        ("bg-raised", "bg-raised"),
        ("bg-hover", "bg-hover"),
        ("bg-selected", "bg-selected"),
        ("brand-bg", "bg-brand"),
        ("success-fg", "bg-success-fg"),
        ("warning-fg", "bg-warning-fg"),
        ("danger-fg", "bg-danger-fg"),
        ("info-fg", "bg-info-fg"),
        ("chart-1", "bg-chart-1"),
        ("chart-2", "bg-chart-2"),
        ("chart-3", "bg-chart-3"),
        ("chart-4", "bg-chart-4"),
        ("chart-5", "bg-chart-5"),
    ];
    let swatches = swatches
        .map(|(name, ground)| {
            view! {
                <li>
                    <span class=format!("w-full h-9 rounded-md border border-border-strong {ground}")></span>
                    <span>{name}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="icons">{swatches}</ul> }
}

#[component]
pub(super) fn Icons() -> impl IntoView {
    let icons = Symbol::ALL
        .iter()
        .map(|symbol| {
            view! {
                <li>
                    <Icon symbol=*symbol />
                    <span>{symbol.name()}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="icons">{icons}</ul> }
}
