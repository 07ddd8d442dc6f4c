//! Groups and their members. A change of a few members reads no other.

use chrono::{DateTime, Utc};
use domain::directory::MemberKind;
use domain::id::GroupId;
use sqlx::QueryBuilder;
use sqlx::types::Uuid;

use super::condition::{self, Condition, Of};
use crate::store::bulk::{ROWS_PER_STATEMENT, VALUES_PER_STATEMENT};
use crate::store::{Tx, change, on_tx, scope};

/// A group as it is kept, without its members.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Kept {
    pub id: GroupId,
    pub name: String,
    pub external_id: Option<String>,
    pub version: i64,
    pub created_at: Option<DateTime<Utc>>,
    pub changed_at: DateTime<Utc>,
}

const SELECT: &str = "select g.id, g.name, g.external_id, g.version, g.created_at, g.changed_at from groups g where ";

/// One group.
pub(crate) async fn find(tx: &mut Tx, id: GroupId) -> sqlx::Result<Option<Kept>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(SELECT)
            .push("g.id = ")
            .push_bind(id)
            .build_query_as()
            .fetch_optional(conn)
            .await
    })
}

/// How many groups meet the condition.
pub(crate) async fn count(tx: &mut Tx, condition: &Condition) -> sqlx::Result<i64> {
    let is_sqlite = tx.is_sqlite();
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select count(*) from groups g where ");
        condition::push(&mut sql, Of::Groups, condition, is_sqlite);
        sql.build_query_scalar().fetch_one(conn).await
    })
}

/// Groups that meet the condition, by id, without the first `skip` of them.
pub(crate) async fn list(
    tx: &mut Tx,
    condition: &Condition,
    skip: i64,
    limit: i64,
) -> sqlx::Result<Vec<Kept>> {
    let is_sqlite = tx.is_sqlite();
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(SELECT);
        condition::push(&mut sql, Of::Groups, condition, is_sqlite);
        sql.push(" order by g.id limit ")
            .push_bind(limit)
            .push(" offset ")
            .push_bind(skip);
        sql.build_query_as().fetch_all(conn).await
    })
}

/// Users and groups that are members themselves, by id.
pub(crate) async fn members(tx: &mut Tx, id: GroupId) -> sqlx::Result<Vec<(Uuid, MemberKind)>> {
    let rows: Vec<(Uuid, String)> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select member_id, member_kind from group_members
             where group_id = $1 and member_kind in ('user', 'group')
             order by member_id",
        )
        .bind(id)
        .fetch_all(conn)
        .await
    })?;
    let kind = |word: &str| {
        if word == MemberKind::Group.as_str() {
            MemberKind::Group
        } else {
            MemberKind::User
        }
    };
    Ok(rows
        .into_iter()
        .map(|(id, word)| (id, kind(&word)))
        .collect())
}

/// Adds a group. Fails with a unique violation where the id is taken.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: GroupId,
    name: &str,
    external_id: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "insert into groups (id, name, name_key, description, group_type, external_id, created_at, changed_at)
             values ($1, $2, $3, '', 'Security', $4, $5, $5)",
        )
        .bind(id)
        .bind(name)
        .bind(name.to_lowercase())
        .bind(external_id)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })?;
    change::count_directory_change(tx).await
}

/// Replaces name and external id, and counts the change.
pub(crate) async fn update(
    tx: &mut Tx,
    id: GroupId,
    name: &str,
    external_id: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "update groups
             set name = $2, name_key = $3, external_id = $4, changed_at = $5, version = version + 1
             where id = $1",
        )
        .bind(id)
        .bind(name)
        .bind(name.to_lowercase())
        .bind(external_id)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })?;
    change::count_directory_change(tx).await
}

/// Deletes a group, and takes it out of the groups it is in.
pub(crate) async fn delete(tx: &mut Tx, id: GroupId) -> sqlx::Result<()> {
    let within = scope::members_within(tx, id.0).await?;
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "update groups set version = version + 1
             where id in (select group_id from group_members where member_id = $1 and member_kind = 'group')",
        )
        .bind(id)
        .execute(conn)
        .await
        .map(drop)
    })?;
    on_tx!(&mut *tx, |conn| {
        sqlx::query("delete from group_members where member_id = $1 and member_kind = 'group'")
            .bind(id)
            .execute(conn)
            .await
            .map(drop)
    })?;
    on_tx!(&mut *tx, |conn| {
        sqlx::query("delete from groups where id = $1")
            .bind(id)
            .execute(conn)
            .await
            .map(drop)
    })?;
    scope::refresh(tx, &within).await?;
    change::count_directory_change(tx).await
}

/// Adds members; those that were not members before.
pub(crate) async fn add(
    tx: &mut Tx,
    id: GroupId,
    members: &[(Uuid, MemberKind)],
) -> sqlx::Result<Vec<Uuid>> {
    let mut added = Vec::new();
    for some in members.chunks(ROWS_PER_STATEMENT) {
        let mut rows: Vec<Uuid> = on_tx!(&mut *tx, |conn| {
            let mut sql =
                QueryBuilder::new("insert into group_members (group_id, member_id, member_kind) ");
            sql.push_values(some, |mut row, (member, kind)| {
                row.push_bind(id)
                    .push_bind(*member)
                    .push_bind(kind.as_str());
            });
            sql.push(" on conflict (group_id, member_id) do nothing returning member_id");
            sql.build_query_scalar()
                .persistent(some.len() == ROWS_PER_STATEMENT)
                .fetch_all(conn)
                .await
        })?;
        added.append(&mut rows);
    }
    scope::refresh(tx, &added).await?;
    Ok(added)
}

/// Takes users and groups out; those that were members.
pub(crate) async fn remove(tx: &mut Tx, id: GroupId, members: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    let mut removed = Vec::new();
    for some in members.chunks(VALUES_PER_STATEMENT) {
        let mut rows: Vec<Uuid> = on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("delete from group_members where group_id = ");
            sql.push_bind(id).push(" and member_id in (");
            let mut list = sql.separated(", ");
            for member in some {
                list.push_bind(*member);
            }
            sql.push(") and member_kind in ('user', 'group') returning member_id");
            sql.build_query_scalar()
                .persistent(some.len() == VALUES_PER_STATEMENT)
                .fetch_all(conn)
                .await
        })?;
        removed.append(&mut rows);
    }
    scope::refresh(tx, &removed).await?;
    Ok(removed)
}
