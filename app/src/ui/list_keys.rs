//! Moving in a table by keyboard. Everything is in the order of Tab without this; it is the fast way.

use leptos::{
    ev::KeyboardEvent,
    web_sys::{Element, HtmlElement, HtmlInputElement, wasm_bindgen::JsCast},
};

/// Acts on a key pressed anywhere in the element that listens.
pub(super) fn follow_key(event: &KeyboardEvent) {
    let Some(list) = event
        .current_target()
        .and_then(|at| at.dyn_into::<Element>().ok())
    else {
        return;
    };
    if event.ctrl_key() || event.alt_key() || event.meta_key() || is_typing(event) {
        return;
    }
    match event.key().as_str() {
        "ArrowDown" => step(event, &list, 1),
        "ArrowUp" => step(event, &list, -1),
        " " => select_row(event),
        "Escape" => clear(&list),
        _ => {}
    }
}

/// Keys belong to the text field or list in which they are pressed.
fn is_typing(event: &KeyboardEvent) -> bool {
    let typing = "input:not([type='checkbox']), select, textarea";
    target(event).is_some_and(|element| element.matches(typing).unwrap_or(false))
}

fn target(event: &KeyboardEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn row_of(event: &KeyboardEvent) -> Option<Element> {
    target(event)?.closest("tbody tr").ok()?
}

fn step(event: &KeyboardEvent, list: &Element, by: i32) {
    let next = match row_of(event) {
        Some(row) if by > 0 => row.next_element_sibling(),
        Some(row) => row.previous_element_sibling(),
        None if by > 0 => list.query_selector("tbody tr").ok().flatten(),
        None => None,
    };
    let Some(row) = next else { return };
    let find = |what| row.query_selector(what).ok().flatten();
    let Some(link) = find(".name-link").or_else(|| find("a[href], input")) else {
        return;
    };
    event.prevent_default();
    if let Some(link) = link.dyn_ref::<HtmlElement>() {
        // Focus fails only on what is gone.
        drop(link.focus());
    }
    if event.shift_key()
        && let Some(check) = check_box(&row)
        && !check.checked()
    {
        check.click();
    }
}

fn select_row(event: &KeyboardEvent) {
    // On a check box or button Space has its own meaning, which is the same.
    let own =
        target(event).is_some_and(|element| element.matches("input, button").unwrap_or(false));
    if own {
        return;
    }
    if let Some(check) = row_of(event).as_ref().and_then(check_box) {
        event.prevent_default();
        check.click();
    }
}

fn clear(list: &Element) {
    let Ok(rows) = list.query_selector_all("tbody input[type='checkbox']:checked") else {
        return;
    };
    for at in 0..rows.length() {
        if let Some(check) = rows
            .get(at)
            .and_then(|node| node.dyn_into::<HtmlInputElement>().ok())
        {
            check.click();
        }
    }
}

fn check_box(row: &Element) -> Option<HtmlInputElement> {
    row.query_selector("input[type='checkbox']:not([disabled])")
        .ok()??
        .dyn_into()
        .ok()
}
