//! Names of attributes (RFC 7644 §3.10) and paths of changes (§3.5.2).

use super::filter::{self, Filter};
use super::{Kind, Refused, Result};

/// The name of an attribute, as it was written: `userName`, `name.givenName`,
/// `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributePath {
    /// The schema, where it is named.
    pub urn: Option<String>,
    /// The attribute.
    pub name: String,
    /// The part of it, where one is named.
    pub part: Option<String>,
}

impl AttributePath {
    /// Reads a name that has no filter in it; `None` where it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (urn, rest) = match text.rsplit_once(':') {
            Some((urn, rest)) => (Some(urn.to_owned()), rest),
            None => (None, text),
        };
        let (name, part) = match rest.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (rest, None),
        };
        let is_whole = is_name(name)
            && part.is_none_or(is_name)
            && urn.as_deref().is_none_or(|urn| {
                urn.get(..4)
                    .is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
            });
        is_whole.then(|| Self {
            urn,
            name: name.to_owned(),
            part: part.map(str::to_owned),
        })
    }

    /// Whether it names `attribute` and nothing of another schema than `urn`.
    #[must_use]
    pub fn is(&self, urn: &str, attribute: &str, part: Option<&str>) -> bool {
        self.name.eq_ignore_ascii_case(attribute)
            && self
                .urn
                .as_deref()
                .is_none_or(|named| named.eq_ignore_ascii_case(urn))
            && match (self.part.as_deref(), part) {
                (None, None) => true,
                (Some(own), Some(part)) => own.eq_ignore_ascii_case(part),
                _ => false,
            }
    }
}

impl std::fmt::Display for AttributePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(urn) = &self.urn {
            write!(f, "{urn}:")?;
        }
        f.write_str(&self.name)?;
        match &self.part {
            Some(part) => write!(f, ".{part}"),
            None => Ok(()),
        }
    }
}

/// A letter, or `$` as in `$ref`, then letters, digits, `-` and `_` (RFC 7643 §2.1).
fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '$')
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// What a change is made to: an attribute, those of its values that a filter picks, and a part of these.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchPath {
    /// The attribute and, where no filter stands between them, its part.
    pub attribute: AttributePath,
    /// Which of its values.
    pub filter: Option<Filter>,
}

impl PatchPath {
    /// Reads `emails`, `name.givenName`, `emails[type eq "work"]` or `emails[type eq "work"].value`.
    ///
    /// # Errors
    /// It is none of these.
    pub fn read(text: &str) -> Result<Self> {
        let text = text.trim();
        let refused = || {
            let detail = format!(
                "The path {text:?} cannot be read. Write an attribute such as displayName, name.givenName or emails[type eq \"work\"].value."
            );
            Refused::new(Kind::InvalidPath, detail)
        };
        let Some((name, rest)) = text.split_once('[') else {
            let attribute = AttributePath::read(text).ok_or_else(refused)?;
            return Ok(Self {
                attribute,
                filter: None,
            });
        };
        let (inner, behind) = rest.rsplit_once(']').ok_or_else(refused)?;
        let mut attribute = AttributePath::read(name.trim())
            .filter(|attribute| attribute.part.is_none())
            .ok_or_else(refused)?;
        attribute.part = match behind.trim() {
            "" => None,
            behind => Some(
                behind
                    .strip_prefix('.')
                    .filter(|part| is_name(part))
                    .ok_or_else(refused)?
                    .to_owned(),
            ),
        };
        let filter =
            filter::read(inner).map_err(|error| Refused::new(Kind::InvalidPath, error.detail))?;
        Ok(Self {
            attribute,
            filter: Some(filter),
        })
    }
}
