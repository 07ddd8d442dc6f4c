//! `/devices`: every device, searched, filtered, sorted, a page at a time. The address holds all of the state.

use domain::Invalid;
use domain::device::DeviceQuery;
use leptos::either::{Either, EitherOf4};
use leptos::prelude::*;

use super::api::{DeviceList, count_devices, list_devices};
use super::filters::{FilterBar, list_href};
use super::first_import::FirstImport;
use super::nothing::{NothingMatches, each_without_one};
use super::refused::Refused;
use super::size::PageSize;
use super::table::DeviceTable;
use crate::error::AppError;
use crate::layout::{ErrorPart, RowHeight};
use crate::pages::shared::address::{read_pairs, use_own_search};
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, LinkButton, PageTitle, Pager, Symbol, TableBox, thousands};

/// A list, and for an empty one how many devices each filter hides.
type Loaded = Result<(DeviceList, Vec<i64>), AppError>;

/// All devices.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let search = use_own_search();
    let query =
        Memo::new(move |_| search.with(|search| DeviceQuery::from_pairs(read_pairs(search))));
    let list = Resource::new_blocking(move || query.get(), load);
    let refresh = Callback::new(move |()| list.refetch());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Err(AppError::Invalid(invalid)) => EitherOf4::A(view! { <Refused invalid /> }),
                    Err(error) => {
                        EitherOf4::B(
                            view! {
                                <div class="page">
                                    <ErrorPart error title="The devices could not be loaded" />
                                </div>
                            },
                        )
                    }
                    Ok((list, _)) if list.all == 0 => EitherOf4::C(view! { <FirstImport /> }),
                    Ok((list, hidden)) => EitherOf4::D(view! { <List list hidden refresh /> }),
                }
            })}
        </Transition>
    }
}

async fn load(query: Result<DeviceQuery, Invalid>) -> Loaded {
    let list = list_devices(query.map_err(AppError::Invalid)?).await?;
    let hidden = if list.page.total == 0 && list.all > 0 {
        count_devices(each_without_one(&list.query)).await?
    } else {
        Vec::new()
    };
    Ok((list, hidden))
}

#[component]
fn List(list: DeviceList, hidden: Vec<i64>, refresh: Callback<()>) -> impl IntoView {
    let DeviceList {
        query,
        page,
        all,
        now,
    } = list;
    let total = match page.total {
        total if query.is_filtered() => format!("{} of {}", thousands(total), thousands(all)),
        total => thousands(total),
    };
    let here = list_href(&query);
    let as_of = move || view! { <AsOfWithRefresh now here=here.clone() refresh /> };
    let link = |at| list_href(&query.at_page(Some(at)));
    let (previous, next) = (page.previous.map(link), page.next.map(link));
    let count = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    let summary = match count {
        0 => "0 devices".to_owned(),
        _ => format!(
            "{}–{} of {}",
            thousands(page.skipped + 1),
            thousands(page.skipped + count),
            thousands(page.total)
        ),
    };
    let filters = query.clone();
    let rows = if page.items.is_empty() {
        Either::Left(view! { <NothingMatches query=query.clone() hidden /> })
    } else {
        let query = query.clone();
        Either::Right(view! {
            <TableBox labelled_by="devices-title">
                <DeviceTable devices=page.items total=page.total query now />
            </TableBox>
        })
    };
    view! {
        <div class="fill">
            <header>
                <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::text("All devices")] />
                <PageTitle title="All devices" id="devices-title" total=total as_of=as_of>
                    <RowHeight />
                    <span class="only-wide">
                        <LinkButton href=paths::imports() icon=Symbol::Upload>
                            "Import"
                        </LinkButton>
                    </span>
                </PageTitle>
            </header>
            <FilterBar query=filters />
            {rows}
            <Pager summary previous next>
                <PageSize query />
            </Pager>
        </div>
    }
}
