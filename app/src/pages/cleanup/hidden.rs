//! `/cleanup/hidden`: what the rules hid, all of it or of one run.

use chrono::{DateTime, Utc};
use domain::cleanup::{HiddenQuery, HiddenRecord};
use domain::id::CleanupRunId;
use domain::{Invalid, page::Cursor};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::api::{HiddenList, list_hidden};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_bad_request};
use crate::pages::shared::address::use_own_search;
use crate::pages::shared::list_parts::{Refused, summary};
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Crumb, Empty, PageTitle, Pager, Recorded, Symbol, TableBox, Time, thousands,
};

/// What is hidden.
#[component]
pub fn HiddenPage() -> impl IntoView {
    let search = use_own_search();
    let query = Memo::new(move |_| search.with(|search| read(&Typed::read(search))));
    if query.read_untracked().is_err() {
        answer_bad_request();
    }
    let list = page_data(move || query.get(), load);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match list.await {
                    Ok(list) => EitherOf3::A(view! { <Shown list /> }),
                    Err(AppError::Invalid(invalid)) => {
                        EitherOf3::B(view! { <Refused invalid list="Hidden records" href=paths::hidden_records().to_owned() area="Devices" /> })
                    }
                    Err(error) => {
                        EitherOf3::C(
                            view! {
                                <div class="page">
                                    <ErrorPart error title="What is hidden could not be loaded" />
                                </div>
                            },
                        )
                    }
                }
            })}
        </Transition>
    }
}

fn read(typed: &Typed) -> Result<HiddenQuery, Invalid> {
    let (run, at) = (typed.value("run"), typed.value("at"));
    let given = |text: &str| !text.is_empty();
    Ok(HiddenQuery {
        run: given(&run)
            .then(|| run.parse::<CleanupRunId>())
            .transpose()?,
        at: given(&at).then(|| at.parse::<Cursor>()).transpose()?,
    })
}

async fn load(query: Result<HiddenQuery, Invalid>) -> Result<HiddenList, AppError> {
    list_hidden(query.map_err(AppError::Invalid)?).await
}

#[component]
fn Shown(list: HiddenList) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let HiddenList {
        query,
        page,
        may_change,
        now,
    } = list;
    let run = query.run;
    let line = summary(&page, "record", "records");
    let link = |at: Cursor| {
        let at: String = form_urlencoded::byte_serialize(at.to_string().as_bytes()).collect();
        match run {
            Some(run) => format!("{}&at={at}", paths::hidden_of_run(run)),
            None => format!("{}?at={at}", paths::hidden_records()),
        }
    };
    let (previous, next) = (page.previous.map(link), page.next.map(link));
    let total = thousands(page.total);
    let rows = if page.items.is_empty() {
        Either::Left(view! {
            <div class="nothing">
                <Empty symbol=Symbol::Broom title="Nothing is hidden">
                    <p class="muted">
                        {if run.is_some() {
                            "Everything that this run hid is back."
                        } else {
                            "What a cleanup rule hides stands here, until it is heard of again or somebody brings it back."
                        }}
                    </p>
                    <p>
                        <a href=paths::cleanup()>"Cleanup rules"</a>
                    </p>
                </Empty>
            </div>
        })
    } else {
        let rows = page
            .items
            .into_iter()
            .map(|record| view! { <Row record may_change now /> })
            .collect_view();
        Either::Right(view! {
            <TableBox labelled_by="hidden-title">
                <table class="grid-table cards" role="table" aria-labelledby="hidden-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col" class="stay">"Device"</th>
                            <th role="columnheader" scope="col">"Last seen"</th>
                            <th role="columnheader" scope="col">"User"</th>
                            <th role="columnheader" scope="col">"OS"</th>
                            <th role="columnheader" scope="col">"Serial number"</th>
                            <th role="columnheader" scope="col">"Hidden"</th>
                            <th role="columnheader" scope="col"><span class="sr">"Bring back"</span></th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </TableBox>
        })
    };
    let crumbs = vec![
        Crumb::text("Devices"),
        Crumb::link("Cleanup rules", paths::cleanup()),
        Crumb::text("Hidden records"),
    ];
    view! {
        <div class="fill">
            <header>
                <Breadcrumbs crumbs />
                <PageTitle title="Hidden records" id="hidden-title" total=total as_of=move || view! { <Time at=now now /> } />
                <OtherProblem typed fields=&[] />
                {run.is_some().then(|| view! { <p class="lead">"Of one run. " <a href=paths::hidden_records()>"Show all"</a></p> })}
            </header>
            {rows}
            <Pager summary=line previous next />
        </div>
    }
}

#[component]
fn Row(record: HiddenRecord, may_change: bool, now: DateTime<Utc>) -> impl IntoView {
    let name = if record.name.is_empty() {
        "Without a name".to_owned()
    } else {
        record.name.clone()
    };
    let label = format!("Bring back {name}");
    let shown = if record.is_listed {
        Either::Left(view! {
            <a class="name-link" href=paths::device(record.device_id)>
                <bdi>{name}</bdi>
            </a>
        })
    } else {
        Either::Right(view! { <bdi>{name}</bdi> })
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="stay at-name">{shown}</th>
            <td role="cell" class="at-when"><Time at=record.last_seen_at now /></td>
            <td role="cell" class="at-who"><Recorded text=Some(record.user_upn) /></td>
            <td role="cell"><Recorded text=Some(record.os) /></td>
            <td role="cell"><code><Recorded text=Some(record.serial) /></code></td>
            <td role="cell"><Time at=record.hidden_at now relative=true /></td>
            <td role="cell" class="at-state">
                {may_change
                    .then(|| {
                        view! {
                            <form method="post" action=paths::unhide_record()>
                                <input type="hidden" name="record" value=record.record_id.to_string() />
                                <button class="link-btn small" type="submit" aria-label=label>
                                    "Bring back"
                                </button>
                            </form>
                        }
                    })}
            </td>
        </tr>
    }
}
