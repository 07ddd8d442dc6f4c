//! `/search?q=`: everything that a text may mean, by kind.

use domain::device::{Device, DeviceQuery};
use domain::directory::{Group, GroupQuery, User, UserQuery};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::components::Form;

use super::api::{Found, FoundCode, search_codes, search_devices, search_groups, search_users};
use super::found::{Find, FoundGroup};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorNotice, matching_pages};
use crate::pages::shared::address::{read_value, use_own_search};
use crate::paths;
use crate::ui::{Breadcrumbs, Button, Crumb, Empty, Icon, PageTitle, Symbol, counted};

/// What each of the questions brought.
type Answers = (
    Result<Found<Device>, AppError>,
    Result<Found<User>, AppError>,
    Result<Found<Group>, AppError>,
    Result<Found<FoundCode>, AppError>,
);

/// Search.
#[component]
pub fn SearchPage() -> impl IntoView {
    let search = use_own_search();
    let typed = Memo::new(move |_| search.with(|search| read_value(search, "q")));
    let answers = page_data(move || typed.get(), ask);
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![Crumb::text("Search")] />
            <PageTitle title="Search" />
            {move || view! { <SearchForm typed=typed.get() /> }}
            <Transition>
                {move || Suspend::new(async move {
                    match answers.await {
                        (_, None) => EitherOf3::A(view! { <NothingTyped /> }),
                        (typed, Some(answers)) if is_empty(&typed, &answers) => EitherOf3::B(view! { <NothingFound typed /> }),
                        (typed, Some(answers)) => EitherOf3::C(view! { <Everything typed answers /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

/// Asks all of them, unless nothing was typed. The text comes back with the answers, so that they stay together.
async fn ask(typed: String) -> (String, Option<Answers>) {
    if typed.is_empty() {
        return (typed, None);
    }
    let devices = search_devices(typed.clone()).await;
    let users = search_users(typed.clone()).await;
    let groups = search_groups(typed.clone()).await;
    let codes = search_codes(typed.clone()).await;
    (typed, Some((devices, users, groups, codes)))
}

fn is_empty(typed: &str, (devices, users, groups, codes): &Answers) -> bool {
    let none = |total: Option<i64>| total == Some(0);
    none(codes.as_ref().ok().map(|found| found.total))
        && none(devices.as_ref().ok().map(|found| found.total))
        && none(users.as_ref().ok().map(|found| found.total))
        && none(groups.as_ref().ok().map(|found| found.total))
        && matching_pages(typed, false).next().is_none()
}

#[component]
fn SearchForm(typed: String) -> impl IntoView {
    view! {
        <Form method="GET" action=paths::search() attr:class="row mt-4">
            <span class="search mx-0 grow">
                <label class="sr" for="search-text">
                    "Search devices, users, groups and pages"
                </label>
                <Icon symbol=Symbol::Search />
                <input class="input" id="search-text" name="q" type="search" autocomplete="off" value=typed.clone() prop:value=typed />
            </span>
            <Button>"Search"</Button>
        </Form>
    }
}

#[component]
fn NothingTyped() -> impl IntoView {
    view! {
        <Empty symbol=Symbol::Search title="What are you looking for?">
            <p class="muted">
                "Type a device’s name, serial number, IMEI, MAC address or any of its ids; a user’s name or sign-in name; a group; an error code in any form; or a page. A part of it is enough."
            </p>
        </Empty>
    }
}

#[component]
fn NothingFound(typed: String) -> impl IntoView {
    view! {
        <Empty symbol=Symbol::Search title="Nothing is called that">
            <p class="muted">
                "No device, user, group or page has “" <bdi>{typed}</bdi> "” in its name or ids. Try a part of it, or bring the lists it is on: "
                <a href=paths::imports()>"Import"</a> "."
            </p>
        </Empty>
    }
}

#[component]
fn Everything(typed: String, answers: Answers) -> impl IntoView {
    let (devices, users, groups, codes) = answers;
    let list = |path: &str, query: String| format!("{path}?{query}");
    let all_devices = list(
        paths::devices(),
        DeviceQuery {
            search: typed.clone(),
            ..DeviceQuery::default()
        }
        .to_query_string(),
    );
    let all_users = list(
        paths::users(),
        UserQuery {
            search: typed.clone(),
            ..UserQuery::default()
        }
        .to_query_string(),
    );
    let all_groups = list(
        paths::groups(),
        GroupQuery {
            search: typed.clone(),
            ..GroupQuery::default()
        }
        .to_query_string(),
    );
    let pages: Vec<Find> = matching_pages(&typed, false)
        .map(|page| Find {
            href: page.href.to_owned(),
            name: page.label.to_owned(),
            detail: page.group.to_owned(),
            symbol: page.symbol,
        })
        .collect();
    let page_count = i64::try_from(pages.len()).unwrap_or(i64::MAX);
    view! {
        <div class="stack wider mt-6">
            {group("codes", "Error codes", ("code", "codes"), codes, code_find, paths::error_codes().to_owned())}
            {group("devices", "Devices", ("device", "devices"), devices, device_find, all_devices)}
            {group("users", "Users", ("user", "users"), users, user_find, all_users)}
            {group("groups", "Groups", ("group", "groups"), groups, group_find, all_groups)}
            {(page_count > 0)
                .then(|| {
                    view! {
                        <FoundGroup id="pages" title="Pages" finds=pages total=page_count nouns=("page", "pages") all_href=String::new() />
                    }
                })}
        </div>
    }
}

/// One kind: its finds, nothing where there are none, or why it could not be asked. The other kinds stay.
fn group<T>(
    id: &'static str,
    title: &'static str,
    nouns: (&'static str, &'static str),
    found: Result<Found<T>, AppError>,
    find: fn(T) -> Find,
    all_href: String,
) -> impl IntoView {
    match found {
        Ok(found) if found.items.is_empty() => None,
        Ok(found) => {
            let finds = found.items.into_iter().map(find).collect();
            Some(Either::Left(
                view! { <FoundGroup id title finds total=found.total nouns all_href /> },
            ))
        }
        Err(error) => Some(Either::Right(view! { <ErrorNotice error /> })),
    }
}

fn device_find(device: Device) -> Find {
    let face = device.face;
    let user = if face.user_name.is_empty() {
        face.user_upn
    } else {
        face.user_name
    };
    let details = [face.serial, user, face.model];
    let detail = details
        .into_iter()
        .filter(|detail| !detail.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let name = if face.name.is_empty() {
        "No name".to_owned()
    } else {
        face.name
    };
    Find {
        href: paths::device(device.id),
        name,
        detail,
        symbol: Symbol::Laptop,
    }
}

fn code_find(code: FoundCode) -> Find {
    Find {
        href: paths::error_code(&code.slug),
        name: code.written,
        detail: code.meaning,
        symbol: Symbol::Help,
    }
}

fn user_find(user: User) -> Find {
    Find {
        href: paths::user(user.id),
        name: user.name,
        detail: user.upn,
        symbol: Symbol::User,
    }
}

fn group_find(group: Group) -> Find {
    Find {
        href: paths::group(group.id),
        name: group.name,
        detail: counted(group.user_count, "user", "users"),
        symbol: Symbol::Users,
    }
}
