//! The admins that the setting for those without a licence is about, each with what becomes of them and why.

use domain::access::{AdminOutcome, Effect, UnlicensedOverview};
use domain::admission::Admission;
use leptos::either::Either;
use leptos::prelude::*;

use super::scope::GroupRef;
use super::unlicensed::effect_words;
use crate::paths;
use crate::ui::{Recorded, Status, thousands};

/// How many admins it means what to.
#[component]
pub fn EffectCounts(overview: UnlicensedOverview) -> impl IntoView {
    let order = [
        Effect::Gains,
        Effect::HasAccess,
        Effect::StaysOut,
        Effect::NeedsNothing,
    ];
    let counts = order
        .into_iter()
        .filter(|effect| overview.count(*effect) > 0)
        .map(|effect| {
            let count = overview.count(effect);
            let (_, one, many, tone, icon) = effect_words(effect);
            view! {
                <li>
                    <Status tone icon>
                        {thousands(count)}
                        " "
                        {if count == 1 { one } else { many }}
                    </Status>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="row small num effects">{counts}</ul> }
}

/// One line an admin.
#[component]
pub fn AdminTable(admins: Vec<AdminOutcome>) -> impl IntoView {
    if admins.is_empty() {
        return Either::Left(view! {
            <p class="small muted">"No group holds a role yet, and nobody has signed in through a provider."</p>
        });
    }
    let rows = admins
        .into_iter()
        .map(|admin| view! { <Row admin /> })
        .collect_view();
    Either::Right(view! {
        <table class="plain-table as-cards">
            <thead>
                <tr>
                    <th scope="col">"Admin"</th>
                    <th scope="col">"Role"</th>
                    <th scope="col">"Through group"</th>
                    <th scope="col">"Result"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    })
}

#[component]
fn Row(admin: AdminOutcome) -> impl IntoView {
    let (word, _, _, tone, icon) = effect_words(admin.effect());
    let why = reason(admin.then);
    let name = if admin.name.is_empty() {
        admin.upn.clone()
    } else {
        admin.name.clone()
    };
    let name = match admin.user {
        Some(user) => Either::Left(view! {
            <a href=paths::user_access(user)>
                <bdi>{name}</bdi>
            </a>
        }),
        None => Either::Right(view! { <bdi>{name}</bdi> }),
    };
    let roles = if admin.roles.is_empty() {
        "None".to_owned()
    } else {
        admin.roles.join(", ")
    };
    let group = match admin.group {
        Some(group) => Either::Left(view! { <GroupRef group /> }),
        None if admin.roles.is_empty() => Either::Right(view! { <Recorded text=None /> }),
        None => Either::Right(view! { <Recorded text=Some("Directly".to_owned()) /> }),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>
                <bdi>{roles}</bdi>
            </td>
            <td>{group}</td>
            <td>
                <Status tone icon>
                    {word}
                </Status>
                {why.map(|why| view! { <p class="tiny muted">{why}</p> })}
            </td>
        </tr>
    }
}

/// Why it is so, about somebody else.
fn reason(then: Admission) -> Option<&'static str> {
    match then {
        Admission::Unlicensed => None,
        Admission::Licensed => Some("Has a licence that includes Intune."),
        Admission::Nested => Some("Member of a nested group. Add directly, or assign a licence."),
        Admission::OverLimit => {
            Some("Beyond the limit of the group. Assign a licence, or use another group.")
        }
        Admission::NoRole => Some("No group of theirs holds a role."),
        Admission::SwitchedOff => Some("No licence, and access without one is off."),
    }
}
