//! Duplicate records: why one device has several, or several devices seem to be one, and what is right to do about it.
//!
//! [`find`] looks at records that share an identifier and says what they are. It knows no clock: whether a leftover
//! has been silent for long enough is asked of a [`Finding`] with the time that the data speaks of.

mod compare;
mod evidence;
mod find;
mod group;
mod handling;
mod neighbours;
mod shared;
#[cfg(test)]
mod tests;
mod words;

pub use compare::{Comparison, Worth, comparison};
pub use evidence::{BlockLists, Evidence, Keys, pending_action};
pub use find::find;
pub use group::{
    BlockedKind, BlockedValue, DuplicateDetail, DuplicateGroup, DuplicateQuery, GroupState,
    MOST_SHOWN, Merge, MergeOrder, Stage, UNDO_DAYS,
};
pub use handling::{Block, Finding, QUIET_DAYS};
pub use neighbours::{COMMON_AT, Common};
pub use shared::shared;
pub use words::{Case, Confidence, Handling};
