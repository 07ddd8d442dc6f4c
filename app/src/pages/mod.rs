//! The pages, one folder for each area of the product. Pages do not use other pages' parts.

pub mod access;
pub mod gallery;
pub mod devices;
pub mod imports;
pub mod search;
pub mod overview;
mod not_found;
mod shared;

pub use not_found::NotFoundPage;
