//! What may be done, one by one: a category and an action, as roles list them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What permissions are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Category {
    /// The devices under management and what is known of them.
    ManagedDevices,
    /// What a device is told to do from afar.
    RemoteTasks,
    /// Rules that clean up devices nobody uses any more.
    CleanupRules,
    /// People who may enroll many devices.
    EnrollmentManagers,
    /// Devices that are declared to be the organisation's before they enroll.
    CorporateIdentifiers,
    /// Autopilot: devices, profiles, and groups chosen at enrollment.
    EnrollmentPrograms,
    /// Profiles that set devices up.
    DeviceConfigurations,
    /// What people accept when they enroll.
    TermsAndConditions,
    /// Filters that narrow what a profile is assigned to.
    Filters,
    /// Roles and who holds them.
    Roles,
    /// The log of every change.
    AuditData,
    /// How the organisation signs in and what others may connect.
    Organization,
    /// Which users and devices may enroll by themselves. Muster's own.
    EnrollmentSettings,
    /// Users, groups, licences and subscriptions. Muster's own.
    Directory,
    /// Files that are brought in. Muster's own.
    Imports,
    /// Saved views of lists. Muster's own.
    Views,
}

impl Category {
    /// Every category, in the order in which pages list them.
    pub const ALL: [Self; 16] = [
        Self::ManagedDevices,
        Self::RemoteTasks,
        Self::CleanupRules,
        Self::EnrollmentManagers,
        Self::CorporateIdentifiers,
        Self::EnrollmentPrograms,
        Self::DeviceConfigurations,
        Self::TermsAndConditions,
        Self::Filters,
        Self::Roles,
        Self::AuditData,
        Self::Organization,
        Self::EnrollmentSettings,
        Self::Directory,
        Self::Imports,
        Self::Views,
    ];

    /// The category's name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ManagedDevices => "Managed devices",
            Self::RemoteTasks => "Remote tasks",
            Self::CleanupRules => "Managed device cleanup rules",
            Self::EnrollmentManagers => "Device enrollment managers",
            Self::CorporateIdentifiers => "Corporate device identifiers",
            Self::EnrollmentPrograms => "Enrollment programs",
            Self::DeviceConfigurations => "Device configurations",
            Self::TermsAndConditions => "Terms and conditions",
            Self::Filters => "Filters",
            Self::Roles => "Roles",
            Self::AuditData => "Audit data",
            Self::Organization => "Organization",
            Self::EnrollmentSettings => "Enrollment settings",
            Self::Directory => "Directory",
            Self::Imports => "Imports",
            Self::Views => "Views",
        }
    }

    /// The permissions of the category.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .into_iter()
            .filter(move |permission| permission.category() == self)
    }
}

/// One line a permission: variant, category, action, Graph's name for it, and the second half of "Your account may not …".
macro_rules! permissions {
    ($($(#[$doc:meta])* $variant:ident: $category:ident, $action:literal, $graph:literal, $description:literal;)*) => {
        /// Something an actor may or may not do. Each operation of the service asks for exactly one at a time.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Permission {
            $($(#[$doc])* $variant,)*
        }

        impl Permission {
            /// Every permission there is.
            pub const ALL: [Self; [$(stringify!($variant)),*].len()] = [$(Self::$variant),*];

            /// What it is about.
            #[must_use]
            pub fn category(self) -> Category {
                match self {
                    $(Self::$variant => Category::$category,)*
                }
            }

            /// What it allows, in the words of a role's page.
            #[must_use]
            pub fn action(self) -> &'static str {
                match self {
                    $(Self::$variant => $action,)*
                }
            }

            /// Its name in Graph's `allowedResourceActions`; also how the database keeps it.
            #[must_use]
            pub fn graph(self) -> &'static str {
                match self {
                    $(Self::$variant => $graph,)*
                }
            }

            /// What the permission allows, as the second half of "Your account may not …".
            #[must_use]
            pub fn description(self) -> &'static str {
                match self {
                    $(Self::$variant => $description,)*
                }
            }
        }
    };
}

