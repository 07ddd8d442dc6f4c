//! Changing devices by hand: what is set by hand is kept apart from the records and goes before them, so that the next
//! import cannot take it away.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{DeviceFace, DeviceSelection};
use crate::Invalid;
use crate::id::{DeviceId, EditId};
use crate::import::LONGEST_VALUE;
use crate::record::Ownership;
use crate::words::words;

/// The longest notes of a device, in characters.
pub const LONGEST_NOTES: usize = 4_000;

/// A value that somebody set by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set<T> {
    /// The value.
    pub value: T,
    /// Who set it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is set by hand of a device, and by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetByHand {
    /// The category.
    pub category: Option<Set<String>>,
    /// Whose device it is.
    pub ownership: Option<Set<Ownership>>,
    /// Notes, which no record has.
    pub notes: Option<Set<String>>,
}

impl SetByHand {
    /// The values alone.
    #[must_use]
    pub fn values(&self) -> HandValues {
        HandValues {
            category: self.category.as_ref().map(|set| set.value.clone()),
            ownership: self.ownership.as_ref().map(|set| set.value),
            notes: self
                .notes
                .as_ref()
                .map(|set| set.value.clone())
                .unwrap_or_default(),
        }
    }

    /// The same with `values`; what differs was set `by` somebody `at` that time.
    #[must_use]
    pub fn with(&self, values: &HandValues, by: &str, at: DateTime<Utc>) -> Self {
        fn merged<T: Clone + PartialEq>(
            before: Option<&Set<T>>,
            value: Option<&T>,
            by: &str,
            at: DateTime<Utc>,
        ) -> Option<Set<T>> {
            let value = value?;
            Some(match before {
                Some(before) if before.value == *value => before.clone(),
                _ => Set {
                    value: value.clone(),
                    by: by.to_owned(),
                    at,
                },
            })
        }
        let notes = Some(&values.notes).filter(|notes| !notes.is_empty());
        Self {
            category: merged(self.category.as_ref(), values.category.as_ref(), by, at),
            ownership: merged(self.ownership.as_ref(), values.ownership.as_ref(), by, at),
            notes: merged(self.notes.as_ref(), notes, by, at),
        }
    }

    /// What remains of a device that becomes part of another one: nothing set by hand is lost. What both have set is the
    /// other one's; notes stand behind its own.
    #[must_use]
    pub fn joined_to(self, other: Self) -> Self {
        let notes = match (other.notes, self.notes) {
            (Some(mut theirs), Some(ours)) => {
                theirs.value = format!("{}\n{}", theirs.value, ours.value);
                Some(theirs)
            }
            (theirs, ours) => theirs.or(ours),
        };
        Self {
            category: other.category.or(self.category),
            ownership: other.ownership.or(self.ownership),
            notes,
        }
    }

    /// Whether nothing is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The values set by hand, as they go before the records, are logged and are taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandValues {
    /// The category; `None` leaves it to the records.
    pub category: Option<String>,
    /// The ownership; `None` leaves it to the records.
    pub ownership: Option<Ownership>,
    /// Notes; empty for none.
    pub notes: String,
}

impl HandValues {
    /// These values with what a change from `before` to `after` did taken back.
    ///
    /// # Errors
    /// A value that the change set is another one by now.
    pub fn take_back(&self, before: &Self, after: &Self) -> Result<Self, &'static str> {
        fn back<T: Clone + PartialEq>(
            now: &T,
            before: &T,
            after: &T,
            sentence: &'static str,
        ) -> Result<T, &'static str> {
            if before == after {
                Ok(now.clone())
            } else if now == after {
                Ok(before.clone())
            } else {
                Err(sentence)
            }
        }
        Ok(Self {
            category: back(
                &self.category,
                &before.category,
                &after.category,
                "Its category was changed again since.",
            )?,
            ownership: back(
                &self.ownership,
                &before.ownership,
                &after.ownership,
                "Its ownership was changed again since.",
            )?,
            notes: back(
                &self.notes,
                &before.notes,
                &after.notes,
                "Its notes were changed again since.",
            )?,
        })
    }
}

