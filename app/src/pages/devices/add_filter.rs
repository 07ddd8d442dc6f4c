//! The menu of filters that can be added. Each choice is a link or a small form, so it works without scripts.

use domain::device::{DeviceQuery, DeviceWords};
use domain::record::{Compliance, JoinType, ManagedBy, Ownership};
use leptos::prelude::*;
use leptos_router::components::Form;

use super::filters::{HiddenPairs, list_href};
use crate::paths;
use crate::ui::{Button, Icon, Symbol, close_after};

/// What people call the systems that devices run, where it is not known which occur.
const SYSTEMS: [&str; 5] = ["Windows", "macOS", "iOS/iPadOS", "Android", "Linux"];
/// Spans of days that are asked for most: within which a device was seen, and for which it was not.
const SEEN_DAYS: [u32; 3] = [7, 30, 90];
const SILENT_DAYS: [u32; 3] = [30, 90, 180];
/// With more words than this, one is typed and completed instead of looked for in a list.
const MOST_WORDS: usize = 24;

/// A value that can be asked for, and excluded.
struct Offer {
    label: String,
    key: &'static str,
    value: String,
    /// The pair that excludes it, where that makes sense.
    not: Option<(&'static str, String)>,
}

/// The button and its menu: one fold a field.
#[component]
pub fn AddFilter(query: DeviceQuery, words: DeviceWords) -> impl IntoView {
    let DeviceWords {
        os,
        releases,
        categories,
        enrollment_types,
    } = words;
    let choices = {
        let query = query.clone();
        move |field, offers| view! { <Choices query=query.clone() field offers /> }
    };
    macro_rules! words {
        ($words:ident, $field:literal, $key:literal) => {{
            let offers = $words::ALL.iter();
            let key_not = Some(concat!($key, ".not"));
            let offers = offers.map(|word| offer(word.label(), $key, word.as_str(), key_not));
            choices($field, offers.collect())
        }};
    }
    let by_word = (
        words!(Ownership, "Ownership", "ownership"),
        words!(Compliance, "Compliance", "compliance"),
        words!(JoinType, "Join type", "join_type"),
        words!(ManagedBy, "Managed by", "managed_by"),
    );
    let by_user = {
        let query = query.clone();
        let operators = vec![("user", "is"), ("user.not", "is not")];
        view! {
            <Typed query=query.clone() field="Primary user" operators hint="Principal name" />
            <Offers query field="Primary user" offers=vec![none_offer("user.none")] />
        }
    };
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
            {choices("OS", systems(os))}
            <Versions query=query.clone() releases />
            {by_word}
            <CheckIns query=query.clone() />
            <Enrolled query=query.clone() />
            <FreeWords
                query=query.clone()
                field="Enrollment type"
                keys=["enrollment_type", "enrollment_type.not", "enrollment_type.none"]
                words=enrollment_types
            />
            <FreeWords
                query
                field="Category"
                keys=["category", "category.not", "category.none"]
                words=categories
            />
            <Fold field="Primary user">{by_user}</Fold>
        </div>
    }
}

#[component]
fn Versions(query: DeviceQuery, releases: Vec<String>) -> impl IntoView {
    let operators = vec![
        ("os_version", "is"),
        ("os_version.not", "is not"),
        ("os_version.from", "at least"),
        ("os_version.below", "below"),
    ];
    view! {
        <Fold field="OS version">
            <Typed query field="OS version" operators hint="10.0.26100" words=releases />
        </Fold>
    }
}

#[component]
fn Enrolled(query: DeviceQuery) -> impl IntoView {
    let dates = vec![
        ("enrolled.from", "on or after"),
        ("enrolled.before", "before"),
    ];
    view! {
        <Fold field="Enrolled">
            <Typed query field="Day of enrollment" operators=dates hint="2026-10-31" type_="date" />
        </Fold>
    }
}

#[component]
fn CheckIns(query: DeviceQuery) -> impl IntoView {
    let days = vec![
        ("checked_in_days", "within days"),
        ("silent_days", "not for days"),
    ];
    let dates = vec![
        ("checked_in.from", "on or after"),
        ("checked_in.before", "before"),
    ];
    let (by_days, by_date) = (query.clone(), query.clone());
    view! {
        <Fold field="Last check-in">
            <Offers query field="Last check-in" offers=check_ins() />
            <Typed query=by_days field="Days since the last check-in" operators=days hint="30" type_="number" />
            <Typed query=by_date field="Day of the last check-in" operators=dates hint="2026-10-31" type_="date" />
        </Fold>
    }
}

fn offer(label: &str, key: &'static str, value: &str, key_not: Option<&'static str>) -> Offer {
    Offer {
        label: label.to_owned(),
        key,
        value: value.to_owned(),
        not: key_not.map(|key| (key, value.to_owned())),
    }
}

fn none_offer(key: &'static str) -> Offer {
    Offer {
        not: Some((key, "no".to_owned())),
        ..offer("None", key, "yes", None)
    }
}

/// The systems that occur, Windows by its generations.
fn systems(occurring: Vec<String>) -> Vec<Offer> {
    let systems = if occurring.is_empty() {
        SYSTEMS.map(str::to_owned).to_vec()
    } else {
        occurring
    };
    let has_windows = systems.iter().any(|os| os == "Windows");
    let generations = ["Windows 11", "Windows 10"].map(str::to_owned);
    generations
        .into_iter()
        .filter(|_| has_windows)
        .chain(systems)
        .map(|os| offer(&os, "os", &os, Some("os.not")))
        .collect()
}

