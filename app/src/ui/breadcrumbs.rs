//! Where the page stands.

use leptos::{either::Either, prelude::*};

/// One step of the way; the last is the page itself and leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

impl Crumb {
    /// A page further up.
    #[must_use]
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: Some(href.into()),
        }
    }

    /// The page itself, or a group of pages that has no page.
    #[must_use]
    pub fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: None,
        }
    }
}

/// The way from the navigation group to this page.
#[component]
pub fn Breadcrumbs(crumbs: Vec<Crumb>) -> impl IntoView {
    let last = crumbs.len().saturating_sub(1);
    let steps = crumbs
        .into_iter()
        .enumerate()
        .map(|(at, crumb)| {
            let current = (at == last).then_some("page");
            view! {
                <li aria-current=current>
                    {match crumb.href {
                        Some(href) => Either::Left(view! { <a href=href>{crumb.label}</a> }),
                        None => Either::Right(view! { <bdi>{crumb.label}</bdi> }),
                    }}
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>{steps}</ol>
        </nav>
    }
}
