//! `/cleanup/rule`: one rule, with what it would hide and what it would leave. The form is a plain one: *Preview* asks for
//! the page anew, *Save* posts it.

use domain::cleanup::{
    CleanupPreview, FEWEST_DAYS, Guard, LONGEST_NOTE, MOST_DAYS, Platform, SilentRecord,
};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{OpenedRule, open_rule};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::use_own_search;
use crate::pages::shared::typed::{OtherProblem, Typed};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Choice, ChoiceKind, Choose, Crumb, InputKind, Notice,
    PageTitle, Panel, Select, Symbol, TextInput, Time, Tone, counted, thousands,
};

/// Of the texts of a form, those that stand at their fields.
const FIELDS: &[&str] = &["platform", "days", "note"];

/// A rule, new or kept.
#[component]
pub fn RulePage() -> impl IntoView {
    let search = use_own_search();
    let asked = Memo::new(move |_| search.with(|search| read(&Typed::read(search))));
    let rule = page_data(
        move || asked.get(),
        |(platform, days)| open_rule(platform, days),
    );
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![
                Crumb::text("Devices"),
                Crumb::link("Cleanup rules", paths::cleanup()),
                Crumb::text("Rule"),
            ] />
            <Transition>
                {move || Suspend::new(async move {
                    match rule.await {
                        Ok(rule) => {
                            let typed = Typed::read(&search.get_untracked());
                            Either::Left(view! { <Shown rule typed /> })
                        }
                        Err(error) => Either::Right(view! { <ErrorPart error title="The rule could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

/// What the preview is worked out for; what is not understood is said at its field, and taken as not asked for.
fn read(typed: &Typed) -> (Platform, Option<u32>) {
    let days = typed.value("days").parse().ok();
    (
        typed.value("platform").parse().unwrap_or(Platform::Windows),
        days.filter(|days| (FEWEST_DAYS..=MOST_DAYS).contains(days)),
    )
}

#[component]
fn Shown(rule: OpenedRule, typed: Typed) -> impl IntoView {
    let OpenedRule {
        platform,
        rule,
        days,
        preview,
        may_change,
        now,
    } = rule;
    let is_typed = !typed.value("days").is_empty();
    let days_text = if is_typed {
        typed.value("days")
    } else {
        days.to_string()
    };
    let out_of_bounds = is_typed && read(&typed).1.is_none();
    let days_error = typed.error("days").or_else(|| {
        out_of_bounds.then(|| format!("Write a number of days from {FEWEST_DAYS} to {MOST_DAYS}."))
    });
    let kept_note = rule.as_ref().map(|rule| rule.note.clone());
    let note = if is_typed {
        typed.value("note")
    } else {
        kept_note.unwrap_or_default()
    };
    let is_on = match typed.value("is_on").as_str() {
        "" => rule.as_ref().is_none_or(|rule| rule.is_on),
        // The last of two counts: the check box stands behind what is sent without it.
        _ => typed.last("is_on") == "yes",
    };
    let version = match typed.value("version") {
        // After a conflict the form is about what is kept now.
        text if !text.is_empty() && typed.value("problem").is_empty() => text,
        _ => rule.as_ref().map_or(0, |rule| rule.version).to_string(),
    };
    let exists = rule.is_some();
    let (title, name) = match &rule {
        Some(rule) => ("Cleanup rule for ", rule.platform.label()),
        None => ("New cleanup rule", ""),
    };
    let platforms = Platform::ALL
        .iter()
        .map(|platform| Choose::new(platform.as_str(), platform.label()))
        .collect();
    // What the button promises holds for what the preview was worked out for.
    let edited = RwSignal::new(false);
    let edit = Callback::new(move |_: String| edited.set(true));
    let save = format!("Save, and hide {}", thousands(preview.would_hide));
    let save = move || {
        if is_on && !edited.get() {
            save.clone()
        } else {
            "Save".to_owned()
        }
    };
    view! {
        <PageTitle title=format!("{title}{name}") />
        <OtherProblem typed=typed.clone() fields=FIELDS />
        <div class="rule">
            <form method="post" action=paths::cleanup_rule() class="stack wide" id="rule-form">
                <input type="hidden" name="version" value=version />
                <Select
                    id="platform"
                    label="Devices"
                    options=platforms
                    selected=platform.as_str()
                    error=typed.error("platform")
                    help="A platform has one rule. “All other platforms” are those that have none of their own."
                    on_change=edit
                />
                <TextInput
                    id="days"
                    label="Hide after so many days without a check-in"
                    kind=InputKind::Number
                    value=days_text
                    error=days_error
                    help=format!("{FEWEST_DAYS} to {MOST_DAYS}, counted back from the newest check-in of your data")
                    required=true
                    on_input=edit
                />
                <TextInput
                    id="note"
                    label="What it is for"
                    optional=true
                    value=note
                    error=typed.error("note")
                    max_length=u16::try_from(LONGEST_NOTE).unwrap_or(u16::MAX)
                    autocomplete="off"
                />
                <input type="hidden" name="is_on" value="no" />
                <Choice
                    kind=ChoiceKind::Checkbox
                    name="is_on"
                    value="yes"
                    label="Apply it"
                    help="Now, and then once a day. Without this it is only kept."
                    checked=is_on
                    on_change=Callback::new(move |_: bool| edited.set(true))
                />
                <div class="row">
                    {may_change.then(|| view! { <Button kind=ButtonKind::Primary>{save}</Button> })}
                    <Button attr:formmethod="get" attr:formaction=paths::cleanup_rule()>
                        "Preview"
                    </Button>
                    <a class="btn" href=paths::cleanup()>
                        "Cancel"
                    </a>
                </div>
            </form>
            <aside class="stack">
                {move || {
                    edited
                        .get()
                        .then(|| {
                            view! {
                                <p class="small" role="status">
                                    "You changed the rule since. Choose Preview to see what it would do now."
                                </p>
                            }
                        })
                }}
                <div class:dim=edited>
                    <Preview preview days now />
                </div>
            </aside>
        </div>
        {(exists && may_change).then(|| view! { <More platform /> })}
    }
}

/// What can be done with a rule that is kept.
#[component]
fn More(platform: Platform) -> impl IntoView {
    view! {
        <section class="stack mt-6" aria-labelledby="more">
            <h2 id="more">"Beyond the schedule"</h2>
            <div class="row">
                <form method="post" action=paths::run_cleanup_rule()>
                    <input type="hidden" name="platform" value=platform.as_str() />
                    <Button icon=Symbol::Broom>"Apply it now"</Button>
                </form>
                <form method="post" action=paths::delete_cleanup_rule()>
                    <input type="hidden" name="platform" value=platform.as_str() />
                    <Button kind=ButtonKind::DangerQuiet icon=Symbol::Trash>"Remove the rule"</Button>
                </form>
            </div>
            <p class="small muted">"Removing it brings nothing back: what it hid can be brought back before or after."</p>
        </section>
    }
}

#[component]
fn Preview(
    preview: CleanupPreview,
    days: u32,
    now: chrono::DateTime<chrono::Utc>,
) -> impl IntoView {
    let CleanupPreview {
        would_hide,
        left_out,
        first,
        as_of,
    } = preview;
    let guarded: i64 = left_out.iter().map(|(_, count)| count).sum();
    let shown = i64::try_from(first.len()).unwrap_or(i64::MAX);
    let rest = would_hide - shown;
    let list = first
        .into_iter()
        .map(|record| view! { <Silent record now /> })
        .collect_view();
    let has_list = shown > 0;
    view! {
        <Panel id="preview" title="What it would do" note=move || view! { "Data of " <Time at=as_of now /> }>
            <section class="stack">
                <p>
                    <b class="lead-number">{thousands(would_hide)}</b>
                    " "
                    {if would_hide == 1 { "record" } else { "records" }}
                    {format!(" would be hidden: silent for more than {days} days.")}
                </p>
                {has_list
                    .then(|| {
                        view! {
                            <details>
                                <summary class="link-btn">"Show which"</summary>
                                <ul class="stack small" aria-label="Would be hidden">{list}</ul>
                                {(rest > 0).then(|| view! { <p class="small muted">"and " {counted(rest, "more", "more")}</p> })}
                            </details>
                        }
                    })}
            </section>
            <section class="stack">
                <h3>{counted(guarded, "silent record is left alone", "silent records are left alone")}</h3>
                <Guards left_out />
            </section>
            <section class="stack">
                <h3>"What hiding means"</h3>
                <ul class="stack small list-disc ps-4">
                    <li>"The record leaves lists, counts, exports and duplicates. A device that has another record, such as its object in the directory, stays and is shown as not managed."</li>
                    <li>"Nothing is wiped, retired or deleted. The directory's object, recovery keys and BitLocker are not touched, and so is nothing on the device."</li>
                    <li>"A device that checks in again comes back by itself with the next import. Everything else comes back by one button."</li>
                </ul>
            </section>
        </Panel>
    }
}

#[component]
fn Silent(record: SilentRecord, now: chrono::DateTime<chrono::Utc>) -> impl IntoView {
    let name = if record.name.is_empty() {
        "Without a name".to_owned()
    } else {
        record.name
    };
    view! {
        <li>
            <a href=paths::device(record.device_id)>
                <bdi>{name}</bdi>
            </a>
            ", last seen " <Time at=record.last_seen_at now />
            {(!record.user_upn.is_empty()).then(|| view! { ", " <bdi>{record.user_upn}</bdi> })}
        </li>
    }
}

#[component]
fn Guards(left_out: Vec<(Guard, i64)>) -> impl IntoView {
    if left_out.is_empty() {
        return Either::Left(
            view! { <p class="small muted">"Nothing that is silent for so long has to be left alone."</p> },
        );
    }
    let rows = left_out
        .into_iter()
        .map(|(guard, count)| {
            view! {
                <li>
                    <b class="num">{thousands(count)}</b>
                    " "
                    {guard.label()}
                    ". "
                    <span class="muted">{guard.advice()}</span>
                </li>
            }
        })
        .collect_view();
    Either::Right(view! {
        <Notice tone=Tone::Quiet icon=Symbol::Shield>
            <ul class="stack small">{rows}</ul>
        </Notice>
    })
}
