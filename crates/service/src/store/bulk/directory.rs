//! Many users, groups and memberships at once.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::import::{GroupRow, MemberRow, UserRow};
use domain::record::OtherFields;
use sqlx::QueryBuilder;
use sqlx::types::Uuid;

use super::{ROWS_PER_STATEMENT, select_in};
use crate::store::{Tx, change, group, on_tx, scope};

/// What is known of these users.
pub(crate) async fn users(tx: &mut Tx, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, UserRow>> {
    type Found = (
        Uuid,
        String,
        String,
        bool,
        String,
        String,
        String,
        String,
        String,
    );
    let select = "select id, upn, name, account_enabled, department, job_title, mail, usage_location, other_fields from users where id";
    let rows: Vec<Found> = select_in!(tx, select, ids);
    let user = |(
        id,
        upn,
        name,
        account_enabled,
        department,
        job_title,
        mail,
        usage_location,
        other,
    ): Found| {
        let other_fields = OtherFields::try_from(other).unwrap_or_default();
        (
            id,
            UserRow {
                id,
                upn,
                name,
                account_enabled,
                department,
                job_title,
                mail,
                usage_location,
                other_fields,
            },
        )
    };
    Ok(rows.into_iter().map(user).collect())
}

/// The ids of the users with these UPNs, which are in lower case.
pub(crate) async fn users_by_upn(
    tx: &mut Tx,
    upn_keys: &[String],
) -> sqlx::Result<HashMap<String, Uuid>> {
    let rows: Vec<(String, Uuid)> =
        select_in!(tx, "select upn_key, id from users where upn_key", upn_keys);
    Ok(rows.into_iter().collect())
}

/// Takes the UPN from a user that another one has now; the user can be found by name and id still.
pub(crate) async fn release_upn(tx: &mut Tx, id: Uuid) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update users set upn_key = $2 where id = $1")
            .bind(id)
            .bind(format!("released:{id}"))
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Adds users, or replaces what is known of them.
pub(crate) async fn save_users(
    tx: &mut Tx,
    users: &[&UserRow],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let moved = scope::Moved::before(tx, users).await?;
    for some in users.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "insert into users (id, upn, upn_key, name, name_key, account_enabled, department, job_title, mail, usage_location,
                     other_fields, changed_at) ",
            );
            sql.push_values(some, |mut row, user| {
                row.push_bind(user.id)
                    .push_bind(user.upn.as_str())
                    .push_bind(user.upn.to_lowercase());
                row.push_bind(user.name.as_str())
                    .push_bind(user.name.to_lowercase())
                    .push_bind(user.account_enabled);
                row.push_bind(user.department.as_str())
                    .push_bind(user.job_title.as_str())
                    .push_bind(user.mail.as_str());
                row.push_bind(user.usage_location.as_str())
                    .push_bind(user.other_fields.to_json())
                    .push_bind(now);
            });
            sql.push(
                " on conflict (id) do update
                 set upn = excluded.upn, upn_key = excluded.upn_key, name = excluded.name, name_key = excluded.name_key,
                     account_enabled = excluded.account_enabled, department = excluded.department, job_title = excluded.job_title,
                     mail = excluded.mail, usage_location = excluded.usage_location, other_fields = excluded.other_fields,
                     changed_at = excluded.changed_at, version = users.version + 1",
            );
            sql.build()
                .persistent(some.len() == ROWS_PER_STATEMENT)
                .execute(conn)
                .await
                .map(drop)
        })?;
    }
    moved.refresh(tx).await?;
    change::count_directory_change_unless(tx, users.is_empty()).await
}

