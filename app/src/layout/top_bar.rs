//! The bar above every page: where one is, search, commands, account.

use super::{account_menu::AccountMenu, api::Frame};
use crate::json::Resource;
use crate::{
    paths,
    ui::{BrandMark, Icon, Symbol, show_dialog},
};
use leptos::prelude::*;
use leptos_router::components::Form;

/// The id of the search field, which `/` leads to.
pub(super) const SEARCH: &str = "global-search";

#[component]
pub(super) fn TopBar(frame: Resource<Result<Frame, crate::AppError>>) -> impl IntoView {
    view! {
        <header class="topbar">
            <div class="flex items-center">
                <button
                    class="btn quiet icon-only nav-toggle"
                    type="button"
                    popovertarget="nav"
                    aria-label="Menu"
                >
                    <Icon symbol=Symbol::Menu />
                </button>
                <a class="brand" href=paths::overview()>
                    <BrandMark />
                    <span>"Muster"</span>
                    <Suspense>
                        {move || Suspend::new(async move {
                            frame
                                .await
                                .ok()
                                .map(|frame| {
                                    view! { <bdi class="org cut">{frame.organisation}</bdi> }
                                })
                        })}
                    </Suspense>
                </a>
            </div>
            <GlobalSearch />
            <div class="end-tools">
                <button
                    class="btn quiet only-wide"
                    type="button"
                    aria-keyshortcuts="Control+K"
                    aria-haspopup="dialog"
                    command="show-modal"
                    commandfor=super::palette::ID
                    on:click=|event| {
                        event.prevent_default();
                        show_dialog(super::palette::ID);
                    }
                >
                    <span>"Commands"</span>
                    <kbd>"Ctrl K"</kbd>
                </button>
                <Suspense>
                    {move || Suspend::new(async move {
                        frame.await.ok().map(|frame| view! { <AccountMenu frame /> })
                    })}
                </Suspense>
            </div>
        </header>
    }
}

#[component]
fn GlobalSearch() -> impl IntoView {
    view! {
        <Form method="GET" action=paths::search() attr:class="search" attr:role="search">
            <label class="sr" for=SEARCH>
                "Search devices, users and groups"
            </label>
            <Icon symbol=Symbol::Search />
            <input
                class="input"
                id=SEARCH
                type="search"
                name="q"
                placeholder="Search devices, users, groups"
                aria-keyshortcuts="/"
            />
            <kbd aria-hidden="true">"/"</kbd>
        </Form>
    }
}
