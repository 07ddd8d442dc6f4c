//! Users and groups as a directory's provisioning (SCIM 2.0) reads and writes them: the same users and groups that imports
//! bring in and people add by hand.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::actor::{Actor, Permission};
use domain::directory::MemberKind;
use domain::id::{GroupId, UserId};
use domain::scim::filter::Filter;
use domain::scim::group::Change;
use domain::scim::schema::{GROUPS, USERS};
use domain::scim::user::{columns, current};
use domain::scim::{Kind, Object, Refused, group, patch, resource};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::directory::to_json;
use crate::error::OrConflict;
use crate::roles::{check_somebody_remains, somebody_changes_roles};
use crate::store::bulk::directory::{known_groups, known_users};
use crate::store::scim::condition::{Condition, Of, of_filter};
use crate::store::scim::user::Written;
use crate::store::{self, Tx};
use crate::{Error, Muster, Result};

/// The most members that one answer holds; a list stops at the group that reaches it.
const MAX_MEMBERS: usize = 100_000;

/// Whoever writes the directory takes this lock first, as imports do: then nobody waits for somebody who waits for them.
const WRITERS: &str = "import";

/// Which resources to list.
#[derive(Clone, Debug, Default)]
pub struct ScimQuery {
    /// What they have in common; all where there is none.
    pub filter: Option<Filter>,
    /// How many come before the first.
    pub skip: i64,
    /// How many at most.
    pub limit: i64,
}

/// Some resources of a list.
#[derive(Clone, Debug)]
pub struct ScimPage<T> {
    /// How many there are in all.
    pub total: i64,
    /// These.
    pub items: Vec<T>,
}

/// A user as SCIM shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ScimUser {
    /// The directory's object id.
    pub id: UserId,
    /// Rises with every change.
    pub version: i64,
    /// When the user was made, where that is known.
    pub created_at: Option<DateTime<Utc>>,
    /// When the user last changed.
    pub changed_at: DateTime<Utc>,
    /// Its attributes.
    pub attributes: Object,
}

/// A group as SCIM shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ScimGroup {
    /// The directory's object id.
    pub id: GroupId,
    /// Rises with every change.
    pub version: i64,
    /// When the group was made, where that is known.
    pub created_at: Option<DateTime<Utc>>,
    /// When the group last changed.
    pub changed_at: DateTime<Utc>,
    /// Its name.
    pub name: String,
    /// The client's own id of it.
    pub external_id: Option<String>,
    /// Its members, where they were asked for. Devices are in groups too, but SCIM knows no devices.
    pub members: Option<Vec<(Uuid, MemberKind)>>,
}

/// The versions of a resource that a change may be made to; any where there is none.
pub type Expected<'a> = Option<&'a [i64]>;

impl Muster {
    /// The users that `query` asks for, by id.
    ///
    /// # Errors
    /// The filter asks what cannot be answered; the actor may not read the directory; the database failed.
    pub async fn list_scim_users(
        &self,
        actor: &Actor,
        query: &ScimQuery,
    ) -> Result<ScimPage<ScimUser>> {
        self.authorize_for_all(actor, Permission::ReadDirectory)
            .await?;
        let condition = condition(Of::Users, query)?;
        let mut tx = self.db.read().await?;
        let total = store::scim::user::count(&mut tx, &condition).await?;
        let mut items = Vec::new();
        if query.limit > 0 && total > query.skip {
            let kept =
                store::scim::user::list(&mut tx, &condition, query.skip, query.limit).await?;
            for user in kept {
                items.push(shown_user(user)?);
            }
        }
        Ok(ScimPage { total, items })
    }

    /// One user.
    ///
    /// # Errors
    /// There is no such user; the actor may not read the directory; the database failed.
    pub async fn find_scim_user(&self, actor: &Actor, id: UserId) -> Result<ScimUser> {
        self.authorize_for_all(actor, Permission::ReadDirectory)
            .await?;
        let mut tx = self.db.read().await?;
        found_user(&mut tx, id).await
    }

