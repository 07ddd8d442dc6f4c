//! The enrollment settings as they are kept: which version holds, and what each save changed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::directory::GroupNames;
use crate::enrollment::{EnrollmentSettings, SettingChange};
use crate::page::Page;

/// The settings that hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSettings {
    /// Counts the saves; 0 before the first one. A save names the version it was made from.
    pub version: i64,
    /// The settings.
    pub settings: EnrollmentSettings,
    /// When and by whom they were saved; `None` before the first save.
    pub saved: Option<Saved>,
}

/// When and by whom something was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// When.
    pub at: DateTime<Utc>,
    /// The name of the account, as it was then.
    pub by: String,
}

/// One save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsVersion {
    /// Its number, from 1.
    pub version: i64,
    /// When and by whom.
    pub saved: Saved,
    /// What it changed against the version before.
    pub changes: Vec<SettingChange>,
}

/// A part of the history, the newest save first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsHistory {
    /// The saves.
    pub versions: Page<SettingsVersion>,
    /// The names of the groups that came and went, as far as the directory still has them.
    pub group_names: GroupNames,
}