/// What is known of these groups.
pub(crate) async fn groups(tx: &mut Tx, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, GroupRow>> {
    type Found = (Uuid, String, String, String, String);
    let rows: Vec<Found> = select_in!(
        tx,
        "select id, name, description, group_type, other_fields from groups where id",
        ids
    );
    let group = |(id, name, description, group_type, other): Found| {
        (
            id,
            GroupRow {
                id,
                name,
                description,
                group_type,
                other_fields: OtherFields::try_from(other).unwrap_or_default(),
            },
        )
    };
    Ok(rows.into_iter().map(group).collect())
}

/// Adds groups, or replaces what is known of them.
pub(crate) async fn save_groups(
    tx: &mut Tx,
    groups: &[&GroupRow],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for some in groups.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(
                "insert into groups (id, name, name_key, description, group_type, other_fields, changed_at) ",
            );
            sql.push_values(some, |mut row, group| {
                row.push_bind(group.id)
                    .push_bind(group.name.as_str())
                    .push_bind(group.name.to_lowercase());
                row.push_bind(group.description.as_str())
                    .push_bind(group.group_type.as_str());
                row.push_bind(group.other_fields.to_json()).push_bind(now);
            });
            sql.push(
                " on conflict (id) do update
                 set name = excluded.name, name_key = excluded.name_key, description = excluded.description,
                     group_type = excluded.group_type, other_fields = excluded.other_fields, changed_at = excluded.changed_at,
                     version = groups.version + 1",
            );
            sql.build()
                .persistent(some.len() == ROWS_PER_STATEMENT)
                .execute(conn)
                .await
                .map(drop)
        })?;
    }
    change::count_directory_change_unless(tx, groups.is_empty()).await
}

/// Those of these ids that are users.
pub(crate) async fn known_users(tx: &mut Tx, ids: &[Uuid]) -> sqlx::Result<HashSet<Uuid>> {
    let rows: Vec<(Uuid,)> = select_in!(tx, "select id from users where id", ids);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Those of these ids that are groups.
pub(crate) async fn known_groups(tx: &mut Tx, ids: &[Uuid]) -> sqlx::Result<HashSet<Uuid>> {
    let rows: Vec<(Uuid,)> = select_in!(tx, "select id from groups where id", ids);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Those of these ids that are directory devices.
pub(crate) async fn known_directory_devices(
    tx: &mut Tx,
    ids: &[Uuid],
) -> sqlx::Result<HashSet<Uuid>> {
    let sources: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    let rows: Vec<(String,)> = select_in!(
        tx,
        "select source_id from records where kind = 'directory' and source_id",
        sources
    );
    Ok(rows
        .iter()
        .filter_map(|(id,)| Uuid::parse_str(id).ok())
        .collect())
}

/// The kinds that these members have in the groups they are in, by group and member.
pub(crate) async fn memberships(
    tx: &mut Tx,
    member_ids: &[Uuid],
) -> sqlx::Result<HashMap<(Uuid, Uuid), String>> {
    let rows: Vec<(Uuid, Uuid, String)> = select_in!(
        tx,
        "select group_id, member_id, member_kind from group_members where member_id",
        member_ids
    );
    Ok(rows
        .into_iter()
        .map(|(group, member, kind)| ((group, member), kind))
        .collect())
}

/// Adds memberships, or replaces what a member is.
pub(crate) async fn save_members(tx: &mut Tx, members: &[&MemberRow]) -> sqlx::Result<()> {
    for some in members.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql =
                QueryBuilder::new("insert into group_members (group_id, member_id, member_kind) ");
            sql.push_values(some, |mut row, member| {
                row.push_bind(member.group_id)
                    .push_bind(member.member_id)
                    .push_bind(member.member_kind.as_str());
            });
            sql.push(" on conflict (group_id, member_id) do update set member_kind = excluded.member_kind");
            sql.build()
                .persistent(some.len() == ROWS_PER_STATEMENT)
                .execute(conn)
                .await
                .map(drop)
        })?;
        let groups: HashSet<Uuid> = some.iter().map(|member| member.group_id).collect();
        group::count_changes(tx, groups.into_iter()).await?;
    }
    let ids: Vec<Uuid> = members.iter().map(|member| member.member_id).collect();
    scope::refresh(tx, &ids).await?;
    change::count_directory_change_unless(tx, members.is_empty()).await
}
