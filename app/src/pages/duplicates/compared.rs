//! The records of a group side by side: one column a record, what differs marked.

use domain::duplicate::{Comparison, comparison};
use domain::id::RecordId;
use domain::record::Record;
use leptos::either::Either;
use leptos::prelude::*;

use crate::paths;
use crate::ui::{Badge, Recorded, Symbol, Tone, counted};

/// All records, the one that should stay first.
#[component]
pub fn Compared(records: Vec<Record>, survivor: Option<RecordId>, hidden: i64) -> impl IntoView {
    let rows = comparison(&records);
    let differing = rows.iter().filter(|row| row.differs).count();
    let heads = records
        .iter()
        .enumerate()
        .map(|(index, record)| view! { <Head record=record.clone() letter=letter(index) is_kept=survivor == Some(record.id) /> })
        .collect_view();
    let kept: Vec<bool> = records
        .iter()
        .map(|record| survivor == Some(record.id))
        .collect();
    let body = rows
        .into_iter()
        .map(|row| view! { <Row row kept=kept.clone() /> })
        .collect_view();
    view! {
        <section class="stack only-differing" aria-labelledby="compared">
            <div class="row apart">
                <h2 id="compared">"Records side by side"</h2>
                <label class="row small">
                    <input class="differing-switch" type="checkbox" />
                    {format!("Only what differs ({differing})")}
                </label>
            </div>
            <div class="cmp-box" tabindex="0" role="region" aria-label="All records">
                <table class="cmp">
                    <thead>
                        <tr>
                            <td></td>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
            {(hidden > 0)
                .then(|| {
                    view! {
                        <p class="small muted">
                            {counted(hidden, "more record is", "more records are")} " in this group and not shown here."
                        </p>
                    }
                })}
        </section>
    }
}

/// "A", "B": how the page names a record.
pub fn letter(index: usize) -> char {
    u8::try_from(index % 26).map_or('?', |index| char::from(b'A' + index))
}

#[component]
fn Head(record: Record, letter: char, is_kept: bool) -> impl IntoView {
    let fields = record.fields;
    view! {
        <th scope="col" class:keep=is_kept>
            {is_kept
                .then(|| {
                    view! {
                        <span class="row">
                            <Badge tone=Tone::Info icon=Symbol::Check>
                                "Stays"
                            </Badge>
                        </span>
                    }
                })}
            <b>{format!("{letter}, {}", fields.kind.label())}</b>
            <span class="why">
                <a href=paths::device(record.device_id)>"Its device"</a>
                " · "
                <bdi class="anywhere">{fields.source_id}</bdi>
            </span>
        </th>
    }
}

#[component]
fn Row(row: Comparison, kept: Vec<bool>) -> impl IntoView {
    let is_code = matches!(
        row.field,
        "Serial number" | "Device id" | "Wi-Fi address" | "Wired address" | "IMEI"
    );
    let cells = row
        .values
        .into_iter()
        .zip(row.other)
        .zip(kept)
        .map(|((value, is_other), is_kept)| {
            let text = if is_code && !value.is_empty() {
                Either::Left(view! { <code>{value}</code> })
            } else {
                Either::Right(view! { <Recorded text=Some(value) /> })
            };
            view! {
                <td class:diff=is_other class:keep=is_kept>
                    {text}
                </td>
            }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row">{row.field}</th>
            {cells}
        </tr>
    }
}
