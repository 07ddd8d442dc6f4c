//! A decision as pages show it: the outcome as a sentence, then every rule with the fact it looked at.

use chrono::{DateTime, Utc};
use domain::enrollment::{
    Decision, EnrollmentPath, GroupName, Outcome, Rule, Setting, Step, Subject, UserFacts, Verdict,
};
use leptos::either::Either;
use leptos::prelude::*;

use crate::paths;
use crate::ui::{Icon, Symbol, Time, Tone};

/// A decision and what is needed to tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Outcome and rules.
    pub decision: Decision,
    /// On which path it was asked for.
    pub path: EnrollmentPath,
    /// Who enrolls, where somebody does.
    pub user: Option<UserFacts>,
    /// The settings that were asked, as the end of a sentence: "with the settings as saved".
    pub settings: String,
    /// Where those settings are changed.
    pub settings_href: String,
    /// When the facts were read.
    pub as_of: DateTime<Utc>,
}

/// The outcome first, then the rules in order: passed, deciding, and those that were not looked at any more.
#[component]
pub fn DecisionTrace(
    told: Told,
    /// Inside a section with a heading of its own: the headings here are one level lower.
    #[prop(optional)]
    nested: bool,
) -> impl IntoView {
    let Told {
        decision,
        path,
        user,
        settings,
        settings_href,
        as_of,
    } = told;
    let outcome = decision.outcome;
    let decided_by = decision.deciding_step().map(|step| {
        format!(
            "Decided by rule {} of {}, {settings}. ",
            step.rule.number(),
            Rule::ALL.len()
        )
    });
    let remaining = decision
        .remaining_rules()
        .map(|rule| view! { <NotLookedAt rule /> })
        .collect_view();
    let person = user.map(|user| {
        (
            paths::user(user.id),
            if user.name.is_empty() {
                user.upn
            } else {
                user.name
            },
        )
    });
    let change_href = settings_href.clone();
    let steps = decision
        .trace
        .into_iter()
        .map(|step| view! { <LookedAt step outcome person=person.clone() settings_href=settings_href.clone() /> })
        .collect_view();
    view! {
        <div class="stack wider">
            <div class=outcome_class(tone(&outcome))>
                <Icon symbol=symbol(&outcome) />
                <Heading text=outcome.headline() nested />
                <p>{outcome.explanation(path)}</p>
                <p class="small muted">
                    {decided_by} <a href=change_href>"Change the scopes"</a>
                </p>
            </div>
            <div class="stack">
                <div class="row apart">
                    <Heading text="Why".to_owned() nested />
                    <span class="asof">
                        "Facts as of " <Time at=as_of now=as_of />
                    </span>
                </div>
                <ol class="trace">{steps} {remaining}</ol>
            </div>
        </div>
    }
}

#[component]
fn Heading(text: String, nested: bool) -> impl IntoView {
    if nested {
        Either::Left(view! { <h3>{text}</h3> })
    } else {
        Either::Right(view! { <h2>{text}</h2> })
    }
}

/// Good where the device comes under management, bad where Windows shows an error.
#[must_use]
pub fn tone(outcome: &Outcome) -> Tone {
    match outcome {
        Outcome::Enroll { .. } => Tone::Success,
        Outcome::MamOnly | Outcome::DirectoryOnly { .. } => Tone::Warning,
        Outcome::Refuse { .. } => Tone::Danger,
    }
}

/// The icon that stands for the outcome.
#[must_use]
pub fn symbol(outcome: &Outcome) -> Symbol {
    match outcome {
        Outcome::Enroll { .. } => Symbol::CheckCircle,
        Outcome::MamOnly | Outcome::DirectoryOnly { .. } => Symbol::Alert,
        Outcome::Refuse { .. } => Symbol::XCircle,
    }
}

fn outcome_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Success => "outcome success",
        Tone::Danger => "outcome danger",
        Tone::Quiet | Tone::Info | Tone::Warning => "outcome warning",
    }
}

fn deciding_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Success => "decides success",
        Tone::Danger => "decides danger",
        Tone::Quiet | Tone::Info | Tone::Warning => "decides warning",
    }
}

/// `person` is the address and the name of the user, as facts spell it.
#[component]
fn LookedAt(
    step: Step,
    outcome: Outcome,
    person: Option<(String, String)>,
    settings_href: String,
) -> impl IntoView {
    let (class, symbol, verdict) = match step.verdict {
        Verdict::Pass => (None, Symbol::CheckCircle, "Pass"),
        Verdict::Decides => (
            Some(deciding_class(tone(&outcome))),
            Symbol::Decide,
            "Decides",
        ),
    };
    view! {
        <li class=class>
            <Icon symbol />
            <span class="rule-name" title=step.rule.source()>
                {step.rule.title()}
            </span>
            <span class="verdict">{verdict}</span>
            <FactText step person settings_href />
        </li>
    }
}

