//! Which of the groups that matter for limited assignments each user and device is in, kept beside them, so that a limited
//! list is read like any other. It is brought up to date in the transaction of whatever changes it.
//!
//! Only groups that assignments or tags name are watched; where there are none, nothing is kept and nothing costs.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::id::{DeviceId, GroupId};
use domain::import::UserRow;
use domain::role::{Scope, Tag};
use sha2::{Digest, Sha256};
use sqlx::types::Uuid;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::bulk::device::{self, Kept};
use super::bulk::{ROWS_PER_STATEMENT, VALUES_PER_STATEMENT, select_in};
use super::facet::{Facet, Tally};
use super::{Tx, lock, on_tx};

/// Stands among the groups for having a primary user.
const HAS_USER: Uuid = Uuid::from_u128(u128::MAX);
/// How many devices are read at a time where all have to be looked at.
const DEVICES_AT_ONCE: i64 = 2_000;

/// What somebody sees of devices, or of users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Visible {
    /// All.
    All,
    /// Those of these sets.
    Sets {
        /// The sets.
        ids: Vec<Uuid>,
        /// Also those that are in no set.
        none: bool,
    },
}

impl Visible {
    /// Whether what is in that set, or in none, is seen.
    pub(crate) fn contains(&self, set: Option<Uuid>) -> bool {
        match (self, set) {
            (Self::All, _) => true,
            (Self::Sets { none, .. }, None) => *none,
            (Self::Sets { ids, .. }, Some(set)) => ids.contains(&set),
        }
    }

    /// The sets, if something is seen only with one of them.
    pub(crate) fn only_sets(&self) -> Option<&[Uuid]> {
        match self {
            Self::Sets { ids, none: false } => Some(ids),
            Self::All | Self::Sets { .. } => None,
        }
    }

    /// As [`Self::push`], of a column that holds zeros for no set.
    pub(crate) fn push_nil<'a, DB>(&self, sql: &mut QueryBuilder<'a, DB>, column: &str)
    where
        DB: Database,
        Uuid: Encode<'a, DB> + Type<DB>,
    {
        let Self::Sets { ids, none } = self else {
            return;
        };
        let mut ids = ids.clone();
        ids.extend(none.then_some(Uuid::nil()));
        Self::Sets { ids, none: false }.push(sql, column);
    }

    /// Adds that the set in `column` is one that is seen.
    pub(crate) fn push<'a, DB>(&self, sql: &mut QueryBuilder<'a, DB>, column: &str)
    where
        DB: Database,
        Uuid: Encode<'a, DB> + Type<DB>,
    {
        let Self::Sets { ids, none } = self else {
            return;
        };
        if ids.is_empty() {
            sql.push(if *none {
                format!(" and {column} is null")
            } else {
                " and false".to_owned()
            });
            return;
        }
        sql.push(format!(" and ({column} in ("));
        let mut list = sql.separated(", ");
        for id in ids {
            list.push_bind(*id);
        }
        sql.push(")");
        if *none {
            sql.push(format!(" or {column} is null"));
        }
        sql.push(")");
    }
}

/// The groups of every set.
async fn sets(tx: &mut Tx) -> sqlx::Result<HashMap<Uuid, BTreeSet<GroupId>>> {
    let rows: Vec<(Uuid, GroupId)> = on_tx!(tx, |conn| {
        sqlx::query_as("select set_id, group_id from scope_set_groups")
            .fetch_all(conn)
            .await
    })?;
    let mut sets: HashMap<Uuid, BTreeSet<GroupId>> = HashMap::new();
    for (set, group) in rows {
        sets.entry(set).or_default().insert(group);
    }
    Ok(sets)
}

/// What any of `scopes` reaches, as `reaches` decides from the groups of a set.
async fn visible(
    tx: &mut Tx,
    reaches: impl Fn(&BTreeSet<GroupId>) -> bool,
) -> sqlx::Result<Visible> {
    let sets = sets(tx).await?;
    let mut ids: Vec<Uuid> = sets
        .iter()
        .filter(|(_, groups)| reaches(groups))
        .map(|(id, _)| *id)
        .collect();
    ids.sort_unstable();
    Ok(Visible::Sets {
        ids,
        none: reaches(&BTreeSet::new()),
    })
}

