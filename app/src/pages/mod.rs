//! The pages, one folder for each area of the product. Pages do not use other pages' parts.

pub mod access;
pub mod audit;
pub mod cleanup;
pub mod devices;
pub mod directory;
pub mod domains;
pub mod duplicates;
pub mod enrollment;
pub mod gallery;
pub mod imports;
pub mod invitations;
mod not_found;
pub mod organisation;
pub mod overview;
pub mod roles;
pub mod search;
mod shared;
pub mod sign_in_providers;
pub mod support;
pub mod tokens;
pub mod what_if;

pub use not_found::NotFoundPage;
