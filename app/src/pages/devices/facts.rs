//! What a device is and who has it, each value with the record it comes from.

use chrono::{DateTime, Utc};
use domain::device::{DeviceFace, DeviceField, Set, SetByHand};
use domain::id::RecordId;
use domain::record::Record;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::compliance::ComplianceStatus;
use super::records::record_names;
use super::version::OsVersion;
use crate::pages::shared::address::with_value;
use crate::paths;
use crate::ui::{CopyButton, Fact, Facts, Recorded, Time};

/// The device's own facts.
#[component]
pub fn WhatItIs(
    face: DeviceFace,
    sources: Vec<(DeviceField, RecordId)>,
    records: Vec<Record>,
    by_hand: SetByHand,
    now: DateTime<Utc>,
) -> impl IntoView {
    let names = record_names(&records);
    let from = Callback::new(move |field| {
        let (_, id) = sources.iter().find(|(of, _)| *of == field)?;
        let at = records.iter().position(|record| record.id == *id)?;
        names.get(at).cloned()
    });
    let model = format!("{} {}", face.manufacturer, face.model)
        .trim()
        .to_owned();
    view! {
        <section class="stack" aria-labelledby="what-it-is">
            <h2 id="what-it-is">"What it is"</h2>
            <Facts>
                <Fact label="Serial number">
                    <Serial serial=face.serial />
                    <From record=from.run(DeviceField::Serial) />
                </Fact>
                <Fact label="Model">
                    <Recorded text=Some(model) />
                    <From record=from.run(DeviceField::Model) />
                </Fact>
                <Fact label="OS">
                    <OsVersion os=face.os version=face.os_version />
                    <From record=from.run(DeviceField::OsVersion) />
                </Fact>
                <Fact label="Compliance">
                    <ComplianceStatus compliance=face.compliance />
                    <From record=from.run(DeviceField::Compliance) />
                </Fact>
                <Fact label="Ownership">
                    {face.ownership.label()} <From record=from.run(DeviceField::Ownership) />
                    {by_hand.ownership.map(|set| view! { <By set now /> })}
                </Fact>
                <Fact label="Join type">
                    {face.join_type.label()} <From record=from.run(DeviceField::JoinType) />
                </Fact>
                <Fact label="Managed by">
                    {face.managed_by.label()} <From record=from.run(DeviceField::ManagedBy) />
                </Fact>
                <Fact label="Enrollment type">
                    <Recorded text=Some(face.enrollment_type) />
                    <From record=from.run(DeviceField::EnrollmentType) />
                </Fact>
                <Fact label="Enrolled">
                    <Moment at=face.enrolled_at now /> <From record=from.run(DeviceField::Enrolled) />
                </Fact>
                <Fact label="Last check-in">
                    <Moment at=face.last_check_in_at now /> <From record=from.run(DeviceField::LastCheckIn) />
                </Fact>
                <Fact label="Category">
                    <Recorded text=Some(face.category) />
                    <From record=from.run(DeviceField::Category) />
                    {by_hand.category.map(|set| view! { <By set now /> })}
                </Fact>
            </Facts>
        </section>
    }
}

/// ", managed record": where a value comes from; nothing for a value that no record has.
#[component]
fn From(record: Option<String>) -> impl IntoView {
    record.map(|record| view! { <span class="from subtle tiny">{record}</span> })
}

/// ", set by Maren, 12 Nov": who set a value by hand, and when.
#[component]
fn By<T: Send + 'static>(set: Set<T>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <span class="from subtle tiny">
            "set by " <bdi>{set.by}</bdi> ", " <Time at=set.at now />
        </span>
    }
}

/// What somebody wrote about the device; nothing where nobody did.
#[component]
pub fn Notes(notes: Option<Set<String>>, now: DateTime<Utc>) -> impl IntoView {
    notes.map(|notes| {
        let text = notes.value.clone();
        view! {
            <section class="stack" aria-labelledby="notes">
                <h2 id="notes">"Notes"</h2>
                <p class="small whitespace-pre-line break-words">
                    <bdi>{text}</bdi>
                </p>
                <p>
                    <By set=notes now />
                </p>
            </section>
        }
    })
}

#[component]
fn Serial(serial: String) -> impl IntoView {
    if serial.is_empty() {
        Either::Left(view! { <Recorded text=None /> })
    } else {
        Either::Right(view! {
            <code>
                <bdi>{serial.clone()}</bdi>
            </code>
            " "
            <CopyButton text=serial what="serial number" />
        })
    }
}

/// A moment, or a dash that readers hear as "not recorded".
#[component]
pub fn Moment(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> impl IntoView {
    match at {
        Some(at) => Either::Left(view! { <Time at now /> }),
        None => Either::Right(view! { <Recorded text=None /> }),
    }
}

/// The primary user.
#[component]
pub fn WhoHasIt(face: DeviceFace) -> impl IntoView {
    let (name, upn) = (face.user_name, face.user_upn);
    view! {
        <section class="stack" aria-labelledby="who-has-it">
            <h2 id="who-has-it">"Who has it"</h2>
            {match (name.is_empty(), upn.is_empty()) {
                (true, true) => {
                    EitherOf3::A(view! { <p class="small muted">"No primary user is recorded: a shared device, or one that nobody manages."</p> })
                }
                (false, true) => EitherOf3::B(view! { <p class="small"><bdi>{name}</bdi></p> }),
                (_, false) => EitherOf3::C(view! { <Person name upn /> }),
            }}
        </section>
    }
}

#[component]
fn Person(name: String, upn: String) -> impl IntoView {
    let shown = if name.is_empty() { upn.clone() } else { name };
    view! {
        <p class="small">
            <a href=with_value(paths::users(), "q", &upn)>
                <bdi>{shown}</bdi>
            </a>
            <br />
            <bdi class="muted">{upn.clone()}</bdi>
        </p>
        <p class="small">
            <a href=with_value(paths::devices(), "user", &upn)>"All devices of this user"</a>
        </p>
    }
}
