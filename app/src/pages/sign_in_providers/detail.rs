//! `/tenant/sign-in-providers/:id`: one provider: its settings, its addresses, its test.

use domain::id::ProviderId;
use domain::provider::{ProviderAddresses, ProviderForm, ProviderSettings, ProviderSource};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::addresses::AddressPanel;
use super::api::{OneProvider, find_sign_in_provider};
use super::form::{ProviderFields, Typed};
use super::test::TestPanel;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::pages::shared::address::{read_value, use_own_search_with_id};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Crumb, Dialog, DialogBody, DialogCancel, DialogFoot,
    DialogOpener, Empty, Fact, Facts, LinkButton, Notice, PageTitle, Recorded, Symbol, Tone,
};

/// One provider.
#[component]
pub fn SignInProviderPage() -> impl IntoView {
    let (params, search) = (use_params_map(), use_own_search_with_id());
    let id = Memo::new(move |_| {
        params.with(|params| {
            params
                .get("id")
                .and_then(|id| id.parse::<ProviderId>().ok())
        })
    });
    let loaded = page_data(
        move || id.get(),
        |id| async move {
            find_sign_in_provider(
                id.ok_or_else(|| AppError::NotFound("sign-in provider".to_owned()))?,
            )
            .await
        },
    );
    view! {
        <div class="page form">
            <Transition>
                {move || Suspend::new(async move {
                    match loaded.await {
                        Ok(one) => EitherOf3::A(view! { <Shown one search=search.get_untracked() /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchProvider /> }),
                        Err(error) => {
                            EitherOf3::C(view! { <ErrorPart error title="The sign-in provider could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

fn crumbs(name: &str) -> Vec<Crumb> {
    vec![
        Crumb::text("Tenant administration"),
        Crumb::link("Sign-in providers", paths::sign_in_providers()),
        Crumb::text(name),
    ]
}

#[component]
fn Shown(one: OneProvider, search: String) -> impl IntoView {
    let OneProvider {
        provider,
        public_address,
        may_change,
        now,
    } = one;
    let is_of_page = provider.source == ProviderSource::Page;
    let addresses = ProviderAddresses::new(&public_address, &provider.key);
    let name = provider.settings.name.clone();
    let id = provider.id;
    let settings = if is_of_page && may_change {
        let typed = Typed::read(&search, ProviderForm::of(&provider.settings));
        Either::Left(view! {
            <div class="stack wider">
                <ProviderFields typed action=paths::sign_in_provider(id) has_secret=provider.has_secret verb="Save" />
                <Removal id name=name.clone() />
            </div>
        })
    } else {
        Either::Right(
            view! { <Settings settings=provider.settings has_secret=provider.has_secret is_of_page /> },
        )
    };
    view! {
        <Breadcrumbs crumbs=crumbs(&name) />
        <PageTitle title=name />
        {done(&search).map(|done| view! { <Notice tone=Tone::Success><p>{done}</p></Notice> })}
        <div class="split">
            {settings}
            <aside class="aside" aria-label="Addresses and test">
                <TestPanel id tested=provider.tested may_change now />
                <AddressPanel addresses />
            </aside>
        </div>
    }
}

fn done(search: &str) -> Option<&'static str> {
    match read_value(search, "done").as_str() {
        "added" => {
            Some("The provider is added. Give it the addresses beside the form, then test it.")
        }
        "saved" => Some("Saved. Test it once more."),
        _ => None,
    }
}

/// The settings, for whoever may not change them here.
#[component]
fn Settings(settings: ProviderSettings, has_secret: bool, is_of_page: bool) -> impl IntoView {
    let why = if is_of_page {
        "Your account may see these settings and not change them."
    } else {
        "These settings are in the server's configuration. Change them there and restart Muster."
    };
    let yes_or_no = |is: bool| if is { "Yes" } else { "No" };
    view! {
        <div class="stack wider">
            <Notice icon=Symbol::Lock><p>{why}</p></Notice>
            <Facts>
                <Fact label="Address (issuer)"><code class="break-all">{settings.issuer}</code></Fact>
                <Fact label="Client id"><code class="break-all">{settings.client_id}</code></Fact>
                <Fact label="Client secret">{if has_secret { "Kept, never shown" } else { "None" }}</Fact>
                <Fact label="Scopes"><code>{settings.scopes.join(" ")}</code></Fact>
                <Fact label="User principal name"><Recorded text=Some(settings.upn_claim) /></Fact>
                <Fact label="Groups"><Recorded text=Some(settings.groups_claim) /></Fact>
                <Fact label="Roles"><Recorded text=Some(settings.roles_claim) /></Fact>
                <Fact label="Finds users by name">{yes_or_no(settings.trusts_upn)}</Fact>
                <Fact label="People may sign in">{yes_or_no(settings.is_enabled)}</Fact>
            </Facts>
        </div>
    }
}

#[component]
fn Removal(id: ProviderId, name: String) -> impl IntoView {
    let title = format!("Remove {name}?");
    view! {
        <section class="stack" aria-labelledby="removal">
            <h2 id="removal">"Remove"</h2>
            <p class="small muted">
                "Signs out whoever came in by it. Accounts stay, and are found again if the same provider is added once more. Switching it off above does the same and keeps the settings."
            </p>
            // Without scripts the browser opens the dialog by itself.
            <div class="row">
                <DialogOpener dialog="remove" kind=ButtonKind::DangerQuiet icon=Symbol::Trash>"Remove"</DialogOpener>
            </div>
            <Dialog id="remove" title=title>
                <form method="post" action=paths::delete_sign_in_provider(id)>
                    <DialogBody>
                        <p>"The client secret is deleted with it. This cannot be undone."</p>
                    </DialogBody>
                    <DialogFoot>
                        <DialogCancel dialog="remove" />
                        <Button kind=ButtonKind::Danger>"Remove"</Button>
                    </DialogFoot>
                </form>
            </Dialog>
        </section>
    }
}

#[component]
fn NoSuchProvider() -> impl IntoView {
    answer_not_found();
    view! {
        <Breadcrumbs crumbs=crumbs("Not found") />
        <PageTitle title="Sign-in provider not found" />
        <Empty symbol=Symbol::Key title="No sign-in provider has this id">
            <p class="muted">"It may have been removed. Nothing was changed."</p>
            <LinkButton kind=ButtonKind::Primary href=paths::sign_in_providers()>"Show all providers"</LinkButton>
        </Empty>
    }
}
