//! Parts that the pages of several areas show.

pub mod address;
pub mod upload;
