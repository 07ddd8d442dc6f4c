//! The automatic enrollment settings: who is in scope, and where Windows is sent.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{HttpsUrl, Membership};
use crate::Invalid;
use crate::id::GroupId;

/// Whom a user scope takes in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeChoice {
    /// Nobody.
    #[default]
    None,
    /// The members of the listed groups, nested groups included.
    Some,
    /// Every user.
    All,
}

impl ScopeChoice {
    /// The choices in the order a form shows them, each wider than the one before.
    pub const ALL: [Self; 3] = [Self::None, Self::Some, Self::All];

    /// The word in forms, addresses, JSON and the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Some => "some",
            Self::All => "all",
        }
    }

    /// The word on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Some => "Some",
            Self::All => "All",
        }
    }
}

impl FromStr for ScopeChoice {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|choice| choice.as_str() == text);
        found.ok_or_else(|| Invalid::new("scope", "choose none, some or all"))
    }
}

impl fmt::Display for ScopeChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whose devices a setting reaches. The groups are kept while the choice is None or All, for when it is switched back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserScope {
    /// Whom the scope takes in.
    pub choice: ScopeChoice,
    /// The listed groups, sorted and each once. Only [`ScopeChoice::Some`] uses them.
    pub groups: Vec<GroupId>,
}

impl UserScope {
    /// A scope with the groups in any order and any number of times.
    #[must_use]
    pub fn new(choice: ScopeChoice, mut groups: Vec<GroupId>) -> Self {
        groups.sort_unstable();
        groups.dedup();
        Self { choice, groups }
    }

    /// Whether a user with that membership is in scope. A membership of a group that is not listed counts for nothing.
    #[must_use]
    pub fn admits(&self, membership: Option<&Membership>) -> bool {
        match self.choice {
            ScopeChoice::None => false,
            ScopeChoice::Some => {
                membership.is_some_and(|membership| self.groups.contains(&membership.group.id))
            }
            ScopeChoice::All => true,
        }
    }
}

/// The three addresses that the directory hands to Windows; `None` is blank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagementUrls {
    /// The page of terms that the user accepts before enrolling.
    pub terms_of_use: Option<HttpsUrl>,
    /// Where the device learns how to enroll.
    pub discovery: Option<HttpsUrl>,
    /// Where a user is sent whose device is not compliant.
    pub compliance: Option<HttpsUrl>,
}

/// Which service the devices enroll into; decides what *Restore defaults* restores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManagementService {
    /// This server.
    #[default]
    ThisMuster,
    /// Microsoft's service.
    MicrosoftIntune,
}

impl ManagementService {
    /// The services, the default first.
    pub const ALL: [Self; 2] = [Self::ThisMuster, Self::MicrosoftIntune];

    /// The word in forms, addresses, JSON and the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ThisMuster => "this_muster",
            Self::MicrosoftIntune => "microsoft_intune",
        }
    }

    /// The service's name on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ThisMuster => "This Muster",
            Self::MicrosoftIntune => "Microsoft Intune",
        }
    }

    /// The default MDM addresses. For this server they lie under its public address, and are blank while that is not
    /// https: Windows refuses others.
    ///
    /// Intune's are those of Microsoft Learn, "Enable MDM automatic enrollment for Windows".
    #[must_use]
    pub fn default_mdm_urls(self, public_address: &str) -> ManagementUrls {
        let address = |text: &str| text.parse().ok();
        match self {
            Self::ThisMuster => {
                let base = public_address.trim().trim_end_matches('/');
                ManagementUrls {
                    terms_of_use: address(&format!("{base}/terms-of-use")),
                    discovery: address(&format!("{base}/EnrollmentServer/Discovery.svc")),
                    compliance: address(&format!("{base}/compliance")),
                }
            }
            Self::MicrosoftIntune => ManagementUrls {
                terms_of_use: address("https://portal.manage.microsoft.com/TermsofUse.aspx"),
                discovery: address(
                    "https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc",
                ),
                compliance: address("https://portal.manage.microsoft.com/?portalAction=Compliance"),
            },
        }
    }

    /// The default MAM addresses. This server protects no apps, so its are blank.
    #[must_use]
    pub fn default_mam_urls(self, _public_address: &str) -> ManagementUrls {
        match self {
            Self::ThisMuster => ManagementUrls::default(),
            Self::MicrosoftIntune => ManagementUrls {
                discovery: "https://wip.mam.manage.microsoft.com/Enroll".parse().ok(),
                ..ManagementUrls::default()
            },
        }
    }
}

