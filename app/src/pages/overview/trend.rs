//! How many devices were enrolled, week by week or month by month: the address says which.

use chrono::{DateTime, TimeDelta, Utc};
use domain::device::DeviceSort;
use domain::overview::{Span, Trend};
use leptos::prelude::*;

use super::listed;
use crate::pages::shared::address::{read_value, use_own_search};
use crate::paths;
use crate::ui::{Column, Columns, Time, counted};

const NOUN: [&str; 2] = ["device", "devices"];

/// How long one column lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Week,
    Month,
}

impl Step {
    fn of(span: &Span) -> Self {
        if span.before - span.from > TimeDelta::days(7) {
            Self::Month
        } else {
            Self::Week
        }
    }

    /// Below the column.
    fn label(self, span: &Span) -> String {
        let format = match self {
            Self::Week => "%-d %b",
            Self::Month => "%b",
        };
        span.from.format(format).to_string()
    }

    /// In full.
    fn name(self, span: &Span) -> String {
        let format = match self {
            Self::Week => "Week of %-d %b %Y",
            Self::Month => "%b %Y",
        };
        span.from.format(format).to_string()
    }
}

/// The chart with the choice of its step.
#[component]
pub fn EnrollmentTrend(enrolled: Trend, as_of: DateTime<Utc>) -> impl IntoView {
    let search = use_own_search();
    let is_monthly = Memo::new(move |_| read_value(&search.get(), "trend") == "months");
    let current = move |monthly: bool| (is_monthly.get() == monthly).then_some("true");
    view! {
        <section aria-labelledby="enrolled">
            <div class="row apart">
                <h2 id="enrolled">
                    <a href=listed::by(DeviceSort::Enrolled)>
                        {move || if is_monthly.get() { "Enrollments a month" } else { "Enrollments a week" }}
                    </a>
                </h2>
                <nav class="spans" aria-label="Length of the trend">
                    <a href=paths::overview() aria-current=move || current(false)>"12 weeks"</a>
                    <a href=format!("{}?trend=months", paths::overview()) aria-current=move || current(true)>"12 months"</a>
                </nav>
            </div>
            {move || {
                let spans = if is_monthly.get() { enrolled.months.clone() } else { enrolled.weeks.clone() };
                view! { <TrendColumns spans as_of /> }
            }}
        </section>
    }
}

#[component]
fn TrendColumns(spans: Vec<Span>, as_of: DateTime<Utc>) -> impl IntoView {
    let total: i64 = spans.iter().map(|span| span.devices).sum();
    let finding = finding(&spans);
    let columns = spans
        .iter()
        .map(|span| Column {
            label: Step::of(span).label(span),
            name: Step::of(span).name(span),
            value: span.devices,
            href: listed::enrolled_in(span),
        })
        .collect();
    let last = spans.last().map_or("", |span| match Step::of(span) {
        Step::Week => "this week",
        Step::Month => "this month",
    });
    view! {
        <p class="finding">
            {counted(total, NOUN[0], NOUN[1])} " enrolled, " {last} " until " <Time at=as_of now=as_of />
        </p>
        <Columns columns noun=NOUN finding />
    }
}

/// "Enrollments from 7 Sep 2026 on: 985 devices. The most, 120, in the week of 2 Nov 2026."
fn finding(spans: &[Span]) -> String {
    let Some(first) = spans.first() else {
        return String::new();
    };
    let total: i64 = spans.iter().map(|span| span.devices).sum();
    let mut text = format!(
        "Enrollments from {} on: {}.",
        first.from.format("%-d %b %Y"),
        counted(total, NOUN[0], NOUN[1])
    );
    let most = spans.iter().rev().max_by_key(|span| span.devices);
    if let Some(most) = most.filter(|most| most.devices > 0) {
        let name = Step::of(most).name(most);
        text.push_str(&format!(
            " The most, {}, in: {name}.",
            counted(most.devices, NOUN[0], NOUN[1])
        ));
    }
    text
}
