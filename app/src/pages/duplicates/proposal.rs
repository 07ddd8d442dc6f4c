//! What is proposed and why, what speaks for it, and what a merge does.

use domain::duplicate::{
    Case, Comparison, DuplicateDetail, DuplicateGroup, GroupState, Handling, QUIET_DAYS, UNDO_DAYS,
    Worth, comparison,
};
use domain::enrollment::ScopeChoice;
use domain::record::{JoinType, Record, RecordKind};
use leptos::prelude::*;

use super::compared::letter;
use super::words::confidence_words;
use crate::paths;
use crate::ui::{Icon, Notice, Symbol, Time, Tone};

/// Everything beside the records.
#[component]
pub fn Proposal(detail: DuplicateDetail, now: chrono::DateTime<chrono::Utc>) -> impl IntoView {
    let group = detail.group.clone();
    let merges = group.survivor.is_some()
        && group.same_machine
        && group.state == GroupState::Open
        && group.otherwise != Handling::Advise;
    view! {
        <aside class="stack wider" aria-label="Proposal and evidence">
            <Right group=group.clone() mdm_scope=detail.mdm_scope as_of=detail.as_of now />
            {merges.then(|| view! { <WhyThisOne records=detail.records.clone() group=group.clone() /> })}
            <Evidence records=detail.records.clone() group=group.clone() />
            {merges.then(|| view! { <WhatItDoes records=detail.records.clone() group /> })}
        </aside>
    }
}

/// What is right to do.
#[component]
fn Right(
    group: DuplicateGroup,
    mdm_scope: Option<ScopeChoice>,
    as_of: chrono::DateTime<chrono::Utc>,
    now: chrono::DateTime<chrono::Utc>,
) -> impl IntoView {
    let waits = group
        .mergeable_from
        .filter(|_| group.state == GroupState::Open && group.handling != Handling::Merge);
    let blocks = group
        .blocks
        .iter()
        .filter(|_| group.state == GroupState::Open)
        .map(|block| view! { <li>{block.label()}</li> })
        .collect_view();
    let is_blocked = !group.blocks.is_empty() && group.state == GroupState::Open;
    view! {
        <section class="stack" aria-labelledby="right">
            <h2 id="right">"What is right to do"</h2>
            <p>{advice(&group)}</p>
            {mdm_scope
                .map(|scope| {
                    let (verdict, why) = keeps_arriving(scope);
                    view! {
                        <p>
                            <b class="medium">{verdict}</b>
                            " "
                            {why}
                            " "
                            <a href=paths::automatic_enrollment()>"Show automatic enrollment"</a>
                        </p>
                    }
                })}
            {waits
                .map(|from| {
                    view! {
                        <Notice icon=Symbol::Clock>
                            <p>
                                "A leftover has to be silent for " {QUIET_DAYS} " days. It will have been on " <Time at=from now />
                                "; the data speaks of " <Time at=as_of now /> "."
                            </p>
                        </Notice>
                    }
                })}
            {is_blocked
                .then(|| {
                    view! {
                        <Notice tone=Tone::Warning>
                            <p class="medium">"Not merged without a person who looks at it"</p>
                            <ul class="list-disc ps-4">{blocks}</ul>
                        </Notice>
                    }
                })}
        </section>
    }
}

/// Whether devices will still be joined without coming under management, and why. Source: Microsoft Learn, "Enable MDM
/// automatic enrollment for Windows".
fn keeps_arriving(scope: ScopeChoice) -> (&'static str, &'static str) {
    match scope {
        ScopeChoice::None => (
            "Such pairs keep arriving: the MDM user scope is None.",
            "No device that joins comes under management by itself, so its user enrolls it a second time.",
        ),
        ScopeChoice::Some => (
            "Such pairs keep arriving from users outside the MDM user scope, which is Some.",
            "Who is in none of its groups joins without management.",
        ),
        ScopeChoice::All => (
            "No new pairs arrive this way: the MDM user scope is All.",
            "This pair is from a time when it was not, or its user had no licence then.",
        ),
    }
}

