//! Roles: the built-in ones, those of the directory, custom ones, and to whom they are assigned with which reach.
//!
//! There are no denials: what somebody may do is the union of what each assignment gives, each with its own reach. Two
//! assignments with different reach are never merged into one that has the actions of both on the objects of both.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Invalid;
use crate::actor::Grant;
use crate::id::{AssignmentId, GroupId, RoleId, TagId};
use crate::permission::Permission::{self, *};
use crate::permission::Permissions;

/// The most scope tags that an assignment may have.
pub const MOST_TAGS: usize = 100;
/// The longest name of a role, an assignment or a tag, in characters.
const LONGEST_NAME: usize = 128;
/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 1024;

/// Roles that come with the product and cannot be edited, only duplicated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BuiltInRole {
    /// Sees nearly everything, changes nothing.
    ReadOnlyOperator,
    /// Helps people with their devices; wipes, but does not delete.
    HelpDeskOperator,
    /// Keeps devices secure.
    EndpointSecurityManager,
    /// Makes policies and profiles.
    PolicyAndProfileManager,
    /// Manages devices of a school.
    SchoolAdministrator,
    /// Gives roles, and sees nothing but roles.
    IntuneRoleAdministrator,
    /// Manages apps.
    ApplicationManager,
    /// Manages who may run what with raised rights.
    EndpointPrivilegeManager,
    /// Sees who may run what with raised rights.
    EndpointPrivilegeReader,
}

const IDENTIFIERS: [Permission; 4] = [
    ReadIdentifiers,
    CreateIdentifiers,
    ChangeIdentifiers,
    DeleteIdentifiers,
];
const PROGRAMS_BUT_GROUPING: [Permission; 9] = [
    ReadProgramDevices,
    CreateProgramDevices,
    DeleteProgramDevices,
    SyncProgramDevices,
    ReadEnrollmentProfiles,
    CreateEnrollmentProfiles,
    ChangeEnrollmentProfiles,
    DeleteEnrollmentProfiles,
    AssignEnrollmentProfiles,
];
const CONFIGURATIONS: [Permission; 5] = [
    ReadConfigurations,
    CreateConfigurations,
    ChangeConfigurations,
    DeleteConfigurations,
    AssignConfigurations,
];
const TERMS: [Permission; 5] = [
    ReadTerms,
    CreateTerms,
    ChangeTerms,
    DeleteTerms,
    AssignTerms,
];
const FILTERS: [Permission; 4] = [ReadFilters, CreateFilters, ChangeFilters, DeleteFilters];
const ROLES: [Permission; 5] = [
    ReadRoles,
    CreateRoles,
    ChangeRoles,
    DeleteRoles,
    AssignRoles,
];
/// What those see who look after devices, beside the devices.
const OPERATOR_READS: [Permission; 12] = [
    ReadIdentifiers,
    ReadProgramDevices,
    ReadEnrollmentProfiles,
    ReadEnrollmentManagers,
    ReadConfigurations,
    ReadTerms,
    ReadAudit,
    ReadRoles,
    ReadOrganization,
    ReadFilters,
    ReadEnrollment,
    ReadImports,
];

impl BuiltInRole {
    /// Every built-in role, in the order in which they are listed.
    pub const ALL: [Self; 9] = [
        Self::ReadOnlyOperator,
        Self::HelpDeskOperator,
        Self::EndpointSecurityManager,
        Self::PolicyAndProfileManager,
        Self::SchoolAdministrator,
        Self::IntuneRoleAdministrator,
        Self::ApplicationManager,
        Self::EndpointPrivilegeManager,
        Self::EndpointPrivilegeReader,
    ];