permissions! {
    /// See devices and their records.
    ReadDevices: ManagedDevices, "Read", "Microsoft.Intune_ManagedDevices_Read", "see devices";
    /// Change by hand what devices are: category, ownership, notes.
    ChangeDevices: ManagedDevices, "Update", "Microsoft.Intune_ManagedDevices_Update", "change devices";
    /// Remove devices from the inventory.
    DeleteDevices: ManagedDevices, "Delete", "Microsoft.Intune_ManagedDevices_Delete", "delete devices";
    /// Say whose device it is. Also needs to see and to change it.
    SetPrimaryUser: ManagedDevices, "Set primary user", "Microsoft.Intune_ManagedDevices_SetPrimaryUser", "change whose device it is";
    /// See reports about devices.
    ViewDeviceReports: ManagedDevices, "View reports", "Microsoft.Intune_ManagedDevices_ViewReports", "see reports about devices";
    /// Make a device check in now.
    SyncDevices: RemoteTasks, "Sync devices", "Microsoft.Intune_RemoteTasks_SyncDevice", "sync devices";
    /// Restart a device.
    RestartDevices: RemoteTasks, "Reboot now", "Microsoft.Intune_RemoteTasks_RebootNow", "restart devices";
    /// End management and take the organisation's data off a device.
    RetireDevices: RemoteTasks, "Retire", "Microsoft.Intune_RemoteTasks_Retire", "retire devices";
    /// Take everything off a device.
    WipeDevices: RemoteTasks, "Wipe", "Microsoft.Intune_RemoteTasks_Wipe", "wipe devices";
    /// Fresh start: Windows without what the maker added.
    FreshStartDevices: RemoteTasks, "Clean PC", "Microsoft.Intune_RemoteTasks_CleanPC", "give devices a fresh start";
    /// Give a device another name.
    RenameDevices: RemoteTasks, "Set device name", "Microsoft.Intune_RemoteTasks_SetDeviceName", "rename devices";
    /// Lock a device's screen.
    LockDevices: RemoteTasks, "Remote lock", "Microsoft.Intune_RemoteTasks_RemoteLock", "lock devices";
    /// Ask a device where it is.
    LocateDevices: RemoteTasks, "Locate device", "Microsoft.Intune_RemoteTasks_LocateDevice", "locate devices";
    /// Fetch logs from a device.
    CollectDiagnostics: RemoteTasks, "Collect diagnostics", "Microsoft.Intune_RemoteTasks_DeviceLogs", "collect diagnostics from devices";
    /// Replace a device's recovery keys.
    RotateBitLockerKeys: RemoteTasks, "Rotate BitLocker keys", "Microsoft.Intune_RemoteTasks_RotateBitLockerKeys", "rotate BitLocker keys";
    /// Replace the password of a device's own administrator. In no built-in role.
    RotateLocalAdminPassword: RemoteTasks, "Rotate local admin password", "Microsoft.Intune_RemoteTasks_RotateLocalAdminPassword", "rotate local admin passwords";
    /// Decide which devices are cleaned up by themselves. In no built-in role.
    ChangeCleanupRules: CleanupRules, "Update", "Microsoft.Intune_ManagedDeviceCleanupRules_Update", "change the cleanup rules";
    /// See who may enroll many devices.
    ReadEnrollmentManagers: EnrollmentManagers, "Read", "Microsoft.Intune_DeviceEnrollmentManagers_Read", "see device enrollment managers";
    /// Choose who may enroll many devices.
    ChangeEnrollmentManagers: EnrollmentManagers, "Update", "Microsoft.Intune_DeviceEnrollmentManagers_Update", "change device enrollment managers";
    /// See corporate identifiers.
    ReadIdentifiers: CorporateIdentifiers, "Read", "Microsoft.Intune_CorporateDeviceIdentifiers_Read", "see corporate identifiers";
    /// Add corporate identifiers.
    CreateIdentifiers: CorporateIdentifiers, "Create", "Microsoft.Intune_CorporateDeviceIdentifiers_Create", "add corporate identifiers";
    /// Change corporate identifiers.
    ChangeIdentifiers: CorporateIdentifiers, "Update", "Microsoft.Intune_CorporateDeviceIdentifiers_Update", "change corporate identifiers";
    /// Delete corporate identifiers.
    DeleteIdentifiers: CorporateIdentifiers, "Delete", "Microsoft.Intune_CorporateDeviceIdentifiers_Delete", "delete corporate identifiers";
    /// See registered devices.
    ReadProgramDevices: EnrollmentPrograms, "Read device", "Microsoft.Intune_EnrollmentPrograms_ReadDevice", "see registered devices";
    /// Register devices.
    CreateProgramDevices: EnrollmentPrograms, "Create device", "Microsoft.Intune_EnrollmentPrograms_CreateDevice", "register devices";
    /// Remove registered devices.
    DeleteProgramDevices: EnrollmentPrograms, "Delete device", "Microsoft.Intune_EnrollmentPrograms_DeleteDevice", "delete registered devices";
    /// Fetch registered devices anew.
    SyncProgramDevices: EnrollmentPrograms, "Sync device", "Microsoft.Intune_EnrollmentPrograms_SyncDevice", "sync registered devices";
    /// See deployment profiles.
    ReadEnrollmentProfiles: EnrollmentPrograms, "Read profile", "Microsoft.Intune_EnrollmentPrograms_ReadProfile", "see deployment profiles";
    /// Add deployment profiles.
    CreateEnrollmentProfiles: EnrollmentPrograms, "Create profile", "Microsoft.Intune_EnrollmentPrograms_CreateProfile", "add deployment profiles";
    /// Change deployment profiles.
    ChangeEnrollmentProfiles: EnrollmentPrograms, "Update profile", "Microsoft.Intune_EnrollmentPrograms_UpdateProfile", "change deployment profiles";
    /// Delete deployment profiles.
    DeleteEnrollmentProfiles: EnrollmentPrograms, "Delete profile", "Microsoft.Intune_EnrollmentPrograms_DeleteProfile", "delete deployment profiles";
    /// Assign deployment profiles to groups.
    AssignEnrollmentProfiles: EnrollmentPrograms, "Assign profile", "Microsoft.Intune_EnrollmentPrograms_AssignProfile", "assign deployment profiles";
    /// Choose the group that devices join when they enroll.
    AssignEnrollmentTimeGroups: EnrollmentPrograms, "Enrollment-time grouping", "Microsoft.Intune_EnrollmentProfiles_EnrollmentTimeMembershipAssign", "choose the groups that devices join when they enroll";
    /// See configuration profiles.
    ReadConfigurations: DeviceConfigurations, "Read", "Microsoft.Intune_DeviceConfigurations_Read", "see device configurations";
    /// Add configuration profiles.
    CreateConfigurations: DeviceConfigurations, "Create", "Microsoft.Intune_DeviceConfigurations_Create", "add device configurations";
    /// Change configuration profiles.
    ChangeConfigurations: DeviceConfigurations, "Update", "Microsoft.Intune_DeviceConfigurations_Update", "change device configurations";
    /// Delete configuration profiles.
    DeleteConfigurations: DeviceConfigurations, "Delete", "Microsoft.Intune_DeviceConfigurations_Delete", "delete device configurations";
    /// Assign configuration profiles to groups.
    AssignConfigurations: DeviceConfigurations, "Assign", "Microsoft.Intune_DeviceConfigurations_Assign", "assign device configurations";
    /// See terms and who accepted them.
    ReadTerms: TermsAndConditions, "Read", "Microsoft.Intune_TermsAndConditions_Read", "see terms and conditions";
    /// Add terms.
    CreateTerms: TermsAndConditions, "Create", "Microsoft.Intune_TermsAndConditions_Create", "add terms and conditions";
    /// Change terms.
    ChangeTerms: TermsAndConditions, "Update", "Microsoft.Intune_TermsAndConditions_Update", "change terms and conditions";
    /// Delete terms.
    DeleteTerms: TermsAndConditions, "Delete", "Microsoft.Intune_TermsAndConditions_Delete", "delete terms and conditions";
    /// Choose who must accept terms.
    AssignTerms: TermsAndConditions, "Assign", "Microsoft.Intune_TermsAndConditions_Assign", "assign terms and conditions";
    /// See filters.
    ReadFilters: Filters, "Read", "Microsoft.Intune_AssignmentFilter_Read", "see filters";
    /// Add filters.
    CreateFilters: Filters, "Create", "Microsoft.Intune_AssignmentFilter_Create", "add filters";
    /// Change filters.
    ChangeFilters: Filters, "Update", "Microsoft.Intune_AssignmentFilter_Update", "change filters";
    /// Delete filters.
    DeleteFilters: Filters, "Delete", "Microsoft.Intune_AssignmentFilter_Delete", "delete filters";
    /// See roles, who holds them, and who lacks what.
    ReadRoles: Roles, "Read", "Microsoft.Intune_Roles_Read", "see roles";
    /// Add roles.
    CreateRoles: Roles, "Create", "Microsoft.Intune_Roles_Create", "add roles";
    /// Change roles and scope tags.
    ChangeRoles: Roles, "Update", "Microsoft.Intune_Roles_Update", "change roles";
    /// Delete roles.
    DeleteRoles: Roles, "Delete", "Microsoft.Intune_Roles_Delete", "delete roles";
    /// Give roles to groups, and take them away.
    AssignRoles: Roles, "Assign", "Microsoft.Intune_Roles_Assign", "assign roles";
    /// Read the audit log.
    ReadAudit: AuditData, "Read", "Microsoft.Intune_Audit_Read", "read the audit log";
    /// See how the organisation is set up.
    ReadOrganization: Organization, "Read", "Microsoft.Intune_Organization_Read", "see the organisation's settings";
    /// Change how the organisation is set up: sign-in, passkeys, API tokens, admins without a licence.
    ChangeOrganization: Organization, "Update", "Microsoft.Intune_Organization_Update", "change the organisation's settings";
    /// See the enrollment settings, their history and their effect; ask *What if*.
    ReadEnrollment: EnrollmentSettings, "Read", "Muster_EnrollmentSettings_Read", "see the enrollment settings";
    /// Save the enrollment settings.
    ChangeEnrollment: EnrollmentSettings, "Update", "Muster_EnrollmentSettings_Update", "change the enrollment settings";
    /// See users, groups, licences and subscriptions.
    ReadDirectory: Directory, "Read", "Muster_Directory_Read", "see users and groups";
    /// Add users and groups by hand, and change who is a member or holds a licence.
    ChangeDirectory: Directory, "Update", "Muster_Directory_Update", "change users and groups";
    /// See past imports and what they changed.
    ReadImports: Imports, "Read", "Muster_Imports_Read", "see imports";
    /// Bring in files, and see the lines that were refused.
    ImportFiles: Imports, "Create", "Muster_Imports_Create", "import files";
    /// Show saved views of lists to everybody, and change those that others show to everybody.
    ShareViews: Views, "Share", "Muster_Views_Share", "share views with everybody";
}

