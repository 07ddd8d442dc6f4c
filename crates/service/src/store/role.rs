//! Custom roles, assignments and scope tags; and through which groups an assignment reaches somebody.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::{DateTime, Utc};
use domain::admission::{UnlicensedAdmins, UnlicensedSetting};
use domain::id::{AssignmentId, GroupId, RoleId, TagId, UserId};
use domain::licence::{self, ServicePlan};
use domain::permission::{Permission, Permissions};
use domain::role::{Assignment, AssignmentContent, Role, RoleContent, Scope, Tag, TagContent};
use sqlx::QueryBuilder;
use sqlx::types::Uuid;

use super::{Tx, on_tx};
use crate::grants::Holder;

/// Everything that is kept of roles: few rows, read together.
#[derive(Clone, Debug)]
pub(crate) struct Catalog {
    /// The custom roles by name.
    pub roles: Vec<Role>,
    /// The assignments by name.
    pub assignments: Vec<Assignment>,
    /// The tags by name.
    pub tags: Vec<Tag>,
    /// Whether administrators without a licence may come in.
    pub unlicensed: UnlicensedSetting,
}

/// Reads everything that is kept of roles.
pub(crate) async fn catalog(tx: &mut Tx) -> sqlx::Result<Catalog> {
    Ok(Catalog {
        roles: roles(tx).await?,
        assignments: assignments(tx).await?,
        tags: tags(tx).await?,
        unlicensed: unlicensed_setting(tx).await?,
    })
}

async fn roles(tx: &mut Tx) -> sqlx::Result<Vec<Role>> {
    let rows: Vec<(RoleId, String, String, String)> = on_tx!(tx, |conn| {
        sqlx::query_as("select id, name, description, permissions from roles order by name_key")
            .fetch_all(conn)
            .await
    })?;
    let role = |(id, name, description, permissions): (RoleId, String, String, String)| Role {
        id,
        name,
        description,
        permissions: read_permissions(&permissions),
    };
    Ok(rows.into_iter().map(role).collect())
}

/// Those of a JSON list that this version knows.
pub(crate) fn read_permissions(json: &str) -> Permissions {
    let names: Vec<String> = serde_json::from_str(json).unwrap_or_default();
    names
        .iter()
        .filter_map(|name| Permission::from_graph(name))
        .collect()
}

fn write_permissions(permissions: Permissions) -> String {
    let names: Vec<&str> = permissions.iter().map(Permission::graph).collect();
    serde_json::to_string(&names).unwrap_or_default()
}

async fn assignments(tx: &mut Tx) -> sqlx::Result<Vec<Assignment>> {
    type Row = (AssignmentId, RoleId, String, String, bool, bool);
    let rows: Vec<Row> = on_tx!(&mut *tx, |conn| {
        sqlx::query_as(
            "select id, role_id, name, description, all_users, all_devices from role_assignments order by name_key",
        )
        .fetch_all(conn)
        .await
    })?;
    let mut members = by_first(assignment_groups(tx, "member").await?);
    let mut scopes = by_first(assignment_groups(tx, "scope").await?);
    let tags: Vec<(AssignmentId, TagId)> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select assignment_id, tag_id from role_assignment_tags order by assignment_id, tag_id",
        )
        .fetch_all(conn)
        .await
    })?;
    let mut tags = by_first(tags);
    let assignment = |(id, role, name, description, all_users, all_devices): Row| Assignment {
        id,
        role,
        content: AssignmentContent {
            name,
            description,
            members: members.remove(&id).unwrap_or_default(),
            scope: Scope {
                all_users,
                all_devices,
                groups: scopes.remove(&id).unwrap_or_default(),
                tags: tags.remove(&id).unwrap_or_default(),
            },
        },
    };
    Ok(rows.into_iter().map(assignment).collect())
}

async fn assignment_groups(
    tx: &mut Tx,
    purpose: &'static str,
) -> sqlx::Result<Vec<(AssignmentId, GroupId)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select assignment_id, group_id from role_assignment_groups where purpose = $1 order by assignment_id, group_id",
        )
        .bind(purpose)
        .fetch_all(conn)
        .await
    })
}

