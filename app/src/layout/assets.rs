//! The files that pages load.

/// Their addresses, absolute on this server: "/assets/muster.3f2a.css". The server provides it as context.
///
/// Without built files `js` and `wasm` are empty, and pages are what they are without scripts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets {
    pub css: String,
    pub js: String,
    pub wasm: String,
}
