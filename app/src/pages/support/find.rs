//! `/support`: one box for a user, a device, a serial number, any id or an error code; and everything that support needs to
//! know of what was found, on one screen.

use domain::device::{Device, DeviceQuery};
use domain::directory::{User, UserQuery};
use leptos::either::{Either, EitherOf5};
use leptos::prelude::*;
use leptos_router::components::Form;

use super::api::{Asked, FoundCase, support_case};
use super::code::CodeBody;
use super::device_case::DeviceCaseView;
use super::user_case::UserCaseView;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::pages::shared::address::{read_value, use_own_search};
use crate::paths;
use crate::ui::{Breadcrumbs, Button, ButtonKind, Crumb, Empty, Icon, PageTitle, Symbol, counted};

/// Troubleshooting.
#[component]
pub fn TroubleshootingPage() -> impl IntoView {
    let search = use_own_search();
    let asked = Memo::new(move |_| {
        search.with(|search| Asked {
            typed: read_value(search, "q"),
            user: read_value(search, "user"),
            device: read_value(search, "device"),
        })
    });
    let found = page_data(move || asked.get(), support_case);
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![Crumb::text("Support"), Crumb::text("Troubleshooting")] />
            <PageTitle title="Troubleshooting" />
            {move || view! { <Box typed=asked.get().typed /> }}
            <Transition>
                {move || Suspend::new(async move {
                    match found.await {
                        Ok(found) => Either::Left(view! { <Found found /> }),
                        Err(AppError::NotFound(_)) => {
                            answer_not_found();
                            Either::Right(Either::Left(view! { <NothingFound /> }))
                        }
                        Err(error) => {
                            Either::Right(Either::Right(view! { <ErrorPart error title="The case could not be loaded" /> }))
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Box(typed: String) -> impl IntoView {
    view! {
        <Form method="GET" action=paths::support() attr:class="ts-search" attr:role="search" attr:aria-label="Troubleshoot">
            <span class="search">
                <label class="sr" for="support-text">
                    "User, device, serial number or error code"
                </label>
                <Icon symbol=Symbol::Search />
                <input
                    class="input"
                    id="support-text"
                    name="q"
                    type="search"
                    autocomplete="off"
                    aria-describedby="support-help"
                    value=typed.clone()
                    prop:value=typed
                />
            </span>
            <Button kind=ButtonKind::Primary>"Find"</Button>
        </Form>
        <p class="tiny subtle mt-1" id="support-help">
            "A user, a device name, a serial number, any id, or an error code in any form: 0x80180014, 80180014, -2145910764"
        </p>
    }
}

#[component]
fn Found(found: FoundCase) -> impl IntoView {
    match found {
        FoundCase::Nothing => EitherOf5::A(view! { <NothingTyped /> }),
        FoundCase::Code(code) => EitherOf5::B(view! {
            <section class="mt-6" aria-labelledby="code">
                <h2 id="code">
                    <a href=paths::error_code(&code.slug)>{code.written.clone()}</a>
                </h2>
                <CodeBody code />
            </section>
        }),
        FoundCase::User(case) => EitherOf5::C(view! { <UserCaseView case=*case /> }),
        FoundCase::Device(case) => EitherOf5::D(view! { <DeviceCaseView case=*case /> }),
        FoundCase::Several {
            typed,
            users,
            user_count,
            devices,
            device_count,
        } => {
            let none = users.is_empty() && devices.is_empty();
            EitherOf5::E(if none {
                Either::Left(view! { <NothingFound /> })
            } else {
                Either::Right(view! { <Several typed users user_count devices device_count /> })
            })
        }
    }
}

#[component]
fn NothingTyped() -> impl IntoView {
    view! {
        <Empty symbol=Symbol::Support title="Who is on the phone?">
            <p class="muted">
                "Type the user’s sign-in name, the device’s name or serial number, or the code that Windows shows. You see what is wrong, what to do and what to say."
            </p>
        </Empty>
    }
}

#[component]
fn NothingFound() -> impl IntoView {
    view! {
        <Empty symbol=Symbol::Search title="Nothing is called that">
            <p class="muted">
                "No user, device or error code is written so. Ask for the serial number: in Windows it is shown by the command "
                <code>"wmic bios get serialnumber"</code> ". A part of a name is enough."
            </p>
        </Empty>
    }
}

/// Which one is meant?
#[component]
fn Several(
    typed: String,
    users: Vec<User>,
    user_count: i64,
    devices: Vec<Device>,
    device_count: i64,
) -> impl IntoView {
    let users_href = format!(
        "{}?{}",
        paths::users(),
        UserQuery {
            search: typed.clone(),
            ..UserQuery::default()
        }
        .to_query_string()
    );
    let devices_href = format!(
        "{}?{}",
        paths::devices(),
        DeviceQuery {
            search: typed,
            ..DeviceQuery::default()
        }
        .to_query_string()
    );
    let user_rows = users
        .into_iter()
        .map(|user| {
            view! {
                <Choice
                    href=paths::support_user(user.id)
                    symbol=Symbol::User
                    name=user.name
                    detail=user.upn
                />
            }
        })
        .collect_view();
    let device_rows = devices
        .into_iter()
        .map(|device| {
            let detail = [device.face.serial, device.face.model, device.face.user_upn]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · ");
            let name = if device.face.name.is_empty() {
                "Without a name".to_owned()
            } else {
                device.face.name
            };
            view! { <Choice href=paths::support_device(device.id) symbol=Symbol::Laptop name detail /> }
        })
        .collect_view();
    view! {
        <div class="stack wider mt-6">
            {(user_count > 0)
                .then(|| {
                    view! {
                        <section class="found" aria-labelledby="which-user">
                            <div class="row apart">
                                <h2 id="which-user">"Which user?"</h2>
                                <a class="asof" href=users_href>{counted(user_count, "user", "users")}</a>
                            </div>
                            <ul>{user_rows}</ul>
                        </section>
                    }
                })}
            {(device_count > 0)
                .then(|| {
                    view! {
                        <section class="found" aria-labelledby="which-device">
                            <div class="row apart">
                                <h2 id="which-device">"Which device?"</h2>
                                <a class="asof" href=devices_href>{counted(device_count, "device", "devices")}</a>
                            </div>
                            <ul>{device_rows}</ul>
                        </section>
                    }
                })}
        </div>
    }
}

#[component]
fn Choice(href: String, symbol: Symbol, name: String, detail: String) -> impl IntoView {
    view! {
        <li>
            <a href=href>
                <Icon symbol />
                <bdi class="name">{name}</bdi>
                <bdi class="detail">{detail}</bdi>
            </a>
        </li>
    }
}