async fn tags(tx: &mut Tx) -> sqlx::Result<Vec<Tag>> {
    let rows: Vec<(TagId, String, String)> = on_tx!(&mut *tx, |conn| {
        sqlx::query_as("select id, name, description from scope_tags order by name_key")
            .fetch_all(conn)
            .await
    })?;
    let groups: Vec<(TagId, GroupId)> = on_tx!(tx, |conn| {
        sqlx::query_as("select tag_id, group_id from scope_tag_groups order by tag_id, group_id")
            .fetch_all(conn)
            .await
    })?;
    let mut groups = by_first(groups);
    let tag = |(id, name, description): (TagId, String, String)| Tag {
        id,
        content: TagContent {
            name,
            description,
            groups: groups.remove(&id).unwrap_or_default(),
        },
    };
    Ok(rows.into_iter().map(tag).collect())
}

fn by_first<K: Hash + Eq, V>(pairs: Vec<(K, V)>) -> HashMap<K, Vec<V>> {
    let mut all: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        all.entry(key).or_default().push(value);
    }
    all
}

/// Whether administrators without a licence may come in: as of a new organisation before there is one.
pub(crate) async fn unlicensed_setting(tx: &mut Tx) -> sqlx::Result<UnlicensedSetting> {
    type Row = (
        UnlicensedAdmins,
        Option<DateTime<Utc>>,
        Option<String>,
        Option<String>,
        i64,
    );
    let row: Option<Row> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select unlicensed_admins, unlicensed_since, unlicensed_by, unlicensed_text, unlicensed_limit
             from organisation where id = 1",
        )
        .fetch_optional(conn)
        .await
    })?;
    let (state, since, by, text, limit) = row.unwrap_or((
        UnlicensedAdmins::DefaultOn,
        None,
        None,
        None,
        domain::admission::USUAL_LIMIT,
    ));
    Ok(UnlicensedSetting {
        state,
        since,
        by,
        text,
        limit,
    })
}

/// Adds a custom role. Fails with a unique violation where the name is taken.
pub(crate) async fn insert_role(
    tx: &mut Tx,
    id: RoleId,
    content: &RoleContent,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into roles (id, name, name_key, description, permissions, created_at, changed_at)
             values ($1, $2, $3, $4, $5, $6, $6)",
        )
        .bind(id)
        .bind(&content.name)
        .bind(content.name.to_lowercase())
        .bind(&content.description)
        .bind(write_permissions(content.permissions))
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Replaces what a custom role is. Fails with a unique violation where the name is taken.
pub(crate) async fn save_role(
    tx: &mut Tx,
    id: RoleId,
    content: &RoleContent,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update roles set name = $2, name_key = $3, description = $4, permissions = $5, changed_at = $6 where id = $1",
        )
        .bind(id)
        .bind(&content.name)
        .bind(content.name.to_lowercase())
        .bind(&content.description)
        .bind(write_permissions(content.permissions))
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Removes a custom role.
pub(crate) async fn delete_role(tx: &mut Tx, id: RoleId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query("delete from roles where id = $1")
        .bind(id)
        .execute(conn)
        .await
        .map(drop))
}

/// Adds an assignment. Fails with a unique violation where the name is taken.
pub(crate) async fn insert_assignment(
    tx: &mut Tx,
    assignment: &Assignment,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let content = &assignment.content;
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "insert into role_assignments (id, role_id, name, name_key, description, all_users, all_devices, created_at, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        )
        .bind(assignment.id)
        .bind(assignment.role)
        .bind(&content.name)
        .bind(content.name.to_lowercase())
        .bind(&content.description)
        .bind(content.scope.all_users)
        .bind(content.scope.all_devices)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })?;
    insert_parts(tx, assignment).await
}

