//! What a check means and what to do about it, in sentences; and the record to create.

use super::{Check, DnsRecord, DnsResult, End, Target, USUAL_TTL};

/// What was found, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What is so.
    pub what: String,
    /// What to do; empty where nothing is.
    pub to_do: String,
}

/// A record to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// Its name.
    pub host: String,
    /// Where it leads.
    pub target: String,
    /// Its time to live, in seconds.
    pub ttl: u32,
}

impl NewRecord {
    /// The record that a domain should have; `None` where the service has none.
    #[must_use]
    pub fn of(record: DnsRecord, suffix: &str, target: Target, own_host: &str) -> Option<Self> {
        Some(Self {
            host: record.host(suffix),
            target: target.name(record, own_host)?,
            ttl: USUAL_TTL,
        })
    }

    /// The record as a line of a zone file (RFC 1035 §5.1).
    #[must_use]
    pub fn zone_line(&self) -> String {
        format!("{}. {} IN CNAME {}.", self.host, self.ttl, self.target)
    }
}

impl Advice {
    /// About a check of a domain's record.
    #[must_use]
    pub fn of(check: &Check, suffix: &str, target: Target) -> Self {
        let host = check.record.host(suffix);
        let expected = &check.expected;
        let lookup = check.deciding().map(|answer| &answer.lookup);
        let names: Vec<&str> = lookup
            .into_iter()
            .flat_map(|lookup| &lookup.hops)
            .map(|hop| hop.target.as_str())
            .collect();
        let (first, last) = (
            names.first().copied().unwrap_or_default(),
            names.last().copied().unwrap_or_default(),
        );
        let replace = format!("Change the record {host} so that it leads to {expected}.");
        let (what, to_do) = match check.result {
            DnsResult::Ok => (format!("{host} leads to {expected}."), String::new()),
            DnsResult::Chain => (
                format!("{host} leads to {first}, and that to {expected}."),
                "Nothing has to be done. A record that leads there directly is answered sooner.".to_owned(),
            ),
            DnsResult::OkWithPrompt => (
                format!("{host} leads to {last}. Enrollment works, but people have to confirm the address."),
                format!("To spare them the question, let it lead to {expected}."),
            ),
            DnsResult::Propagating => (
                "Resolvers give different answers, and the record was changed less than 72 hours ago.".to_owned(),
                "Wait. Resolvers keep an old answer until its time to live is over.".to_owned(),
            ),
            DnsResult::Missing => (
                format!("There is no record {host}. Records of a parent domain do not count."),
                "Create the record below, where the domain’s DNS is kept.".to_owned(),
            ),
            DnsResult::WrongTarget => (format!("{host} leads to {last}, not to {expected}."), replace),
            DnsResult::WrongCloud => {
                let cloud = names
                    .iter()
                    .find_map(|name| target.other_cloud(check.record, name))
                    .map_or("another cloud", Target::label);
                (
                    format!("{host} leads to {last}: that is {cloud}, not {}.", target.label()),
                    format!("{replace} Or choose {cloud} in the settings of this page, if that is where you manage devices."),
                )
            }
            DnsResult::NotCname => {
                let found = match lookup.map(|lookup| &lookup.end) {
                    Some(End::Addresses(addresses)) => addresses.join(", "),
                    _ => String::new(),
                };
                (
                    format!("{host} has an address ({found}) in place of a CNAME."),
                    "Remove the address records of that name, and create the record below.".to_owned(),
                )
            }
            DnsResult::Dangling => {
                let what = match lookup.map(|lookup| &lookup.end) {
                    Some(End::Loop) => format!("{host} leads to {first}, and from there in a circle."),
                    Some(End::TooLong) => format!("{host} leads from name to name, too often for anyone to follow."),
                    _ => format!("{host} leads to {last}, which does not exist."),
                };
                let to_do = if last.eq_ignore_ascii_case(expected) {
                    format!("The record is right. Create an address for {expected}.")
                } else {
                    replace
                };
                (what, to_do)
            }
            DnsResult::Multiple => {
                let found = match lookup.map(|lookup| &lookup.end) {
                    Some(End::Several(names)) => names.join(", "),
                    _ => String::new(),
                };
                (
                    format!("{host} has more than one CNAME: {found}. That is not allowed, and what answers is chance."),
                    format!("Keep one, which leads to {expected}."),
                )
            }
            DnsResult::Unreachable => {
                let why = match lookup.map(|lookup| &lookup.end) {
                    Some(End::Failed(failure)) => failure.label(),
                    _ => "No answer",
                };
                (
                    format!("{host} could not be looked up. {why}. That says nothing about your record."),
                    "Check again later. If it stays, choose another resolver in the settings of this page.".to_owned(),
                )
            }
        };
        Self { what, to_do }
    }
}
