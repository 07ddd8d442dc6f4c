//! Whether a device meets its policies, as an icon and a word.

use domain::record::Compliance;
use leptos::prelude::*;

use crate::ui::{Status, Symbol, Tone};

/// The state with its icon; red and amber only for what somebody has to act on.
#[component]
pub fn ComplianceStatus(compliance: Compliance) -> impl IntoView {
    let (tone, icon) = match compliance {
        Compliance::Compliant => (Tone::Success, Symbol::CheckCircle),
        Compliance::NotCompliant => (Tone::Danger, Symbol::XCircle),
        Compliance::InGracePeriod => (Tone::Warning, Symbol::Clock),
        Compliance::Conflict | Compliance::Error => (Tone::Warning, Symbol::Alert),
        Compliance::ConfigManager => (Tone::Quiet, Symbol::Server),
        Compliance::NotEvaluated | Compliance::Unknown => (Tone::Quiet, Symbol::Dashed),
    };
    view! {
        <Status tone icon>
            {compliance.label()}
        </Status>
    }
}
