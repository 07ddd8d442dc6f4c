//! The route table: every page on one screen. The addresses are also functions, in `paths.rs`.

use crate::{
    layout::{Bare, Portal},
    lazy::lazy,
    pages::{
        NotFoundPage,
        access::{AccountPage, SetUpPage, SignInPage, SignedOutPage},
        audit::{AuditEntryPage, AuditPage},
        cleanup::{HiddenPage, LeavingPage, PlanPage, RulePage, RulesPage, StalePage},
        devices::{DevicePage, DevicesPage, EditPage, EditProgressPage, ViewsPage},
        directory::{
            GroupPage, GroupsPage, LicencesPage, NewGroupPage, NewUserPage, UserPage, UsersPage,
        },
        domains::{DnsSettingsPage, DomainPage, DomainsPage},
        duplicates::{BlockedPage, CertainPage, DuplicatePage, DuplicatesPage},
        enrollment::{AutomaticEnrollmentPage, CheckUpPage, EffectListPage, EnrollmentHistoryPage},
        gallery::GalleryPage,
        imports::{ImportPage, ImportsPage},
        invitations::{InvitationPage, InvitationsPage, NewInvitationPage},
        organisation::OrganisationPage,
        overview::OverviewPage,
        roles::{
            AllowUnlicensedPage, AssignmentPage, ByPermissionPage, EditRolePage, MyPermissionsPage,
            NewAssignmentPage, NewRolePage, NewTagPage, NoAccessPage, RolePage, RolesPage, TagPage,
            TagsPage, UnlicensedAdminsPage, UserAccessPage, WhyPage,
        },
        search::SearchPage,
        sign_in_providers::{NewSignInProviderPage, SignInProviderPage, SignInProvidersPage},
        support::{CodePage, CodesPage, HelpPagesPage, TroubleshootingPage},
        tokens::{NewTokenPage, TokensPage},
        what_if::WhatIfPage,
    },
    ui::{Hydrated, provide_toasts},
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Outlet, ParentRoute, Route, Router, Routes},
    path,
};

