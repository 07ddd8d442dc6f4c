//! The settings as a form and an address hold them: pairs of field and text, read over the settings that hold.
//!
//! A page keeps a [`SettingsForm`], whose addresses may be half typed; [`settings_from_pairs`] and [`settings_to_query`]
//! are for whoever only passes edited settings on.

use std::str::FromStr;

use super::{EnrollmentSettings, HttpsUrl, ManagementService, ManagementUrls, Setting, UserScope};
use crate::Invalid;
use crate::effect::ScopeKind;
use crate::id::GroupId;

/// The version that the edits were made from, beside the fields of the settings.
const VERSION: &str = "version";

impl Setting {
    /// The field's name in forms, addresses and refusals.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::MdmScope => "mdm_scope",
            Self::MdmGroups => "mdm_groups",
            Self::MdmTermsOfUse => "mdm_terms_of_use",
            Self::MdmDiscovery => "mdm_discovery",
            Self::MdmCompliance => "mdm_compliance",
            Self::MamScope => "mam_scope",
            Self::MamGroups => "mam_groups",
            Self::MamTermsOfUse => "mam_terms_of_use",
            Self::MamDiscovery => "mam_discovery",
            Self::MamCompliance => "mam_compliance",
            Self::DisableMdmOnAccountAdd => "disable_mdm_on_account_add",
        }
    }
}

/// The three addresses as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedUrls {
    /// The page of terms.
    pub terms_of_use: String,
    /// Where the device learns how to enroll.
    pub discovery: String,
    /// Where a user of a device that is not compliant is sent.
    pub compliance: String,
}

impl TypedUrls {
    fn check(
        &self,
        [terms_of_use, discovery, compliance]: [Setting; 3],
        refused: &mut Vec<Invalid>,
    ) -> ManagementUrls {
        let mut read = |setting: Setting, text: &str| {
            HttpsUrl::parse_optional(setting.field(), text).unwrap_or_else(|invalid| {
                refused.push(invalid);
                None
            })
        };
        ManagementUrls {
            terms_of_use: read(terms_of_use, &self.terms_of_use),
            discovery: read(discovery, &self.discovery),
            compliance: read(compliance, &self.compliance),
        }
    }
}

impl From<&ManagementUrls> for TypedUrls {
    fn from(urls: &ManagementUrls) -> Self {
        let text =
            |url: &Option<HttpsUrl>| url.as_ref().map(ToString::to_string).unwrap_or_default();
        Self {
            terms_of_use: text(&urls.terms_of_use),
            discovery: text(&urls.discovery),
            compliance: text(&urls.compliance),
        }
    }
}

/// One user scope with its addresses, as edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeForm {
    /// Whom the scope takes in.
    pub scope: UserScope,
    /// Its addresses.
    pub urls: TypedUrls,
}

impl ScopeForm {
    /// Lists a group; one that is listed stays listed once.
    pub fn add(&mut self, group: GroupId) {
        let mut groups = std::mem::take(&mut self.scope.groups);
        groups.push(group);
        self.scope = UserScope::new(self.scope.choice, groups);
    }

    /// Takes a group off the list.
    pub fn remove(&mut self, group: GroupId) {
        self.scope.groups.retain(|listed| *listed != group);
    }
}

/// The whole form while it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsForm {
    /// Which service the devices enroll into.
    pub service: ManagementService,
    /// Device management.
    pub mdm: ScopeForm,
    /// App management.
    pub mam: ScopeForm,
    /// Whether adding a work account in an app only registers the device.
    pub disable_mdm_on_account_add: bool,
}

impl From<&EnrollmentSettings> for SettingsForm {
    fn from(settings: &EnrollmentSettings) -> Self {
        Self {
            service: settings.service,
            mdm: ScopeForm {
                scope: settings.mdm_scope.clone(),
                urls: (&settings.mdm_urls).into(),
            },
            mam: ScopeForm {
                scope: settings.mam_scope.clone(),
                urls: (&settings.mam_urls).into(),
            },
            disable_mdm_on_account_add: settings.disable_mdm_on_account_add,
        }
    }
}