/// The devices that any of `scopes` reaches.
pub(crate) async fn visible_devices(
    tx: &mut Tx,
    scopes: &[Scope],
    tags: &[Tag],
) -> sqlx::Result<Visible> {
    visible(tx, |groups| {
        let has_user = groups.contains(&GroupId(HAS_USER));
        scopes
            .iter()
            .any(|scope| scope.reaches_device(groups, has_user, tags))
    })
    .await
}

/// The users that any of `scopes` reaches.
pub(crate) async fn visible_users(tx: &mut Tx, scopes: &[Scope]) -> sqlx::Result<Visible> {
    visible(tx, |groups| {
        scopes.iter().any(|scope| scope.reaches_user(groups))
    })
    .await
}

/// The set that a device is in; `None` for a device that is gone.
pub(crate) async fn of_device(tx: &mut Tx, id: DeviceId) -> sqlx::Result<Option<Option<Uuid>>> {
    let row: Option<(Option<Uuid>,)> = on_tx!(tx, |conn| {
        sqlx::query_as("select scope_set_id from devices where id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await
    })?;
    Ok(row.map(|(set,)| set))
}

/// Those of `devices` that are `visible`, in the same order.
pub(crate) async fn seen<'d>(
    tx: &mut Tx,
    devices: &'d [DeviceId],
    visible: &Visible,
) -> sqlx::Result<Cow<'d, [DeviceId]>> {
    if *visible == Visible::All {
        return Ok(Cow::Borrowed(devices));
    }
    let rows: Vec<(DeviceId, Option<Uuid>)> =
        select_in!(tx, "select id, scope_set_id from devices where id", devices);
    let seen: HashSet<DeviceId> = rows
        .into_iter()
        .filter(|(_, set)| visible.contains(*set))
        .map(|(id, _)| id)
        .collect();
    let seen = devices.iter().copied().filter(|id| seen.contains(id));
    Ok(Cow::Owned(seen.collect()))
}

/// The set that a user is in; `None` for a user who is gone.
pub(crate) async fn of_user(tx: &mut Tx, id: Uuid) -> sqlx::Result<Option<Option<Uuid>>> {
    let row: Option<(Option<Uuid>,)> = on_tx!(tx, |conn| {
        sqlx::query_as("select scope_set_id from users where id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await
    })?;
    Ok(row.map(|(set,)| set))
}

/// Which groups are watched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watched(HashSet<Uuid>);

impl Watched {
    /// Those that assignments are limited to, and those of tags.
    pub(crate) async fn read(tx: &mut Tx) -> sqlx::Result<Self> {
        let rows: Vec<(Uuid,)> = on_tx!(&mut *tx, |conn| {
            sqlx::query_as(
                "select group_id from role_assignment_groups where purpose = 'scope'
                 union
                 select group_id from scope_tag_groups",
            )
            .fetch_all(conn)
            .await
        })?;
        let asks_for_user: Option<i64> = on_tx!(tx, |conn| {
            sqlx::query_scalar(
                "select cast(1 as bigint) from role_assignments where all_users and not all_devices limit 1",
            )
            .fetch_optional(conn)
            .await
        })?;
        let mut groups: HashSet<Uuid> = rows.into_iter().map(|(id,)| id).collect();
        if asks_for_user.is_some() {
            groups.insert(HAS_USER);
        }
        Ok(Self(groups))
    }

    /// Brings everything to what is watched now, after it was this.
    pub(crate) async fn replace(self, tx: &mut Tx) -> sqlx::Result<()> {
        let now = Self::read(tx).await?;
        let mut others: Vec<Uuid> = self.0.symmetric_difference(&now.0).copied().collect();
        if others.is_empty() {
            return Ok(());
        }
        others.sort_unstable();
        lock(tx, "import").await?;
        if others.contains(&HAS_USER) {
            rescope_all_with_user(tx, &now).await?;
        }
        for group in others {
            let members = members_within(tx, group).await?;
            refresh_members(tx, &now, &members).await?;
        }
        Ok(())
    }
}

/// The users, and the devices' directory records, in `group` and in groups within. Before a group is deleted they are asked
/// for, and after that [`refresh`]ed.
pub(crate) async fn members_within(tx: &mut Tx, group: Uuid) -> sqlx::Result<Vec<Uuid>> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("with recursive within(id) as (select ");
        sql.push_bind(group).push(
            " union
             select m.member_id from within w join group_members m on m.group_id = w.id and m.member_kind = 'group')
             select distinct m.member_id
             from within w
             join group_members m on m.group_id = w.id and m.member_kind <> 'group'",
        );
        sql.build_query_scalar().fetch_all(conn).await
    })
}

