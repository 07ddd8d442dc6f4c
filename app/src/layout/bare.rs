//! The frame around pages for people who are not signed in.

use leptos::prelude::*;
use leptos_router::components::Outlet;

use super::{api::ask_for_demonstration, demonstration::DemonstrationBanner};
use crate::json::page_data;
use crate::ui::BrandMark;

/// The mark, the page in a narrow column, the version.
#[component]
pub fn Bare() -> impl IntoView {
    let demonstration = page_data(|| (), |()| ask_for_demonstration());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                demonstration.await.is_ok_and(|is_one| is_one).then(|| view! { <DemonstrationBanner /> })
            })}
        </Suspense>
        <div class="bare">
            <main id="main" tabindex="-1">
                <div class="column">
                    <div class="brand">
                        <BrandMark />
                        <span>"Muster"</span>
                    </div>
                    <Outlet />
                </div>
            </main>
            <footer>"Muster " {env!("CARGO_PKG_VERSION")}</footer>
        </div>
    }
}
