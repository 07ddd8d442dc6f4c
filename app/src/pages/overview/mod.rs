//! The first page: a few figures, what needs someone, and how the devices are spread.

mod api;
mod attention;
mod figures;
mod listed;
mod page;
mod shares;
mod trend;

pub use page::OverviewPage;
