//! What each rule looks at. One function a rule: who may enroll in [`admission`], whom the two scopes take in in
//! [`scopes`], what may enroll in [`restrictions`].

mod admission;
mod restrictions;
mod scopes;

use super::decision::{Step, Subject, Verdict};
use super::{
    Credential, DeviceFacts, EnrollmentPath, EnrollmentSettings, GroupName, JoinType, Membership,
    Outcome, Ownership, Rule, ScopeChoice, TenantFacts, UserFacts,
};
use crate::error_code::ErrorCode;

/// What a rule says.
pub(super) enum Finding {
    /// Nothing against it.
    Pass(Fact),
    /// This, whatever the later rules would say.
    Decides(Outcome, Fact),
}

impl Finding {
    fn pass(fact: impl Into<Fact>) -> Self {
        Self::Pass(fact.into())
    }

    fn refuse(code: ErrorCode, fact: impl Into<Fact>) -> Self {
        Self::Decides(Outcome::Refuse { code }, fact.into())
    }

    fn about(self, subject: Subject) -> Self {
        match self {
            Self::Pass(fact) => Self::Pass(fact.about(subject)),
            Self::Decides(outcome, fact) => Self::Decides(outcome, fact.about(subject)),
        }
    }
}

/// What a rule looked at, in sentences.
pub(super) struct Fact {
    text: String,
    subject: Option<Subject>,
    groups: Vec<GroupName>,
}

impl<T: Into<String>> From<T> for Fact {
    fn from(text: T) -> Self {
        Self {
            text: text.into(),
            subject: None,
            groups: Vec::new(),
        }
    }
}

impl Fact {
    fn about(self, subject: Subject) -> Self {
        Self {
            subject: Some(subject),
            ..self
        }
    }

    fn naming(mut self, membership: Option<&Membership>) -> Self {
        self.groups
            .extend(membership.into_iter().flat_map(Membership::groups).cloned());
        self
    }

    pub(super) fn into_step(self, rule: Rule, verdict: Verdict) -> Step {
        Step {
            rule,
            verdict,
            fact: self.text,
            subject: self.subject,
            groups: self.groups,
        }
    }
}

/// One attempt to enroll, with what follows from its path.
pub(super) struct Case<'a> {
    settings: &'a EnrollmentSettings,
    tenant: &'a TenantFacts,
    /// Who signs in, or asked for the token; `None` on a path that asks nobody.
    user: Option<&'a UserFacts>,
    device: &'a DeviceFacts,
    path: EnrollmentPath,
    join: JoinType,
    ownership: Ownership,
}

impl<'a> Case<'a> {
    pub(super) fn new(
        settings: &'a EnrollmentSettings,
        tenant: &'a TenantFacts,
        user: Option<&'a UserFacts>,
        device: &'a DeviceFacts,
        path: EnrollmentPath,
    ) -> Self {
        let asks_user = matches!(path.credential(), Credential::User | Credential::Token);
        let join = path.join_type(device.join_type);
        let ownership = path.ownership(join);
        Self {
            settings,
            tenant,
            user: user.filter(|_| asks_user),
            device,
            path,
            join,
            ownership,
        }
    }

    pub(super) fn look_at(&self, rule: Rule) -> Finding {
        match rule {
            Rule::EnrollmentIsOpen => self.enrollment_is_open(),
            Rule::WindowsCanEnroll => self.windows_can_enroll(),
            Rule::UserMayJoin => self.user_may_join(),
            Rule::UserHasLicence => self.user_has_licence(),
            Rule::UserIsInMdmScope => self.user_is_in_mdm_scope(),
            Rule::MamScopeWins => self.mam_scope_wins(),
            Rule::PlatformRestriction => self.platform_restriction(),
            Rule::CorporateProof => self.corporate_proof(),
            Rule::DeviceLimit => self.device_limit(),
            Rule::TermsAccepted => self.terms_accepted(),
            Rule::NotEnrolledYet => self.not_enrolled_yet(),
        }
    }

    /// The outcome when no rule is against it.
    pub(super) fn enrolls(&self) -> Outcome {
        Outcome::Enroll {
            ownership: self.ownership,
            join_type: self.join,
            enrollment_type: self.path.enrollment_type(self.join),
            primary_user: self.path.primary_user(),
        }
    }

    /// Whether the MDM scope lets the device enroll, as far as the path asks it.
    fn mdm_scope_admits(&self) -> bool {
        let scope = &self.settings.mdm_scope;
        match self.user {
            _ if !self.path.is_automatic() => true,
            Some(user) => scope.admits(user.mdm_membership.as_ref()),
            None => scope.choice != ScopeChoice::None,
        }
    }

    /// Whether an app only registers the device, because the settings say so. Settings itself still offers to enroll.
    fn offer_is_disabled(&self) -> bool {
        self.path == EnrollmentPath::AppSignIn && self.settings.disable_mdm_on_account_add
    }

    /// Whether the MAM scope takes the account. It is asked only for personal devices that would enroll by themselves.
    fn mam_scope_takes(&self) -> bool {
        let membership = self.user.and_then(|user| user.mam_membership.as_ref());
        self.path.is_automatic()
            && self.ownership == Ownership::Personal
            && self.settings.mam_scope.admits(membership)
    }

    /// Whether the settings have the device managed at all.
    fn is_to_be_managed(&self) -> bool {
        self.mdm_scope_admits() && !self.offer_is_disabled() && !self.mam_scope_takes()
    }

    /// What is left when the settings do not have the device managed. Where enrollment is all that the path does (Group
    /// Policy, co-management, Autopilot's hybrid join, which waits for management), Windows shows an error.
    fn left_unmanaged(&self) -> Outcome {
        let is_only_enrollment = self.path == EnrollmentPath::CoManagement
            || (self.join == JoinType::Hybrid && self.path != EnrollmentPath::AddAccount);
        if self.mam_scope_takes() {
            Outcome::MamOnly
        } else if is_only_enrollment {
            Outcome::Refuse {
                code: ErrorCode::AutomaticEnrollmentNotConfigured,
            }
        } else {
            Outcome::DirectoryOnly {
                join_type: self.join,
            }
        }
    }

    /// Refuses management. A device that the settings leave unmanaged anyway never gets to see this.
    fn refuse_management(&self, code: ErrorCode, text: impl Into<String>) -> Finding {
        if self.is_to_be_managed() {
            Finding::refuse(code, text)
        } else {
            Finding::pass(format!(
                "{} That stops nothing here: the scopes leave the device unmanaged anyway.",
                text.into()
            ))
        }
    }
}

/// What sentences call the user.
fn name(user: &UserFacts) -> &str {
    if user.name.is_empty() {
        &user.upn
    } else {
        &user.name
    }
}
