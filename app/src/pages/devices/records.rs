//! The records behind a device, side by side: one column a record, what differs marked.

use chrono::{DateTime, Utc};
use domain::device::DeviceField;
use domain::id::RecordId;
use domain::record::{
    Compliance, JoinType, ManagedBy, Ownership, Record, RecordFields, RecordKind,
};
use leptos::either::EitherOf5;
use leptos::prelude::*;

use super::compliance::ComplianceStatus;
use crate::ui::{Fact, Facts, Icon, Recorded, Symbol, Time, counted, cut_middle};

/// What one record says of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Silent,
    Text(String),
    /// Ids, serial numbers, addresses.
    Code(String),
    At(DateTime<Utc>),
    Policies(Compliance),
}

/// How the values of a row are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparing {
    /// All records tell of the same thing.
    All,
    /// Each system has a clock of its own meaning: only records of one kind are compared.
    SameKind,
    /// Each record has its own; nothing to compare.
    Nothing,
}

/// One row of the table.
struct Row {
    label: &'static str,
    field: Option<DeviceField>,
    comparing: Comparing,
    value: fn(&RecordFields) -> Value,
}

const fn row(
    label: &'static str,
    field: Option<DeviceField>,
    comparing: Comparing,
    value: fn(&RecordFields) -> Value,
) -> Row {
    Row {
        label,
        field,
        comparing,
        value,
    }
}

const ROWS: [Row; 21] = [
    row(
        "Device name",
        Some(DeviceField::Name),
        Comparing::All,
        |record| text(&record.name),
    ),
    row(
        "Serial number",
        Some(DeviceField::Serial),
        Comparing::All,
        |record| code(&record.serial),
    ),
    row(
        "Manufacturer",
        Some(DeviceField::Manufacturer),
        Comparing::All,
        |record| text(&record.manufacturer),
    ),
    row(
        "Model",
        Some(DeviceField::Model),
        Comparing::All,
        |record| text(&record.model),
    ),
    row("OS", Some(DeviceField::Os), Comparing::All, |record| {
        text(&record.os)
    }),
    row(
        "OS version",
        Some(DeviceField::OsVersion),
        Comparing::All,
        |record| text(&record.os_version),
    ),
    row(
        "Ownership",
        Some(DeviceField::Ownership),
        Comparing::All,
        |record| {
            word(
                record.ownership != Ownership::Unknown,
                record.ownership.label(),
            )
        },
    ),
    row(
        "Compliance",
        Some(DeviceField::Compliance),
        Comparing::All,
        |record| {
            if record.compliance == Compliance::Unknown {
                Value::Silent
            } else {
                Value::Policies(record.compliance)
            }
        },
    ),
    row(
        "Join type",
        Some(DeviceField::JoinType),
        Comparing::All,
        |record| {
            word(
                record.join_type != JoinType::Unknown,
                record.join_type.label(),
            )
        },
    ),
    row(
        "Managed by",
        Some(DeviceField::ManagedBy),
        Comparing::All,
        |record| {
            word(
                record.managed_by != ManagedBy::Nobody,
                record.managed_by.label(),
            )
        },
    ),
    row(
        "Enrollment type",
        Some(DeviceField::EnrollmentType),
        Comparing::All,
        |record| text(&record.enrollment_type),
    ),
    row(
        "Category",
        Some(DeviceField::Category),
        Comparing::All,
        |record| text(&record.category),
    ),
    row(
        "Primary user",
        Some(DeviceField::User),
        Comparing::All,
        |record| {
            text(if record.user_upn.is_empty() {
                &record.user_name
            } else {
                &record.user_upn
            })
        },
    ),
    row(
        "Last seen",
        Some(DeviceField::LastCheckIn),
        Comparing::SameKind,
        |record| moment(record.last_seen_at),
    ),
    row(
        "Enrolled",
        Some(DeviceField::Enrolled),
        Comparing::SameKind,
        |record| moment(record.enrolled_at),
    ),
    row("Registered", None, Comparing::SameKind, |record| {
        moment(record.registered_at)
    }),
    row("Directory device id", None, Comparing::All, |record| {
        record
            .directory_device_id
            .map_or(Value::Silent, |id| Value::Code(id.to_string()))
    }),
    row("Wi-Fi MAC", None, Comparing::All, |record| {
        code(&record.wifi_mac)
    }),
    row("Ethernet MAC", None, Comparing::All, |record| {
        code(&record.ethernet_mac)
    }),
    row("IMEI", None, Comparing::All, |record| code(&record.imei)),
    row("Record id", None, Comparing::Nothing, |record| {
        code(&record.source_id)
    }),
];

