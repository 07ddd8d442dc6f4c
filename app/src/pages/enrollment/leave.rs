//! Asks before a page with unsaved edits is left.

use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::wasm_bindgen::JsCast;
use leptos::web_sys::wasm_bindgen::closure::Closure;
use leptos::web_sys::{Element, Event, MouseEvent};

use super::draft::Draft;

/// What may lead away.
const KINDS: [&str; 2] = ["click", "submit"];
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
        // On the way down to what was clicked or sent, so that nothing else has heard of it yet.
        let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            if leads_away(&event)
                && untrack(move || draft.is_unsaved())
                && !window().confirm_with_message(QUESTION).unwrap_or(true)
            {
                event.prevent_default();
                event.stop_propagation();
            }
        });
        // A document refuses no listener.
        for kind in KINDS {
            drop(document().add_event_listener_with_callback_and_bool(
                kind,
                listener.as_ref().unchecked_ref(),
                true,
            ));
        }
        let listener = StoredValue::new_local(Some(listener));
        on_cleanup(move || {
            unload.remove();
            let Some(listener) = listener.try_update_value(Option::take).flatten() else {
                return;
            };
            for kind in KINDS {
                drop(document().remove_event_listener_with_callback_and_bool(
                    kind,
                    listener.as_ref().unchecked_ref(),
                    true,
                ));
            }
        });
    });
}

/// Whether it is a plain click on a link, or a form other than the settings, that leaves the edits behind.
fn leads_away(event: &Event) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(target) = target else { return false };
    let Some(click) = event.dyn_ref::<MouseEvent>() else {
        return target
            .get_attribute("method")
            .is_some_and(|method| method.eq_ignore_ascii_case("get"))
            && target.id() != "settings";
    };
    if click.button() != 0
        || click.ctrl_key()
        || click.meta_key()
        || click.shift_key()
        || click.alt_key()
    {
        return false;
    }
    let Some(link) = target.closest("a[href]").ok().flatten() else {
        return false;
    };
    let stays = link
        .get_attribute("href")
        .is_some_and(|href| href.starts_with('#'));
    !stays && !link.has_attribute("data-carries-edits") && link.get_attribute("target").is_none()
}
