//! `/support/help-pages`: every help page with its link to send, and whether it helped its readers.

use domain::help::{HelpAnswers, Topic};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{HelpPages, list_help_pages};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, CopyButton, Crumb, LinkButton, PageTitle, Symbol, thousands,
};

/// Every help page.
#[component]
pub fn HelpPagesPage() -> impl IntoView {
    let pages = page_data(|| (), |()| list_help_pages());
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Support"), Crumb::text("Help pages")] />
            <PageTitle title="Help pages">
                <LinkButton kind=ButtonKind::Primary href=paths::help_center() icon=Symbol::External attr:rel="external">
                    "Open the help center"
                </LinkButton>
            </PageTitle>
            <Transition>
                {move || Suspend::new(async move {
                    match pages.await {
                        Ok(pages) => Either::Left(view! { <Shown pages /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The help pages could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(pages: HelpPages) -> impl IntoView {
    let HelpPages { answers, address } = pages;
    let rows = Topic::ALL
        .iter()
        .map(|&topic| {
            let of_it: Vec<HelpAnswers> = answers
                .iter()
                .filter(|answer| answer.topic == topic)
                .cloned()
                .collect();
            view! { <Row topic answers=of_it address=address.clone() /> }
        })
        .collect_view();
    view! {
        <div class="stack wider">
            <p class="lead">
                "Anybody can read these pages, on any device and without signing in. Their readers are asked whether they helped; nothing is kept of who answered."
            </p>
            <div class="overflow-x-auto" role="region" tabindex="0" aria-labelledby="page-title">
                <table class="plain-table stacks" role="table" aria-labelledby="page-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Page"</th>
                            <th role="columnheader" scope="col">"Link to send"</th>
                            <th role="columnheader" scope="col">"Helped"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        </div>
    }
}

#[component]
fn Row(topic: Topic, answers: Vec<HelpAnswers>, address: String) -> impl IntoView {
    let link = format!("{address}{}", paths::help_topic(topic));
    let said = if answers.is_empty() {
        Either::Left(view! { <span class="subtle">"Nobody answered yet"</span> })
    } else {
        let lines = answers
            .into_iter()
            .map(|answer| {
                let all = answer.helped + answer.not_helped;
                view! {
                    <li>
                        {format!("{} of {} said yes", thousands(answer.helped), thousands(all))}
                        <span class="subtle">" (" {answer.language} ")"</span>
                    </li>
                }
            })
            .collect_view();
        Either::Right(view! { <ul>{lines}</ul> })
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <a class="name-link" href=paths::help_topic(topic) rel="external">{topic.label()}</a>
            </th>
            <td role="cell">
                <code class="small break-all">{link.clone()}</code>
                " "
                <CopyButton text=link what="link" />
            </td>
            <td role="cell">{said}</td>
        </tr>
    }
}
