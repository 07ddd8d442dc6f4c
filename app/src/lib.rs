//! What people see. Builds twice: for the server (`ssr`), which draws every page, and for the browser
//! (`hydrate`), which brings it to life.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![recursion_limit = "256"]

mod app;
#[cfg(feature = "ssr")]
mod context;
mod error;
#[cfg(feature = "ssr")]
pub mod help_center;
mod json;
mod layout;
mod lazy;
mod pages;
mod paths;
mod ui;

pub use app::App;
#[cfg(feature = "ssr")]
pub use context::{Address, FreshSecret, Visitor};
pub use error::AppError;
pub use layout::Assets;
#[cfg(feature = "ssr")]
pub use layout::shell;
pub use pages::access::SignInProblem;
pub use pages::imports::UploadProblem;
pub use ui::Hydrated;
