//! What handlers reach.

use std::sync::Arc;

use app::Assets;
use axum::extract::FromRef;
use ipnet::IpNet;
use leptos::config::LeptosOptions;
use service::Muster;

use crate::auth::oidc::Providers;

/// Everything a handler may need; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The running system.
    pub muster: Muster,
    /// Where browsers reach this server, without a slash at the end.
    pub public_address: Arc<str>,
    /// Proxies whose forwarding headers are believed.
    pub trusted_proxies: Arc<[IpNet]>,
    /// What is remembered of sign-in providers.
    pub providers: Providers,
    /// The addresses of the files that pages load.
    pub assets: Assets,
    /// What Leptos wants to know; nothing in it is used.
    pub leptos: LeptosOptions,
}

impl AppState {
    /// The state of a server for `muster` that believes `trusted_proxies`.
    #[must_use]
    pub fn new(muster: Muster, trusted_proxies: Vec<IpNet>) -> Self {
        let leptos = LeptosOptions::builder().output_name("muster").build();
        Self {
            public_address: muster.public_address().into(),
            muster,
            trusted_proxies: trusted_proxies.into(),
            providers: Providers::default(),
            assets: crate::assets::names(),
            leptos,
        }
    }

    /// Whether browsers reach this server over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.public_address.starts_with("https://")
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
