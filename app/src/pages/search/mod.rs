//! The global search: devices, users, groups and pages, by one text.

mod api;
mod found;
mod page;
#[cfg(feature = "ssr")]
mod rank;
#[cfg(feature = "ssr")]
mod wide;

pub use page::SearchPage;
