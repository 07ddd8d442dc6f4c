//! A file that is being read: how much of it, and that nobody has to wait beside it.

use domain::import::{ImportRun, ImportState};
use leptos::prelude::*;

use crate::ui::{counted, thousands};

/// The bar of a run that goes on. Its share is that of the bytes read: how many records follow is not known.
#[component]
pub fn Reading(run: ImportRun) -> impl IntoView {
    let label = match run.state {
        ImportState::Importing => "Importing",
        ImportState::Uploading => "Sending",
        _ => "Checking",
    };
    let percent = percent(run.read_bytes, run.size_bytes);
    let said = match run.state {
        ImportState::Uploading => format!("{} kB", thousands(run.size_bytes / 1000)),
        _ => format!("{}, {percent} %", counted(run.records, "record", "records")),
    };
    let value = (run.state != ImportState::Uploading).then(|| percent.to_string());
    view! {
        <div class="row apart small">
            <span>{label}</span>
            <span class="num muted">{said}</span>
        </div>
        <progress class="progress" aria-label=format!("{label} {}", run.file_name) max="100" value=value></progress>
    }
}

/// "37 %" for a cell of a table, or that its turn has not come; nothing for a run that is at rest.
pub fn share(run: &ImportRun) -> Option<String> {
    let reads = matches!(run.state, ImportState::Checking | ImportState::Importing);
    reads.then(|| match run.read_bytes {
        0 => "waiting".to_owned(),
        read => format!("{} %", percent(read, run.size_bytes)),
    })
}

fn percent(done: i64, of: i64) -> i64 {
    if of > 0 {
        (done.clamp(0, of) * 100) / of
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_is_never_more_than_all_nor_divided_by_nothing() {
        assert_eq!(percent(1, 3), 33);
        assert_eq!(percent(5, 3), 100);
        assert_eq!(percent(0, 0), 0);
    }
}
