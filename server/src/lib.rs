//! HTTP, and nothing that Muster "knows": doors, sessions, settings and the files that pages load.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// The type of a page holds the types of all its parts.
#![recursion_limit = "512"]

pub mod address;
pub mod assets;
pub mod auth;
mod cleanup;
pub mod commands;
pub mod config;
mod domains;
mod duplicates;
pub mod edits;
pub mod enrollment;
pub mod exports;
mod forms;
pub mod help;
mod imports;
pub mod invitations;
mod organisation;
mod roles;
pub mod router;
pub mod scim;
pub mod security;
pub mod session;
pub mod sign_in_providers;
pub mod state;
pub mod telemetry;
pub mod tokens;

/// Drawing a page asks for memory some thousand times, on all cores at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
