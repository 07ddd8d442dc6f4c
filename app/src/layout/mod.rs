//! What stands around the pages: the document, the top bar, the navigation, and what an error looks like.

mod account_menu;
mod api;
mod appearance;
mod assets;
mod bare;
#[cfg(feature = "ssr")]
mod content_security_policy;
mod demonstration;
#[cfg(feature = "ssr")]
mod document;
mod error_notice;
mod keys;
mod navigation;
mod palette;
mod portal;
mod row_height;
mod status;
mod top_bar;

pub use assets::Assets;
pub use bare::Bare;
#[cfg(feature = "ssr")]
pub(crate) use document::preload_chunk;
#[cfg(feature = "ssr")]
pub use document::shell;
pub use error_notice::{ErrorNotice, ErrorPart, PostedProblem};
pub(crate) use palette::matching as matching_pages;
pub use portal::Portal;
pub use row_height::RowHeight;
pub(crate) use status::{answer_bad_request, answer_not_found};
