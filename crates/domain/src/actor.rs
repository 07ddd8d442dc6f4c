//! Who acts, and what that actor may do: the whole access policy.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something an actor may or may not do. Each operation of the service asks for exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Permission {
    /// See devices and their records.
    ReadDevices,
    /// Change by hand what devices are: category, ownership, notes.
    ChangeDevices,
    /// Show saved views of lists to everybody, and change those that others show to everybody.
    ShareViews,
    /// See users, groups, licences and subscriptions.
    ReadDirectory,
    /// Add users and groups by hand, and change who is a member or holds a licence.
    ChangeDirectory,
    /// See the enrollment settings, their history and their effect; ask *What if*.
    ReadEnrollment,
    /// Save the enrollment settings.
    ChangeEnrollment,
    /// See past imports and what they changed.
    ReadImports,
    /// Bring in files, and see the lines that were refused.
    ImportFiles,
}

impl Permission {
    /// Every permission there is.
    pub const ALL: [Self; 9] = [
        Self::ReadDevices,
        Self::ChangeDevices,
        Self::ShareViews,
        Self::ReadDirectory,
        Self::ChangeDirectory,
        Self::ReadEnrollment,
        Self::ChangeEnrollment,
        Self::ReadImports,
        Self::ImportFiles,
    ];

    /// What the permission allows, as the second half of "Your account may not …".
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::ReadDevices => "see devices",
            Self::ChangeDevices => "change devices",
            Self::ShareViews => "share views with everybody",
            Self::ReadDirectory => "see users and groups",
            Self::ChangeDirectory => "change users and groups",
            Self::ReadEnrollment => "see the enrollment settings",
            Self::ChangeEnrollment => "change the enrollment settings",
            Self::ReadImports => "see imports",
            Self::ImportFiles => "import files",
        }
    }
}

/// Through which door the actor came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A signed-in account.
    Account,
    /// Someone at the machine who may read and write the database anyway.
    CommandLine,
    /// The holder of a one-time set-up link.
    SetUp,
}

impl ActorKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Account, Self::CommandLine, Self::SetUp];

    /// The name the audit log keeps.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::CommandLine => "command_line",
            Self::SetUp => "set_up",
        }
    }
}

/// Who asks for an operation, with everything the access check needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Through which door the actor came.
    pub kind: ActorKind,
    /// The account's id, where there is an account.
    pub id: Option<Uuid>,
    /// The name that audit entries and pages show.
    pub name: String,
    /// The network address the request came from; empty on the command line.
    pub address: String,
    /// What the actor may do.
    pub permissions: Vec<Permission>,
}

impl Actor {
    /// The person at the machine. Holds every permission: the database is theirs to read and write anyway.
    #[must_use]
    pub fn command_line() -> Self {
        Self {
            kind: ActorKind::CommandLine,
            id: None,
            name: "Command line".to_owned(),
            address: String::new(),
            permissions: Permission::ALL.to_vec(),
        }
    }

    /// Whether the actor holds `permission`.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
}