fn advice(group: &DuplicateGroup) -> &'static str {
    match (group.case, group.handling) {
        (_, Handling::Merge) => {
            "These records are one device. Merge them; that can be taken back for 30 days."
        }
        (_, Handling::Split) => {
            "These are two machines. Give each an identity of its own: take both off the organisation and join them again, the copy from an image that was never joined."
        }
        (Case::SeparateEnrollment, Handling::Advise) => {
            "Ask the user to connect the work account in Windows: Settings, Accounts, Access work or school, Connect, with the account that the device was joined with. Then the device comes under management, and the separate enrollment can go."
        }
        (Case::SeparateEnrollment, _) => {
            "The joined device is managed now. The separate enrollment is left over and can go when it has been silent."
        }
        (Case::DualState, _) => {
            "Windows cleans up its old registration by itself when that user signs in. The directory’s object may stay for as long as it is managed."
        }
        (Case::PerUserRegistration, _) => {
            "Leave them alone: each person who uses the device needs a registration."
        }
        (Case::RejoinLoop, _) => {
            "Keep the newest record that is active; the older ones become stale. Find out why the device keeps joining again."
        }
        (Case::Reinstalled, _) => {
            "Keep the record that was enrolled last and checks in. Look at what speaks against merging before you do."
        }
        (Case::AutopilotPlaceholder, _) => {
            "Leave it alone, and never delete the object while the registration exists: setting the device up would fail."
        }
        (Case::AutopilotHybrid, _) => {
            "Leave them alone: Autopilot needs one object, the domain the other."
        }
        (Case::CoManagement, _) => {
            "Wait. If both rows are still there after 48 hours, look at the co-management of this device."
        }
        (Case::NewMainboard, _) => {
            "Ask whoever repaired it. If the mainboard was replaced, remove the old Autopilot registration and capture the hardware again."
        }
        (Case::ClonedIdentity, _) => "Give each machine an identity of its own.",
        (Case::SessionHosts, _) => {
            "Do not merge them. Clean up by the hosts’ name when they are rebuilt."
        }
        (Case::PendingAgain, _) => {
            "Wait for the device to register again. If it was removed by mistake, the old object may still be restored in the directory."
        }
        (Case::PlaceholderSerial, _) => "Nothing. The serial number is never used as evidence.",
        (Case::Renamed, _) => "Nothing. The devices are told apart by their ids, never by name.",
        (Case::SharedAddress, _) => {
            "Nothing. The address is that of a dock or an adapter, and is never enough as evidence."
        }
    }
}