/// The whole portal. Pages are sent when all of their data is there: so they can be read without scripts, and
/// their status is known. Only lists that count what is many are sent in order, each part when it is there. The code of
/// each page comes in the chunk that its `lazy!` names.
#[component]
pub fn App(
    /// What says when the browser has taken over.
    #[prop(optional)]
    hydrated: Hydrated,
) -> impl IntoView {
    provide_meta_context();
    provide_context(hydrated);
    provide_toasts();
    view! {
        <Title formatter=window_title />
        <Router>
            <Routes fallback=NotFoundPage>
                <ParentRoute path=path!("") view=lazy!(access: Bare) ssr=SsrMode::Async>
                    <Route path=path!("/sign-in") view=lazy!(access: SignInPage) />
                    <Route path=path!("/signed-out") view=lazy!(access: SignedOutPage) />
                    <Route path=path!("/set-up") view=lazy!(access: SetUpPage) />
                    <Route path=path!("/no-access") view=lazy!(roles: NoAccessPage) />
                    <Route path=path!("/invitation") view=lazy!(access: InvitationPage) />
                </ParentRoute>
                <ParentRoute path=path!("") view=lazy!(portal: Portal) ssr=SsrMode::InOrder>
                    // Sent while it is read: rows do not wait for how many there are.
                    <Route path=path!("/devices") view=lazy!(devices: DevicesPage) />
                    <Route path=path!("/audit") view=lazy!(audit: AuditPage) />
                    <ParentRoute path=path!("") view=Outlet ssr=SsrMode::Async>
                        <Route path=path!("/") view=lazy!(overview: OverviewPage) />
                        <Route path=path!("/account") view=lazy!(account: AccountPage) />
                        <Route path=path!("/search") view=lazy!(account: SearchPage) />
                        <Route path=path!("/enrollment/automatic") view=lazy!(enrollment: AutomaticEnrollmentPage) />
                        <Route path=path!("/enrollment/automatic/history") view=lazy!(enrollment: EnrollmentHistoryPage) />
                        <Route path=path!("/enrollment/automatic/effect") view=lazy!(enrollment: EffectListPage) />
                        <Route path=path!("/enrollment/check-up") view=lazy!(check_up: CheckUpPage) />
                        <Route path=path!("/enrollment/domains") view=lazy!(domains: DomainsPage) />
                        <Route path=path!("/enrollment/domains/settings") view=lazy!(domains: DnsSettingsPage) />
                        <Route path=path!("/enrollment/domains/:suffix") view=lazy!(domains: DomainPage) />
                        <Route path=path!("/enrollment/what-if") view=lazy!(enrollment: WhatIfPage) />
                        <Route path=path!("/devices/views") view=lazy!(views: ViewsPage) />
                        <Route path=path!("/devices/import") view=lazy!(imports: ImportsPage) />
                        <Route path=path!("/devices/import/:id") view=lazy!(imports: ImportPage) />
                        <Route path=path!("/devices/edit") view=lazy!(edits: EditPage) />
                        <Route path=path!("/devices/edit/:id") view=lazy!(edits: EditProgressPage) />
                        <Route path=path!("/devices/stale") view=lazy!(cleanup: StalePage) />
                        <Route path=path!("/devices/leaving") view=lazy!(cleanup: LeavingPage) />
                        <Route path=path!("/devices/:id/offboarding") view=lazy!(cleanup: PlanPage) />
                        <Route path=path!("/cleanup") view=lazy!(cleanup: RulesPage) />
                        <Route path=path!("/cleanup/rule") view=lazy!(cleanup: RulePage) />
                        <Route path=path!("/cleanup/hidden") view=lazy!(cleanup: HiddenPage) />
                        <Route path=path!("/devices/:id") view=lazy!(device: DevicePage) />
                        <Route path=path!("/duplicates") view=lazy!(duplicates: DuplicatesPage) />
                        <Route path=path!("/duplicates/certain") view=lazy!(duplicates: CertainPage) />
                        <Route path=path!("/duplicates/blocked") view=lazy!(duplicates: BlockedPage) />
                        <Route path=path!("/duplicates/:id") view=lazy!(duplicates: DuplicatePage) />
                        <Route path=path!("/support") view=lazy!(support: TroubleshootingPage) />
                        <Route path=path!("/support/help-pages") view=lazy!(support: HelpPagesPage) />
                        <Route path=path!("/tenant/organisation") view=lazy!(organisation: OrganisationPage) />
                        <Route path=path!("/support/codes") view=lazy!(support: CodesPage) />
                        <Route path=path!("/support/codes/:code") view=lazy!(support: CodePage) />
                        <Route path=path!("/users") view=lazy!(directory: UsersPage) />
                        <Route path=path!("/users/new") view=lazy!(directory: NewUserPage) />
                        <Route path=path!("/users/:id") view=lazy!(directory: UserPage) />
                        <Route path=path!("/groups") view=lazy!(directory: GroupsPage) />
                        <Route path=path!("/groups/new") view=lazy!(directory: NewGroupPage) />
                        <Route path=path!("/groups/:id") view=lazy!(directory: GroupPage) />
                        <Route path=path!("/licences") view=lazy!(directory: LicencesPage) />
                        <Route path=path!("/roles") view=lazy!(roles: RolesPage) />
                        <Route path=path!("/roles/new") view=lazy!(roles: NewRolePage) />
                        <Route path=path!("/roles/mine") view=lazy!(roles: MyPermissionsPage) />
                        <Route path=path!("/roles/by-permission") view=lazy!(roles: ByPermissionPage) />
                        <Route path=path!("/roles/why") view=lazy!(roles: WhyPage) />
                        <Route path=path!("/roles/tags") view=lazy!(roles: TagsPage) />
                        <Route path=path!("/roles/tags/new") view=lazy!(roles: NewTagPage) />
                        <Route path=path!("/roles/tags/:id") view=lazy!(roles: TagPage) />
                        <Route path=path!("/roles/assignments/:id") view=lazy!(roles: AssignmentPage) />
                        <Route path=path!("/roles/of/:id") view=lazy!(roles: UserAccessPage) />
                        <Route path=path!("/roles/:id") view=lazy!(roles: RolePage) />
                        <Route path=path!("/roles/:id/edit") view=lazy!(roles: EditRolePage) />
                        <Route path=path!("/roles/:id/assign") view=lazy!(roles: NewAssignmentPage) />
                        <Route path=path!("/unlicensed-admins") view=lazy!(roles: UnlicensedAdminsPage) />
                        <Route path=path!("/unlicensed-admins/allow") view=lazy!(roles: AllowUnlicensedPage) />
                        <Route path=path!("/tenant/invitations") view=lazy!(invitations: InvitationsPage) />
                        <Route path=path!("/tenant/invitations/new") view=lazy!(invitations: NewInvitationPage) />
                        <Route path=path!("/tenant/api-tokens") view=lazy!(tokens: TokensPage) />
                        <Route path=path!("/tenant/api-tokens/new") view=lazy!(tokens: NewTokenPage) />
                        <Route path=path!("/audit/:sequence") view=lazy!(audit: AuditEntryPage) />
                        <Route path=path!("/tenant/sign-in-providers") view=lazy!(providers: SignInProvidersPage) />
                        <Route path=path!("/tenant/sign-in-providers/new") view=lazy!(providers: NewSignInProviderPage) />
                        <Route path=path!("/tenant/sign-in-providers/:id") view=lazy!(providers: SignInProviderPage) />
                        <Route path=path!("/gallery") view=lazy!(gallery: GalleryPage) />
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
