//! The records of a file that were not taken, each with its place and its reason.

use domain::id::ImportId;
use domain::import::Problem;
use leptos::prelude::*;

use crate::paths;
use crate::ui::{Icon, Symbol, counted, thousands};

/// The first of them in a table, and all of them as a file.
#[component]
pub fn Problems(
    id: ImportId,
    total: i64,
    problems: Vec<Problem>,
    /// The file, where the page is about several.
    #[prop(optional_no_strip)]
    file: Option<String>,
    #[prop(optional)] open: bool,
) -> impl IntoView {
    let shown = i64::try_from(problems.len()).unwrap_or(i64::MAX);
    let name = match &file {
        Some(file) => format!("Records of {file} that cannot be taken"),
        None => "Records that cannot be taken".to_owned(),
    };
    let label = name.clone();
    let rows = problems
        .into_iter()
        .map(|problem| view! { <ProblemRow problem /> })
        .collect_view();
    view! {
        <details class="fold" open=open>
            <summary>
                <Icon symbol=Symbol::ChevronRight small=true />
                <span>
                    {file.map(|file| view! { <bdi class="medium">{file}</bdi> ": " })}
                    {counted(total, "record cannot be taken", "records cannot be taken")}
                </span>
            </summary>
            <div class="stack py-2">
                <div class="cmp-box" role="region" tabindex="0" aria-label=name>
                    <table class="plain-table stacks" role="table" aria-label=label>
                        <thead role="rowgroup">
                            <tr role="row">
                                <th role="columnheader" scope="col" class="end">
                                    "Record"
                                </th>
                                <th role="columnheader" scope="col" class="end">
                                    "Line"
                                </th>
                                <th role="columnheader" scope="col">
                                    "Reason"
                                </th>
                                <th role="columnheader" scope="col">
                                    "Column"
                                </th>
                                <th role="columnheader" scope="col">
                                    "What stands there"
                                </th>
                            </tr>
                        </thead>
                        <tbody role="rowgroup">{rows}</tbody>
                    </table>
                </div>
                <p class="small row">
                    {(shown < total).then(|| view! { <span class="muted num">{format!("The first {} are shown.", thousands(shown))}</span> })}
                    <a href=paths::import_problems(id) rel="external" download>
                        {format!("Download {} as CSV", if total == 1 { "it" } else { "all" })}
                    </a>
                </p>
            </div>
        </details>
    }
}

#[component]
fn ProblemRow(problem: Problem) -> impl IntoView {
    view! {
        <tr role="row">
            <td role="cell" class="end num">
                <span class="only-phone">"Record "</span>
                {thousands(problem.record)}
            </td>
            <td role="cell" class="end num">
                <span class="only-phone">"Line "</span>
                {thousands(problem.line)}
            </td>
            <td role="cell">{problem.reason.label()}</td>
            <td role="cell">
                <bdi>{problem.field}</bdi>
            </td>
            <td role="cell" class="break-words">
                <bdi>{problem.detail}</bdi>
            </td>
        </tr>
    }
}
