//! The answer to a case: outcome and trace, then the same user on the other paths.

use domain::what_if::{SettingsUsed, WhatIfAnswer};
use leptos::prelude::*;

use super::other_paths::OtherPaths;
use super::question::Question;
use crate::pages::shared::decision::{DecisionTrace, Told};

/// What would happen, and why.
#[component]
pub fn Answered(question: Question, answer: WhatIfAnswer) -> impl IntoView {
    let settings = match answer.settings {
        SettingsUsed::Saved(0) => "with the settings as they are at the start".to_owned(),
        SettingsUsed::Saved(version) => format!("with the settings as saved, version {version}"),
        SettingsUsed::Edited => "with the settings as edited, not saved".to_owned(),
    };
    let has_user = answer.user.is_some();
    let told = Told {
        decision: answer.decision,
        path: answer.path,
        user: answer.user,
        settings,
        settings_href: question.settings_href(),
        as_of: answer.as_of,
    };
    view! {
        <DecisionTrace told />
        <OtherPaths question rows=answer.other_paths has_user />
    }
}
