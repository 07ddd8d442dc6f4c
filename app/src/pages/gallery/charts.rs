//! The charts: bars of a whole, columns in time.

use crate::ui::{Bar, Bars, ChartTone, Column, Columns};
use leptos::prelude::*;

#[component]
pub(super) fn Charts() -> impl IntoView {
    let bar = |label: &str, value, tone| Bar {
        label: label.to_owned(),
        value,
        href: Some("#".to_owned()),
        tone,
    };
    let mut bars = vec![
        bar("Usual", 8_214, ChartTone::Main),
        bar("Beside it", 1_402, ChartTone::Second),
        bar("To look at", 377, ChartTone::Attention),
        bar("Wrong", 12, ChartTone::Danger),
        bar("A million", 1_000_000, ChartTone::Main),
        bar("Nothing", 0, ChartTone::Main),
        bar("A long name that does not fit here", 229, ChartTone::Main),
        bar("One", 1, ChartTone::Main),
        bar("Folded", 5, ChartTone::Main),
    ];
    bars.push(Bar {
        href: None,
        ..bar("Not known, without a list", 3, ChartTone::Quiet)
    });
    let total = bars.iter().map(|bar| bar.value).sum();
    let columns = [62, 80, 0, 96, 104, 1]
        .iter()
        .enumerate()
        .map(|(n, &value)| Column {
            label: format!("{} Oct", n + 1),
            name: format!("{} Oct", n + 1),
            value,
            href: "#".to_owned(),
        })
        .collect();
    view! {
        <Bars bars total />
        <Columns columns noun=["device", "devices"] finding="Six days in October, the most on the fifth: 104 devices." />
    }
}
