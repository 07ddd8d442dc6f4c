//! The one error that leaves the service; the doors translate it.

use domain::Invalid;
use domain::actor::Permission;
use thiserror::Error;

/// Why an operation did not happen. Nothing was changed, whichever it is.
#[derive(Debug, Error)]
pub enum Error {
    /// There is no such thing (any more); the word says what was looked for.
    #[error("the {0} does not exist")]
    NotFound(&'static str),
    /// The actor is not signed in, or the sign-in ended.
    #[error("sign in first")]
    SignedOut,
    /// The actor does not hold the permission.
    #[error("your account may not {}", .0.description())]
    Forbidden(Permission),
    /// The actor would give a permission that they do not hold themselves, or not over all that they would give it on.
    #[error("you cannot give what you do not hold yourself, and all of it: to {}", .0.description())]
    BeyondOwn(Permission),
    /// One field breaks one rule.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// What a SCIM client sent cannot be read or answered.
    #[error(transparent)]
    Scim(#[from] domain::scim::Refused),
    /// The world changed, or is not in the state that the operation needs; the sentence says which.
    #[error("{0}")]
    Conflict(&'static str),
    /// Somebody else saved while this was being edited; the sentence says who and when.
    #[error("{0}")]
    Overtaken(String),
    /// Too many failed tries; the same may be tried again after so many seconds.
    #[error("too many tries; wait {0} seconds")]
    TooManyTries(i64),
    /// The database failed. Its text is for the log only.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The database could not be brought to this version.
    #[error("the database could not be prepared")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A file or an upload could not be read to its end.
    #[error("reading failed")]
    Io(#[from] std::io::Error),
    /// What is stored cannot be what this version wrote, or a part of the machine refused to work.
    #[error("internal: {0}")]
    Internal(&'static str),
}

/// What every operation returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Names the conflict that a broken unique index means to the caller: SQLite does not tell the index's name.
pub(crate) trait OrConflict<T> {
    /// Turns a unique violation into [`Error::Conflict`].
    fn or_conflict(self, sentence: &'static str) -> Result<T>;
}

impl<T> OrConflict<T> for sqlx::Result<T> {
    fn or_conflict(self, sentence: &'static str) -> Result<T> {
        self.map_err(|error| match &error {
            sqlx::Error::Database(database) if database.is_unique_violation() => {
                Error::Conflict(sentence)
            }
            _ => Error::Database(error),
        })
    }
}