/// The watched groups that each of these users and directory records is in, directly or through groups within.
async fn groups_above(
    tx: &mut Tx,
    watched: &Watched,
    members: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, BTreeSet<Uuid>>> {
    let mut above: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for some in members.chunks(VALUES_PER_STATEMENT) {
        let rows: Vec<(Uuid, Uuid)> = on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "with recursive above(leaf, id) as (
                     select member_id, group_id from group_members where member_kind <> 'group' and member_id in (",
            );
            let mut list = sql.separated(", ");
            for member in some {
                list.push_bind(*member);
            }
            sql.push(
                ") union
                 select a.leaf, m.group_id from above a join group_members m on m.member_id = a.id and m.member_kind = 'group')
                 select leaf, id from above",
            );
            let whole = some.len() == VALUES_PER_STATEMENT;
            sql.build_query_as().persistent(whole).fetch_all(conn).await
        })?;
        for (member, group) in rows {
            if watched.0.contains(&group) {
                above.entry(member).or_default().insert(group);
            }
        }
    }
    Ok(above)
}

/// Brings up to date what is kept of users and devices after some of `members`, which are users, groups and devices'
/// directory records, came into groups or went out of them.
pub(crate) async fn refresh(tx: &mut Tx, members: &[Uuid]) -> sqlx::Result<()> {
    let watched = Watched::read(tx).await?;
    if watched.0.is_empty() || members.is_empty() {
        return Ok(());
    }
    lock(tx, "import").await?;
    let groups: Vec<(Uuid,)> = select_in!(tx, "select id from groups where id", members);
    let mut all = members.to_vec();
    for (group,) in groups {
        all.extend(members_within(tx, group).await?);
    }
    all.sort_unstable();
    all.dedup();
    refresh_members(tx, &watched, &all).await
}

async fn refresh_members(tx: &mut Tx, watched: &Watched, members: &[Uuid]) -> sqlx::Result<()> {
    for some in members.chunks(VALUES_PER_STATEMENT) {
        let above = groups_above(tx, watched, some).await?;
        let users: Vec<(Uuid, String, Option<Uuid>)> = select_in!(
            tx,
            "select id, upn_key, scope_set_id from users where id",
            some
        );
        let mut moved: Vec<(Uuid, Option<Uuid>)> = Vec::new();
        let mut upns: Vec<String> = Vec::new();
        let mut made: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
        for (id, upn_key, before) in users {
            let after = make_set(above.get(&id).cloned().unwrap_or_default(), &mut made);
            if before != after {
                moved.push((id, after));
                upns.push(upn_key);
            }
        }
        save_sets(tx, &made).await?;
        save_users(tx, &moved).await?;
        let mut devices: Vec<(DeviceId,)> =
            select_in!(tx, "select id from devices where user_upn_key", upns);
        let sources: Vec<String> = some.iter().map(Uuid::to_string).collect();
        let recorded: Vec<(DeviceId,)> = select_in!(
            tx,
            "select device_id from records where kind = 'directory' and source_id",
            sources
        );
        devices.extend(recorded);
        let mut devices: Vec<DeviceId> = devices.into_iter().map(|(id,)| id).collect();
        devices.sort_unstable();
        devices.dedup();
        rescope(tx, watched, &devices).await?;
    }
    Ok(())
}

/// Users who come, or whose principal names may change: the devices with one of their names, before or after, are theirs
/// or were.
pub(crate) struct Moved {
    watched: Watched,
    ids: Vec<Uuid>,
    upn_keys: Vec<String>,
}

