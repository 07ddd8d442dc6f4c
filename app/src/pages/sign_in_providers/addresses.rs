//! What an administrator tells the provider about Muster.

use domain::provider::ProviderAddresses;
use leptos::prelude::*;

use crate::ui::{CopyButton, Panel};

/// The addresses to paste, each with a button that copies it.
#[component]
pub fn AddressPanel(addresses: ProviderAddresses) -> impl IntoView {
    let rows = [
        (
            "Redirect address",
            "redirect address",
            addresses.redirect,
            "Entra: a platform of kind Web. Each provider has its own.",
        ),
        (
            "After signing out",
            "address after signing out",
            addresses.after_sign_out,
            "Entra: a further redirect URI.",
        ),
        (
            "Back-channel logout",
            "back-channel logout address",
            addresses.back_channel,
            "So that signing out at the provider ends it here at once, where the provider can say so.",
        ),
    ];
    let rows = rows
        .into_iter()
        .map(|(label, what, address, help)| {
            view! {
                <section class="stack">
                    <div class="row small">
                        <b class="strong">{label}</b>
                        <CopyButton text=address.clone() what />
                    </div>
                    <code class="small break-all">{address}</code>
                    <p class="tiny subtle">{help}</p>
                </section>
            }
        })
        .collect_view();
    view! {
        <Panel id="addresses" title="Tell the provider">
            {rows}
        </Panel>
    }
}
