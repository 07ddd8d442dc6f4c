//! The frame around every page for people who are signed in.

use super::{
    api::load_frame, demonstration::DemonstrationBanner, keys::listen_for_keys,
    navigation::Navigation, palette::Palette, top_bar::TopBar,
};
use crate::json::page_data;
use crate::ui::ToastRegion;
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// Top bar, navigation, the page in the middle. The page brings its own padding: `div.page`, or `div.fill` for
/// a list that fills the window.
#[component]
pub fn Portal() -> impl IntoView {
    let frame = page_data(|| (), |()| load_frame());
    listen_for_keys();
    // Erased: without it, the types of everything in the frame add up to more than the compiler follows.
    let top_bar = view! { <TopBar frame /> }.into_any();
    let navigation = view! { <Navigation frame /> }.into_any();
    let palette = view! { <Palette frame /> }.into_any();
    let banner = view! {
        <Suspense>
            {move || Suspend::new(async move {
                let frame = frame.await;
                frame.is_ok_and(|frame| frame.is_demonstration).then(|| view! { <DemonstrationBanner /> })
            })}
        </Suspense>
    }
    .into_any();
    let toasts = view! { <ToastRegion /> }.into_any();
    view! {
        <a class="skip" href="#main" rel="external">
            "Skip to content"
        </a>
        {banner}
        {top_bar}
        <div class="shell">
            {navigation}
            <main id="main" tabindex="-1">
                <Outlet />
            </main>
        </div>
        {palette}
        {toasts}
    }
}
