//! Parts that the pages of several areas show.

pub mod address;
pub mod again;
pub mod as_of;
pub mod decision;
pub mod list_parts;
pub mod refused;
pub mod total;
pub mod typed;
pub mod upload;
