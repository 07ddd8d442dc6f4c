//! What pages show of roles, and of what somebody may do and why.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::admission::{Admission, Route, UnlicensedAdmins, UnlicensedSetting};
use crate::directory::GroupChoice;
use crate::id::{AssignmentId, DeviceId, GroupId, RoleId, UserId};
use crate::permission::{Permission, Permissions};
use crate::role::{Assignment, AssignmentContent, Role, Tag, TagContent};

/// A role in the list of roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleSummary {
    /// The role.
    pub role: Role,
    /// How often it is assigned.
    pub assignments: i64,
}

/// A group by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedGroup {
    /// The group.
    pub id: GroupId,
    /// Its name; `None` for a group that the directory does not know (any more).
    pub name: Option<String>,
}

/// A group whose members hold a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberGroup {
    /// The group.
    pub group: NamedGroup,
    /// How many users are direct members.
    pub direct: i64,
    /// How many of these have no licence that includes Intune.
    pub unlicensed: i64,
}

/// What a role reaches, with names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedScope {
    /// Every user, and every device that has one.
    pub all_users: bool,
    /// Every device.
    pub all_devices: bool,
    /// The members of these groups.
    pub groups: Vec<NamedGroup>,
    /// Only devices with one of these tags, by name; without any, whatever tags they have.
    pub tags: Vec<String>,
}

/// An assignment with all names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentDetail {
    /// The assignment.
    pub assignment: Assignment,
    /// The role.
    pub role: Role,
    /// Who holds the role.
    pub members: Vec<MemberGroup>,
    /// What they may act on.
    pub scope: NamedScope,
    /// What the role gives that the reader could not give so: it takes somebody who holds this to change the assignment.
    pub beyond: Permissions,
}

/// A role with its assignments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDetail {
    /// The role.
    pub role: Role,
    /// By name.
    pub assignments: Vec<AssignmentDetail>,
    /// What the reader holds on anything: a role with more than this is not theirs to give.
    pub held: Permissions,
}

/// A scope tag with names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagDetail {
    /// The tag.
    pub tag: Tag,
    /// Devices of these have it.
    pub groups: Vec<NamedGroup>,
    /// How many assignments are limited to it.
    pub assignments: i64,
}

/// Groups to choose from in a form: those that are chosen, and those whose names hold what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPick {
    /// Chosen already.
    pub chosen: Vec<NamedGroup>,
    /// Found, without those that are chosen.
    pub found: Vec<GroupChoice>,
}

/// What a form about an assignment is asked with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssignmentOf {
    /// A new one of this role.
    Role(RoleId),
    /// One that is there.
    Assignment(AssignmentId),
}

/// The form about an assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentForm {
    /// The role.
    pub role: Role,
    /// What stands in the form.
    pub content: AssignmentContent,
    /// Who is to hold the role.
    pub members: GroupPick,
    /// Whom they may act on.
    pub scope: GroupPick,
    /// Every tag.
    pub tags: Vec<Tag>,
    /// What the role gives that the reader holds nowhere: who does not hold it cannot give it.
    pub beyond: Permissions,
}

/// The form about a scope tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagForm {
    /// What stands in the form.
    pub content: TagContent,
    /// Its groups.
    pub groups: GroupPick,
    /// How many assignments are limited to the tag.
    pub assignments: i64,
}

/// Who holds a permission: a role, and one of its assignments where it has any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionHolder {
    /// The role.
    pub role: Role,
    /// The assignments through which groups hold it.
    pub assignments: Vec<AssignmentDetail>,
}

/// A role that came to somebody, and whether it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRole {
    /// The role's name.
    pub role: String,
    /// The assignment that gave it, by name.
    pub assignment: Option<(AssignmentId, String)>,
    /// Through which group.
    pub group: Option<NamedGroup>,
    /// How it came; `None` for what comes with a local account or the command line.
    pub route: Option<Route>,
    /// Whether it counts, and why; `None` as before.
    pub admission: Option<Admission>,
    /// What it allows.
    pub permissions: Permissions,
    /// On what.
    pub scope: NamedScope,
}

impl OwnRole {
    /// Whether it counts.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.admission.is_none_or(Admission::is_in)
    }
}

