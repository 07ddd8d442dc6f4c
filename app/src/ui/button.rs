//! Buttons, and links that look like them. A label is a verb; one filled button a page.

use super::{Icon, Symbol};
use leptos::{either::Either, prelude::*};

/// How loud a button is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonKind {
    #[default]
    Plain,
    /// The one thing to do on this page.
    Primary,
    /// Without an edge: inside bars and beside other controls.
    Quiet,
    /// The last step to something that cannot be undone.
    Danger,
    /// Leads to such a step.
    DangerQuiet,
    /// Looks like a link, acts like a button.
    Link,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "btn",
            Self::Primary => "btn primary",
            Self::Quiet => "btn quiet",
            Self::Danger => "btn danger",
            Self::DangerQuiet => "btn danger-quiet",
            Self::Link => "link-btn",
        }
    }
}

/// A button. It submits its form unless `type_="button"`; `name`, `value` and the like are given as `attr:name=…`.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Symbol>,
    /// For pages of end users and for pages with one button.
    #[prop(optional)]
    large: bool,
    /// As wide as its place.
    #[prop(optional)]
    block: bool,
    #[prop(default = "submit")] type_: &'static str,
    /// While true the button says `busy_label` and does nothing.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// "Saving". Its width is kept free from the start.
    #[prop(optional)]
    busy_label: Option<&'static str>,
    /// Only with the reason beside it: see [`DisabledButton`].
    #[prop(optional, into)]
    disabled: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let idle = view! {
        {icon.map(|symbol| view! { <Icon symbol /> })}
        {children()}
    };
    view! {
        <button
            class=kind.class()
            class:lg=large
            class:block=block
            type=type_
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            on:click=move |event| {
                if busy.get_untracked() {
                    event.prevent_default();
                }
            }
        >
            {match busy_label {
                None => Either::Left(idle),
                Some(label) => {
                    Either::Right(
                        view! {
                            <span class="swap">
                                <span class="idle">{idle}</span>
                                <span class="busy">{label}</span>
                            </span>
                        },
                    )
                }
            }}
        </button>
    }
}

/// A button that is one icon; `label` is its name for screen readers and its tooltip.
#[component]
pub fn IconButton(
    symbol: Symbol,
    #[prop(into)] label: String,
    #[prop(optional)] quiet: bool,
    #[prop(default = "button")] type_: &'static str,
) -> impl IntoView {
    view! {
        <button
            class="btn icon-only"
            class:quiet=quiet
            type=type_
            title=label.clone()
            aria-label=label
        >
            <Icon symbol />
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Symbol>,
    #[prop(optional)] large: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() class:lg=large href=href>
            {icon.map(|symbol| view! { <Icon symbol /> })}
            {children()}
        </a>
    }
}

/// A button that may not be used now, with the reason beside it. It stays in the order of Tab, so that the
/// reason is found.
#[component]
pub fn DisabledButton(
    /// Unique in the page: the reason is found by it.
    #[prop(into)]
    id: String,
    #[prop(into)] reason: String,
    #[prop(optional)] icon: Option<Symbol>,
    children: Children,
) -> impl IntoView {
    view! {
        <span class="row small subtle">
            <button class="btn" type="button" aria-disabled="true" aria-describedby=id.clone()>
                {icon.map(|symbol| view! { <Icon symbol /> })}
                {children()}
            </button>
            <span id=id>{reason}</span>
        </span>
    }
}
