//! `/unlicensed-admins`: whether admins without a licence may come in, who they are, and how full their groups are.

use chrono::{DateTime, Utc};
use domain::access::{Effect, GroupFill, UnlicensedOverview};
use domain::admission::{Fill, UnlicensedAdmins, UnlicensedSetting};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::api::load_unlicensed_admins;
use super::scope::GroupRef;
use super::unlicensed_table::{AdminTable, EffectCounts};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Badge, Breadcrumbs, Button, ButtonKind, Crumb, Fact, Facts, InputKind, LinkButton, Notice,
    PageTitle, Symbol, TextInput, Time, Tone, counted, thousands,
};

/// Unlicensed admins.
#[component]
pub fn UnlicensedAdminsPage() -> impl IntoView {
    let overview = page_data(|| (), |()| load_unlicensed_admins());
    let refresh = Callback::new(move |()| overview.refetch());
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![Crumb::text("People"), Crumb::text("Unlicensed admins")] />
            <Transition>
                {move || Suspend::new(async move {
                    match overview.await {
                        Ok(overview) => Either::Left(view! { <Shown overview refresh /> }),
                        Err(error) => {
                            Either::Right(view! { <ErrorPart error title="Unlicensed admins could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(overview: UnlicensedOverview, refresh: Callback<()>) -> impl IntoView {
    let typed = Typed::read(&use_location().search.get_untracked());
    let (now, setting) = (overview.as_of, overview.setting.clone());
    let is_on = setting.state.is_on();
    let heading = if is_on {
        "Who comes in"
    } else {
        "Who would be affected"
    };
    let (tone, icon, word) = if is_on {
        (Tone::Success, Symbol::CheckCircle, "On")
    } else {
        (Tone::Quiet, Symbol::MinusCircle, "Off")
    };
    let more = overview.total - i64::try_from(overview.admins.len()).unwrap_or(0);
    let counts = overview.clone();
    view! {
        <PageTitle title="Unlicensed admins">
            <Badge tone icon>
                {word}
            </Badge>
        </PageTitle>
        <p class="lead">
            "Lets admins who have no Intune licence sign in and help. What they may do still comes only from their roles."
        </p>
        <div class="unlicensed">
            <section class="stack" aria-labelledby="affected">
                <div class="row apart">
                    <h2 id="affected">{heading}</h2>
                    <p class="asof">
                        {counted(overview.total, "admin", "admins")} ", as of "
                        <AsOfWithRefresh now here=paths::unlicensed_admins() refresh />
                    </p>
                </div>
                <EffectCounts overview=counts />
                <AdminTable admins=overview.admins />
                {(more > 0)
                    .then(|| {
                        view! {
                            <p class="small muted">
                                "And " {thousands(more)} " more. Those whom it means most to are shown first."
                            </p>
                        }
                    })}
            </section>
            <aside class="stack wide" aria-label="The setting">
                <OtherProblem typed=typed.clone() fields=&["limit"] />
                <State setting=setting.clone() groups=overview.groups.clone() now />
                {(!is_on)
                    .then(|| {
                        view! {
                            <LinkButton kind=ButtonKind::Danger href=paths::allow_unlicensed_admins()>
                                "Allow unlicensed admins"
                            </LinkButton>
                        }
                    })}
                <p class="small muted">"To take access from one person later, remove them from the role’s group."</p>
                <FillWarnings groups=overview.groups limit=setting.limit />
                <LimitForm limit=setting.limit typed />
            </aside>
        </div>
    }
}

#[component]
fn State(setting: UnlicensedSetting, groups: Vec<GroupFill>, now: DateTime<Utc>) -> impl IntoView {
    let by = setting
        .by
        .filter(|_| setting.state == UnlicensedAdmins::EnabledByAdmin);
    let origin = match setting.state {
        UnlicensedAdmins::DefaultOn => "On by default: the organisation is new here",
        UnlicensedAdmins::EnabledByAdmin => "Allowed by an admin",
        UnlicensedAdmins::Off => "Off: it was off where the organisation comes from",
    };
    let largest = groups.into_iter().next().map(|fill| {
        let count = format!(
            ", {} of {}",
            thousands(fill.unlicensed),
            thousands(setting.limit)
        );
        view! {
            <Fact label="Largest group">
                <GroupRef group=fill.group />
                <span class="num">{count}</span>
            </Fact>
        }
    });
    view! {
        <Facts>
            <Fact label="State">
                {origin} {setting.since.map(|at| view! { ", " <Time at=at now /> })}
                {by.map(|by| view! { ", by " <bdi>{by}</bdi> })}
            </Fact>
            {setting.text.map(|text| view! { <Fact label="Confirmed">{text}</Fact> })}
            {largest}
            <Fact label="Takes effect">"At once in Muster"</Fact>
            <Fact label="Can be undone">
                <b>"No"</b>
            </Fact>
        </Facts>
    }
}

/// The groups that are near their limit or over it.
#[component]
fn FillWarnings(groups: Vec<GroupFill>, limit: i64) -> impl IntoView {
    let rows: Vec<_> = groups
        .into_iter()
        .filter_map(|fill| {
            let (text, tone) = match Fill::of(fill.unlicensed, limit) {
                Fill::Room => return None,
                Fill::Near => (
                    format!("{} more come in.", thousands(limit - fill.unlicensed)),
                    Tone::Info,
                ),
                Fill::Full => ("It is full: nobody more comes in.".to_owned(), Tone::Warning),
                Fill::Over => (
                    format!(
                        "{} stay out: the last by principal name.",
                        thousands(fill.unlicensed - limit)
                    ),
                    Tone::Warning,
                ),
            };
            Some(view! {
                <Notice tone>
                    <p>
                        <GroupRef group=fill.group />
                        ": "
                        <span class="num">
                            {thousands(fill.unlicensed)} " of " {thousands(limit)} " without a licence. "
                        </span>
                        {text}
                    </p>
                    <p>"Assign licences, or use another group for the same role."</p>
                </Notice>
            })
        })
        .collect();
    rows
}

#[component]
fn LimitForm(limit: i64, typed: Typed) -> impl IntoView {
    let shown = match typed.value("limit") {
        value if value.is_empty() => limit.to_string(),
        value => value,
    };
    view! {
        <form class="stack" method="post" action=paths::unlicensed_limit()>
            <TextInput
                id="limit"
                label="Members without a licence, for each group"
                kind=InputKind::Number
                value=shown
                help="Those beyond it stay out. 1,000 is the newest documented limit; it was 350 until May 2025."
                error=typed.error("limit")
                required=true
            />
            <div>
                <Button>"Save limit"</Button>
            </div>
        </form>
    }
}

/// What the setting means to the one who reads.
#[must_use]
pub fn effect_words(effect: Effect) -> (&'static str, &'static str, &'static str, Tone, Symbol) {
    match effect {
        Effect::Gains => (
            "Gains access",
            "gains access",
            "gain access",
            Tone::Success,
            Symbol::CheckCircle,
        ),
        Effect::HasAccess => (
            "Comes in",
            "comes in without a licence",
            "come in without a licence",
            Tone::Success,
            Symbol::CheckCircle,
        ),
        Effect::StaysOut => (
            "Stays out",
            "stays out",
            "stay out",
            Tone::Warning,
            Symbol::Alert,
        ),
        Effect::NeedsNothing => (
            "Needs nothing",
            "needs nothing",
            "need nothing",
            Tone::Quiet,
            Symbol::MinusCircle,
        ),
    }
}