    /// Adds a user. An external id that is an object id of the directory becomes the user's own id, so that licences, groups
    /// and devices that come in files find the user.
    ///
    /// # Errors
    /// The body cannot be read; the name or the id is taken; the actor may not change the directory; the database failed.
    pub async fn create_scim_user(&self, actor: &Actor, body: &Object) -> Result<ScimUser> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let mut attributes = resource::read(&USERS, body)?;
        let shown = attributes.clone();
        let external_id = take_external_id(&mut attributes);
        let columns = columns(&attributes);
        check_columns(&columns)?;
        let id = UserId(self.id_of(external_id.as_deref()));
        let scim = to_json(&attributes)?;
        let written = Written {
            id,
            columns: &columns,
            external_id: external_id.as_deref(),
            scim: &scim,
        };
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, WRITERS).await?;
        store::scim::user::insert(&mut tx, &written, self.clock.now())
            .await
            .or_conflict("A user with that userName or that id exists already.")
            .map_err(taken)?;
        self.audit(
            &mut tx,
            actor,
            "create_user",
            ("user", id),
            None::<&()>,
            Some(&shown),
        )
        .await?;
        let user = found_user(&mut tx, id).await?;
        tx.commit().await?;
        Ok(user)
    }

    /// Puts what `body` says of a user in place of what was known.
    ///
    /// # Errors
    /// There is no such user, or not in an expected version; the body cannot be read; the name is taken; the actor may not
    /// change the directory; the database failed.
    pub async fn replace_scim_user(
        &self,
        actor: &Actor,
        id: UserId,
        body: &Object,
        expected: Expected<'_>,
    ) -> Result<ScimUser> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let read = resource::read(&USERS, body)?;
        self.change_user(actor, id, expected, |before| {
            let mut after = read;
            // Saying nothing of it must not let somebody in who was shut out.
            if !after.contains_key("active")
                && let Some(active) = before.get("active")
            {
                after.insert("active".to_owned(), active.clone());
            }
            Ok(after)
        })
        .await
    }

    /// Makes the changes in `body` to a user, or none of them.
    ///
    /// # Errors
    /// As [`Muster::replace_scim_user`].
    pub async fn patch_scim_user(
        &self,
        actor: &Actor,
        id: UserId,
        body: &Object,
        expected: Expected<'_>,
    ) -> Result<ScimUser> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let operations = patch::read(body)?;
        self.change_user(actor, id, expected, |before| {
            Ok(patch::apply(&USERS, before, &operations)?)
        })
        .await
    }

    /// Deletes a user, takes it out of its groups, ends its sign-ins and closes its accounts.
    ///
    /// # Errors
    /// There is no such user, or not in an expected version; the actor may not change the directory; the database failed.
    pub async fn delete_scim_user(
        &self,
        actor: &Actor,
        id: UserId,
        expected: Expected<'_>,
    ) -> Result<()> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, WRITERS).await?;
        let before = found_user(&mut tx, id).await?;
        check_version(before.version, expected)?;
        let had = somebody_changes_roles(&mut tx).await?;
        store::scim::user::end_sign_ins(&mut tx, id, now).await?;
        store::scim::user::disable_accounts(&mut tx, id, now).await?;
        store::scim::user::delete(&mut tx, id, &columns(&before.attributes).upn).await?;
        check_somebody_remains(&mut tx, had).await?;
        self.audit(
            &mut tx,
            actor,
            "delete_user",
            ("user", id),
            Some(&before.attributes),
            None::<&()>,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The groups that `query` asks for, by id. With members, the list may be shorter than asked for.
    ///
    /// # Errors
    /// The filter asks what cannot be answered; the actor may not read the directory; the database failed.
    pub async fn list_scim_groups(
        &self,
        actor: &Actor,
        query: &ScimQuery,
        with_members: bool,
    ) -> Result<ScimPage<ScimGroup>> {
        self.authorize_for_all(actor, Permission::ReadDirectory)
            .await?;
        let condition = condition(Of::Groups, query)?;
        let mut tx = self.db.read().await?;
        let total = store::scim::group::count(&mut tx, &condition).await?;
        let mut items = Vec::new();
        if query.limit > 0 && total > query.skip {
            let kept =
                store::scim::group::list(&mut tx, &condition, query.skip, query.limit).await?;
            let mut members = 0;
            for group in kept {
                let group = shown_group(&mut tx, group, with_members).await?;
                members += group.members.as_ref().map_or(0, Vec::len);
                items.push(group);
                if members >= MAX_MEMBERS {
                    break;
                }
            }
        }
        Ok(ScimPage { total, items })
    }

    /// One group.
    ///
    /// # Errors
    /// There is no such group; the actor may not read the directory; the database failed.
    pub async fn find_scim_group(
        &self,
        actor: &Actor,
        id: GroupId,
        with_members: bool,
    ) -> Result<ScimGroup> {
        self.authorize_for_all(actor, Permission::ReadDirectory)
            .await?;
        let mut tx = self.db.read().await?;
        found_group(&mut tx, id, with_members).await
    }

    /// Adds a group with its members.
    ///
    /// # Errors
    /// The body cannot be read; a member does not exist; the id is taken; the actor may not change the directory; the
    /// database failed.
    pub async fn create_scim_group(
        &self,
        actor: &Actor,
        body: &Object,
        with_members: bool,
    ) -> Result<ScimGroup> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let mut attributes = resource::read(&GROUPS, body)?;
        let external_id = take_external_id(&mut attributes);
        let name = group_name(&attributes)?;
        let members = group::members(&attributes)?;
        let id = GroupId(self.id_of(external_id.as_deref()));
        if !members.is_empty() {
            // Roles may wait for a group of that id: one that was deleted, and comes back.
            self.check_new_member(actor, id).await?;
        }
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, WRITERS).await?;
        store::scim::group::insert(&mut tx, id, &name, external_id.as_deref(), self.clock.now())
            .await
            .or_conflict("A group with that id exists already.")
            .map_err(taken)?;
        let members = known_members(&mut tx, id, &members).await?;
        let added = store::scim::group::add(&mut tx, id, &members).await?;
        let after = json!({ "displayName": name, "externalId": external_id, "added": added });
        self.audit(
            &mut tx,
            actor,
            "create_group",
            ("group", id),
            None::<&()>,
            Some(&after),
        )
        .await?;
        let group = found_group(&mut tx, id, with_members).await?;
        tx.commit().await?;
        Ok(group)
    }

    /// Puts what `body` says of a group in place of what was known.
    ///
    /// # Errors
    /// There is no such group, or not in an expected version; the body cannot be read; a member does not exist; the actor may
    /// not change the directory; the database failed.
    pub async fn replace_scim_group(
        &self,
        actor: &Actor,
        id: GroupId,
        body: &Object,
        expected: Expected<'_>,
        with_members: bool,
    ) -> Result<ScimGroup> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let mut attributes = resource::read(&GROUPS, body)?;
        let changes = [
            Change::ExternalId(take_external_id(&mut attributes)),
            Change::Name(group_name(&attributes)?),
            Change::Members(group::members(&attributes)?),
        ];
        self.change_group(actor, id, &changes, expected, with_members)
            .await
    }

    /// Makes the changes in `body` to a group, or none of them. Members that are not named are not read.
    ///
    /// # Errors
    /// As [`Muster::replace_scim_group`].
    pub async fn patch_scim_group(
        &self,
        actor: &Actor,
        id: GroupId,
        body: &Object,
        expected: Expected<'_>,
        with_members: bool,
    ) -> Result<ScimGroup> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let changes = group::changes(&patch::read(body)?)?;
        self.change_group(actor, id, &changes, expected, with_members)
            .await
    }

    /// Deletes a group, and takes it out of the groups it is in.
    ///
    /// # Errors
    /// There is no such group, or not in an expected version; the actor may not change the directory; the database failed.
    pub async fn delete_scim_group(
        &self,
        actor: &Actor,
        id: GroupId,
        expected: Expected<'_>,
    ) -> Result<()> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, WRITERS).await?;
        let before = found_group(&mut tx, id, true).await?;
        check_version(before.version, expected)?;
        let had = somebody_changes_roles(&mut tx).await?;
        store::scim::group::delete(&mut tx, id).await?;
        check_somebody_remains(&mut tx, had).await?;
        let members: Vec<Uuid> = before
            .members
            .unwrap_or_default()
            .into_iter()
            .map(|(member, _)| member)
            .collect();
        let before = json!({ "displayName": before.name, "externalId": before.external_id, "members": members });
        self.audit(
            &mut tx,
            actor,
            "delete_group",
            ("group", id),
            Some(&before),
            None::<&()>,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The external id where it is an object id, else a new one.
    fn id_of(&self, external_id: Option<&str>) -> Uuid {
        external_id
            .and_then(|id| Uuid::parse_str(id).ok())
            .filter(|id| !id.is_nil())
            .unwrap_or_else(|| self.clock.new_id())
    }

    async fn change_user(
        &self,
        actor: &Actor,
        id: UserId,
        expected: Expected<'_>,
        change: impl FnOnce(&Object) -> Result<Object>,
    ) -> Result<ScimUser> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, WRITERS).await?;
        let before = found_user(&mut tx, id).await?;
        check_version(before.version, expected)?;
        let had = somebody_changes_roles(&mut tx).await?;
        let after = change(&before.attributes)?;
        if after == before.attributes {
            return Ok(before);
        }
        let mut attributes = after.clone();
        let external_id = take_external_id(&mut attributes);
        let (was, now_columns) = (columns(&before.attributes), columns(&attributes));
        check_columns(&now_columns)?;
        let scim = to_json(&attributes)?;
        let written = Written {
            id,
            columns: &now_columns,
            external_id: external_id.as_deref(),
            scim: &scim,
        };
        store::scim::user::update(&mut tx, &written, &was.upn, now)
            .await
            .or_conflict("Another user has that userName.")
            .map_err(taken)?;
        if was.account_enabled && !now_columns.account_enabled {
            store::scim::user::end_sign_ins(&mut tx, id, now).await?;
            check_somebody_remains(&mut tx, had).await?;
        }
        self.audit(
            &mut tx,
            actor,
            "update_user",
            ("user", id),
            Some(&before.attributes),
            Some(&after),
        )
        .await?;
        let user = found_user(&mut tx, id).await?;
        tx.commit().await?;
        Ok(user)
    }

    async fn change_group(
        &self,
        actor: &Actor,
        id: GroupId,
        changes: &[Change],
        expected: Expected<'_>,
        with_members: bool,
    ) -> Result<ScimGroup> {
        let adds = |change: &Change| match change {
            Change::Add(ids) | Change::Members(ids) => !ids.is_empty(),
            Change::Name(_) | Change::ExternalId(_) | Change::Remove(_) => false,
        };
        if changes.iter().any(adds) {
            self.check_new_member(actor, id).await?;
        }
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, WRITERS).await?;
        let before = store::scim::group::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("group"))?;
        check_version(before.version, expected)?;
        let had = somebody_changes_roles(&mut tx).await?;
        let mut name = before.name.clone();
        let mut external_id = before.external_id.clone();
        let (mut added, mut removed) = (Vec::new(), Vec::new());
        for change in changes {
            match change {
                Change::Name(new) => name.clone_from(new),
                Change::ExternalId(new) => external_id.clone_from(new),
                Change::Add(ids) => {
                    let members = known_members(&mut tx, id, ids).await?;
                    added.extend(store::scim::group::add(&mut tx, id, &members).await?);
                }
                Change::Remove(ids) => {
                    removed.extend(store::scim::group::remove(&mut tx, id, ids).await?);
                }
                Change::Members(ids) => {
                    let wanted: HashSet<Uuid> = ids.iter().copied().collect();
                    let own = store::scim::group::members(&mut tx, id).await?;
                    let own: HashSet<Uuid> = own.into_iter().map(|(member, _)| member).collect();
                    let gone: Vec<Uuid> = own.difference(&wanted).copied().collect();
                    let fresh: Vec<Uuid> = wanted.difference(&own).copied().collect();
                    removed.extend(store::scim::group::remove(&mut tx, id, &gone).await?);
                    let members = known_members(&mut tx, id, &fresh).await?;
                    added.extend(store::scim::group::add(&mut tx, id, &members).await?);
                }
            }
        }
        let name = checked_name(&name)?;
        let is_same = name == before.name && external_id == before.external_id;
        if is_same && added.is_empty() && removed.is_empty() {
            return shown_group(&mut tx, before, with_members).await;
        }
        if !removed.is_empty() {
            check_somebody_remains(&mut tx, had).await?;
        }
        store::scim::group::update(&mut tx, id, &name, external_id.as_deref(), self.clock.now())
            .await?;
        let was = json!({ "displayName": before.name, "externalId": before.external_id });
        let is = json!({ "displayName": name, "externalId": external_id, "added": added, "removed": removed });
        self.audit(
            &mut tx,
            actor,
            "update_group",
            ("group", id),
            Some(&was),
            Some(&is),
        )
        .await?;
        let group = found_group(&mut tx, id, with_members).await?;
        tx.commit().await?;
        Ok(group)
    }
}