    /// The built-in role of that id.
    #[must_use]
    pub fn from_id(id: RoleId) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }

    /// Names the role in assignments, the same in every installation.
    #[must_use]
    pub fn id(self) -> RoleId {
        RoleId(Uuid::from_u128(match self {
            Self::ReadOnlyOperator => 1,
            Self::HelpDeskOperator => 2,
            Self::EndpointSecurityManager => 3,
            Self::PolicyAndProfileManager => 4,
            Self::SchoolAdministrator => 5,
            Self::IntuneRoleAdministrator => 6,
            Self::ApplicationManager => 7,
            Self::EndpointPrivilegeManager => 8,
            Self::EndpointPrivilegeReader => 9,
        }))
    }

    /// The role's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadOnlyOperator => "Read Only Operator",
            Self::HelpDeskOperator => "Help Desk Operator",
            Self::EndpointSecurityManager => "Endpoint Security Manager",
            Self::PolicyAndProfileManager => "Policy and Profile Manager",
            Self::SchoolAdministrator => "School Administrator",
            Self::IntuneRoleAdministrator => "Intune Role Administrator",
            Self::ApplicationManager => "Application Manager",
            Self::EndpointPrivilegeManager => "Endpoint Privilege Manager",
            Self::EndpointPrivilegeReader => "Endpoint Privilege Reader",
        }
    }

    /// What the role is for, in a sentence.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::ReadOnlyOperator => {
                "Sees users, devices, enrollment and the audit log. Changes nothing."
            }
            Self::HelpDeskOperator => {
                "Helps people with their devices: sync, restart, rename, retire and wipe. Cannot delete a device."
            }
            Self::EndpointSecurityManager => {
                "Keeps devices secure: sees, changes and deletes them, locks them, rotates BitLocker keys."
            }
            Self::PolicyAndProfileManager => {
                "Makes configurations, deployment profiles, terms and corporate identifiers. Sees no device."
            }
            Self::SchoolAdministrator => {
                "Manages the devices of a school in full, with configurations, terms and most of Autopilot."
            }
            Self::IntuneRoleAdministrator => "Gives and takes roles. Sees nothing but roles.",
            Self::ApplicationManager => "Manages apps. Sees devices and their configurations.",
            Self::EndpointPrivilegeManager => {
                "Manages who may run what with raised rights. Sees devices."
            }
            Self::EndpointPrivilegeReader => {
                "Sees who may run what with raised rights. Sees devices."
            }
        }
    }

    /// What the role allows.
    ///
    /// Muster's own categories are given so: whoever sees devices may also see users and groups; whoever sees
    /// configurations may also see the enrollment settings; the four roles that look after devices may see past imports,
    /// and those of them who change devices may share views. Enrollment settings, the directory and imports are changed
    /// only by administrators and custom roles.
    #[must_use]
    pub fn permissions(self) -> Permissions {
        let mut held = Permissions::from_iter([ReadOrganization]);
        let mut add = |some: &[Permission]| held = held.union(some.into());
        match self {
            Self::ReadOnlyOperator => {
                add(&OPERATOR_READS);
                add(&[ReadDevices, ViewDeviceReports, ReadDirectory]);
            }
            Self::HelpDeskOperator => {
                add(&OPERATOR_READS);
                add(&[
                    ReadDevices,
                    ChangeDevices,
                    SetPrimaryUser,
                    ViewDeviceReports,
                    ReadDirectory,
                    ShareViews,
                    SyncDevices,
                    RestartDevices,
                    RetireDevices,
                    WipeDevices,
                    RenameDevices,
                    FreshStartDevices,
                    CollectDiagnostics,
                    LocateDevices,
                    LockDevices,
                    RotateBitLockerKeys,
                ]);
            }
            Self::EndpointSecurityManager => {
                add(&OPERATOR_READS);
                add(&[
                    ReadDevices,
                    ChangeDevices,
                    DeleteDevices,
                    SetPrimaryUser,
                    ViewDeviceReports,
                    ReadDirectory,
                    ShareViews,
                    SyncDevices,
                    RestartDevices,
                    LockDevices,
                    RotateBitLockerKeys,
                ]);
            }
            Self::PolicyAndProfileManager => {
                add(&IDENTIFIERS);
                add(&PROGRAMS_BUT_GROUPING);
                add(&[AssignEnrollmentTimeGroups]);
                add(&CONFIGURATIONS);
                add(&TERMS);
                add(&FILTERS);
                add(&[ReadAudit, ReadEnrollment, ReadDirectory]);
            }
            Self::SchoolAdministrator => {
                add(&PROGRAMS_BUT_GROUPING);
                add(&CONFIGURATIONS);
                add(&TERMS);
                add(&FILTERS);
                add(&[
                    ReadDevices,
                    ChangeDevices,
                    DeleteDevices,
                    SetPrimaryUser,
                    ReadDirectory,
                    ShareViews,
                    SyncDevices,
                    RestartDevices,
                    RetireDevices,
                    WipeDevices,
                    RenameDevices,
                    FreshStartDevices,
                    CollectDiagnostics,
                    LocateDevices,
                    LockDevices,
                    ReadEnrollmentManagers,
                    ChangeEnrollmentManagers,
                    ReadAudit,
                    ReadEnrollment,
                    ReadImports,
                ]);
            }
            Self::IntuneRoleAdministrator => add(&ROLES),
            Self::ApplicationManager => {
                add(&FILTERS);
                add(&[
                    ReadDevices,
                    ReadConfigurations,
                    ReadEnrollment,
                    ReadDirectory,
                ]);
            }
            Self::EndpointPrivilegeManager | Self::EndpointPrivilegeReader => {
                add(&[ReadDevices, ReadDirectory]);
            }
        }
        held
    }
}

