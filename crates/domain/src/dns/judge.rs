//! What answers come to: of one resolver, and of several together.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{DnsRecord, DnsResult, End, Lookup, Target};

/// What one resolver said, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What it said.
    pub lookup: Lookup,
    /// What that comes to.
    pub result: DnsResult,
}

/// A check of one record, by all resolvers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The record.
    pub record: DnsRecord,
    /// Where it should lead.
    pub expected: String,
    /// What it comes to.
    pub result: DnsResult,
    /// What each resolver said.
    pub answers: Vec<Answer>,
    /// Since when it is so.
    pub since: DateTime<Utc>,
    /// When that was last seen.
    pub checked_at: DateTime<Utc>,
}

impl Check {
    /// The answer that decided: the first that came to the result, or the first of all.
    #[must_use]
    pub fn deciding(&self) -> Option<&Answer> {
        self.answers
            .iter()
            .find(|answer| answer.result == self.result)
            .or_else(|| self.answers.first())
    }

    /// Whether two checks say the same, whatever the time to live and the time of day.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.result == other.result
            && self.expected.eq_ignore_ascii_case(&other.expected)
            && are_the_same(&self.answers, &other.answers)
    }
}

/// Whether resolvers answered the same, whatever the time to live: a resolver that remembers an answer counts it down.
#[must_use]
pub fn are_the_same(answers: &[Answer], others: &[Answer]) -> bool {
    let told = |answers: &[Answer]| -> Vec<(String, Vec<String>, DnsResult)> {
        answers
            .iter()
            .map(|answer| {
                let hops = answer.lookup.hops.iter();
                (
                    answer.lookup.resolver.clone(),
                    hops.map(|hop| hop.target.to_ascii_lowercase()).collect(),
                    answer.result,
                )
            })
            .collect()
    };
    told(answers) == told(others)
}

/// The names at which following ends, because no more has to be known: those of the service and of the other clouds.
#[must_use]
pub fn is_known(target: Target, record: DnsRecord, own_host: &str, name: &str) -> bool {
    is_expected(target, record, own_host, name)
        || is_with_prompt(target, record, name)
        || target.other_cloud(record, name).is_some()
}

fn is_expected(target: Target, record: DnsRecord, own_host: &str, name: &str) -> bool {
    target
        .name(record, own_host)
        .is_some_and(|expected| expected.eq_ignore_ascii_case(name))
}

fn is_with_prompt(target: Target, record: DnsRecord, name: &str) -> bool {
    target
        .with_prompt(record)
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

impl Answer {
    /// What a lookup of `record` comes to if it should lead to `target`.
    #[must_use]
    pub fn of(lookup: Lookup, record: DnsRecord, target: Target, own_host: &str) -> Self {
        let result = judge(&lookup, record, target, own_host);
        Self { lookup, result }
    }
}

fn judge(lookup: &Lookup, record: DnsRecord, target: Target, own_host: &str) -> DnsResult {
    if matches!(lookup.end, End::Several(_)) {
        return DnsResult::Multiple;
    }
    if lookup.hops.is_empty() {
        return match &lookup.end {
            End::NoName | End::NoRecord => DnsResult::Missing,
            End::Addresses(_) => DnsResult::NotCname,
            End::Loop | End::TooLong => DnsResult::Dangling,
            End::Failed(_) | End::Several(_) => DnsResult::Unreachable,
        };
    }
    // A name that leads nowhere leads nowhere, even if it is the right one.
    if matches!(
        lookup.end,
        End::NoName | End::NoRecord | End::Loop | End::TooLong
    ) {
        return DnsResult::Dangling;
    }
    let at = |found: &dyn Fn(&str) -> bool| lookup.hops.iter().position(|hop| found(&hop.target));
    if let Some(place) = at(&|name| is_expected(target, record, own_host, name)) {
        return if place == 0 {
            DnsResult::Ok
        } else {
            DnsResult::Chain
        };
    }
    if at(&|name| is_with_prompt(target, record, name)).is_some() {
        DnsResult::OkWithPrompt
    } else if at(&|name| target.other_cloud(record, name).is_some()).is_some() {
        DnsResult::WrongCloud
    } else if matches!(lookup.end, End::Failed(_)) {
        // It may lead to the right name or not: nobody can say.
        DnsResult::Unreachable
    } else {
        DnsResult::WrongTarget
    }
}

/// What the answers of several resolvers come to.
///
/// Those that could not be asked do not count while another answered. Where the others differ, a change that was seen less than 72 hours ago is still spreading; later, the worst of them counts.
#[must_use]
pub fn combine(answers: &[Answer], changed_lately: bool) -> DnsResult {
    let mut results: Vec<DnsResult> = answers
        .iter()
        .map(|answer| answer.result)
        .filter(|result| *result != DnsResult::Unreachable)
        .collect();
    results.sort_unstable();
    results.dedup();
    match results.as_slice() {
        [] => DnsResult::Unreachable,
        [one] => *one,
        [.., _] if changed_lately => DnsResult::Propagating,
        // They are declared in the order of how bad they are.
        [.., worst] => *worst,
    }
}
