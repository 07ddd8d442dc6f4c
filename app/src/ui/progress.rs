//! How far long work has come.

use super::thousands;
use leptos::prelude::*;

/// A bar with what runs and how much is done. Without a total it only says that something runs.
#[component]
pub fn Progress(
    #[prop(into)] label: String,
    #[prop(into)] done: Signal<i64>,
    #[prop(into)] total: Signal<Option<i64>>,
    /// "14 s left".
    #[prop(optional, into)]
    left: MaybeProp<String>,
) -> impl IntoView {
    let said = move || {
        let count = match total.get() {
            Some(total) => format!("{} of {}", thousands(done.get()), thousands(total)),
            None => thousands(done.get()),
        };
        match left.get() {
            Some(left) => format!("{count} · {left}"),
            None => count,
        }
    };
    view! {
        <div class="stack">
            <div class="row apart small">
                <span>{label.clone()}</span>
                <span class="num muted">{said}</span>
            </div>
            <progress
                class="progress"
                aria-label=label
                max=move || total.get().map(|total| total.max(1).to_string())
                value=move || total.get().map(|total| done.get().min(total).to_string())
            ></progress>
        </div>
    }
}
