//! Previous and Next.

use super::{Icon, Symbol};
use leptos::{either::Either, prelude::*};

/// What is shown of how many, and the pages before and after. At an end the button is disabled, not gone.
#[component]
pub fn Pager(
    /// "1–50 of 8,214": exact.
    #[prop(into)]
    summary: String,
    /// What follows the summary at once: a total that is still being counted.
    #[prop(optional, into)]
    rest: Option<ViewFn>,
    previous: Option<String>,
    next: Option<String>,
    /// More controls before the buttons: the number of rows.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <nav class="pager" aria-label="Pages">
            <span class="num">{summary} {rest.map(|rest| rest.run())}</span>
            <span class="push row">
                {children.map(|children| children())}
                {step(
                    previous,
                    "prev",
                    view! {
                        <Icon symbol=Symbol::ChevronLeft />
                        "Previous"
                    },
                )}
                {step(
                    next,
                    "next",
                    view! {
                        "Next"
                        <Icon symbol=Symbol::ChevronRight />
                    },
                )}
            </span>
        </nav>
    }
}

fn step(href: Option<String>, rel: &'static str, face: impl IntoView) -> impl IntoView {
    match href {
        Some(href) => Either::Left(view! {
            <a class="btn" href=href rel=rel>
                {face}
            </a>
        }),
        None => Either::Right(view! {
            <span class="btn" role="link" aria-disabled="true">
                {face}
            </span>
        }),
    }
}
