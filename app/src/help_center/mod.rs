//! The help center, as whole documents. It is for everybody, on any device and without signing in, so it is plain HTML: there
//! is no app to load, and its one small script only saves way.

mod document;
mod parts;

pub use document::{HelpFrame, code_page, home_page, missing_page, topic_page};
