//! What lists with a search share: the search above them, the line below them, and what stands in for rows.

use domain::Invalid;
use domain::audit::AuditQuery;
use domain::page::Page;
use leptos::prelude::*;
use leptos_router::components::Form;

use super::refused::RefusedAddress;
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, Crumb, Empty, Icon, LinkButton, PageTitle, Symbol, counted, thousands,
};

/// `path` with a query behind it, unless that is empty.
pub fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// What the audit log knows of a thing.
pub fn audit_of(kind: &str, id: impl ToString) -> String {
    with_query(
        paths::audit(),
        &AuditQuery::of_object(kind, id).to_query_string(),
    )
}

/// "1–50 of 8,214".
pub fn summary<T>(page: &Page<T>, one: &str, many: &str) -> String {
    let shown = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    if shown == 0 {
        return counted(0, one, many);
    }
    format!(
        "{}–{} of {}",
        thousands(page.skipped + 1),
        thousands(page.skipped + shown),
        thousands(page.total)
    )
}

/// "8,214", or "12 of 8,214" where only some are asked for.
pub fn total_of(found: i64, all: i64) -> String {
    if found == all {
        thousands(all)
    } else {
        format!("{} of {}", thousands(found), thousands(all))
    }
}

/// Search above a list. A new search begins at the first page and keeps the order.
#[component]
pub fn SearchBar(
    action: &'static str,
    id: &'static str,
    /// What is searched, in words.
    label: &'static str,
    search: String,
    /// What else the address says, and is to say afterwards.
    #[prop(optional)]
    kept: Vec<(String, String)>,
    /// The list without the search.
    #[prop(into)]
    all_href: String,
) -> impl IntoView {
    let is_searched = !search.is_empty();
    let kept = kept
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <div class="filters" role="search" aria-label=label>
            <Form method="GET" action=action attr:class="contents">
                {kept}
                <span class="search field-search mx-0">
                    <label class="sr" for=id>
                        {label}
                    </label>
                    <Icon symbol=Symbol::Search />
                    <input
                        class="input"
                        id=id
                        name="q"
                        type="search"
                        placeholder=label
                        autocomplete="off"
                        value=search.clone()
                        prop:value=search.clone()
                    />
                </span>
            </Form>
            {is_searched
                .then(|| {
                    view! {
                        <a class="link-btn small" href=all_href>
                            "Clear search"
                        </a>
                    }
                })}
        </div>
    }
}

/// A search that found nothing: which one, and what dropping it brings back.
#[component]
pub fn NothingFound(
    search: String,
    /// The whole list.
    #[prop(into)]
    href: String,
    /// What the link to it says: "Without the search: 8,214 users".
    #[prop(into)]
    whole: String,
) -> impl IntoView {
    view! {
        <div class="nothing">
            <Empty symbol=Symbol::Search title="Nothing matches">
                <p class="muted">"Nothing here matches “" <bdi>{search}</bdi> "”. Try a part of it."</p>
                <p>
                    <a href=href>{whole}</a>
                </p>
            </Empty>
        </div>
    }
}

/// A list that nothing was brought into yet.
#[component]
pub fn NothingYet(
    title: &'static str,
    /// Which file brings it, and what it is good for.
    text: &'static str,
) -> impl IntoView {
    view! {
        <div class="nothing">
            <Empty symbol=Symbol::Upload title>
                <p class="muted">{text}</p>
                <LinkButton kind=ButtonKind::Primary href=paths::imports()>
                    "Import files"
                </LinkButton>
            </Empty>
        </div>
    }
}

/// An address that asks for something that is not known: which part of it, and the way back.
#[component]
pub fn Refused(
    invalid: Invalid,
    /// The list's name, and where it is.
    list: &'static str,
    href: String,
    /// What the navigation has it under.
    #[prop(default = "People")]
    area: &'static str,
) -> impl IntoView {
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text(area), Crumb::link(list, href.clone())] />
            <PageTitle title="This list cannot be shown" />
            <RefusedAddress invalid href back="Show the whole list">
                "Nothing is shown, so that nobody takes another list for the one that was asked for. Correct the address, or begin with the whole list."
            </RefusedAddress>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_below_a_list_is_exact() {
        let mut page = Page {
            items: vec![(); 50],
            total: 8_214,
            skipped: 100,
            previous: None,
            next: None,
        };
        assert_eq!(summary(&page, "user", "users"), "101–150 of 8,214");
        page.items.clear();
        assert_eq!(summary(&page, "user", "users"), "0 users");
    }

    #[test]
    fn a_search_says_how_many_of_how_many() {
        assert_eq!(
            (
                total_of(12, 8_214).as_str(),
                total_of(8_214, 8_214).as_str()
            ),
            ("12 of 8,214", "8,214")
        );
    }
}
