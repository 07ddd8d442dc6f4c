//! Groups, who is in them, and how groups lie within groups. A cycle of groups ends wherever it is walked: `union` keeps each
//! group once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::directory::{Group, GroupChoice, GroupQuery, Member, MemberKind, MemberQuery};
use domain::enrollment::GroupName;
use domain::id::{DeviceId, GroupId, UserId};
use domain::page::Page;
use sqlx::types::Uuid;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::{Tx, change, contains_pattern, keyset, on_tx, scope};

/// The columns of a [`Group`], of the table `groups g`.
const COLUMNS: &str = "g.id, g.name, g.description, g.group_type,
     (select count(*) from group_members m where m.group_id = g.id and m.member_kind = 'user') as user_count,
     (select count(*) from group_members m where m.group_id = g.id and m.member_kind = 'device') as device_count,
     (select count(*) from group_members m where m.group_id = g.id and m.member_kind = 'group') as nested_count";

/// Adds a group.
pub(crate) async fn insert(tx: &mut Tx, group: &Group, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query("insert into groups (id, name, name_key, description, group_type, changed_at) values ($1, $2, $3, $4, $5, $6)")
            .bind(group.id)
            .bind(&group.name)
            .bind(group.name.to_lowercase())
            .bind(&group.description)
            .bind(&group.group_type)
            .bind(now)
            .execute(conn)
            .await
            .map(drop)
    })?;
    change::count_directory_change(tx).await
}

/// Adds a member; whether it was new.
pub(crate) async fn insert_member(
    tx: &mut Tx,
    group: GroupId,
    member: Uuid,
    kind: MemberKind,
) -> sqlx::Result<bool> {
    let added = on_tx!(&mut *tx, |conn| {
        sqlx::query("insert into group_members (group_id, member_id, member_kind) values ($1, $2, $3) on conflict do nothing")
            .bind(group)
            .bind(member)
            .bind(kind.as_str())
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })?;
    if added {
        scope::refresh(tx, &[member]).await?;
        count_changes(tx, [group.0].into_iter()).await?;
        change::count_directory_change(tx).await?;
    }
    Ok(added)
}

/// Takes a member out; whether it was one.
pub(crate) async fn delete_member(tx: &mut Tx, group: GroupId, member: Uuid) -> sqlx::Result<bool> {
    let removed = on_tx!(&mut *tx, |conn| {
        sqlx::query("delete from group_members where group_id = $1 and member_id = $2")
            .bind(group)
            .bind(member)
            .execute(conn)
            .await
            .map(|done| done.rows_affected() > 0)
    })?;
    if removed {
        scope::refresh(tx, &[member]).await?;
        count_changes(tx, [group.0].into_iter()).await?;
        change::count_directory_change(tx).await?;
    }
    Ok(removed)
}

/// Raises the version of groups whose members changed.
pub(crate) async fn count_changes(
    tx: &mut Tx,
    groups: impl Iterator<Item = Uuid>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("update groups set version = version + 1 where id in (");
        let mut list = sql.separated(", ");
        for id in groups {
            list.push_bind(id);
        }
        sql.push(")");
        sql.build().execute(conn).await.map(drop)
    })
}

/// One group.
pub(crate) async fn find(tx: &mut Tx, id: GroupId) -> sqlx::Result<Option<Group>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!("select {COLUMNS} from groups g where g.id = "))
            .push_bind(id)
            .build_query_as()
            .fetch_optional(conn)
            .await
    })
}

/// The names of those of `ids` that exist.
pub(crate) async fn names(tx: &mut Tx, ids: &[GroupId]) -> sqlx::Result<Vec<GroupName>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select id, name from groups where id in ");
        push_ids(&mut sql, ids);
        sql.build_query_as().fetch_all(conn).await
    })
    .map(named)
}

/// The groups that `query` asks for.
pub(crate) async fn list(tx: &mut Tx, query: &GroupQuery) -> sqlx::Result<Page<Group>> {
    let total: i64 = on_tx!(&mut *tx, |conn| {
        let mut sql = QueryBuilder::new("select count(*) from groups g where true");
        push_search(&mut sql, &query.search);
        sql.build_query_scalar().fetch_one(conn).await
    })?;
    let (order, beyond) = keyset::direction(query.descending, query.at.as_ref());
    let rows: Vec<Group> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(format!("select {COLUMNS} from groups g where true"));
        push_search(&mut sql, &query.search);
        if let Some(at) = &query.at {
            sql.push(format!(" and (g.name_key, g.id) {beyond} ("))
                .push_bind(at.value.clone())
                .push(", ")
                .push_bind(at.id)
                .push(")");
        }
        sql.push(format!(" order by g.name_key {order}, g.id {order} limit "))
            .push_bind(i64::from(query.size) + 1);
        sql.build_query_as().fetch_all(conn).await
    })?;
    Ok(keyset::page_of(
        rows,
        total,
        query.size,
        query.at.as_ref(),
        |group| (group.name.to_lowercase(), group.id.0),
    ))
}

