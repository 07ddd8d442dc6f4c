//! Changing devices by hand: what to change and what that would do, and how far a change has come.

mod api;
mod form;
mod page;
mod past;
mod preview;
mod progress;
mod words;

pub use page::EditPage;
pub use progress::EditProgressPage;
