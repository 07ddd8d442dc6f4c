//! Whether the page has come alive. Before that, server and browser must draw the same.

use leptos::prelude::*;

/// Whether the browser has taken over all of the page, with the code it had to load for that. Never on the server.
#[derive(Clone, Default)]
pub struct Hydrated(ArcRwSignal<bool>);

impl Hydrated {
    /// Says so, to the app that was given this.
    pub fn set(&self) {
        self.0.set(true);
        // For tests and for the curious: `html[data-hydrated]` is a page that is alive, parts that waited for data too.
        set_timeout(
            || {
                if let Some(root) = document().document_element() {
                    drop(root.set_attribute("data-hydrated", ""));
                }
            },
            std::time::Duration::ZERO,
        );
    }
}

/// False on the server and while the browser takes over, true from then on: for what only a live page can do.
#[must_use]
pub fn use_hydrated() -> Signal<bool> {
    use_context::<Hydrated>().map_or_else(|| false.into(), |Hydrated(hydrated)| hydrated.into())
}
