//! The audit log: the list of all entries, and the page of one.

mod api;
mod compared;
mod entry;
mod filters;
mod list;
mod table;
mod words;

pub use entry::AuditEntryPage;
pub use list::AuditPage;
