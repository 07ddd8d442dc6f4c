//! Who acts, and what that actor may do on what.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::AssignmentId;
pub use crate::permission::{Permission, Permissions};
use crate::role::Scope;

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
    /// A program that holds a token.
    ApiToken,
    /// Muster itself, when something is due.
    System,
}

impl ActorKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Account,
        Self::CommandLine,
        Self::SetUp,
        Self::ApiToken,
        Self::System,
    ];

    /// The name the audit log keeps.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::CommandLine => "command_line",
            Self::SetUp => "set_up",
            Self::ApiToken => "api_token",
            Self::System => "system",
        }
    }
}

/// Some permissions with the reach that goes with just these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The role that gives them, by name.
    pub role: String,
    /// The assignment that gives the role; `None` for what comes with the account or from the directory.
    pub assignment: Option<AssignmentId>,
    /// What is given.
    pub permissions: Permissions,
    /// On what.
    pub scope: Scope,
}

impl Grant {
    /// Permissions that no assignment gives.
    #[must_use]
    pub fn new(role: impl Into<String>, permissions: Permissions, scope: Scope) -> Self {
        Self {
            role: role.into(),
            assignment: None,
            permissions,
            scope,
        }
    }

    /// Everything on everything.
    #[must_use]
    pub fn everything(role: impl Into<String>) -> Self {
        Self::new(role, Permissions::all(), Scope::everything())
    }

    /// Whether it gives `permission` on anything: with all that the permission needs beside itself, and with no limits
    /// where it changes what holds for everybody.
    #[must_use]
    pub fn gives(&self, permission: Permission) -> bool {
        let needs: &[Permission] = match permission {
            Permission::SetPrimaryUser => &[Permission::ReadDevices, Permission::ChangeDevices],
            _ => &[],
        };
        self.permissions.contains(permission)
            && needs.iter().all(|need| self.permissions.contains(*need))
            && (!permission.is_for_all() || self.scope.is_everything())
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
    /// What the actor may do on what.
    #[serde(default)]
    pub grants: Vec<Grant>,
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
            grants: vec![Grant::everything("Command line")],
        }
    }

    /// Muster itself, doing what `name` says is due.
    #[must_use]
    pub fn system(name: impl Into<String>) -> Self {
        Self {
            kind: ActorKind::System,
            id: None,
            name: name.into(),
            address: String::new(),
            grants: vec![Grant::everything("Muster")],
        }
    }

    /// Whether the actor holds `permission` on anything.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.grants.iter().any(|grant| grant.gives(permission))
    }

    /// Where the actor holds `permission`: one scope for each grant that gives it.
    pub fn scopes(&self, permission: Permission) -> impl Iterator<Item = &Scope> {
        self.grants
            .iter()
            .filter(move |grant| grant.gives(permission))
            .map(|grant| &grant.scope)
    }

    /// Every permission that the actor holds on anything.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        Permission::ALL
            .into_iter()
            .filter(|permission| self.may(*permission))
            .collect()
    }
}
