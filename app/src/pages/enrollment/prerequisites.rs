//! What automatic enrollment needs: met or not, since when, what to do.

use domain::effect::{Prerequisite, PrerequisiteKind};
use leptos::prelude::*;

use super::draft::Draft;
use crate::paths;
use crate::ui::{Icon, Symbol, Time};

/// The list, as of the last count.
#[component]
pub fn Prerequisites(draft: Draft) -> impl IntoView {
    let list = Memo::new(move |_| {
        draft
            .effect
            .with(|effect| (effect.prerequisites.clone(), effect.as_of))
    });
    let rows = move || {
        let (prerequisites, now) = list.get();
        prerequisites
            .into_iter()
            .map(|prerequisite| {
                let Prerequisite { kind, met, title, fact, since, advice } = prerequisite;
                let link = match kind {
                    PrerequisiteKind::EntraPremium | PrerequisiteKind::IntuneSeats => Some(paths::licences()),
                    PrerequisiteKind::Role => None,
                };
                view! {
                    <li class=if met { "ok" } else { "no" }>
                        <Icon symbol=if met { Symbol::CheckCircle } else { Symbol::Alert } />
                        <span class="strong">{title}</span>
                        <span class="muted">
                            {since.map(|since| view! { "Known since " <Time at=since now=now.max(since) /> ". " })} {fact} {advice.map(|advice| format!(" {advice}"))}
                            {link.map(|href| view! { " " <a href=href>"See licences"</a> })}
                        </span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <section class="stack" id="prerequisites" aria-labelledby="prerequisites-title">
            <h2 id="prerequisites-title">"Prerequisites"</h2>
            <ul class="pre">{rows}</ul>
        </section>
    }
}
