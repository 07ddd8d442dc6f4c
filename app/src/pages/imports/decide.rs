//! The decision after the dry run: import, or leave everything as it is.

use domain::import::{ImportRun, ImportState};
use leptos::prelude::*;

use super::api::{CancelImports, StartImports, write_ids};
use crate::ui::{Button, ButtonKind, thousands};

/// Both buttons, for all files that were checked together.
#[component]
pub fn Decide(
    runs: Vec<ImportRun>,
    start: ServerAction<StartImports>,
    cancel: ServerAction<CancelImports>,
) -> impl IntoView {
    let ready: Vec<ImportRun> = runs
        .into_iter()
        .filter(|run| run.state == ImportState::Checked)
        .collect();
    let ids = write_ids(ready.iter().map(|run| run.id));
    let records: i64 = ready.iter().map(|run| run.added + run.changed).sum();
    let order = (ready.len() > 1)
        .then_some(" The files are imported in this order, so that each finds what it refers to.");
    let label = match records {
        0 => "Finish without changes".to_owned(),
        1 => "Import 1 record".to_owned(),
        records => format!("Import {} records", thousands(records)),
    };
    let said = if records == 0 {
        "Nothing would change: all of it is known already. Finishing notes that it still holds, and as of when."
    } else {
        "Nothing is written yet. What is missing from a file is not deleted, and a second import of the same file changes nothing."
    };
    let ids_to_cancel = ids.clone();
    view! {
        <div class="stack">
            <p class="small muted">{said} {order}</p>
            <div class="row">
                <ActionForm action=start>
                    <input type="hidden" name="ids" value=ids />
                    <Button kind=ButtonKind::Primary busy=start.pending() busy_label="Starting">
                        {label}
                    </Button>
                </ActionForm>
                <ActionForm action=cancel>
                    <input type="hidden" name="ids" value=ids_to_cancel />
                    <Button>"Cancel"</Button>
                </ActionForm>
            </div>
        </div>
    }
}