impl Permission {
    /// The permission of that name in Graph.
    #[must_use]
    pub fn from_graph(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|permission| permission.graph().eq_ignore_ascii_case(name))
    }

    /// Whether it only lets one look.
    #[must_use]
    pub fn is_read(self) -> bool {
        self.action() == "Read"
            || matches!(
                self,
                Self::ViewDeviceReports | Self::ReadProgramDevices | Self::ReadEnrollmentProfiles
            )
    }

    /// Whether it changes what holds for everybody, so that an assignment that is limited to some groups or tags does not
    /// give it.
    #[must_use]
    pub fn is_for_all(self) -> bool {
        matches!(
            self,
            Self::ChangeEnrollment
                | Self::ChangeDirectory
                | Self::ImportFiles
                | Self::ChangeOrganization
                | Self::ChangeCleanupRules
        )
    }
}

/// Some permissions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Permission>", into = "Vec<Permission>")]
pub struct Permissions(u128);

impl Permissions {
    /// Every permission.
    #[must_use]
    pub fn all() -> Self {
        Permission::ALL.into_iter().collect()
    }

    /// Whether `permission` is among them.
    #[must_use]
    pub fn contains(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    /// Adds `permission`.
    pub fn insert(&mut self, permission: Permission) {
        self.0 |= bit(permission);
    }

    /// Those that are in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// One after the other, in the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .into_iter()
            .filter(move |permission| self.contains(*permission))
    }
}

