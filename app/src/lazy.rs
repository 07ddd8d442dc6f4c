//! Pages whose code the browser loads when it first shows one of them.
//!
//! `lazy!(devices: DevicesPage)` in the route table puts the page, and all that only it needs, into the chunk
//! `devices`: a file of its own, with whatever it needs beside the main module and the frame of the page.
//! `cargo xtask site` makes these files. Builds without the feature `split` are one module.

use crate::{AppError, layout::ErrorPart};
#[cfg(not(feature = "ssr"))]
use futures::lock::Mutex;
use leptos::prelude::*;
use leptos_router::ChooseView;
use std::pin::Pin;

/// Something that takes the time of a download, and may fail as one.
pub(crate) type Loading<T> = Pin<Box<dyn Future<Output = Option<T>>>>;

/// Held while a page is built, by one after the other: the frame asks before the page in it. What the server has sent
/// is found again by the order in which both sides build, whichever chunk comes first.
#[cfg(not(feature = "ssr"))]
static TURN: Mutex<()> = Mutex::new(());

/// A page as a route takes it.
#[derive(Clone, Copy)]
pub(crate) struct LazyPage {
    /// The chunk it is in.
    #[cfg_attr(
        not(feature = "ssr"),
        expect(dead_code, reason = "the server names the chunk to the browser")
    )]
    pub chunk: &'static str,
    /// Loads the chunk, if it is not there yet.
    pub load: fn() -> Loading<()>,
    /// Builds the page, after loading the chunk.
    pub build: fn() -> Loading<AnyView>,
}

impl ChooseView for LazyPage {
    async fn choose(self) -> AnyView {
        #[cfg(feature = "ssr")]
        crate::layout::preload_chunk(self.chunk);
        #[cfg(not(feature = "ssr"))]
        let _turn = TURN.lock().await;
        match (self.build)().await {
            Some(page) => page,
            None => view! { <NotLoaded /> }.into_any(),
        }
    }

    async fn preload(&self) {
        (self.load)().await;
    }
}

/// No network, or a server that has been updated since: another try loads the document anew.
#[component]
fn NotLoaded() -> impl IntoView {
    view! {
        <div class="page">
            <ErrorPart error=AppError::Offline title="The page could not be loaded" />
        </div>
    }
}

/// `lazy!(chunk: Page)`: the view of a route, in a chunk of the code. The name of the chunk is free to choose.
macro_rules! lazy {
    ($chunk:ident: $page:ident) => {{
        #[cfg(feature = "split")]
        #[::wasm_split_helpers::wasm_split($chunk, preload(load), fallible)]
        fn build() -> Result<::leptos::prelude::AnyView, ::wasm_split_helpers::SplitLoaderError> {
            Ok(::leptos::prelude::IntoAny::into_any($page()))
        }
        #[cfg(not(feature = "split"))]
        async fn build() -> Result<::leptos::prelude::AnyView, ::std::convert::Infallible> {
            Ok(::leptos::prelude::IntoAny::into_any($page()))
        }
        #[cfg(not(feature = "split"))]
        async fn load() -> Result<(), ::std::convert::Infallible> {
            Ok(())
        }
        $crate::lazy::LazyPage {
            chunk: stringify!($chunk),
            load: || Box::pin(async { load().await.ok() }),
            build: || Box::pin(async { build().await.ok() }),
        }
    }};
}
pub(crate) use lazy;
