//! The command palette: every page by name. Ctrl+K opens it; without scripts it is a list of links.

use super::{api::Frame, navigation::groups};
use crate::json::Resource;
use crate::{
    paths,
    ui::{Icon, Symbol, close_dialog},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The id of its dialog.
pub(super) const ID: &str = "palette";

#[component]
pub(super) fn Palette(frame: Resource<Result<Frame, crate::AppError>>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let navigate = use_navigate();
    let open_first = move |event: SubmitEvent| {
        let Some(href) =
            typed.with(|typed| matching(typed, false).next().map(|command| command.href))
        else {
            return;
        };
        event.prevent_default();
        close_dialog(ID);
        navigate(href, NavigateOptions::default());
    };
    view! {
        <dialog
            class="dialog palette"
            id=ID
            aria-label="Commands"
            on:close=move |_| typed.set(String::new())
        >
            // Not a field of type search: there Escape would first empty it, and only then close.
            <form method="get" action=paths::search() class="search" role="search" on:submit=open_first>
                <label class="sr" for="palette-input">
                    "Page to open, or text to search for"
                </label>
                <Icon symbol=Symbol::Search />
                <input
                    class="input"
                    id="palette-input"
                    type="text"
                    inputmode="search"
                    name="q"
                    placeholder="Go to a page, or search"
                    autocomplete="off"
                    autofocus
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </form>
            <Suspense>
                {move || Suspend::new(async move {
                    let show_gallery = frame.await.is_ok_and(|frame| frame.show_gallery);
                    view! { <Commands typed show_gallery /> }
                })}
            </Suspense>
        </dialog>
    }
}

#[component]
fn Commands(typed: RwSignal<String>, show_gallery: bool) -> impl IntoView {
    let links = move || {
        typed.with(|typed| {
            matching(typed, show_gallery)
                .map(|command| {
                    view! {
                        <li>
                            <a href=command.href>
                                <Icon symbol=command.symbol />
                                <span class="grow">{command.label}</span>
                                <span class="subtle small">{command.group}</span>
                            </a>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    let none = move || {
        let typed = typed.get();
        let typed = typed.trim();
        (!typed.is_empty() && matching(typed, show_gallery).next().is_none()).then(|| {
            view! {
                <p class="small muted">
                    "No page is called “" {typed.to_owned()} "”. Enter searches devices, users and groups for it."
                </p>
            }
        })
    };
    view! {
        <ul on:click=|_| close_dialog(ID)>{links}</ul>
        <div aria-live="polite">{none}</div>
    }
}

/// A page that can be opened by its name.
pub(crate) struct Command {
    pub label: &'static str,
    pub group: &'static str,
    pub href: &'static str,
    pub symbol: Symbol,
}

/// The pages whose name or group has every typed word, in the order of the navigation, the account last.
pub(crate) fn matching(typed: &str, show_gallery: bool) -> impl Iterator<Item = Command> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let listed = groups(show_gallery).flat_map(|group| {
        group.entries.iter().map(|entry| Command {
            label: entry.label,
            group: group.label.unwrap_or_default(),
            href: entry.href,
            symbol: entry.symbol,
        })
    });
    let account = Command {
        label: "My account",
        group: "Account",
        href: paths::account(),
        symbol: Symbol::User,
    };
    listed
        .chain(std::iter::once(account))
        .filter(move |command| {
            let name = format!("{} {}", command.group, command.label).to_lowercase();
            words.iter().all(|word| name.contains(word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(typed: &str) -> Vec<&'static str> {
        matching(typed, false)
            .map(|command| command.label)
            .collect()
    }

    #[test]
    fn typing_narrows_the_pages_by_name_and_group() {
        assert_eq!(
            labels("devi"),
            [
                "All devices",
                "Duplicates",
                "Stale devices",
                "Cleanup rules",
                "Import"
            ]
        );
        assert_eq!(labels("  ALL dev "), ["All devices"]);
        assert_eq!(labels("account"), ["My account"]);
        assert!(labels("no such page").is_empty());
        assert!(labels("").len() > 6);
    }
}
