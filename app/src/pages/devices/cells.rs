//! What each column shows of a device or of a record.

use chrono::{DateTime, Utc};
use domain::device::{Device, DeviceColumn, DeviceFace};
use domain::record::{Record, os_family};
use leptos::either::Either;
use leptos::prelude::*;

use super::compliance::ComplianceStatus;
use super::version::OsVersion;
use crate::paths;
use crate::ui::{Name, Recorded, Time, cut_middle, thousands};

/// One row: a device, or a record of one.
#[derive(Clone)]
pub struct Row {
    pub href: String,
    pub face: DeviceFace,
    /// The device's id here; of a record its id in the system that keeps it.
    pub id: String,
    pub records: i64,
}

impl From<Device> for Row {
    fn from(device: Device) -> Self {
        Self {
            href: paths::device(device.id),
            face: device.face,
            id: device.id.to_string(),
            records: device.record_count,
        }
    }
}

impl From<Record> for Row {
    fn from(record: Record) -> Self {
        let fields = record.fields;
        Self {
            href: paths::device(record.device_id),
            id: fields.source_id,
            records: 1,
            face: DeviceFace {
                name: fields.name,
                serial: fields.serial,
                manufacturer: fields.manufacturer,
                model: fields.model,
                os: os_family(&fields.os).to_owned(),
                os_version: fields.os_version,
                ownership: fields.ownership,
                compliance: fields.compliance,
                join_type: fields.join_type,
                managed_by: fields.managed_by,
                enrollment_type: fields.enrollment_type,
                category: fields.category,
                user_upn: fields.user_upn,
                user_name: fields.user_name,
                last_check_in_at: fields.last_seen_at,
                enrolled_at: fields.enrolled_at,
            },
        }
    }
}

impl Row {
    /// What it is called.
    pub fn name(&self) -> String {
        if self.face.name.is_empty() {
            "No name".to_owned()
        } else {
            self.face.name.clone()
        }
    }

    /// Its cell of `column`.
    pub fn cell(&self, column: DeviceColumn, now: DateTime<Utc>) -> AnyView {
        let face = &self.face;
        match column {
            DeviceColumn::Name => view! {
                <th role="rowheader" scope="row" class="stay at-name">
                    <a class="name-link" href=self.href.clone()>
                        <Name name=self.name() />
                    </a>
                </th>
            }
            .into_any(),
            DeviceColumn::User => view! {
                <td role="cell" class="at-who">
                    <User name=face.user_name.clone() upn=face.user_upn.clone() />
                </td>
            }
            .into_any(),
            DeviceColumn::UserUpn => text("", &face.user_upn),
            DeviceColumn::Compliance => view! {
                <td role="cell" class="at-state">
                    <ComplianceStatus compliance=face.compliance />
                </td>
            }
            .into_any(),
            DeviceColumn::LastCheckIn => view! {
                <td role="cell" class="at-when num">
                    <Moment at=face.last_check_in_at now relative=true />
                </td>
            }
            .into_any(),
            DeviceColumn::Ownership => word(face.ownership.label()),
            DeviceColumn::JoinType => word(face.join_type.label()),
            DeviceColumn::ManagedBy => word(face.managed_by.label()),
            DeviceColumn::Os => text("", &face.os),
            DeviceColumn::OsVersion => view! {
                <td role="cell" class="at-more num">
                    <OsVersion os=face.os.clone() version=face.os_version.clone() />
                </td>
            }
            .into_any(),
            DeviceColumn::Serial => text("mono", &face.serial),
            DeviceColumn::Manufacturer => text("", &face.manufacturer),
            DeviceColumn::Model => text("", &face.model),
            DeviceColumn::Category => text("", &face.category),
            DeviceColumn::EnrollmentType => text("", &face.enrollment_type),
            DeviceColumn::Enrolled => view! {
                <td role="cell" class="num">
                    <Moment at=face.enrolled_at now relative=false />
                </td>
            }
            .into_any(),
            DeviceColumn::Records => {
                view! { <td role="cell" class="num end">{thousands(self.records)}</td> }.into_any()
            }
            DeviceColumn::Id => view! {
                <td role="cell" class="mono" title=self.id.clone()>
                    <bdi>{cut_middle(&self.id, 13).into_owned()}</bdi>
                </td>
            }
            .into_any(),
        }
    }
}

fn word(label: &'static str) -> AnyView {
    view! { <td role="cell">{label}</td> }.into_any()
}

fn text(class: &'static str, text: &str) -> AnyView {
    view! {
        <td role="cell" class=class>
            <span class="cut" title=text.to_owned()>
                <Recorded text=Some(text.to_owned()) />
            </span>
        </td>
    }
    .into_any()
}

/// The display name with the principal name behind it; the principal name where there is no other.
#[component]
fn User(name: String, upn: String) -> impl IntoView {
    let shown = if name.is_empty() { upn.clone() } else { name };
    if shown.is_empty() {
        Either::Left(view! { <span class="subtle">"None"</span> })
    } else {
        Either::Right(view! {
            <span class="cut" title=upn>
                <bdi>{shown}</bdi>
            </span>
        })
    }
}

#[component]
fn Moment(at: Option<DateTime<Utc>>, now: DateTime<Utc>, relative: bool) -> impl IntoView {
    match at {
        Some(at) => Either::Left(view! { <Time at now relative /> }),
        None => Either::Right(view! { <span class="subtle">"Never"</span> }),
    }
}
