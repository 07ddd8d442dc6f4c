//! What was brought in can be taken out again: each kind as the file that brings it in.

use domain::export::ExportFormat;
use domain::import::FileKind;
use leptos::prelude::*;

use crate::paths;

/// A download for each kind, and the list of devices as it is shown.
#[component]
pub fn TakeOut() -> impl IntoView {
    let csv = ExportFormat::Csv.as_str();
    let links = FileKind::ALL
        .iter()
        .map(|kind| {
            view! {
                <li>
                    <a href=paths::export(kind.as_str(), csv) rel="external" download>
                        {kind.label()}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack past" aria-labelledby="take-out">
            <h2 id="take-out">"Take everything out"</h2>
            <p class="small muted">
                "Each kind as a CSV file with every column that was ever brought. Imported again it changes nothing; imported into another Muster it says the same."
            </p>
            <ul class="row small">{links}</ul>
            <p class="small muted">
                "The list of devices with the values it shows: " <a href=paths::export_devices_csv() rel="external" download>
                    "CSV"
                </a> ", " <a href=paths::export_devices_json_lines() rel="external" download>
                    "JSON lines"
                </a> "."
            </p>
        </section>
    }
}
