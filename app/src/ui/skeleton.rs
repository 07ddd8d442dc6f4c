//! What stands in for text that is on its way.

use leptos::prelude::*;

/// Bars in the height of lines. They appear after 300 ms: what is faster shows nothing. Never for a number.
#[component]
pub fn Skeleton(
    /// What is loading: "Loading devices".
    #[prop(into)]
    label: String,
    #[prop(default = 4)] lines: usize,
) -> impl IntoView {
    let bars = (0..lines)
        .map(|line| view! { <span class=bar_class(line)></span> })
        .collect_view();
    view! {
        <div class="stack late" role="status">
            <span class="sr">{label}</span>
            {bars}
        </div>
    }
}

/// Lines of text differ in length.
fn bar_class(line: usize) -> &'static str {
    match line % 4 {
        0 => "skeleton w-3/5",
        1 => "skeleton w-11/12",
        2 => "skeleton w-5/6",
        _ => "skeleton w-2/3",
    }
}
