//! SCIM 2.0 (RFC 7643, RFC 7644): how a directory keeps users and groups current. What resources are made of, and how
//! filters, paths and changes are read; no HTTP and no SQL.

pub mod filter;
pub mod group;
pub mod patch;
pub mod path;
pub mod projection;
pub mod resource;
pub mod schema;
pub mod user;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A JSON object, in the order in which it was written.
pub type Object = serde_json::Map<String, serde_json::Value>;

/// Why a request was refused, in SCIM's own words (RFC 7644 §3.12, table 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The filter cannot be read, or asks what cannot be answered.
    InvalidFilter,
    /// Another resource has the value already.
    Uniqueness,
    /// The attribute cannot be changed.
    Mutability,
    /// The body is not of the form that the request needs.
    InvalidSyntax,
    /// The path of a change cannot be read, or leads nowhere.
    InvalidPath,
    /// The path of a change leads to no value.
    NoTarget,
    /// A value is missing, or is not of the attribute's type.
    InvalidValue,
}

impl Kind {
    /// The word in errors.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
        }
    }
}

/// A request that was refused as a whole: of which kind, and what is wrong in words.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{detail}")]
pub struct Refused {
    /// SCIM's word for it.
    pub kind: Kind,
    /// What is wrong and what is right.
    pub detail: String,
}

impl Refused {
    /// Refuses with that sentence.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
        }
    }
}

/// What [`Refused`] ends.
pub type Result<T> = std::result::Result<T, Refused>;

/// The value of `key` in whatever case it is written: names of attributes have none (RFC 7643 §2.1).
#[must_use]
pub fn find<'a>(object: &'a Object, key: &str) -> Option<&'a serde_json::Value> {
    object.get(key).or_else(|| {
        object
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(_, value)| value)
    })
}
