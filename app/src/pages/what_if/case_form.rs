//! The case: who, on which path, with which device, by which settings. A GET form, so that the answer has an address.

use domain::enrollment::{Edition, EnrollmentPath, Ownership, RELEASES};
use leptos::prelude::*;
use leptos_router::components::Form;

use super::question::{Question, version_of};
use super::user_field::UserField;
use crate::paths;
use crate::ui::{Button, ButtonKind, Choice, ChoiceKind, Choose, Select, TextInput};

/// The form, filled in with `question`.
#[component]
pub fn CaseForm(question: Question) -> impl IntoView {
    let paths = EnrollmentPath::ALL
        .map(|path| Choose::new(path.key(), path.label()))
        .to_vec();
    let editions = Edition::ALL
        .map(|edition| Choose::new(edition.as_str(), edition.label()))
        .to_vec();
    let ownerships = vec![
        Choose::new("", "As the path has it"),
        Choose::new(Ownership::Personal.as_str(), "Personal"),
        Choose::new(
            Ownership::Corporate.as_str(),
            "Corporate, as if an identifier matched",
        ),
    ];
    let windows = question.windows.to_string();
    let ownership = question
        .ownership
        .map(Ownership::as_str)
        .unwrap_or_default();
    let releases = releases(&question);
    view! {
        <Form method="GET" action=paths::what_if() attr:class="case" attr:aria-label="The case">
            <UserField value=question.user.clone() />
            <Select id="what-if-path" name="path" label="Path" options=paths selected=question.path.key() />
            <div class="pair">
                <Select id="what-if-windows" name="windows" label="Windows" options=releases selected=windows />
                <Select
                    id="what-if-edition"
                    name="edition"
                    label="Edition"
                    options=editions
                    selected=question.edition.as_str()
                />
            </div>
            <Select
                id="what-if-ownership"
                name="ownership"
                label="Ownership"
                options=ownerships
                selected=ownership
                help="Matters where a restriction keeps personal devices out."
            />
            <TextInput
                id="what-if-serial"
                name="serial"
                label="Serial number"
                optional=true
                mono=true
                value=question.serial.clone()
                autocomplete="off"
                help="Looked up among the Autopilot registrations."
            />
            <WhichSettings question />
            <Button kind=ButtonKind::Primary block=true>
                "Decide"
            </Button>
        </Form>
    }
}

/// The known releases, and the version of the address where it is none of them: what is shown is what is asked.
fn releases(question: &Question) -> Vec<Choose> {
    let known = RELEASES.map(|release| {
        (
            version_of(release.build),
            release.name.trim_start_matches("Windows "),
        )
    });
    let is_known = known
        .iter()
        .any(|(version, _)| *version == question.windows);
    let other = (!is_known)
        .then(|| Choose::new(question.windows.to_string(), question.windows.to_string()));
    other
        .into_iter()
        .chain(known.map(|(version, name)| Choose::new(version.to_string(), name)))
        .collect()
}

/// The saved settings, or the edited ones where some came along. Those are carried on from page to page.
#[component]
fn WhichSettings(question: Question) -> impl IntoView {
    let href = question.settings_href();
    let uses_edits = question.uses_edits();
    let has_edits = question.has_edits();
    let edits = question
        .edits
        .into_iter()
        .map(|(key, value)| view! { <input type="hidden" name=key value=value /> })
        .collect_view();
    let choices = has_edits.then(|| {
        view! {
            <Choice kind=ChoiceKind::Radio name="settings" value="saved" label="As saved" checked=!uses_edits />
            <Choice kind=ChoiceKind::Radio name="settings" value="edited" label="As edited, not saved" checked=uses_edits />
        }
    });
    let saved = (!has_edits).then(|| view! { <p class="small">"As saved"</p> });
    view! {
        <fieldset class="stack">
            <legend class="label">"Settings"</legend>
            <div>{choices} {saved}</div>
            <p class="small">
                <a href=href>"Change the scopes"</a>
            </p>
        </fieldset>
        {edits}
    }
}
