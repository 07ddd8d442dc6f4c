//! An account: whether it may sign in, and what the directory says of it.

use domain::directory::User;
use leptos::either::Either;
use leptos::prelude::*;

use crate::ui::{CopyButton, Fact, Facts, Recorded, Status, Symbol, Tone};

/// Whether the account may sign in: one that may not enrolls nothing.
#[component]
pub fn AccountStatus(enabled: bool) -> impl IntoView {
    if enabled {
        Either::Left(view! {
            <Status tone=Tone::Success icon=Symbol::CheckCircle>
                "Enabled"
            </Status>
        })
    } else {
        Either::Right(view! { <Status icon=Symbol::MinusCircle>"Disabled"</Status> })
    }
}

/// Everything that the directory says of the account.
#[component]
pub fn AccountFacts(user: User) -> impl IntoView {
    let id = user.id.to_string();
    view! {
        <section class="stack" aria-labelledby="account">
            <h2 id="account">"Account"</h2>
            <Facts>
                <Fact label="Signs in as">
                    <bdi>{user.upn.clone()}</bdi>
                    " "
                    <CopyButton text=user.upn what="sign-in name" />
                </Fact>
                <Fact label="State">
                    <AccountStatus enabled=user.account_enabled />
                    {(!user.account_enabled)
                        .then(|| view! { <span class="muted">" It cannot sign in, so it enrolls nothing."</span> })}
                </Fact>
                <Fact label="Department">
                    <Recorded text=Some(user.department) />
                </Fact>
                <Fact label="Job title">
                    <Recorded text=Some(user.job_title) />
                </Fact>
                <Fact label="Mail">
                    <Recorded text=Some(user.mail) />
                </Fact>
                <Fact label="Usage location">
                    <Recorded text=Some(user.usage_location) />
                </Fact>
                <Fact label="Object id">
                    <code>{id.clone()}</code>
                    " "
                    <CopyButton text=id what="object id" />
                </Fact>
            </Facts>
        </section>
    }
}
