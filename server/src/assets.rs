//! The files that pages load: stylesheet, WASM and its glue.
//!
//! Part of the program in release builds, read from
//! the build folder in debug builds. Their names hold a hash of their content, so browsers keep them for good.

use app::Assets;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "$MUSTER_SITE_DIR"]
#[allow_missing = true]
struct Site;

/// The list of names that the build leaves beside the files.
#[derive(Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
}

/// The addresses of the files of this build. Without built files pages still work: as without scripts.
#[must_use]
pub fn names() -> Assets {
    let css = format!("/assets/muster.{}.css", style::CSS_HASH);
    let manifest = Site::get("manifest.json")
        .and_then(|file| serde_json::from_slice::<Manifest>(&file.data).ok());
    let address = |name: String| format!("/assets/{name}");
    let (js, wasm) = manifest.map_or_else(Default::default, |m| (address(m.js), address(m.wasm)));
    Assets { css, js, wasm }
}

/// `GET /assets/{name}`: the smallest form of the file that the browser takes.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(kind) = content_type(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let forms = [("br", ".br"), ("gzip", ".gz"), ("identity", "")];
    let found = forms
        .into_iter()
        .filter(|(coding, _)| *coding == "identity" || accepted.contains(coding))
        .find_map(|(coding, suffix)| {
            Site::get(&format!("{name}{suffix}")).map(|file| (coding, file.data.into_owned()))
        });
    let (coding, content) = match found {
        Some(found) => found,
        // The stylesheet is part of the program in every build, so that pages look right before a first full build.
        None if name == format!("muster.{}.css", style::CSS_HASH) => {
            ("identity", style::CSS.as_bytes().to_vec())
        }
        None => return StatusCode::NOT_FOUND.into_response(),
    };
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if coding != "identity" {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// `GET /favicon.svg`: the mark.
pub async fn icon() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "image/svg+xml"),
            (header::CACHE_CONTROL, "public, max-age=86400"),
        ],
        include_str!("../favicon.svg"),
    )
}

fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "pack" => "application/octet-stream",
        _ => return None,
    })
}
