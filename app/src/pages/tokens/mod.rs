//! Tokens that programs sign in with: which there are, and making one.

mod api;
mod list;
mod new;
mod words;

pub use list::TokensPage;
pub use new::NewTokenPage;
