//! Deciding group after group by keyboard: `j` and `k` lead to the next and the previous group, `m` to the merge, `n` to
//! *Not a duplicate*. The last two only lead there: Enter decides.

use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;
use leptos::web_sys::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// The element's id that a key leads to, and whether it is followed at once.
const KEYS: [(&str, &str, bool); 4] = [
    ("j", "next-group", true),
    ("k", "previous-group", true),
    ("m", "survivor", false),
    ("n", "not-a-duplicate", false),
];

/// Listens for as long as the page is shown.
pub fn follow_keys() {
    Effect::new(move |_| {
        let listening = window_event_listener(keydown, |event| follow(&event));
        on_cleanup(move || listening.remove());
    });
}

fn follow(event: &KeyboardEvent) {
    let is_typing = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| {
            element
                .matches("input:not([type='checkbox']), select, textarea")
                .unwrap_or(false)
        });
    if is_typing || event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let Some((_, id, is_followed)) = KEYS.iter().find(|(key, ..)| *key == event.key()) else {
        return;
    };
    let found = document().get_element_by_id(id);
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        if *is_followed {
            element.click();
        } else {
            // Focus fails only on what is gone.
            drop(element.focus());
        }
    }
}
