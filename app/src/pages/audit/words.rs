//! How an entry's result and object are shown.

use domain::audit::{AuditResult, kind_words};
use leptos::either::Either;
use leptos::prelude::*;

use crate::paths;
use crate::ui::{Status, Symbol, Tone, cut_middle};

/// How much of an object's id a row shows.
const SHOWN: usize = 24;

/// Done or refused.
#[component]
pub fn Outcome(result: AuditResult) -> impl IntoView {
    let (tone, icon) = match result {
        AuditResult::Done => (Tone::Success, Symbol::CheckCircle),
        AuditResult::Refused => (Tone::Danger, Symbol::MinusCircle),
    };
    view! {
        <Status tone icon>
            {result.label()}
        </Status>
    }
}

/// The kind of thing and which one, with the way to its page where it has one.
#[component]
pub fn Object(kind: String, id: String) -> impl IntoView {
    let shown = cut_middle(&id, SHOWN).into_owned();
    let title = (shown != id).then(|| id.clone());
    let name = match object_href(&kind, &id) {
        Some(href) => Either::Left(view! {
            <a href=href title=title>
                <bdi>{shown}</bdi>
            </a>
        }),
        None => Either::Right(view! { <bdi title=title>{shown}</bdi> }),
    };
    view! {
        {kind_words(&kind)}
        " "
        {name}
    }
}

/// The page of a thing. It may be gone: the page then says so.
fn object_href(kind: &str, id: &str) -> Option<String> {
    match kind {
        "device" => Some(paths::device(id)),
        "device_edit" => Some(paths::device_edit(id)),
        "import" => Some(paths::import(id)),
        "user" => Some(paths::user(id)),
        "group" => Some(paths::group(id)),
        "subscription" => Some(paths::licences().to_owned()),
        "enrollment_settings" => Some(paths::enrollment_history().to_owned()),
        _ => None,
    }
}
