//! Users and groups: finding them, and adding them by hand.

use std::collections::{HashMap, HashSet, VecDeque};

use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::directory::{
    Group, GroupChoice, GroupDetail, GroupQuery, MemberKind, MemberQuery, NewGroup, NewUser, User,
    UserDetail, UserQuery,
};
use domain::enrollment::{GroupName, Membership};
use domain::id::{GroupId, UserId};
use domain::licence::Licence;
use domain::page::Page;
use uuid::Uuid;

use crate::error::OrConflict;
use crate::roles::{check_somebody_remains, somebody_changes_roles};
use crate::store::group::Link;
use crate::store::{self, Tx};
use crate::{Error, Muster, Result};

/// How many groups the picker offers at once.
const CHOICES: i64 = 20;

impl Muster {
    /// The users that `query` asks for.
    ///
    /// # Errors
    /// The actor may not read the directory; the database failed.
    pub async fn list_users(&self, actor: &Actor, query: &UserQuery) -> Result<Page<User>> {
        let reach = self.authorize(actor, Permission::ReadDirectory).await?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_users(&mut tx, &reach).await?;
        Ok(store::user::list(&mut tx, query, &visible).await?)
    }

    /// One user with licences, groups and the number of devices.
    ///
    /// # Errors
    /// There is no such user; the actor may not read the directory; the database failed.
    pub async fn find_user(&self, actor: &Actor, id: UserId) -> Result<UserDetail> {
        self.authorize_user(actor, Permission::ReadDirectory, id)
            .await?;
        let mut tx = self.db.read().await?;
        let user = store::user::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("user"))?;
        let licences = store::licence::of_user(&mut tx, id)
            .await?
            .into_iter()
            .map(Licence::of)
            .collect();
        let groups = memberships(&mut tx, id).await?;
        let device_count = store::user::count_devices(&mut tx, &user.upn).await?;
        let account = store::account::use_of(&mut tx, id).await?;
        Ok(UserDetail {
            user,
            account,
            licences,
            groups,
            device_count,
        })
    }

    /// The user who signs in with that name, in whatever case; `None` where nobody does.
    ///
    /// # Errors
    /// The actor may not read the directory; the database failed.
    pub async fn find_user_by_upn(&self, actor: &Actor, upn: &str) -> Result<Option<User>> {
        let reach = self.authorize(actor, Permission::ReadDirectory).await?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_users(&mut tx, &reach).await?;
        let Some(user) = store::user::find_by_upn(&mut tx, upn).await? else {
            return Ok(None);
        };
        let set = store::scope::of_user(&mut tx, user.id.0).await?;
        Ok(set.is_some_and(|set| visible.contains(set)).then_some(user))
    }

    /// The groups that `query` asks for.
    ///
    /// # Errors
    /// The actor may not read the directory; the database failed.
    pub async fn list_groups(&self, actor: &Actor, query: &GroupQuery) -> Result<Page<Group>> {
        self.authorize(actor, Permission::ReadDirectory).await?;
        let mut tx = self.db.read().await?;
        Ok(store::group::list(&mut tx, query).await?)
    }

    /// One group with a page of its members.
    ///
    /// # Errors
    /// There is no such group; the actor may not read the directory; the database failed.
    pub async fn find_group(
        &self,
        actor: &Actor,
        id: GroupId,
        query: &MemberQuery,
    ) -> Result<GroupDetail> {
        self.authorize(actor, Permission::ReadDirectory).await?;
        let mut tx = self.db.read().await?;
        let group = store::group::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("group"))?;
        let counts = store::group::effective_counts(&mut tx, &[id]).await?;
        let (user_count, device_count) = counts.get(&id).copied().unwrap_or_default();
        let effective = GroupChoice {
            id,
            name: group.name.clone(),
            user_count,
            device_count,
        };
        let member_of = store::group::parents(&mut tx, id).await?;
        let members = store::group::list_members(&mut tx, id, query).await?;
        Ok(GroupDetail {
            group,
            effective,
            member_of,
            members,
        })
    }

    /// Groups whose name holds `search`, at most 20, those that begin with it first, each with whom it reaches.
    ///
    /// # Errors
    /// The actor may not read the directory; the database failed.
    pub async fn pick_groups(&self, actor: &Actor, search: &str) -> Result<Vec<GroupChoice>> {
        self.authorize(actor, Permission::ReadDirectory).await?;
        let mut tx = self.db.read().await?;
        let found = store::group::pick(&mut tx, search.trim(), CHOICES).await?;
        Ok(store::group::choices(&mut tx, found).await?)
    }

    /// Adds a user by hand.
    ///
    /// # Errors
    /// A field is refused; the user principal name is taken; the actor may not change the directory; the database failed.
    pub async fn create_user(&self, actor: &Actor, new: NewUser) -> Result<User> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let new = new.checked()?;
        let now = self.clock.now();
        let user = User {
            id: UserId(self.clock.new_id()),
            upn: new.upn,
            name: new.name,
            account_enabled: new.account_enabled,
            department: new.department,
            job_title: new.job_title,
            mail: new.mail,
            usage_location: new.usage_location,
        };
        let mut tx = self.db.write().await?;
        store::user::insert(&mut tx, &user, now)
            .await
            .or_conflict("a user of that name signs in already")?;
        self.audit(
            &mut tx,
            actor,
            "create_user",
            ("user", user.id.0),
            None::<&()>,
            Some(&user),
        )
        .await?;
        tx.commit().await?;
        Ok(user)
    }

    /// Adds a group by hand, without members.
    ///
    /// # Errors
    /// It has no name; the actor may not change the directory; the database failed.
    pub async fn create_group(&self, actor: &Actor, new: NewGroup) -> Result<Group> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let name = new.name.trim();
        if name.is_empty() {
            return Err(Invalid::new("name", "write the name that lists show").into());
        }
        let group = Group {
            id: GroupId(self.clock.new_id()),
            name: name.to_owned(),
            description: new.description.trim().to_owned(),
            group_type: "Security".to_owned(),
            user_count: 0,
            device_count: 0,
            nested_count: 0,
        };
        let mut tx = self.db.write().await?;
        store::group::insert(&mut tx, &group, self.clock.now()).await?;
        self.audit(
            &mut tx,
            actor,
            "create_group",
            ("group", group.id.0),
            None::<&()>,
            Some(&group),
        )
        .await?;
        tx.commit().await?;
        Ok(group)
    }

    /// Puts a user, a group or a device's directory record into a group; whether it was not in it before.
    ///
    /// Groups may contain each other: each then reaches the members of both.
    ///
    /// # Errors
    /// There is no such group, user or group within; a group cannot be a member of itself; the group holds a role that
    /// gives more than the actor holds; the actor may not change the directory; the database failed.
    pub async fn add_group_member(
        &self,
        actor: &Actor,
        group: GroupId,
        kind: MemberKind,
        member: Uuid,
    ) -> Result<bool> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        self.add_member(actor, group, kind, member).await
    }

    /// The same for a member as people write it: a user's principal name, or the object id of a user, a group or a device.
    ///
    /// # Errors
    /// As above, and where nothing in the directory is written so.
    pub async fn add_named_group_member(
        &self,
        actor: &Actor,
        group: GroupId,
        name: &str,
    ) -> Result<bool> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let mut tx = self.db.read().await?;
        let found = named_member(&mut tx, name.trim()).await?;
        drop(tx);
        let (kind, member) = found.ok_or_else(|| {
            Invalid::new(
                "member",
                "write the sign-in name of a user, or the object id of a user, group or device",
            )
        })?;
        self.add_member(actor, group, kind, member).await
    }

    async fn add_member(
        &self,
        actor: &Actor,
        group: GroupId,
        kind: MemberKind,
        member: Uuid,
    ) -> Result<bool> {
        if kind == MemberKind::Group && member == group.0 {
            return Err(Invalid::new(
                "member",
                "choose another group: a group cannot be in itself",
            )
            .into());
        }
        if kind != MemberKind::Device {
            self.check_new_member(actor, group).await?;
        }
        let mut tx = self.db.write().await?;
        store::group::find(&mut tx, group)
            .await?
            .ok_or(Error::NotFound("group"))?;
        match kind {
            MemberKind::User => drop(
                store::user::find(&mut tx, UserId(member))
                    .await?
                    .ok_or(Error::NotFound("user"))?,
            ),
            MemberKind::Group => drop(
                store::group::find(&mut tx, GroupId(member))
                    .await?
                    .ok_or(Error::NotFound("group"))?,
            ),
            // Its record may come with a later import: groups keep the directory's object id.
            MemberKind::Device => {}
        }
        let added = store::group::insert_member(&mut tx, group, member, kind).await?;
        if added {
            self.audit(
                &mut tx,
                actor,
                "add_group_member",
                ("group", group.0),
                None::<&()>,
                Some(&(kind, member)),
            )
            .await?;
        }
        tx.commit().await?;
        Ok(added)
    }

    /// Takes a member out of a group; whether it was in it.
    ///
    /// # Errors
    /// Nobody who can change roles would remain; the actor may not change the directory; the database failed.
    pub async fn remove_group_member(
        &self,
        actor: &Actor,
        group: GroupId,
        member: Uuid,
    ) -> Result<bool> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let mut tx = self.db.write().await?;
        let had = somebody_changes_roles(&mut tx).await?;
        let removed = store::group::delete_member(&mut tx, group, member).await?;
        if removed {
            check_somebody_remains(&mut tx, had).await?;
            self.audit(
                &mut tx,
                actor,
                "remove_group_member",
                ("group", group.0),
                Some(&member),
                None::<&()>,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(removed)
    }

    /// Logs a change of `object` with what it was and what it is as JSON.
    pub(crate) async fn audit<B: serde::Serialize, A: serde::Serialize>(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        action: &str,
        (object_kind, object_id): (&str, impl std::fmt::Display),
        before: Option<&B>,
        after: Option<&A>,
    ) -> Result<()> {
        let entry = store::audit::Entry {
            action,
            object_kind,
            object_id: object_id.to_string(),
            before: before.map(to_json).transpose()?,
            after: after.map(to_json).transpose()?,
        };
        store::audit::record(tx, self.clock.new_id(), actor, entry, self.clock.now()).await?;
        Ok(())
    }
}

