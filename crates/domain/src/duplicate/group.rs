//! Groups of duplicate records as lists and pages show them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::handling::Block;
use super::words::{Case, Confidence, DIFFERENT_MACHINES, Handling};
use crate::Invalid;
use crate::directory::{push_page, push_pair, read_cursor, read_size, unknown_key};
use crate::enrollment::ScopeChoice;
use crate::id::{DuplicateId, MergeId, RecordId};
use crate::page::{Cursor, PAGE_SIZE};
use crate::record::Record;
use crate::words::words;

words! {
    /// What became of a group.
    GroupState, "state" {
        /// Nobody decided yet.
        Open = "open", "Open";
        /// Its records were made one device.
        Merged = "merged", "Merged";
        /// Somebody said that they are not duplicates, or right as they are.
        Dismissed = "dismissed", "Not a duplicate";
    }
}

words! {
    /// What kind of value never counts.
    BlockedKind, "kind" {
        /// A serial number that several machines report.
        Serial = "serial", "Serial number";
        /// The address of a dock or an adapter, or how such addresses begin.
        Address = "address", "Hardware address";
    }
}

/// A value that never counts as evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct BlockedValue {
    /// What it is.
    pub kind: BlockedKind,
    /// The value as it is compared.
    pub value: String,
    /// Who added it.
    #[cfg_attr(feature = "sqlx", sqlx(rename = "added_by"))]
    pub by: String,
    /// When.
    #[cfg_attr(feature = "sqlx", sqlx(rename = "added_at"))]
    pub at: DateTime<Utc>,
}

/// A group of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateGroup {
    /// Identifies it.
    pub id: DuplicateId,
    /// Why they look like duplicates.
    pub case: Case,
    /// How sure that is.
    pub confidence: Confidence,
    /// Whether they are about one machine.
    pub same_machine: bool,
    /// What is right to do, in data of the time that it speaks of.
    pub handling: Handling,
    /// What is right to do if they cannot be merged.
    pub otherwise: Handling,
    /// From which time of the data on they may be merged without a person who looks at them; `None` for never.
    pub mergeable_from: Option<DateTime<Utc>>,
    /// The record that should stay.
    pub survivor: Option<RecordId>,
    /// What forbids to merge them without a person who looks at them.
    pub blocks: Vec<Block>,
    /// What became of it.
    pub state: GroupState,
    /// Who decided that.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who told the user what to do.
    pub advised_by: String,
    /// When.
    pub advised_at: Option<DateTime<Utc>>,
    /// How much it calls for somebody, see [`super::Finding::urgency`].
    pub urgency: i64,
    /// How many records it has.
    pub records: i64,
    /// The name of the record that speaks for it.
    pub name: String,
    /// Its model.
    pub model: String,
    /// Its serial number, as it was reported.
    pub serial: String,
    /// Its user.
    pub user: String,
    /// When the group was found.
    pub found_at: DateTime<Utc>,
}

words! {
    /// How far a device is that was joined and then enrolled separately, from the first sight of it to the end.
    Stage, "stage" {
        /// There are two records, and nobody told the user.
        Detected = "detected", "Detected";
        /// The user was told, and the joined device has not come under management.
        Waiting = "waiting", "Advised, waiting";
        /// The joined device is managed; the separate enrollment is still active, or was until lately.
        Converged = "converged", "Converged";
        /// The separate enrollment is left over and may go.
        Removable = "removable", "Leftover removable";
        /// Both are one device.
        Done = "done", "Merged";
    }
}

impl DuplicateGroup {
    /// Why the group's records are never merged, for a person; `None` if somebody may merge them.
    #[must_use]
    pub fn never_merged(&self) -> Option<&'static str> {
        if self.same_machine {
            self.case.never_merged(self.otherwise)
        } else {
            Some(DIFFERENT_MACHINES)
        }
    }

    /// How far the article's own fix is; `None` for other cases.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        let stage = match (self.state, self.handling, self.otherwise) {
            _ if self.case != Case::SeparateEnrollment => return None,
            (GroupState::Merged, ..) => Stage::Done,
            (_, Handling::Merge, _) => Stage::Removable,
            (_, _, Handling::Advise) if self.advised_at.is_none() => Stage::Detected,
            (_, _, Handling::Advise) => Stage::Waiting,
            _ => Stage::Converged,
        };
        Some(stage)
    }
}