impl Moved {
    /// Looks at `users`, which are about to be saved.
    pub(crate) async fn before(tx: &mut Tx, users: &[&UserRow]) -> sqlx::Result<Self> {
        let watched = Watched::read(tx).await?;
        if watched.0.is_empty() {
            return Ok(Self {
                watched,
                ids: Vec::new(),
                upn_keys: Vec::new(),
            });
        }
        let ids: Vec<Uuid> = users.iter().map(|user| user.id).collect();
        let before: Vec<(String,)> = select_in!(tx, "select upn_key from users where id", ids);
        let before = before.into_iter().map(|(upn_key,)| upn_key);
        let after = users.iter().map(|user| user.upn.to_lowercase());
        Ok(Self {
            watched,
            upn_keys: before.chain(after).collect(),
            ids,
        })
    }

    /// Brings them and these devices up to date, once they are saved.
    pub(crate) async fn refresh(self, tx: &mut Tx) -> sqlx::Result<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        lock(tx, "import").await?;
        refresh_members(tx, &self.watched, &self.ids).await?;
        let devices: Vec<(DeviceId,)> = select_in!(
            tx,
            "select id from devices where user_upn_key",
            self.upn_keys
        );
        let devices: Vec<DeviceId> = devices.into_iter().map(|(id,)| id).collect();
        rescope(tx, &self.watched, &devices).await
    }
}

/// Brings up to date a user who came or went, or whose principal name was or is `upn_key`, and the devices with that name.
pub(crate) async fn refresh_user(tx: &mut Tx, id: Uuid, upn_key: &str) -> sqlx::Result<()> {
    let moved = Moved {
        watched: Watched::read(tx).await?,
        ids: vec![id],
        upn_keys: vec![upn_key.to_owned()],
    };
    if moved.watched.0.is_empty() {
        return Ok(());
    }
    moved.refresh(tx).await
}

async fn rescope_all_with_user(tx: &mut Tx, watched: &Watched) -> sqlx::Result<()> {
    let mut after = Uuid::nil();
    loop {
        let ids: Vec<DeviceId> = on_tx!(&mut *tx, |conn| {
            sqlx::query_scalar(
                "select id from devices where user_upn_key <> '' and id > $1 order by id limit $2",
            )
            .bind(after)
            .bind(DEVICES_AT_ONCE)
            .fetch_all(conn)
            .await
        })?;
        let Some(last) = ids.last() else {
            return Ok(());
        };
        after = last.0;
        rescope(tx, watched, &ids).await?;
    }
}

/// Puts devices into the sets that they belong to now, with every count.
async fn rescope(tx: &mut Tx, watched: &Watched, ids: &[DeviceId]) -> sqlx::Result<()> {
    for some in ids.chunks(VALUES_PER_STATEMENT) {
        let before = device::find(tx, some).await?;
        let mut after: Vec<Kept> = before.values().cloned().collect();
        let recorded: Vec<(DeviceId, String)> = select_in!(
            tx,
            "select device_id, source_id from records where kind = 'directory' and device_id",
            some
        );
        let mut sources: HashMap<DeviceId, Vec<Uuid>> = HashMap::new();
        for (device, source) in recorded {
            if let Ok(id) = Uuid::parse_str(&source) {
                sources.entry(device).or_default().push(id);
            }
        }
        for device in &mut after {
            device.directory = sources.remove(&device.id).unwrap_or_default();
        }
        let places = places(tx, watched, &after).await?;
        let mut tally = Tally::default();
        after.retain_mut(|device| {
            let place = places.get(&device.id).copied();
            let is_moved = device.scope_set_id != place;
            device.scope_set_id = place;
            is_moved
        });
        for device in &after {
            if let Some(was) = before.get(&device.id) {
                tally.remove(was);
            }
            tally.add(device);
        }
        tally.save(tx).await?;
        save_devices(tx, &after).await?;
    }
    Ok(())
}

/// The same devices, each in the set that it belongs to.
pub(crate) async fn placed<'d>(tx: &mut Tx, devices: &'d [Kept]) -> sqlx::Result<Cow<'d, [Kept]>> {
    let watched = Watched::read(tx).await?;
    if watched.0.is_empty() || devices.is_empty() {
        return Ok(Cow::Borrowed(devices));
    }
    let places = places(tx, &watched, devices).await?;
    let mut devices = devices.to_vec();
    for device in &mut devices {
        device.scope_set_id = places.get(&device.id).copied();
    }
    Ok(Cow::Owned(devices))
}

