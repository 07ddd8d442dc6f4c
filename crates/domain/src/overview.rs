//! What the first page says: a few figures, and what needs someone.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::effect::{Prerequisite, Warning};
use crate::enrollment::ScopeChoice;
use crate::import::ImportRun;

/// The state of the whole organisation in a few figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// When this was counted.
    pub as_of: DateTime<Utc>,
    /// All devices.
    pub devices: i64,
    /// The newest check-in of any device: the time the data speaks of. `None` without one.
    pub newest_check_in: Option<DateTime<Utc>>,
    /// Devices that checked in during the 24 hours before [`Self::newest_check_in`].
    pub checked_in: i64,
    /// All users that may sign in.
    pub users: i64,
    /// How many of them are in MDM scope.
    pub users_in_scope: i64,
    /// The MDM user scope as saved.
    pub mdm_scope: ScopeChoice,
    /// All groups.
    pub groups: i64,
    /// What the saved enrollment settings make worth knowing.
    pub warnings: Vec<Warning>,
    /// What automatic enrollment needs, met or not.
    pub prerequisites: Vec<Prerequisite>,
    /// The file that was read last.
    pub last_import: Option<ImportRun>,
}
