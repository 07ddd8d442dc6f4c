//! The frame of a table, and heads that sort.

use super::{Icon, Symbol, list_keys::follow_key};
use leptos::prelude::*;

/// The part of the page in which a table scrolls.
///
/// In a live page Up and Down move between rows, Space selects, Shift extends, Enter opens, Escape clears the
/// selection: rows need a `.name-link` and, to be selected, a check box.
#[component]
pub fn TableBox(
    /// The id of the heading that names the table.
    #[prop(into)]
    labelled_by: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div
            class="table-box"
            role="region"
            tabindex="0"
            aria-labelledby=labelled_by
            on:keydown=|event| follow_key(&event)
        >
            {children()}
        </div>
    }
}

/// The way a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortDirection {
    Ascending,
    Descending,
}

impl SortDirection {
    const fn aria(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }

    const fn symbol(self) -> Symbol {
        match self {
            Self::Ascending => Symbol::ArrowUp,
            Self::Descending => Symbol::ArrowDown,
        }
    }
}

/// The head of a column that can be sorted by: a link to the page in that order.
#[component]
pub fn SortHead(
    #[prop(into)] label: String,
    #[prop(into)] href: String,
    /// The way it is sorted now, if it is.
    sorted: Option<SortDirection>,
    /// For numbers: aligned at the end.
    #[prop(optional)]
    end: bool,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <th
            role="columnheader"
            scope="col"
            class=class
            class:end=end
            aria-sort=sorted.map(SortDirection::aria)
        >
            <a class="sort" href=href>
                {label}
                {sorted.map(|direction| view! { <Icon symbol=direction.symbol() small=true /> })}
            </a>
        </th>
    }
}
