//! The decision that holds for a device today, as if it came anew.

use domain::what_if::DeviceDecision;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::error::AppError;
use crate::layout::ErrorNotice;
use crate::pages::shared::decision::{DecisionTrace, Told};
use crate::paths;

/// Outcome and trace, or why there is none.
#[component]
pub fn DecisionToday(decision: Result<Option<DeviceDecision>, AppError>) -> impl IntoView {
    let content = match decision {
        Ok(Some(decision)) => EitherOf3::A(view! { <Decided decision /> }),
        Ok(None) => EitherOf3::B(view! {
            <p class="small muted">"Only devices that run a known version of Windows are decided about."</p>
        }),
        Err(error) => EitherOf3::C(view! { <ErrorNotice error /> }),
    };
    view! {
        <section class="stack" aria-labelledby="decision-today">
            <h2 id="decision-today">"If it enrolled today"</h2>
            {content}
        </section>
    }
}

#[component]
fn Decided(decision: DeviceDecision) -> impl IntoView {
    let DeviceDecision {
        path,
        decision,
        user,
        settings_version,
        as_of,
        ..
    } = decision;
    let settings = match settings_version {
        0 => "with the settings that nobody has changed yet".to_owned(),
        _ => "with the settings as saved".to_owned(),
    };
    let told = Told {
        decision,
        path,
        user,
        settings,
        settings_href: paths::automatic_enrollment().to_owned(),
        as_of,
    };
    view! {
        <p class="small muted">"By the path it seems to have come: " {path.label()} "."</p>
        <DecisionTrace told nested=true />
    }
}
