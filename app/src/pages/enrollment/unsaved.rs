//! How many edits are not saved, and of what kind.

use domain::enrollment::UserScope;
use domain::enrollment::form::{ScopeForm, SettingsForm, TypedUrls};

/// Edits, counted by kind. A group that came or went counts for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsaved {
    service: usize,
    scopes: usize,
    groups: usize,
    addresses: usize,
    options: usize,
}

impl Unsaved {
    /// What differs between two states of the form.
    pub fn between(before: &SettingsForm, after: &SettingsForm) -> Self {
        let scopes = [(&before.mdm, &after.mdm), (&before.mam, &after.mam)];
        let sum = |count: fn(&ScopeForm, &ScopeForm) -> usize| {
            scopes
                .iter()
                .map(|(before, after)| count(before, after))
                .sum()
        };
        Self {
            service: usize::from(before.service != after.service),
            scopes: sum(|before, after| usize::from(before.scope.choice != after.scope.choice)),
            groups: sum(|before, after| groups(&before.scope, &after.scope)),
            addresses: sum(|before, after| addresses(&before.urls, &after.urls)),
            options: usize::from(
                before.disable_mdm_on_account_add != after.disable_mdm_on_account_add,
            ),
        }
    }

    /// All of them.
    pub fn total(self) -> usize {
        self.service + self.scopes + self.groups + self.addresses + self.options
    }

    /// "1 scope, 2 groups, 1 address".
    pub fn by_kind(self) -> String {
        let kinds = [
            (self.service, "service", "services"),
            (self.scopes, "scope", "scopes"),
            (self.groups, "group", "groups"),
            (self.addresses, "address", "addresses"),
            (self.options, "option", "options"),
        ];
        let said = kinds.iter().filter(|(count, ..)| *count > 0);
        said.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

fn groups(before: &UserScope, after: &UserScope) -> usize {
    let missing = |of: &UserScope, from: &UserScope| {
        of.groups
            .iter()
            .filter(|group| !from.groups.contains(group))
            .count()
    };
    missing(before, after) + missing(after, before)
}

fn addresses(before: &TypedUrls, after: &TypedUrls) -> usize {
    let differ = |before: &str, after: &str| usize::from(before.trim() != after.trim());
    differ(&before.terms_of_use, &after.terms_of_use)
        + differ(&before.discovery, &after.discovery)
        + differ(&before.compliance, &after.compliance)
}

#[cfg(test)]
mod tests {
    use domain::enrollment::{EnrollmentSettings, ScopeChoice};
    use domain::id::GroupId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn edits_are_counted_by_kind_and_each_group_for_itself() {
        let mut before = SettingsForm::from(&EnrollmentSettings::initial("https://muster.example"));
        let [a, b, c] = [1, 2, 3].map(|n| GroupId(Uuid::from_u128(n)));
        before.mdm.add(a);
        before.mdm.add(b);
        let mut after = before.clone();
        assert_eq!(Unsaved::between(&before, &after).total(), 0);
        after.mdm.remove(a);
        after.mam.add(c);
        after.mdm.scope.choice = ScopeChoice::Some;
        after.mdm.urls.discovery = "not yet an address".to_owned();
        let unsaved = Unsaved::between(&before, &after);
        assert_eq!(
            (unsaved.total(), unsaved.by_kind().as_str()),
            (4, "1 scope, 2 groups, 1 address")
        );
    }
}
