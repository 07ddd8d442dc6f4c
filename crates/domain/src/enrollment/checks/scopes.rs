//! Rules 5 and 6: whether the MDM scope takes the user in, and whether the MAM scope takes the device away from it.

use super::{Case, Fact, Finding, name};
use crate::enrollment::decision::Subject;
use crate::enrollment::{
    Membership, Outcome, Ownership, ScopeChoice, Setting, UserFacts, UserScope,
};

impl Case<'_> {
    pub(super) fn user_is_in_mdm_scope(&self) -> Finding {
        let scope = &self.settings.mdm_scope;
        let subject = Subject::Setting(Setting::MdmScope);
        if !self.path.is_automatic() {
            return Finding::pass(if self.path.is_user_driven() {
                "Asked for by the user, scope not needed."
            } else {
                "The package itself brings the enrollment, scope not needed."
            });
        }
        let membership = self.user.and_then(|user| user.mdm_membership.as_ref());
        let asked = match self.user {
            Some(user) => stands(scope, user, membership),
            None if scope.choice == ScopeChoice::None => {
                "None. Nothing enrolls automatically.".to_owned()
            }
            None => format!(
                "{}. No user is looked up on this path, so any scope but None admits it.",
                scope.choice.label()
            ),
        };
        if !self.mdm_scope_admits() {
            let (protected, mam) = self.protected_instead();
            Finding::Decides(
                self.left_unmanaged(),
                Fact::from(asked + &protected).about(subject).naming(mam),
            )
        } else if self.offer_is_disabled() {
            let (protected, mam) = self.protected_instead();
            let text = format!(
                "{asked} But MDM enrollment is not offered when an account is added in an app.{protected}"
            );
            let subject = Subject::Setting(Setting::DisableMdmOnAccountAdd);
            Finding::Decides(
                self.left_unmanaged(),
                Fact::from(text)
                    .about(subject)
                    .naming(membership)
                    .naming(mam),
            )
        } else {
            Finding::Pass(Fact::from(asked).about(subject).naming(membership))
        }
    }

    /// The sentence that the MAM scope takes what the MDM scope does not, if it does.
    fn protected_instead(&self) -> (String, Option<&Membership>) {
        match self.user.filter(|_| self.mam_scope_takes()) {
            None => (String::new(), None),
            Some(user) => {
                let membership = self.listed_mam_membership(user);
                (
                    format!(
                        " In MAM scope{}, so the account is protected.",
                        in_scope(membership)
                    ),
                    membership,
                )
            }
        }
    }

    fn listed_mam_membership<'u>(&self, user: &'u UserFacts) -> Option<&'u Membership> {
        user.mam_membership
            .as_ref()
            .filter(|_| self.settings.mam_scope.choice == ScopeChoice::Some)
    }

    pub(super) fn mam_scope_wins(&self) -> Finding {
        let subject = Subject::Setting(Setting::MamScope);
        if !self.path.is_automatic() {
            return Finding::pass("Not asked: this path does not depend on the scopes.");
        }
        match self.user {
            Some(user) if self.ownership == Ownership::Personal => {
                let membership = self.listed_mam_membership(user);
                if self.mam_scope_takes() {
                    let text = format!(
                        "Also in MAM scope{}. The path is personal, so the account is protected and the device is not \
                         enrolled.",
                        in_scope(membership)
                    );
                    Finding::Decides(
                        Outcome::MamOnly,
                        Fact::from(text).about(subject).naming(membership),
                    )
                } else {
                    let text = format!(
                        "The path is personal, and {} is not in MAM scope.",
                        name(user)
                    );
                    Finding::Pass(Fact::from(text).about(subject))
                }
            }
            _ => Finding::pass("The device is corporate, so the MAM scope does not count."),
        }
    }
}

/// How the user stands to the MDM scope.
fn stands(scope: &UserScope, user: &UserFacts, membership: Option<&Membership>) -> String {
    match (scope.choice, membership) {
        (ScopeChoice::None, _) => "None. Nothing enrolls automatically.".to_owned(),
        (ScopeChoice::All, _) => "All.".to_owned(),
        (ScopeChoice::Some, Some(membership)) if scope.admits(Some(membership)) => {
            format!("Some. {} is a {membership}.", name(user))
        }
        (ScopeChoice::Some, _) => match scope.groups.len() {
            0 => "Some, but no group is listed.".to_owned(),
            1 => format!("Some. {} is not in the group of the scope.", name(user)),
            groups => format!(
                "Some. {} is in none of the {groups} groups of the scope.",
                name(user)
            ),
        },
    }
}

/// What follows "in MAM scope": that all users are, or by which groups.
fn in_scope(membership: Option<&Membership>) -> String {
    membership.map_or_else(
        || ", like all users".to_owned(),
        |membership| format!(": {membership}"),
    )
}
