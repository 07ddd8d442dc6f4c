//! *All devices* before there is any: the ways to the first one.

use leptos::prelude::*;

use crate::pages::shared::upload::{UploadForm, WhereFilesComeFrom};
use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, Icon, PageTitle, Symbol};

/// The list of nothing, and what to do about it.
#[component]
pub fn FirstImport() -> impl IntoView {
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::text("All devices")] />
            <PageTitle title="All devices" total="0" />
            <p class="lead">
                "No device is known yet. Bring the lists you have. They can come in any order, and as often as you like."
            </p>
            <div class="first-import">
                <section aria-label="Import files">
                    <UploadForm />
                </section>
                <aside aria-label="Other ways">
                    <ul class="ways">
                        <Way
                            symbol=Symbol::ShieldCheck
                            title="Set up automatic enrollment"
                            href=paths::automatic_enrollment()
                            text="Decide whose devices come under management."
                        />
                        <Way
                            symbol=Symbol::Decide
                            title="Ask what would happen"
                            href=paths::what_if()
                            text="See for one user and one device who may enroll, and why."
                        />
                        <Way
                            symbol=Symbol::Upload
                            title="Past imports"
                            href=paths::imports()
                            text="What was brought in, by whom, and as of when."
                        />
                    </ul>
                    <WhereFilesComeFrom />
                </aside>
            </div>
        </div>
    }
}

#[component]
fn Way(
    symbol: Symbol,
    title: &'static str,
    href: &'static str,
    text: &'static str,
) -> impl IntoView {
    view! {
        <li>
            <Icon symbol />
            <h3>
                <a href=href>{title}</a>
            </h3>
            <Icon symbol=Symbol::ChevronRight small=true />
            <p>{text}</p>
        </li>
    }
}