/// One group with its records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateDetail {
    /// The group.
    pub group: DuplicateGroup,
    /// Its records that the reader may see, the one that should stay first; at most [`MOST_SHOWN`].
    pub records: Vec<Record>,
    /// How many more there are: beyond the most that are shown, or out of the reader's reach.
    pub hidden: i64,
    /// The time that the data speaks of.
    pub as_of: DateTime<Utc>,
    /// A mark of all that a merge depends on: it refuses to happen when that is different by then.
    pub mark: String,
    /// The merge that can be taken back.
    pub merge: Option<Merge>,
    /// For devices that were joined and then enrolled separately: the MDM user scope as it is saved, which decides whether
    /// more of them arrive.
    pub mdm_scope: Option<ScopeChoice>,
    /// The group before and the one behind it in the list of open groups.
    pub neighbours: (Option<DuplicateId>, Option<DuplicateId>),
}

/// Records that were made one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Identifies it.
    pub id: MergeId,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when it can be taken back.
    pub undo_until: DateTime<Utc>,
}

/// To make the records of a group one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeOrder {
    /// The group.
    pub group: DuplicateId,
    /// [`DuplicateDetail::mark`] of the preview that was looked at.
    pub mark: String,
    /// The record whose device stays; `None` for the proposed one.
    pub survivor: Option<RecordId>,
    /// Whether somebody looked at what speaks against it.
    pub despite_warnings: bool,
}

/// The most records of a group that a page shows side by side.
pub const MOST_SHOWN: usize = 24;
/// For how many days a merge can be taken back.
pub const UNDO_DAYS: i64 = 30;

/// Which groups are asked for, as addresses write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateQuery {
    /// Of this case; `None` for all.
    pub case: Option<Case>,
    /// With this handling; `None` for any.
    pub handling: Option<Handling>,
    /// As sure as this; `None` for any.
    pub confidence: Option<Confidence>,
    /// In this state.
    pub state: GroupState,
    /// Part of a name, a serial number or a user; empty for all.
    pub search: String,
    /// Where the page starts; `None` for the first.
    pub at: Option<Cursor>,
    /// Rows a page, 1 to [`crate::page::MAX_PAGE_SIZE`].
    pub page_size: u32,
}

impl Default for DuplicateQuery {
    fn default() -> Self {
        Self {
            case: None,
            handling: None,
            confidence: None,
            state: GroupState::Open,
            search: String::new(),
            at: None,
            page_size: PAGE_SIZE,
        }
    }
}

impl DuplicateQuery {
    /// Reads the query from the pairs of an address. An empty value is no filter.
    ///
    /// # Errors
    /// A key is not known or its value is not understood: an error that names it, never a wider list.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        fn optional<T: std::str::FromStr<Err = Invalid>>(
            value: &str,
        ) -> Result<Option<T>, Invalid> {
            if value.is_empty() {
                Ok(None)
            } else {
                value.parse().map(Some)
            }
        }
        let mut query = Self::default();
        for (key, value) in pairs {
            let value = value.as_ref().trim();
            match key.as_ref() {
                "case" => query.case = optional(value)?,
                "action" => query.handling = optional(value)?,
                "confidence" => query.confidence = optional(value)?,
                "state" => query.state = optional(value)?.unwrap_or(GroupState::Open),
                "search" if value.contains('\0') => {
                    return Err(Invalid::new("search", "write letters, digits and signs"));
                }
                "search" => value.clone_into(&mut query.search),
                "at" => query.at = read_cursor(value)?,
                "size" => query.page_size = read_size(value)?,
                unknown => {
                    return Err(unknown_key(
                        unknown,
                        "case, action, confidence, state, search, at and size",
                    ));
                }
            }
        }
        Ok(query)
    }

    /// The filters as pairs, those that are off with an empty value.
    #[must_use]
    pub fn filters(&self) -> [(&'static str, String); 5] {
        let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
        let state = Some(self.state).filter(|state| *state != GroupState::Open);
        [
            ("case", word(self.case.map(Case::as_str))),
            ("action", word(self.handling.map(Handling::as_str))),
            ("confidence", word(self.confidence.map(Confidence::as_str))),
            ("state", word(state.map(GroupState::as_str))),
            ("search", self.search.clone()),
        ]
    }

    /// Writes the query for an address, without the question mark; empty for the plain list.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        let mut text = String::new();
        for (key, value) in self.filters() {
            push_pair(&mut text, key, &value);
        }
        push_page(&mut text, self.at.as_ref(), self.page_size);
        text
    }

    /// Whether it asks for less than all open groups.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        *self
            != Self {
                at: self.at.clone(),
                page_size: self.page_size,
                ..Self::default()
            }
    }
}