/// An administrator role of the directory. Who holds it is told by the provider at sign-in; it reaches everything,
/// whatever tags there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DirectoryRole {
    /// Everything.
    GlobalAdministrator,
    /// Everything here.
    IntuneAdministrator,
    /// Sees everything.
    GlobalReader,
    /// Sees everything here.
    HelpdeskAdministrator,
    /// Sees everything here.
    SecurityAdministrator,
    /// Sees everything here.
    SecurityOperator,
    /// Sees everything here.
    SecurityReader,
    /// Reads the audit log.
    ComplianceAdministrator,
    /// Reads the audit log.
    ComplianceDataAdministrator,
    /// Reads the audit log.
    ReportsReader,
    /// Nothing here.
    ConditionalAccessAdministrator,
}

impl DirectoryRole {
    /// Every directory role that is known here.
    pub const ALL: [Self; 11] = [
        Self::GlobalAdministrator,
        Self::IntuneAdministrator,
        Self::GlobalReader,
        Self::HelpdeskAdministrator,
        Self::SecurityAdministrator,
        Self::SecurityOperator,
        Self::SecurityReader,
        Self::ComplianceAdministrator,
        Self::ComplianceDataAdministrator,
        Self::ReportsReader,
        Self::ConditionalAccessAdministrator,
    ];

    /// The role that a value of the provider's role claim names: Entra's template id (`wids`), or the role's name.
    #[must_use]
    pub fn from_claim(value: &str) -> Option<Self> {
        let value = value.trim();
        let plain = |text: &str| text.replace(' ', "").to_lowercase();
        Self::ALL.into_iter().find(|role| {
            role.template().eq_ignore_ascii_case(value) || plain(role.name()) == plain(value)
        })
    }

    /// The role's template id, the same in every Entra tenant.
    #[must_use]
    pub fn template(self) -> &'static str {
        match self {
            Self::GlobalAdministrator => "62e90394-69f5-4237-9190-012177145e10",
            Self::IntuneAdministrator => "3a2c62db-5318-420d-8d74-23affee5d9d5",
            Self::GlobalReader => "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
            Self::HelpdeskAdministrator => "729827e3-9c14-49f7-bb1b-9608f156bbb8",
            Self::SecurityAdministrator => "194ae4cb-b126-40b2-bd5b-6091b380977d",
            Self::SecurityOperator => "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f",
            Self::SecurityReader => "5d6b6bb7-de71-4623-b4af-96380a352509",
            Self::ComplianceAdministrator => "17315797-102d-40b4-93e0-432062caca18",
            Self::ComplianceDataAdministrator => "e6d1a23a-da11-4be4-9570-befc86d067a7",
            Self::ReportsReader => "4a5d8f65-41da-4de4-8968-e035b65339cf",
            Self::ConditionalAccessAdministrator => "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
        }
    }

    /// The role's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GlobalAdministrator => "Global Administrator",
            Self::IntuneAdministrator => "Intune Administrator",
            Self::GlobalReader => "Global Reader",
            Self::HelpdeskAdministrator => "Helpdesk Administrator",
            Self::SecurityAdministrator => "Security Administrator",
            Self::SecurityOperator => "Security Operator",
            Self::SecurityReader => "Security Reader",
            Self::ComplianceAdministrator => "Compliance Administrator",
            Self::ComplianceDataAdministrator => "Compliance Data Administrator",
            Self::ReportsReader => "Reports Reader",
            Self::ConditionalAccessAdministrator => "Conditional Access Administrator",
        }
    }

    /// What the role allows here.
    #[must_use]
    pub fn permissions(self) -> Permissions {
        match self {
            Self::GlobalAdministrator | Self::IntuneAdministrator => Permissions::all(),
            Self::GlobalReader
            | Self::HelpdeskAdministrator
            | Self::SecurityAdministrator
            | Self::SecurityOperator
            | Self::SecurityReader => Permission::ALL
                .into_iter()
                .filter(|permission| permission.is_read())
                .collect(),
            Self::ComplianceAdministrator
            | Self::ComplianceDataAdministrator
            | Self::ReportsReader => Permissions::from_iter([ReadAudit]),
            Self::ConditionalAccessAdministrator => Permissions::default(),
        }
    }
}

/// Which users and devices an assignment reaches.
///
/// A device is reached with its primary user or as a member of a group, in both cases through groups within; and only if it
/// has one of the tags, where there are any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// Every user, and every device that has one.
    pub all_users: bool,
    /// Every device.
    pub all_devices: bool,
    /// The members of these groups and of all groups within.
    pub groups: Vec<GroupId>,
    /// Only devices with one of these tags; without any, whatever tags they have.
    pub tags: Vec<TagId>,
}

