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
                    <table class="plain-table">
                        <thead>
                            <tr>
                                <th scope="col" class="end">"Record"</th>
                                <th scope="col" class="end">"Line"</th>
                                <th scope="col">"Reason"</th>
                                <th scope="col">"Column"</th>
                                <th scope="col">"What stands there"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
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
        <tr>
            <td class="end num">{thousands(problem.record)}</td>
            <td class="end num">{thousands(problem.line)}</td>
            <td>{problem.reason.label()}</td>
            <td>
                <bdi>{problem.field}</bdi>
            </td>
            <td class="break-words">
                <bdi>{problem.detail}</bdi>
            </td>
        </tr>
    }
}
