//! What many machines have in common by design: placeholders, docks, session hosts.

use std::collections::BTreeSet;

use super::evidence::Evidence;
use super::find::of_different_machines;
use super::handling::Finding;
use super::words::Case;

/// What records with one [`super::Keys::wired`] or one [`super::Keys::trap`] are to each other; `None` if it is nothing to speak
/// of. `records` has to hold all of them.
#[must_use]
pub fn shared(records: &[Evidence]) -> Option<Finding> {
    let first = records.first()?;
    match first.trap.as_deref() {
        Some(trap)
            if records
                .iter()
                .all(|record| record.trap.as_deref() == Some(trap)) =>
        {
            let is_pool = first.is_session_host();
            let names: BTreeSet<&str> = records.iter().map(|record| record.name.as_str()).collect();
            let (case, is_many) = if is_pool {
                (Case::SessionHosts, names.len() > 2)
            } else {
                (Case::PlaceholderSerial, records.len() > 1)
            };
            is_many.then(|| of_different_machines(case, &records.iter().collect::<Vec<_>>()))
        }
        _ => {
            let serials: BTreeSet<&str> = records
                .iter()
                .map(|record| record.serial.as_str())
                .filter(|serial| !serial.is_empty())
                .collect();
            (serials.len() > 1).then(|| {
                of_different_machines(Case::SharedAddress, &records.iter().collect::<Vec<_>>())
            })
        }
    }
}
