//! Duplicates: the groups by case, and one group with its records side by side and what is right to do.

mod api;
mod blocked;
mod certain;
mod compared;
mod decide;
mod filters;
mod fix;
mod group;
mod keys;
mod list;
mod proposal;
mod table;
mod words;

pub use blocked::BlockedPage;
pub use certain::CertainPage;
pub use group::DuplicatePage;
pub use list::DuplicatesPage;
