//! Findings: what is wrong, what to do, and what to say.

use chrono::{DateTime, Utc};
use domain::support::Severity;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::ShownFinding;
use crate::paths;
use crate::ui::{CopyButton, Icon, Symbol, Time, counted};

/// All findings, or that there are none.
#[component]
pub fn Findings(
    findings: Vec<ShownFinding>,
    checks: usize,
    as_of: DateTime<Utc>,
    /// The case as text.
    text: String,
) -> impl IntoView {
    let count = i64::try_from(findings.len()).unwrap_or(i64::MAX);
    let checks = i64::try_from(checks).unwrap_or(i64::MAX);
    let title = if count == 0 {
        "Nothing stands in the way".to_owned()
    } else {
        counted(count, "finding", "findings")
    };
    let content = if findings.is_empty() {
        Either::Left(view! {
            <p class="muted">
                "No check found anything that would stop enrollment or needs repair. If the user sees a code, search for it: Windows knows more of the device than its records say."
            </p>
        })
    } else {
        Either::Right(
            findings
                .into_iter()
                .enumerate()
                .map(|(number, finding)| view! { <FindingBox finding number /> })
                .collect_view(),
        )
    };
    view! {
        <section class="mt-6 stack" aria-labelledby="findings">
            <div class="row apart">
                <h2 id="findings">{title}</h2>
                <span class="asof">{counted(checks, "check", "checks")} ", as of " <Time at=as_of now=as_of /></span>
            </div>
            <div>{content}</div>
            <div class="row">
                <details>
                    <summary class="link-btn">"The whole case as text"</summary>
                    <pre class="small wrap mt-2" id="case-text">{text.clone()}</pre>
                </details>
                <CopyButton text what="the case as text" />
            </div>
        </section>
    }
}

#[component]
fn FindingBox(finding: ShownFinding, number: usize) -> impl IntoView {
    let (symbol, class) = match finding.severity {
        Severity::Problem => (Symbol::Stop, "danger"),
        Severity::Warning => (Symbol::Alert, "warning"),
        Severity::Note => (Symbol::Info, "note-icon"),
    };
    let id = format!("finding-{number}");
    let labelled_by = id.clone();
    let code = finding.code.map(|(written, slug)| {
        view! {
            <a class="asof" href=paths::error_code(&slug)>
                <code>{written}</code>
            </a>
        }
    });
    let help = finding.help.map(|(href, label)| {
        view! {
            <span class="muted">"Help page:"</span>
            <a href=href.clone() rel="external">{label}</a>
            <CopyButton text=href what="link to the help page" />
        }
    });
    let place = finding
        .place
        .map(|(href, label)| view! { <p><a class="btn" href=href>{label}</a></p> });
    let says = !finding.to_say.is_empty();
    view! {
        <article class="hindrance" aria-labelledby=labelled_by>
            <header>
                <span class=class>
                    <Icon symbol />
                    <span class="sr">{finding.severity.label()}</span>
                </span>
                <h3 id=id>{finding.title}</h3>
                {code}
            </header>
            <div class="three">
                <div>
                    <h4>"What is wrong"</h4>
                    <p class="break-words">{finding.what}</p>
                </div>
                <div>
                    <h4>"What to do"</h4>
                    <p>{finding.to_do}</p>
                    {place}
                </div>
                <div>
                    <h4>"What to say"</h4>
                    {if says {
                        Either::Left(
                            view! {
                                <blockquote class="say">{finding.to_say.clone()}</blockquote>
                                <CopyButton text=finding.to_say what="what to say" />
                                {help.map(|help| view! { <p class="row">{help}</p> })}
                            },
                        )
                    } else {
                        Either::Right(view! { <p class="subtle">"Nothing: the user need not know."</p> })
                    }}
                </div>
            </div>
        </article>
    }
}
