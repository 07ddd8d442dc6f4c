//! What is missing for automatic enrollment to work for everybody: one list, each with a count and the way to put it right.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::device::DeviceQuery;
use crate::dns::{DnsRecord, DnsResult, Domain};
use crate::effect::{Effect, EffectList, PrerequisiteKind, Warning, grouped};
use crate::enrollment::ScopeChoice;
use crate::record::{JoinType, ManagedBy};
use crate::words::words;

words! {
    /// How a check came out.
    Verdict, "verdict" {
        /// Something does not work for somebody.
        Missing = "missing", "Missing";
        /// May be as it is meant to be: somebody has to say.
        Look = "look", "Look at it";
        /// Nothing to do.
        Good = "good", "In order";
    }
}

words! {
    /// What is counted.
    Counted, "counted" {
        /// Users of the directory.
        Users = "users", "users";
        /// Devices.
        Devices = "devices", "devices";
        /// Domains.
        Domains = "domains", "domains";
    }
}

impl Counted {
    /// The word for one.
    #[must_use]
    pub fn one(self) -> &'static str {
        match self {
            Self::Users => "user",
            Self::Devices => "device",
            Self::Domains => "domain",
        }
    }
}

/// Where a check is put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
pub enum Way {
    /// What was bought, and who has it.
    Licences,
    /// The Automatic enrollment page.
    Settings,
    /// A list of users.
    Users(EffectList),
    /// A list of devices.
    Devices(Box<DeviceQuery>),
    /// The domains.
    Domains,
    /// Roles.
    Roles,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// How it came out.
    pub verdict: Verdict,
    /// What was checked, and how it is, in a line.
    pub title: String,
    /// What that means, and what to do.
    pub text: String,
    /// Of how many it is so; `None` where there is nothing to count.
    pub count: Option<(i64, Counted)>,
    /// Where it is put right.
    pub way: Option<Way>,
}

/// The whole list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckUp {
    /// When.
    pub as_of: DateTime<Utc>,
    /// The worst first.
    pub checks: Vec<Checked>,
}

/// What is known of the organisation.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// What the saved settings come to.
    pub effect: &'k Effect,
    /// The MDM user scope as saved.
    pub mdm_scope: ScopeChoice,
    /// The domains that people sign in with.
    pub domains: &'k [Domain],
    /// Whether corporate identifiers were uploaded.
    pub has_identifiers: bool,
}

/// Makes every check, the worst first.
#[must_use]
pub fn check_up(known: &Known<'_>) -> Vec<Checked> {
    let mut checks = prerequisites(known);
    checks.extend([
        scope(known),
        licences(known),
        both_scopes(known),
        unmanaged(known),
    ]);
    checks.extend(groups(known));
    checks.extend([records(known), verified(known), identifiers(known)]);
    checks.sort_by_key(|check| check.verdict);
    checks
}

fn prerequisites(known: &Known<'_>) -> Vec<Checked> {
    let list = known.effect.prerequisites.iter();
    list.map(|needed| Checked {
        verdict: if needed.met {
            Verdict::Good
        } else {
            Verdict::Missing
        },
        title: needed.title.clone(),
        text: match &needed.advice {
            Some(advice) => format!("{} {advice}", needed.fact),
            None => needed.fact.clone(),
        },
        count: None,
        way: Some(match needed.kind {
            PrerequisiteKind::EntraPremium | PrerequisiteKind::IntuneSeats => Way::Licences,
            PrerequisiteKind::Role => Way::Roles,
        }),
    })
    .collect()
}

/// Good where nobody is concerned.
fn counted(count: i64, otherwise: Verdict) -> Verdict {
    if count == 0 { Verdict::Good } else { otherwise }
}

fn scope(known: &Known<'_>) -> Checked {
    let outside = known.effect.corporate.joined_only;
    let (verdict, title, text) = match known.mdm_scope {
        ScopeChoice::None => (
            Verdict::Missing,
            "MDM user scope: None".to_owned(),
            "No device comes under management by itself. Choose groups, or All.".to_owned(),
        ),
        ScopeChoice::Some => (
            counted(outside, Verdict::Look),
            "MDM user scope: Some".to_owned(),
            format!(
                "{} of {} users are in none of its groups: their devices are joined without management.",
                grouped(outside),
                grouped(known.effect.users_total)
            ),
        ),
        ScopeChoice::All => (
            Verdict::Good,
            "MDM user scope: All".to_owned(),
            "Nobody is left out.".to_owned(),
        ),
    };
    Checked {
        verdict,
        title,
        text,
        count: Some((outside, Counted::Users)),
        way: Some(match known.mdm_scope {
            ScopeChoice::None => Way::Settings,
            ScopeChoice::Some | ScopeChoice::All => Way::Users(EffectList::Outside),
        }),
    }
}

fn licences(known: &Known<'_>) -> Checked {
    let count = known.effect.without_licence;
    Checked {
        verdict: counted(count, Verdict::Missing),
        title: "Licences of the users in MDM scope".to_owned(),
        text: if count == 0 {
            "Everybody in scope has a licence that includes Intune.".to_owned()
        } else {
            "Their enrollment is refused with 0x80180018. Assign licences, or take them out of the scope.".to_owned()
        },
        count: Some((count, Counted::Users)),
        way: Some(Way::Users(EffectList::WithoutLicence)),
    }
}

