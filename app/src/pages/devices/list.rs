//! `/devices`: every device, searched, filtered, sorted, a page at a time. The address holds all of the state.

use domain::Invalid;
use domain::device::{DeviceQuery, DeviceRows};
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{DeviceList, count_list, list_devices};
use super::bar::SelectionBar;
use super::filters::{FilterBar, list_href};
use super::first_import::FirstImport;
use super::nothing::{NothingMatches, PageIsGone};
use super::refused::Refused;
use super::selection::Selection;
use super::size::PageSize;
use super::table::{DeviceTable, RecordTable};
use super::tools::{SavedViews, ViewChanges, ViewTools};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorNotice, ErrorPart, answer_bad_request};
use crate::pages::shared::address::{read_form_error, read_pairs, use_own_search};
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::total::{
    Counted, CountedAbove, Counting, ListTotal, devices, found_of_all,
};
use crate::ui::{Breadcrumbs, Crumb, PageTitle, Pager, TableBox, counted, thousands};

/// What an address asks for: nothing where it holds nothing.
type Asked = Result<Option<DeviceQuery>, Invalid>;

/// All devices.
///
/// Sent in order while it is read: the rows first, the total after them.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let search = use_own_search();
    let query = Memo::new(move |_| search.with(|search| read_query(search)));
    // The status travels before everything that is waited for.
    if query.read_untracked().is_err() {
        answer_bad_request();
    }
    let changes = ViewChanges::new();
    let list = page_data(
        move || (query.get(), changes.version()),
        |(query, _)| load_rows(query),
    );
    let counted = Memo::new(move |_| query.get().map(|query| query.map(|query| query.filters())));
    let total = Counting::new_with_options(
        move || (counted.get(), changes.version()),
        |(query, _)| load_total(query),
        // The page does not wait for it.
        false,
    );
    let refresh = Callback::new(move |()| {
        list.refetch();
        total.refetch();
    });
    let form_error = move || {
        changes
            .error()
            .or_else(|| search.with(|search| read_form_error(search)))
            .map(|error| view! { <div class="page"><ErrorNotice error /></div> })
    };
    view! {
        <Title text="All devices" />
        {form_error}
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Err(AppError::Invalid(invalid)) => view! { <Refused invalid /> }.into_any(),
                    Err(error) => {
                        view! {
                            <div class="page">
                                <ErrorPart error title="The devices could not be loaded" />
                            </div>
                        }
                            .into_any()
                    }
                    Ok(list) if list.emptied.as_ref().is_some_and(|emptied| emptied.all == 0) => {
                        view! { <FirstImport /> }.into_any()
                    }
                    Ok(list) => view! { <List list total changes refresh /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn read_query(search: &str) -> Asked {
    let pairs = read_pairs(search);
    if pairs.is_empty() {
        Ok(None)
    } else {
        DeviceQuery::from_pairs(pairs).map(Some)
    }
}

async fn load_rows(query: Asked) -> Result<DeviceList, AppError> {
    list_devices(query.map_err(AppError::Invalid)?).await
}

async fn load_total(query: Asked) -> Result<ListTotal, AppError> {
    count_list(query.map_err(AppError::Invalid)?).await
}

#[component]
fn List(
    list: DeviceList,
    total: Counting,
    changes: ViewChanges,
    refresh: Callback<()>,
) -> impl IntoView {
    let DeviceList {
        query,
        columns,
        page,
        records,
        settings,
        words,
        emptied,
        now,
    } = list;
    let shown = DeviceQuery {
        columns: columns.clone(),
        ..query.clone()
    };
    let here = list_href(&query);
    let as_of = move || view! { <AsOfWithRefresh now here=here.clone() refresh /> };
    let link = |at| list_href(&query.at_page(Some(at)));
    let (previous, next) = (page.previous.map(link), page.next.map(link));
    let summary = summary(&query, page.skipped, page.items.len(), records.len());
    let is_empty = page.items.is_empty();
    let rest = (!is_empty)
        .then(|| ViewFn::from(move || view! { " of " <Counted total words=devices before="…" /> }));
    let selection = Selection::new();
    let rows = if let Some(emptied) = emptied {
        view! { <NothingMatches query=query.clone() hidden=emptied.without /> }.into_any()
    } else if is_empty {
        view! { <PageIsGone query=query.clone() /> }.into_any()
    } else {
        let query = query.clone();
        let table = match query.rows {
            DeviceRows::Devices => {
                let devices = page.items;
                view! { <DeviceTable devices columns=columns.clone() query now selection /> }
                    .into_any()
            }
            DeviceRows::Records => {
                view! { <RecordTable records columns=columns.clone() query now /> }.into_any()
            }
        };
        view! { <TableBox labelled_by="devices-title">{table}</TableBox> }.into_any()
    };
    let bar = (!is_empty).then(|| view! { <SelectionBar selection total shown=shown.clone() /> });
    view! {
        <div class="fill">
            <header>
                <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::text("All devices")] />
                <PageTitle
                    title="All devices"
                    id="devices-title"
                    counting=move || view! { <CountedAbove total words=found_of_all /> }
                    as_of=as_of
                >
                    <SavedViews settings=settings shown=shown.clone() changes />
                    <ViewTools shown=shown.clone() changes />
                </PageTitle>
            </header>
            {bar}
            <FilterBar query=query.clone() words />
            {rows}
            <Pager summary rest=rest.unwrap_or_default() previous next>
                <PageSize query />
            </Pager>
        </div>
    }
}

/// "1–50", and of records whose they are: "92 records of devices 1–50".
fn summary(query: &DeviceQuery, skipped: i64, devices: usize, records: usize) -> String {
    let [devices, records] =
        [devices, records].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    if devices == 0 {
        return "0 devices".to_owned();
    }
    let range = format!(
        "{}–{}",
        thousands(skipped + 1),
        thousands(skipped + devices)
    );
    match query.rows {
        DeviceRows::Devices => range,
        DeviceRows::Records => format!(
            "{} of devices {range}",
            counted(records, "record", "records")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_below_says_what_its_rows_are() {
        let mut query = DeviceQuery::default();
        assert_eq!(summary(&query, 50, 50, 0), "51–100");
        query.rows = DeviceRows::Records;
        assert_eq!(summary(&query, 0, 50, 92), "92 records of devices 1–50");
        assert_eq!(summary(&query, 0, 0, 0), "0 devices");
    }

    #[test]
    fn an_address_without_anything_asks_for_the_default_view() {
        assert_eq!(read_query(""), Ok(None));
        assert_eq!(read_query("view=all"), Ok(Some(DeviceQuery::default())));
        assert_eq!(read_query("search="), Ok(Some(DeviceQuery::default())));
        assert!(read_query("colour=red").is_err());
    }
}
