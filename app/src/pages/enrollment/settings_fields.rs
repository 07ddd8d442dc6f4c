//! The form itself. Without scripts each of its buttons shows the page again with the edits in the address.

use domain::directory::GroupChoice;
use domain::effect::ScopeKind;
use domain::enrollment::{ManagementService, Setting};
use leptos::prelude::*;

use super::api::SaveEnrollmentSettings;
use super::draft::Draft;
use super::save_bar::SaveButton;
use super::scope_fields::ScopeFields;
use super::url_fields::UrlFields;
use crate::paths;
use crate::ui::{Button, Choice, ChoiceKind, Icon, Symbol};

/// All fields, in the order of the page.
#[component]
pub fn SettingsFields(
    draft: Draft,
    save: ServerAction<SaveEnrollmentSettings>,
    found: [Option<Vec<GroupChoice>>; 2],
) -> impl IntoView {
    let [mdm_found, mam_found] = found;
    let disable = Setting::DisableMdmOnAccountAdd;
    view! {
        <form
            class="grow"
            id="settings"
            method="get"
            action=paths::automatic_enrollment()
            novalidate=true
            on:submit=|event| event.prevent_default()
        >
            // Enter in a field presses the first button of a form: not one that takes a group off.
            <button class="sr" tabindex="-1" aria-hidden="true">
                "Show effect"
            </button>
            <input type="hidden" name="version" value=move || draft.version.get().to_string() />
            <fieldset class="section" id="service">
                <legend>
                    <h2>"Management service"</h2>
                    <p class="small muted">"Where devices enroll. Decides which addresses are the defaults."</p>
                </legend>
                <div class="pt-3">
                    {ManagementService::ALL.map(|service| view! { <ServiceChoice service draft /> }).collect_view()}
                </div>
            </fieldset>
            <ScopeFields kind=ScopeKind::Mdm draft found=mdm_found />
            <UrlFields kind=ScopeKind::Mdm draft />
            <ScopeFields kind=ScopeKind::Mam draft found=mam_found />
            <UrlFields kind=ScopeKind::Mam draft />
            <fieldset class="section">
                <legend>
                    <h2>"Adding a work or school account"</h2>
                </legend>
                <div class="pt-3" id=disable.field()>
                    <input type="hidden" name=disable.field() value="off" />
                    <Choice
                        kind=ChoiceKind::Checkbox
                        name=disable.field()
                        value="on"
                        label=disable.label()
                        help="Edge, Teams and other apps then only register the device. Accounts added in Windows Settings still enroll."
                        checked=Signal::derive(move || draft.form.with(|form| form.disable_mdm_on_account_add))
                        on_change=Callback::new(move |on| draft.form.update(|form| form.disable_mdm_on_account_add = on))
                    />
                </div>
            </fieldset>
            <div class="only-no-scripts">
                <div class="row pt-6">
                    <Button>
                        <Icon symbol=Symbol::Decide />
                        "Show effect"
                    </Button>
                    // With edits in the address the bar below has it.
                    {(!untrack(move || draft.is_unsaved())).then(|| view! { <SaveButton draft save /> })}
                </div>
            </div>
        </form>
    }
}

#[component]
fn ServiceChoice(service: ManagementService, draft: Draft) -> impl IntoView {
    let help = match service {
        ManagementService::ThisMuster => {
            "Devices enroll into this server. It protects no apps, so the MAM addresses are blank by default."
        }
        ManagementService::MicrosoftIntune => {
            "Devices enroll into Intune. The defaults are Microsoft’s documented addresses."
        }
    };
    view! {
        <Choice
            kind=ChoiceKind::Radio
            name=Setting::Service.field()
            value=service.as_str()
            label=service.label()
            help=help
            checked=Signal::derive(move || draft.form.with(|form| form.service == service))
            on_change=Callback::new(move |_| draft.form.update(|form| form.service = service))
        />
    }
}
