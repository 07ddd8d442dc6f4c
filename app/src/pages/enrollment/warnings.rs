//! What to know before saving, the gravest first.

use domain::device::DeviceQuery;
use domain::effect::{EffectList, PrerequisiteKind, Warning};
use domain::record::{JoinType, ManagedBy};
use leptos::prelude::*;

use super::draft::Draft;
use super::effect_panel::carried;
use crate::paths;
use crate::ui::{Notice, Tone, counted, thousands};

/// What one warning says.
struct Words {
    tone: Tone,
    /// The fact with its number.
    strong: String,
    /// What follows from it.
    rest: String,
    /// Where to see it: the label, and the address.
    link: Option<(&'static str, String)>,
}

/// A section with all warnings; nothing where there are none.
#[component]
pub fn Warnings(draft: Draft) -> impl IntoView {
    let shown = move || {
        let gain = draft.effect.with(|effect| effect.gain);
        let said: Vec<Words> = draft.effect.with(|effect| {
            effect
                .warnings
                .iter()
                .map(|warning| words(draft, warning, gain))
                .collect()
        });
        (!said.is_empty()).then(|| {
            let notices = said
                .into_iter()
                .map(|words| view! { <WarningNotice words draft /> })
                .collect_view();
            view! { <section class:dim=move || draft.count.pending().get()>{notices}</section> }
        })
    };
    view! { {shown} }
}

#[component]
fn WarningNotice(words: Words, draft: Draft) -> impl IntoView {
    let Words {
        tone,
        strong,
        rest,
        link,
    } = words;
    let link = link.map(|(label, href)| {
        view! {
            " "
            <a href=href data-carries-edits=move || carried(draft)>
                {label}
            </a>
        }
    });
    view! {
        <Notice tone>
            <p>
                <b>{strong}</b>
                " "
                {rest}
                {link}
            </p>
        </Notice>
    }
}

fn words(draft: Draft, warning: &Warning, gain: i64) -> Words {
    let list = |list| Some(("Show list", draft.list_href(list)));
    match warning {
        Warning::BothScopes { users, new } => Words {
            tone: Tone::Warning,
            strong: format!(
                "{} in both scopes.",
                counted(*users, "user is", "users are")
            ),
            rest: {
                let new = match new {
                    0 => String::new(),
                    1 => " 1 of them is new.".to_owned(),
                    new => format!(" {} of them are new.", thousands(*new)),
                };
                format!(
                    "On a personal device MAM wins: adding a work account will not enroll it.{new}"
                )
            },
            link: list(EffectList::Both),
        },
        Warning::GainWithoutLicence { users } => Words {
            tone: Tone::Warning,
            strong: format!(
                "{} of the {} no Intune licence.",
                thousands(*users),
                have(gain, *users)
            ),
            rest: "Their enrollment would be refused with 0x80180018.".to_owned(),
            link: list(EffectList::GainWithoutLicence),
        },
        Warning::JoinedOutsideScope { devices, scope_is_none: true } => Words {
            tone: Tone::Warning,
            strong: format!("{} joined and not managed.", counted(*devices, "device is", "devices are")),
            rest: "Nobody is in the MDM scope: each device that is enrolled by hand becomes a duplicate, and new pairs keep coming."
                .to_owned(),
            link: Some(("Show list", unmanaged_href())),
        },
        Warning::JoinedOutsideScope { devices, scope_is_none: false } => Words {
            tone: Tone::Quiet,
            strong: format!("{} to users outside the MDM scope.", counted(*devices, "joined, unmanaged device belongs", "joined, unmanaged devices belong")),
            rest: "If one is enrolled by hand, it becomes a duplicate.".to_owned(),
            link: Some(("Show all joined, unmanaged devices", unmanaged_href())),
        },
        Warning::GroupWithoutUsers {
            scope,
            name,
            devices,
        } => Words {
            tone: Tone::Quiet,
            strong: format!("{name} has no users."),
            rest: match devices {
                0 => format!("It has no effect in the {}.", scope.name()),
                devices => format!(
                    "It holds {}, which have no effect in the {}.",
                    counted(*devices, "device", "devices"),
                    scope.name()
                ),
            },
            link: None,
        },
        Warning::GroupIsGone { scope, id } => Words {
            tone: Tone::Warning,
            strong: format!(
                "A group of the {} is gone from the directory.",
                scope.name()
            ),
            rest: format!("It had the id {id}. Remove it before you save."),
            link: None,
        },
        Warning::NoGroups { scope } => Words {
            tone: Tone::Warning,
            strong: format!("The {} is Some without a group.", scope.name()),
            rest: "Nobody is in it. Add a group, or choose None.".to_owned(),
            link: None,
        },
        Warning::Prerequisite(kind) => Words {
            tone: Tone::Warning,
            strong: match kind {
                PrerequisiteKind::EntraPremium => "No Entra ID P1 or P2 subscription is known.",
                PrerequisiteKind::IntuneSeats => "There are not enough Intune seats.",
                PrerequisiteKind::Role => "Your role may not change these settings.",
            }
            .to_owned(),
            rest: match kind {
                PrerequisiteKind::EntraPremium => "Automatic enrollment needs one.",
                PrerequisiteKind::IntuneSeats => "Each user who enrolls needs one.",
                PrerequisiteKind::Role => "You can look, and ask someone who may.",
            }
            .to_owned(),
            link: Some(("See Prerequisites", "#prerequisites".to_owned())),
        },
    }
}

/// "214 have", "1 has": those who gain, and the verb for those without a licence.
fn have(gain: i64, without: i64) -> String {
    format!(
        "{} {}",
        thousands(gain),
        if without == 1 { "has" } else { "have" }
    )
}

/// The devices that are joined and not managed, whoever their users are.
fn unmanaged_href() -> String {
    let query = DeviceQuery {
        join_type: vec![JoinType::Joined, JoinType::HybridJoined],
        managed_by: vec![ManagedBy::Nobody],
        ..DeviceQuery::default()
    };
    format!("{}?{}", paths::devices(), query.to_query_string())
}