/// What somebody may do, and through what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAccess {
    /// The name of the account.
    pub name: String,
    /// What becomes of the person; `None` for an account that needs no licence.
    pub admission: Option<Admission>,
    /// Whether there is a licence that includes Intune.
    pub is_licensed: bool,
    /// Whether administrators without a licence may come in.
    pub unlicensed: UnlicensedAdmins,
    /// How many members without a licence each group lets in.
    pub limit: i64,
    /// Every role that came to the person, also those that do not count.
    pub roles: Vec<OwnRole>,
    /// What they may do on anything.
    pub permissions: Permissions,
}

/// Why somebody may not do something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyNot {
    /// They may: through these roles.
    Allowed(Vec<OwnRole>),
    /// They hold it, but not on this device: what their roles reach is elsewhere.
    OutOfReach(Vec<OwnRole>),
    /// A role that came to them would allow it if it counted.
    DoesNotCount(Vec<OwnRole>),
    /// A role allows it only to those whose role has no limits.
    Limited(Vec<OwnRole>),
    /// None of their roles allows it.
    NotInRoles,
}

/// The answer to *why can't I*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// What was asked about.
    pub permission: Permission,
    /// On which device, where it was about one.
    pub device: Option<DeviceId>,
    /// The reason.
    pub answer: WhyNot,
    /// The roles that would allow it, by name.
    pub roles: Vec<String>,
}

/// An administrator, as the setting for those without a licence counts them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdminOutcome {
    /// The name.
    pub name: String,
    /// The principal name; empty where the directory does not know the person.
    pub upn: String,
    /// The person in the directory.
    pub user: Option<UserId>,
    /// The roles that came to them, by name.
    pub roles: Vec<String>,
    /// The group that the best of them came through.
    pub group: Option<NamedGroup>,
    /// What becomes of them as it is set.
    pub now: Admission,
    /// What becomes of them once administrators without a licence are allowed.
    pub then: Admission,
}

/// What allowing administrators without a licence means to one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Effect {
    /// Stays out.
    StaysOut,
    /// Comes in by it.
    Gains,
    /// Comes in already, without a licence.
    HasAccess,
    /// Comes in with a licence.
    NeedsNothing,
}

impl AdminOutcome {
    /// What it means to this one.
    #[must_use]
    pub fn effect(&self) -> Effect {
        match (self.now, self.then.is_in()) {
            (Admission::Licensed, _) => Effect::NeedsNothing,
            (Admission::Unlicensed, _) => Effect::HasAccess,
            (_, true) => Effect::Gains,
            (_, false) => Effect::StaysOut,
        }
    }
}

/// A group with a role, and how many of its members come in without a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupFill {
    /// The group.
    pub group: NamedGroup,
    /// How many direct members have no licence.
    pub unlicensed: i64,
}

/// The page about administrators without a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlicensedOverview {
    /// When this was read.
    pub as_of: DateTime<Utc>,
    /// The setting.
    pub setting: UnlicensedSetting,
    /// What is to be typed to confirm.
    pub organisation: String,
    /// How many administrators it means what to.
    pub counts: Vec<(Effect, i64)>,
    /// Those it means most to, at most as many as a page shows.
    pub admins: Vec<AdminOutcome>,
    /// How many there are altogether.
    pub total: i64,
    /// The fullest groups, fullest first; those that are near the limit are all there.
    pub groups: Vec<GroupFill>,
}

impl UnlicensedOverview {
    /// How many administrators it means that to.
    #[must_use]
    pub fn count(&self, effect: Effect) -> i64 {
        let found = self.counts.iter().find(|(known, _)| *known == effect);
        found.map_or(0, |(_, count)| *count)
    }
}

/// The text that is confirmed to allow administrators without a licence, and kept with who confirmed it and when.
#[must_use]
pub fn confirmed_text(organisation: &str, gain: i64, stay_out: i64) -> String {
    let admins = |count: i64| if count == 1 { "admin" } else { "admins" };
    format!(
        "Allow unlicensed admins of {organisation}? This cannot be turned off again: not by you, not by another admin, not by support. {gain} {} can sign in at once. {stay_out} {} out.",
        admins(gain),
        if stay_out == 1 { "stays" } else { "stay" },
    )
}
