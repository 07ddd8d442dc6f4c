//! How the result of a check looks.

use domain::dns::{Check, DnsResult, Domain};
use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::ui::{Status, Symbol, Tone};

/// The icon and the tone of a result.
fn look(result: DnsResult) -> (Tone, Symbol) {
    match result {
        DnsResult::Ok | DnsResult::Chain => (Tone::Success, Symbol::CheckCircle),
        DnsResult::OkWithPrompt => (Tone::Success, Symbol::Alert),
        DnsResult::Propagating => (Tone::Info, Symbol::Clock),
        DnsResult::Unreachable => (Tone::Quiet, Symbol::MinusCircle),
        // The record is of use only where enrollment is not automatic, so that none is no error by itself.
        DnsResult::Missing => (Tone::Warning, Symbol::Dashed),
        DnsResult::WrongTarget
        | DnsResult::WrongCloud
        | DnsResult::NotCname
        | DnsResult::Dangling
        | DnsResult::Multiple => (Tone::Danger, Symbol::XCircle),
    }
}

/// What a check came to.
#[component]
pub fn ResultStatus(result: DnsResult) -> impl IntoView {
    let (tone, icon) = look(result);
    view! {
        <Status tone icon>
            {result.label()}
        </Status>
    }
}

/// What the newest check came to, or that there is none yet.
#[component]
pub fn Newest(check: Option<Check>, is_being_checked: bool) -> impl IntoView {
    match check {
        Some(check) => EitherOf3::A(view! { <ResultStatus result=check.result /> }),
        None if is_being_checked => {
            EitherOf3::B(view! { <Status icon=Symbol::Refresh>"Being checked"</Status> })
        }
        None => EitherOf3::C(view! { <span class="subtle">"Not checked"</span> }),
    }
}

/// Whether any of the domains is being checked.
pub fn goes_on(domains: &[Domain]) -> bool {
    domains.iter().any(|domain| domain.checking_since.is_some())
}
