//! The pages that can be reached from everywhere, and the navigation that lists them.

use super::api::Frame;
use crate::json::Resource;
use crate::{
    paths,
    ui::{Icon, Symbol, close_after, thousands},
};
use leptos::{
    html,
    prelude::*,
    web_sys::{self, Storage},
};
use leptos_router::hooks::use_location;

/// A page in the navigation and in the command palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub label: &'static str,
    pub href: &'static str,
    pub symbol: Symbol,
}

/// Pages that belong together. Without a label they stand for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    pub label: Option<&'static str>,
    pub entries: &'static [Entry],
    is_debug: bool,
}

const fn entry(label: &'static str, href: &'static str, symbol: Symbol) -> Entry {
    Entry {
        label,
        href,
        symbol,
    }
}

const GROUPS: &[Group] = &[
    Group {
        label: None,
        is_debug: false,
        entries: &[entry("Overview", paths::overview(), Symbol::Gauge)],
    },
    Group {
        label: Some("Enrollment"),
        is_debug: false,
        entries: &[
            entry(
                "Automatic enrollment",
                paths::automatic_enrollment(),
                Symbol::ShieldCheck,
            ),
            entry("What if", paths::what_if(), Symbol::Decide),
            entry("Check-up", paths::check_up(), Symbol::List),
            entry("Domains and CNAME", paths::domains(), Symbol::Globe),
        ],
    },
    Group {
        label: Some("Devices"),
        is_debug: false,
        entries: &[
            entry("All devices", paths::devices(), Symbol::Laptop),
            entry("Duplicates", paths::duplicates(), Symbol::Copies),
            entry("Stale devices", paths::stale_devices(), Symbol::Clock),
            entry("Cleanup rules", paths::cleanup(), Symbol::Broom),
            entry("Import", paths::imports(), Symbol::Upload),
        ],
    },
    Group {
        label: Some("People"),
        is_debug: false,
        entries: &[
            entry("Users", paths::users(), Symbol::User),
            entry("Groups", paths::groups(), Symbol::Users),
            entry("Licences", paths::licences(), Symbol::Package),
            entry("Roles", paths::roles(), Symbol::Key),
            entry(
                "Unlicensed admins",
                paths::unlicensed_admins(),
                Symbol::Lock,
            ),
        ],
    },
    Group {
        label: Some("Support"),
        is_debug: false,
        entries: &[
            entry("Troubleshooting", paths::support(), Symbol::Support),
            entry("Error codes", paths::error_codes(), Symbol::Stop),
            entry("Help pages", paths::help_pages(), Symbol::Help),
        ],
    },
    Group {
        label: Some("Tenant administration"),
        is_debug: false,
        entries: &[
            entry("Organisation", paths::organisation(), Symbol::Building),
            entry(
                "Sign-in providers",
                paths::sign_in_providers(),
                Symbol::Lock,
            ),
            entry("API tokens", paths::tokens(), Symbol::Server),
            entry("Invitations", paths::invitations(), Symbol::Mail),
            entry("Audit log", paths::audit(), Symbol::Log),
        ],
    },
    Group {
        label: Some("Development"),
        is_debug: true,
        entries: &[entry("Components", paths::gallery(), Symbol::Columns)],
    },
];

/// The groups to show.
pub(super) fn groups(show_gallery: bool) -> impl Iterator<Item = &'static Group> {
    GROUPS
        .iter()
        .filter(move |group| show_gallery || !group.is_debug)
}

/// The entry that a page belongs to: the longest address that its path starts with, whole segments only.
fn nearest(path: &str) -> Option<&'static str> {
    GROUPS
        .iter()
        .flat_map(|group| group.entries)
        .map(|entry| entry.href)
        .filter(|href| is_within(path, href))
        .max_by_key(|href| href.len())
}

fn is_within(path: &str, href: &str) -> bool {
    if href == paths::overview() {
        return path == href;
    }
    path.strip_prefix(href)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The navigation beside the page; a popover on a narrow screen.
#[component]
pub(super) fn Navigation(frame: Resource<Result<Frame, crate::AppError>>) -> impl IntoView {
    view! {
        <nav class="side" id="nav" popover="auto" aria-label="Main" on:click=|event| close_after(&event)>
            <Suspense>
                {move || Suspend::new(async move {
                    let frame = frame.await.ok();
                    let devices = frame.as_ref().and_then(|frame| frame.device_count);
                    let show_gallery = frame.is_some_and(|frame| frame.show_gallery);
                    groups(show_gallery)
                        .map(|group| view! { <GroupView group=*group devices /> })
                        .collect_view()
                })}
            </Suspense>
        </nav>
    }
}

#[component]
fn GroupView(group: Group, devices: Option<i64>) -> impl IntoView {
    let links = group
        .entries
        .iter()
        .map(|entry| {
            let count = devices.filter(|count| entry.href == paths::devices() && *count > 0);
            view! {
                <li>
                    <EntryLink entry=*entry count />
                </li>
            }
        })
        .collect_view();
    let Some(label) = group.label else {
        return view! { <ul>{links}</ul> }.into_any();
    };
    let details = NodeRef::<html::Details>::new();
    Effect::new(move |_| {
        if let Some(details) = details.get()
            && was_closed(label)
        {
            details.set_open(false);
        }
    });
    view! {
        <details
            open
            node_ref=details
            on:toggle=move |_| {
                if let Some(details) = details.get_untracked() {
                    remember(label, details.open());
                }
            }
        >
            <summary>{label} <Icon symbol=Symbol::ChevronDown small=true /></summary>
            <ul>{links}</ul>
        </details>
    }
    .into_any()
}

#[component]
fn EntryLink(entry: Entry, count: Option<i64>) -> impl IntoView {
    let path = use_location().pathname;
    // "page" for the page itself, "true" for the list that a page belongs to.
    let current = move || {
        path.with(|path| {
            let is_nearest = nearest(path) == Some(entry.href);
            is_nearest.then(|| if path == entry.href { "page" } else { "true" })
        })
    };
    view! {
        <a href=entry.href aria-current=current>
            <Icon symbol=entry.symbol />
            <span>{entry.label}</span>
            {count.map(|count| view! { <span class="count">{thousands(count)}</span> })}
        </a>
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn key(group: &str) -> String {
    format!("muster.nav.closed.{group}")
}

fn was_closed(group: &str) -> bool {
    storage().is_some_and(|storage| matches!(storage.get_item(&key(group)), Ok(Some(_))))
}

/// A browser that keeps nothing shows all groups open the next time.
fn remember(group: &str, is_open: bool) {
    if let Some(storage) = storage() {
        drop(if is_open {
            storage.remove_item(&key(group))
        } else {
            storage.set_item(&key(group), "1")
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_to_the_nearest_entry() {
        for (path, entry) in [
            ("/", Some("/")),
            ("/devices", Some("/devices")),
            ("/devices/0191", Some("/devices")),
            ("/devices/import", Some("/devices/import")),
            ("/devices/import/0191", Some("/devices/import")),
            ("/devices/imported", Some("/devices")),
            (
                "/enrollment/automatic/history",
                Some("/enrollment/automatic"),
            ),
            ("/account", None),
        ] {
            assert_eq!(nearest(path), entry, "{path}");
        }
    }

    #[test]
    fn the_gallery_is_listed_in_debug_builds_only() {
        let lists = |show| {
            groups(show)
                .flat_map(|group| group.entries)
                .any(|entry| entry.href == paths::gallery())
        };
        assert!(lists(true));
        assert!(!lists(false));
    }
}
