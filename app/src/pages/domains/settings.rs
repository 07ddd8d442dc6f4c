//! `/enrollment/domains/settings`: where the records should lead, and who is asked.

use domain::dns::{DnsSettings, Target};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::api::open_dns_settings;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{Breadcrumbs, Button, ButtonKind, Choose, Crumb, PageTitle, Select, TextArea};

/// The DNS settings.
#[component]
pub fn DnsSettingsPage() -> impl IntoView {
    let settings = page_data(|| (), |()| open_dns_settings());
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![
                Crumb::text("Enrollment"),
                Crumb::link("Domains and CNAME", paths::domains()),
                Crumb::text("DNS settings"),
            ] />
            <PageTitle title="DNS settings" />
            <Transition>
                {move || Suspend::new(async move {
                    match settings.await {
                        Ok((settings, may_change)) => Either::Left(view! { <Shown settings may_change /> }),
                        Err(error) => {
                            Either::Right(view! { <ErrorPart error title="The settings could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(settings: DnsSettings, may_change: bool) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let is_typed = !typed.value("target").is_empty();
    let (target, resolvers) = if is_typed {
        (typed.value("target"), typed.value("resolvers"))
    } else {
        let lines: Vec<String> = settings.resolvers.iter().map(ToString::to_string).collect();
        (settings.target.as_str().to_owned(), lines.join("\n"))
    };
    let targets = Target::ALL
        .iter()
        .map(|target| Choose::new(target.as_str(), target.label()))
        .collect();
    view! {
        <OtherProblem typed=typed.clone() fields=&["target", "resolvers"] />
        <form method="post" action=paths::dns_settings() class="stack wide">
            <input type="hidden" name="version" value=settings.version.to_string() />
            <Select
                id="target"
                label="Records should lead to"
                options=targets
                selected=target
                disabled=!may_change
                error=typed.error("target")
                help="Checks made for another service no longer count once this is changed."
            />
            <TextArea
                id="resolvers"
                label="Resolvers to ask"
                optional=true
                value=resolvers
                error=typed.error("resolvers")
                help="Addresses, one a line, such as 9.9.9.9. Several show whether a change has spread. None: the resolver that this server uses."
            />
            <div class="row">
                {may_change.then(|| view! { <Button kind=ButtonKind::Primary>"Save and check all"</Button> })}
                <a class="btn" href=paths::domains()>
                    "Cancel"
                </a>
            </div>
        </form>
    }
}
