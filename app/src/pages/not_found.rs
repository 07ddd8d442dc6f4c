//! The answer to an address that is no page.

use crate::{
    layout::answer_not_found,
    paths,
    ui::{ButtonKind, Empty, LinkButton, PageTitle, Symbol},
};
use leptos::prelude::*;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    answer_not_found();
    view! {
        <div class="page">
            <PageTitle title="Page not found" />
            <Empty symbol=Symbol::Search title="There is no page at this address">
                <p class="muted">
                    "The link may be old, or a letter is missing. Nothing was changed and nothing was lost. Look for it with the search above, or start from the overview."
                </p>
                <LinkButton kind=ButtonKind::Primary icon=Symbol::Home href=paths::overview()>
                    "Go to Overview"
                </LinkButton>
            </Empty>
        </div>
    }
}
