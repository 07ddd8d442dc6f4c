//! `/enrollment/automatic`: who is in scope and where Windows is sent, with what saving would change beside it.
//!
//! The address holds the edits, so all of it works without scripts too.

use chrono::{DateTime, Utc};
use domain::saved_settings::SavedSettings;
use leptos::either::Either;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos_meta::Title;
use std::time::Duration;

use super::api::{SaveEnrollmentSettings, ShownSettings, load_automatic_enrollment};
use super::draft::Draft;
use super::effect_panel::EffectPanel;
use super::leave::ask_before_leaving;
use super::prerequisites::Prerequisites;
use super::problems::Problems;
use super::save_bar::SaveBar;
use super::settings_fields::SettingsFields;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::use_own_search;
use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, Time, use_toasts};

/// How long after the last edit the effect is counted anew.
const PAUSE: Duration = Duration::from_millis(300);

/// The settings of automatic enrollment.
#[component]
pub fn AutomaticEnrollmentPage() -> impl IntoView {
    let search = use_own_search();
    let save = ServerAction::<SaveEnrollmentSettings>::new();
    let shown = page_data(move || search.get(), load_automatic_enrollment);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match shown.await {
                    Ok(shown) => Either::Left(view! { <Editor shown save /> }),
                    Err(error) => {
                        Either::Right(
                            view! {
                                <div class="page">
                                    <ErrorPart error title="The settings could not be loaded" />
                                </div>
                            },
                        )
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Editor(shown: ShownSettings, save: ServerAction<SaveEnrollmentSettings>) -> impl IntoView {
    let now = shown.now;
    let found = shown.found.clone();
    let draft = Draft::new(shown);
    count_after_edits(draft);
    keep_address(draft);
    ask_before_leaving(draft);
    tell_saved(draft, save);
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![Crumb::text("Enrollment"), Crumb::text("Automatic enrollment")] />
            <Title text="Automatic enrollment" />
            <div class="title">
                <h1>"Automatic enrollment"</h1>
                <p class="asof">{move || view! { <LastChange saved=draft.saved.get() now /> }}</p>
            </div>
            <p class="lead">
                "Whose devices come under management when they join, or when a work account is added. Windows 10 and Windows 11. Devices already enrolled stay enrolled."
            </p>
            <Problems draft save />
            <div class="split">
                <SettingsFields draft save found />
                <aside class="aside scrolls" tabindex="0" aria-label="Effect and prerequisites">
                    <EffectPanel draft />
                    <Prerequisites draft />
                </aside>
            </div>
        </div>
        <SaveBar draft save />
    }
}

#[component]
fn LastChange(saved: SavedSettings, now: DateTime<Utc>) -> impl IntoView {
    match saved.saved {
        Some(saved) => Either::Left(view! {
            "Last changed "
            <Time at=saved.at now=now.max(saved.at) />
            " by "
            <bdi>{saved.by}</bdi>
            " · "
            <a href=paths::enrollment_history()>"History"</a>
        }),
        None => Either::Right("Not changed yet: Muster starts with these settings"),
    }
}

/// Counts the effect [`PAUSE`] after the last edit that it depends on. A count that is overtaken is given up: its answer
/// could come after the newer one.
fn count_after_edits(draft: Draft) {
    let asked = Memo::new(move |_| draft.counted_query());
    let counting = StoredValue::new(None::<ActionAbortHandle>);
    Effect::new(move |running: Option<Option<TimeoutHandle>>| {
        let query = asked.get();
        // The first effect came with the page.
        let running = running?;
        if let Some(handle) = running {
            handle.clear();
        }
        let count = move || {
            if let Some(overtaken) = counting.try_update_value(Option::take).flatten() {
                overtaken.abort();
            }
            counting.set_value(Some(draft.count.dispatch(query)));
        };
        set_timeout_with_handle(count, PAUSE).ok()
    });
}

/// Writes the edits into the address, in place: reloading, Back and a copied address bring them again.
fn keep_address(draft: Draft) {
    let address = Memo::new(move |_| draft.address());
    Effect::new(move |last: Option<String>| {
        let address = address.get();
        if last.is_some_and(|last| last != address)
            && let Ok(history) = window().history()
        {
            // A browser refuses only after very many changes; the edits are still in the page then.
            drop(history.replace_state_with_url(
                &leptos::web_sys::wasm_bindgen::JsValue::NULL,
                "",
                Some(&address),
            ));
        }
        address
    });
}

/// Tells what became of a save. One that somebody overtook shows what holds now, under the edits.
fn tell_saved(draft: Draft, save: ServerAction<SaveEnrollmentSettings>) {
    let toasts = use_toasts();
    let look_again = Action::new(|(): &()| load_automatic_enrollment(String::new()));
    Effect::new(move |_| {
        if let Some(Ok(now)) = look_again.value().get() {
            draft.saved.set(now.saved);
        }
    });
    Effect::new(move |seen: Option<usize>| {
        let version = save.version().get();
        if seen.is_some_and(|seen| seen != version) {
            match save.value().get_untracked() {
                Some(Ok(saved)) => {
                    draft.accept(saved, &draft.sent.get_value());
                    toasts.tell("Settings saved");
                }
                Some(Err(AppError::Conflict(_))) => drop(look_again.dispatch(())),
                Some(Err(_)) | None => {}
            }
        }
        version
    });
}
