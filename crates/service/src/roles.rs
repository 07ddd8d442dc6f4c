//! Roles and their assignments: who holds what, and giving and taking it.
//!
//! Nobody gives more than they hold, over no more than they reach; and somebody always remains who can change roles.

use std::collections::HashMap;

use domain::Invalid;
use domain::access::{
    AssignmentDetail, AssignmentForm, AssignmentOf, Explanation, GroupPick, MemberGroup,
    NamedGroup, NamedScope, OwnAccess, OwnRole, PermissionHolder, RoleDetail, RoleSummary,
    TagDetail, TagForm, WhyNot,
};
use domain::actor::{Actor, ActorKind, Permission, Permissions};
use domain::id::{AccountId, AssignmentId, DeviceId, GroupId, RoleId, TagId, UserId};
use domain::role::{
    Assignment, AssignmentContent, BuiltInRole, DEFAULT_TAG, Role, RoleContent, Scope, Tag,
    TagContent, beyond, default_tag,
};

use uuid::Uuid;

use crate::error::OrConflict;
use crate::grants::{Held, held};
use crate::store::role::Catalog;
use crate::store::scope::Watched;
use crate::store::{self, Tx};
use crate::{Error, Muster, Result};

/// How many groups the picker offers at once.
const CHOICES: i64 = 20;
const ROLE_NAME_TAKEN: &str = "a role has that name already: choose another one";
const ASSIGNMENT_NAME_TAKEN: &str = "an assignment has that name already: choose another one";
const TAG_NAME_TAKEN: &str = "a scope tag has that name already: choose another one";

impl Muster {
    /// Every role: the built-in ones, then the custom ones by name.
    ///
    /// # Errors
    /// The actor may not see roles; the database failed.
    pub async fn list_roles(&self, actor: &Actor) -> Result<Vec<RoleSummary>> {
        self.authorize(actor, Permission::ReadRoles).await?;
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let count = |id| {
            let of_role = catalog.assignments.iter().filter(|held| held.role == id);
            i64::try_from(of_role.count()).unwrap_or(i64::MAX)
        };
        let summary = |role: Role| RoleSummary {
            assignments: count(role.id),
            role,
        };
        Ok(catalog.all_roles().into_iter().map(summary).collect())
    }

    /// One role with its assignments.
    ///
    /// # Errors
    /// There is no such role; the actor may not see roles; the database failed.
    pub async fn find_role(&self, actor: &Actor, id: RoleId) -> Result<RoleDetail> {
        self.authorize(actor, Permission::ReadRoles).await?;
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let role = catalog.role(id).ok_or(Error::NotFound("role"))?;
        let of_role = catalog.assignments.iter().filter(|held| held.role == id);
        let assignments: Vec<Assignment> = of_role.cloned().collect();
        Ok(RoleDetail {
            assignments: details(&mut tx, &catalog, actor, assignments).await?,
            held: held_anywhere(actor),
            role,
        })
    }

    /// One assignment.
    ///
    /// # Errors
    /// There is no such assignment; the actor may not see roles; the database failed.
    pub async fn find_assignment(
        &self,
        actor: &Actor,
        id: AssignmentId,
    ) -> Result<AssignmentDetail> {
        self.authorize(actor, Permission::ReadRoles).await?;
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let assignment = catalog.assignment(id).cloned();
        let found = details(&mut tx, &catalog, actor, assignment.into_iter().collect()).await?;
        found
            .into_iter()
            .next()
            .ok_or(Error::NotFound("assignment"))
    }

    /// The roles that give `permission`, each with the assignments through which groups hold it.
    ///
    /// # Errors
    /// The actor may not see roles; the database failed.
    pub async fn list_permission_holders(
        &self,
        actor: &Actor,
        permission: Permission,
    ) -> Result<Vec<PermissionHolder>> {
        self.authorize(actor, Permission::ReadRoles).await?;
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let mut holders = Vec::new();
        for role in catalog.all_roles() {
            if !role.permissions.contains(permission) {
                continue;
            }
            let of_role = catalog
                .assignments
                .iter()
                .filter(|held| held.role == role.id);
            let of_role = of_role.cloned().collect();
            holders.push(PermissionHolder {
                assignments: details(&mut tx, &catalog, actor, of_role).await?,
                role,
            });
        }
        Ok(holders)
    }

