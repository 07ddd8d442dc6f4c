//! The route table: every page on one screen. The addresses are also functions, in `paths.rs`.

use crate::{
    layout::{Bare, Portal},
    pages::{
        NotFoundPage,
        access::{AccountPage, SetUpPage, SignInPage},
        devices::{DevicePage, DevicesPage, EditPage, EditProgressPage, ViewsPage},
        directory::{GroupPage, GroupsPage, LicencesPage, UserPage, UsersPage},
        enrollment::{AutomaticEnrollmentPage, EffectListPage, EnrollmentHistoryPage},
        gallery::GalleryPage,
        imports::{ImportPage, ImportsPage},
        overview::OverviewPage,
        search::SearchPage,
        what_if::WhatIfPage,
    },
    ui::{provide_hydrated, provide_toasts},
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Outlet, ParentRoute, Route, Router, Routes},
    path,
};

/// The whole portal. Pages are sent when all of their data is there: so they can be read without scripts, and
/// their status is known. Only lists that count what is many are sent in order, each part when it is there.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_hydrated();
    provide_toasts();
    view! {
        <Title formatter=window_title />
        <Router>
            <Routes fallback=NotFoundPage>
                <ParentRoute path=path!("") view=Bare ssr=SsrMode::Async>
                    <Route path=path!("/sign-in") view=SignInPage />
                    <Route path=path!("/set-up") view=SetUpPage />
                </ParentRoute>
                <ParentRoute path=path!("") view=Portal ssr=SsrMode::InOrder>
                    // Sent while it is read: rows do not wait for how many there are.
                    <Route path=path!("/devices") view=DevicesPage />
                    <ParentRoute path=path!("") view=Outlet ssr=SsrMode::Async>
                        <Route path=path!("/") view=OverviewPage />
                        <Route path=path!("/account") view=AccountPage />
                        <Route path=path!("/search") view=SearchPage />
                        <Route path=path!("/enrollment/automatic") view=AutomaticEnrollmentPage />
                        <Route path=path!("/enrollment/automatic/history") view=EnrollmentHistoryPage />
                        <Route path=path!("/enrollment/automatic/effect") view=EffectListPage />
                        <Route path=path!("/enrollment/what-if") view=WhatIfPage />
                        <Route path=path!("/devices/views") view=ViewsPage />
                        <Route path=path!("/devices/import") view=ImportsPage />
                        <Route path=path!("/devices/import/:id") view=ImportPage />
                        <Route path=path!("/devices/edit") view=EditPage />
                        <Route path=path!("/devices/edit/:id") view=EditProgressPage />
                        <Route path=path!("/devices/:id") view=DevicePage />
                        <Route path=path!("/users") view=UsersPage />
                        <Route path=path!("/users/:id") view=UserPage />
                        <Route path=path!("/groups") view=GroupsPage />
                        <Route path=path!("/groups/:id") view=GroupPage />
                        <Route path=path!("/licences") view=LicencesPage />
                        <Route path=path!("/gallery") view=GalleryPage />
                        <Route path=path!("/*rest") view=NotFoundPage />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The title of the window on the page `title`.
///
/// On the server `leptos_meta` writes it into the document as it is: a name that holds a tag would end the title there.
fn window_title(title: String) -> String {
    let title = format!("{title} · Muster");
    if cfg!(feature = "ssr") {
        title.replace('&', "&amp;").replace('<', "&lt;")
    } else {
        title
    }
}
