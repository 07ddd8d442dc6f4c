//! `/enrollment/check-up`: what is missing for automatic enrollment to work for everybody.

use domain::check_up::{CheckUp, Checked, Verdict, Way};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::load_check_up;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, PageTitle, Status, Symbol, Tone, counted};

/// The check-up.
#[component]
pub fn CheckUpPage() -> impl IntoView {
    let checks = page_data(|| (), |()| load_check_up());
    let refresh = Callback::new(move |()| checks.refetch());
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Enrollment"), Crumb::text("Check-up")] />
            <Transition>
                {move || Suspend::new(async move {
                    match checks.await {
                        Ok(checks) => Either::Left(view! { <Shown checks refresh /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The check-up could not be made" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(checks: CheckUp, refresh: Callback<()>) -> impl IntoView {
    let CheckUp { as_of, checks } = checks;
    let of = |verdict| {
        let number = checks
            .iter()
            .filter(|check| check.verdict == verdict)
            .count();
        i64::try_from(number).unwrap_or(i64::MAX)
    };
    let (missing, look) = (of(Verdict::Missing), of(Verdict::Look));
    let lead = match (missing, look) {
        (0, 0) => "Nothing is missing: automatic enrollment works for everybody.".to_owned(),
        (0, look) => format!(
            "Nothing is missing. {} may be as it is meant to be: say so to yourself once.",
            counted(look, "point", "points")
        ),
        (missing, _) => format!(
            "{} in the way of automatic enrollment for everybody.",
            counted(missing, "point stands", "points stand")
        ),
    };
    let rows = checks
        .into_iter()
        .map(|check| view! { <Row check /> })
        .collect_view();
    view! {
        <PageTitle title="Check-up" as_of=move || view! { <AsOfWithRefresh now=as_of here=paths::check_up() refresh /> } />
        <div class="stack wider">
            <p class="lead">{lead}</p>
            <div class="overflow-x-auto" role="region" tabindex="0" aria-labelledby="page-title">
                <table class="plain-table stacks" role="table" aria-labelledby="page-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"What"</th>
                            <th role="columnheader" scope="col">"State"</th>
                            <th role="columnheader" scope="col">"How many"</th>
                            <th role="columnheader" scope="col">"What it means"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        </div>
    }
}

#[component]
fn Row(check: Checked) -> impl IntoView {
    let (tone, icon) = match check.verdict {
        Verdict::Missing => (Tone::Danger, Symbol::XCircle),
        Verdict::Look => (Tone::Warning, Symbol::Eye),
        Verdict::Good => (Tone::Success, Symbol::CheckCircle),
    };
    let href = check.way.map(|way| href(&way));
    let title = match href {
        Some(href) => Either::Left(view! { <a class="name-link" href=href>{check.title}</a> }),
        None => Either::Right(check.title),
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">{title}</th>
            <td role="cell">
                <Status tone icon>{check.verdict.label()}</Status>
            </td>
            <td role="cell" class="num">
                {check.count.map(|(count, of)| counted(count, of.one(), of.label()))}
            </td>
            <td role="cell">{check.text}</td>
        </tr>
    }
}

fn href(way: &Way) -> String {
    match way {
        Way::Licences => paths::licences().to_owned(),
        Way::Settings => paths::automatic_enrollment().to_owned(),
        Way::Users(list) => format!("{}?list={}", paths::enrollment_effect(), list.as_str()),
        Way::Devices(query) => format!("{}?{}", paths::devices(), query.to_query_string()),
        Way::Domains => paths::domains().to_owned(),
        Way::Roles => paths::roles().to_owned(),
    }
}