/// The first `limit` groups by name whose name holds `search`; those whose name begins with it come first.
pub(crate) async fn pick(tx: &mut Tx, search: &str, limit: i64) -> sqlx::Result<Vec<GroupName>> {
    let contained = contains_pattern(search);
    let begins = contained.strip_prefix('%').unwrap_or(&contained).to_owned();
    on_tx!(tx, |conn| {
        sqlx::query_as(
            r"select id, name
              from groups
              where name_key like $1 escape '\'
              order by case when name_key like $2 escape '\' then 0 else 1 end, name_key, id
              limit $3",
        )
        .bind(contained)
        .bind(begins)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
    .map(named)
}

/// How many users (without disabled accounts) and devices each of `roots` reaches through all groups within it, each once.
/// A group without any is left out.
pub(crate) async fn effective_counts(
    tx: &mut Tx,
    roots: &[GroupId],
) -> sqlx::Result<HashMap<GroupId, (i64, i64)>> {
    if roots.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(GroupId, i64, i64)> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "with recursive within(root, id) as (select id, id from groups where id in ",
        );
        push_ids(&mut sql, roots);
        sql.push(
            " union
             select w.root, m.member_id
             from within w
             join group_members m on m.group_id = w.id and m.member_kind = 'group')
             select c.root, cast(sum(c.users) as bigint), cast(sum(c.devices) as bigint)
             from (select w.root, count(distinct u.id) as users, 0 as devices
                   from within w
                   join group_members m on m.group_id = w.id and m.member_kind = 'user'
                   join users u on u.id = m.member_id and u.account_enabled
                   group by w.root
                   union all
                   select w.root, 0, count(distinct m.member_id)
                   from within w
                   join group_members m on m.group_id = w.id and m.member_kind = 'device'
                   group by w.root) c
             group by c.root",
        );
        sql.build_query_as().fetch_all(conn).await
    })?;
    Ok(rows
        .into_iter()
        .map(|(root, users, devices)| (root, (users, devices)))
        .collect())
}

/// `groups` with whom each reaches, in the same order.
pub(crate) async fn choices(tx: &mut Tx, groups: Vec<GroupName>) -> sqlx::Result<Vec<GroupChoice>> {
    let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    let counts = effective_counts(tx, &ids).await?;
    let choice = |group: GroupName| {
        let (user_count, device_count) = counts.get(&group.id).copied().unwrap_or_default();
        GroupChoice {
            id: group.id,
            name: group.name,
            user_count,
            device_count,
        }
    };
    Ok(groups.into_iter().map(choice).collect())
}

/// The groups that have `group` as a member.
pub(crate) async fn parents(tx: &mut Tx, group: GroupId) -> sqlx::Result<Vec<GroupName>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select g.id, g.name
             from group_members m
             join groups g on g.id = m.group_id
             where m.member_id = $1 and m.member_kind = 'group'
             order by g.name_key, g.id",
        )
        .bind(group)
        .fetch_all(conn)
        .await
    })
    .map(named)
}

fn named(rows: Vec<(GroupId, String)>) -> Vec<GroupName> {
    rows.into_iter()
        .map(|(id, name)| GroupName { id, name })
        .collect()
}

/// One link of the chains that lead from a user up through groups: `member` is in `group`.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub member: Uuid,
    pub group: GroupName,
}

/// Every link above `user`.
pub(crate) async fn links_above(tx: &mut Tx, user: UserId) -> sqlx::Result<Vec<Link>> {
    let rows: Vec<(Uuid, GroupId, String)> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "with recursive above(id) as (
                 select group_id from group_members where member_id = $1 and member_kind = 'user'
                 union
                 select m.group_id from above a join group_members m on m.member_id = a.id and m.member_kind = 'group')
             select m.member_id as member, g.id, g.name
             from group_members m
             join groups g on g.id = m.group_id
             where m.member_id = $1 and m.member_kind = 'user'
             union all
             select m.member_id, g.id, g.name
             from above a
             join group_members m on m.member_id = a.id and m.member_kind = 'group'
             join groups g on g.id = m.group_id",
        )
        .bind(user)
        .fetch_all(conn)
        .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(member, id, name)| Link {
            member,
            group: GroupName { id, name },
        })
        .collect())
}

