//! The two names that lead a Windows device to its management service, one pair for each domain that people sign in with.
//!
//! Sources: Microsoft Learn, "Simplify Windows enrollment without Microsoft Entra ID P1/P2" (the records, their targets, the
//! time to live of an hour, and that nothing is inherited from a parent domain); RFC 1034 §3.6.2 (CNAME).

mod advice;
mod judge;
mod settings;
mod suffix;
#[cfg(test)]
mod tests;

pub use advice::{Advice, NewRecord};
pub use judge::{Answer, Check, are_the_same, combine, is_known};
pub use settings::{DnsForm, DnsSettings, Target};
pub use suffix::Suffix;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::words::words;

/// The time to live that the documents give, in seconds.
pub const USUAL_TTL: u32 = 3_600;

words! {
    /// One of the two records of a domain.
    DnsRecord, "record" {
        /// Leads to the management service.
        Enrollment = "enrollment", "EnterpriseEnrollment";
        /// Leads to the directory, where devices are registered.
        Registration = "registration", "EnterpriseRegistration";
    }
}

impl DnsRecord {
    /// Its whole name.
    #[must_use]
    pub fn host(self, suffix: &str) -> String {
        format!("{}.{suffix}", self.label())
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Enrollment => {
                "Finds the management service from a work email address. Without it, Windows asks for the server’s address."
            }
            Self::Registration => {
                "Finds the directory when a device is registered. Conditional access needs it."
            }
        }
    }
}

words! {
    /// What a check of one record came to.
    DnsResult, "result" {
        /// The record leads where it should.
        Ok = "ok", "Right";
        /// It leads there by way of another name.
        Chain = "chain", "Right, by way of another name";
        /// It leads to the service, by a name at which people are asked to confirm.
        OkWithPrompt = "ok_with_prompt", "Works, with a question";
        /// Resolvers differ, and the change was seen less than 72 hours ago.
        Propagating = "propagating", "Spreading";
        /// There is no such record.
        Missing = "missing", "Missing";
        /// It leads elsewhere.
        WrongTarget = "wrong_target", "Leads elsewhere";
        /// It leads to the service of another cloud.
        WrongCloud = "wrong_cloud", "Leads to another cloud";
        /// There is an address in place of the record.
        NotCname = "not_cname", "Not a CNAME";
        /// It leads to a name that does not exist, or in a circle.
        Dangling = "dangling", "Leads nowhere";
        /// There are several, which no resolver may follow.
        Multiple = "multiple", "More than one";
        /// It could not be looked up.
        Unreachable = "unreachable", "Could not be asked";
    }
}

impl DnsResult {
    /// Whether devices find their way.
    #[must_use]
    pub fn works(self) -> bool {
        matches!(self, Self::Ok | Self::Chain | Self::OkWithPrompt)
    }

    /// Whether the organisation has to change something.
    #[must_use]
    pub fn is_wrong(self) -> bool {
        !self.works() && !matches!(self, Self::Propagating | Self::Unreachable)
    }
}

words! {
    /// Why a name could not be looked up.
    Failure, "failure" {
        /// The resolver answered that it could not (SERVFAIL).
        ServerFailed = "server_failed", "The resolver could not answer (SERVFAIL)";
        /// The resolver refuses to answer us.
        Refused = "refused", "The resolver refuses to answer (REFUSED)";
        /// Nothing came in time.
        TimedOut = "timed_out", "No answer in time";
        /// The resolver could not be reached.
        NotReached = "not_reached", "The resolver could not be reached";
        /// The name cannot be asked for, or the answer not be read.
        Unreadable = "unreadable", "The answer could not be read";
    }
}

/// One CNAME that was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// Where it leads, without the dot at the end.
    pub target: String,
    /// Its time to live, in seconds.
    pub ttl: u32,
}

/// What stands at the end of the CNAMEs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum End {
    /// The name does not exist (NXDOMAIN).
    NoName,
    /// The name exists, but has neither a CNAME nor an address (NODATA).
    NoRecord,
    /// Addresses; at most [`MOST_ADDRESSES`] of them.
    Addresses(Vec<String>),
    /// Several CNAMEs of one name.
    Several(Vec<String>),
    /// A name that was followed before.
    Loop,
    /// More CNAMEs than anyone follows.
    TooLong,
    /// No answer.
    Failed(Failure),
}

/// How many addresses are kept of a name that has many.
pub const MOST_ADDRESSES: usize = 8;

/// What one resolver said about a name: the CNAMEs that were followed, and what stands at their end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookup {
    /// The resolver, as people call it.
    pub resolver: String,
    /// The CNAMEs, the first one first.
    pub hops: Vec<Hop>,
    /// What stands at their end.
    pub end: End,
}

/// A domain in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// The part of the sign-in names behind the at sign, in lower case.
    pub suffix: String,
    /// How many users sign in with it.
    pub users: i64,
    /// Whether somebody added it by hand.
    pub by_hand: bool,
    /// Whether the directory has it as a verified domain: nobody can be signed in there with one that is not.
    pub is_verified: bool,
    /// The newest check of each record that the settings ask for.
    pub checks: Vec<Check>,
    /// Since when it is being checked.
    pub checking_since: Option<DateTime<Utc>>,
}

impl Domain {
    /// The newest check of a record.
    #[must_use]
    pub fn check(&self, record: DnsRecord) -> Option<&Check> {
        self.checks.iter().find(|check| check.record == record)
    }
}

/// One domain with all that was found before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainDetail {
    /// The domain.
    pub domain: Domain,
    /// Earlier checks that came to something else, the newest first.
    pub history: Vec<Check>,
    /// Where the records should lead.
    pub settings: DnsSettings,
    /// The host of this server's public address.
    pub own_host: String,
}
