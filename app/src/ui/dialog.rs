//! The question before what cannot be undone.

use super::{Button, ButtonKind, Symbol};
use leptos::{
    prelude::*,
    web_sys::{HtmlDialogElement, wasm_bindgen::JsCast},
};

/// A modal dialog. It opens by [`DialogOpener`], Escape and [`DialogCancel`] close it, and the focus goes back
/// to the opener: all of it the browser's own work. Content is [`DialogBody`] and [`DialogFoot`], inside a form
/// if there is one; the first field has `autofocus`.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    /// A question: "Retire 3 devices?"
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    view! {
        <dialog class="dialog" id=id aria-labelledby=title_id>
            <header>
                <h2 id=title_id.clone()>{title}</h2>
            </header>
            {children()}
        </dialog>
    }
}

/// What happens, and the confirmation.
#[component]
pub fn DialogBody(children: Children) -> impl IntoView {
    view! { <div class="body">{children()}</div> }
}

/// Cancel and the verb, in this order.
#[component]
pub fn DialogFoot(children: Children) -> impl IntoView {
    view! { <footer>{children()}</footer> }
}

/// A button that opens the dialog `dialog`.
#[component]
pub fn DialogOpener(
    #[prop(into)] dialog: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: MaybeProp<Symbol>,
    children: Children,
) -> impl IntoView {
    let opens = dialog.clone();
    let face = view! {
        {move || icon.get().map(|symbol| view! { <super::Icon symbol /> })}
        {children()}
    };
    view! {
        <Button
            kind
            type_="button"
            attr:command="show-modal"
            attr:commandfor=dialog
            attr:aria-haspopup="dialog"
            on:click=move |event| {
                event.prevent_default();
                show_dialog(&opens);
            }
        >
            {face}
        </Button>
    }
}

/// Closes the dialog `dialog` and changes nothing.
#[component]
pub fn DialogCancel(
    #[prop(into)] dialog: String,
    #[prop(default = "Cancel")] label: &'static str,
) -> impl IntoView {
    let closes = dialog.clone();
    view! {
        <Button
            type_="button"
            attr:command="close"
            attr:commandfor=dialog
            on:click=move |event| {
                event.prevent_default();
                close_dialog(&closes);
            }
        >
            {label}
        </Button>
    }
}

/// Opens a dialog of this page. Browsers without the `command` attribute need it; the others get the same.
pub fn show_dialog(id: &str) {
    if let Some(dialog) = find_dialog(id)
        && !dialog.open()
    {
        // Refused only for a dialog that is no longer in the page.
        drop(dialog.show_modal());
    }
}

/// Closes a dialog of this page: after its form was accepted.
pub fn close_dialog(id: &str) {
    if let Some(dialog) = find_dialog(id) {
        dialog.close();
    }
}

fn find_dialog(id: &str) -> Option<HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
