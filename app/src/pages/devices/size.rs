//! How many rows a page of the list shows.

use domain::device::{DeviceQuery, DeviceRows};
use leptos::prelude::*;
use leptos::web_sys::{HtmlSelectElement, wasm_bindgen::JsCast};
use leptos_router::components::Form;

use super::filters::HiddenPairs;
use crate::paths;
use crate::ui::Button;

const SIZES: [u32; 3] = [50, 100, 200];

/// The choice takes effect at once; without scripts it has a button.
#[component]
pub fn PageSize(query: DeviceQuery) -> impl IntoView {
    let chosen = query.page_size;
    let label = match query.rows {
        DeviceRows::Devices => "Rows",
        DeviceRows::Records => "Devices",
    };
    // An address may ask for another number of rows: it is offered too, so that what is shown is what holds.
    let sizes = SIZES
        .into_iter()
        .chain((!SIZES.contains(&chosen)).then_some(chosen));
    let options = sizes
        .map(
            |size| view! { <option value=size.to_string() selected=size == chosen>{size}</option> },
        )
        .collect_view();
    view! {
        <Form method="GET" action=paths::devices() attr:class="row only-wide">
            <HiddenPairs query except="size" />
            <label for="page-size">{label}</label>
            <select
                class="select w-auto"
                id="page-size"
                name="size"
                on:change=|event| {
                    let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
                    if let Some(form) = select.and_then(|select| select.form()) {
                        drop(form.request_submit());
                    }
                }
            >
                {options}
            </select>
            <span class="only-no-scripts">
                <Button>"Show"</Button>
            </span>
        </Form>
    }
}
