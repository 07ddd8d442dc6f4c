//! Why the edits cannot be saved as they are: refused fields, a part of the address nobody understands, somebody
//! who saved in between, or a save that failed. All that was typed stays.

use domain::Invalid;
use domain::enrollment::Setting;
use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;

use super::api::SaveEnrollmentSettings;
use super::draft::Draft;
use crate::error::AppError;
use crate::layout::ErrorNotice;
use crate::paths;
use crate::ui::{Notice, Time, Tone, counted};

/// The notes above the form. A failed save moves the focus here.
#[component]
pub fn Problems(draft: Draft, save: ServerAction<SaveEnrollmentSettings>) -> impl IntoView {
    let note = NodeRef::<html::Div>::new();
    Effect::new(move |seen: Option<(usize, u32)>| {
        let now = (save.version().get(), draft.refusals.get());
        let failed = now.1 != seen.map_or(0, |seen| seen.1)
            || matches!(save.value().get_untracked(), Some(Err(_)));
        if seen.is_some_and(|seen| seen != now)
            && failed
            && let Some(note) = note.get_untracked()
        {
            drop(note.focus());
        }
        now
    });
    let refused = move || {
        let mut refused = draft.unread.get();
        if draft.tried.get() {
            refused.extend(draft.refused());
        }
        (!refused.is_empty()).then(|| view! { <Refused refused /> })
    };
    let failed = move || match save.value().get() {
        // The note about who was faster says it better.
        Some(Err(AppError::Conflict(_))) if overtaken(draft) => None,
        Some(Err(error)) => Some(view! { <ErrorNotice error /> }),
        _ => None,
    };
    view! {
        <div class="stack problems" tabindex="-1" node_ref=note>
            {move || overtaken(draft).then(|| view! { <Overtaken draft /> })}
            {refused}
            {failed}
        </div>
    }
}

/// Whether somebody saved after these edits were begun.
fn overtaken(draft: Draft) -> bool {
    draft.is_unsaved() && draft.saved.with(|saved| saved.version) != draft.version.get()
}

#[component]
fn Overtaken(draft: Draft) -> impl IntoView {
    let who = move || {
        draft.saved.with(|saved| match saved.saved.clone() {
            Some(saved) => Either::Left(view! {
                <bdi>{saved.by}</bdi>
                " saved other settings ("
                <Time at=saved.at now=saved.at />
                ") after these edits were begun. "
            }),
            None => {
                Either::Right("These edits were begun from settings that are not the saved ones. ")
            }
        })
    };
    view! {
        <Notice tone=Tone::Warning>
            <p>{who} "Your edits are still here, over the settings that hold now. Look at the effect again, then keep them or discard them."</p>
            <p>
                <a href=paths::enrollment_history()>"See what changed"</a>
                " · "
                <a
                    href=move || draft.address_on_top()
                    data-carries-edits
                    on:click=move |event| {
                        event.prevent_default();
                        draft.take_up();
                    }
                >
                    "Keep my edits"
                </a>
            </p>
        </Notice>
    }
}

/// Each refused field with the way to it.
#[component]
fn Refused(refused: Vec<Invalid>) -> impl IntoView {
    let count = i64::try_from(refused.len()).unwrap_or(i64::MAX);
    let fields = refused
        .into_iter()
        .map(|invalid| {
            let href = format!("#{}", invalid.field);
            let said = AppError::Invalid(invalid.clone()).to_string();
            view! {
                <li>
                    <a href=href rel="external">
                        {name_of(&invalid.field)}
                    </a>
                    ": "
                    {said}
                </li>
            }
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Danger>
            <p>
                <b>{counted(count, "field was", "fields were")} " refused."</b>
                " Nothing was saved, and nothing you typed is lost."
            </p>
            <ul>{fields}</ul>
        </Notice>
    }
}

/// What the page calls the field; its name in the address where the page has none for it.
fn name_of(field: &str) -> String {
    let setting = Setting::ALL
        .into_iter()
        .find(|setting| setting.field() == field);
    setting.map_or_else(|| field.to_owned(), |setting| setting.label().to_owned())
}
