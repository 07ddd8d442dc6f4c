//! Accounts that sign in with what is kept here: for the first run, and for the day on which no provider answers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, PasskeyId};

/// A local account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct LocalAccount {
    /// Identifies it.
    pub id: AccountId,
    /// The name it signs in with.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it may not sign in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When it signed in last, as far back as sign-ins are kept: a week.
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

/// Local accounts are for emergencies once a provider works: the last use of one, for the first page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencySignIn {
    /// The account.
    pub name: String,
    /// When it signed in.
    pub at: DateTime<Utc>,
}

/// A passkey, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct PasskeyInfo {
    /// Identifies it.
    pub id: PasskeyId,
    /// Where its owner says that it is.
    pub name: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When somebody last signed in with it.
    pub last_used_at: Option<DateTime<Utc>>,
}
