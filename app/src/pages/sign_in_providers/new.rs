//! `/tenant/sign-in-providers/new`: a provider to be added.

use domain::provider::ProviderForm;
use leptos::prelude::*;

use super::form::{ProviderFields, Typed};
use crate::pages::shared::address::use_own_search;
use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, Notice, PageTitle};

/// Add a provider.
#[component]
pub fn NewSignInProviderPage() -> impl IntoView {
    let typed = Typed::read(&use_own_search().get_untracked(), ProviderForm::initial());
    let crumbs = vec![
        Crumb::text("Tenant administration"),
        Crumb::link("Sign-in providers", paths::sign_in_providers()),
        Crumb::text("Add"),
    ];
    view! {
        <div class="page form">
            <Breadcrumbs crumbs />
            <PageTitle title="Add a sign-in provider" />
            <div class="split">
                <ProviderFields typed action=paths::sign_in_providers().to_owned() has_secret=false verb="Add" />
                <aside class="aside" aria-label="What to do">
                    <Notice>
                        <p>"At the provider, register Muster as a web application first: it gives you the client id and the secret."</p>
                        <p>"After adding it here, this place shows the addresses to give to the provider, and tests the settings. Nobody's sign-in changes before you have tried it."</p>
                    </Notice>
                </aside>
            </div>
        </div>
    }
}
