//! Where there is nothing to show: why, and the next step.

use super::{Icon, Symbol};
use leptos::prelude::*;

/// An empty list. Its children say why it is empty and hold the next step.
#[component]
pub fn Empty(
    symbol: Symbol,
    #[prop(into)] title: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon symbol />
            <h2>{title}</h2>
            {children.map(|children| children())}
        </div>
    }
}
