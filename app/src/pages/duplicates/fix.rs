//! The fix of a device that was joined and then enrolled separately: how far it is, and what the user is told.

use chrono::{DateTime, Utc};
use domain::duplicate::{DuplicateGroup, Stage};
use leptos::prelude::*;

use crate::paths;
use crate::ui::{Button, CopyButton, Symbol, Time};

/// What stands in the e-mail.
fn instructions(group: &DuplicateGroup) -> String {
    format!(
        "Your computer {name} is not set up completely yet. Please do this once, on the computer itself:\n\n\
         1. Open Settings, then Accounts, then Access work or school.\n\
         2. Choose Connect.\n\
         3. Sign in with {user}.\n\
         4. Wait until Windows says that the computer is set up, and restart it.\n\n\
         Nothing on the computer is deleted. If a message appears that you do not expect, write it down and tell the help desk.",
        name = if group.name.is_empty() {
            "(without a name)"
        } else {
            &group.name
        },
        user = if group.user.is_empty() {
            "your work account"
        } else {
            &group.user
        },
    )
}

/// How far it is, and what to do next.
#[component]
pub fn Fix(group: DuplicateGroup, may_decide: bool, now: DateTime<Utc>) -> impl IntoView {
    let stage = group.stage();
    stage.map(|stage| {
        let steps = Stage::ALL
            .iter()
            .map(|&known| {
                view! {
                    <li aria-current=(known == stage).then_some("step") class:medium=known == stage class:muted=known != stage>
                        {known.label()}
                        {(known == Stage::Waiting)
                            .then_some(group.advised_at)
                            .flatten()
                            .map(|at| {
                                view! {
                                    <span class="small muted">" since " <Time at now /> ", told by " <bdi>{group.advised_by.clone()}</bdi></span>
                                }
                            })}
                    </li>
                }
            })
            .collect_view();
        let tells = matches!(stage, Stage::Detected | Stage::Waiting);
        let text = instructions(&group);
        view! {
            <section class="stack" aria-labelledby="fix">
                <h2 id="fix">"How far the fix is"</h2>
                <ol class="list-decimal ps-4">{steps}</ol>
                <p class="small muted">"It moves on by itself when records arrive."</p>
                {tells
                    .then(|| {
                        view! {
                            <details>
                                <summary>"Instructions for the user"</summary>
                                <pre class="small wrap" id="instructions">{text.clone()}</pre>
                                <CopyButton text=text what="instructions" />
                            </details>
                            {may_decide
                                .then(|| {
                                    view! {
                                        <form method="post" action=paths::advise_duplicate(group.id) id="advise-form">
                                            <Button icon=Symbol::Send>
                                                {if stage == Stage::Detected { "I told the user" } else { "I told the user again" }}
                                            </Button>
                                        </form>
                                    }
                                })}
                        }
                    })}
            </section>
        }
    })
}