/// What becomes of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change<T> {
    /// It stays.
    #[default]
    Leave,
    /// It becomes this one.
    Set(T),
    /// What was set by hand is taken back: the records decide.
    Clear,
}

/// What becomes of the notes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotesChange {
    /// They stay.
    #[default]
    Leave,
    /// They become these.
    Set(String),
    /// This is written below them.
    Append(String),
    /// They go.
    Clear,
}

/// A change to be made to devices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceChange {
    /// Of the category.
    pub category: Change<String>,
    /// Of the ownership.
    pub ownership: Change<Ownership>,
    /// Of the notes.
    pub notes: NotesChange,
}

impl DeviceChange {
    /// Whether it changes nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// What the values set by hand become on a device that is shown as `face`. A device that shows the wanted value
    /// already is left as it is, whoever says so.
    ///
    /// # Errors
    /// The notes would become too long.
    pub fn apply(
        &self,
        before: &HandValues,
        face: &DeviceFace,
    ) -> Result<HandValues, &'static str> {
        let mut after = before.clone();
        match &self.category {
            Change::Leave => {}
            Change::Set(category) if *category == face.category => {}
            Change::Set(category) => after.category = Some(category.clone()),
            Change::Clear => after.category = None,
        }
        match self.ownership {
            Change::Leave => {}
            Change::Set(ownership) if ownership == face.ownership => {}
            Change::Set(ownership) => after.ownership = Some(ownership),
            Change::Clear => after.ownership = None,
        }
        match &self.notes {
            NotesChange::Leave => {}
            NotesChange::Set(notes) => after.notes.clone_from(notes),
            NotesChange::Append(notes) if after.notes.is_empty() => after.notes.clone_from(notes),
            NotesChange::Append(notes) => {
                after.notes.push('\n');
                after.notes.push_str(notes);
            }
            NotesChange::Clear => after.notes.clear(),
        }
        if after.notes.chars().count() > LONGEST_NOTES {
            return Err("Its notes would be longer than 4,000 characters.");
        }
        Ok(after)
    }
}

/// A change and the devices it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceEdit {
    /// Which devices.
    pub selection: DeviceSelection,
    /// What is changed.
    pub change: DeviceChange,
}

impl DeviceEdit {
    /// Reads the pairs of an address: those of a selection, `set_ownership` with the new word, `set_category` and
    /// `set_notes` with what to do, and `to_category` and `to_notes` with the new text.
    ///
    /// # Errors
    /// As of [`DeviceSelection::from_pairs`]; a new value is missing or too long.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut others = Vec::new();
        let (mut category, mut ownership, mut notes) = Default::default();
        let (mut to_category, mut to_notes) = Default::default();
        for (key, value) in pairs {
            let place: &mut String = match key.as_ref() {
                "set_category" => &mut category,
                "to_category" => &mut to_category,
                "set_ownership" => &mut ownership,
                "set_notes" => &mut notes,
                "to_notes" => &mut to_notes,
                _ => {
                    others.push((key, value));
                    continue;
                }
            };
            value.as_ref().trim().clone_into(place);
        }
        let change = DeviceChange {
            category: match category.as_str() {
                "" | "leave" => Change::Leave,
                "set" => Change::Set(checked_category(to_category)?),
                "clear" => Change::Clear,
                _ => return Err(Invalid::new("set_category", "write leave, set or clear")),
            },
            ownership: match ownership.as_str() {
                "" | "leave" => Change::Leave,
                "clear" => Change::Clear,
                word => Change::Set(word.parse().map_err(|_| {
                    Invalid::new(
                        "set_ownership",
                        "write leave, corporate, personal, unknown or clear",
                    )
                })?),
            },
            notes: match notes.as_str() {
                "" | "leave" => NotesChange::Leave,
                "set" => NotesChange::Set(checked_notes(&to_notes)?),
                "append" => NotesChange::Append(checked_notes(&to_notes)?),
                "clear" => NotesChange::Clear,
                _ => {
                    return Err(Invalid::new(
                        "set_notes",
                        "write leave, set, append or clear",
                    ));
                }
            },
        };
        Ok(Self {
            selection: DeviceSelection::from_pairs(others)?,
            change,
        })
    }

    /// The pairs of the address that asks for this.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.selection.pairs();
        let mut add = |what: &'static str, to: &'static str, word: &str, value: Option<&str>| {
            pairs.push((what, word.to_owned()));
            pairs.extend(value.map(|value| (to, value.to_owned())));
        };
        match &self.change.category {
            Change::Leave => {}
            Change::Set(value) => add("set_category", "to_category", "set", Some(value)),
            Change::Clear => add("set_category", "to_category", "clear", None),
        }
        match self.change.ownership {
            Change::Leave => {}
            Change::Set(value) => add("set_ownership", "", value.as_str(), None),
            Change::Clear => add("set_ownership", "", "clear", None),
        }
        match &self.change.notes {
            NotesChange::Leave => {}
            NotesChange::Set(value) => add("set_notes", "to_notes", "set", Some(value)),
            NotesChange::Append(value) => add("set_notes", "to_notes", "append", Some(value)),
            NotesChange::Clear => add("set_notes", "to_notes", "clear", None),
        }
        pairs
    }
}