/// What `name` names in the directory: a user by principal name, or anything by its object id.
async fn named_member(tx: &mut Tx, name: &str) -> Result<Option<(MemberKind, Uuid)>> {
    let Ok(id) = name.parse::<Uuid>() else {
        let user = store::user::find_by_upn(tx, name).await?;
        return Ok(user.map(|user| (MemberKind::User, user.id.0)));
    };
    if store::user::find(tx, UserId(id)).await?.is_some() {
        return Ok(Some((MemberKind::User, id)));
    }
    if store::group::find(tx, GroupId(id)).await?.is_some() {
        return Ok(Some((MemberKind::Group, id)));
    }
    let is_device = store::group::is_device(tx, id).await?;
    Ok(is_device.then_some((MemberKind::Device, id)))
}

/// `value` as the audit log and the settings' history keep it.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Internal("a value cannot be written as JSON"))
}

/// Every group that `user` belongs to with the shortest way there: direct ones first, then by name.
pub(crate) async fn memberships(tx: &mut Tx, user: UserId) -> Result<Vec<Membership>> {
    let links = store::group::links_above(tx, user).await?;
    let mut found = shortest_ways(user, &links);
    found.sort_by_cached_key(|found| {
        (
            found.through.len(),
            found.group.name.to_lowercase(),
            found.group.id,
        )
    });
    Ok(found)
}