    /// The form about an assignment: what is kept, or `typed` in its place, with groups to choose from.
    ///
    /// # Errors
    /// There is no such role or assignment; the actor may not see roles; the database failed.
    pub async fn load_assignment_form(
        &self,
        actor: &Actor,
        of: AssignmentOf,
        typed: Option<AssignmentContent>,
        find_members: &str,
        find_scope: &str,
    ) -> Result<AssignmentForm> {
        self.authorize(actor, Permission::ReadRoles).await?;
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let (role, kept) = match of {
            AssignmentOf::Role(role) => (role, None),
            AssignmentOf::Assignment(id) => {
                let found = catalog
                    .assignment(id)
                    .ok_or(Error::NotFound("assignment"))?;
                (found.role, Some(found.content.clone()))
            }
        };
        let role = catalog.role(role).ok_or(Error::NotFound("role"))?;
        let content = typed.or(kept).unwrap_or_default();
        Ok(AssignmentForm {
            members: pick_groups(&mut tx, &content.members, find_members).await?,
            scope: pick_groups(&mut tx, &content.scope.groups, find_scope).await?,
            tags: catalog.tags.clone(),
            beyond: role.permissions.without(held_anywhere(actor)),
            role,
            content,
        })
    }

    /// The form about a scope tag: a new one without `id`; what is kept, or `typed` in its place.
    ///
    /// # Errors
    /// There is no such tag; the actor may not see roles; the database failed.
    pub async fn load_tag_form(
        &self,
        actor: &Actor,
        id: Option<TagId>,
        typed: Option<TagContent>,
        find: &str,
    ) -> Result<TagForm> {
        self.authorize(actor, Permission::ReadRoles).await?;
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let kept = match id {
            None => None,
            Some(id) => {
                let found = catalog.tags.iter().find(|tag| tag.id == id);
                Some(found.ok_or(Error::NotFound("scope tag"))?.content.clone())
            }
        };
        let assignments = catalog.assignments.iter();
        let limited =
            assignments.filter(|held| id.is_some_and(|id| held.content.scope.tags.contains(&id)));
        let content = typed.or(kept).unwrap_or_default();
        Ok(TagForm {
            groups: pick_groups(&mut tx, &content.groups, find).await?,
            assignments: i64::try_from(limited.count()).unwrap_or(i64::MAX),
            content,
        })
    }

    /// Makes a custom role: a new one, or a duplicate with another name.
    ///
    /// # Errors
    /// A field is refused; a role has the name; it allows what the actor does not hold; the actor may not add roles; the
    /// database failed.
    pub async fn create_role(&self, actor: &Actor, content: RoleContent) -> Result<RoleId> {
        self.authorize(actor, Permission::CreateRoles).await?;
        let content = content.checked()?;
        let id = RoleId(self.clock.new_id());
        let object = ("role", id.to_string());
        self.check_gift(actor, content.permissions, &Scope::default(), object)
            .await?;
        let mut tx = self.db.write().await?;
        store::role::insert_role(&mut tx, id, &content, self.clock.now())
            .await
            .or_conflict(ROLE_NAME_TAKEN)?;
        self.save_role_change(
            tx,
            actor,
            "create_role",
            ("role", id),
            None::<&()>,
            Some(&content),
        )
        .await?;
        Ok(id)
    }

