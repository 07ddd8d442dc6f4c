//! Users with what SCIM keeps of them.

use chrono::{DateTime, Utc};
use domain::directory::User;
use domain::id::UserId;
use domain::scim::user::Columns;
use sqlx::QueryBuilder;

use super::condition::{self, Condition, Of};
use crate::store::user::COLUMNS;
use crate::store::{Tx, change, on_tx, scope};

/// A user as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Kept {
    #[sqlx(flatten)]
    pub user: User,
    pub external_id: Option<String>,
    /// As a SCIM client last described it.
    pub scim: Option<String>,
    pub version: i64,
    pub created_at: Option<DateTime<Utc>>,
    pub changed_at: DateTime<Utc>,
}

fn select() -> String {
    format!(
        "select {COLUMNS}, u.external_id, u.scim, u.version, u.created_at, u.changed_at from users u where "
    )
}

/// One user.
pub(crate) async fn find(tx: &mut Tx, id: UserId) -> sqlx::Result<Option<Kept>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(select())
            .push("u.id = ")
            .push_bind(id)
            .build_query_as()
            .fetch_optional(conn)
            .await
    })
}

/// How many users meet the condition.
pub(crate) async fn count(tx: &mut Tx, condition: &Condition) -> sqlx::Result<i64> {
    let is_sqlite = tx.is_sqlite();
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select count(*) from users u where ");
        condition::push(&mut sql, Of::Users, condition, is_sqlite);
        sql.build_query_scalar().fetch_one(conn).await
    })
}

/// Users that meet the condition, by id, without the first `skip` of them.
pub(crate) async fn list(
    tx: &mut Tx,
    condition: &Condition,
    skip: i64,
    limit: i64,
) -> sqlx::Result<Vec<Kept>> {
    let is_sqlite = tx.is_sqlite();
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(select());
        condition::push(&mut sql, Of::Users, condition, is_sqlite);
        sql.push(" order by u.id limit ")
            .push_bind(limit)
            .push(" offset ")
            .push_bind(skip);
        sql.build_query_as().fetch_all(conn).await
    })
}

/// What is written of a user.
pub(crate) struct Written<'a> {
    pub id: UserId,
    pub columns: &'a Columns,
    pub external_id: Option<&'a str>,
    pub scim: &'a str,
}

/// Adds a user. Fails with a unique violation where the id or the UPN is taken.
pub(crate) async fn insert(
    tx: &mut Tx,
    written: &Written<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let columns = written.columns;
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "insert into users (id, upn, upn_key, name, name_key, account_enabled, department, job_title, mail, mail_type,
                 usage_location, external_id, scim, created_at, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12, $13, $13)",
        )
        .bind(written.id)
        .bind(&columns.upn)
        .bind(columns.upn.to_lowercase())
        .bind(&columns.name)
        .bind(columns.name.to_lowercase())
        .bind(columns.account_enabled)
        .bind(&columns.department)
        .bind(&columns.job_title)
        .bind(&columns.mail)
        .bind(columns.mail_type.to_lowercase())
        .bind(written.external_id)
        .bind(written.scim)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })?;
    insert_emails(tx, written).await?;
    scope::refresh_user(tx, written.id.0, &columns.upn.to_lowercase()).await?;
    change::count_directory_change(tx).await
}

/// Replaces what is known of a user, whose UPN was `before`. Fails with a unique violation where another one has the UPN.
pub(crate) async fn update(
    tx: &mut Tx,
    written: &Written<'_>,
    before: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let columns = written.columns;
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "update users
             set upn = $2, upn_key = $3, name = $4, name_key = $5, account_enabled = $6, department = $7, job_title = $8, mail = $9,
                 mail_type = $10, external_id = $11, scim = $12, changed_at = $13, version = version + 1
             where id = $1",
        )
        .bind(written.id)
        .bind(&columns.upn)
        .bind(columns.upn.to_lowercase())
        .bind(&columns.name)
        .bind(columns.name.to_lowercase())
        .bind(columns.account_enabled)
        .bind(&columns.department)
        .bind(&columns.job_title)
        .bind(&columns.mail)
        .bind(columns.mail_type.to_lowercase())
        .bind(written.external_id)
        .bind(written.scim)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })?;
    on_tx!(&mut *tx, |conn| {
        sqlx::query("delete from user_emails where user_id = $1")
            .bind(written.id)
            .execute(conn)
            .await
            .map(drop)
    })?;
    insert_emails(tx, written).await?;
    let (was, is) = (before.to_lowercase(), columns.upn.to_lowercase());
    if was != is {
        scope::refresh_user(tx, written.id.0, &was).await?;
        scope::refresh_user(tx, written.id.0, &is).await?;
    }
    change::count_directory_change(tx).await
}

async fn insert_emails(tx: &mut Tx, written: &Written<'_>) -> sqlx::Result<()> {
    for (position, (value, kind)) in (0_i64..).zip(&written.columns.other_mails) {
        on_tx!(&mut *tx, |conn| {
            sqlx::query("insert into user_emails (user_id, position, value_key, type_key) values ($1, $2, $3, $4)")
                .bind(written.id)
                .bind(position)
                .bind(value.to_lowercase())
                .bind(kind.to_lowercase())
                .execute(conn)
                .await
                .map(drop)
        })?;
    }
    Ok(())
}

/// Deletes a user with that UPN, and takes it out of its groups.
pub(crate) async fn delete(tx: &mut Tx, id: UserId, upn: &str) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "update groups set version = version + 1
             where id in (select group_id from group_members where member_id = $1 and member_kind = 'user')",
        )
        .bind(id)
        .execute(conn)
        .await
        .map(drop)
    })?;
    on_tx!(&mut *tx, |conn| {
        sqlx::query("delete from group_members where member_id = $1 and member_kind = 'user'")
            .bind(id)
            .execute(conn)
            .await
            .map(drop)
    })?;
    on_tx!(&mut *tx, |conn| {
        sqlx::query("delete from users where id = $1")
            .bind(id)
            .execute(conn)
            .await
            .map(drop)
    })?;
    scope::refresh_user(tx, id.0, &upn.to_lowercase()).await?;
    change::count_directory_change(tx).await
}

/// Ends every sign-in of the accounts that belong to the user; how many there were.
pub(crate) async fn end_sign_ins(tx: &mut Tx, id: UserId, now: DateTime<Utc>) -> sqlx::Result<u64> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update sign_ins set ended_at = $2
             where ended_at is null and account_id in (select id from accounts where user_id = $1)",
        )
        .bind(id)
        .bind(now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
    })
}

/// Closes the accounts of a user that is deleted: nobody signs in with them again.
pub(crate) async fn disable_accounts(
    tx: &mut Tx,
    id: UserId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update accounts set disabled_at = $2 where user_id = $1 and disabled_at is null",
        )
        .bind(id)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}