fn condition(of: Of, query: &ScimQuery) -> Result<Condition> {
    Ok(match &query.filter {
        None => Condition::Constant(true),
        Some(filter) => of_filter(of, filter)?,
    })
}

/// SCIM's word for a name or an id that another resource has.
fn taken(error: Error) -> Error {
    match error {
        Error::Conflict(sentence) => Refused::new(Kind::Uniqueness, sentence).into(),
        error => error,
    }
}

fn check_version(version: i64, expected: Expected<'_>) -> Result<()> {
    if expected.is_none_or(|versions| versions.contains(&version)) {
        return Ok(());
    }
    Err(Error::Overtaken(format!(
        "It was changed since: the newest version is W/\"{version}\"."
    )))
}

/// What lists show and sign-ins are found by must be there and be one line.
fn check_columns(columns: &domain::scim::user::Columns) -> Result<()> {
    for (field, text) in [("userName", &columns.upn), ("displayName", &columns.name)] {
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            let detail = format!("{field} should be a text of one line.");
            return Err(Refused::new(Kind::InvalidValue, detail).into());
        }
    }
    Ok(())
}

fn group_name(attributes: &Object) -> Result<String> {
    let name = attributes.get("displayName").and_then(Value::as_str);
    checked_name(name.unwrap_or_default())
}

