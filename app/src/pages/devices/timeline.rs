//! What is known to have happened to a device, newest first.

use chrono::{DateTime, Utc};
use domain::id::DeviceId;
use domain::record::{JoinType, Record, RecordFields, RecordKind};
use leptos::prelude::*;

use super::records::record_names;
use crate::pages::shared::list_parts::audit_of;
use crate::paths;
use crate::ui::{Time, counted};

/// How many events are in sight before the rest is folded away.
const IN_SIGHT: usize = 6;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Event {
    at: DateTime<Utc>,
    what: &'static str,
    record: String,
    /// The page that tells more.
    href: Option<String>,
}

/// The events that the records tell of.
fn events(records: &[Record]) -> Vec<Event> {
    let mut events = Vec::new();
    for (name, record) in record_names(records).into_iter().zip(records) {
        let mut add = |at: Option<DateTime<Utc>>, what, href: Option<String>| {
            if let Some(at) = at {
                events.push(Event {
                    at,
                    what,
                    record: name.clone(),
                    href,
                });
            }
        };
        let (fields, import) = (&record.fields, record.import_id.map(paths::import));
        add(fields.enrolled_at, "Enrolled", None);
        add(fields.registered_at, registered(fields), None);
        add(fields.last_seen_at, last_seen(fields.kind), None);
        let is_unchanged = record.changed_at <= record.first_seen_at;
        add(
            Some(record.first_seen_at),
            "First seen here",
            import.clone().filter(|_| is_unchanged),
        );
        add(
            Some(record.changed_at).filter(|_| !is_unchanged),
            "Changed here",
            import,
        );
    }
    events.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.record.cmp(&b.record)));
    events
}

/// Joining is not registering, and neither is enrolling.
fn registered(fields: &RecordFields) -> &'static str {
    match (fields.kind, fields.join_type) {
        (RecordKind::Autopilot, _) => "Autopilot-registered",
        (_, JoinType::Joined) => "Joined to the directory",
        (_, JoinType::HybridJoined) => "Hybrid joined",
        (_, JoinType::Registered | JoinType::Unknown) => "Registered in the directory",
    }
}

fn last_seen(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Managed | RecordKind::Configmgr => "Last check-in",
        RecordKind::Directory => "Last activity in the directory",
        RecordKind::Autopilot => "Last contact with Autopilot",
    }
}

/// The list of events.
#[component]
pub fn Timeline(device: DeviceId, records: Vec<Record>, now: DateTime<Utc>) -> impl IntoView {
    let mut shown = events(&records);
    let rest = shown.split_off(shown.len().min(IN_SIGHT));
    let count = i64::try_from(rest.len()).unwrap_or(i64::MAX);
    let list = move |events: Vec<Event>| {
        events
            .into_iter()
            .map(|event| view! { <EventView event now /> })
            .collect_view()
    };
    view! {
        <section class="stack" aria-labelledby="timeline">
            <div class="row apart">
                <h2 id="timeline">"Timeline"</h2>
                <a class="small" href=audit_of("device", device)>
                    "What was done to it here"
                </a>
            </div>
            <ol class="timeline">{list(shown)}</ol>
            {(count > 0)
                .then(|| {
                    view! {
                        <details>
                            <summary class="link-btn small">{format!("Show {}", counted(count, "earlier event", "earlier events"))}</summary>
                            <ol class="timeline mt-4">{list(rest)}</ol>
                        </details>
                    }
                })}
        </section>
    }
}

#[component]
fn EventView(event: Event, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <li>
            <span>
                <span class="medium">{event.what}</span>
                <span class="subtle">" · " {event.record}</span>
            </span>
            <span class="muted tiny">
                <Time at=event.at now />
                {event
                    .href
                    .map(|href| {
                        view! {
                            " · "
                            <a href=href>"Show the import"</a>
                        }
                    })}
            </span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{ImportId, RecordId};

    use super::*;

    #[test]
    fn events_run_from_the_newest_to_the_oldest_and_name_their_record() {
        let id = uuid::Uuid::from_u128(1);
        let day = |days| DateTime::UNIX_EPOCH + chrono::TimeDelta::days(days);
        let mut fields = RecordFields::empty(RecordKind::Managed, "1".to_owned());
        fields.enrolled_at = Some(day(1));
        fields.last_seen_at = Some(day(9));
        let record = Record {
            id: RecordId(id),
            device_id: DeviceId(id),
            fields,
            first_seen_at: day(5),
            changed_at: day(7),
            import_id: Some(ImportId(id)),
        };
        let events = events(&[record]);
        assert_eq!(
            events.iter().map(|event| event.what).collect::<Vec<_>>(),
            [
                "Last check-in",
                "Changed here",
                "First seen here",
                "Enrolled"
            ]
        );
        assert_eq!(
            events
                .iter()
                .map(|event| event.href.is_some())
                .collect::<Vec<_>>(),
            [false, true, false, false]
        );
    }
}