    /// Changes a custom role, for all who hold it.
    ///
    /// # Errors
    /// It is built-in or gone; a field is refused; a role has the name; it would allow what the actor does not hold where it
    /// is assigned; nobody who can change roles would remain; the actor may not change roles; the database failed.
    pub async fn change_role(&self, actor: &Actor, id: RoleId, content: RoleContent) -> Result<()> {
        self.authorize(actor, Permission::ChangeRoles).await?;
        let content = content.checked()?;
        let (before, scopes) = {
            let mut tx = self.db.read().await?;
            let catalog = self.catalog(&mut tx).await?;
            let of_role = catalog.assignments.iter().filter(|held| held.role == id);
            let scopes: Vec<Scope> = of_role.map(|held| held.content.scope.clone()).collect();
            (custom_role(&catalog, id)?, scopes)
        };
        let added = content.permissions.without(before.permissions);
        for scope in scopes.iter().chain([&Scope::default()]) {
            self.check_gift(actor, added, scope, ("role", id.to_string()))
                .await?;
        }
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "roles").await?;
        let catalog = store::role::catalog(&mut tx).await?;
        let of_role = catalog.assignments.iter().filter(|held| held.role == id);
        let is_same = of_role.map(|held| &held.content.scope).eq(scopes.iter());
        if custom_role(&catalog, id)? != before || !is_same {
            return Err(Error::Conflict(
                "somebody changed the role in between: look at it again",
            ));
        }
        let had = somebody_changes_roles(&mut tx).await?;
        store::role::save_role(&mut tx, id, &content, self.clock.now())
            .await
            .or_conflict(ROLE_NAME_TAKEN)?;
        check_somebody_remains(&mut tx, had).await?;
        let was = RoleContent {
            name: before.name,
            description: before.description,
            permissions: before.permissions,
        };
        self.save_role_change(
            tx,
            actor,
            "change_role",
            ("role", id),
            Some(&was),
            Some(&content),
        )
        .await
    }

    /// Removes a custom role that is not assigned.
    ///
    /// # Errors
    /// It is built-in, assigned or gone; the actor may not delete roles; the database failed.
    pub async fn delete_role(&self, actor: &Actor, id: RoleId) -> Result<()> {
        self.authorize(actor, Permission::DeleteRoles).await?;
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "roles").await?;
        let catalog = store::role::catalog(&mut tx).await?;
        let before = custom_role(&catalog, id)?;
        if catalog.assignments.iter().any(|held| held.role == id) {
            return Err(Error::Conflict(
                "the role is assigned: remove its assignments first",
            ));
        }
        store::role::delete_role(&mut tx, id).await?;
        self.save_role_change(
            tx,
            actor,
            "delete_role",
            ("role", id),
            Some(&before),
            None::<&()>,
        )
        .await
    }

    /// Gives a role to the members of groups.
    ///
    /// # Errors
    /// A field is refused; an assignment has the name; the role, a group or a tag is gone; it gives what the actor does not
    /// hold over all of it; the actor may not assign roles; the database failed.
    pub async fn create_assignment(
        &self,
        actor: &Actor,
        role: RoleId,
        content: AssignmentContent,
    ) -> Result<AssignmentId> {
        self.authorize(actor, Permission::AssignRoles).await?;
        let assignment = Assignment {
            id: AssignmentId(self.clock.new_id()),
            role,
            content: content.checked()?,
        };
        let tx = self.check_assignment(actor, &assignment).await?;
        self.save_assignment(tx, actor, None, assignment).await
    }

    /// Changes who holds a role through an assignment, and on what.
    ///
    /// # Errors
    /// As of [`Self::create_assignment`]; nobody who can change roles would remain.
    pub async fn change_assignment(
        &self,
        actor: &Actor,
        id: AssignmentId,
        content: AssignmentContent,
    ) -> Result<()> {
        self.authorize(actor, Permission::AssignRoles).await?;
        let content = content.checked()?;
        let before = {
            let mut tx = self.db.read().await?;
            let catalog = self.catalog(&mut tx).await?;
            let found = catalog.assignment(id).cloned();
            found.ok_or(Error::NotFound("assignment"))?
        };
        let assignment = Assignment {
            id,
            role: before.role,
            content,
        };
        let tx = self.check_assignment(actor, &assignment).await?;
        self.save_assignment(tx, actor, Some(before), assignment)
            .await?;
        Ok(())
    }

    /// Takes a role from the groups of an assignment.
    ///
    /// # Errors
    /// It is gone; nobody who can change roles would remain; the actor may not assign roles; the database failed.
    pub async fn delete_assignment(&self, actor: &Actor, id: AssignmentId) -> Result<()> {
        self.authorize(actor, Permission::AssignRoles).await?;
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "roles").await?;
        let catalog = store::role::catalog(&mut tx).await?;
        let before = catalog
            .assignment(id)
            .ok_or(Error::NotFound("assignment"))?;
        let had = somebody_changes_roles(&mut tx).await?;
        let watched = Watched::read(&mut tx).await?;
        store::role::delete_assignment(&mut tx, id).await?;
        watched.replace(&mut tx).await?;
        check_somebody_remains(&mut tx, had).await?;
        self.save_role_change(
            tx,
            actor,
            "delete_assignment",
            ("role_assignment", id),
            Some(before),
            None::<&()>,
        )
        .await
    }

    /// Every scope tag by name.
    ///
    /// # Errors
    /// The actor may not see roles; the database failed.
    pub async fn list_tags(&self, actor: &Actor) -> Result<Vec<TagDetail>> {
        self.authorize(actor, Permission::ReadRoles).await?;
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let groups = catalog.tags.iter().flat_map(|tag| &tag.content.groups);
        let names = Names::of(&mut tx, groups.copied().collect()).await?;
        let detail = |tag: &Tag| {
            let assignments = catalog.assignments.iter();
            let limited = assignments.filter(|held| held.content.scope.tags.contains(&tag.id));
            TagDetail {
                groups: names.groups(&tag.content.groups),
                assignments: i64::try_from(limited.count()).unwrap_or(i64::MAX),
                tag: tag.clone(),
            }
        };
        Ok(catalog.tags.iter().map(detail).collect())
    }

    /// Adds a scope tag, or changes one.
    ///
    /// # Errors
    /// A field is refused; a tag has the name; the tag is gone; the actor does not hold roles on everything; the actor may
    /// not change roles; the database failed.
    pub async fn save_tag(
        &self,
        actor: &Actor,
        id: Option<TagId>,
        content: TagContent,
    ) -> Result<TagId> {
        self.authorize(actor, Permission::ChangeRoles).await?;
        let content = content.checked()?;
        let tag = Tag {
            id: id.unwrap_or(TagId(self.clock.new_id())),
            content,
        };
        // Which devices have a tag decides what others reach.
        let change_roles = Permissions::from_iter([Permission::ChangeRoles]);
        let object = ("scope_tag", tag.id.to_string());
        self.check_gift(actor, change_roles, &Scope::everything(), object)
            .await?;
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "roles").await?;
        let catalog = store::role::catalog(&mut tx).await?;
        let before = catalog.tags.iter().find(|known| known.id == tag.id);
        if id.is_some() && before.is_none() {
            return Err(Error::NotFound("scope tag"));
        }
        check_groups(&mut tx, "groups", &tag.content.groups).await?;
        let watched = Watched::read(&mut tx).await?;
        store::role::save_tag(&mut tx, &tag, self.clock.now())
            .await
            .or_conflict(TAG_NAME_TAKEN)?;
        watched.replace(&mut tx).await?;
        let action = if before.is_some() {
            "change_scope_tag"
        } else {
            "create_scope_tag"
        };
        self.save_role_change(tx, actor, action, ("scope_tag", tag.id), before, Some(&tag))
            .await?;
        Ok(tag.id)
    }

    /// Removes a scope tag that no assignment is limited to.
    ///
    /// # Errors
    /// It is in use or gone; the actor does not hold roles on everything; the actor may not change roles; the database
    /// failed.
    pub async fn delete_tag(&self, actor: &Actor, id: TagId) -> Result<()> {
        self.authorize(actor, Permission::ChangeRoles).await?;
        let change_roles = Permissions::from_iter([Permission::ChangeRoles]);
        let object = ("scope_tag", id.to_string());
        self.check_gift(actor, change_roles, &Scope::everything(), object)
            .await?;
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "roles").await?;
        let catalog = store::role::catalog(&mut tx).await?;
        let before = catalog.tags.iter().find(|tag| tag.id == id);
        let before = before.ok_or(Error::NotFound("scope tag"))?;
        let mut assignments = catalog.assignments.iter();
        if assignments.any(|held| held.content.scope.tags.contains(&id)) {
            return Err(Error::Conflict(
                "assignments are limited to the tag: take it out of them first",
            ));
        }
        let watched = Watched::read(&mut tx).await?;
        store::role::delete_tag(&mut tx, id).await?;
        watched.replace(&mut tx).await?;
        self.save_role_change(
            tx,
            actor,
            "delete_scope_tag",
            ("scope_tag", id),
            Some(before),
            None::<&()>,
        )
        .await
    }

    /// What the actor may do, and through what: also the roles that came to them and do not count, with the reason.
    ///
    /// # Errors
    /// The database failed.
    pub async fn load_own_access(&self, actor: &Actor) -> Result<OwnAccess> {
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let holder = match (actor.kind, actor.id) {
            (ActorKind::Account, Some(id)) => {
                store::account::holder(&mut tx, AccountId(id)).await?
            }
            _ => None,
        };
        let own = match holder.filter(|holder| holder.issuer.is_some()) {
            Some(holder) => Some(held(&mut tx, &catalog, &holder).await?),
            None => None,
        };
        Ok(OwnAccess {
            name: actor.name.clone(),
            admission: own.as_ref().map(|own| own.admission(&catalog)),
            is_licensed: own.as_ref().is_some_and(|own| own.standing.is_licensed),
            unlicensed: catalog.unlicensed.state,
            limit: catalog.unlicensed.limit,
            roles: own_roles(&mut tx, &catalog, actor, own).await?,
            permissions: actor.permissions(),
        })
    }

    /// What a person of the directory may do who signs in through a provider, as [`Self::load_own_access`] says of oneself.
    ///
    /// # Errors
    /// There is no such user; the actor may not see roles; the database failed.
    pub async fn load_user_access(&self, actor: &Actor, user: UserId) -> Result<OwnAccess> {
        self.authorize(actor, Permission::ReadRoles).await?;
        self.user_access(user).await
    }

    /// The same for who may know it for another reason.
    pub(crate) async fn user_access(&self, user: UserId) -> Result<OwnAccess> {
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let found = store::user::find(&mut tx, user).await?;
        let found = found.ok_or(Error::NotFound("user"))?;
        let holder = store::account::holder_of_user(&mut tx, user).await?;
        let own = held(&mut tx, &catalog, &holder).await?;
        let counting = own
            .holdings
            .iter()
            .filter(|holding| holding.admission.is_in());
        let as_them = Actor {
            grants: counting.map(|holding| holding.grant.clone()).collect(),
            ..Actor::system(found.name.clone())
        };
        Ok(OwnAccess {
            name: found.name,
            admission: Some(own.admission(&catalog)),
            is_licensed: own.standing.is_licensed,
            unlicensed: catalog.unlicensed.state,
            limit: catalog.unlicensed.limit,
            permissions: as_them.permissions(),
            roles: own_roles(&mut tx, &catalog, &as_them, Some(own)).await?,
        })
    }

    /// Why the actor may not do what needs `permission`, on anything or on one device.
    ///
    /// # Errors
    /// The database failed.
    pub async fn explain_refusal(
        &self,
        actor: &Actor,
        permission: Permission,
        device: Option<DeviceId>,
    ) -> Result<Explanation> {
        let own = self.load_own_access(actor).await?;
        let (giving, others): (Vec<OwnRole>, Vec<OwnRole>) = own
            .roles
            .into_iter()
            .filter(|role| role.permissions.contains(permission))
            .partition(OwnRole::counts);
        let reached = match device {
            Some(device) => self.reaches(actor, permission, device).await?,
            None => true,
        };
        let answer = match (giving.is_empty(), others.is_empty()) {
            (false, _) if !actor.may(permission) && permission.is_for_all() => {
                WhyNot::Limited(giving)
            }
            (false, _) if !actor.may(permission) => WhyNot::NotInRoles,
            (false, _) if !reached => WhyNot::OutOfReach(giving),
            (false, _) => WhyNot::Allowed(giving),
            (true, false) => WhyNot::DoesNotCount(others),
            (true, true) => WhyNot::NotInRoles,
        };
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let roles = catalog.all_roles().into_iter();
        Ok(Explanation {
            permission,
            device,
            answer,
            roles: roles
                .filter(|role| role.permissions.contains(permission))
                .map(|role| role.name)
                .collect(),
        })
    }

    /// Refuses to make anybody a member of `group` who would hold more by that than the actor does.
    pub(crate) async fn check_new_member(&self, actor: &Actor, group: GroupId) -> Result<()> {
        let assignments = {
            let mut tx = self.db.read().await?;
            let catalog = self.catalog(&mut tx).await?;
            let groups = if catalog.assignments.is_empty() {
                Vec::new()
            } else {
                store::role::with_groups_above(&mut tx, group).await?
            };
            let all = catalog.assignments.iter();
            let through = all.filter(|held| {
                let members = &held.content.members;
                groups.iter().any(|group| members.contains(group))
            });
            through
                .filter_map(|held| {
                    Some((
                        catalog.role(held.role)?.permissions,
                        held.content.scope.clone(),
                    ))
                })
                .collect::<Vec<_>>()
        };
        for (permissions, scope) in &assignments {
            self.check_gift(actor, *permissions, scope, ("group", group.to_string()))
                .await?;
        }
        Ok(())
    }

    /// The groups to which `actor` may not add people, as [`Muster::check_new_member`] would refuse it, each with a
    /// permission that its members have and the actor has not.
    pub(crate) async fn groups_beyond(
        &self,
        tx: &mut Tx,
        actor: &Actor,
    ) -> Result<HashMap<Uuid, Permission>> {
        let catalog = self.catalog(tx).await?;
        let mut assigned: HashMap<GroupId, Permission> = HashMap::new();
        for held in &catalog.assignments {
            let role = catalog.role(held.role);
            let more = role.and_then(|role| {
                let more = beyond(&actor.grants, role.permissions, &held.content.scope);
                more.iter().next()
            });
            if let Some(permission) = more {
                assigned.extend(
                    held.content
                        .members
                        .iter()
                        .map(|group| (*group, permission)),
                );
            }
        }
        let groups: Vec<GroupId> = assigned.keys().copied().collect();
        let below = store::role::with_groups_below(tx, &groups).await?;
        Ok(below
            .into_iter()
            .map(|(group, of)| (group.0, assigned[&of]))
            .collect())
    }

    /// Refuses, and logs it, where the actor does not hold all of `permissions` over all of `scope`.
    pub(crate) async fn check_gift(
        &self,
        actor: &Actor,
        permissions: Permissions,
        scope: &Scope,
        object: (&str, String),
    ) -> Result<()> {
        match beyond(&actor.grants, permissions, scope).iter().next() {
            None => Ok(()),
            Some(permission) => {
                self.refuse(actor, permission, object).await?;
                Err(Error::BeyondOwn(permission))
            }
        }
    }

    /// Checks what an assignment names and gives; begins the transaction that saves it.
    async fn check_assignment(&self, actor: &Actor, assignment: &Assignment) -> Result<Tx> {
        let content = &assignment.content;
        let role = {
            let mut tx = self.db.read().await?;
            let catalog = self.catalog(&mut tx).await?;
            catalog.role(assignment.role)
        };
        let role = role.ok_or(Error::NotFound("role"))?;
        let object = ("role", role.id.to_string());
        self.check_gift(actor, role.permissions, &content.scope, object)
            .await?;
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "roles").await?;
        let catalog = store::role::catalog(&mut tx).await?;
        if catalog.role(assignment.role).as_ref() != Some(&role) {
            return Err(Error::Conflict(
                "somebody changed the role in between: look at it again",
            ));
        }
        check_groups(&mut tx, "members", &content.members).await?;
        check_groups(&mut tx, "scope", &content.scope.groups).await?;
        let is_known = |tag: &TagId| {
            *tag == default_tag() || catalog.tags.iter().any(|known| known.id == *tag)
        };
        if !content.scope.tags.iter().all(is_known) {
            return Err(Invalid::new("tags", "choose other tags: one of these is gone").into());
        }
        Ok(tx)
    }

    async fn save_assignment(
        &self,
        mut tx: Tx,
        actor: &Actor,
        before: Option<Assignment>,
        assignment: Assignment,
    ) -> Result<AssignmentId> {
        let now = self.clock.now();
        let had = somebody_changes_roles(&mut tx).await?;
        let watched = Watched::read(&mut tx).await?;
        let (action, saved) = if before.is_some() {
            let saved = store::role::save_assignment(&mut tx, &assignment, now).await;
            ("change_assignment", saved)
        } else {
            let saved = store::role::insert_assignment(&mut tx, &assignment, now).await;
            ("create_assignment", saved)
        };
        saved.or_conflict(ASSIGNMENT_NAME_TAKEN)?;
        watched.replace(&mut tx).await?;
        check_somebody_remains(&mut tx, had).await?;
        self.save_role_change(
            tx,
            actor,
            action,
            ("role_assignment", assignment.id),
            before.as_ref(),
            Some(&assignment),
        )
        .await?;
        Ok(assignment.id)
    }

    /// Logs and commits a change of roles, which counts in the next request of everybody.
    async fn save_role_change<B: serde::Serialize, A: serde::Serialize>(
        &self,
        mut tx: Tx,
        actor: &Actor,
        action: &str,
        object: (&str, impl std::fmt::Display),
        before: Option<&B>,
        after: Option<&A>,
    ) -> Result<()> {
        store::change::count_role_change(&mut tx).await?;
        self.audit(&mut tx, actor, action, object, before, after)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whether anybody can change roles: a local account, or a person who holds such a role.
pub(crate) async fn somebody_changes_roles(tx: &mut Tx) -> Result<bool> {
    if store::account::any_local(tx).await? {
        return Ok(true);
    }
    let catalog = store::role::catalog(tx).await?;
    let is_on = catalog.unlicensed.state.is_on();
    for assignment in &catalog.assignments {
        let role = catalog.role(assignment.role);
        if !role.is_some_and(|role| role.permissions.contains(Permission::ChangeRoles)) {
            continue;
        }
        for group in &assignment.content.members {
            if store::role::lets_in_any(tx, *group, is_on).await? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Refuses a change that leaves nobody who can change roles where somebody could before it.
pub(crate) async fn check_somebody_remains(tx: &mut Tx, had: bool) -> Result<()> {
    if had && !somebody_changes_roles(tx).await? {
        return Err(Error::Conflict(
            "nobody would remain who can change roles: first give such a role to somebody else, or turn a local administrator on",
        ));
    }
    Ok(())
}

/// What is given to the actor on anything, also what counts only without limits.
fn held_anywhere(actor: &Actor) -> Permissions {
    let grants = actor.grants.iter();
    grants.fold(Permissions::default(), |held, grant| {
        held.union(grant.permissions)
    })
}

/// The chosen groups with their names, and those that `find` finds beside them.
async fn pick_groups(tx: &mut Tx, chosen: &[GroupId], find: &str) -> Result<GroupPick> {
    let names = Names::of(tx, chosen.to_vec()).await?;
    let find = find.trim();
    let found = if find.is_empty() || find.contains('\0') {
        Vec::new()
    } else {
        let found = store::group::pick(tx, find, CHOICES).await?;
        let others = found
            .into_iter()
            .filter(|group| !chosen.contains(&group.id));
        store::group::choices(tx, others.collect()).await?
    };
    Ok(GroupPick {
        chosen: names.groups(chosen),
        found,
    })
}

/// A custom role.
fn custom_role(catalog: &Catalog, id: RoleId) -> Result<Role> {
    if BuiltInRole::from_id(id).is_some() {
        return Err(Error::Conflict(
            "a built-in role cannot be edited: duplicate it and edit the duplicate",
        ));
    }
    catalog.role(id).ok_or(Error::NotFound("role"))
}

async fn check_groups(tx: &mut Tx, field: &str, groups: &[GroupId]) -> Result<()> {
    let known = store::group::names(tx, groups).await?;
    if known.len() < groups.len() {
        return Err(Invalid::new(field, "choose other groups: one of these is gone").into());
    }
    Ok(())
}

/// The names of groups.
struct Names(HashMap<GroupId, String>);

impl Names {
    async fn of(tx: &mut Tx, mut ids: Vec<GroupId>) -> Result<Self> {
        ids.sort_unstable();
        ids.dedup();
        let names = store::group::names(tx, &ids).await?;
        let pairs = names.into_iter().map(|group| (group.id, group.name));
        Ok(Self(pairs.collect()))
    }

    fn group(&self, id: GroupId) -> NamedGroup {
        NamedGroup {
            id,
            name: self.0.get(&id).cloned(),
        }
    }

    fn groups(&self, ids: &[GroupId]) -> Vec<NamedGroup> {
        ids.iter().map(|id| self.group(*id)).collect()
    }

    fn scope(&self, catalog: &Catalog, scope: &Scope) -> NamedScope {
        let tag_name = |id: &TagId| {
            let tag = catalog.tags.iter().find(|tag| tag.id == *id);
            tag.map_or(DEFAULT_TAG.to_owned(), |tag| tag.content.name.clone())
        };
        NamedScope {
            all_users: scope.all_users,
            all_devices: scope.all_devices,
            groups: self.groups(&scope.groups),
            tags: scope.tags.iter().map(tag_name).collect(),
        }
    }
}

/// These assignments with all names; those of roles that are gone are left out.
async fn details(
    tx: &mut Tx,
    catalog: &Catalog,
    actor: &Actor,
    assignments: Vec<Assignment>,
) -> Result<Vec<AssignmentDetail>> {
    let groups = assignments.iter().flat_map(|held| {
        let content = &held.content;
        content.members.iter().chain(&content.scope.groups).copied()
    });
    let names = Names::of(tx, groups.collect()).await?;
    let mut all = Vec::new();
    for assignment in assignments {
        let Some(role) = catalog.role(assignment.role) else {
            continue;
        };
        let content = &assignment.content;
        let mut members = Vec::new();
        for group in &content.members {
            members.push(MemberGroup {
                group: names.group(*group),
                direct: store::role::count_direct(tx, *group).await?,
                unlicensed: store::role::count_unlicensed(tx, *group, None).await?,
            });
        }
        all.push(AssignmentDetail {
            members,
            scope: names.scope(catalog, &content.scope),
            beyond: beyond(&actor.grants, role.permissions, &content.scope),
            role,
            assignment,
        });
    }
    Ok(all)
}

/// The roles that came to the actor: those of `own`, or, where the account is no provider's, what it comes with.
async fn own_roles(
    tx: &mut Tx,
    catalog: &Catalog,
    actor: &Actor,
    own: Option<Held>,
) -> Result<Vec<OwnRole>> {
    let Some(own) = own else {
        let own = actor.grants.iter().map(|grant| OwnRole {
            role: grant.role.clone(),
            assignment: None,
            group: None,
            route: None,
            admission: None,
            permissions: grant.permissions,
            scope: Names(HashMap::new()).scope(catalog, &grant.scope),
        });
        return Ok(own.collect());
    };
    let groups = own.holdings.iter().flat_map(|holding| {
        let scoped = holding.grant.scope.groups.iter().copied();
        scoped.chain(holding.group)
    });
    let names = Names::of(tx, groups.collect()).await?;
    let role = |holding: crate::grants::Holding| {
        let assignment = holding.grant.assignment.and_then(|id| {
            let name = catalog.assignment(id)?.content.name.clone();
            Some((id, name))
        });
        OwnRole {
            role: holding.grant.role,
            assignment,
            group: holding.group.map(|id| names.group(id)),
            route: Some(holding.route),
            admission: Some(holding.admission),
            permissions: holding.grant.permissions,
            scope: names.scope(catalog, &holding.grant.scope),
        }
    };
    Ok(own.holdings.into_iter().map(role).collect())
}
