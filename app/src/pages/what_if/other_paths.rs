//! How the same case comes out on every other path.

use domain::what_if::OtherPath;
use leptos::prelude::*;

use super::question::Question;
use crate::pages::shared::decision::{symbol, tone};
use crate::ui::Status;

/// The table; each path leads to the same question about it.
#[component]
pub fn OtherPaths(question: Question, rows: Vec<OtherPath>, has_user: bool) -> impl IntoView {
    let title = if has_user {
        "The same user on other paths"
    } else {
        "The same device on other paths"
    };
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row">
                        <a href=question.on(row.path).href()>{row.path.label()}</a>
                    </th>
                    <td role="cell">
                        <Status tone=tone(&row.outcome) icon=symbol(&row.outcome)>
                            {row.outcome.label()}
                        </Status>
                    </td>
                    <td role="cell" class="muted">
                        {row.reason}
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="other-paths">
            <h2 id="other-paths">{title}</h2>
            <table class="plain-table stacks" role="table" aria-labelledby="other-paths">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">
                            "Path"
                        </th>
                        <th role="columnheader" scope="col">
                            "Outcome"
                        </th>
                        <th role="columnheader" scope="col">
                            "Decided by"
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </section>
    }
}
