//! Words that a list and a group's page share.

use domain::duplicate::{Case, Confidence, DuplicateGroup, DuplicateQuery, GroupState, Handling};
use leptos::prelude::*;

use crate::pages::shared::list_parts::with_query;
use crate::paths;
use crate::ui::{Status, Symbol, Tone};

/// The address of the list that `query` asks for.
pub fn list_href(query: &DuplicateQuery) -> String {
    with_query(paths::duplicates(), &query.to_query_string())
}

/// "Reinstalled and enrolled again, D5".
pub fn case_words(case: Case) -> String {
    format!("{}, {}", case.label(), case.as_str())
}

/// What is right to do, or what was decided.
#[component]
pub fn What(group: DuplicateGroup) -> impl IntoView {
    let (tone, icon, words) = match (group.state, group.handling) {
        (GroupState::Merged, _) => (Tone::Success, Symbol::Merge, "Merged"),
        (GroupState::Dismissed, _) => (Tone::Quiet, Symbol::MinusCircle, "Not a duplicate"),
        (GroupState::Open, Handling::Merge) => (Tone::Info, Symbol::Merge, "Merge"),
        (GroupState::Open, Handling::Advise) => (Tone::Warning, Symbol::Send, "Advise the user"),
        (GroupState::Open, Handling::Split) => (Tone::Danger, Symbol::Alert, "Split"),
        (GroupState::Open, Handling::Leave) if group.mergeable_from.is_some() => {
            (Tone::Quiet, Symbol::Clock, "Wait")
        }
        (GroupState::Open, Handling::Leave) => (Tone::Quiet, Symbol::Eye, look_words(group.case)),
    };
    view! {
        <Status tone icon>
            {words}
        </Status>
    }
}

/// What nobody has to act on is left alone; what only a person can judge is looked at.
fn look_words(case: Case) -> &'static str {
    match case {
        Case::NewMainboard
        | Case::Reinstalled
        | Case::RejoinLoop
        | Case::DualState
        | Case::SeparateEnrollment => "Decide yourself",
        _ => "Leave alone",
    }
}

/// How sure the case is, in a sentence.
pub fn confidence_words(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "An identifier of the hardware or of the directory says so.",
        Confidence::Likely => "Name, model and user agree; no identifier does.",
        Confidence::Possible => "Only the name, or something as weak, agrees.",
    }
}