fn text(text: &str) -> Value {
    if text.is_empty() {
        Value::Silent
    } else {
        Value::Text(text.to_owned())
    }
}

fn code(text: &str) -> Value {
    if text.is_empty() {
        Value::Silent
    } else {
        Value::Code(text.to_owned())
    }
}

fn word(is_known: bool, label: &str) -> Value {
    if is_known {
        Value::Text(label.to_owned())
    } else {
        Value::Silent
    }
}

fn moment(at: Option<DateTime<Utc>>) -> Value {
    at.map_or(Value::Silent, Value::At)
}

fn agree(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) | (Value::Code(a), Value::Code(b)) => {
            a.to_lowercase() == b.to_lowercase()
        }
        (a, b) => a == b,
    }
}

/// "Managed", "Directory"; with a letter where there are several of a kind.
pub fn record_names(records: &[Record]) -> Vec<String> {
    let name = |(at, record): (usize, &Record)| {
        let kind = record.fields.kind;
        let same = |records: &[Record]| {
            records
                .iter()
                .filter(|other| other.fields.kind == kind)
                .count()
        };
        if same(records) == 1 {
            return kind.label().to_owned();
        }
        match u8::try_from(same(&records[..at]))
            .ok()
            .filter(|before| *before < 26)
        {
            Some(before) => format!("{} {}", kind.label(), char::from(b'A' + before)),
            None => format!("{} {}", kind.label(), same(&records[..at]) + 1),
        }
    };
    records.iter().enumerate().map(name).collect()
}

/// Which cells of a row say something else than the value that lists show.
fn differing(row: &Row, kinds: &[RecordKind], values: &[Value], shown: Option<usize>) -> Vec<bool> {
    let said = |at: &usize| values[*at] != Value::Silent;
    let yardstick = |at: usize| match row.comparing {
        Comparing::Nothing => None,
        Comparing::All => shown.or_else(|| (0..values.len()).find(said)),
        Comparing::SameKind => (0..values.len())
            .filter(|other| kinds[*other] == kinds[at])
            .find(said),
    };
    (0..values.len())
        .map(|at| {
            said(&at) && yardstick(at).is_some_and(|other| !agree(&values[at], &values[other]))
        })
        .collect()
}

