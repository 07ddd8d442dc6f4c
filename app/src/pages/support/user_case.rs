//! A user as support sees them.

use domain::access::OwnAccess;
use domain::admission::Admission;
use domain::device::Device;
use domain::enrollment::Membership;
use domain::support::{PathDecision, UserSupport, user_text};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{Case, shown};
use super::findings::Findings;
use crate::pages::shared::address::with_value;
use crate::pages::shared::decision::{DecisionTrace, Told, tone};
use crate::paths;
use crate::ui::{Fact, Facts, LinkButton, Status, Symbol, Time, Tone, counted, thousands};

/// Everything about a user.
#[component]
pub fn UserCaseView(case: Case<UserSupport>) -> impl IntoView {
    let Case { case, address } = case;
    let user = case.detail.user.clone();
    let (id, as_of) = (user.id, case.as_of);
    let initials: String = user
        .name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .collect();
    let more = [user.job_title.clone(), user.department.clone()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let text = user_text(&case);
    let findings = shown(&case.findings, &address, case.link_token.as_deref());
    let upn = user.upn.clone();
    view! {
        <div class="who">
            <span class="avatar" aria-hidden="true">{initials}</span>
            <div class="grow">
                <h2>
                    <a class="name-link" href=paths::user(id)>
                        <bdi>{user.name.clone()}</bdi>
                    </a>
                </h2>
                <p class="small muted">
                    <bdi>{upn.clone()}</bdi>
                    {(!more.is_empty()).then(|| view! { " · " <bdi>{more}</bdi> })}
                </p>
            </div>
            <div class="tools row">
                <LinkButton href=with_value(paths::what_if(), "user", &id.to_string()) icon=Symbol::Decide>
                    "What if"
                </LinkButton>
                <LinkButton href=paths::help_center() icon=Symbol::Help attr:rel="external">"Help pages"</LinkButton>
            </div>
        </div>
        <Findings findings checks=case.checks as_of text />
        <div class="case-columns">
            <Account case=case.clone() />
            <Devices devices=case.devices upn as_of />
        </div>
        <Decisions decisions=case.decisions case_facts=case.facts as_of />
    }
}

#[component]
fn Account(case: UserSupport) -> impl IntoView {
    let licences = case.detail.licences.clone();
    let has_licence = !licences.is_empty();
    let groups = case.detail.groups.len();
    let nested = case
        .detail
        .groups
        .iter()
        .filter(|membership| !membership.through.is_empty())
        .count();
    let groups_text = match nested {
        0 => thousands(count(groups)),
        _ => format!(
            "{}, {} of them nested",
            thousands(count(groups)),
            thousands(count(nested))
        ),
    };
    let id = case.detail.user.id;
    let domain = case.domain.clone();
    view! {
        <section aria-labelledby="account">
            <h2 id="account">"Account"</h2>
            <Facts>
                <Fact label="Sign-in">
                    {if case.detail.user.account_enabled {
                        view! { <Status tone=Tone::Success icon=Symbol::CheckCircle>"Allowed"</Status> }
                    } else {
                        view! { <Status tone=Tone::Danger icon=Symbol::XCircle>"Disabled"</Status> }
                    }}
                </Fact>
                <Fact label="Licences">
                    {licences
                        .into_iter()
                        .map(|licence| view! { <bdi>{licence.name}</bdi><br /> })
                        .collect_view()}
                    {(!has_licence).then_some("None")}
                    {(!case.facts.has_mdm_licence).then(|| view! { <span class="muted">"No Intune"</span> })}
                </Fact>
                <Fact label="MDM scope"><Scope membership=case.facts.mdm_membership.clone() /></Fact>
                <Fact label="MAM scope"><Scope membership=case.facts.mam_membership.clone() /></Fact>
                <Fact label="Groups">
                    <a href=paths::user(id)>{groups_text}</a>
                </Fact>
                {case.access.clone().map(|access| view! { <Fact label="Roles"><Roles access /></Fact> })}
                <Fact label="Devices">
                    {format!(
                        "{} in the directory, {} enrolled and counted",
                        thousands(i64::from(case.facts.entra_devices)),
                        thousands(i64::from(case.facts.managed_devices)),
                    )}
                </Fact>
                {domain
                    .map(|domain| {
                        view! {
                            <Fact label="Domain">
                                <a href=paths::domain(&domain.suffix)>
                                    <bdi>{domain.suffix.clone()}</bdi>
                                </a>
                            </Fact>
                        }
                    })}
            </Facts>
        </section>
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[component]
fn Scope(membership: Option<Membership>) -> impl IntoView {
    match membership {
        Some(membership) => {
            let text = membership.to_string();
            Either::Left(view! {
                <Status tone=Tone::Success icon=Symbol::CheckCircle>"In one of its groups"</Status>
                <br />
                <bdi class="muted">{text}</bdi>
            })
        }
        None => Either::Right(
            view! { <Status icon=Symbol::MinusCircle>"In none of its groups"</Status> },
        ),
    }
}

#[component]
fn Roles(access: OwnAccess) -> impl IntoView {
    let id = access.roles.len();
    let names: Vec<String> = access.roles.into_iter().map(|role| role.role).collect();
    match access.admission {
        Some(Admission::NoRole) | None if id == 0 => Either::Left("None"),
        admission => {
            let label = admission.map(Admission::label);
            Either::Right(view! {
                <bdi>{names.join(", ")}</bdi>
                {label.map(|label| view! { <br /><span class="muted">{label}</span> })}
            })
        }
    }
}

#[component]
fn Devices(
    devices: Vec<Device>,
    upn: String,
    as_of: chrono::DateTime<chrono::Utc>,
) -> impl IntoView {
    let total = counted(count(devices.len()), "device", "devices");
    if devices.is_empty() {
        return Either::Left(view! {
            <section aria-labelledby="devices">
                <h2 id="devices">"Devices"</h2>
                <p class="muted">"No device has this user."</p>
            </section>
        });
    }
    let rows = devices
        .into_iter()
        .take(20)
        .map(|device| {
            let name = if device.face.name.is_empty() {
                "Without a name".to_owned()
            } else {
                device.face.name
            };
            let seen = device
                .face
                .last_check_in_at
                .map(|at| view! { <Time at now=as_of relative=true /> });
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row">
                        <a class="name-link" href=paths::support_device(device.id)>
                            <bdi>{name}</bdi>
                        </a>
                    </th>
                    <td role="cell">{device.face.compliance.label()}</td>
                    <td role="cell">{device.face.managed_by.label()}</td>
                    <td role="cell">{seen}</td>
                </tr>
            }
        })
        .collect_view();
    Either::Right(view! {
        <section class="min-w-0" aria-labelledby="devices">
            <div class="row apart">
                <h2 id="devices">"Devices"</h2>
                <a class="asof" href=with_value(paths::devices(), "user", &upn)>{total}</a>
            </div>
            <div class="overflow-x-auto" role="region" tabindex="0" aria-label="Devices of this user">
                <table class="plain-table stacks" role="table" aria-labelledby="devices">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Device"</th>
                            <th role="columnheader" scope="col">"Compliance"</th>
                            <th role="columnheader" scope="col">"Managed by"</th>
                            <th role="columnheader" scope="col">"Last check-in"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        </section>
    })
}

/// What would happen on each of the usual paths, with every rule.
#[component]
fn Decisions(
    decisions: Vec<PathDecision>,
    case_facts: domain::enrollment::UserFacts,
    as_of: chrono::DateTime<chrono::Utc>,
) -> impl IntoView {
    let each = decisions
        .into_iter()
        .map(|on| {
            let label = on.decision.outcome.label();
            let told = Told {
                decision: on.decision.clone(),
                path: on.path,
                user: Some(case_facts.clone()),
                settings: "with the settings as saved".to_owned(),
                settings_href: paths::automatic_enrollment().to_owned(),
                as_of,
            };
            let icon = crate::pages::shared::decision::symbol(&on.decision.outcome);
            view! {
                <details class="mt-2">
                    <summary class="row">
                        <span class="link-btn">{on.path.label()}</span>
                        <Status tone=tone(&on.decision.outcome) icon>{label}</Status>
                    </summary>
                    <div class="mt-2">
                        <DecisionTrace told nested=true />
                    </div>
                </details>
            }
        })
        .collect_view();
    view! {
        <section class="mt-6" aria-labelledby="decisions">
            <h2 id="decisions">"What would happen now, on a computer with Windows 11 Pro"</h2>
            {each}
        </section>
    }
}
