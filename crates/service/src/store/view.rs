//! Saved views of lists, and how each person wants a list.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, ViewId};

use super::{Tx, on_tx};

/// A view as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct ViewRow {
    pub id: ViewId,
    pub account_id: AccountId,
    pub owner: String,
    pub name: String,
    pub shared: bool,
    pub query: String,
}

/// A person's settings of a list as they are kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct SettingsRow {
    pub columns: String,
    pub default_view_id: Option<ViewId>,
}

const SELECT: &str = "select v.id, v.account_id, a.name as owner, v.name, v.shared, v.query
    from list_views v join accounts a on a.id = v.account_id";

/// The views that the account sees, its own ones first, each by name.
pub(crate) async fn visible(
    tx: &mut Tx,
    list: &str,
    account: Option<AccountId>,
) -> sqlx::Result<Vec<ViewRow>> {
    let mut views: Vec<ViewRow> = on_tx!(tx, |conn| {
        let sql = format!(
            "{SELECT} where v.list = $1 and (v.shared or v.account_id = $2) order by v.name_key, v.id"
        );
        sqlx::query_as(&sql)
            .bind(list)
            .bind(account)
            .fetch_all(conn)
            .await
    })?;
    views.sort_by_key(|view| Some(view.account_id) != account);
    Ok(views)
}

/// One view.
pub(crate) async fn find(tx: &mut Tx, id: ViewId) -> sqlx::Result<Option<ViewRow>> {
    on_tx!(tx, |conn| {
        let sql = format!("{SELECT} where v.id = $1");
        sqlx::query_as(&sql).bind(id).fetch_optional(conn).await
    })
}

/// How many views the account has.
pub(crate) async fn count(tx: &mut Tx, account: AccountId) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| sqlx::query_scalar(
        "select count(*) from list_views where account_id = $1"
    )
    .bind(account)
    .fetch_one(conn)
    .await)
}

/// Adds a view.
pub(crate) async fn insert(
    tx: &mut Tx,
    list: &str,
    view: &ViewRow,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into list_views (id, list, account_id, name, name_key, shared, query, created_at, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        )
        .bind(view.id)
        .bind(list)
        .bind(view.account_id)
        .bind(&view.name)
        .bind(view.name.to_lowercase())
        .bind(view.shared)
        .bind(&view.query)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Gives a view the name, the sharing and the query of `view`.
pub(crate) async fn update(tx: &mut Tx, view: &ViewRow, now: DateTime<Utc>) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "update list_views set name = $2, name_key = $3, shared = $4, query = $5, changed_at = $6 where id = $1",
        )
        .bind(view.id)
        .bind(&view.name)
        .bind(view.name.to_lowercase())
        .bind(view.shared)
        .bind(&view.query)
        .bind(now)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Removes a view; for whom it was the default, there is none any more.
pub(crate) async fn delete(tx: &mut Tx, id: ViewId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "delete from list_views where id = $1"
    )
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// How the account wants the list.
pub(crate) async fn settings(
    tx: &mut Tx,
    list: &str,
    account: AccountId,
) -> sqlx::Result<Option<SettingsRow>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select columns, default_view_id from list_settings where account_id = $1 and list = $2",
        )
        .bind(account)
        .bind(list)
        .fetch_optional(conn)
        .await
    })
}

/// Keeps how the account wants the list.
pub(crate) async fn save_settings(
    tx: &mut Tx,
    list: &str,
    account: AccountId,
    settings: &SettingsRow,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into list_settings (account_id, list, columns, default_view_id) values ($1, $2, $3, $4)
             on conflict (account_id, list) do update set columns = excluded.columns, default_view_id = excluded.default_view_id",
        )
        .bind(account)
        .bind(list)
        .bind(&settings.columns)
        .bind(settings.default_view_id)
        .execute(conn)
        .await
        .map(drop)
    })
}
