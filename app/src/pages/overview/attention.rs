//! What needs someone, the gravest first, each with the way to where it is mended.

use domain::effect::{PrerequisiteKind, Warning};
use domain::licence::SubscriptionWarningKind;
use domain::overview::{CheckInAge, Overview};
use domain::record::Compliance;
use leptos::either::Either;
use leptos::prelude::*;

use super::listed;
use crate::paths;
use crate::ui::{ButtonKind, Icon, LinkButton, Symbol, counted};

/// One thing that needs someone.
struct Need {
    title: String,
    detail: String,
    href: String,
}

/// The list, the first steps in an empty system, or a word that all is well.
#[component]
pub fn Attention(overview: Overview) -> impl IntoView {
    if overview.devices == 0 && overview.users == 0 && overview.emergency_sign_in.is_none() {
        return Either::Left(view! { <FirstSteps /> });
    }
    let needs = needs(&overview);
    let count = needs.len();
    Either::Right(view! {
        <section class="stack mt-8" aria-labelledby="needs">
            <h2 id="needs">"Needs someone"</h2>
            {(count == 0).then(|| view! { <p class="muted">"Nothing needs anybody right now."</p> })}
            <ul class="todo">{needs.into_iter().map(|need| view! { <NeedRow need /> }).collect_view()}</ul>
        </section>
    })
}

#[component]
fn NeedRow(need: Need) -> impl IntoView {
    view! {
        <li>
            <a href=need.href>
                <span class="warn"><Icon symbol=Symbol::Alert /></span>
                <span class="small"><b class="strong">{need.title}</b> " " <span class="muted">{need.detail}</span></span>
                <Icon symbol=Symbol::ChevronRight small=true />
            </a>
        </li>
    }
}

#[component]
fn FirstSteps() -> impl IntoView {
    view! {
        <section class="stack wide mt-8" aria-labelledby="first">
            <h2 id="first">"First steps"</h2>
            <p class="lead">"No device and no user is known yet. Bring the export files you have; you see what would change before anything does."</p>
            <div class="row">
                <LinkButton kind=ButtonKind::Primary href=paths::imports()>"Import files"</LinkButton>
                <LinkButton href=paths::automatic_enrollment()>"Set up automatic enrollment"</LinkButton>
            </div>
        </section>
    }
}

fn needs(overview: &Overview) -> Vec<Need> {
    let unmet = overview
        .prerequisites
        .iter()
        .filter(|prerequisite| !prerequisite.met)
        .map(|prerequisite| Need {
            title: prerequisite.title.clone(),
            detail: prerequisite
                .advice
                .clone()
                .unwrap_or_else(|| prerequisite.fact.clone()),
            href: match prerequisite.kind {
                PrerequisiteKind::EntraPremium | PrerequisiteKind::IntuneSeats => {
                    paths::licences().to_owned()
                }
                PrerequisiteKind::Role => paths::account().to_owned(),
            },
        });
    let bad_lines = overview
        .last_import
        .iter()
        .filter(|run| run.bad > 0)
        .map(|run| Need {
            title: format!(
                "{} of the last import could not be read",
                counted(run.bad, "record", "records")
            ),
            detail: run.file_name.clone(),
            href: paths::import(run.id),
        });
    let no_seats = overview.prerequisites.iter().any(|prerequisite| {
        prerequisite.kind == PrerequisiteKind::IntuneSeats && !prerequisite.met
    });
    let subscriptions = overview
        .subscriptions
        .iter()
        // Told as a prerequisite already.
        .filter(|warning| !(no_seats && warning.kind == SubscriptionWarningKind::NoFreeSeats))
        .map(|warning| Need {
            title: warning.fact(),
            detail: warning.advice().to_owned(),
            href: paths::licences().to_owned(),
        });
    emergency(overview)
        .into_iter()
        .chain(unmet)
        .chain(subscriptions)
        .chain(overview.warnings.iter().filter_map(of_warning))
        .chain(not_compliant(overview))
        .chain(silent(overview))
        .chain(bad_lines)
        .collect()
}

/// A local account is for the day on which no provider answers: was this such a day?
fn emergency(overview: &Overview) -> Option<Need> {
    let sign_in = overview.emergency_sign_in.as_ref()?;
    Some(Need {
        title: format!("The local account {} signed in", sign_in.name),
        detail: format!(
            "On {} UTC. Local accounts are for emergencies: make sure that somebody knows why.",
            sign_in.at.format("%-d %b %Y, %H:%M")
        ),
        href: paths::sign_in_providers().to_owned(),
    })
}

fn not_compliant(overview: &Overview) -> Option<Need> {
    let broken = Compliance::NotCompliant;
    let (_, devices) = overview.compliance.iter().find(|(is, _)| *is == broken)?;
    Some(Need {
        title: format!(
            "{} not compliant",
            counted(*devices, "device is", "devices are")
        ),
        detail: "Conditional access may keep their users out.".to_owned(),
        href: listed::of_compliance(broken),
    })
}

fn silent(overview: &Overview) -> Option<Need> {
    let oldest = CheckInAge::Older;
    let (_, devices) = overview.check_ins.iter().find(|(is, _)| *is == oldest)?;
    (*devices > 0).then(|| Need {
        title: format!(
            "{} silent for over 90 days",
            counted(*devices, "device is", "devices are")
        ),
        detail: "Or never checked in. They may be lost, replaced, or two records of one machine."
            .to_owned(),
        href: listed::of_age(oldest),
    })
}

fn of_warning(warning: &Warning) -> Option<Need> {
    let need = |title: String, detail: &str, href: String| {
        Some(Need {
            title,
            detail: detail.to_owned(),
            href,
        })
    };
    let settings = || paths::automatic_enrollment().to_owned();
    match warning {
        Warning::BothScopes { users, .. } => need(
            format!("{} in both scopes", counted(*users, "user is", "users are")),
            "On a personal device MAM wins: adding a work account does not enroll it.",
            format!("{}?list=both", paths::enrollment_effect()),
        ),
        Warning::JoinedOutsideScope { devices, .. } => need(
            format!(
                "{} joined and not managed",
                counted(*devices, "device is", "devices are")
            ),
            "Their users are outside the MDM scope. One that is enrolled by hand becomes a duplicate.",
            settings(),
        ),
        Warning::GroupWithoutUsers { name, .. } => need(
            format!("{name} has no users"),
            "A scope lists it, and it has no effect there.",
            settings(),
        ),
        Warning::GroupIsGone { .. } => need(
            "A scope lists a group that is gone".to_owned(),
            "The directory has it no more.",
            settings(),
        ),
        Warning::NoGroups { scope } => need(
            format!("{} is Some without a group", scope.name()),
            "Nobody is in it.",
            settings(),
        ),
        // Told above as a prerequisite; and nobody gains while nothing is edited.
        Warning::Prerequisite(_) | Warning::GainWithoutLicence { .. } => None,
    }
}
