//! The three addresses of a scope.

use domain::effect::ScopeKind;
use domain::enrollment::Setting;
use domain::enrollment::form::TypedUrls;
use leptos::prelude::*;

use super::draft::Draft;
use crate::error::AppError;
use crate::ui::{Button, Field, Symbol, note_id};

/// Reads one address out of three.
type Read = fn(&TypedUrls) -> &String;
/// The same to be written.
type Write = fn(&mut TypedUrls) -> &mut String;

/// The addresses with the way back to their defaults.
#[component]
pub fn UrlFields(kind: ScopeKind, draft: Draft) -> impl IntoView {
    let (title, word, restore, settings) = match kind {
        ScopeKind::Mdm => (
            "MDM addresses",
            "mdm",
            "Restore MDM defaults",
            [
                Setting::MdmTermsOfUse,
                Setting::MdmDiscovery,
                Setting::MdmCompliance,
            ],
        ),
        ScopeKind::Mam => (
            "MAM addresses",
            "mam",
            "Restore MAM defaults",
            [
                Setting::MamTermsOfUse,
                Setting::MamDiscovery,
                Setting::MamCompliance,
            ],
        ),
    };
    let [terms_of_use, discovery, compliance] = settings;
    view! {
        <fieldset class="section">
            <legend>
                <h3>{title}</h3>
            </legend>
            <div class="urls pt-3">
                <UrlField kind draft setting=terms_of_use label="Terms of use" read=|urls| &urls.terms_of_use write=|urls| &mut urls.terms_of_use />
                <UrlField kind draft setting=discovery label="Discovery" read=|urls| &urls.discovery write=|urls| &mut urls.discovery />
                <UrlField kind draft setting=compliance label="Compliance" read=|urls| &urls.compliance write=|urls| &mut urls.compliance />
                {(kind == ScopeKind::Mdm).then(|| view! { <WhyNoDefaults draft /> })}
                <div class="row apart">
                    <Button
                        icon=Symbol::Undo
                        attr:name="restore"
                        attr:value=word
                        on:click=move |event| {
                            event.prevent_default();
                            draft.restore_defaults(kind);
                        }
                    >
                        {restore}
                    </Button>
                    <span class="tiny subtle">"Takes effect when you save"</span>
                </div>
            </div>
        </fieldset>
    }
}

/// A server without TLS has no addresses of its own that Windows would take.
#[component]
fn WhyNoDefaults(draft: Draft) -> impl IntoView {
    let has_none = Memo::new(move |_| draft.default_urls(ScopeKind::Mdm) == TypedUrls::default());
    move || {
        has_none.get().then(|| {
            let address = draft.public_address();
            view! {
                <p class="tiny subtle">
                    "Windows enrolls over https only, and this server is reached at " <code>{address}</code>
                    ", so it has no default addresses. Start Muster with its public https address to get them."
                </p>
            }
        })
    }
}

/// One address. It is refused only after it was left, or the form was sent: not while it is typed.
#[component]
fn UrlField(
    kind: ScopeKind,
    draft: Draft,
    setting: Setting,
    label: &'static str,
    read: Read,
    write: Write,
) -> impl IntoView {
    let left = RwSignal::new(false);
    let text = Signal::derive(move || draft.form.with(|form| read(&form.scope(kind).urls).clone()));
    let saved = move || {
        draft.saved.with(|saved| match kind {
            ScopeKind::Mdm => TypedUrls::from(&saved.settings.mdm_urls),
            ScopeKind::Mam => TypedUrls::from(&saved.settings.mam_urls),
        })
    };
    let changed = move || text.get().trim() != read(&saved()).as_str();
    let error = Memo::new(move |_| {
        let shown = left.get() || draft.tried.get();
        let refused = draft
            .refused()
            .into_iter()
            .find(|invalid| invalid.field == setting.field());
        refused
            .filter(|_| shown)
            .map(|invalid| AppError::Invalid(invalid).to_string())
    });
    let help = Memo::new(move |_| {
        let differs = text.get().trim() != read(&draft.default_urls(kind)).as_str();
        match (differs, changed()) {
            (true, true) => Some("Differs from the default. Changed, not saved yet."),
            (true, false) => Some("Differs from the default."),
            (false, true) => Some("Changed, not saved yet."),
            (false, false) => None,
        }
        .map(str::to_owned)
    });
    let id = setting.field();
    let described = move || (error.get().is_some() || help.get().is_some()).then(|| note_id(id));
    view! {
        <Field id label help error>
            <input
                class="input"
                class:changed=changed
                id=id
                name=id
                type="url"
                inputmode="url"
                spellcheck="false"
                autocomplete="off"
                placeholder="None"
                value=text.get_untracked()
                prop:value=text
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    draft.form.update(|form| *write(&mut form.scope_mut(kind).urls) = typed);
                }
                on:change=move |_| left.set(true)
            />
        </Field>
    }
}
