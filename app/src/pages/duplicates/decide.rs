//! The bar below a group: what may be decided about it. Plain forms, which need no scripts.

use domain::duplicate::{DuplicateDetail, GroupState, Handling};
use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::compared::letter;
use crate::paths;
use crate::ui::{Button, ButtonKind, Choice, ChoiceKind, Choose, Select, Symbol};

/// What may be decided, or what was.
#[component]
pub fn Decide(detail: DuplicateDetail) -> impl IntoView {
    match detail.group.state {
        GroupState::Open => EitherOf3::A(view! { <Open detail /> }),
        GroupState::Merged => EitherOf3::B(view! { <Merged detail /> }),
        GroupState::Dismissed => EitherOf3::C(view! { <Dismissed detail /> }),
    }
}

#[component]
fn Open(detail: DuplicateDetail) -> impl IntoView {
    let group = detail.group;
    let id = group.id;
    let may_merge = group.never_merged().is_none() && detail.hidden == 0;
    let is_warned = group.handling != Handling::Merge;
    let records: Vec<Choose> = detail
        .records
        .iter()
        .enumerate()
        .map(|(index, record)| {
            let words = format!("{}, {}", letter(index), record.fields.kind.label());
            Choose::new(record.id.to_string(), words)
        })
        .collect();
    let selected = group.survivor.map(|id| id.to_string()).unwrap_or_default();
    let mark = detail.mark.clone();
    view! {
        <div class="decide">
            {may_merge
                .then(|| {
                    view! {
                        <form method="post" action=paths::merge_duplicate(id) class="stack" id="merge-form">
                            <input type="hidden" name="mark" value=mark />
                            <Select id="survivor" label="The record that stays" options=records selected />
                            {is_warned
                                .then(|| {
                                    view! {
                                        <Choice
                                            kind=ChoiceKind::Checkbox
                                            name="despite_warnings"
                                            value="yes"
                                            label="I looked at what speaks against merging these records"
                                        />
                                    }
                                })}
                            <Button kind=ButtonKind::Primary icon=Symbol::Merge>
                                "Merge"
                            </Button>
                        </form>
                    }
                })}
            <form method="post" action=paths::dismiss_duplicate(id) class="stack" id="dismiss-form">
                <input type="hidden" name="mark" value=detail.mark />
                <p class="small muted">
                    "If these are right as they are, say so. It is remembered until there is new evidence."
                </p>
                <Button attr:id="not-a-duplicate">"Not a duplicate"</Button>
            </form>
        </div>
    }
}

#[component]
fn Merged(detail: DuplicateDetail) -> impl IntoView {
    detail.merge.map(|merge| {
        view! {
            <form method="post" action=paths::undo_merge(merge.id) class="stack" id="undo-form">
                <input type="hidden" name="group" value=detail.group.id.to_string() />
                <p class="small muted">
                    {format!("Merged by {}. Can be taken back until {}.", merge.by, merge.undo_until.date_naive())}
                </p>
                <Button icon=Symbol::Undo>"Take the merge back"</Button>
            </form>
        }
    })
}

#[component]
fn Dismissed(detail: DuplicateDetail) -> impl IntoView {
    view! {
        <form method="post" action=paths::reopen_duplicate(detail.group.id) class="stack" id="reopen-form">
            <input type="hidden" name="mark" value=detail.mark />
            <p class="small muted">{format!("Said to be no duplicate by {}.", detail.group.decided_by)}</p>
            <Button icon=Symbol::Undo>"Open it again"</Button>
        </form>
    }
}
