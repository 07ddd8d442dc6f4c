//! Invitations: one-time links that make a local account for somebody else.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{InvitationId, RoleId};

/// The longest a link works, in days.
pub const MAX_DAYS: u32 = 14;

/// An invitation as lists show it: everything but the link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct Invitation {
    /// Names the invitation.
    pub id: InvitationId,
    /// What the person will sign in with.
    pub name: String,
    /// The role of the account; `None` for everything.
    pub role_id: Option<RoleId>,
    /// Who invited.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// From when on the link does not work.
    pub expires_at: DateTime<Utc>,
    /// When the account was made, if it was.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When the invitation was taken back, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Who took it back, if somebody did.
    pub revoked_by: Option<String>,
}

impl Invitation {
    /// Whether the link works at `now`.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.accepted_at.is_none() && self.revoked_at.is_none() && self.expires_at > now
    }
}

/// An invitation to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInvitation {
    /// What the person will sign in with, 1 to 100 characters.
    pub name: String,
    /// The role of the account; `None` for everything. Nothing that the inviter does not hold.
    pub role_id: Option<RoleId>,
    /// For how many days the link works, 1 to [`MAX_DAYS`].
    pub days: u32,
}

/// A role that an invitation can give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedRole {
    /// Which; `None` for everything.
    pub id: Option<RoleId>,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
}

/// What the holder of a link is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// What the holder will sign in with.
    pub name: String,
    /// Who invited.
    pub created_by: String,
    /// The organisation.
    pub organisation: String,
}
