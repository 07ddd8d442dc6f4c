//! The many spellings of one word: exports in their generations, the reports' and the directory's own names.

use super::{Compliance, JoinType, ManagedBy, Ownership};

/// `text` without case, spaces and punctuation, so that "Co-managed" and "comanaged" are one word.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl Ownership {
    /// Reads a spelling of the exports; `None` if it is not understood.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match plain(text).as_str() {
            "corporate" | "company" | "corporation" => Some(Self::Corporate),
            "personal" => Some(Self::Personal),
            "" | "unknown" => Some(Self::Unknown),
            _ => None,
        }
    }
}

impl JoinType {
    /// Reads a spelling of the exports; `None` if it is not understood.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let word = plain(text);
        let word = word.strip_prefix("microsoft").unwrap_or(&word);
        match word {
            "entrajoined" | "azureadjoined" | "azuread" | "joined" | "aadjoined" => {
                Some(Self::Joined)
            }
            "entrahybridjoined"
            | "hybridentrajoined"
            | "azureadhybridjoined"
            | "hybridazureadjoined"
            | "hybridjoined"
            | "serverad" => Some(Self::HybridJoined),
            "entraregistered" | "azureadregistered" | "registered" | "workplace" => {
                Some(Self::Registered)
            }
            "" | "unknown" | "none" | "notregistered" => Some(Self::Unknown),
            _ => None,
        }
    }
}

impl Compliance {
    /// Reads a spelling of the exports; `None` if it is not understood.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match plain(text).as_str() {
            "compliant" | "true" | "yes" => Some(Self::Compliant),
            "noncompliant" | "notcompliant" | "false" | "no" => Some(Self::NotCompliant),
            "ingraceperiod" => Some(Self::InGracePeriod),
            "notevaluated" | "notapplicable" => Some(Self::NotEvaluated),
            "conflict" => Some(Self::Conflict),
            "error" => Some(Self::Error),
            "configmanager" | "seeconfigmgr" => Some(Self::ConfigManager),
            "" | "unknown" => Some(Self::Unknown),
            _ => None,
        }
    }
}

impl ManagedBy {
    /// Reads a spelling of the exports; `None` if it is not understood.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match plain(text).as_str() {
            "intune" | "microsoftintune" | "mdm" => Some(Self::Mdm),
            "comanaged"
            | "mdmconfigmgr"
            | "mdmconfigmgragent"
            | "mdmandconfigmgr"
            | "configurationmanagerclientmdm" => Some(Self::MdmAndConfigmgr),
            "configmgr" | "configmgragent" | "configurationmanagerclient" => Some(Self::Configmgr),
            "eas" => Some(Self::Eas),
            "easmdm" | "mdmeas" | "easintuneclient" => Some(Self::MdmAndEas),
            "" | "none" => Some(Self::Nobody),
            _ => None,
        }
    }
}

/// The operating system's family as lists show it; a name that is not known stays as it is.
#[must_use]
pub fn os_family(os: &str) -> &str {
    let word = plain(os);
    match word.as_str() {
        "iphone" | "ipad" | "ios" | "ipados" | "iosipados" => "iOS/iPadOS",
        "macmdm" | "macos" | "macosx" => "macOS",
        "chromeos" => "ChromeOS",
        "linux" => "Linux",
        _ if word.starts_with("android") => "Android",
        "windows" | "windowsrt" => "Windows",
        _ => os,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_generations_of_join_types_are_one_word() {
        for brand in ["Microsoft Entra", "Azure AD"] {
            assert_eq!(
                JoinType::read(&format!("{brand} joined")),
                Some(JoinType::Joined)
            );
            assert_eq!(
                JoinType::read(&format!("{brand} hybrid joined")),
                Some(JoinType::HybridJoined)
            );
            assert_eq!(
                JoinType::read(&format!("{brand} registered")),
                Some(JoinType::Registered)
            );
        }
        assert_eq!(JoinType::read("ServerAd"), Some(JoinType::HybridJoined));
        assert_eq!(JoinType::read("teleported"), None);
    }

    #[test]
    fn an_operating_system_nobody_knows_keeps_its_name() {
        assert_eq!(os_family("AndroidForWork"), "Android");
        assert_eq!(os_family("MacMDM"), "macOS");
        assert_eq!(os_family("Windows Holographic"), "Windows Holographic");
    }
}
