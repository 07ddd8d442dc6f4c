//! Labels and values, in two columns.

use leptos::{either::Either, prelude::*};

/// The list; its children are [`Fact`]s.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One label and its value.
#[component]
pub fn Fact(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <dt>{label}</dt>
        <dd>{children()}</dd>
    }
}

/// A text, or a dash that readers hear as "not recorded".
#[component]
pub fn Recorded(text: Option<String>) -> impl IntoView {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => Either::Left(view! { <bdi>{text}</bdi> }),
        None => Either::Right(view! {
            <span class="subtle">
                <span aria-hidden="true">"–"</span>
                <span class="sr">"not recorded"</span>
            </span>
        }),
    }
}
