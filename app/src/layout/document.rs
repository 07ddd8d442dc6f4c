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
use leptos_meta::{Meta, MetaTags};
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

/// Loads the app into the page that the server drew, once that page is on the screen: it can be read and used before.
#[component]
fn Hydration(assets: Assets, nonce: Option<Nonce>) -> impl IntoView {
    let Assets { js, wasm, .. } = assets;
    let start = format!(
        "if (!document.hidden) await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
const loading = fetch({wasm:?});
const app = await import({js:?});
for (const chunk of document.querySelectorAll(\"meta[name=chunk]\")) app.preload?.(chunk.content);
await app.default({{ module_or_path: loading }});
app.hydrate();"
    );
    view! {
        <script type="module" nonce=nonce>
            {start}
        </script>
    }
}

/// The chunks that this document names so far.
#[derive(Clone, Default)]
struct Preloaded(ArcStoredValue<BTreeSet<&'static str>>);

/// Lets the browser load `chunk` beside the app, not after it.
pub(crate) fn preload_chunk(chunk: &'static str) {
    if let Some(preloaded) = use_context::<Preloaded>()
        && preloaded.0.write_value().insert(chunk)
    {
        // Goes into the head, and leaves nothing here.
        view! { <Meta name="chunk" content=chunk /> }.to_html();
    }
}
