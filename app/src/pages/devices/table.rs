//! The rows of *All devices*: a table, and cards on a phone.

use chrono::{DateTime, Utc};
use domain::device::{Device, DeviceColumn, DeviceQuery};
use domain::record::Record;
use leptos::prelude::*;

use super::cells::Row;
use super::filters::list_href;
use super::selection::{SelectPage, SelectRow, Selection};
use crate::ui::{SortDirection, SortHead};

/// The table of one page of devices.
#[component]
pub fn DeviceTable(
    devices: Vec<Device>,
    columns: Vec<DeviceColumn>,
    query: DeviceQuery,
    now: DateTime<Utc>,
    selection: Selection,
) -> impl IntoView {
    let columns = with_name(columns);
    let heads = heads(&columns, &query);
    let count = devices.len();
    let rows = devices
        .into_iter()
        .map(|device| {
            let id = device.id;
            let row = Row::from(device);
            let name = row.name();
            let cells: Vec<AnyView> = columns
                .iter()
                .map(|column| row.cell(*column, now))
                .collect();
            view! {
                <tr role="row" aria-selected=move || selection.contains(id).then_some("true")>
                    <td role="cell" class="stay pick">
                        <SelectRow id name selection />
                    </td>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <table
            class="grid-table cards picks"
            role="table"
            aria-labelledby="devices-title"
            node_ref=selection.table()
        >
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col" class="stay pick">
                        <SelectPage rows=count selection />
                    </th>
                    {heads}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

/// The table of the records behind one page of devices: those of one device stand under one another.
#[component]
pub fn RecordTable(
    records: Vec<Record>,
    columns: Vec<DeviceColumn>,
    query: DeviceQuery,
    now: DateTime<Utc>,
) -> impl IntoView {
    let mut columns = with_name(columns);
    columns.retain(|column| *column != DeviceColumn::Records);
    let name_at = columns
        .iter()
        .position(|column| *column == DeviceColumn::Name)
        .map_or(0, |at| at + 1);
    let mut heads = heads(&columns, &query);
    heads.insert(
        name_at,
        view! { <th role="columnheader" scope="col">"Record"</th> }.into_any(),
    );
    let mut last = None;
    let rows = records
        .into_iter()
        .map(|record| {
            let continues = last.replace(record.device_id) == Some(record.device_id);
            let kind = record.fields.kind.label();
            let row = Row::from(record);
            let mut cells: Vec<AnyView> = columns
                .iter()
                .map(|column| row.cell(*column, now))
                .collect();
            cells.insert(
                name_at,
                view! { <td role="cell" class="at-kind">{kind}</td> }.into_any(),
            );
            view! {
                <tr role="row" class:continues=continues>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="grid-table cards kinds" role="table" aria-labelledby="devices-title">
            <thead role="rowgroup">
                <tr role="row">{heads}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

/// The name is always there: it leads to the device.
fn with_name(mut columns: Vec<DeviceColumn>) -> Vec<DeviceColumn> {
    if !columns.contains(&DeviceColumn::Name) {
        columns.insert(0, DeviceColumn::Name);
    }
    columns
}

fn heads(columns: &[DeviceColumn], query: &DeviceQuery) -> Vec<AnyView> {
    columns
        .iter()
        .map(|column| {
            let sort = column.sort();
            let direction = if query.descending {
                SortDirection::Descending
            } else {
                SortDirection::Ascending
            };
            let sorted = (sort == query.sort).then_some(direction);
            let class = if *column == DeviceColumn::Name {
                "stay"
            } else {
                ""
            };
            let end = *column == DeviceColumn::Records;
            let href = list_href(&query.sorted_by(sort));
            view! { <SortHead label=column.label() href sorted class end /> }.into_any()
        })
        .collect()
}
