//! `/duplicates/blocked`: values that never count as evidence. Plain forms, which need no scripts.

use domain::duplicate::{BlockedKind, BlockedValue};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::api::{BlockedList, list_blocked};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, Choose, Crumb, Empty, PageTitle, Select, Symbol, TableBox, TextInput, Time,
};

/// The list, and the form that adds to it.
#[component]
pub fn BlockedPage() -> impl IntoView {
    let list = page_data(|| (), |()| list_blocked());
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![
                Crumb::text("Devices"),
                Crumb::link("Duplicates", paths::duplicates()),
                Crumb::text("What never counts"),
            ] />
            <PageTitle title="What never counts" id="blocked-title" />
            <p class="lead">
                "Some serial numbers and hardware addresses are on many machines. They are never evidence that two records are one device."
            </p>
            <Transition>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(list) => Either::Left(view! { <Shown list /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The list could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(list: BlockedList) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let BlockedList {
        values,
        may_decide,
        now,
    } = list;
    let table = if values.is_empty() {
        Either::Left(view! {
            <Empty symbol=Symbol::List title="Nothing was added">
                <p class="muted">"The placeholders below never count anyway."</p>
            </Empty>
        })
    } else {
        let rows = values
            .into_iter()
            .map(|value| view! { <Row value may_decide now /> })
            .collect_view();
        Either::Right(view! {
            <TableBox labelled_by="blocked-title">
                <table class="grid-table cards" role="table" aria-labelledby="blocked-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col" class="stay">
                                "Value"
                            </th>
                            <th role="columnheader" scope="col">
                                "Kind"
                            </th>
                            <th role="columnheader" scope="col">
                                "Added"
                            </th>
                            <th role="columnheader" scope="col">
                                <span class="sr">"Remove"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </TableBox>
        })
    };
    view! {
        <div class="stack wider">
            <OtherProblem typed=typed.clone() fields=&["value"] />
            {may_decide.then(|| view! { <Add typed /> })}
            {table}
            <section class="stack" aria-labelledby="builtin">
                <h2 id="builtin">"Never counts anyway"</h2>
                <p class="small muted">
                    "As serial numbers: what is empty, one letter or digit again and again, counting up from 1, and what makers leave in place of one, such as “To be filled by O.E.M.”, “System Serial Number”, “Default string”, “N/A” or “INVALID”, however they are written. "
                    "As addresses: zeros, broadcast, and those of virtual adapters and copied drivers that inventory tools leave out. An address is never enough by itself."
                </p>
            </section>
        </div>
    }
}

#[component]
fn Add(typed: Typed) -> impl IntoView {
    let kinds = BlockedKind::ALL
        .iter()
        .map(|kind| Choose::new(kind.as_str(), kind.label()))
        .collect();
    let kind = typed.value("kind");
    view! {
        <form method="post" action=paths::blocked_values() class="stack" id="block-form">
            <Select id="block-kind" name="kind" label="Kind" options=kinds selected=kind />
            <TextInput
                id="block-value"
                name="value"
                label="Value"
                value=typed.value("value")
                error=typed.error("value")
                help="A serial number; or a hardware address, or how such addresses begin, for all from one maker of docks"
                autocomplete="off"
                mono=true
            />
            <Button icon=Symbol::Plus>"Add"</Button>
        </form>
    }
}

#[component]
fn Row(value: BlockedValue, may_decide: bool, now: chrono::DateTime<chrono::Utc>) -> impl IntoView {
    let BlockedValue {
        kind,
        value,
        by,
        at,
    } = value;
    let label = format!("Remove {value}");
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="stay at-name">
                <code>{value.clone()}</code>
            </th>
            <td role="cell" class="at-who">
                {kind.label()}
            </td>
            <td role="cell" class="at-when">
                <Time at now />
                ", "
                <bdi>{by}</bdi>
            </td>
            <td role="cell" class="at-state">
                {may_decide
                    .then(|| {
                        view! {
                            <form method="post" action=paths::unblock_value()>
                                <input type="hidden" name="kind" value=kind.as_str() />
                                <input type="hidden" name="value" value=value />
                                <button class="link-btn small" type="submit" aria-label=label>
                                    "Remove"
                                </button>
                            </form>
                        }
                    })}
            </td>
        </tr>
    }
}
