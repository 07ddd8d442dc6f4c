//! The files that pages load.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Their addresses, absolute on this server: "/assets/muster.3f2a.css". The server provides it as context.
///
/// Without built files `js` and `wasm` are empty, and pages are what they are without scripts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    pub css: String,
    pub js: String,
    pub wasm: String,
    /// For each chunk of the code, the pack it is in.
    pub chunks: Arc<BTreeMap<String, String>>,
}
