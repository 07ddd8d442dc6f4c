//! Changes and selections in words.

use domain::device::{BulkEdit, Change, DeviceChange, DeviceEdit, DeviceSelection, NotesChange};

use crate::ui::counted;

/// What is changed: "Category: set to Kiosk".
pub fn change_in_words(change: &DeviceChange) -> Vec<String> {
    const RECORDS: &str = "back to what the records say";
    let category = match &change.category {
        Change::Leave => None,
        Change::Set(category) => Some(format!("Category: {category}")),
        Change::Clear => Some(format!("Category: {RECORDS}")),
    };
    let ownership = match change.ownership {
        Change::Leave => None,
        Change::Set(ownership) => Some(format!("Ownership: {}", ownership.label())),
        Change::Clear => Some(format!("Ownership: {RECORDS}")),
    };
    let notes = match &change.notes {
        NotesChange::Leave => None,
        NotesChange::Set(notes) => Some(format!("Notes: {}", shortened(notes))),
        NotesChange::Append(notes) => Some(format!("Notes: add {}", shortened(notes))),
        NotesChange::Clear => Some("Notes: removed".to_owned()),
    };
    [category, ownership, notes].into_iter().flatten().collect()
}

/// Which devices: "OS: Windows 11, Search: kiosk".
pub fn selection_in_words(selection: &DeviceSelection) -> String {
    let picked = i64::try_from(selection.picked.len()).unwrap_or(i64::MAX);
    if picked > 0 {
        return format!(
            "{} picked from the list",
            counted(picked, "device", "devices")
        );
    }
    let query = &selection.query;
    let mut filters: Vec<String> = query
        .pills()
        .into_iter()
        .map(|pill| format!("{}: {}", pill.field, pill.shown))
        .collect();
    if !query.search.is_empty() {
        filters.push(format!("Search: {}", query.search));
    }
    if filters.is_empty() {
        "Every device in the inventory".to_owned()
    } else {
        format!("All devices that match {}", filters.join(", "))
    }
}

/// What a past change was asked to do; `None` for one of a version that wrote it otherwise.
pub fn asked(edit: &BulkEdit) -> Option<DeviceEdit> {
    let pairs: Vec<(String, String)> = serde_json::from_str(&edit.question).ok()?;
    DeviceEdit::from_pairs(pairs).ok()
}

/// A past change in one line.
pub fn edit_in_words(edit: &BulkEdit) -> String {
    let change = asked(edit).map_or_else(
        || "A change".to_owned(),
        |asked| change_in_words(&asked.change).join("; "),
    );
    if edit.undoes.is_some() {
        format!("Taken back: {change}")
    } else {
        change
    }
}

/// The first line of some notes, and no more than a glance takes in.
fn shortened(notes: &str) -> String {
    const GLANCE: usize = 60;
    let line = notes.lines().next().unwrap_or_default();
    let short: String = line.chars().take(GLANCE).collect();
    if short.len() < notes.len() {
        format!("{short}…")
    } else {
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_in_words() {
        let edit = DeviceEdit::from_pairs([
            ("os", "macOS"),
            ("set_ownership", "personal"),
            ("set_notes", "append"),
            ("to_notes", "one\ntwo"),
        ])
        .unwrap();
        assert_eq!(
            change_in_words(&edit.change),
            ["Ownership: Personal", "Notes: add one…"]
        );
        assert_eq!(
            selection_in_words(&edit.selection),
            "All devices that match OS: macOS"
        );
        assert_eq!(
            selection_in_words(&DeviceSelection::default()),
            "Every device in the inventory"
        );
    }
}