/// The direct members of `group` that `query` asks for.
pub(crate) async fn list_members(
    tx: &mut Tx,
    group: GroupId,
    query: &MemberQuery,
) -> sqlx::Result<Page<Member>> {
    let total: i64 = on_tx!(&mut *tx, |conn| {
        sqlx::query_scalar(
            "select count(*) from group_members where group_id = $1 and member_kind = $2",
        )
        .bind(group)
        .bind(query.kind.as_str())
        .fetch_one(conn)
        .await
    })?;
    // A member that the directory has not sent itself is listed by its id, before the others.
    let (from, name, detail, key) = match query.kind {
        MemberKind::User => (
            "left join users x on x.id = m.member_id",
            "x.name",
            "x.upn",
            "coalesce(x.name_key, '')",
        ),
        MemberKind::Group => (
            "left join groups x on x.id = m.member_id",
            "x.name",
            "x.description",
            "coalesce(x.name_key, '')",
        ),
        MemberKind::Device => ("", "''", "''", "''"),
    };
    let (order, beyond) = keyset::direction(false, query.at.as_ref());
    let rows: Vec<(Uuid, String, String, String)> = on_tx!(&mut *tx, |conn| {
        let mut sql = QueryBuilder::new(format!(
            "select m.member_id, coalesce({name}, ''), coalesce({detail}, ''), {key} from group_members m {from} where m.group_id = "
        ));
        sql.push_bind(group)
            .push(" and m.member_kind = ")
            .push_bind(query.kind.as_str());
        let order_by = if query.kind == MemberKind::Device {
            if let Some(at) = &query.at {
                sql.push(format!(" and m.member_id {beyond} "))
                    .push_bind(at.id);
            }
            format!("m.member_id {order}")
        } else {
            if let Some(at) = &query.at {
                sql.push(format!(" and ({key}, m.member_id) {beyond} ("))
                    .push_bind(at.value.clone())
                    .push(", ")
                    .push_bind(at.id)
                    .push(")");
            }
            format!("{key} {order}, m.member_id {order}")
        };
        sql.push(format!(" order by {order_by} limit "))
            .push_bind(i64::from(query.size) + 1);
        sql.build_query_as().fetch_all(conn).await
    })?;
    let page = keyset::page_of(
        rows,
        total,
        query.size,
        query.at.as_ref(),
        |(id, _, _, key)| (key.clone(), *id),
    );
    let devices = if query.kind == MemberKind::Device {
        devices_of(tx, &page.items).await?
    } else {
        HashMap::new()
    };
    let member = |(id, name, detail, _): (Uuid, String, String, String)| {
        let found = devices.get(&id.to_string());
        let name = found.map_or(name, |(_, name)| name.clone());
        Member {
            id,
            kind: query.kind,
            name: if name.is_empty() {
                id.to_string()
            } else {
                name
            },
            detail,
            device_id: found.map(|(device, _)| *device),
        }
    };
    Ok(Page {
        items: page.items.into_iter().map(member).collect(),
        total: page.total,
        skipped: page.skipped,
        previous: page.previous,
        next: page.next,
    })
}

/// Whether a device's directory record has that object id.
pub(crate) async fn is_device(tx: &mut Tx, id: Uuid) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select exists (select 1 from records where kind = 'directory' and source_id = $1)",
        )
        .bind(id.to_string())
        .fetch_one(conn)
        .await
    })
}

/// The machines and names behind directory records, by the object id that groups use.
async fn devices_of(
    tx: &mut Tx,
    members: &[(Uuid, String, String, String)],
) -> sqlx::Result<HashMap<String, (DeviceId, String)>> {
    if members.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, DeviceId, String)> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select source_id, device_id, name from records where kind = 'directory' and source_id in (",
        );
        let mut ids = sql.separated(", ");
        for (id, ..) in members {
            ids.push_bind(id.to_string());
        }
        sql.push(")");
        sql.build_query_as().fetch_all(conn).await
    })?;
    Ok(rows
        .into_iter()
        .map(|(source, device, name)| (source, (device, name)))
        .collect())
}

/// Adds `($1, $2, …)`.
pub(crate) fn push_ids<'a, DB>(sql: &mut QueryBuilder<'a, DB>, ids: &[GroupId])
where
    DB: Database,
    GroupId: Encode<'a, DB> + Type<DB>,
{
    sql.push("(");
    let mut list = sql.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    sql.push(")");
}

fn push_search<'a, DB>(sql: &mut QueryBuilder<'a, DB>, search: &str)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    if !search.is_empty() {
        sql.push(" and g.name_key like ")
            .push_bind(contains_pattern(search))
            .push(r" escape '\'");
    }
}