impl Scope {
    /// Everything.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            all_users: true,
            all_devices: true,
            groups: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// Whether nothing is left out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.all_users && self.all_devices && self.tags.is_empty()
    }

    /// Whether it names nothing that could be reached.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        !self.all_users && !self.all_devices && self.groups.is_empty()
    }

    /// Whether a user in these groups, directly or through groups within, is reached.
    #[must_use]
    pub fn reaches_user(&self, groups: &BTreeSet<GroupId>) -> bool {
        self.all_users || self.groups.iter().any(|group| groups.contains(group))
    }

    /// Whether a device is reached that is in these groups, itself or with its primary user.
    #[must_use]
    pub fn reaches_device(&self, groups: &BTreeSet<GroupId>, has_user: bool, tags: &[Tag]) -> bool {
        let is_named = self.groups.iter().any(|group| groups.contains(group));
        let mut own = tags
            .iter()
            .filter(|tag| tag.content.groups.iter().any(|id| groups.contains(id)))
            .map(|tag| tag.id)
            .peekable();
        let is_untagged = own.peek().is_none();
        let has_tag = self.tags.is_empty()
            || is_untagged && self.tags.contains(&default_tag())
            || own.any(|tag| self.tags.contains(&tag));
        has_tag && (self.all_devices || self.all_users && has_user || is_named)
    }

    /// Whether all that `other` names is named here too.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let all = self.all_users && self.all_devices;
        let covers_groups = all || other.groups.iter().all(|id| self.groups.contains(id));
        let covers_tags = self.tags.is_empty()
            || !other.tags.is_empty() && other.tags.iter().all(|tag| self.tags.contains(tag));
        covers_groups
            && covers_tags
            && (self.all_users || !other.all_users)
            && (self.all_devices || !other.all_devices)
    }
}

/// Those of `wanted` that no single one of `grants` gives over all of `scope`: nobody can give them who holds only these.
#[must_use]
pub fn beyond(grants: &[Grant], wanted: Permissions, scope: &Scope) -> Permissions {
    grants
        .iter()
        .filter(|grant| grant.scope.covers(scope))
        .fold(wanted, |left, grant| left.without(grant.permissions))
}

/// A role as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Names it in assignments.
    pub id: RoleId,
    /// The name, which no other role has.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it allows.
    pub permissions: Permissions,
}

impl Role {
    /// Whether it came with the product.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        BuiltInRole::from_id(self.id).is_some()
    }
}

impl From<BuiltInRole> for Role {
    fn from(role: BuiltInRole) -> Self {
        Self {
            id: role.id(),
            name: role.name().to_owned(),
            description: role.description().to_owned(),
            permissions: role.permissions(),
        }
    }
}

/// What a custom role is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleContent {
    /// The name, which no other role may have.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it allows.
    pub permissions: Permissions,
}

impl RoleContent {
    /// The same, if it can be a role.
    ///
    /// # Errors
    /// There is no name, one too long, or the name of a built-in role.
    pub fn checked(mut self) -> Result<Self, Invalid> {
        self.name = check_name(&self.name)?;
        self.description = check_description(&self.description)?;
        let is_taken = BuiltInRole::ALL
            .iter()
            .any(|role| role.name().eq_ignore_ascii_case(&self.name));
        if is_taken {
            return Err(Invalid::new(
                "name",
                "choose another name: a built-in role has this one",
            ));
        }
        Ok(self)
    }
}

impl RoleContent {
    /// Reads the pairs of a form: `name`, `description`, and `p` for each permission by Graph's name. What is no permission
    /// of this version is passed over: nothing is given by that.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut content = Self::default();
        for (key, value) in pairs {
            let value = value.as_ref();
            match key.as_ref() {
                "name" => value.clone_into(&mut content.name),
                "description" => value.clone_into(&mut content.description),
                "p" => {
                    if let Some(permission) = Permission::from_graph(value) {
                        content.permissions.insert(permission);
                    }
                }
                _ => {}
            }
        }
        content
    }
}

/// What an assignment is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentContent {
    /// The name, which no other assignment may have.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The groups whose members hold the role.
    pub members: Vec<GroupId>,
    /// What they may act on.
    pub scope: Scope,
}

