//! Asks before a page with unsaved edits is left.

use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::wasm_bindgen::JsCast;
use leptos::web_sys::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Element, MouseEvent};

use super::draft::Draft;

const QUESTION: &str =
    "Leave without saving? Your edits stay in this page’s address: Back brings them again.";

/// Asks when the window is about to go elsewhere, and when a link leads away without carrying the edits along.
pub fn ask_before_leaving(draft: Draft) {
    // Nothing of this may be made on the server: a closure of the browser belongs to one thread.
    Effect::new(move |_| {
        let unload = window_event_listener(ev::beforeunload, move |event| {
            if untrack(move || draft.is_unsaved()) {
                event.prevent_default();
            }
        });
        // On the document: the router listens on the window, and hears of a click only after it.
        let listener = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
            if leads_away(&event)
                && untrack(move || draft.is_unsaved())
                && !window().confirm_with_message(QUESTION).unwrap_or(true)
            {
                event.prevent_default();
                event.stop_propagation();
            }
        });
        // A document refuses no listener.
        drop(
            document().add_event_listener_with_callback("click", listener.as_ref().unchecked_ref()),
        );
        let listener = StoredValue::new_local(Some(listener));
        on_cleanup(move || {
            unload.remove();
            if let Some(listener) = listener.try_update_value(Option::take).flatten() {
                drop(document().remove_event_listener_with_callback(
                    "click",
                    listener.as_ref().unchecked_ref(),
                ));
            }
        });
    });
}

fn leads_away(event: &MouseEvent) -> bool {
    if event.default_prevented()
        || event.button() != 0
        || event.ctrl_key()
        || event.meta_key()
        || event.shift_key()
        || event.alt_key()
    {
        return false;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(link) = target.and_then(|target| target.closest("a[href]").ok().flatten()) else {
        return false;
    };
    let stays = link
        .get_attribute("href")
        .is_some_and(|href| href.starts_with('#'));
    !stays && !link.has_attribute("data-carries-edits") && link.get_attribute("target").is_none()
}