/// Replaces what an assignment is. Fails with a unique violation where the name is taken.
pub(crate) async fn save_assignment(
    tx: &mut Tx,
    assignment: &Assignment,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let content = &assignment.content;
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "update role_assignments
             set name = $2, name_key = $3, description = $4, all_users = $5, all_devices = $6, changed_at = $7
             where id = $1",
        )
        .bind(assignment.id)
        .bind(&content.name)
        .bind(content.name.to_lowercase())
        .bind(&content.description)
        .bind(content.scope.all_users)
        .bind(content.scope.all_devices)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })?;
    for statement in [
        "delete from role_assignment_groups where assignment_id = $1",
        "delete from role_assignment_tags where assignment_id = $1",
    ] {
        on_tx!(&mut *tx, |conn| sqlx::query(statement)
            .bind(assignment.id)
            .execute(conn)
            .await
            .map(drop))?;
    }
    insert_parts(tx, assignment).await
}

async fn insert_parts(tx: &mut Tx, assignment: &Assignment) -> sqlx::Result<()> {
    let content = &assignment.content;
    for (purpose, groups) in [
        ("member", &content.members),
        ("scope", &content.scope.groups),
    ] {
        for group in groups {
            on_tx!(&mut *tx, |conn| {
                sqlx::query("insert into role_assignment_groups (assignment_id, purpose, group_id) values ($1, $2, $3)")
                    .bind(assignment.id)
                    .bind(purpose)
                    .bind(*group)
                    .execute(conn)
                    .await
                    .map(drop)
            })?;
        }
    }
    for tag in &content.scope.tags {
        on_tx!(&mut *tx, |conn| {
            sqlx::query("insert into role_assignment_tags (assignment_id, tag_id) values ($1, $2)")
                .bind(assignment.id)
                .bind(*tag)
                .execute(conn)
                .await
                .map(drop)
        })?;
    }
    Ok(())
}

/// Removes an assignment.
pub(crate) async fn delete_assignment(tx: &mut Tx, id: AssignmentId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "delete from role_assignments where id = $1"
    )
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// Adds a tag, or replaces what it is. Fails with a unique violation where the name is taken.
pub(crate) async fn save_tag(tx: &mut Tx, tag: &Tag, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "insert into scope_tags (id, name, name_key, description, created_at, changed_at) values ($1, $2, $3, $4, $5, $5)
             on conflict (id) do update
             set name = excluded.name, name_key = excluded.name_key, description = excluded.description,
                 changed_at = excluded.changed_at",
        )
        .bind(tag.id)
        .bind(&tag.content.name)
        .bind(tag.content.name.to_lowercase())
        .bind(&tag.content.description)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })?;
    on_tx!(&mut *tx, |conn| sqlx::query(
        "delete from scope_tag_groups where tag_id = $1"
    )
    .bind(tag.id)
    .execute(conn)
    .await
    .map(drop))?;
    for group in &tag.content.groups {
        on_tx!(&mut *tx, |conn| sqlx::query(
            "insert into scope_tag_groups (tag_id, group_id) values ($1, $2)"
        )
        .bind(tag.id)
        .bind(*group)
        .execute(conn)
        .await
        .map(drop))?;
    }
    Ok(())
}

/// Removes a tag.
pub(crate) async fn delete_tag(tx: &mut Tx, id: TagId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "delete from scope_tags where id = $1"
    )
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// A group that holds a role, and whether somebody is a direct member of it.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(crate) struct HeldThrough {
    pub group_id: GroupId,
    pub direct: bool,
}

/// The groups with a role that `user` is in, directly or through groups within.
pub(crate) async fn held_through(tx: &mut Tx, user: UserId) -> sqlx::Result<Vec<HeldThrough>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "with recursive above(id) as (
                 select group_id from group_members where member_id = $1 and member_kind = 'user'
                 union
                 select m.group_id from above a join group_members m on m.member_id = a.id and m.member_kind = 'group')
             select a.id as group_id,
                    exists (select 1 from group_members m where m.group_id = a.id and m.member_id = $1) as direct
             from above a
             where exists (select 1 from role_assignment_groups r where r.group_id = a.id and r.purpose = 'member')",
        )
        .bind(user)
        .fetch_all(conn)
        .await
    })
}

