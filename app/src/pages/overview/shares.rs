//! How the devices are spread: by check-in, compliance, version and join type, each with what there is to see in words.

use domain::device::DeviceSort;
use domain::overview::{CheckInAge, Overview};
use domain::record::{Compliance, JoinType};
use leptos::prelude::*;

use super::listed;
use crate::ui::{Bar, Bars, ChartTone, percent, thousands};

/// One chart of bars under its heading.
#[component]
fn Shares(
    id: &'static str,
    title: &'static str,
    /// The list in the order of what the chart shows.
    sort: DeviceSort,
    finding: Option<String>,
    bars: Vec<Bar>,
    total: i64,
) -> impl IntoView {
    view! {
        <section aria-labelledby=id>
            <h2 id=id>
                <a href=listed::by(sort)>{title}</a>
            </h2>
            {finding.map(|finding| view! { <p class="finding">{finding}</p> })}
            <Bars bars total />
        </section>
    }
}

/// By how long ago they checked in.
#[component]
pub fn CheckIns(overview: Overview) -> impl IntoView {
    let total = overview.devices;
    let silent: i64 = of(&overview.check_ins, |age| age >= CheckInAge::Quarter);
    let finding = if silent == 0 {
        "Every device checked in during the last 30 days.".to_owned()
    } else {
        format!(
            "{} ({}) did not check in for 30 days or more.",
            thousands(silent),
            percent(silent, total)
        )
    };
    let bars = overview.check_ins.into_iter().map(|(age, devices)| Bar {
        label: age.label().to_owned(),
        value: devices,
        href: Some(listed::of_age(age)),
        tone: match age {
            CheckInAge::Day | CheckInAge::Week => ChartTone::Main,
            CheckInAge::ThreeWeeks | CheckInAge::Month => ChartTone::Second,
            CheckInAge::Quarter | CheckInAge::Older => ChartTone::Attention,
        },
    });
    let bars = bars.collect();
    view! { <Shares id="check-ins" title="Last check-in" sort=DeviceSort::LastCheckIn finding=Some(finding) bars total /> }
}

/// By compliance.
#[component]
pub fn ComplianceShares(overview: Overview) -> impl IntoView {
    let total = overview.devices;
    let broken = of(&overview.compliance, |state| {
        state == Compliance::NotCompliant
    });
    let compliant = of(&overview.compliance, |state| state == Compliance::Compliant);
    let finding = match (compliant, broken) {
        (0, 0) => None,
        (_, 0) => Some("No device breaks its policies.".to_owned()),
        _ => Some(format!(
            "{} comply, {} do not.",
            percent(compliant, total),
            percent(broken, total)
        )),
    };
    let bars = overview.compliance.into_iter().map(|(state, devices)| Bar {
        label: state.label().to_owned(),
        value: devices,
        href: Some(listed::of_compliance(state)),
        tone: match state {
            Compliance::Compliant => ChartTone::Main,
            Compliance::NotCompliant | Compliance::Conflict | Compliance::Error => {
                ChartTone::Danger
            }
            Compliance::InGracePeriod => ChartTone::Attention,
            Compliance::NotEvaluated | Compliance::ConfigManager | Compliance::Unknown => {
                ChartTone::Quiet
            }
        },
    });
    let bars = bars.collect();
    view! { <Shares id="compliance" title="Compliance" sort=DeviceSort::Compliance finding bars total /> }
}

/// By the version of the operating system.
#[component]
pub fn VersionShares(overview: Overview) -> impl IntoView {
    let total = overview.devices;
    let finding = overview.versions.first().map(|most| {
        format!(
            "Most frequent: {}, on {} of the devices.",
            most.name,
            percent(most.devices, total)
        )
    });
    let bars = overview.versions.into_iter().map(|share| Bar {
        href: listed::of_version(&share),
        tone: match share.os.as_str() {
            "" => ChartTone::Quiet,
            "Windows" => ChartTone::Main,
            _ => ChartTone::Second,
        },
        label: share.name,
        value: share.devices,
    });
    let bars = bars.collect();
    view! { <Shares id="versions" title="OS version" sort=DeviceSort::OsVersion finding bars total /> }
}

/// By join type.
#[component]
pub fn JoinTypeShares(overview: Overview) -> impl IntoView {
    let total = overview.devices;
    let joined = of(&overview.join_types, |join_type| {
        matches!(join_type, JoinType::Joined | JoinType::HybridJoined)
    });
    let finding = (total > 0).then(|| {
        format!(
            "{} are joined, in the cloud or to the domain as well.",
            percent(joined, total)
        )
    });
    let bars = overview
        .join_types
        .into_iter()
        .map(|(join_type, devices)| Bar {
            label: join_type.label().to_owned(),
            value: devices,
            href: Some(listed::of_join_type(join_type)),
            tone: match join_type {
                JoinType::Joined | JoinType::HybridJoined => ChartTone::Main,
                JoinType::Registered => ChartTone::Second,
                JoinType::Unknown => ChartTone::Quiet,
            },
        });
    let bars = bars.collect();
    view! { <Shares id="join-types" title="Join type" sort=DeviceSort::JoinType finding bars total /> }
}

/// How many devices are in the shares that `which` picks.
fn of<T: Copy>(shares: &[(T, i64)], which: impl Fn(T) -> bool) -> i64 {
    let picked = shares.iter().filter(|(share, _)| which(*share));
    picked.map(|(_, devices)| devices).sum()
}
