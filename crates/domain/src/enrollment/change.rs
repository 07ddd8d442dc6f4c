//! What differs between two versions of the settings, field by field, for the history and the save bar.

use serde::{Deserialize, Serialize};

use super::{EnrollmentSettings, HttpsUrl, ManagementUrls, UserScope};
use crate::id::GroupId;

/// One field of the Automatic enrollment page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "`Setting::label` says of each what a comment would"
)]
pub enum Setting {
    Service,
    MdmScope,
    MdmGroups,
    MdmTermsOfUse,
    MdmDiscovery,
    MdmCompliance,
    MamScope,
    MamGroups,
    MamTermsOfUse,
    MamDiscovery,
    MamCompliance,
    DisableMdmOnAccountAdd,
}

impl Setting {
    /// Every field, in the order of the page.
    pub const ALL: [Self; 12] = [
        Self::Service,
        Self::MdmScope,
        Self::MdmGroups,
        Self::MdmTermsOfUse,
        Self::MdmDiscovery,
        Self::MdmCompliance,
        Self::MamScope,
        Self::MamGroups,
        Self::MamTermsOfUse,
        Self::MamDiscovery,
        Self::MamCompliance,
        Self::DisableMdmOnAccountAdd,
    ];

    /// The field's name on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Service => "Management service",
            Self::MdmScope => "MDM user scope",
            Self::MdmGroups => "MDM groups",
            Self::MdmTermsOfUse => "MDM terms of use address",
            Self::MdmDiscovery => "MDM discovery address",
            Self::MdmCompliance => "MDM compliance address",
            Self::MamScope => "MAM user scope",
            Self::MamGroups => "MAM groups",
            Self::MamTermsOfUse => "MAM terms of use address",
            Self::MamDiscovery => "MAM discovery address",
            Self::MamCompliance => "MAM compliance address",
            Self::DisableMdmOnAccountAdd => {
                "Do not offer MDM enrollment when an account is added in an app"
            }
        }
    }
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingChange {
    /// The field.
    pub setting: Setting,
    /// What it was, as a page shows it.
    pub before: String,
    /// What it is after the change.
    pub after: String,
    /// Groups that came; only in a list of groups.
    pub groups_added: Vec<GroupId>,
    /// Groups that went; only in a list of groups.
    pub groups_removed: Vec<GroupId>,
}

impl EnrollmentSettings {
    /// What changes when `other` takes the place of these settings, in the order of the page.
    #[must_use]
    pub fn changes(&self, other: &Self) -> Vec<SettingChange> {
        let (before, after) = (self, other);
        let mut changes = Vec::new();
        changes.extend(change(
            Setting::Service,
            before.service.label(),
            after.service.label(),
        ));
        let mdm = [Setting::MdmScope, Setting::MdmGroups];
        changes.extend(scope_changes(mdm, &before.mdm_scope, &after.mdm_scope));
        let mdm = [
            Setting::MdmTermsOfUse,
            Setting::MdmDiscovery,
            Setting::MdmCompliance,
        ];
        changes.extend(url_changes(mdm, &before.mdm_urls, &after.mdm_urls));
        let mam = [Setting::MamScope, Setting::MamGroups];
        changes.extend(scope_changes(mam, &before.mam_scope, &after.mam_scope));
        let mam = [
            Setting::MamTermsOfUse,
            Setting::MamDiscovery,
            Setting::MamCompliance,
        ];
        changes.extend(url_changes(mam, &before.mam_urls, &after.mam_urls));
        let state = |on: bool| if on { "On" } else { "Off" };
        let [before, after] =
            [before, after].map(|settings| state(settings.disable_mdm_on_account_add));
        changes.extend(change(Setting::DisableMdmOnAccountAdd, before, after));
        changes
    }
}

fn change(setting: Setting, before: &str, after: &str) -> Option<SettingChange> {
    (before != after).then(|| SettingChange {
        setting,
        before: before.to_owned(),
        after: after.to_owned(),
        groups_added: Vec::new(),
        groups_removed: Vec::new(),
    })
}