/// Walks up from `user`, nearest groups first, so that the first way found to a group is a shortest one.
fn shortest_ways(user: UserId, links: &[Link]) -> Vec<Membership> {
    let mut above: HashMap<Uuid, Vec<&GroupName>> = HashMap::new();
    for link in links {
        above.entry(link.member).or_default().push(&link.group);
    }
    for groups in above.values_mut() {
        groups.sort_by_cached_key(|group| (group.name.to_lowercase(), group.id));
    }
    let mut found: Vec<Membership> = Vec::new();
    let mut seen = HashSet::new();
    // Each entry: who is a member, and the groups walked through to come there, the outermost first.
    let mut waiting: VecDeque<(Uuid, Vec<GroupName>)> = VecDeque::from([(user.0, Vec::new())]);
    while let Some((member, through)) = waiting.pop_front() {
        for &group in above.get(&member).into_iter().flatten() {
            if !seen.insert(group.id) {
                continue;
            }
            found.push(Membership {
                group: group.clone(),
                through: through.clone(),
            });
            let mut onwards = vec![group.clone()];
            onwards.extend(through.iter().cloned());
            waiting.push_back((group.id.0, onwards));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(n: u128) -> GroupName {
        GroupName {
            id: GroupId(Uuid::from_u128(n)),
            name: format!("G{n}"),
        }
    }

    fn link(member: u128, into: u128) -> Link {
        Link {
            member: Uuid::from_u128(member),
            group: group(into),
        }
    }

    #[test]
    fn the_shortest_way_to_each_group_is_told_and_a_cycle_ends() {
        // User 1 is in 10; 10 in 20; 20 in 30; 30 in 10 again; and directly in 30.
        let links = [
            link(1, 10),
            link(10, 20),
            link(20, 30),
            link(30, 10),
            link(1, 30),
        ];
        let ways = shortest_ways(UserId(Uuid::from_u128(1)), &links);
        let told: Vec<String> = ways.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "member of G10",
                "member of G30",
                "member of G20, through G10"
            ]
        );
    }

    #[test]
    fn the_way_begins_with_the_group_nearest_to_the_one_that_is_listed() {
        let ways = shortest_ways(
            UserId(Uuid::from_u128(1)),
            &[link(1, 10), link(10, 20), link(20, 30)],
        );
        assert_eq!(ways[2].to_string(), "member of G30, through G20 and G10");
    }
}
