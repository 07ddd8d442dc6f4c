//! What the browser starts: takes over the page that the server has rendered.

#![recursion_limit = "256"]

use app::{App, Hydrated};
use leptos::mount::hydrate_from_async;
use leptos::prelude::*;
use leptos::tachys::dom::body;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page, when the module is loaded.
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    let hydrated = Hydrated::default();
    let given = hydrated.clone();
    hydrate_from_async(body(), move || view! { <App hydrated=given /> })
        .await
        .forget();
    hydrated.set();
}
