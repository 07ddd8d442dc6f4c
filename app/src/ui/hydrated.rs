//! Whether the page has come alive. Before that, server and browser must draw the same.

use leptos::prelude::*;
use std::time::Duration;

#[derive(Clone, Copy)]
struct Hydrated(RwSignal<bool>);

/// Makes [`use_hydrated`] work below. Called once, by the app.
pub fn provide_hydrated() {
    let hydrated = RwSignal::new(false);
    provide_context(Hydrated(hydrated));
    // An effect never runs on the server, and in the browser only after the first drawing.
    Effect::new(move |_| {
        hydrated.set(true);
        // For tests and for the curious: `html[data-hydrated]` is a page that is alive, parts that waited for data too.
        set_timeout(
            || {
                if let Some(root) = document().document_element() {
                    drop(root.set_attribute("data-hydrated", ""));
                }
            },
            Duration::ZERO,
        );
    });
}

/// False on the server and while the browser takes over, true from then on: for what only a live page can do.
#[must_use]
pub fn use_hydrated() -> Signal<bool> {
    use_context::<Hydrated>().map_or_else(|| false.into(), |Hydrated(hydrated)| hydrated.into())
}