fn check_ins() -> Vec<Offer> {
    let within = SEEN_DAYS.map(|days| {
        offer(
            &format!("Within {days} days"),
            "checked_in_days",
            &days.to_string(),
            None,
        )
    });
    let silent = SILENT_DAYS.map(|days| {
        offer(
            &format!("Not for {days} days"),
            "silent_days",
            &days.to_string(),
            None,
        )
    });
    let never = Offer {
        not: Some(("checked_in.never", "no".to_owned())),
        ..offer("Never", "checked_in.never", "yes", None)
    };
    within.into_iter().chain(silent).chain([never]).collect()
}

/// What a field offers, folded.
#[component]
fn Fold(field: &'static str, children: Children) -> impl IntoView {
    view! {
        <details name="add-filter">
            <summary>{field} <Icon symbol=Symbol::ChevronDown small=true /></summary>
            {children()}
        </details>
    }
}

/// One field with its choices.
#[component]
fn Choices(query: DeviceQuery, field: &'static str, offers: Vec<Offer>) -> impl IntoView {
    view! {
        <Fold field>
            <Offers query field offers />
        </Fold>
    }
}

/// A field whose words are free: those that occur, or one that is typed where they are many.
#[component]
fn FreeWords(
    query: DeviceQuery,
    field: &'static str,
    /// The keys for is, is not, and none.
    keys: [&'static str; 3],
    words: Vec<String>,
) -> impl IntoView {
    let [key, key_not, key_none] = keys;
    let is_typed = words.is_empty() || words.len() > MOST_WORDS;
    let listed = if is_typed { &[][..] } else { &words };
    let mut offers: Vec<Offer> = listed
        .iter()
        .map(|word| offer(word, key, word, Some(key_not)))
        .collect();
    offers.push(none_offer(key_none));
    let operators = vec![(key, "is"), (key_not, "is not")];
    let typed = is_typed.then(|| {
        view! { <Typed query=query.clone() field operators hint="Its whole name" words /> }
    });
    view! {
        <Fold field>
            {typed}
            <Offers query field offers />
        </Fold>
    }
}

/// Values to choose: each asked for by its name, excluded by "not". What is chosen has a mark and is taken off again.
#[component]
fn Offers(query: DeviceQuery, field: &'static str, offers: Vec<Offer>) -> impl IntoView {
    let chosen = query.pairs();
    let href = |key: &'static str, value: &str| {
        let pair = (key, value.to_owned());
        if chosen.contains(&pair) {
            (list_href(&query.without_pairs(&[pair])), true)
        } else {
            let with = query
                .with_pair(key, value)
                .unwrap_or_else(|_| query.clone());
            (list_href(&with), false)
        }
    };
    let rows = offers
        .into_iter()
        .map(|offer| {
            let (is_href, is_chosen) = href(offer.key, &offer.value);
            let not = offer.not.map(|(key, value)| {
                let (not_href, is_excluded) = href(key, &value);
                let label = format!("{field} is not {}", offer.label);
                view! {
                    <a class="not" class:on=is_excluded href=not_href aria-label=label aria-current=is_excluded.then_some("true")>
                        "not"
                    </a>
                }
            });
            view! {
                <li class="offer">
                    <a class:on=is_chosen href=is_href aria-current=is_chosen.then_some("true")>
                        {is_chosen.then(|| view! { <Icon symbol=Symbol::Check small=true /> })}
                        <bdi class="cut">{offer.label}</bdi>
                    </a>
                    {not}
                </li>
            }
        })
        .collect_view();
    view! { <ul>{rows}</ul> }
}

/// A value that is typed, with its operator.
#[component]
fn Typed(
    query: DeviceQuery,
    field: &'static str,
    /// The key of each operator, and what it is called.
    operators: Vec<(&'static str, &'static str)>,
    hint: &'static str,
    #[prop(default = "text")] type_: &'static str,
    /// What the value is completed with.
    #[prop(optional)]
    words: Vec<String>,
) -> impl IntoView {
    let key = operators.first().map_or("", |(key, _)| *key);
    let id = format!("filter-{}", key.replace('.', "-"));
    let list = (!words.is_empty()).then(|| format!("{id}-words"));
    let choices = operators
        .into_iter()
        .map(|(key, label)| view! { <option value=key>{label}</option> })
        .collect_view();
    let completions = list.clone().map(|list| {
        let words = words
            .into_iter()
            .map(|word| view! { <option value=word></option> })
            .collect_view();
        view! { <datalist id=list>{words}</datalist> }
    });
    let step = (type_ == "number").then_some("1");
    view! {
        <Form method="GET" action=paths::devices() attr:class="typed">
            <HiddenPairs query except="" />
            <select class="select" name="add" aria-label=format!("{field}: operator")>
                {choices}
            </select>
            <label class="sr" for=id.clone()>
                {field}
            </label>
            <input
                class="input"
                id=id
                name="value"
                type=type_
                min=step
                list=list
                placeholder=hint
                autocomplete="off"
                required
            />
            {completions}
            <Button>"Add"</Button>
        </Form>
    }
}
