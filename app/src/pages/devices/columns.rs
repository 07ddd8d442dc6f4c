//! Which columns the list shows, in which order.

use domain::device::{DeviceColumn, DeviceQuery};
use leptos::prelude::*;
use leptos::web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::api::SaveColumns;
use crate::ui::{Button, ButtonKind, Icon, Symbol};

/// The button and its menu. In a live page columns move by buttons, without scripts by their numbers. What is saved
/// is remembered for the person.
#[component]
pub fn ColumnPicker(
    /// The list with the columns that it shows.
    shown: DeviceQuery,
    save: ServerAction<SaveColumns>,
) -> impl IntoView {
    let chosen = shown.columns.clone();
    let is_chosen = move |column: DeviceColumn| chosen.contains(&column);
    let mut columns = shown.columns.clone();
    for column in DeviceColumn::ALL {
        if !columns.contains(column) {
            columns.push(*column);
        }
    }
    let order = RwSignal::new(columns);
    let here = DeviceQuery {
        columns: Vec::new(),
        ..shown.at_page(None)
    }
    .to_query_string();
    let here_usual = here.clone();
    let usual = DeviceColumn::USUAL
        .iter()
        .map(|column| view! { <input type="hidden" name="shown[]" value=column.as_str() /> })
        .collect_view();
    view! {
        <button class="btn" type="button" popovertarget="columns">
            <Icon symbol=Symbol::Columns />
            "Columns"
        </button>
        <div class="menu columns" id="columns" popover="auto" role="group" aria-label="Columns">
            <ActionForm action=save>
                <input type="hidden" name="here" value=here />
                <ol>
                    <For each=move || order.get() key=|column| *column let:column>
                        <ColumnRow column order is_chosen=is_chosen(column) />
                    </For>
                </ol>
                <div class="foot">
                    <Button>"Save"</Button>
                    <span class="small subtle">"Remembered for you"</span>
                </div>
            </ActionForm>
            <ActionForm action=save attr:class="foot">
                <input type="hidden" name="here" value=here_usual />
                {usual}
                <Button kind=ButtonKind::Link>"Back to the usual columns"</Button>
            </ActionForm>
        </div>
    }
}

#[component]
fn ColumnRow(
    column: DeviceColumn,
    order: RwSignal<Vec<DeviceColumn>>,
    is_chosen: bool,
) -> impl IntoView {
    let (word, label) = (column.as_str(), column.label());
    let at = move || {
        order
            .with(|order| order.iter().position(|other| *other == column))
            .unwrap_or(0)
    };
    let place = move || (at() + 1).to_string();
    let place_at_first = untrack(place);
    // The name is always there: it leads to the device.
    let is_fixed = column == DeviceColumn::Name;
    let step = move |up: bool| {
        let name = if up { "up" } else { "down" };
        let id = format!("column-{word}-{name}");
        let is_end = move || at() == if up { 0 } else { DeviceColumn::ALL.len() - 1 };
        let symbol = if up {
            Symbol::ArrowUp
        } else {
            Symbol::ArrowDown
        };
        view! {
            <button
                class="btn quiet icon-only only-scripts"
                type="button"
                id=id.clone()
                title=format!("Move {name}")
                aria-label=format!("Move {label} {name}")
                aria-disabled=move || is_end().then_some("true")
                on:click=move |_| {
                    if !is_end() {
                        order.update(|order| swap(order, column, up));
                        focus_later(id.clone());
                    }
                }
            >
                <Icon symbol small=true />
            </button>
        }
    };
    view! {
        <li>
            <label>
                <input
                    type="checkbox"
                    name=(!is_fixed).then_some("shown[]")
                    value=word
                    checked=is_chosen || is_fixed
                    disabled=is_fixed
                />
                {label}
            </label>
            {is_fixed.then(|| view! { <input type="hidden" name="shown[]" value=word /> })}
            <span class="only-no-scripts">
                <input
                    class="input"
                    type="number"
                    min="1"
                    name=format!("place[{word}]")
                    value=place_at_first
                    prop:value=place
                    aria-label=format!("Place of {label}")
                />
            </span>
            {step(true)}
            {step(false)}
        </li>
    }
}

/// Moves a column by one place.
fn swap(order: &mut [DeviceColumn], column: DeviceColumn, up: bool) {
    let Some(at) = order.iter().position(|other| *other == column) else {
        return;
    };
    let with = if up { at.checked_sub(1) } else { Some(at + 1) };
    if let Some(with) = with.filter(|with| *with < order.len()) {
        order.swap(at, with);
    }
}

/// A row that moves in the document loses the focus.
fn focus_later(id: String) {
    request_animation_frame(move || {
        let button = document().get_element_by_id(&id);
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            // Fails only on what is gone.
            drop(button.focus());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_moves_by_one_place_and_not_beyond_the_ends() {
        use DeviceColumn::{Model, Name, Serial};
        let mut order = [Name, Serial, Model];
        swap(&mut order, Serial, true);
        assert_eq!(order, [Serial, Name, Model]);
        swap(&mut order, Serial, true);
        assert_eq!(order, [Serial, Name, Model]);
        swap(&mut order, Model, false);
        swap(&mut order, Name, false);
        assert_eq!(order, [Serial, Model, Name]);
    }
}