impl SettingsForm {
    /// The form that the pairs describe over the settings that hold, and what could not be read.
    ///
    /// A field that is not given keeps what holds. A list of groups is given by any pair of its name; a blank one lists
    /// none, so that an empty list can be said. `mdm_add`, `mdm_drop` and the like change the list as buttons do;
    /// `restore=mdm` puts the service's default addresses back. Other keys belong to the page and are left alone.
    pub fn read<K: AsRef<str>, V: AsRef<str>>(
        saved: &EnrollmentSettings,
        public_address: &str,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> (Self, Vec<Invalid>) {
        let mut form = Self::from(saved);
        let mut refused = Vec::new();
        let mut lists: [Option<Vec<GroupId>>; 2] = [None, None];
        let mut commands = Vec::new();
        for (key, value) in pairs {
            let (key, value) = (key.as_ref(), value.as_ref());
            match key {
                "service" => set(&mut form.service, key, value, &mut refused),
                "mdm_scope" => set(&mut form.mdm.scope.choice, key, value, &mut refused),
                "mam_scope" => set(&mut form.mam.scope.choice, key, value, &mut refused),
                "mdm_groups" | "mam_groups" => {
                    let list = lists[usize::from(key == "mam_groups")].get_or_insert_default();
                    list.extend(read_group(key, value, &mut refused));
                }
                "mdm_terms_of_use" => value.clone_into(&mut form.mdm.urls.terms_of_use),
                "mdm_discovery" => value.clone_into(&mut form.mdm.urls.discovery),
                "mdm_compliance" => value.clone_into(&mut form.mdm.urls.compliance),
                "mam_terms_of_use" => value.clone_into(&mut form.mam.urls.terms_of_use),
                "mam_discovery" => value.clone_into(&mut form.mam.urls.discovery),
                "mam_compliance" => value.clone_into(&mut form.mam.urls.compliance),
                // A check box is sent after a hidden "off": the last one counts.
                "disable_mdm_on_account_add" => match value {
                    "on" => form.disable_mdm_on_account_add = true,
                    "off" => form.disable_mdm_on_account_add = false,
                    _ => refused.push(Invalid::new(key, "write on or off")),
                },
                "mdm_add" | "mdm_drop" | "mam_add" | "mam_drop" | "restore" => {
                    commands.push((key.to_owned(), value.to_owned()));
                }
                _ => {}
            }
        }
        let [mdm, mam] = lists;
        for (scope, list) in [(&mut form.mdm.scope, mdm), (&mut form.mam.scope, mam)] {
            if let Some(groups) = list {
                *scope = UserScope::new(scope.choice, groups);
            }
        }
        for (key, value) in commands {
            form.obey(&key, &value, public_address, &mut refused);
        }
        (form, refused)
    }

    /// Does what the button of that name and value asks for.
    fn obey(&mut self, key: &str, value: &str, public_address: &str, refused: &mut Vec<Invalid>) {
        let scope = if key.starts_with("mam") {
            ScopeKind::Mam
        } else {
            ScopeKind::Mdm
        };
        match (key, value) {
            ("restore", "mdm") => self.restore_defaults(ScopeKind::Mdm, public_address),
            ("restore", "mam") => self.restore_defaults(ScopeKind::Mam, public_address),
            ("restore", _) => refused.push(Invalid::new(key, "write mdm or mam")),
            _ => {
                if let Some(group) = read_group(key, value, refused) {
                    match key {
                        "mdm_add" | "mam_add" => self.scope_mut(scope).add(group),
                        _ => self.scope_mut(scope).remove(group),
                    }
                }
            }
        }
    }

    /// One of the two scopes.
    #[must_use]
    pub fn scope(&self, kind: ScopeKind) -> &ScopeForm {
        match kind {
            ScopeKind::Mdm => &self.mdm,
            ScopeKind::Mam => &self.mam,
        }
    }

    /// One of the two scopes, to be edited.
    pub fn scope_mut(&mut self, kind: ScopeKind) -> &mut ScopeForm {
        match kind {
            ScopeKind::Mdm => &mut self.mdm,
            ScopeKind::Mam => &mut self.mam,
        }
    }

    /// The default addresses of the chosen service for a scope.
    #[must_use]
    pub fn default_urls(&self, kind: ScopeKind, public_address: &str) -> TypedUrls {
        match kind {
            ScopeKind::Mdm => (&self.service.default_mdm_urls(public_address)).into(),
            ScopeKind::Mam => (&self.service.default_mam_urls(public_address)).into(),
        }
    }

    /// Puts the default addresses of the chosen service back.
    pub fn restore_defaults(&mut self, kind: ScopeKind, public_address: &str) {
        self.scope_mut(kind).urls = self.default_urls(kind, public_address);
    }

    /// The settings that saving would save.
    ///
    /// # Errors
    /// Each address that is refused, by field.
    pub fn check(&self) -> Result<EnrollmentSettings, Vec<Invalid>> {
        let mut refused = Vec::new();
        let mdm = [
            Setting::MdmTermsOfUse,
            Setting::MdmDiscovery,
            Setting::MdmCompliance,
        ];
        let mam = [
            Setting::MamTermsOfUse,
            Setting::MamDiscovery,
            Setting::MamCompliance,
        ];
        let settings = EnrollmentSettings {
            service: self.service,
            mdm_scope: self.mdm.scope.clone(),
            mdm_urls: self.mdm.urls.check(mdm, &mut refused),
            mam_scope: self.mam.scope.clone(),
            mam_urls: self.mam.urls.check(mam, &mut refused),
            disable_mdm_on_account_add: self.disable_mdm_on_account_add,
        };
        if refused.is_empty() {
            Ok(settings)
        } else {
            Err(refused)
        }
    }

    /// The edited settings with the addresses that hold: all that an effect is counted from, whatever is half typed.
    #[must_use]
    pub fn with_addresses_of(&self, saved: &EnrollmentSettings) -> EnrollmentSettings {
        EnrollmentSettings {
            service: self.service,
            mdm_scope: self.mdm.scope.clone(),
            mam_scope: self.mam.scope.clone(),
            disable_mdm_on_account_add: self.disable_mdm_on_account_add,
            ..saved.clone()
        }
    }

    /// The form as the query of an address, every field of it; read back by [`Self::read`] whatever holds then.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair(Setting::Service.field(), self.service.as_str());
        let groups = [
            (ScopeKind::Mdm, Setting::MdmScope, Setting::MdmGroups),
            (ScopeKind::Mam, Setting::MamScope, Setting::MamGroups),
        ];
        for (kind, choice, groups) in groups {
            let scope = &self.scope(kind).scope;
            query.append_pair(choice.field(), scope.choice.as_str());
            query.append_pair(groups.field(), "");
            for group in &scope.groups {
                query.append_pair(groups.field(), &group.to_string());
            }
        }
        let (mdm, mam) = (&self.mdm.urls, &self.mam.urls);
        query.append_pair(Setting::MdmTermsOfUse.field(), &mdm.terms_of_use);
        query.append_pair(Setting::MdmDiscovery.field(), &mdm.discovery);
        query.append_pair(Setting::MdmCompliance.field(), &mdm.compliance);
        query.append_pair(Setting::MamTermsOfUse.field(), &mam.terms_of_use);
        query.append_pair(Setting::MamDiscovery.field(), &mam.discovery);
        query.append_pair(Setting::MamCompliance.field(), &mam.compliance);
        let on = if self.disable_mdm_on_account_add {
            "on"
        } else {
            "off"
        };
        query.append_pair(Setting::DisableMdmOnAccountAdd.field(), on);
        query.finish()
    }
}