/// A person of the directory as far as coming in goes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// Whether the directory lets the account sign in.
    pub is_enabled: bool,
    /// Whether any licence includes Intune.
    pub is_licensed: bool,
    /// The principal name in lower case.
    pub upn_key: String,
}

/// How `user` stands; `None` for one who is not in the directory.
pub(crate) async fn standing(tx: &mut Tx, user: UserId) -> sqlx::Result<Option<Standing>> {
    let rows: Vec<(bool, String, Option<String>)> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select u.account_enabled, u.upn_key, l.sku from users u left join user_licences l on l.user_id = u.id where u.id = $1",
        )
        .bind(user)
        .fetch_all(conn)
        .await
    })?;
    let is_licensed = rows.iter().any(|(_, _, sku)| {
        sku.as_deref()
            .is_some_and(|sku| licence::plans_of(sku).contains(&ServicePlan::Intune))
    });
    Ok(rows
        .into_iter()
        .next()
        .map(|(is_enabled, upn_key, _)| Standing {
            is_enabled,
            is_licensed,
            upn_key,
        }))
}

/// How many users are direct members of `group`.
pub(crate) async fn count_direct(tx: &mut Tx, group: GroupId) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select count(*) from group_members where group_id = $1 and member_kind = 'user'",
        )
        .bind(group)
        .fetch_one(conn)
        .await
    })
}

/// How many enabled direct members of `group` have no licence that includes Intune; up to the principal name `until` in
/// their order, where one is given.
pub(crate) async fn count_unlicensed(
    tx: &mut Tx,
    group: GroupId,
    until: Option<&str>,
) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select count(*) from group_members m join users u on u.id = m.member_id
             where m.member_kind = 'user' and u.account_enabled and m.group_id = ",
        );
        sql.push_bind(group);
        if let Some(until) = until {
            sql.push(" and u.upn_key <= ").push_bind(until.to_owned());
        }
        sql.push(" and not exists (select 1 from user_licences l where l.user_id = u.id and upper(l.sku) in (");
        let mut list = sql.separated(", ");
        for sku in licence::skus_with(ServicePlan::Intune) {
            list.push_bind(sku);
        }
        sql.push("))");
        sql.build_query_scalar().fetch_one(conn).await
    })
}

/// The groups of these names, which are in lower case; a name that several have names none.
pub(crate) async fn groups_named(tx: &mut Tx, names: &[String]) -> sqlx::Result<Vec<Uuid>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, Uuid)> =
        super::bulk::select_in!(tx, "select name_key, id from groups where name_key", names);
    Ok(by_first(rows)
        .into_values()
        .filter_map(|ids| <[Uuid; 1]>::try_from(ids).ok())
        .map(|[id]| id)
        .collect())
}

/// `group` and every group that it lies within.
pub(crate) async fn with_groups_above(tx: &mut Tx, group: GroupId) -> sqlx::Result<Vec<GroupId>> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "with recursive above(id) as (
                 select $1
                 union
                 select m.group_id from above a join group_members m on m.member_id = a.id and m.member_kind = 'group')
             select id from above",
        )
        .bind(group)
        .fetch_all(conn)
        .await
    })
}

/// `groups` and every group within them, each with one of `groups` that it lies within.
pub(crate) async fn with_groups_below(
    tx: &mut Tx,
    groups: &[GroupId],
) -> sqlx::Result<Vec<(GroupId, GroupId)>> {
    let mut found = Vec::new();
    for group in groups {
        let below: Vec<GroupId> = on_tx!(&mut *tx, |conn| {
            sqlx::query_scalar(
                "with recursive below(id) as (
                     select $1
                     union
                     select m.member_id from below b join group_members m on m.group_id = b.id and m.member_kind = 'group')
                 select id from below",
            )
            .bind(group)
            .fetch_all(conn)
            .await
        })?;
        found.extend(below.into_iter().map(|below| (below, *group)));
    }
    Ok(found)
}

