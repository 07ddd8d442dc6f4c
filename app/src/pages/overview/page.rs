//! `/`: the state of the organisation at a glance.

use domain::overview::Overview;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::load_overview;
use super::attention::Attention;
use super::figures::Figures;
use super::shares::{CheckIns, ComplianceShares, JoinTypeShares, VersionShares};
use super::trend::EnrollmentTrend;
use crate::json::page_data;
use crate::layout::ErrorNotice;
use crate::ui::{PageTitle, Time};

/// The first page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let overview = page_data(|| (), |()| load_overview());
    view! {
        <div class="page">
            <Suspense>
                {move || Suspend::new(async move {
                    match overview.await {
                        Ok(overview) => Either::Left(view! { <Glance overview /> }),
                        Err(error) => Either::Right(view! { <PageTitle title="Overview" /> <ErrorNotice error /> }),
                    }
                })}
            </Suspense>
        </div>
    }
}

#[component]
fn Glance(overview: Overview) -> impl IntoView {
    let as_of = overview.as_of;
    view! {
        <PageTitle title="Overview" as_of=move || view! { <Time at=as_of now=as_of /> } />
        <Figures overview=overview.clone() />
        <Attention overview=overview.clone() />
        {(overview.devices > 0).then(|| view! { <Charts overview /> })}
    }
}

#[component]
fn Charts(overview: Overview) -> impl IntoView {
    view! {
        <div class="charts">
            <div>
                <EnrollmentTrend enrolled=overview.enrolled.clone() as_of=overview.as_of />
                <CheckIns overview=overview.clone() />
            </div>
            <div>
                <ComplianceShares overview=overview.clone() />
                <VersionShares overview=overview.clone() />
                <JoinTypeShares overview />
            </div>
        </div>
    }
}