fn checked_name(name: &str) -> Result<String> {
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        let detail = "displayName should be a text of one line.";
        return Err(Refused::new(Kind::InvalidValue, detail).into());
    }
    Ok(name.to_owned())
}

fn take_external_id(attributes: &mut Object) -> Option<String> {
    match attributes.remove("externalId") {
        Some(Value::String(id)) if !id.is_empty() => Some(id),
        _ => None,
    }
}

async fn found_user(tx: &mut Tx, id: UserId) -> Result<ScimUser> {
    let kept = store::scim::user::find(tx, id)
        .await?
        .ok_or(Error::NotFound("user"))?;
    shown_user(kept)
}

fn shown_user(kept: store::scim::user::Kept) -> Result<ScimUser> {
    let said: Option<Object> = kept
        .scim
        .as_deref()
        .map(serde_json::from_str)
        .transpose()
        .map_err(|_| Error::Internal("what SCIM said of a user cannot be read"))?;
    let mut attributes = current(said, &kept.user);
    if let Some(id) = kept.external_id {
        attributes.insert("externalId".to_owned(), Value::String(id));
    }
    Ok(ScimUser {
        id: kept.user.id,
        version: kept.version,
        created_at: kept.created_at,
        changed_at: kept.changed_at,
        attributes,
    })
}

