//! The figures that lead: each is a link to what it counts.

use domain::enrollment::ScopeChoice;
use domain::overview::{CheckInAge, Overview};
use leptos::prelude::*;

use super::listed;
use crate::paths;
use crate::ui::{Time, thousands};

/// Devices, check-ins, users in scope, groups.
#[component]
pub fn Figures(overview: Overview) -> impl IntoView {
    let now = overview.as_of;
    let checked_in = overview
        .check_ins
        .iter()
        .find(|(age, _)| *age == CheckInAge::Day)
        .map_or(0, |(_, devices)| *devices);
    let newest = match overview.newest_check_in {
        Some(newest) => view! { "the newest " <Time at=newest now /> }.into_any(),
        None => view! { "no check-in is known" }.into_any(),
    };
    let scope = match overview.mdm_scope {
        ScopeChoice::None => "scope is None",
        ScopeChoice::Some => "scope is Some",
        ScopeChoice::All => "scope is All",
    };
    view! {
        <ul class="figures">
            <Figure label="Devices" value=overview.devices href=paths::all_devices().to_owned()>"on one list"</Figure>
            <Figure label="Checked in, 24 hours" value=checked_in href=listed::of_age(CheckInAge::Day)>{newest}</Figure>
            <Figure label="Users in MDM scope" value=overview.users_in_scope href=paths::automatic_enrollment().to_owned()>
                "of " {thousands(overview.users)} ", " {scope}
            </Figure>
            <Figure label="Groups" value=overview.groups href=paths::groups().to_owned()>"in the directory"</Figure>
        </ul>
    }
}

#[component]
fn Figure(label: &'static str, value: i64, href: String, children: Children) -> impl IntoView {
    view! {
        <li>
            <a href=href>
                <span class="small muted">{label}</span>
                <b>{thousands(value)}</b>
                <span class="tiny subtle">{children()}</span>
            </a>
        </li>
    }
}