/// Whether anybody comes in through `group`: a direct member, with a licence unless `is_on`, or one of a group within, with
/// a licence.
pub(crate) async fn lets_in_any(tx: &mut Tx, group: GroupId, is_on: bool) -> sqlx::Result<bool> {
    let found: Option<i64> = on_tx!(tx, |conn| {
        let mut sql =
            QueryBuilder::new("with recursive within(id) as (select id from groups where id = ");
        sql.push_bind(group);
        sql.push(
            " union
             select m.member_id from within w join group_members m on m.group_id = w.id and m.member_kind = 'group')
             select cast(1 as bigint)
             from within w
             join group_members m on m.group_id = w.id and m.member_kind = 'user'
             join users u on u.id = m.member_id and u.account_enabled
             where ",
        );
        if is_on {
            sql.push("w.id = ").push_bind(group).push(" or ");
        }
        sql.push(
            "exists (select 1 from user_licences l where l.user_id = u.id and upper(l.sku) in (",
        );
        let mut list = sql.separated(", ");
        for sku in licence::skus_with(ServicePlan::Intune) {
            list.push_bind(sku);
        }
        sql.push(")) limit 1");
        sql.build_query_scalar().fetch_optional(conn).await
    })?;
    Ok(found.is_some())
}

/// Replaces whether administrators without a licence may come in, and how that came about.
pub(crate) async fn save_unlicensed(
    tx: &mut Tx,
    state: UnlicensedAdmins,
    since: DateTime<Utc>,
    by: &str,
    text: Option<&str>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update organisation
             set unlicensed_admins = $1, unlicensed_since = $2, unlicensed_by = $3, unlicensed_text = $4
             where id = 1",
        )
        .bind(state)
        .bind(since)
        .bind(by)
        .bind(text)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Replaces how many members without a licence each group lets in.
pub(crate) async fn save_unlicensed_limit(tx: &mut Tx, limit: i64) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update organisation set unlicensed_limit = $1 where id = 1")
            .bind(limit)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Somebody in a group with a role, or in a group within one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct RoleMember {
    /// The group with the role.
    pub root: GroupId,
    pub user_id: UserId,
    pub name: String,
    pub upn: String,
    pub upn_key: String,
    /// 1 for a direct member.
    pub direct: i64,
    pub licensed: bool,
}

/// Everybody in the groups with roles whom the directory lets sign in, in the order of principal names.
pub(crate) async fn role_members(tx: &mut Tx) -> sqlx::Result<Vec<RoleMember>> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "with recursive within(root, id) as (
                 select group_id, group_id from role_assignment_groups where purpose = 'member'
                 union
                 select w.root, m.member_id
                 from within w
                 join group_members m on m.group_id = w.id and m.member_kind = 'group')
             select w.root, u.id as user_id, u.name, u.upn, u.upn_key,
                    cast(max(case when w.id = w.root then 1 else 0 end) as bigint) as direct,
                    exists (select 1 from user_licences l where l.user_id = u.id and upper(l.sku) in (",
        );
        let mut list = sql.separated(", ");
        for sku in licence::skus_with(ServicePlan::Intune) {
            list.push_bind(sku);
        }
        sql.push(
            ")) as licensed
             from within w
             join group_members m on m.group_id = w.id and m.member_kind = 'user'
             join users u on u.id = m.member_id and u.account_enabled
             group by w.root, u.id, u.name, u.upn, u.upn_key
             order by u.upn_key, u.id, w.root",
        );
        sql.build_query_as().fetch_all(conn).await
    })
}

/// An account of a provider that may sign in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct ProviderAccount {
    pub name: String,
    #[sqlx(flatten)]
    pub holder: Holder,
}

/// Every account of a provider that may sign in, by name.
pub(crate) async fn provider_accounts(tx: &mut Tx) -> sqlx::Result<Vec<ProviderAccount>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select name, issuer, user_id, claims, role_id from accounts where issuer is not null and disabled_at is null order by name, id",
        )
        .fetch_all(conn)
        .await
    })
}