async fn found_group(tx: &mut Tx, id: GroupId, with_members: bool) -> Result<ScimGroup> {
    let kept = store::scim::group::find(tx, id)
        .await?
        .ok_or(Error::NotFound("group"))?;
    shown_group(tx, kept, with_members).await
}

async fn shown_group(
    tx: &mut Tx,
    kept: store::scim::group::Kept,
    with_members: bool,
) -> Result<ScimGroup> {
    let members = if with_members {
        Some(store::scim::group::members(tx, kept.id).await?)
    } else {
        None
    };
    Ok(ScimGroup {
        id: kept.id,
        version: kept.version,
        created_at: kept.created_at,
        changed_at: kept.changed_at,
        name: kept.name,
        external_id: kept.external_id,
        members,
    })
}

/// What each of `ids` is, each once.
async fn known_members(
    tx: &mut Tx,
    group: GroupId,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, MemberKind)>> {
    let mut seen = HashSet::new();
    let ids: Vec<Uuid> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
    let refuse = |detail: String| Error::from(Refused::new(Kind::InvalidValue, detail));
    if ids.contains(&group.0) {
        return Err(refuse("A group cannot be in itself.".to_owned()));
    }
    let users = known_users(tx, &ids).await?;
    let others: Vec<Uuid> = ids
        .iter()
        .copied()
        .filter(|id| !users.contains(id))
        .collect();
    let groups = known_groups(tx, &others).await?;
    if let Some(unknown) = others.iter().find(|id| !groups.contains(*id)) {
        return Err(refuse(format!(
            "There is no user or group with the id {unknown}."
        )));
    }
    let kind = |id: &Uuid| {
        if users.contains(id) {
            MemberKind::User
        } else {
            MemberKind::Group
        }
    };
    Ok(ids.iter().map(|id| (*id, kind(id))).collect())
}