fn checked_category(text: String) -> Result<String, Invalid> {
    if text.is_empty() {
        Err(Invalid::new("to_category", "write the category"))
    } else if text.chars().count() > LONGEST_VALUE {
        Err(Invalid::new(
            "to_category",
            format!("use at most {LONGEST_VALUE} characters"),
        ))
    } else if text.chars().any(char::is_control) {
        Err(Invalid::new(
            "to_category",
            "leave out line breaks and control characters",
        ))
    } else {
        Ok(text)
    }
}

/// Notes with the line ends that a form sends made plain.
fn checked_notes(text: &str) -> Result<String, Invalid> {
    let text = text.replace("\r\n", "\n");
    if text.is_empty() {
        Err(Invalid::new("to_notes", "write the notes"))
    } else if text.chars().count() > LONGEST_NOTES {
        Err(Invalid::new("to_notes", "use at most 4,000 characters"))
    } else if text.contains('\0') {
        Err(Invalid::new("to_notes", "leave out control characters"))
    } else {
        Ok(text)
    }
}

words! {
    /// How far a change of many devices has come.
    EditState, "state" {
        /// It goes on.
        Running = "running", "Changing";
        /// Every device had its turn.
        Done = "done", "Done";
        /// Somebody stopped it. What was changed until then stays.
        Cancelled = "cancelled", "Cancelled";
        /// It stopped. What was changed until then stays and is right.
        Failed = "failed", "Failed";
    }
}

/// A change of many devices, made in the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct BulkEdit {
    /// Identifies it.
    pub id: EditId,
    /// How far it has come.
    pub state: EditState,
    /// What was asked for: the pairs that [`DeviceEdit::from_pairs`] reads, as JSON; of an undo, what is taken back.
    pub question: String,
    /// The change that this one takes back.
    pub undoes: Option<EditId>,
    /// The change that took this one back, if one did.
    pub undone_by: Option<EditId>,
    /// Who made it.
    pub started_by: String,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When it came to its end.
    pub finished_at: Option<DateTime<Utc>>,
    /// How many devices it is about.
    pub total: i64,
    /// How many had their turn.
    pub done: i64,
    /// How many of these were changed.
    pub changed: i64,
    /// How many could not be changed.
    pub failed: i64,
}

impl BulkEdit {
    /// How many had the value already.
    #[must_use]
    pub fn unchanged(&self) -> i64 {
        self.done - self.changed - self.failed
    }

