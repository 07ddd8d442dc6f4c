//! A button with a list of actions behind it.

use super::{Icon, Symbol};
use leptos::{
    either::Either,
    ev::MouseEvent,
    prelude::*,
    web_sys::{Element, HtmlElement, wasm_bindgen::JsCast},
};

/// A menu: a popover of links and buttons, so it opens, closes and gives the focus back without scripts.
/// Its children are `<a>`, `<button>`, forms around buttons, and `<hr>`.
#[component]
pub fn Menu(
    #[prop(into)] id: String,
    /// The text of the button; with `face` or `icon_only` its name for screen readers.
    #[prop(into)]
    label: String,
    #[prop(default = Symbol::More)] symbol: Symbol,
    #[prop(optional)] icon_only: bool,
    #[prop(optional)] quiet: bool,
    /// What the button shows instead of icon and text.
    #[prop(optional, into)]
    face: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let square = icon_only || face.is_some();
    let content = match face {
        Some(face) => Either::Left(view! {
            {face.run()}
            <span class="sr">{label.clone()}</span>
        }),
        None => Either::Right(view! {
            <Icon symbol />
            <span class:sr=icon_only>{label.clone()}</span>
        }),
    };
    view! {
        <button
            class="btn"
            class:quiet=quiet
            class:icon-only=square
            type="button"
            popovertarget=id.clone()
        >
            {content}
        </button>
        <div class="menu" id=id popover="auto" role="group" aria-label=label on:click=|event| close_after(&event)>
            {children()}
        </div>
    }
}

/// Closes the popover that listens once something in it was chosen. Without scripts the next page does.
/// Choices that should leave it open carry `data-stay`.
pub fn close_after(event: &MouseEvent) {
    let chosen = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest("a, button:not([data-stay])").ok().flatten());
    let popover = event
        .current_target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    if let (Some(_), Some(popover)) = (chosen, popover)
        && popover.matches(":popover-open").unwrap_or(false)
    {
        drop(popover.hide_popover());
    }
}