fn both_scopes(known: &Known<'_>) -> Checked {
    let count = known.effect.both.today;
    Checked {
        verdict: counted(count, Verdict::Look),
        title: "Users in both scopes".to_owned(),
        text: if count == 0 {
            "Nobody is in both.".to_owned()
        } else {
            "Their own devices get app protection only: there the MAM user scope wins.".to_owned()
        },
        count: Some((count, Counted::Users)),
        way: Some(Way::Users(EffectList::Both)),
    }
}

fn unmanaged(known: &Known<'_>) -> Checked {
    let count = known.effect.joined_outside_scope;
    let query = DeviceQuery {
        join_type: vec![JoinType::Joined, JoinType::HybridJoined],
        managed_by: vec![ManagedBy::Nobody],
        ..DeviceQuery::default()
    };
    Checked {
        verdict: counted(count, Verdict::Look),
        title: "Devices joined without management, of users outside the scope".to_owned(),
        text: if count == 0 {
            "There are none.".to_owned()
        } else {
            "Each one that its user enrolls by hand gets a second record. The list shows all that nobody manages, whoever uses them.".to_owned()
        },
        count: Some((count, Counted::Devices)),
        way: Some(Way::Devices(Box::new(query))),
    }
}

/// What the groups of a scope do not do.
fn groups(known: &Known<'_>) -> Vec<Checked> {
    let list = known.effect.warnings.iter();
    list.filter_map(|warning| {
        let (title, text) = match warning {
            Warning::GroupWithoutUsers { name, .. } => (
                format!("The group {name} has no users"),
                "A scope lists it, and nobody comes in through it.",
            ),
            Warning::GroupIsGone { .. } => (
                "A scope lists a group that the directory has no more".to_owned(),
                "Take it out, or import the groups anew.",
            ),
            Warning::NoGroups { .. } => (
                "A scope is Some and lists no group".to_owned(),
                "Nobody is in it. Choose groups, or All.",
            ),
            _ => return None,
        };
        Some(Checked {
            verdict: Verdict::Missing,
            title,
            text: text.to_owned(),
            count: None,
            way: Some(Way::Settings),
        })
    })
    .collect()
}

fn records(known: &Known<'_>) -> Checked {
    let result = |domain: &Domain| {
        domain
            .check(DnsRecord::Enrollment)
            .map(|check| check.result)
    };
    let wrong = known.domains.iter().filter(|domain| {
        result(domain).is_some_and(|result| result.is_wrong() && result != DnsResult::Missing)
    });
    let missing = known
        .domains
        .iter()
        .filter(|domain| result(domain) == Some(DnsResult::Missing));
    let unchecked = known
        .domains
        .iter()
        .filter(|domain| result(domain).is_none());
    let (wrong, missing, unchecked) = (length(wrong), length(missing), length(unchecked));
    let verdict = match (wrong, missing + unchecked) {
        (0, 0) => Verdict::Good,
        (0, _) => Verdict::Look,
        _ => Verdict::Missing,
    };
    Checked {
        verdict,
        title: "Domains whose record EnterpriseEnrollment leads to the service".to_owned(),
        text: if verdict == Verdict::Good {
            "All do.".to_owned()
        } else {
            format!(
                "{} lead elsewhere, {} have none, {} are not checked yet. Without a record, users without automatic enrollment are asked for the server’s address.",
                grouped(wrong),
                grouped(missing),
                grouped(unchecked)
            )
        },
        count: Some((wrong + missing + unchecked, Counted::Domains)),
        way: Some(Way::Domains),
    }
}

fn verified(known: &Known<'_>) -> Checked {
    let unverified: Vec<&Domain> = known
        .domains
        .iter()
        .filter(|domain| !domain.is_verified && domain.users > 0)
        .collect();
    let users: i64 = unverified.iter().map(|domain| domain.users).sum();
    Checked {
        verdict: counted(users, Verdict::Missing),
        title: "Users whose domain the directory has not verified".to_owned(),
        text: match unverified.as_slice() {
            [] => "There are none.".to_owned(),
            list => {
                let names: Vec<&str> = list
                    .iter()
                    .take(5)
                    .map(|domain| domain.suffix.as_str())
                    .collect();
                format!(
                    "They cannot be found from their sign-in name: {}. Give them one with a verified domain.",
                    names.join(", ")
                )
            }
        },
        count: Some((users, Counted::Users)),
        way: Some(Way::Domains),
    }
}

fn identifiers(known: &Known<'_>) -> Checked {
    Checked {
        verdict: if known.has_identifiers {
            Verdict::Look
        } else {
            Verdict::Good
        },
        title: "Corporate identifiers".to_owned(),
        text: if known.has_identifiers {
            "Some were uploaded: from then on every device without one, and not registered with Autopilot, counts as personal when it enrolls.".to_owned()
        } else {
            "None were uploaded, so a device that joins counts as the organisation’s.".to_owned()
        },
        count: None,
        way: None,
    }
}

fn length<'d>(list: impl Iterator<Item = &'d Domain>) -> i64 {
    i64::try_from(list.count()).unwrap_or(i64::MAX)
}