impl AssignmentContent {
    /// The same, if it can be an assignment: each group and tag once.
    ///
    /// # Errors
    /// There is no name, nobody who would hold the role, nothing it would reach, or there are too many tags.
    pub fn checked(mut self) -> Result<Self, Invalid> {
        self.name = check_name(&self.name)?;
        self.description = check_description(&self.description)?;
        for groups in [&mut self.members, &mut self.scope.groups] {
            groups.sort_unstable();
            groups.dedup();
        }
        self.scope.tags.sort_unstable();
        self.scope.tags.dedup();
        if self.members.is_empty() {
            return Err(Invalid::new(
                "members",
                "choose at least one group whose members are to hold the role",
            ));
        }
        if self.scope.is_nothing() {
            return Err(Invalid::new(
                "scope",
                "choose what the role reaches: all users, all devices, or at least one group",
            ));
        }
        if self.scope.tags.len() > MOST_TAGS {
            return Err(Invalid::new(
                "tags",
                format!("choose at most {MOST_TAGS} tags"),
            ));
        }
        Ok(self)
    }
}

impl AssignmentContent {
    /// Reads the pairs of a form: `name`, `description`, `member` for each group that is to hold the role, `all_users`,
    /// `all_devices`, `scope` for each group to act on, and `tag` for each tag.
    ///
    /// # Errors
    /// An id is none.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut content = Self::default();
        let at = |field: &str| {
            let field = field.to_owned();
            move |invalid: Invalid| Invalid::new(field, invalid.problem)
        };
        for (key, value) in pairs {
            let value = value.as_ref();
            match key.as_ref() {
                "name" => value.clone_into(&mut content.name),
                "description" => value.clone_into(&mut content.description),
                "member" => content.members.push(value.parse().map_err(at("members"))?),
                "all_users" => content.scope.all_users = true,
                "all_devices" => content.scope.all_devices = true,
                "scope" => content
                    .scope
                    .groups
                    .push(value.parse().map_err(at("scope"))?),
                "tag" => content.scope.tags.push(value.parse().map_err(at("tags"))?),
                _ => {}
            }
        }
        Ok(content)
    }
}

/// A role given to groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Names it.
    pub id: AssignmentId,
    /// The role.
    pub role: RoleId,
    /// The rest.
    #[serde(flatten)]
    pub content: AssignmentContent,
}

/// A scope tag: devices of its groups have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Names it.
    pub id: TagId,
    /// The rest.
    #[serde(flatten)]
    pub content: TagContent,
}

/// What a scope tag is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagContent {
    /// The name, which no other tag has.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Devices of these groups have it, as have devices whose primary user is in one of them.
    pub groups: Vec<GroupId>,
}

impl TagContent {
    /// The same, if it can be a tag.
    ///
    /// # Errors
    /// There is no name, or it is the name of the tag that everything without a tag has.
    pub fn checked(mut self) -> Result<Self, Invalid> {
        self.name = check_name(&self.name)?;
        self.description = check_description(&self.description)?;
        if self.name.eq_ignore_ascii_case(DEFAULT_TAG) {
            return Err(Invalid::new(
                "name",
                "choose another name: whatever has no tag has the tag Default",
            ));
        }
        self.groups.sort_unstable();
        self.groups.dedup();
        Ok(self)
    }
}

impl TagContent {
    /// Reads the pairs of a form: `name`, `description`, and `group` for each group.
    ///
    /// # Errors
    /// An id is none.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut content = Self::default();
        for (key, value) in pairs {
            let value = value.as_ref();
            match key.as_ref() {
                "name" => value.clone_into(&mut content.name),
                "description" => value.clone_into(&mut content.description),
                "group" => {
                    let id = value.parse();
                    content.groups.push(
                        id.map_err(|invalid: Invalid| Invalid::new("groups", invalid.problem))?,
                    );
                }
                _ => {}
            }
        }
        Ok(content)
    }
}

/// The name of the tag that every device without a tag has.
pub const DEFAULT_TAG: &str = "Default";

/// The id of [`DEFAULT_TAG`].
#[must_use]
pub fn default_tag() -> TagId {
    TagId(Uuid::nil())
}

fn check_name(name: &str) -> Result<String, Invalid> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Invalid::new("name", "write a name"));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Invalid::new(
            "name",
            format!("use at most {LONGEST_NAME} characters"),
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(Invalid::new(
            "name",
            "leave out line breaks and control characters",
        ));
    }
    Ok(name.to_owned())
}

fn check_description(text: &str) -> Result<String, Invalid> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > LONGEST_DESCRIPTION {
        return Err(Invalid::new(
            "description",
            format!("use at most {LONGEST_DESCRIPTION} characters"),
        ));
    }
    if text.contains('\0') {
        return Err(Invalid::new("description", "leave out control characters"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
