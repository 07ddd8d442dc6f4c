//! A device as support sees it.

use domain::support::{DeviceSupport, device_text, next_check_in};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{Case, shown};
use super::findings::Findings;
use crate::pages::shared::decision::{DecisionTrace, Told};
use crate::paths;
use crate::ui::{Fact, Facts, LinkButton, Recorded, Symbol, Time, counted};

/// Everything about a device.
#[component]
pub fn DeviceCaseView(case: Case<DeviceSupport>) -> impl IntoView {
    let Case { case, address } = case;
    let face = case.device.face.clone();
    let (id, as_of) = (case.device.id, case.as_of);
    let name = if face.name.is_empty() {
        "Without a name".to_owned()
    } else {
        face.name.clone()
    };
    let text = device_text(&case);
    let findings = shown(&case.findings, &address, case.link_token.as_deref());
    let model = [face.manufacturer.clone(), face.model.clone()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let decision = case.decision.clone();
    view! {
        <div class="who">
            <div class="grow">
                <h2>
                    <a class="name-link" href=paths::device(id)>
                        <bdi>{name}</bdi>
                    </a>
                </h2>
                <p class="small muted">
                    <bdi>{model}</bdi>
                    " · "
                    <bdi>{face.serial.clone()}</bdi>
                </p>
            </div>
            <div class="tools row">
                <LinkButton href=paths::offboarding(id) icon=Symbol::Route>"Offboarding plan"</LinkButton>
                <LinkButton href=paths::help_center() icon=Symbol::Help attr:rel="external">"Help pages"</LinkButton>
            </div>
        </div>
        <Findings findings checks=case.checks as_of text />
        <div class="case-columns">
            <State case=case />
            {decision
                .map(|asked| {
                    let told = Told {
                        decision: asked.decision,
                        path: asked.path,
                        user: asked.user,
                        settings: "with the settings as saved".to_owned(),
                        settings_href: paths::automatic_enrollment().to_owned(),
                        as_of: asked.as_of,
                    };
                    view! {
                        <section class="min-w-0" aria-labelledby="decision">
                            <h2 id="decision">{format!("If it came anew: {}", asked.path.label())}</h2>
                            <DecisionTrace told nested=true />
                        </section>
                    }
                })}
        </div>
    }
}

#[component]
fn State(case: DeviceSupport) -> impl IntoView {
    let face = case.device.face.clone();
    let now = case.as_of;
    let seen = face.last_check_in_at;
    let user = match case.user {
        Some(user) => Either::Left(view! {
            <a href=paths::support_user(user.id)>
                <bdi>{user.name}</bdi>
            </a>
            <br />
            <bdi class="muted">{user.upn}</bdi>
        }),
        None => Either::Right(view! { <Recorded text=Some(face.user_upn.clone()) /> }),
    };
    let version = format!("{} {}", face.os, face.os_version);
    let duplicates = i64::try_from(case.duplicates.len()).unwrap_or(i64::MAX);
    let first = case.duplicates.first().map(|group| group.id);
    view! {
        <section aria-labelledby="state">
            <h2 id="state">"State"</h2>
            <Facts>
                <Fact label="User">{user}</Fact>
                <Fact label="Managed by">{face.managed_by.label()}</Fact>
                <Fact label="Compliance">{face.compliance.label()}</Fact>
                <Fact label="Join type">{face.join_type.label()}</Fact>
                <Fact label="Ownership">{face.ownership.label()}</Fact>
                <Fact label="Windows"><bdi>{version}</bdi></Fact>
                <Fact label="Last check-in">
                    {match seen {
                        Some(at) => Either::Left(view! { <Time at now relative=true /> }),
                        None => Either::Right("Never"),
                    }}
                </Fact>
                {(case.is_managed)
                    .then_some(seen)
                    .flatten()
                    .map(|at| {
                        view! {
                            <Fact label="Expected again">
                                <Time at=next_check_in(at) now />
                                <br />
                                <span class="muted">"About every 8 hours while it is on and connected"</span>
                            </Fact>
                        }
                    })}
                <Fact label="Pending action"><Recorded text=case.pending /></Fact>
                <Fact label="Records">{counted(case.device.record_count, "record", "records")}</Fact>
                {first
                    .map(|id| {
                        view! {
                            <Fact label="Duplicates">
                                <a href=paths::duplicate(id)>{counted(duplicates, "group", "groups")}</a>
                            </Fact>
                        }
                    })}
                <Fact label="Data of"><Time at=case.data_as_of now /></Fact>
            </Facts>
        </section>
    }
}
