//! `/audit/:sequence`: one entry: who, when, from where, what was before and after, and its place in the chain.

use domain::audit::{AuditDetail, AuditEntry, AuditQuery, action_words, actor_kind_words};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{ShownEntry, find_audit_entry};
use super::compared::Compared;
use super::filters::list_href;
use super::words::{Object, Outcome};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, CopyButton, Crumb, Empty, Fact, Facts, LinkButton, PageTitle,
    Recorded, Symbol, Time,
};

/// One entry of the audit log.
#[component]
pub fn AuditEntryPage() -> impl IntoView {
    let params = use_params_map();
    let sequence = Memo::new(move |_| {
        params.with(|params| {
            params
                .get("sequence")
                .and_then(|text| text.parse::<i64>().ok())
        })
    });
    let entry = page_data(move || sequence.get(), load);
    view! {
        <div class="page">
            <Transition>
                {move || Suspend::new(async move {
                    match entry.await {
                        Ok(entry) => EitherOf3::A(view! { <Shown entry /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchEntry /> }),
                        Err(error) => EitherOf3::C(view! { <ErrorPart error title="The entry could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load(sequence: Option<i64>) -> Result<ShownEntry, AppError> {
    let sequence = sequence.ok_or_else(|| AppError::NotFound("audit entry".to_owned()))?;
    find_audit_entry(sequence).await
}

#[component]
fn Shown(entry: ShownEntry) -> impl IntoView {
    let ShownEntry { detail, now } = entry;
    let AuditDetail {
        entry,
        fields,
        has,
        previous,
        hash,
        newer,
        older,
    } = detail;
    let title = action_words(&entry.action);
    let crumbs = vec![
        Crumb::text("Tenant administration"),
        Crumb::link("Audit log", paths::audit()),
        Crumb::text(format!("Entry {}", entry.sequence)),
    ];
    let (sequence, at, result) = (entry.sequence, entry.at, entry.result());
    view! {
        <Breadcrumbs crumbs />
        <PageTitle title>
            <Step to=older label="Older" symbol=Symbol::ChevronLeft />
            <Step to=newer label="Newer" symbol=Symbol::ChevronRight />
        </PageTitle>
        <div class="device">
            <div class="stack wider">
                <Compared fields has />
            </div>
            <aside class="stack wider" aria-label="About this entry">
                <section class="stack" aria-labelledby="about">
                    <h2 id="about">"About"</h2>
                    <Facts>
                        <Fact label="Result">
                            <Outcome result />
                        </Fact>
                        <Fact label="When">
                            <Time at now />
                        </Fact>
                        <About entry />
                    </Facts>
                </section>
                <Chain sequence previous hash />
            </aside>
        </div>
    }
}

#[component]
fn Step(to: Option<i64>, label: &'static str, symbol: Symbol) -> impl IntoView {
    match to {
        Some(to) => Either::Left(view! {
            <LinkButton href=paths::audit_entry(to) icon=symbol>
                {label}
            </LinkButton>
        }),
        None => Either::Right(view! {
            <span class="btn" role="link" aria-disabled="true">
                {label}
            </span>
        }),
    }
}

/// Who did it, from where, and to what, each with the way to what else is known of it.
#[component]
fn About(entry: AuditEntry) -> impl IntoView {
    let same_actor = list_href(&AuditQuery {
        actor: entry.actor_name.clone(),
        ..AuditQuery::default()
    });
    let same_object = list_href(&AuditQuery::of_object(&entry.object_kind, &entry.object_id));
    view! {
        <Fact label="Who">
            <bdi>{entry.actor_name}</bdi>
            <br />
            <span class="muted">{actor_kind_words(&entry.actor_kind)} " · "</span>
            <a href=same_actor>"all it did"</a>
        </Fact>
        <Fact label="From">
            <Recorded text=Some(entry.address) />
        </Fact>
        <Fact label="Object">
            <Object kind=entry.object_kind id=entry.object_id />
            <br />
            <a href=same_object>"all that was done to it"</a>
        </Fact>
        <Fact label="Action">
            <code>{entry.action}</code>
        </Fact>
    }
}

/// The place in the chain, for whoever checks it.
#[component]
fn Chain(sequence: i64, previous: String, hash: String) -> impl IntoView {
    let end = format!("{sequence}:{hash}");
    view! {
        <section class="stack" aria-labelledby="chain">
            <h2 id="chain">"Place in the chain"</h2>
            <p class="small muted">
                "Each entry holds the hash of the one before it. " <code>"muster audit verify"</code>
                " finds any that was changed, removed or moved; noted elsewhere, this hash proves it of all entries up to here."
            </p>
            <Facts>
                <Fact label="Entry">{sequence}</Fact>
                <Fact label="Hash">
                    <code class="anywhere">{hash}</code>
                    " "
                    <CopyButton text=end what="number and hash" />
                </Fact>
                <Fact label="Hash before">
                    <code class="anywhere">{previous}</code>
                </Fact>
            </Facts>
        </section>
    }
}

#[component]
fn NoSuchEntry() -> impl IntoView {
    answer_not_found();
    view! {
        <Breadcrumbs crumbs=vec![Crumb::text("Tenant administration"), Crumb::link("Audit log", paths::audit())] />
        <PageTitle title="Entry not found" />
        <Empty symbol=Symbol::Log title="No entry here has this number">
            <p class="muted">
                "The link may be wrong, or the entry was moved to an archive file: " <code>"muster audit verify"</code> " reads those too."
            </p>
            <LinkButton kind=ButtonKind::Primary href=paths::audit()>
                "Show the audit log"
            </LinkButton>
        </Empty>
    }
}
