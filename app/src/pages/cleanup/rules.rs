//! `/cleanup`: the rules, and what they did.

use chrono::{DateTime, Utc};
use domain::cleanup::{CleanupRule, ShownRule};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::api::{CleanupRules, list_cleanup};
use super::runs::Runs;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, Crumb, Empty, LinkButton, PageTitle, Status, Symbol, Time, Tone,
    counted, thousands,
};

/// The rules, and what they did.
#[component]
pub fn RulesPage() -> impl IntoView {
    let rules = page_data(|| (), |()| list_cleanup());
    let refresh = Callback::new(move |()| rules.refetch());
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::text("Cleanup rules")] />
            <Transition>
                {move || Suspend::new(async move {
                    match rules.await {
                        Ok(rules) => Either::Left(view! { <Shown rules refresh /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The rules could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(rules: CleanupRules, refresh: Callback<()>) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let CleanupRules {
        rules,
        runs,
        may_change,
        now,
    } = rules;
    let hidden: i64 = rules.iter().map(|rule| rule.hidden).sum();
    let total = thousands(i64::try_from(rules.len()).unwrap_or(i64::MAX));
    let add = move || {
        view! {
            <LinkButton kind=ButtonKind::Primary icon=Symbol::Plus href=paths::cleanup_rule()>
                "Add a rule"
            </LinkButton>
        }
    };
    let table = if rules.is_empty() {
        Either::Left(view! {
            <Empty symbol=Symbol::Broom title="No rule hides anything">
                <p class="muted">
                    "A rule hides devices of one platform that have not checked in for 30 to 270 days. Before it is saved, it shows which."
                </p>
                {may_change.then(add)}
            </Empty>
        })
    } else {
        let rows = rules
            .into_iter()
            .map(|rule| view! { <Row rule now /> })
            .collect_view();
        Either::Right(view! {
            <div class="overflow-x-auto" role="region" tabindex="0" aria-labelledby="page-title">
                <table class="plain-table stacks" role="table" aria-labelledby="page-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Devices"</th>
                            <th role="columnheader" scope="col">"State"</th>
                            <th role="columnheader" scope="col">"Hidden after"</th>
                            <th role="columnheader" scope="col">"Hides now"</th>
                            <th role="columnheader" scope="col">"Last applied"</th>
                            <th role="columnheader" scope="col">"Saved"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        })
    };
    let has_rules = total != "0";
    view! {
        <PageTitle
            title="Cleanup rules"
            total=total
            as_of=move || view! { <AsOfWithRefresh now here=paths::cleanup() refresh /> }
        >
            <LinkButton kind=ButtonKind::Quiet href=paths::stale_devices()>
                "Stale devices"
            </LinkButton>
            {(may_change && has_rules).then(add)}
        </PageTitle>
        <div class="stack wider">
            <OtherProblem typed fields=&[] />
            <p class="lead">
                "A rule hides what has been silent for long, once a day. Nothing is wiped, retired or deleted, and all of it can be brought back: "
                <a href=paths::hidden_records()>{counted(hidden, "record is hidden", "records are hidden")}</a>
                "."
            </p>
            {table}
            <Runs runs may_change now />
        </div>
    }
}

#[component]
fn Row(rule: ShownRule, now: DateTime<Utc>) -> impl IntoView {
    let ShownRule { rule, hidden } = rule;
    let note = rule.note.clone();
    let last = match rule.last_run_at {
        Some(at) => Either::Left(view! { <Time at now relative=true /> }),
        None => Either::Right(view! { <span class="subtle">"Not yet"</span> }),
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <a class="name-link" href=paths::cleanup_rule_of(rule.platform.as_str())>
                    {rule.platform.label()}
                </a>
                {(!note.is_empty()).then(|| view! { <br /><span class="tiny subtle"><bdi>{note}</bdi></span> })}
            </th>
            <td role="cell"><State rule=rule.clone() /></td>
            <td role="cell">{counted(rule.days, "day", "days")}</td>
            <td role="cell" class="num">{counted(hidden, "record", "records")}</td>
            <td role="cell">{last}</td>
            <td role="cell">
                <Time at=rule.saved_at now />
                <br />
                <span class="tiny subtle">"by " <bdi>{rule.saved_by}</bdi></span>
            </td>
        </tr>
    }
}

#[component]
fn State(rule: CleanupRule) -> impl IntoView {
    let (tone, icon, word) = if rule.is_on {
        (Tone::Success, Symbol::CheckCircle, "On")
    } else {
        (Tone::Quiet, Symbol::MinusCircle, "Off")
    };
    view! {
        <Status tone icon>
            {word}
        </Status>
    }
}