    /// Whether there is something that can be taken back now.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        self.state != EditState::Running && self.changed > 0 && self.undone_by.is_none()
    }
}

/// A device that could not be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct EditFailure {
    /// Which one; it may not exist any more.
    pub device_id: DeviceId,
    /// Its name when the change began; empty if it was gone by then.
    pub name: String,
    /// Why, as a sentence.
    pub reason: String,
}

/// A device before and after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditedDevice {
    /// Which one.
    pub id: DeviceId,
    /// Its name.
    pub name: String,
    /// Category, ownership and notes as they are shown now.
    pub before: ShownValues,
    /// The same afterwards; a sentence where that cannot be.
    pub after: Result<ShownValues, String>,
}

/// What is shown of the values that can be set by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownValues {
    /// The category; empty for none.
    pub category: String,
    /// Whose device it is.
    pub ownership: Ownership,
    /// The notes.
    pub notes: String,
}

/// What a change would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditPreview {
    /// How many devices it is about: exact.
    pub total: i64,
    /// How many of the picked devices are not in the inventory any more.
    pub missing: i64,
    /// How many would change.
    pub would_change: i64,
    /// The first of them.
    pub first: Vec<EditedDevice>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::face;

    fn values(category: Option<&str>, notes: &str) -> HandValues {
        HandValues {
            category: category.map(str::to_owned),
            ownership: None,
            notes: notes.to_owned(),
        }
    }

    #[test]
    fn an_edit_survives_its_address_and_names_what_is_missing() {
        let pairs = [
            ("os", "macOS"),
            ("category", "Kiosk"),
            ("set_category", "set"),
            ("to_category", " Lab & more "),
            ("set_ownership", "clear"),
            ("set_notes", "append"),
            ("to_notes", "one\r\ntwo"),
        ];
        let edit = DeviceEdit::from_pairs(pairs).unwrap();
        assert_eq!(edit.change.category, Change::Set("Lab & more".to_owned()));
        assert_eq!(
            edit.change.notes,
            NotesChange::Append("one\ntwo".to_owned())
        );
        assert_eq!(edit.selection.query.category, ["Kiosk"]);
        assert_eq!(DeviceEdit::from_pairs(edit.pairs()), Ok(edit));
        for (pairs, field) in [
            (
                [("set_category", "set"), ("to_category", " ")],
                "to_category",
            ),
            (
                [("set_ownership", "mine"), ("to_notes", "")],
                "set_ownership",
            ),
            ([("set_notes", "set"), ("to_notes", "")], "to_notes"),
            ([("set_notes", "shout"), ("to_notes", "")], "set_notes"),
            ([("colour", "red"), ("to_notes", "")], "colour"),
        ] {
            assert_eq!(DeviceEdit::from_pairs(pairs).unwrap_err().field, field);
        }
    }

    #[test]
    fn a_device_that_shows_the_value_already_is_left_alone() {
        let shown = DeviceFace {
            category: "Kiosk".to_owned(),
            ..face(&[], &HandValues::default())
        };
        let change = DeviceChange {
            category: Change::Set("Kiosk".to_owned()),
            notes: NotesChange::Append("b".to_owned()),
            ..DeviceChange::default()
        };
        assert_eq!(
            change.apply(&values(None, "a"), &shown),
            Ok(values(None, "a\nb"))
        );
        let long = values(None, &"x".repeat(LONGEST_NOTES));
        assert!(change.apply(&long, &shown).is_err());
    }

    #[test]
    fn only_what_the_change_set_is_taken_back_and_only_while_it_is_still_so() {
        let (before, after) = (values(None, ""), values(Some("Lab"), ""));
        assert_eq!(
            values(Some("Lab"), "new").take_back(&before, &after),
            Ok(values(None, "new"))
        );
        assert!(
            values(Some("Other"), "")
                .take_back(&before, &after)
                .is_err()
        );
    }
}
