//! As of when a page was read, and the way to read it again.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::ui::Time;

/// The moment, and *Refresh*: in place in a living page, a new load of `here` otherwise.
#[component]
pub fn AsOfWithRefresh(
    now: DateTime<Utc>,
    #[prop(into)] here: String,
    refresh: Callback<()>,
) -> impl IntoView {
    view! {
        <Time at=now now />
        " "
        <a
            class="link-btn"
            href=here
            rel="external"
            on:click=move |event| {
                event.prevent_default();
                refresh.run(());
            }
        >
            "Refresh"
        </a>
    }
}
