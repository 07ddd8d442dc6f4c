//! The portal's one stylesheet, compiled when the workspace is built: tokens, then the component
//! classes of `base.css`, then the utility classes that encre-css makes of what `app/src` uses.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod classes;
mod css;
mod lexer;

pub use css::defined_classes;

/// The whole stylesheet, minified.
pub const CSS: &str = include_str!(concat!(env!("OUT_DIR"), "/muster.css"));

/// The first twelve hex digits of the SHA-256 of [`CSS`], for a file name that may be cached forever.
pub const CSS_HASH: &str = env!("STYLE_CSS_HASH");

/// The component classes as written, for the check of what is defined and what is used.
pub const BASE: &str = include_str!("../base.css");