fn scope_changes(
    [choice, groups]: [Setting; 2],
    before: &UserScope,
    after: &UserScope,
) -> impl Iterator<Item = SettingChange> {
    let missing_in = |scope: &UserScope, from: &UserScope| -> Vec<GroupId> {
        from.groups
            .iter()
            .filter(|group| !scope.groups.contains(group))
            .copied()
            .collect()
    };
    let (groups_added, groups_removed) = (missing_in(before, after), missing_in(after, before));
    let listed = (!groups_added.is_empty() || !groups_removed.is_empty()).then(|| SettingChange {
        setting: groups,
        before: count(before.groups.len()),
        after: count(after.groups.len()),
        groups_added,
        groups_removed,
    });
    change(choice, before.choice.label(), after.choice.label())
        .into_iter()
        .chain(listed)
}

fn count(groups: usize) -> String {
    if groups == 1 {
        "1 group".to_owned()
    } else {
        format!("{groups} groups")
    }
}

fn url_changes(
    [terms_of_use, discovery, compliance]: [Setting; 3],
    before: &ManagementUrls,
    after: &ManagementUrls,
) -> impl Iterator<Item = SettingChange> {
    fn text(url: Option<&HttpsUrl>) -> &str {
        url.map_or("Blank", HttpsUrl::as_str)
    }
    [
        change(
            terms_of_use,
            text(before.terms_of_use.as_ref()),
            text(after.terms_of_use.as_ref()),
        ),
        change(
            discovery,
            text(before.discovery.as_ref()),
            text(after.discovery.as_ref()),
        ),
        change(
            compliance,
            text(before.compliance.as_ref()),
            text(after.compliance.as_ref()),
        ),
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::enrollment::ScopeChoice;

    #[test]
    fn the_same_settings_have_no_changes() {
        let settings = EnrollmentSettings::initial("https://muster.example");
        assert_eq!(settings.changes(&settings.clone()), []);
    }

    #[test]
    fn each_field_that_differs_is_named_once_with_before_and_after() {
        let [a, b, c] = [1, 2, 3].map(|n| GroupId(Uuid::from_u128(n)));
        let mut before = EnrollmentSettings::initial("https://muster.example");
        before.mdm_scope = UserScope::new(ScopeChoice::None, vec![a, b]);
        let mut after = before.clone();
        after.mdm_scope = UserScope::new(ScopeChoice::Some, vec![b, c]);
        after.mdm_urls.compliance = None;
        after.disable_mdm_on_account_add = true;

        let changes = before.changes(&after);
        let seen: Vec<_> = changes
            .iter()
            .map(|c| (c.setting, c.before.as_str(), c.after.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                (Setting::MdmScope, "None", "Some"),
                (Setting::MdmGroups, "2 groups", "2 groups"),
                (
                    Setting::MdmCompliance,
                    "https://muster.example/compliance",
                    "Blank"
                ),
                (Setting::DisableMdmOnAccountAdd, "Off", "On"),
            ]
        );
        assert_eq!(
            (&changes[1].groups_added, &changes[1].groups_removed),
            (&vec![c], &vec![a])
        );
    }

    #[test]
    fn choosing_another_service_changes_the_service_and_its_addresses_only() {
        let before = EnrollmentSettings::initial("https://muster.example");
        let service = super::super::ManagementService::MicrosoftIntune;
        let after = EnrollmentSettings {
            service,
            mdm_urls: service.default_mdm_urls(""),
            mam_urls: service.default_mam_urls(""),
            ..before.clone()
        };
        let seen: Vec<_> = before
            .changes(&after)
            .into_iter()
            .map(|change| change.setting)
            .collect();
        assert_eq!(
            seen,
            [
                Setting::Service,
                Setting::MdmTermsOfUse,
                Setting::MdmDiscovery,
                Setting::MdmCompliance,
                Setting::MamDiscovery
            ]
        );
    }
}
