//! `/enrollment/automatic/history`: every save, the newest first: who, when, before and after.

use chrono::{DateTime, Utc};
use domain::directory::GroupNames;
use domain::enrollment::SettingChange;
use domain::id::GroupId;
use domain::saved_settings::{SettingsHistory, SettingsVersion};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{ShownHistory, list_enrollment_history};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::{read_value, use_own_search, with_value};
use crate::pages::shared::list_parts::summary;
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, Crumb, Empty, LinkButton, PageTitle, Pager, Symbol, Time, thousands,
};

/// The history of the settings.
#[component]
pub fn EnrollmentHistoryPage() -> impl IntoView {
    let search = use_own_search();
    let at = Memo::new(move |_| search.with(|search| read_value(search, "at")));
    let history = page_data(move || at.get(), list_enrollment_history);
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![
                Crumb::text("Enrollment"),
                Crumb::link("Automatic enrollment", paths::automatic_enrollment()),
                Crumb::text("History"),
            ] />
            <Transition>
                {move || Suspend::new(async move {
                    match history.await {
                        Ok(history) => Either::Left(view! { <Shown history /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The history could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(history: ShownHistory) -> impl IntoView {
    let ShownHistory {
        history: SettingsHistory {
            versions,
            group_names,
        },
        now,
    } = history;
    let summary = summary(&versions, "save", "saves");
    let link =
        |at: domain::page::Cursor| with_value(paths::enrollment_history(), "at", &at.to_string());
    let total = thousands(versions.total);
    let (previous, next) = (versions.previous.map(link), versions.next.map(link));
    let has_pages = previous.is_some() || next.is_some();
    let content = if versions.items.is_empty() {
        Either::Left(view! { <NothingYet /> })
    } else {
        let saves = versions
            .items
            .into_iter()
            .map(|version| view! { <Save version names=group_names.clone() now /> })
            .collect_view();
        Either::Right(view! { <ol class="saves">{saves}</ol> })
    };
    view! {
        <PageTitle title="History of automatic enrollment" total=total as_of=move || view! { <Time at=now now /> } />
        {content}
        {has_pages.then(|| view! { <Pager summary previous next /> })}
    }
}

#[component]
fn NothingYet() -> impl IntoView {
    view! {
        <Empty symbol=Symbol::Log title="Nothing was saved yet">
            <p class="muted">"Muster still runs with the settings it starts with. Each save will be listed here with who made it, when, before and after."</p>
            <LinkButton kind=ButtonKind::Primary href=paths::automatic_enrollment()>
                "Go to the settings"
            </LinkButton>
        </Empty>
    }
}

/// One save, as a table of what it changed.
#[component]
fn Save(version: SettingsVersion, names: GroupNames, now: DateTime<Utc>) -> impl IntoView {
    let SettingsVersion {
        version,
        saved,
        changes,
    } = version;
    let id = format!("version-{version}");
    let title_id = id.clone();
    let rows = changes
        .into_iter()
        .map(|change| view! { <ChangeRow change names=names.clone() /> })
        .collect_view();
    view! {
        <li class="stack">
            <div class="row">
                <h2 id=title_id>"Version " {version}</h2>
                <p class="small muted">
                    <Time at=saved.at now=now.max(saved.at) />
                    " by "
                    <bdi>{saved.by}</bdi>
                </p>
            </div>
            <table class="plain-table stacks" role="table" aria-labelledby=id>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">
                            "Setting"
                        </th>
                        <th role="columnheader" scope="col">
                            "Before"
                        </th>
                        <th role="columnheader" scope="col">
                            "After"
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </li>
    }
}

#[component]
fn ChangeRow(change: SettingChange, names: GroupNames) -> impl IntoView {
    let SettingChange {
        setting,
        before,
        after,
        groups_added,
        groups_removed,
    } = change;
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                {setting.label()}
            </th>
            <td role="cell" class="anywhere">
                {before}
                <Groups sign="−" what="removed" ids=groups_removed names=names.clone() />
            </td>
            <td role="cell" class="anywhere">
                {after}
                <Groups sign="+" what="added" ids=groups_added names />
            </td>
        </tr>
    }
}

/// Groups that came or went. One the directory has no more keeps its id.
#[component]
fn Groups(
    sign: &'static str,
    what: &'static str,
    ids: Vec<GroupId>,
    names: GroupNames,
) -> impl IntoView {
    ids.into_iter()
        .map(|id| {
            let name = match names.get(&id) {
                Some(name) => Either::Left(view! {
                    <a href=paths::group(id)>
                        <bdi>{name.clone()}</bdi>
                    </a>
                }),
                None => Either::Right(view! {
                    <code>{id.to_string()}</code>
                    <span class="subtle">" gone from the directory"</span>
                }),
            };
            view! {
                <span class="why">
                    <span aria-hidden="true">{sign} " "</span>
                    <span class="sr">{what} " "</span>
                    {name}
                </span>
            }
        })
        .collect_view()
}
