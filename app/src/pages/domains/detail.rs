//! `/enrollment/domains/:suffix`: what is known of one domain's two records, why, and what to do.

use chrono::{DateTime, Utc};
use domain::dns::{Advice, Answer, Check, DnsRecord, Domain, DomainDetail, End, NewRecord, Suffix};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::api::{OpenedDomain, open_domain};
use super::words::{Newest, ResultStatus};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::pages::shared::again::look_again;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, CopyButton, Crumb, Empty, Fact, Facts, LinkButton, Notice,
    PageTitle, Symbol, Time, Tone, counted,
};

/// One domain.
#[component]
pub fn DomainPage() -> impl IntoView {
    let params = use_params_map();
    let suffix = Memo::new(move |_| params.with(|params| params.get("suffix").unwrap_or_default()));
    let domain = page_data(move || suffix.get(), open_domain);
    look_again(
        domain,
        |loaded| matches!(loaded, Ok(opened) if opened.detail.domain.checking_since.is_some()),
    );
    view! {
        <div class="page form">
            <Transition>
                {move || Suspend::new(async move {
                    match domain.await {
                        Ok(domain) => EitherOf3::A(view! { <Shown domain /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchDomain /> }),
                        Err(error) => {
                            EitherOf3::C(view! { <ErrorPart error title="The domain could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

fn crumbs(last: String) -> Vec<Crumb> {
    vec![
        Crumb::text("Enrollment"),
        Crumb::link("Domains and CNAME", paths::domains()),
        Crumb::text(last),
    ]
}

#[component]
fn NoSuchDomain() -> impl IntoView {
    answer_not_found();
    view! {
        <Breadcrumbs crumbs=crumbs("Not found".to_owned()) />
        <PageTitle title="Domain not found" />
        <Empty symbol=Symbol::Globe title="Nobody signs in with this domain, and nobody added it">
            <LinkButton kind=ButtonKind::Primary href=paths::domains()>
                "Show all domains"
            </LinkButton>
        </Empty>
    }
}

#[component]
fn Shown(domain: OpenedDomain) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let OpenedDomain {
        detail,
        may_change,
        now,
    } = domain;
    let suffix = detail.domain.suffix.clone();
    let is_private = suffix
        .parse::<Suffix>()
        .is_ok_and(|suffix| suffix.is_private());
    let records = DnsRecord::ALL
        .iter()
        .filter_map(|&record| {
            let wanted = NewRecord::of(record, &suffix, detail.settings.target, &detail.own_host)?;
            let detail = detail.clone();
            Some(view! { <RecordPart record wanted detail now /> })
        })
        .collect_view();
    let checking = detail.domain.checking_since.is_some();
    let asked = suffix.clone();
    view! {
        <Breadcrumbs crumbs=crumbs(suffix.clone()) />
        <PageTitle title=suffix.clone()>
            <form method="post" action=paths::check_domains()>
                <input type="hidden" name="suffix" value=asked />
                <Button kind=ButtonKind::Primary icon=Symbol::Refresh>
                    {if checking { "Being checked" } else { "Check now" }}
                </Button>
            </form>
        </PageTitle>
        <div class="stack wider read">
            <OtherProblem typed fields=&[] />
            <About domain=detail.domain.clone() is_private />
            {records}
            <History history=detail.history now />
            {may_change.then(|| view! { <More domain=detail.domain is_private /> })}
        </div>
    }
}

#[component]
fn About(domain: Domain, is_private: bool) -> impl IntoView {
    let users = counted(domain.users, "user signs in", "users sign in");
    let sentence = if is_private {
        "Nobody can register this domain in public, so the directory cannot verify it. Its users sign in to the directory with another name, and are asked for it when they enroll."
    } else if domain.is_verified {
        "The directory is taken to have verified it: exports of users do not say."
    } else {
        "Somebody noted that the directory has not verified it. Nobody can sign in to the directory with it."
    };
    view! { <p>{users} " with it. " {sentence}</p> }
}

/// What can be said of a domain, and taking it off the list.
#[component]
fn More(domain: Domain, is_private: bool) -> impl IntoView {
    let word = if domain.is_verified { "no" } else { "yes" };
    let is_removable = domain.by_hand && domain.users == 0;
    let (verified, removed) = (domain.suffix.clone(), domain.suffix);
    view! {
        <div class="row">
            {(!is_private)
                .then(|| {
                    view! {
                        <form method="post" action=paths::verify_domain()>
                            <input type="hidden" name="suffix" value=verified />
                            <input type="hidden" name="verified" value=word />
                            <Button>
                                {if domain.is_verified { "Note that it is not verified" } else { "Note that it is verified" }}
                            </Button>
                        </form>
                    }
                })}
            {is_removable
                .then(|| {
                    view! {
                        <form method="post" action=paths::remove_domain()>
                            <input type="hidden" name="suffix" value=removed />
                            <Button kind=ButtonKind::DangerQuiet icon=Symbol::Trash>"Take off the list"</Button>
                        </form>
                    }
                })}
        </div>
        {is_removable
            .then(|| view! { <p class="small muted">"Your DNS is not touched by that, and the domain can be added again."</p> })}
    }
}

/// One of the two records.
#[component]
fn RecordPart(
    record: DnsRecord,
    wanted: NewRecord,
    detail: DomainDetail,
    now: DateTime<Utc>,
) -> impl IntoView {
    let check = detail.domain.check(record).cloned();
    let is_being_checked = detail.domain.checking_since.is_some();
    let advice = check
        .as_ref()
        .map(|check| Advice::of(check, &detail.domain.suffix, detail.settings.target));
    let works = check.as_ref().is_some_and(|check| check.result.works());
    let times = check.as_ref().map(|check| {
        view! {
            <span class="small subtle">"so since " <Time at=check.since now /> ", checked " <Time at=check.checked_at now relative=true /></span>
        }
    });
    let answers = check.clone().map(|check| view! { <Answers check /> });
    view! {
        <section class="stack" aria-labelledby=record.as_str()>
            <h2 id=record.as_str()>{record.label()}</h2>
            <p class="muted">{record.purpose()}</p>
            <p class="row">
                <Newest check is_being_checked />
                {times}
            </p>
            {advice
                .map(|advice| {
                    let to_do = (!advice.to_do.is_empty())
                        .then(|| view! { <p><b class="medium">"What to do. "</b>{advice.to_do}</p> });
                    view! {
                        <p class="break-words">{advice.what}</p>
                        {to_do}
                    }
                })}
            <Wanted wanted works />
            {answers}
        </section>
    }
}

/// The record to create, in both of the forms that people need.
#[component]
fn Wanted(wanted: NewRecord, works: bool) -> impl IntoView {
    let line = wanted.zone_line();
    let is_name = wanted.target.contains('.') && wanted.target.parse::<std::net::IpAddr>().is_err();
    if !is_name {
        return Either::Left(view! {
            <Notice tone=Tone::Warning>
                <p>
                    "This server’s public address has no name in DNS (" <code>{wanted.target}</code>
                    "), so no record can lead to it. Start Muster with --public-address, or choose another service in the DNS settings."
                </p>
            </Notice>
        });
    }
    let facts = view! {
        <Facts>
            <Fact label="Name">
                <code class="break-all">{wanted.host.clone()}</code>
                " "
                <CopyButton text=wanted.host.clone() what="name" />
            </Fact>
            <Fact label="Type">"CNAME"</Fact>
            <Fact label="Leads to">
                <code class="break-all">{wanted.target.clone()}</code>
                " "
                <CopyButton text=wanted.target.clone() what="target" />
            </Fact>
            <Fact label="Time to live">{format!("{} seconds", wanted.ttl)}</Fact>
            <Fact label="Zone file">
                <code class="break-all">{line.clone()}</code>
                " "
                <CopyButton text=line what="line of the zone file" />
            </Fact>
        </Facts>
    };
    Either::Right(view! {
        <details open=!works>
            <summary class="link-btn">"The record as it should be"</summary>
            <div class="mt-2">{facts}</div>
        </details>
    })
}

/// What each resolver said.
#[component]
fn Answers(check: Check) -> impl IntoView {
    let label = format!("What each resolver says about {}", check.record.label());
    let table_label = label.clone();
    let rows = check
        .answers
        .into_iter()
        .map(|answer| view! { <AnswerRow answer /> })
        .collect_view();
    view! {
        <details>
            <summary class="link-btn">"What each resolver says"</summary>
            <div class="overflow-x-auto mt-2" role="region" tabindex="0" aria-label=label>
                <table class="plain-table" aria-label=table_label>
                    <thead>
                        <tr>
                            <th scope="col">"Resolver"</th>
                            <th scope="col">"Result"</th>
                            <th scope="col">"Answer"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

#[component]
fn AnswerRow(answer: Answer) -> impl IntoView {
    let hops = answer
        .lookup
        .hops
        .iter()
        .map(|hop| {
            view! {
                <li>
                    "CNAME " <code class="break-all">{hop.target.clone()}</code>
                    <span class="subtle">{format!(" TTL {}", hop.ttl)}</span>
                </li>
            }
        })
        .collect_view();
    let end = match answer.lookup.end {
        End::NoName => "No such name (NXDOMAIN)".to_owned(),
        End::NoRecord => "Neither a CNAME nor an address (NODATA)".to_owned(),
        End::Addresses(addresses) => format!("Addresses: {}", addresses.join(", ")),
        End::Several(names) => format!("Several CNAMEs: {}", names.join(", ")),
        End::Loop => "A name that was there before".to_owned(),
        End::TooLong => "And so on".to_owned(),
        End::Failed(failure) => failure.label().to_owned(),
    };
    view! {
        <tr>
            <th scope="row"><bdi>{answer.lookup.resolver}</bdi></th>
            <td><ResultStatus result=answer.result /></td>
            <td>
                <ul class="small">{hops} <li>{end}</li></ul>
            </td>
        </tr>
    }
}

/// What it came to before.
#[component]
fn History(history: Vec<Check>, now: DateTime<Utc>) -> impl IntoView {
    // What was found last stands above: alone it is no history.
    let mut records: Vec<DnsRecord> = history.iter().map(|check| check.record).collect();
    records.sort_unstable();
    records.dedup();
    if history.len() <= records.len() {
        return Either::Left(());
    }
    let rows = history
        .into_iter()
        .map(|check| {
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row">{check.record.label()}</th>
                    <td role="cell"><ResultStatus result=check.result /></td>
                    <td role="cell"><code class="small break-all">{check.expected}</code></td>
                    <td role="cell">"from " <Time at=check.since now /> " to " <Time at=check.checked_at now /></td>
                </tr>
            }
        })
        .collect_view();
    Either::Right(view! {
        <section class="stack" aria-labelledby="history">
            <h2 id="history">"History"</h2>
            <div class="overflow-x-auto" role="region" tabindex="0" aria-label="Earlier checks">
                <table class="plain-table stacks" role="table" aria-labelledby="history">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Record"</th>
                            <th role="columnheader" scope="col">"Result"</th>
                            <th role="columnheader" scope="col">"Should lead to"</th>
                            <th role="columnheader" scope="col">"Seen"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        </section>
    })
}
