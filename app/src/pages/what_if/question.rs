//! The question as the address holds it.

use domain::Invalid;
use domain::enrollment::{Edition, EnrollmentPath, Ownership, Setting, WindowsVersion};

use crate::paths;

/// From which version the settings were edited; passed on, not asked.
const SETTINGS_VERSION: &str = "version";

/// Windows 11 25H2. The release after it comes with new hardware only.
const USUAL_BUILD: u32 = 26200;

/// The case that an address describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What was typed for the user: a UPN, a name, a part of either or an id; empty for nobody.
    pub user: String,
    /// The path.
    pub path: EnrollmentPath,
    /// The device's Windows.
    pub windows: WindowsVersion,
    /// Its edition.
    pub edition: Edition,
    /// Whose it is said to be; `None` as the path has it.
    pub ownership: Option<Ownership>,
    /// Its serial number; empty where it does not matter.
    pub serial: String,
    /// Edited settings as they came; empty where nothing is edited.
    pub edits: Vec<(String, String)>,
    /// Whether to ask with the saved settings although edited ones are at hand.
    pub as_saved: bool,
    /// Whether anything was asked: a bare address is a form to be filled in.
    pub is_asked: bool,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            user: String::new(),
            path: EnrollmentPath::AddAccount,
            windows: version_of(USUAL_BUILD),
            edition: Edition::Pro,
            ownership: None,
            serial: String::new(),
            edits: Vec::new(),
            as_saved: false,
            is_asked: false,
        }
    }
}

impl Question {
    /// Reads the pairs of an address.
    ///
    /// # Errors
    /// A key or a value is not known; the error names the key.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Result<Self, Invalid> {
        let mut question = Self::default();
        for (key, value) in pairs {
            let text = value.trim();
            let is_edit = key == SETTINGS_VERSION
                || Setting::ALL.iter().any(|setting| setting.field() == key);
            match key.as_str() {
                "user" => text.clone_into(&mut question.user),
                "path" => question.path = text.parse()?,
                "windows" => question.windows = text.parse()?,
                "edition" => question.edition = text.parse()?,
                "ownership" => question.ownership = read_ownership(text)?,
                "serial" => text.clone_into(&mut question.serial),
                "settings" => question.as_saved = read_settings(text)?,
                _ if is_edit => {
                    question.edits.push((key, value));
                    continue;
                }
                _ => {
                    let known = "user, path, windows, edition, ownership, serial, settings and the fields of edited settings";
                    return Err(Invalid::new(
                        key,
                        format!("is not known here; this page understands {known}"),
                    ));
                }
            }
            question.is_asked = true;
        }
        Ok(question)
    }

    /// The address of this question.
    #[must_use]
    pub fn href(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.user.is_empty() {
            query.append_pair("user", &self.user);
        }
        query.append_pair("path", self.path.key());
        query.append_pair("windows", &self.windows.to_string());
        query.append_pair("edition", self.edition.as_str());
        if let Some(ownership) = self.ownership {
            query.append_pair("ownership", ownership.as_str());
        }
        if !self.serial.is_empty() {
            query.append_pair("serial", &self.serial);
        }
        if self.has_edits() && self.as_saved {
            query.append_pair("settings", "saved");
        }
        query.extend_pairs(&self.edits);
        format!("{}?{}", paths::what_if(), query.finish())
    }

    /// The same about another user.
    #[must_use]
    pub fn about(&self, upn: &str) -> Self {
        Self {
            user: upn.to_owned(),
            is_asked: true,
            ..self.clone()
        }
    }

    /// The same on another path.
    #[must_use]
    pub fn on(&self, path: EnrollmentPath) -> Self {
        Self {
            path,
            is_asked: true,
            ..self.clone()
        }
    }

    /// Whether edited settings came along.
    #[must_use]
    pub fn has_edits(&self) -> bool {
        !self.edits.is_empty()
    }

    /// Whether the edited settings are the ones to ask with.
    #[must_use]
    pub fn uses_edits(&self) -> bool {
        self.has_edits() && !self.as_saved
    }

    /// Where the settings are changed: with the edits, where there are any.
    #[must_use]
    pub fn settings_href(&self) -> String {
        if !self.has_edits() {
            return paths::automatic_enrollment().to_owned();
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.edits)
            .finish();
        format!("{}?{query}", paths::automatic_enrollment())
    }
}

/// The version that a build belongs to. Releases of Windows 10 and 11 are told apart by it alone.
pub fn version_of(build: u32) -> WindowsVersion {
    if build < 10_000 {
        WindowsVersion::new(6, 3, build)
    } else {
        WindowsVersion::new(10, 0, build)
    }
}

fn read_ownership(text: &str) -> Result<Option<Ownership>, Invalid> {
    match text {
        "" => Ok(None),
        "personal" => Ok(Some(Ownership::Personal)),
        "corporate" => Ok(Some(Ownership::Corporate)),
        _ => Err(Invalid::new(
            "ownership",
            "write personal or corporate, or leave it out",
        )),
    }
}

/// Whether it says that the saved settings are meant.
fn read_settings(text: &str) -> Result<bool, Invalid> {
    match text {
        "saved" => Ok(true),
        "edited" => Ok(false),
        _ => Err(Invalid::new("settings", "write saved or edited")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::shared::address::read_pairs;

    fn read(query: &str) -> Result<Question, Invalid> {
        Question::from_pairs(read_pairs(query))
    }

    #[test]
    fn a_question_survives_its_address() {
        let query = "user=Zo%C3%AB+%26+Co&path=group-policy-user&windows=10.0.19045&edition=enterprise&ownership=corporate\
                     &serial=A%2B1&settings=saved&mdm_scope=some&mdm_groups=&mdm_groups=a";
        let question = read(query).unwrap();
        assert_eq!(question.user, "Zoë & Co");
        assert_eq!(question.edits.len(), 3);
        let href = question.href();
        assert_eq!(read(href.split_once('?').unwrap().1), Ok(question));
    }

    #[test]
    fn what_the_page_does_not_know_is_refused_by_its_name() {
        for (query, field) in [
            ("usr=noor", "usr"),
            ("path=teleport", "path"),
            ("windows=11", "windows"),
            ("edition=ultimate", "edition"),
            ("ownership=mine", "ownership"),
            ("settings=old", "settings"),
            ("mdm_add=x", "mdm_add"),
        ] {
            assert_eq!(read(query).unwrap_err().field, field);
        }
    }

    #[test]
    fn settings_alone_are_no_question_yet() {
        let question = read("mdm_scope=all&version=3").unwrap();
        assert!(question.uses_edits() && !question.is_asked);
        assert_eq!(
            question.settings_href(),
            "/enrollment/automatic?mdm_scope=all&version=3"
        );
        assert!(!read("mdm_scope=all&settings=saved").unwrap().uses_edits());
    }
}