/// The edited settings that the pairs describe over the saved ones; keys of other forms are left alone.
///
/// # Errors
/// Each value that is refused, by field.
pub fn settings_from_pairs<K: AsRef<str>, V: AsRef<str>>(
    saved: &EnrollmentSettings,
    pairs: impl IntoIterator<Item = (K, V)>,
) -> Result<EnrollmentSettings, Vec<Invalid>> {
    // Only a button of the form's own page restores defaults, and that page reads with the server's address.
    let (form, mut refused) = SettingsForm::read(saved, "", pairs);
    match form.check() {
        Ok(settings) if refused.is_empty() => Ok(settings),
        Ok(_) => Err(refused),
        Err(addresses) => {
            refused.extend(addresses);
            Err(refused)
        }
    }
}

/// The settings as the query of an address, without the question mark; [`settings_from_pairs`] reads it back.
#[must_use]
pub fn settings_to_query(settings: &EnrollmentSettings) -> String {
    SettingsForm::from(settings).to_query()
}

/// The version of the settings that edits were made from, where the pairs name one.
///
/// # Errors
/// It is not a number.
pub fn version_from_pairs<K: AsRef<str>, V: AsRef<str>>(
    pairs: impl IntoIterator<Item = (K, V)>,
) -> Result<Option<i64>, Invalid> {
    let given = pairs.into_iter().find(|(key, _)| key.as_ref() == VERSION);
    let read = |(_, value): (K, V)| {
        value
            .as_ref()
            .parse()
            .map_err(|_| Invalid::new(VERSION, "load the page again"))
    };
    given.map(read).transpose()
}

