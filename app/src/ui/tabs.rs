//! Parts of one thing, each with its own address.

use leptos::prelude::*;

/// One tab: a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub label: String,
    pub href: String,
    /// A count beside the label, as text.
    pub count: Option<String>,
    pub is_current: bool,
}

/// The row of tabs; `label` names the thing they are parts of.
#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<Tab>) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|tab| {
            view! {
                <a href=tab.href aria-current=tab.is_current.then_some("page") data-noscroll>
                    {tab.label}
                    {tab.count.map(|count| view! { <span class="subtle num">{count}</span> })}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            {links}
        </nav>
    }
}