/// The set of each device; one that is in none is left out.
async fn places(
    tx: &mut Tx,
    watched: &Watched,
    devices: &[Kept],
) -> sqlx::Result<HashMap<DeviceId, Uuid>> {
    let mut upn_keys: Vec<String> = devices
        .iter()
        .map(|device| device.face.user_upn.to_lowercase())
        .filter(|upn| !upn.is_empty())
        .collect();
    upn_keys.sort_unstable();
    upn_keys.dedup();
    let of_users: Vec<(String, Uuid)> = select_in!(
        tx,
        "select upn_key, scope_set_id from users where scope_set_id is not null and upn_key",
        upn_keys
    );
    let of_users: HashMap<String, Uuid> = of_users.into_iter().collect();
    let mut wanted: Vec<Uuid> = of_users.values().copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let rows: Vec<(Uuid, Uuid)> = select_in!(
        tx,
        "select set_id, group_id from scope_set_groups where set_id",
        wanted
    );
    let mut groups_of: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for (set, group) in rows {
        groups_of.entry(set).or_default().insert(group);
    }
    let sources: Vec<Uuid> = devices
        .iter()
        .flat_map(|device| device.directory.iter().copied())
        .collect();
    let above = groups_above(tx, watched, &sources).await?;
    let mut made: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    let mut places = HashMap::new();
    for device in devices {
        let upn_key = device.face.user_upn.to_lowercase();
        let of_user = of_users.get(&upn_key).and_then(|set| groups_of.get(set));
        let mut groups: BTreeSet<Uuid> = of_user.cloned().unwrap_or_default();
        for source in &device.directory {
            groups.extend(above.get(source).into_iter().flatten());
        }
        if !upn_key.is_empty() {
            groups.insert(HAS_USER);
        }
        groups.retain(|group| watched.0.contains(group));
        if let Some(set) = make_set(groups, &mut made) {
            places.insert(device.id, set);
        }
    }
    save_sets(tx, &made).await?;
    Ok(places)
}

/// The id of the set of these groups, which is noted in `made`; `None` for no group. It is made from the groups alone, so
/// that whoever meets them first makes the same.
fn make_set(groups: BTreeSet<Uuid>, made: &mut BTreeMap<Uuid, BTreeSet<Uuid>>) -> Option<Uuid> {
    if groups.is_empty() {
        return None;
    }
    let mut hash = Sha256::new();
    for group in &groups {
        hash.update(group.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    let id = Uuid::from_bytes(bytes);
    made.insert(id, groups);
    Some(id)
}

async fn save_sets(tx: &mut Tx, sets: &BTreeMap<Uuid, BTreeSet<Uuid>>) -> sqlx::Result<()> {
    let rows: Vec<(Uuid, Uuid)> = sets
        .iter()
        .flat_map(|(set, groups)| groups.iter().map(|group| (*set, *group)))
        .collect();
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("insert into scope_set_groups (set_id, group_id) ");
            sql.push_values(some, |mut row, (set, group)| {
                row.push_bind(*set).push_bind(*group);
            });
            sql.push(" on conflict (set_id, group_id) do nothing");
            sql.build().persistent(false).execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

async fn save_users(tx: &mut Tx, users: &[(Uuid, Option<Uuid>)]) -> sqlx::Result<()> {
    for some in users.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("update users set scope_set_id = v.column2 from (");
            sql.push_values(some, |mut row, (id, set)| {
                row.push_bind(*id).push_bind(*set);
            });
            sql.push(") as v where users.id = v.column1");
            sql.build().persistent(false).execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

async fn save_devices(tx: &mut Tx, devices: &[Kept]) -> sqlx::Result<()> {
    for some in devices.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "update devices set scope_set_id = v.column2, facet_id = v.column3 from (",
            );
            sql.push_values(some, |mut row, device| {
                row.push_bind(device.id)
                    .push_bind(device.scope_set_id)
                    .push_bind(Facet::of(device).id());
            });
            sql.push(") as v where devices.id = v.column1");
            sql.build().persistent(false).execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}