/// The table of all records.
#[component]
pub fn SideBySide(
    records: Vec<Record>,
    sources: Vec<(DeviceField, RecordId)>,
    now: DateTime<Utc>,
) -> impl IntoView {
    let kinds: Vec<RecordKind> = records.iter().map(|record| record.fields.kind).collect();
    let several = records.len() > 1;
    let mut differing_rows = 0_i64;
    let mut rows = Vec::new();
    for row in &ROWS {
        let values: Vec<Value> = records
            .iter()
            .map(|record| (row.value)(&record.fields))
            .collect();
        if values.iter().all(|value| *value == Value::Silent) {
            continue;
        }
        let source = row
            .field
            .and_then(|field| sources.iter().find(|(of, _)| *of == field));
        let shown = source.and_then(|(_, id)| records.iter().position(|record| record.id == *id));
        let differ = differing(row, &kinds, &values, shown);
        differing_rows += i64::from(differ.contains(&true));
        let cells = values
            .into_iter()
            .zip(differ)
            .enumerate()
            .map(|(at, (value, differs))| {
                view! { <Cell value differs is_shown=several && shown == Some(at) now /> }
            })
            .collect_view();
        rows.push(view! {
            <tr>
                <th scope="row">{row.label}</th>
                {cells}
            </tr>
        });
    }
    let heads = record_names(&records)
        .into_iter()
        .zip(&records)
        .map(|(name, record)| head(name, record, now))
        .collect_view();
    view! {
        <section class="only-differing" aria-labelledby="side-by-side">
            <div class="row apart">
                <h2 id="side-by-side">{if several { "Records side by side" } else { "The one record" }}</h2>
                {several
                    .then(|| {
                        view! {
                            <label class="row small">
                                <input type="checkbox" class="differing-switch" />
                                {format!("Only what differs ({differing_rows})")}
                            </label>
                        }
                    })}
            </div>
            {several
                .then(|| {
                    view! {
                        <p class="small muted row">
                            <Icon symbol=Symbol::Check small=true />
                            "is the value that lists show. What another record says otherwise has an edge."
                        </p>
                    }
                })}
            <div class="cmp-box" role="region" tabindex="0" aria-label="Table of records">
                <table class="cmp">
                    <thead>
                        <tr>
                            <td></td>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn head(name: String, record: &Record, now: DateTime<Utc>) -> impl IntoView + use<> {
    let changed_at = record.changed_at;
    view! {
        <th scope="col">
            <b>{name}</b>
            <span class="why">"As of " <Time at=changed_at now /></span>
        </th>
    }
}

#[component]
fn Cell(value: Value, differs: bool, is_shown: bool, now: DateTime<Utc>) -> impl IntoView {
    let value = match value {
        Value::Silent => EitherOf5::A(view! { <Recorded text=None /> }),
        Value::Text(text) => EitherOf5::B(view! { <bdi>{text}</bdi> }),
        Value::Code(text) => {
            let short = cut_middle(&text, 20).into_owned();
            EitherOf5::C(view! {
                <code title=text>
                    <bdi>{short}</bdi>
                </code>
            })
        }
        Value::At(at) => EitherOf5::D(view! { <Time at now /> }),
        Value::Policies(compliance) => EitherOf5::E(view! { <ComplianceStatus compliance /> }),
    };
    view! {
        <td class:diff=differs>
            {value}
            {differs.then(|| view! { <span class="sr">", differs"</span> })}
            {is_shown
                .then(|| {
                    view! {
                        <span class="shown">
                            <Icon symbol=Symbol::Check small=true />
                            <span class="sr">", shown in lists"</span>
                        </span>
                    }
                })}
        </td>
    }
}

/// Everything else that the files said, under the names that they gave it.
#[component]
pub fn OtherFields(records: Vec<Record>) -> impl IntoView {
    let folds = record_names(&records)
        .into_iter()
        .zip(records)
        .filter(|(_, record)| !record.fields.other_fields.0.is_empty())
        .map(|(name, record)| {
            let fields = record.fields.other_fields.0;
            let count = i64::try_from(fields.len()).unwrap_or(i64::MAX);
            let facts = fields
                .into_iter()
                .map(|(label, value)| {
                    view! {
                        <Fact label>
                            <bdi>{value}</bdi>
                        </Fact>
                    }
                })
                .collect_view();
            view! {
                <details class="fold">
                    <summary>
                        <Icon symbol=Symbol::ChevronRight small=true />
                        {name}
                        <span class="subtle">{counted(count, "field", "fields")}</span>
                    </summary>
                    <Facts>{facts}</Facts>
                </details>
            }
        })
        .collect_view();
    (!folds.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="other-fields">
                <h2 id="other-fields">"All other fields, as imported"</h2>
                <div>{folds}</div>
            </section>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: RecordKind) -> Record {
        let id = uuid::Uuid::from_u128(1);
        Record {
            id: RecordId(id),
            device_id: domain::id::DeviceId(id),
            fields: RecordFields::empty(kind, "1".to_owned()),
            first_seen_at: DateTime::UNIX_EPOCH,
            changed_at: DateTime::UNIX_EPOCH,
            import_id: None,
        }
    }

    #[test]
    fn several_records_of_one_kind_have_letters() {
        let records = [
            record(RecordKind::Managed),
            record(RecordKind::Managed),
            record(RecordKind::Directory),
        ];
        assert_eq!(
            record_names(&records),
            ["Managed A", "Managed B", "Directory"]
        );
    }

    #[test]
    fn a_cell_differs_from_the_value_that_lists_show() {
        let kinds = [
            RecordKind::Managed,
            RecordKind::Directory,
            RecordKind::Autopilot,
        ];
        let values = [text("FH-1"), text("OLD"), Value::Silent];
        assert_eq!(
            differing(&ROWS[0], &kinds, &values, Some(0)),
            [false, true, false]
        );
        assert_eq!(
            differing(
                &ROWS[0],
                &kinds,
                &[text("fh-1"), text("FH-1"), Value::Silent],
                Some(1)
            ),
            [false, false, false]
        );
    }

    #[test]
    fn clocks_of_different_systems_are_not_compared() {
        let last_seen = ROWS.iter().find(|row| row.label == "Last seen").unwrap();
        let later = Value::At(DateTime::UNIX_EPOCH + chrono::TimeDelta::days(1));
        let values = [Value::At(DateTime::UNIX_EPOCH), later.clone()];
        assert_eq!(
            differing(
                last_seen,
                &[RecordKind::Managed, RecordKind::Directory],
                &values,
                Some(0)
            ),
            [false, false]
        );
        assert_eq!(
            differing(
                last_seen,
                &[RecordKind::Managed, RecordKind::Managed],
                &values,
                Some(0)
            ),
            [false, true]
        );
    }
}
