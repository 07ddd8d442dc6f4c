//! An account: whether it may sign in, and what the directory says of it.

use chrono::{DateTime, Utc};
use domain::directory::{AccountUse, User};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use crate::ui::{CopyButton, Fact, Facts, Recorded, Status, Symbol, Time, Tone};

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

/// Whether the user signs in to Muster, and when last.
#[component]
fn SignsIn(account: Option<AccountUse>, now: DateTime<Utc>) -> impl IntoView {
    let Some(account) = account else {
        return EitherOf3::A(view! { <span class="muted">"Never signed in here"</span> });
    };
    let last = account.last_signed_in_at.map_or_else(
        || Either::Left("not yet"),
        |at| Either::Right(view! { <Time at now=now.max(at) /> }),
    );
    if account.is_disabled {
        EitherOf3::B(view! {
            <Status icon=Symbol::MinusCircle>"May not sign in here"</Status>
            <span class="muted">" Last sign-in: " {last}</span>
        })
    } else {
        EitherOf3::C(view! { "Signs in here, last " {last} })
    }
}

/// Everything that the directory says of the account, and whether it is used to sign in here.
#[component]
pub fn AccountFacts(user: User, account: Option<AccountUse>, now: DateTime<Utc>) -> impl IntoView {
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
                <Fact label="In Muster">
                    <SignsIn account now />
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
