//! The decision that holds for a device today, as if it came anew.

use domain::what_if::DeviceDecision;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::error::AppError;
use crate::layout::ErrorNotice;
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
    view! {
        <p class="small">
            <b>{decision.decision.outcome.headline()}</b>
        </p>
        <p class="small muted">{decision.decision.outcome.explanation(decision.path)}</p>
        <p class="small">
            <a href=paths::what_if()>"Ask What if"</a>
        </p>
    }
}
