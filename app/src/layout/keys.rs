//! Keys that work on every page: `/` goes to the search, Ctrl+K opens the commands.

use super::{palette, top_bar::SEARCH};
use crate::ui::show_dialog;
use leptos::{
    ev::{self, KeyboardEvent},
    prelude::*,
    web_sys::{Element, HtmlInputElement, wasm_bindgen::JsCast},
};

/// Listens from when the page is alive until it goes.
pub(super) fn listen_for_keys() {
    Effect::new(|_| {
        let listener = window_event_listener(ev::keydown, |event| follow(&event));
        on_cleanup(move || listener.remove());
    });
}

fn follow(event: &KeyboardEvent) {
    let command = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "k" | "K" if command && !event.alt_key() && !event.shift_key() => {
            event.prevent_default();
            show_dialog(palette::ID);
        }
        "/" if !command && !event.alt_key() && !is_taken(event) => {
            event.prevent_default();
            focus_search();
        }
        _ => {}
    }
}

/// A slash is a slash where one types, and a dialog keeps the focus.
fn is_taken(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| {
            target
                .closest("input, select, textarea, [contenteditable], dialog")
                .ok()
                .flatten()
        })
        .is_some()
}

fn focus_search() {
    let search = document().get_element_by_id(SEARCH);
    if let Some(search) = search.and_then(|search| search.dyn_into::<HtmlInputElement>().ok()) {
        // Focus fails only on what is gone.
        drop(search.focus());
        search.select();
    }
}
