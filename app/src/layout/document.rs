//! The document around the app, and what it lets the browser load.

use super::content_security_policy::content_security_policy;
use super::{Assets, appearance};
use crate::App;
use crate::ui::IconSheet;
use http::{HeaderValue, header};
use leptos::{
    config::LeptosOptions,
    nonce::{Nonce, use_nonce},
    prelude::*,
};
use leptos_axum::ResponseOptions;
use leptos_meta::{Link, MetaTags};
use std::collections::BTreeSet;

/// The whole document. The server hands it to the router as the page of every route.
pub fn shell(_options: LeptosOptions) -> impl IntoView {
    let nonce = use_nonce();
    if let (Some(nonce), Some(response)) = (&nonce, use_context::<ResponseOptions>())
        && let Ok(policy) = HeaderValue::from_str(&content_security_policy(nonce))
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    provide_context(Preloaded::default());
    let assets = use_context::<Assets>().unwrap_or_default();
    let appearance = appearance::of_request();
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-theme=appearance.theme.attribute()
            data-density=appearance.density.value()
        >
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=assets.css.clone() />
                {(!assets.js.is_empty()).then(|| view! { <Hydration assets nonce /> })}
                <MetaTags />
            </head>
            <body>
                <App />
                <IconSheet />
            </body>
        </html>
    }
}

/// Loads the app into the page that the server drew.
#[component]
fn Hydration(assets: Assets, nonce: Option<Nonce>) -> impl IntoView {
    let Assets { js, wasm, .. } = assets;
    let start = format!(
        "import init, {{ hydrate }} from {js:?}; init({{ module_or_path: {wasm:?} }}).then(() => hydrate());"
    );
    view! {
        <link rel="modulepreload" href=js />
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="" />
        <script type="module" nonce=nonce>
            {start}
        </script>
    }
}

/// The chunks that this document preloads so far.
#[derive(Clone, Default)]
struct Preloaded(ArcStoredValue<BTreeSet<&'static str>>);

/// Lets the browser load `chunk` beside the app, not after it.
pub(crate) fn preload_chunk(chunk: &'static str) {
    let (Some(assets), Some(preloaded)) = (use_context::<Assets>(), use_context::<Preloaded>())
    else {
        return;
    };
    if let Some(href) = assets.chunks.get(chunk)
        && preloaded.0.write_value().insert(chunk)
    {
        let link = view! { <Link rel="preload" href=href.clone() as_="fetch" crossorigin="" /> };
        // Goes into the head, and leaves nothing here.
        link.to_html();
    }
}
