//! The directory's users.

use chrono::{DateTime, Utc};
use domain::directory::{User, UserQuery, UserSort};
use domain::id::{DeviceId, UserId};
use domain::page::Page;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::scope::Visible;
use super::{Tx, change, contains_pattern, keyset, on_tx, scope};

/// The columns of a [`User`], of the table `users u`.
pub(crate) const COLUMNS: &str =
    "u.id, u.upn, u.name, u.account_enabled, u.department, u.job_title, u.mail, u.usage_location";

/// Adds a user. Fails with a unique violation where the UPN is taken.
pub(crate) async fn insert(tx: &mut Tx, user: &User, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(&mut *tx, |conn| {
        sqlx::query(
            "insert into users (id, upn, upn_key, name, name_key, account_enabled, department, job_title, mail, usage_location, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(user.id)
        .bind(&user.upn)
        .bind(user.upn.to_lowercase())
        .bind(&user.name)
        .bind(user.name.to_lowercase())
        .bind(user.account_enabled)
        .bind(&user.department)
        .bind(&user.job_title)
        .bind(&user.mail)
        .bind(&user.usage_location)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })?;
    scope::refresh_user(tx, user.id.0, &user.upn.to_lowercase()).await?;
    change::count_directory_change(tx).await
}

/// One user.
pub(crate) async fn find(tx: &mut Tx, id: UserId) -> sqlx::Result<Option<User>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!("select {COLUMNS} from users u where u.id = "))
            .push_bind(id)
            .build_query_as()
            .fetch_optional(conn)
            .await
    })
}

/// The user of that UPN, in whatever case it is written.
pub(crate) async fn find_by_upn(tx: &mut Tx, upn: &str) -> sqlx::Result<Option<User>> {
    on_tx!(tx, |conn| {
        QueryBuilder::new(format!("select {COLUMNS} from users u where u.upn_key = "))
            .push_bind(upn.to_lowercase())
            .build_query_as()
            .fetch_optional(conn)
            .await
    })
}

/// How many accounts may sign in, and how many may not.
pub(crate) async fn count_by_state(tx: &mut Tx) -> sqlx::Result<(i64, i64)> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select cast(count(case when account_enabled then 1 end) as bigint), cast(count(case when not account_enabled then 1 end) as bigint)
             from users",
        )
        .fetch_one(conn)
        .await
    })
}

/// The users that `query` asks for.
pub(crate) async fn list(
    tx: &mut Tx,
    query: &UserQuery,
    visible: &Visible,
) -> sqlx::Result<Page<User>> {
    let total: i64 = on_tx!(&mut *tx, |conn| {
        let mut sql = QueryBuilder::new("select count(*) from users u where true");
        visible.push(&mut sql, "u.scope_set_id");
        push_search(&mut sql, &query.search);
        sql.build_query_scalar().fetch_one(conn).await
    })?;
    let rows: Vec<Listed> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(format!(
            "select {COLUMNS}, u.upn_key from users u where true"
        ));
        visible.push(&mut sql, "u.scope_set_id");
        push_search(&mut sql, &query.search);
        push_page(&mut sql, query);
        sql.build_query_as().fetch_all(conn).await
    })?;
    Ok(page_of(rows, total, query))
}

/// Adds the condition that some text of the user holds `search`.
///
/// The mail address and the department have no folded copy: beyond ASCII, `lower` folds them on PostgreSQL only, so what
/// was typed is looked for as it stands too.
pub(crate) fn push_search<'a, DB>(sql: &mut QueryBuilder<'a, DB>, search: &str)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    if search.is_empty() {
        return;
    }
    let pattern = contains_pattern(search);
    for (before, column) in [
        (" and (", "u.name_key"),
        (" or ", "u.upn_key"),
        (" or ", "lower(u.mail)"),
        (" or ", "lower(u.department)"),
    ] {
        sql.push(before)
            .push(column)
            .push(" like ")
            .push_bind(pattern.clone())
            .push(r" escape '\'");
    }
    sql.push(" or u.department = ")
        .push_bind(search.to_owned())
        .push(")");
}

/// Adds the condition, the order and the limit that make the page of `query`.
pub(crate) fn push_page<'a, DB>(sql: &mut QueryBuilder<'a, DB>, query: &UserQuery)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
    uuid::Uuid: Encode<'a, DB> + Type<DB>,
    i64: Encode<'a, DB> + Type<DB>,
{
    let column = match query.sort {
        UserSort::Name => "u.name_key",
        UserSort::Upn => "u.upn_key",
    };
    let (order, beyond) = keyset::direction(query.descending, query.at.as_ref());
    if let Some(at) = &query.at {
        sql.push(format!(" and ({column}, u.id) {beyond} ("))
            .push_bind(at.value.clone())
            .push(", ")
            .push_bind(at.id)
            .push(")");
    }
    sql.push(format!(" order by {column} {order}, u.id {order} limit "))
        .push_bind(i64::from(query.size) + 1);
}

/// A user as lists read it: with what the list by UPN is sorted by, which is no UPN once another user has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Listed {
    #[sqlx(flatten)]
    user: User,
    upn_key: String,
}

/// The page that `rows` make.
pub(crate) fn page_of(rows: Vec<Listed>, total: i64, query: &UserQuery) -> Page<User> {
    let page = keyset::page_of(rows, total, query.size, query.at.as_ref(), |row| {
        let value = match query.sort {
            UserSort::Name => row.user.name.to_lowercase(),
            UserSort::Upn => row.upn_key.clone(),
        };
        (value, row.user.id.0)
    });
    Page {
        items: page.items.into_iter().map(|row| row.user).collect(),
        total: page.total,
        skipped: page.skipped,
        previous: page.previous,
        next: page.next,
    }
}

/// How many devices have this user, whatever kind of record they have.
pub(crate) async fn count_devices(tx: &mut Tx, upn: &str) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar("select count(*) from devices where user_upn_key = $1")
            .bind(upn.to_lowercase())
            .fetch_one(conn)
            .await
    })
}

/// How many devices count against the two limits of a user, without the device `except`.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(crate) struct LimitCounts {
    /// Registered and joined ones in the directory; hybrid joined ones do not count there.
    pub directory: i64,
    /// Managed ones that were seen since a day; joined ones, of either kind, count as shared and are left out.
    pub managed: i64,
}

/// Counts the devices of `upn` against the limits.
pub(crate) async fn count_against_limits(
    tx: &mut Tx,
    upn: &str,
    except: Option<DeviceId>,
    seen_since: DateTime<Utc>,
) -> sqlx::Result<LimitCounts> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select count(case when r.kind = 'directory' and r.join_type in ('registered', 'joined') then 1 end) as directory,
                    count(case when r.kind = 'managed' and r.join_type not in ('joined', 'hybrid_joined') and r.last_seen_at >= ",
        );
        sql.push_bind(seen_since);
        sql.push(" then 1 end) as managed from devices d join records r on r.device_id = d.id where d.user_upn_key = ");
        sql.push_bind(upn.to_lowercase());
        if let Some(except) = except {
            sql.push(" and d.id <> ").push_bind(except);
        }
        sql.build_query_as().fetch_one(conn).await
    })
}
