//! The organisation itself: its name, and what the pages for end users show of it.

mod api;
mod page;

pub use page::OrganisationPage;