/// The fact, with links where it names a group or the user, and after it a link to the setting it asked.
#[component]
fn FactText(step: Step, person: Option<(String, String)>, settings_href: String) -> impl IntoView {
    let person = person.filter(|_| matches!(step.subject, Some(Subject::User(_))));
    let parts = link_names(&step.fact, &named(&step.groups, person.as_ref()));
    let names_person = person
        .as_ref()
        .is_some_and(|(href, _)| parts.iter().any(|part| part.href.as_ref() == Some(href)));
    let more = match step.subject {
        Some(Subject::Setting(setting)) => Some((settings_href, setting_link(setting))),
        Some(Subject::User(_)) if !names_person => {
            person.map(|(href, name)| (href, format!("See {name}")))
        }
        Some(Subject::User(_)) | None => None,
    };
    let text = parts
        .into_iter()
        .map(|part| match part.href {
            Some(href) => Either::Left(view! { <a href=href><bdi>{part.text}</bdi></a> }),
            None => Either::Right(part.text),
        })
        .collect_view();
    view! {
        <span class="fact">
            {text} {more.map(|(href, label)| view! { " " <a class="nowrap" href=href>{label}</a> })}
        </span>
    }
}

fn setting_link(setting: Setting) -> String {
    match setting {
        Setting::DisableMdmOnAccountAdd => "See the setting".to_owned(),
        setting => format!("See {}", setting.label()),
    }
}

#[component]
fn NotLookedAt(rule: Rule) -> impl IntoView {
    view! {
        <li class="skipped">
            <Icon symbol=Symbol::Skip />
            <span class="rule-name" title=rule.source()>
                {rule.title()}
            </span>
            <span class="verdict">"Not looked at"</span>
        </li>
    }
}

/// A piece of a fact.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    text: String,
    href: Option<String>,
}

/// Everything a fact may name, each with its address.
fn named(groups: &[GroupName], person: Option<&(String, String)>) -> Vec<(String, String)> {
    let groups = groups
        .iter()
        .map(|group| (group.name.clone(), paths::group(group.id)));
    let person = person.map(|(href, name)| (name.clone(), href.clone()));
    person
        .into_iter()
        .chain(groups)
        .filter(|(name, _)| !name.is_empty())
        .collect()
}

/// Cuts `fact` where it holds a name. Of names that begin at the same place the longest is meant.
fn link_names(fact: &str, names: &[(String, String)]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = fact;
    loop {
        let next = names
            .iter()
            .filter_map(|(name, href)| Some((rest.find(name.as_str())?, name, href)))
            .min_by_key(|(at, name, _)| (*at, std::cmp::Reverse(name.len())));
        let Some((at, name, href)) = next else { break };
        let (before, from) = rest.split_at(at);
        let (found, after) = from.split_at(name.len());
        if !before.is_empty() {
            parts.push(Part {
                text: before.to_owned(),
                href: None,
            });
        }
        parts.push(Part {
            text: found.to_owned(),
            href: Some(href.clone()),
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part {
            text: rest.to_owned(),
            href: None,
        });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(fact: &str, names: &[(&str, &str)]) -> String {
        let names: Vec<_> = names
            .iter()
            .map(|(name, href)| ((*name).to_owned(), (*href).to_owned()))
            .collect();
        let parts = link_names(fact, &names);
        parts
            .into_iter()
            .map(|part| {
                part.href.map_or_else(
                    || part.text.clone(),
                    |href| format!("[{}]({href})", part.text),
                )
            })
            .collect()
    }

    #[test]
    fn every_group_that_a_fact_names_leads_to_its_page() {
        let fact = "Some. Noor is a member of Contractors, through Dock Services.";
        assert_eq!(
            told(fact, &[("Contractors", "/1"), ("Dock Services", "/2")]),
            "Some. Noor is a member of [Contractors](/1), through [Dock Services](/2)."
        );
    }

    #[test]
    fn a_group_whose_name_begins_with_another_s_is_not_taken_for_it() {
        let names = [("Dock", "/1"), ("Dock Services", "/2")];
        assert_eq!(
            told("member of Dock Services, through Dock.", &names),
            "member of [Dock Services](/2), through [Dock](/1)."
        );
    }

    #[test]
    fn a_fact_without_names_stays_as_it_is() {
        assert_eq!(
            told("Not in maintenance.", &[("Contractors", "/1")]),
            "Not in maintenance."
        );
        assert_eq!(told("", &[]), "");
    }
}
