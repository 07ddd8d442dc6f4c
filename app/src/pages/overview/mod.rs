//! The first page: a few figures, and what needs someone.

mod api;
mod attention;
mod figures;
mod page;

pub use page::OverviewPage;
