//! Devices: the list of all of them, and the page of one.

mod add_filter;
mod api;
mod bar;
mod cells;
mod columns;
mod compliance;
mod decision;
mod detail;
mod edit;
mod facts;
mod filters;
mod first_import;
mod list;
mod nothing;
mod records;
mod refused;
mod selection;
mod size;
mod table;
mod timeline;
mod tools;
mod version;
mod views;

pub use detail::DevicePage;
pub use edit::{EditPage, EditProgressPage};
pub use list::DevicesPage;
pub use views::ViewsPage;
