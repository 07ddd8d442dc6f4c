//! Tokens that programs sign in with: directories that push users, scripts that read lists.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::Permission;
use crate::id::ApiTokenId;

/// What every token begins with, so that people and scanners of leaked secrets know one.
pub const PREFIX: &str = "muster_";
/// The longest a token works, in days.
pub const MAX_DAYS: u32 = 365;

/// A token as lists show it: everything but the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Names the token.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// The last letters of the secret, to tell it by.
    pub hint: String,
    /// What its holder may do.
    pub permissions: Vec<Permission>,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it does not work.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, within a minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// From which network address it was last used; empty before the first time.
    pub last_used_from: String,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Who revoked it, if somebody did.
    pub revoked_by: Option<String>,
}

impl ApiToken {
    /// Whether it lets its holder in at `now`.
    #[must_use]
    pub fn works(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at > now
    }
}

/// A token to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewApiToken {
    /// What it is for, 1 to 100 characters.
    pub name: String,
    /// What its holder may do: one thing at least, and nothing that its maker may not.
    pub permissions: Vec<Permission>,
    /// For how many days it works, 1 to [`MAX_DAYS`].
    pub days: u32,
}
