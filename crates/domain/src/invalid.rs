//! One input that breaks one rule.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A value that was refused: which field, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{field}: {problem}")]
pub struct Invalid {
    /// The field's name as the form, the file's header or the command line spells it.
    pub field: String,
    /// What to write instead, as a sentence without a full stop.
    pub problem: String,
}

impl Invalid {
    /// Refuses `field` because of `problem`.
    pub fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            problem: problem.into(),
        }
    }
}
