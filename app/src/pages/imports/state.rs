//! How far a file has come, as an icon and a word.

use domain::import::ImportState;
use leptos::prelude::*;

use crate::ui::{Status, Symbol, Tone};

/// The state with its icon.
#[component]
pub fn ImportStatus(state: ImportState) -> impl IntoView {
    let (tone, icon) = match state {
        ImportState::Uploading | ImportState::Checking | ImportState::Importing => {
            (Tone::Info, Symbol::Refresh)
        }
        ImportState::Checked => (Tone::Info, Symbol::Clock),
        ImportState::Done => (Tone::Success, Symbol::CheckCircle),
        ImportState::Failed => (Tone::Danger, Symbol::XCircle),
        ImportState::Cancelled => (Tone::Quiet, Symbol::MinusCircle),
    };
    view! {
        <Status tone icon>
            {state.label()}
        </Status>
    }
}
