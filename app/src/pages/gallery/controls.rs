//! What is pressed, typed and chosen.

use crate::ui::{
    Button, ButtonKind, Choice, ChoiceKind, Choose, DisabledButton, IconButton, InputKind,
    LinkButton, Notice, Segmented, Select, Symbol, TextArea, TextInput, Tone,
};
use leptos::prelude::*;

#[component]
pub(super) fn Buttons() -> impl IntoView {
    let busy = RwSignal::new(false);
    view! {
        <div class="row">
            <Button kind=ButtonKind::Primary type_="button">
                "Save"
            </Button>
            <Button type_="button">"Cancel"</Button>
            <Button kind=ButtonKind::Quiet type_="button">
                "Quiet"
            </Button>
            <Button icon=Symbol::Download type_="button">
                "Export"
            </Button>
            <Button kind=ButtonKind::DangerQuiet icon=Symbol::Trash type_="button">
                "Retire"
            </Button>
            <Button kind=ButtonKind::Danger type_="button">
                "Wipe 3 devices"
            </Button>
            <IconButton symbol=Symbol::Columns label="Columns" />
            <Button kind=ButtonKind::Link type_="button">
                "Show list"
            </Button>
            <LinkButton href="#" icon=Symbol::ArrowRight>
                "A link"
            </LinkButton>
        </div>
        <div class="row">
            <Button type_="button" disabled=true>
                "Disabled"
            </Button>
            <Button kind=ButtonKind::Primary type_="button" disabled=true>
                "Save"
            </Button>
            <Button type_="button" busy=true busy_label="Saving">
                "Save"
            </Button>
            <Button
                kind=ButtonKind::Primary
                type_="button"
                busy=busy
                busy_label="Saving"
                on:click=move |_| busy.set(true)
            >
                "Becomes busy"
            </Button>
            <DisabledButton
                id="why-not"
                icon=Symbol::Trash
                reason="Your role Help Desk Operator may wipe, not delete."
            >
                "Delete"
            </DisabledButton>
        </div>
        <div class="row">
            <Segmented
                name="rows"
                label="One row per"
                options=vec![Choose::new("devices", "Devices"), Choose::new("records", "Records")]
                selected="devices"
            />
            <Button kind=ButtonKind::Primary large=true type_="button">
                "Large, for end users"
            </Button>
        </div>
    }
}

#[component]
pub(super) fn Fields() -> impl IntoView {
    view! {
        <div class="many">
            <TextInput id="g-name" label="Name" value="Windows, stale for 90 days" help="Shown in the audit log." />
            <TextInput
                id="g-address"
                label="Discovery address"
                kind=InputKind::Url
                value="http://muster.fabricharbor.example"
                error="Must start with https://. Devices refuse anything else."
            />
            <TextInput id="g-days" label="Days without check-in" kind=InputKind::Number value="20" error="30 to 270 days." />
            <Select id="g-os" label="Platform" options=vec![Choose::new("windows", "Windows")] />
            <TextInput
                id="g-id"
                label="Device id"
                mono=true
                readonly=true
                value="7c1f0e52-93ab-4d1e-a6c8-51b7d20f4e19"
            />
            <TextInput id="g-changed" label="Changed, not saved" changed=true value="Field sales, north" />
            <TextInput id="g-off" label="Disabled" disabled=true value="Set by policy" />
            <TextArea id="g-notes" label="Notes" optional=true rows=2 value="Screen replaced May 2026." />
        </div>
        <div class="many">
            <fieldset>
                <legend class="label">"MDM user scope"</legend>
                <Choice
                    kind=ChoiceKind::Radio
                    name="g-scope"
                    value="some"
                    label="Some"
                    help="Members of these groups."
                    checked=true
                />
                <Choice kind=ChoiceKind::Radio name="g-scope" value="all" label="All" help="All 9,640 users." />
            </fieldset>
            <div>
                <Choice
                    kind=ChoiceKind::Checkbox
                    name="g-mail"
                    value="on"
                    label="Send a mail when it is done"
                    checked=true
                />
                <Choice
                    kind=ChoiceKind::Checkbox
                    name="g-hide"
                    value="on"
                    label="Also hide from reports"
                    help="Records are kept."
                />
            </div>
        </div>
        <Notice tone=Tone::Danger icon=Symbol::Alert>
            <p>
                <b>"Not saved: 2 fields need you."</b>
                " "
                <a href="#g-address">"Discovery address"</a>
                ", "
                <a href="#g-days">"days without check-in"</a>
                ". What you typed is kept."
            </p>
        </Notice>
    }
}