fn set<T: FromStr<Err = Invalid>>(
    place: &mut T,
    field: &str,
    text: &str,
    refused: &mut Vec<Invalid>,
) {
    match text.parse() {
        Ok(value) => *place = value,
        Err(invalid) => refused.push(Invalid::new(field, invalid.problem)),
    }
}

/// The group of a pair; nothing for a blank one.
fn read_group(field: &str, text: &str, refused: &mut Vec<Invalid>) -> Option<GroupId> {
    if text.is_empty() {
        return None;
    }
    match text.parse::<GroupId>() {
        Ok(group) => Some(group),
        Err(invalid) => {
            refused.push(Invalid::new(field, invalid.problem));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::enrollment::ScopeChoice;

    fn saved() -> EnrollmentSettings {
        EnrollmentSettings {
            mdm_scope: UserScope::new(ScopeChoice::Some, vec![group(1), group(2)]),
            ..EnrollmentSettings::initial("https://muster.example")
        }
    }

    fn group(n: u128) -> GroupId {
        GroupId(Uuid::from_u128(n))
    }

    fn pairs(query: &str) -> Vec<(String, String)> {
        url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    }

    #[test]
    fn settings_survive_an_address_whatever_holds_when_it_is_read() {
        let mut edited = saved();
        edited.service = ManagementService::MicrosoftIntune;
        edited.mdm_scope = UserScope::new(ScopeChoice::Some, Vec::new());
        edited.mam_scope = UserScope::new(ScopeChoice::All, vec![group(3), group(4)]);
        edited.mdm_urls.compliance = None;
        edited.mam_urls.discovery = "https://a.example/?x=1&y=%20+".parse().ok();
        edited.disable_mdm_on_account_add = true;
        for settings in [edited, saved(), EnrollmentSettings::default()] {
            let query = settings_to_query(&settings);
            for holds in [saved(), EnrollmentSettings::default()] {
                assert_eq!(
                    settings_from_pairs(&holds, pairs(&query)),
                    Ok(settings.clone()),
                    "{query}"
                );
            }
        }
    }

    #[test]
    fn what_an_address_does_not_name_stays_as_it_is_saved() {
        assert_eq!(settings_from_pairs(&saved(), pairs("")), Ok(saved()));
        let edited =
            settings_from_pairs(&saved(), pairs("mam_scope=all&user=noor&list=gain")).unwrap();
        assert_eq!(
            edited,
            EnrollmentSettings {
                mam_scope: UserScope::new(ScopeChoice::All, Vec::new()),
                ..saved()
            }
        );
    }

    #[test]
    fn a_blank_group_says_that_the_list_is_given_and_may_be_empty() {
        let edited = settings_from_pairs(&saved(), pairs("mdm_groups=")).unwrap();
        assert_eq!(edited.mdm_scope.groups, []);
        let edited = settings_from_pairs(
            &saved(),
            pairs(&format!("mdm_groups=&mdm_groups={}", group(9))),
        )
        .unwrap();
        assert_eq!(edited.mdm_scope.groups, [group(9)]);
    }

    #[test]
    fn an_unchecked_box_is_off_and_a_checked_one_is_on() {
        let field = "disable_mdm_on_account_add";
        let off = settings_from_pairs(&saved(), pairs(&format!("{field}=off"))).unwrap();
        let on = settings_from_pairs(&saved(), pairs(&format!("{field}=off&{field}=on"))).unwrap();
        assert!(!off.disable_mdm_on_account_add && on.disable_mdm_on_account_add);
    }

    #[test]
    fn every_bad_value_is_refused_by_its_field() {
        let query = "service=x&mdm_scope=everyone&mam_groups=nobody&mdm_discovery=http%3A%2F%2Fa.example&disable_mdm_on_account_add=1";
        let refused = settings_from_pairs(&saved(), pairs(query)).unwrap_err();
        let fields: Vec<&str> = refused
            .iter()
            .map(|invalid| invalid.field.as_str())
            .collect();
        assert_eq!(
            fields,
            [
                "service",
                "mdm_scope",
                "mam_groups",
                "disable_mdm_on_account_add",
                "mdm_discovery"
            ]
        );
    }

    #[test]
    fn a_bad_address_stays_in_the_form_as_it_was_typed() {
        let (form, refused) = SettingsForm::read(&saved(), "", pairs("mdm_discovery=http"));
        assert_eq!(
            (form.mdm.urls.discovery.as_str(), refused.len()),
            ("http", 0)
        );
        assert_eq!(form.check().unwrap_err()[0].field, "mdm_discovery");
        assert_eq!(form.with_addresses_of(&saved()), saved());
    }

    #[test]
    fn buttons_change_the_list_that_the_same_form_sends() {
        let query = format!(
            "mdm_drop={}&mdm_groups={}&mdm_groups={}&mam_add={}",
            group(1),
            group(1),
            group(2),
            group(5)
        );
        let edited = settings_from_pairs(&saved(), pairs(&query)).unwrap();
        assert_eq!(
            (edited.mdm_scope.groups, edited.mam_scope.groups),
            (vec![group(2)], vec![group(5)])
        );
    }

    #[test]
    fn restoring_takes_the_addresses_of_the_service_that_is_chosen_in_the_form() {
        let (form, _) = SettingsForm::read(
            &saved(),
            "https://muster.example",
            pairs("restore=mdm&service=microsoft_intune&mdm_terms_of_use=x"),
        );
        let settings = form.check().unwrap();
        assert_eq!(
            settings.mdm_urls,
            ManagementService::MicrosoftIntune.default_mdm_urls("")
        );
        assert_eq!(settings.mam_urls, saved().mam_urls);
    }

    #[test]
    fn the_version_is_read_where_it_is_given() {
        assert_eq!(version_from_pairs(pairs("mdm_scope=all")), Ok(None));
        assert_eq!(version_from_pairs(pairs("version=3")), Ok(Some(3)));
        assert_eq!(
            version_from_pairs(pairs("version=x")).unwrap_err().field,
            "version"
        );
    }
}
