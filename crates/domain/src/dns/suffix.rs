//! The part of a sign-in name behind the at sign.

use serde::{Deserialize, Serialize};

use crate::Invalid;

/// The most letters of a domain that still leaves room for the longest record in front (RFC 1035 §2.3.4: 253 in all).
const LONGEST: usize = 253 - "EnterpriseRegistration.".len();

/// Endings that no public registry gives out: RFC 6762 appendix G, and ICANN's reservation of `internal`.
const PRIVATE: [&str; 9] = [
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "localdomain",
    "home.arpa",
];

/// A domain, in lower case, without a dot at the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Suffix(String);

impl Suffix {
    /// The domain of a sign-in name; `None` where nothing stands behind an at sign, or no domain.
    #[must_use]
    pub fn of_upn(upn: &str) -> Option<Self> {
        let (_, suffix) = upn.rsplit_once('@')?;
        suffix.parse().ok()
    }

    /// The domain as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nobody can register it in public, so that the directory cannot verify it.
    #[must_use]
    pub fn is_private(&self) -> bool {
        !self.0.contains('.')
            || PRIVATE
                .iter()
                .any(|ending| self.0 == *ending || self.0.ends_with(&format!(".{ending}")))
    }

    /// Whether it is one that Microsoft gives to each organisation, whose records are Microsoft's own.
    #[must_use]
    pub fn is_given_by_microsoft(&self) -> bool {
        self.0 == "onmicrosoft.com" || self.0.ends_with(".onmicrosoft.com")
    }
}

impl std::str::FromStr for Suffix {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refused = |problem: &str| Err(Invalid::new("suffix", problem));
        let text = text.trim();
        let text = text.strip_suffix('.').unwrap_or(text).to_lowercase();
        if text.is_empty() || text.contains(['@', '/', ':', ' ']) {
            return refused("write the part of the sign-in names behind @, such as contoso.com");
        }
        if text.len() > LONGEST {
            return refused(
                "write a shorter domain: with the record’s name it may have 253 letters",
            );
        }
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_')
        };
        if !text.split('.').all(is_label) {
            return refused(
                "write a domain: parts of letters, digits and hyphens with dots between",
            );
        }
        Ok(Self(text))
    }
}

impl TryFrom<String> for Suffix {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Suffix> for String {
    fn from(suffix: Suffix) -> Self {
        suffix.0
    }
}

impl std::fmt::Display for Suffix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
