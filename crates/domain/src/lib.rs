//! The rules of Muster: pure types and functions, the same on the server and in the browser.
//!
//! Nothing here reads a clock, a file, a network or a random number.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

pub mod access;
pub mod account;
pub mod actor;
pub mod admission;
pub mod api_token;
pub mod audit;
pub mod branding;
pub mod check_up;
pub mod cleanup;
pub mod device;
pub mod directory;
pub mod dns;
pub mod duplicate;
pub mod effect;
pub mod enrollment;
pub mod error_code;
pub mod export;
pub mod help;
pub mod id;
pub mod import;
pub mod invalid;
pub mod invitation;
pub mod licence;
pub mod offboarding;
pub mod overview;
pub mod page;
pub mod permission;
pub mod provider;
pub mod record;
pub mod role;
pub mod saved_settings;
pub mod scim;
pub mod support;
pub mod view;
pub mod what_if;
mod words;

pub use invalid::Invalid;
