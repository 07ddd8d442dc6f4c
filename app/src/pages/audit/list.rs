//! `/audit`: everything that was done or refused, filtered, a page at a time. The address holds all of the state.

use domain::Invalid;
use domain::audit::AuditQuery;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{AuditList, count_audit, list_audit};
use super::filters::{FilterBar, list_href};
use super::table::AuditTable;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, RowHeight, answer_bad_request};
use crate::pages::shared::address::{read_pairs, use_own_search};
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::list_parts::{Refused, with_query};
use crate::pages::shared::total::{Counted, CountedAbove, Counting, ListTotal, found_of_all};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Crumb, Empty, Menu, PageTitle, Pager, Symbol, TableBox, counted, thousands,
};

/// The audit log.
///
/// Sent in order while it is read: the rows first, the total after them.
#[component]
pub fn AuditPage() -> impl IntoView {
    let search = use_own_search();
    let query =
        Memo::new(move |_| search.with(|search| AuditQuery::from_pairs(read_pairs(search))));
    // The status travels before everything that is waited for.
    if query.read_untracked().is_err() {
        answer_bad_request();
    }
    let list = page_data(move || query.get(), load);
    let filters = Memo::new(move |_| query.get().map(|query| AuditQuery { at: None, ..query }));
    let total = Counting::new_with_options(
        move || filters.get(),
        load_total,
        // The page does not wait for it.
        false,
    );
    let refresh = Callback::new(move |()| {
        list.refetch();
        total.refetch();
    });
    view! {
        <Title text="Audit log" />
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Err(AppError::Invalid(invalid)) => {
                        EitherOf3::A(view! { <Refused invalid list="Audit log" href=paths::audit().to_owned() area="Tenant administration" /> })
                    }
                    Err(error) => {
                        EitherOf3::B(
                            view! {
                                <div class="page">
                                    <ErrorPart error title="The audit log could not be loaded" />
                                </div>
                            },
                        )
                    }
                    Ok(list) => EitherOf3::C(view! { <Shown list total refresh /> }),
                }
            })}
        </Transition>
    }
}

async fn load(query: Result<AuditQuery, Invalid>) -> Result<AuditList, AppError> {
    list_audit(query.map_err(AppError::Invalid)?).await
}

async fn load_total(query: Result<AuditQuery, Invalid>) -> Result<ListTotal, AppError> {
    count_audit(query.map_err(AppError::Invalid)?).await
}

#[component]
fn Shown(list: AuditList, total: Counting, refresh: Callback<()>) -> impl IntoView {
    let AuditList {
        query,
        page,
        words,
        now,
    } = list;
    let here = list_href(&query);
    let link = |at| {
        list_href(&AuditQuery {
            at: Some(at),
            ..query.clone()
        })
    };
    let (previous, next) = (page.previous.map(link), page.next.map(link));
    let shown = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    let is_empty = page.items.is_empty();
    let summary = if is_empty {
        "0 entries".to_owned()
    } else {
        let (first, last) = (page.skipped + 1, page.skipped + shown);
        format!("{}–{}", thousands(first), thousands(last))
    };
    let rest = (!is_empty)
        .then(|| ViewFn::from(move || view! { " of " <Counted total words=entries before="…" /> }));
    let rows = if is_empty {
        Either::Left(view! { <Nothing is_filtered=query.is_filtered() /> })
    } else {
        let (entries, query) = (page.items, query.clone());
        Either::Right(view! {
            <TableBox labelled_by="audit-title">
                <AuditTable entries query now />
            </TableBox>
        })
    };
    let export = AuditQuery {
        at: None,
        ..query.clone()
    }
    .to_query_string();
    view! {
        <div class="fill">
            <header>
                <Breadcrumbs crumbs=vec![Crumb::text("Tenant administration"), Crumb::text("Audit log")] />
                <PageTitle
                    title="Audit log"
                    id="audit-title"
                    counting=move || view! { <CountedAbove total words=found_of_all /> }
                    as_of=move || view! { <AsOfWithRefresh now here=here.clone() refresh /> }
                >
                    <RowHeight />
                    <Menu id="export" label="Export" symbol=Symbol::Download>
                        <a href=with_query(paths::export_audit_csv(), &export) rel="external" download>
                            "CSV file"
                        </a>
                        <a href=with_query(paths::export_audit_json_lines(), &export) rel="external" download>
                            "JSON lines"
                        </a>
                    </Menu>
                </PageTitle>
            </header>
            <FilterBar query words />
            {rows}
            <Pager summary rest=rest.unwrap_or_default() previous next />
        </div>
    }
}

fn entries(total: ListTotal) -> String {
    counted(total.found, "entry", "entries")
}

#[component]
fn Nothing(is_filtered: bool) -> impl IntoView {
    let (title, text) = if is_filtered {
        (
            "No entry matches",
            "Take off a filter, or look at the whole log.",
        )
    } else {
        (
            "No entry is here",
            "Every change and every refused attempt is logged. Older entries may have been moved to an archive file.",
        )
    };
    view! {
        <div class="nothing">
            <Empty symbol=Symbol::Log title>
                <p class="muted">{text}</p>
                {is_filtered
                    .then(|| {
                        view! {
                            <p>
                                <a href=paths::audit()>"Show the whole log"</a>
                            </p>
                        }
                    })}
            </Empty>
        </div>
    }
}
