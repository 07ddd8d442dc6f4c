//! One filter that is on, with its way off.

use super::{Icon, Symbol};
use leptos::prelude::*;

/// "OS **Windows 11** ×". The cross leads to the same page without the filter.
#[component]
pub fn FilterPill(
    #[prop(into)] field: String,
    #[prop(into)] value: String,
    #[prop(into)] remove_href: String,
) -> impl IntoView {
    let remove = format!("Remove filter: {field} is {value}");
    view! {
        <span class="pill">
            <span>{field}</span>
            " "
            <b class="cut">{value}</b>
            <a class="off" href=remove_href title=remove.clone() aria-label=remove>
                <Icon symbol=Symbol::X small=true />
            </a>
        </span>
    }
}
