//! `/devices/stale`: for how long devices have been silent, and what can be done about it.

use domain::cleanup::{Band, StaleDevices};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::count_stale;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::paths;
use crate::ui::{
    Bar, Bars, Breadcrumbs, ButtonKind, ChartTone, Crumb, Empty, LinkButton, PageTitle, Symbol,
    thousands,
};

/// For how long devices have been silent.
#[component]
pub fn StalePage() -> impl IntoView {
    let stale = page_data(|| (), |()| count_stale());
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::text("Stale devices")] />
            <Transition>
                {move || Suspend::new(async move {
                    match stale.await {
                        Ok(stale) => Either::Left(view! { <Shown stale /> }),
                        Err(error) => {
                            Either::Right(view! { <ErrorPart error title="The devices could not be counted" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

/// The list behind a band.
fn list_of(band: Band, stale: &StaleDevices) -> String {
    let query = band.query(stale.as_of).to_query_string();
    format!("{}?{query}", paths::devices())
}

#[component]
fn Shown(stale: StaleDevices) -> impl IntoView {
    let total: i64 = stale.bands.iter().map(|(_, count)| count).sum();
    let silent: i64 = stale
        .bands
        .iter()
        .filter(|(band, _)| !matches!(band, Band::InUse | Band::Never))
        .map(|(_, count)| count)
        .sum();
    let bars = stale
        .bands
        .iter()
        .map(|&(band, value)| Bar {
            label: band.label().to_owned(),
            value,
            href: Some(list_of(band, &stale)),
            tone: match band {
                Band::InUse => ChartTone::Main,
                Band::Never => ChartTone::Quiet,
                _ => ChartTone::Attention,
            },
        })
        .collect();
    let advice = stale
        .bands
        .iter()
        .map(|(band, _)| {
            view! {
                <div>
                    <dt class="medium">{band.label()}</dt>
                    <dd class="muted">{band.advice()}</dd>
                </div>
            }
        })
        .collect_view();
    let day = stale.as_of.format("%-d %b %Y").to_string();
    let chart = if total == 0 {
        Either::Left(view! {
            <Empty symbol=Symbol::Laptop title="No devices yet">
                <p class="muted">"Import the exports of your management service and directory; this page says then which devices are silent."</p>
                <LinkButton kind=ButtonKind::Primary href=paths::imports()>
                    "Import files"
                </LinkButton>
            </Empty>
        })
    } else {
        Either::Right(view! {
            <div class="stale">
                <section class="stack" aria-labelledby="bands">
                    <h2 id="bands">"Days since the last check-in"</h2>
                    <Bars bars total />
                </section>
                <section class="stack" aria-labelledby="advice">
                    <h2 id="advice">"What can be done"</h2>
                    <dl class="stack small">{advice}</dl>
                </section>
            </div>
        })
    };
    view! {
        <PageTitle title="Stale devices" total=thousands(silent) as_of=move || day.clone()>
            <LinkButton kind=ButtonKind::Quiet href=paths::leaving_devices()>
                "Devices that leave"
            </LinkButton>
            <LinkButton icon=Symbol::Broom href=paths::cleanup()>
                "Cleanup rules"
            </LinkButton>
        </PageTitle>
        <div class="stack wider">
            <p class="lead">
                "Days are counted back from the newest check-in of your data, so that an old export does not make devices look stale."
            </p>
            {chart}
        </div>
    }
}