impl FromStr for ManagementService {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let found = Self::ALL
            .into_iter()
            .find(|service| service.as_str() == text);
        found.ok_or_else(|| Invalid::new("service", "choose this_muster or microsoft_intune"))
    }
}

/// Everything the Automatic enrollment page saves, as one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrollmentSettings {
    /// Which service the devices enroll into.
    pub service: ManagementService,
    /// Whose devices are managed.
    pub mdm_scope: UserScope,
    /// The addresses of device management.
    pub mdm_urls: ManagementUrls,
    /// Whose work data is protected in apps, formerly the WIP scope.
    pub mam_scope: UserScope,
    /// The addresses of app management.
    pub mam_urls: ManagementUrls,
    /// Whether adding a work account in an app only registers the device. Accounts added in Settings still enroll it.
    pub disable_mdm_on_account_add: bool,
}

impl EnrollmentSettings {
    /// What holds until somebody saves: both scopes None, the addresses at their defaults.
    #[must_use]
    pub fn initial(public_address: &str) -> Self {
        let service = ManagementService::default();
        Self {
            service,
            mdm_urls: service.default_mdm_urls(public_address),
            mam_urls: service.default_mam_urls(public_address),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn until_somebody_saves_nobody_is_in_scope_and_windows_is_sent_here() {
        let settings = EnrollmentSettings::initial("https://muster.example/");
        assert_eq!(settings.mdm_scope, UserScope::default());
        assert_eq!(settings.mam_scope.choice, ScopeChoice::None);
        assert!(!settings.disable_mdm_on_account_add);
        let text =
            |url: &Option<HttpsUrl>| url.as_ref().map(ToString::to_string).unwrap_or_default();
        assert_eq!(
            text(&settings.mdm_urls.discovery),
            "https://muster.example/EnrollmentServer/Discovery.svc"
        );
        assert_eq!(
            text(&settings.mdm_urls.terms_of_use),
            "https://muster.example/terms-of-use"
        );
        assert_eq!(
            text(&settings.mdm_urls.compliance),
            "https://muster.example/compliance"
        );
        assert_eq!(settings.mam_urls, ManagementUrls::default());
    }

    #[test]
    fn a_server_reached_without_tls_offers_no_address_of_its_own() {
        let service = ManagementService::ThisMuster;
        assert_eq!(
            service.default_mdm_urls("http://127.0.0.1:3000"),
            ManagementUrls::default()
        );
    }

    #[test]
    fn intune_has_its_documented_addresses_wherever_this_server_is() {
        let service = ManagementService::MicrosoftIntune;
        for address in ["http://127.0.0.1:3000", "https://muster.example"] {
            let (mdm, mam) = (
                service.default_mdm_urls(address),
                service.default_mam_urls(address),
            );
            assert!(
                mdm.terms_of_use.is_some() && mdm.discovery.is_some() && mdm.compliance.is_some()
            );
            assert_eq!(
                mam.discovery.unwrap().as_str(),
                "https://wip.mam.manage.microsoft.com/Enroll"
            );
            assert!(mam.terms_of_use.is_none() && mam.compliance.is_none());
        }
    }

    #[test]
    fn groups_are_sorted_and_listed_once() {
        let [a, b] = [1, 2].map(|n| GroupId(Uuid::from_u128(n)));
        assert_eq!(
            UserScope::new(ScopeChoice::All, vec![b, a, b]).groups,
            [a, b]
        );
    }

    #[test]
    fn choices_survive_their_text() {
        for choice in ScopeChoice::ALL {
            assert_eq!(choice.as_str().parse(), Ok(choice));
            assert_eq!(
                serde_json::to_string(&choice).unwrap(),
                format!("\"{choice}\"")
            );
        }
        for service in ManagementService::ALL {
            assert_eq!(service.as_str().parse(), Ok(service));
            assert_eq!(
                serde_json::to_string(&service).unwrap(),
                format!("\"{}\"", service.as_str())
            );
        }
        assert_eq!(
            "everyone".parse::<ScopeChoice>().unwrap_err().field,
            "scope"
        );
    }
}
