//! What a test of a provider found.

use chrono::{DateTime, Utc};
use domain::id::ProviderId;
use domain::provider::Tested;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use crate::paths;
use crate::ui::{Button, Notice, Panel, Status, Symbol, Time, Tone};

/// In a word, for lists.
#[component]
pub fn TestState(tested: Option<Tested>, now: DateTime<Utc>) -> impl IntoView {
    match tested {
        None => EitherOf3::A(view! { <span class="muted">"Not tested"</span> }),
        Some(Tested {
            at, problem: None, ..
        }) => EitherOf3::B(view! {
            <Status tone=Tone::Success icon=Symbol::CheckCircle>"Passed, " <Time at now relative=true /></Status>
        }),
        Some(Tested { at, .. }) => EitherOf3::C(view! {
            <Status tone=Tone::Danger icon=Symbol::XCircle>"Failed, " <Time at now relative=true /></Status>
        }),
    }
}

/// The button, and what came of it.
#[component]
pub fn TestPanel(
    id: ProviderId,
    tested: Option<Tested>,
    may_change: bool,
    now: DateTime<Utc>,
) -> impl IntoView {
    let found = tested.map(|tested| {
        let Tested { at, problem, note } = tested;
        let found = match problem {
            None => Either::Left(view! {
                <Notice tone=Tone::Success>
                    <p>"The provider answers, its keys can be read, and it knows Muster. Sign in once to prove the rest."</p>
                    {note.map(|note| view! { <p>{note}</p> })}
                </Notice>
            }),
            Some(problem) => Either::Right(view! { <Notice tone=Tone::Danger><p>{problem}</p></Notice> }),
        };
        view! {
            {found}
            <p class="tiny subtle">"Tested " <Time at now /> ". A change of the settings forgets it."</p>
        }
    });
    view! {
        <Panel id="test" title="Test">
            <section class="stack">
                <p class="small muted">
                    "Asks the provider for all that a sign-in needs, with the settings as they are saved, and says what is wrong."
                </p>
                {found}
                {may_change
                    .then(|| {
                        view! {
                            <form method="post" action=paths::test_sign_in_provider(id)>
                                <Button icon=Symbol::Refresh>"Test now"</Button>
                            </form>
                        }
                    })}
            </section>
        </Panel>
    }
}