const fn bit(permission: Permission) -> u128 {
    1 << permission as u32
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut all = Self::default();
        for permission in permissions {
            all.insert(permission);
        }
        all
    }
}

impl From<Vec<Permission>> for Permissions {
    fn from(permissions: Vec<Permission>) -> Self {
        permissions.into_iter().collect()
    }
}

impl From<&[Permission]> for Permissions {
    fn from(permissions: &[Permission]) -> Self {
        permissions.iter().copied().collect()
    }
}

impl From<Permissions> for Vec<Permission> {
    fn from(permissions: Permissions) -> Self {
        permissions.iter().collect()
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_permission_has_its_own_bit_and_its_own_name() {
        let names: BTreeSet<_> = Permission::ALL.iter().map(|p| p.graph()).collect();
        assert_eq!(names.len(), Permission::ALL.len());
        assert_eq!(Permissions::all().len(), Permission::ALL.len());
        for permission in Permission::ALL {
            assert_eq!(Permission::from_graph(permission.graph()), Some(permission));
        }
    }

    #[test]
    fn every_permission_is_listed_under_one_category() {
        let listed: usize = Category::ALL
            .iter()
            .map(|category| category.permissions().count())
            .sum();
        assert_eq!(listed, Permission::ALL.len());
    }

    #[test]
    fn permissions_are_a_list_of_names_in_json() {
        let some = Permissions::from_iter([Permission::ShareViews, Permission::ReadDevices]);
        let json = serde_json::to_string(&some).unwrap();
        assert_eq!(json, r#"["ReadDevices","ShareViews"]"#);
        assert_eq!(serde_json::from_str::<Permissions>(&json).unwrap(), some);
    }
}
