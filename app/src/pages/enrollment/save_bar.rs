//! The bar that saves or discards. It is there only while something is unsaved.

use leptos::prelude::*;

use super::api::SaveEnrollmentSettings;
use super::draft::Draft;
use crate::paths;
use crate::ui::{Button, ButtonKind, LinkButton, counted, thousands};

/// How many edits of what kind, what they change, and the two buttons.
#[component]
pub fn SaveBar(draft: Draft, save: ServerAction<SaveEnrollmentSettings>) -> impl IntoView {
    let is_unsaved = Memo::new(move |_| draft.is_unsaved());
    view! { {move || is_unsaved.get().then(|| view! { <Bar draft save /> })} }
}

#[component]
fn Bar(draft: Draft, save: ServerAction<SaveEnrollmentSettings>) -> impl IntoView {
    let unsaved = Memo::new(move |_| draft.unsaved());
    let total = move || {
        counted(
            i64::try_from(unsaved.get().total()).unwrap_or(i64::MAX),
            "unsaved change",
            "unsaved changes",
        )
    };
    let moved = move || {
        draft.effect.with(|effect| {
            format!(
                "{} gain, {} lose",
                thousands(effect.gain),
                thousands(effect.lose)
            )
        })
    };
    view! {
        <div class="savebar" role="region" aria-label="Unsaved changes">
            <p class="grow row">
                <span class="dot"></span>
                <b class="medium">{total}</b>
                <span class="muted small">
                    {move || unsaved.get().by_kind()} " · " <a href="#effect" rel="external">
                        {moved}
                    </a>
                </span>
            </p>
            <LinkButton
                href=paths::automatic_enrollment()
                attr:data-carries-edits=""
                on:click=move |event| {
                    event.prevent_default();
                    draft.discard();
                    save.clear();
                }
            >
                "Discard"
            </LinkButton>
            <SaveButton draft save />
        </div>
    }
}

/// Sends the form: as a whole without scripts, in place in a living page.
#[component]
pub fn SaveButton(draft: Draft, save: ServerAction<SaveEnrollmentSettings>) -> impl IntoView {
    view! {
        <Button
            kind=ButtonKind::Primary
            busy=save.pending()
            busy_label="Saving"
            attr:form="settings"
            attr:formmethod="post"
            attr:formaction=paths::automatic_enrollment()
            on:click=move |event| {
                event.prevent_default();
                if !save.pending().get_untracked() && draft.may_be_sent() {
                    let edited = untrack(move || draft.query());
                    draft.sent.set_value(edited.clone());
                    let version = draft.version.get_untracked();
                    save.dispatch(SaveEnrollmentSettings { edited, version });
                }
            }
        >
            "Save"
        </Button>
    }
}
