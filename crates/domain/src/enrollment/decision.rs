//! The decision: every rule in order until one decides.

use serde::{Deserialize, Serialize};

use super::checks::{Case, Finding};
use super::{
    DeviceFacts, EnrollmentPath, EnrollmentSettings, GroupName, Outcome, Rule, Setting,
    TenantFacts, UserFacts,
};
use crate::id::UserId;

/// How a rule came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The next rule is looked at.
    Pass,
    /// The outcome is this rule's.
    Decides,
}

/// What a fact is about: where a page's link leads. Groups are linked by their names, see [`Step::groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The user's page.
    User(UserId),
    /// A field of the Automatic enrollment page.
    Setting(Setting),
}

/// One rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The rule.
    pub rule: Rule,
    /// How it came out.
    pub verdict: Verdict,
    /// Which fact it looked at and what that was, in sentences.
    pub fact: String,
    /// What the fact is about.
    pub subject: Option<Subject>,
    /// The groups whose names stand in the fact.
    pub groups: Vec<GroupName>,
}

/// An outcome, and the rules that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What happens.
    pub outcome: Outcome,
    /// The rules that were looked at, in order; the last one decided.
    pub trace: Vec<Step>,
}

impl Decision {
    /// The rule that decided.
    #[must_use]
    pub fn deciding_step(&self) -> Option<&Step> {
        self.trace.last()
    }

    /// The rules that were not looked at, in order.
    pub fn remaining_rules(&self) -> impl Iterator<Item = Rule> + use<> {
        Rule::ALL.into_iter().skip(self.trace.len())
    }

    /// Why it came out so on `path`, short enough for a cell of a table.
    #[must_use]
    pub fn reason(&self, path: EnrollmentPath) -> &'static str {
        match self.deciding_step() {
            Some(Step {
                subject: Some(Subject::Setting(Setting::DisableMdmOnAccountAdd)),
                ..
            }) => "Not offered in apps",
            Some(step) if !self.outcome.enrolls() => step.rule.reason_against(),
            _ if path.is_user_driven() && !path.is_automatic() => {
                "Asked for by the user, scope not needed"
            }
            _ => "All rules passed",
        }
    }
}

/// Decides whether a device may enroll, and says why.
///
/// `user` is who enrolls; on a bulk package the account that asked for its token, where it is known; elsewhere `None` on
/// paths without a user ([`EnrollmentPath::is_user_driven`]). A missing user on a path that needs one is a refusal.
///
/// On paths without a user the MDM scope has nobody to look up. Microsoft's documents ask for "All or Some" there, so any
/// scope but None admits the device. Rules about management (open, Windows version, licence) stop nothing that the scopes
/// would leave unmanaged anyway: who is out of scope can still join.
#[must_use]
pub fn decide(
    settings: &EnrollmentSettings,
    tenant: &TenantFacts,
    user: Option<&UserFacts>,
    device: &DeviceFacts,
    path: EnrollmentPath,
) -> Decision {
    let case = Case::new(settings, tenant, user, device, path);
    let mut trace = Vec::with_capacity(Rule::ALL.len());
    for rule in Rule::ALL {
        match case.look_at(rule) {
            Finding::Pass(fact) => trace.push(fact.into_step(rule, Verdict::Pass)),
            Finding::Decides(outcome, fact) => {
                trace.push(fact.into_step(rule, Verdict::Decides));
                return Decision { outcome, trace };
            }
        }
    }
    // Nothing stopped the device, so it was the last rule that let it in.
    if let Some(step) = trace.last_mut() {
        step.verdict = Verdict::Decides;
    }
    Decision {
        outcome: case.enrolls(),
        trace,
    }
}
