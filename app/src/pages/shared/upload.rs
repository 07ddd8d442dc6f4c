//! The form that brings export files to the server, and where such files come from.

use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;

use crate::paths;
use crate::ui::{Button, ButtonKind, Icon, Symbol};

/// A box to drop files on or choose them with. What is chosen is sent at once: it is only looked at, and nothing
/// is written before somebody says so. Without scripts the form has a button.
#[component]
pub fn UploadForm() -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let sending = RwSignal::new(Vec::<String>::new());
    let send = move |input: &HtmlInputElement| {
        let names = chosen(input);
        if let Some(form) = input.form().filter(|_| !names.is_empty()) {
            sending.set(names);
            // Refused only for a form that is no longer in the page.
            drop(form.request_submit());
        }
    };
    // Files that were chosen before the page came alive.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            send(&input);
        }
    });
    view! {
        <form method="post" action=paths::imports() enctype="multipart/form-data" class="stack">
            <div class="drop">
                <Icon symbol=Symbol::Upload />
                <h2>"Drop export files here"</h2>
                <p class="small muted" id="files-help">
                    "CSV, zipped or not, several at once."
                </p>
                <span class="btn primary only-scripts" aria-hidden="true">
                    "Choose files"
                </span>
                <input
                    type="file"
                    name="files"
                    multiple
                    required
                    accept=".csv,.zip,.txt"
                    aria-label="Choose export files to import"
                    aria-describedby="files-help"
                    node_ref=input
                    on:change:target=move |event| send(&event.target())
                />
            </div>
            <div class="only-no-scripts">
                <div class="row">
                    <Button kind=ButtonKind::Primary>"Check files"</Button>
                </div>
            </div>
            <p class="small subtle">
                "The kind of file and the order of its dates are recognised. You see what would change before anything does."
            </p>
            <div role="status">
                {move || {
                    let names = sending.get();
                    (!names.is_empty()).then(|| view! { <Sending names /> })
                }}
            </div>
        </form>
    }
}

/// While files are on their way the browser must stay; afterwards the server goes on alone.
#[component]
fn Sending(names: Vec<String>) -> impl IntoView {
    view! {
        <div class="run">
            <p class="strong">"Sending " {names.join(", ")}</p>
            <progress class="progress" aria-label="Sending files"></progress>
            <p class="small muted">"Stay on this page until the files have arrived. After that you can leave it."</p>
        </div>
    }
}

fn chosen(input: &HtmlInputElement) -> Vec<String> {
    let Some(files) = input.files() else {
        return Vec::new();
    };
    (0..files.length())
        .filter_map(|at| files.get(at))
        .map(|file| file.name())
        .collect()
}

/// Which page of which admin center makes each file.
#[component]
pub fn WhereFilesComeFrom() -> impl IntoView {
    view! {
        <details class="where">
            <summary class="link-btn small">"Where to get the export files"</summary>
            <div class="small muted stack">
                <p>
                    <b>"Managed devices: "</b>
                    "in the management service’s admin center, Devices, All devices, Export. Bring the zip file as it comes."
                </p>
                <p>
                    <b>"Directory devices: "</b>
                    "in the directory’s admin center, Devices, All devices, Download devices."
                </p>
                <p>
                    <b>"Autopilot devices: "</b>
                    "the hardware hash file that Get-WindowsAutopilotInfo or the maker of the devices wrote."
                </p>
                <p>
                    <b>"Corporate identifiers: "</b>
                    "the list that was uploaded to the management service: manufacturer, model and serial number in each line, without headers."
                </p>
                <p>
                    <b>"Users: "</b>
                    "in the directory’s admin center, Users, Bulk operations, Download users."
                </p>
                <p>
                    <b>"Groups and members: "</b>
                    "Groups, All groups, Download groups; members with the columns groupObjectId, memberObjectId and memberType."
                </p>
                <p>
                    <b>"Licences and subscriptions: "</b>
                    "one line a user and licence (userPrincipalName, skuPartNumber), and one line a subscription (skuPartNumber, total, status, expires)."
                </p>
            </div>
        </details>
    }
}
