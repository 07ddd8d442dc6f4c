//! Tables and properties of the decision.

mod matrix;
mod properties;
mod refusals;
mod scopes;
mod userless;

use uuid::Uuid;

use super::*;
use crate::error_code::ErrorCode;
use crate::id::{GroupId, UserId};

fn group(n: u128) -> GroupName {
    GroupName {
        id: GroupId(Uuid::from_u128(n)),
        name: format!("Group {n}"),
    }
}

fn member_of(n: u128) -> Option<Membership> {
    Some(Membership {
        group: group(n),
        through: Vec::new(),
    })
}

fn some(groups: &[u128]) -> UserScope {
    UserScope::new(
        ScopeChoice::Some,
        groups.iter().map(|n| group(*n).id).collect(),
    )
}

/// MDM scope: the members of group 1. MAM scope: the members of group 2.
fn settings() -> EnrollmentSettings {
    EnrollmentSettings {
        mdm_scope: some(&[1]),
        mam_scope: some(&[2]),
        ..EnrollmentSettings::initial("https://muster.example")
    }
}

/// A user whom nothing stops, and who is in MDM scope.
fn noor() -> UserFacts {
    UserFacts {
        id: UserId(Uuid::from_u128(100)),
        name: "Noor Halvard".to_owned(),
        upn: "noor@example.com".to_owned(),
        account_enabled: true,
        mdm_membership: member_of(1),
        mam_membership: None,
        join_membership: None,
        has_mdm_licence: true,
        has_premium_licence: true,
        licence_names: vec!["Microsoft 365 E3".to_owned()],
        entra_devices: 3,
        managed_devices: 2,
        is_enrollment_manager: false,
        terms: TermsAnswer::NotAsked,
    }
}

fn laptop() -> DeviceFacts {
    DeviceFacts::new(WindowsVersion::new(10, 0, 26100), Edition::Pro)
}

/// The decision where only the named facts differ from those that let everyone in.
struct Ask {
    settings: EnrollmentSettings,
    tenant: TenantFacts,
    user: Option<UserFacts>,
    device: DeviceFacts,
}

impl Ask {
    fn new() -> Self {
        Self {
            settings: settings(),
            tenant: TenantFacts::default(),
            user: Some(noor()),
            device: laptop(),
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn user(self, change: impl Fn(&mut UserFacts)) -> Self {
        self.with(|ask| ask.user.iter_mut().for_each(change))
    }

    fn on(&self, path: EnrollmentPath) -> Decision {
        decide(
            &self.settings,
            &self.tenant,
            self.user.as_ref(),
            &self.device,
            path,
        )
    }
}

/// The rule that decided, and the outcome.
fn end(decision: &Decision) -> (Rule, Outcome) {
    (decision.trace.last().unwrap().rule, decision.outcome)
}

fn refused(rule: Rule, code: ErrorCode) -> (Rule, Outcome) {
    (rule, Outcome::Refuse { code })
}