/// The order in which the record that stays is chosen, and what decided.
#[component]
fn WhyThisOne(records: Vec<Record>, group: DuplicateGroup) -> impl IntoView {
    let best = records
        .iter()
        .position(|record| Some(record.id) == group.survivor)
        .unwrap_or(0);
    type Worth = fn(&Record) -> Option<i64>;
    let rules: [(&str, Worth); 4] = [
        ("Managed", |record| {
            Some(i64::from(record.fields.kind == RecordKind::Managed))
        }),
        ("Newest check-in", |record| {
            record.fields.last_seen_at.map(|at| at.timestamp())
        }),
        ("Newest enrollment", |record| {
            record.fields.enrolled_at.map(|at| at.timestamp())
        }),
        ("Has a primary user", |record| {
            Some(i64::from(!record.fields.user_upn.is_empty()))
        }),
    ];
    let mut left: Vec<usize> = (0..records.len())
        .filter(|index| records[*index].fields.kind != RecordKind::Autopilot)
        .collect();
    let mut is_decided = false;
    let items = rules
        .into_iter()
        .map(|(label, worth)| {
            let most = left
                .iter()
                .filter_map(|index| records.get(*index).and_then(worth))
                .max();
            let ahead: Vec<usize> = left
                .iter()
                .copied()
                .filter(|index| records.get(*index).and_then(worth) == most)
                .collect();
            let decides = !is_decided && ahead.len() == 1 && left.len() > 1;
            let words = match ahead.as_slice() {
                _ if is_decided => format!("{label}: not asked any more"),
                [one] => format!("{label}: {}", letter(*one)),
                several => format!(
                    "{label}: {} alike",
                    several
                        .iter()
                        .map(|index| letter(*index).to_string())
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            };
            if !is_decided {
                left = ahead;
            }
            is_decided |= decides;
            let class = if decides { "win" } else { "muted" };
            view! {
                <li>
                    <span class=class>{words} {decides.then_some(". This decides.")}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="why">
            <h2 id="why">{format!("Proposed: keep {}", letter(best))}</h2>
            <ol class="why-list">{items}</ol>
        </section>
    }
}

/// What agrees, and what that is worth.
#[component]
fn Evidence(records: Vec<Record>, group: DuplicateGroup) -> impl IntoView {
    let signs: Vec<Comparison> = comparison(&records)
        .into_iter()
        .filter(|row| row.worth != Worth::None && (row.agrees || row.differs))
        .collect();
    let items = signs
        .into_iter()
        .map(|row| {
            let (worth, strength) = match (row.field, row.worth) {
                ("User", _) => ("Context", 0),
                (_, Worth::Strong) => ("Strong", 3),
                _ => ("Weak", 1),
            };
            let verdict = if row.agrees {
                "The same wherever it is known."
            } else {
                "Different."
            };
            let marks = (0..4)
                .map(|mark| view! { <i class:on=mark < strength></i> })
                .collect_view();
            view! {
                <li>
                    <span class="strong">{row.field}</span>
                    <span class="t">
                        <span class="trust" aria-hidden="true">
                            {marks}
                        </span>
                        {worth}
                    </span>
                    <span class="v">{verdict}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="evidence">
            <h2 id="evidence">{format!("Evidence: {}", group.confidence.label().to_lowercase())}</h2>
            <p class="small muted">{confidence_words(group.confidence)}</p>
            <ul class="ev">{items}</ul>
        </section>
    }
}

/// What a merge changes, and what it leaves to do elsewhere.
#[component]
fn WhatItDoes(records: Vec<Record>, group: DuplicateGroup) -> impl IntoView {
    let stays = records
        .iter()
        .find(|record| Some(record.id) == group.survivor);
    let own = stays.and_then(|record| record.fields.directory_device_id);
    let objects: Vec<String> = records
        .iter()
        .filter(|record| {
            record.fields.kind == RecordKind::Directory && record.fields.directory_device_id != own
        })
        .map(|record| record.fields.source_id.clone())
        .collect();
    let has_hybrid = records.iter().any(|record| {
        record.fields.kind == RecordKind::Directory
            && record.fields.join_type == JoinType::HybridJoined
            && record.fields.directory_device_id != own
    });
    let devices: std::collections::BTreeSet<_> =
        records.iter().map(|record| record.device_id).collect();
    let others = devices.len().saturating_sub(1);
    let has_autopilot = records
        .iter()
        .any(|record| record.fields.kind == RecordKind::Autopilot);
    let line = |symbol: Symbol, content: AnyView| {
        view! {
            <li>
                <Icon symbol small=true />
                <span>{content}</span>
            </li>
        }
    };
    let first = match others {
        0 => "Both records are one device already, and stay it. No value is lost.".to_owned(),
        1 => "The other device becomes part of this one, with all of its records, category and notes.".to_owned(),
        many => format!("{many} other devices become part of this one, with all of their records, categories and notes."),
    };
    view! {
        <section class="stack" aria-labelledby="does">
            <h2 id="does">"What a merge does"</h2>
            <ul class="losses">
                {line(Symbol::Merge, first.into_any())}
                {line(Symbol::Check, "No record is changed or removed: each keeps every value, and the device shows where each comes from.".into_any())}
                {has_autopilot
                    .then(|| line(Symbol::Link, "The Autopilot registration stays linked to this device.".into_any()))}
                {(!objects.is_empty())
                    .then(|| {
                        let list = objects.join(", ");
                        line(
                            Symbol::Alert,
                            view! {
                                <b class="medium">"Left to do in the directory: "</b>
                                "disable, and after some time delete "
                                <code class="anywhere">{list}</code>
                                ". Its recovery keys and local administrator password go with it: save them first. Muster does not do this."
                            }
                                .into_any(),
                        )
                    })}
                {has_hybrid
                    .then(|| {
                        line(
                            Symbol::Alert,
                            "A hybrid joined object has to be removed in the domain; removed in the directory alone, it comes back as pending.".into_any(),
                        )
                    })}
                {line(
                    Symbol::Clock,
                    format!("It can be taken back for {UNDO_DAYS} days: every record goes back to its device, with what was set by hand.").into_any(),
                )}
            </ul>
        </section>
    }
}
