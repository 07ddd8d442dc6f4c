//! `/enrollment/automatic/effect`: the users behind one number of the effect, under the settings of the address.

use domain::directory::{User, UserQuery};
use domain::effect::EffectList;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::api::{EffectUsers, list_effect_users};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, RowHeight};
use crate::pages::shared::address::{read_pairs, use_own_search, with_value};
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::list_parts::{NothingFound, SearchBar, summary, with_query};
use crate::pages::shared::refused::RefusedAddress;
use crate::paths;
use crate::ui::{
    Breadcrumbs, Crumb, Empty, LinkButton, Name, PageTitle, Pager, Recorded, Symbol, TableBox,
    thousands,
};

/// The users of one number.
#[component]
pub fn EffectListPage() -> impl IntoView {
    let search = use_own_search();
    let list = page_data(move || search.get(), list_effect_users);
    let refresh = Callback::new(move |()| list.refetch());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Err(AppError::Invalid(invalid)) => {
                        EitherOf3::A(
                            view! {
                                <div class="page">
                                    <Breadcrumbs crumbs=crumbs("Users") />
                                    <PageTitle title="This list cannot be shown" />
                                    <RefusedAddress invalid href=paths::automatic_enrollment() back="Go to Automatic enrollment">
                                        "Nobody is listed, so that nobody takes another list for the one that was asked for. Open the list from the effect panel."
                                    </RefusedAddress>
                                </div>
                            },
                        )
                    }
                    Err(error) => {
                        EitherOf3::B(
                            view! {
                                <div class="page">
                                    <ErrorPart error title="The users could not be loaded" />
                                </div>
                            },
                        )
                    }
                    Ok(list) => EitherOf3::C(view! { <Shown list refresh /> }),
                }
            })}
        </Transition>
    }
}

fn crumbs(here: &'static str) -> Vec<Crumb> {
    vec![
        Crumb::text("Enrollment"),
        Crumb::link("Automatic enrollment", paths::automatic_enrollment()),
        Crumb::text(here),
    ]
}

/// This list's address with another search or page; the edits stay in it.
fn list_href(list: EffectList, query: &UserQuery, edited: &str) -> String {
    let mut href = format!("{}?list={}", paths::enrollment_effect(), list.as_str());
    for part in [query.to_query_string().as_str(), edited] {
        if !part.is_empty() {
            href.push('&');
            href.push_str(part);
        }
    }
    href
}

#[component]
fn Shown(list: EffectUsers, refresh: Callback<()>) -> impl IntoView {
    let EffectUsers {
        list,
        query,
        edited,
        page,
        now,
    } = list;
    let here = list_href(list, &query, &edited);
    let link = |at| {
        list_href(
            list,
            &UserQuery {
                at: Some(at),
                ..query.clone()
            },
            &edited,
        )
    };
    let (total, summary) = (thousands(page.total), summary(&page, "user", "users"));
    let (previous, next) = (page.previous.map(&link), page.next.map(&link));
    let all_href = list_href(list, &UserQuery::default(), &edited);
    let mut kept = vec![("list".to_owned(), list.as_str().to_owned())];
    kept.extend(read_pairs(&edited));
    let settings_href = with_query(paths::automatic_enrollment(), &edited);
    let search = query.search.clone();
    let rows = match (page.items.is_empty(), search.is_empty()) {
        (false, _) => EitherOf3::A(view! {
            <TableBox labelled_by="page-title">
                <UserRows users=page.items edited=edited.clone() />
            </TableBox>
        }),
        (true, false) => EitherOf3::B(
            view! { <NothingFound search=search.clone() href=all_href.clone() whole="Show the whole list" /> },
        ),
        (true, true) => EitherOf3::C(view! { <Nobody settings_href=settings_href.clone() /> }),
    };
    view! {
        <div class="fill">
            <header>
                <Breadcrumbs crumbs=crumbs(list.title()) />
                <PageTitle title=list.title() total=total as_of=move || view! { <AsOfWithRefresh now here=here.clone() refresh /> }>
                    <RowHeight />
                    <LinkButton href=settings_href>"Back to the settings"</LinkButton>
                </PageTitle>
            </header>
            <SearchBar
                action=paths::enrollment_effect()
                id="effect-search"
                label="Name, sign-in name, mail or department"
                search=search
                kept
                all_href
            />
            {rows}
            <Pager summary previous next />
        </div>
    }
}

#[component]
fn Nobody(settings_href: String) -> impl IntoView {
    view! {
        <div class="nothing">
            <Empty symbol=Symbol::Users title="Nobody">
                <p class="muted">"With these settings no user is in this list."</p>
                <LinkButton href=settings_href>"Back to the settings"</LinkButton>
            </Empty>
        </div>
    }
}

/// Each user, with the way to the decision about them under the same settings.
#[component]
fn UserRows(users: Vec<User>, edited: String) -> impl IntoView {
    let rows = users
        .into_iter()
        .map(|user| {
            let mut ask = with_value(paths::what_if(), "user", &user.upn);
            if !edited.is_empty() {
                ask = format!("{ask}&{edited}");
            }
            let asks = if user.name.is_empty() {
                user.upn.clone()
            } else {
                user.name.clone()
            };
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" class="stay at-name">
                        <a class="name-link" href=paths::user(user.id)>
                            <Name name=user.name />
                        </a>
                    </th>
                    <td role="cell" class="at-who">
                        <bdi>{user.upn}</bdi>
                    </td>
                    <td role="cell" class="at-more">
                        <Recorded text=Some(user.department) />
                    </td>
                    <td role="cell" class="at-state">
                        <a href=ask aria-label=format!("What if {asks} enrolls")>
                            "What if"
                        </a>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="grid-table cards" role="table" aria-labelledby="page-title">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col" class="stay">
                        "Name"
                    </th>
                    <th role="columnheader" scope="col">
                        "Signs in as"
                    </th>
                    <th role="columnheader" scope="col">
                        "Department"
                    </th>
                    <th role="columnheader" scope="col">
                        "Decision"
                    </th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}
