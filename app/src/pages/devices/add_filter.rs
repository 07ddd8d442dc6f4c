//! The menu of filters that can be added. Each choice is a link or a small form, so it works without scripts.

use domain::device::DeviceQuery;
use domain::record::{Compliance, JoinType, ManagedBy, Ownership};
use leptos::prelude::*;
use leptos_router::components::Form;

use super::filters::{HiddenPairs, list_href};
use crate::paths;
use crate::ui::{Button, Icon, Symbol, close_after};

/// What people call the systems that devices run.
const SYSTEMS: [&str; 7] = [
    "Windows 11",
    "Windows 10",
    "macOS",
    "iOS/iPadOS",
    "Android",
    "Linux",
    "ChromeOS",
];
/// Spans of days that are asked for most.
const DAYS: [u32; 4] = [7, 30, 90, 180];

/// A filter that could be added: what people read, and the list with it.
struct Offer {
    label: String,
    href: String,
}

/// The button and its menu: one fold a field.
#[component]
pub fn AddFilter(query: DeviceQuery) -> impl IntoView {
    let folds = offers(&query)
        .into_iter()
        .map(|(field, offers)| view! { <Choices field offers /> })
        .collect_view();
    view! {
        <button class="pill add" type="button" popovertarget="add-filter">
            <Icon symbol=Symbol::Plus small=true />
            "Add filter"
        </button>
        <div
            class="menu folds"
            id="add-filter"
            popover="auto"
            role="group"
            aria-label="Add filter"
            on:click=|event| close_after(&event)
        >
            {folds}
            <Words query=query.clone() key="user" field="Primary user" hint="Principal name" />
            <Words query=query.clone() key="os_version" field="OS version" hint="Such as 10.0.26100" />
            <Words query=query.clone() key="category" field="Category" hint="Its whole name" />
            <Words query key="enrollment_type" field="Enrollment type" hint="As the record spells it" />
        </div>
    }
}

/// Every closed choice that is not made yet, by field.
fn offers(query: &DeviceQuery) -> Vec<(&'static str, Vec<Offer>)> {
    let with = |change: &dyn Fn(&mut DeviceQuery)| {
        let mut with = query.at_page(None);
        change(&mut with);
        list_href(&with)
    };
    macro_rules! words {
        ($values:expr, $field:ident) => {
            $values
                .iter()
                .filter(|value| !query.$field.contains(value))
                .map(|value| Offer {
                    label: value.label().to_owned(),
                    href: with(&|query| query.$field.push(*value)),
                })
                .collect()
        };
    }
    let systems = SYSTEMS
        .iter()
        .filter(|system| !query.os.iter().any(|os| os == *system));
    let seen = DAYS.iter().map(|&days| Offer {
        label: format!("Within {days} days"),
        href: with(&|query| query.checked_in_days = Some(days)),
    });
    let silent = DAYS.iter().map(|&days| Offer {
        label: format!("Not for {days} days"),
        href: with(&|query| query.silent_days = Some(days)),
    });
    vec![
        (
            "OS",
            systems
                .map(|os| Offer {
                    label: (*os).to_owned(),
                    href: with(&|query| query.os.push((*os).to_owned())),
                })
                .collect(),
        ),
        ("Ownership", words!(Ownership::ALL, ownership)),
        ("Compliance", words!(Compliance::ALL, compliance)),
        ("Join type", words!(JoinType::ALL, join_type)),
        ("Managed by", words!(ManagedBy::ALL, managed_by)),
        ("Last check-in", seen.chain(silent).collect()),
    ]
}

/// One field with its choices.
#[component]
fn Choices(field: &'static str, offers: Vec<Offer>) -> impl IntoView {
    let links = offers
        .into_iter()
        .map(|offer| view! { <a href=offer.href>{offer.label}</a> })
        .collect_view();
    view! {
        <details name="add-filter">
            <summary>{field} <Icon symbol=Symbol::ChevronDown small=true /></summary>
            {links}
        </details>
    }
}

/// One field whose values are typed.
#[component]
fn Words(
    query: DeviceQuery,
    key: &'static str,
    field: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let id = format!("filter-{key}");
    view! {
        <details name="add-filter">
            <summary>{field} <Icon symbol=Symbol::ChevronDown small=true /></summary>
            <Form method="GET" action=paths::devices() attr:class="row">
                <HiddenPairs query except="" />
                <label class="sr" for=id.clone()>
                    {field}
                </label>
                <input class="input" id=id name=key placeholder=hint autocomplete="off" required />
                <Button>"Add"</Button>
            </Form>
        </details>
    }
}
