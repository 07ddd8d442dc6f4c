//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
use domain::device::Device;
use domain::directory::{Group, GroupDetail, GroupQuery, MemberQuery, User, UserDetail, UserQuery};
use domain::id::{GroupId, UserId};
use domain::licence::Subscription;
use domain::page::Page;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// Something as of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf<T> {
    /// What was read.
    pub shown: T,
    /// When.
    pub now: DateTime<Utc>,
    /// Whether whoever asked may change it.
    pub may_change: bool,
}

#[cfg(feature = "ssr")]
impl<T> AsOf<T> {
    fn new(shown: T, now: DateTime<Utc>, actor: &domain::actor::Actor) -> Self {
        Self {
            shown,
            now,
            may_change: actor.may(domain::actor::Permission::ChangeDirectory),
        }
    }
}

/// A page of a list, with the question it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List<Q, T> {
    /// What was asked for.
    pub query: Q,
    /// The rows.
    pub page: Page<T>,
    /// How many rows there are when nothing is searched for.
    pub all: i64,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// The users that the query asks for.
#[server(input = Json, output = Json)]
pub async fn list_users(query: UserQuery) -> Result<List<UserQuery, User>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    let page = muster.list_users(&actor, &query).await?;
    let everybody = UserQuery {
        size: 1,
        ..UserQuery::default()
    };
    let all = if query.search.is_empty() {
        page.total
    } else {
        muster.list_users(&actor, &everybody).await?.total
    };
    Ok(List {
        query,
        page,
        all,
        now,
    })
}

/// One user with licences and groups.
#[server(input = GetUrl, output = Json)]
pub async fn find_user(id: UserId) -> Result<AsOf<UserDetail>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    let shown = muster.find_user(&actor, id).await?;
    Ok(AsOf::new(shown, now, &actor))
}

/// The devices whose primary user signs in with that name; at most 200.
#[server(input = GetUrl, output = Json)]
pub async fn list_devices_of_user(upn: String) -> Result<Vec<Device>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.devices_of_user(&actor, &upn).await?)
}

/// The groups that the query asks for.
#[server(input = Json, output = Json)]
pub async fn list_groups(query: GroupQuery) -> Result<List<GroupQuery, Group>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    let page = muster.list_groups(&actor, &query).await?;
    let every_one = GroupQuery {
        size: 1,
        ..GroupQuery::default()
    };
    let all = if query.search.is_empty() {
        page.total
    } else {
        muster.list_groups(&actor, &every_one).await?.total
    };
    Ok(List {
        query,
        page,
        all,
        now,
    })
}

/// One group with a page of its members.
#[server(input = Json, output = Json)]
pub async fn find_group(id: GroupId, query: MemberQuery) -> Result<AsOf<GroupDetail>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    let shown = muster.find_group(&actor, id, &query).await?;
    Ok(AsOf::new(shown, now, &actor))
}

/// Every subscription with its seats.
#[server(input = GetUrl, output = Json)]
pub async fn list_subscriptions() -> Result<AsOf<Vec<Subscription>>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    let shown = muster.list_subscriptions(&actor).await?;
    Ok(AsOf::new(shown, now, &actor))
}

/// Gives a user a product.
#[server(output = Json)]
pub async fn assign_licence(user: UserId, sku: String) -> Result<bool, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.assign_licence(&actor, user, &sku).await?)
}

/// Takes a product from a user.
#[server(output = Json)]
pub async fn remove_licence(user: UserId, sku: String) -> Result<bool, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.remove_licence(&actor, user, &sku).await?)
}

/// Puts a member into a group: a user by sign-in name, or whatever has that object id.
#[server(output = Json)]
pub async fn add_member(group: GroupId, member: String) -> Result<bool, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster
        .add_named_group_member(&actor, group, &member)
        .await?)
}

/// Takes a member out of a group.
#[server(output = Json)]
pub async fn remove_member(group: GroupId, member: uuid::Uuid) -> Result<bool, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.remove_group_member(&actor, group, member).await?)
}

/// Adds a subscription by hand, or replaces what is known of it. An empty day is not known.
#[server(output = Json)]
pub async fn save_subscription(
    sku: String,
    total: i64,
    status: String,
    expires_on: String,
) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let expires_on = Some(expires_on.trim()).filter(|day| !day.is_empty());
    let expires_on = expires_on
        .map(|day| {
            let day = day.parse().ok();
            day.ok_or_else(|| domain::Invalid::new("expires_on", "write a day as 2026-10-31"))
        })
        .transpose()
        .map_err(AppError::Invalid)?;
    Ok(muster
        .save_subscription(&actor, &sku, total, &status, expires_on)
        .await?)
}

/// Adds a user by hand; leads to the new page.
#[server(output = Json)]
pub async fn create_user(
    upn: String,
    name: String,
    department: String,
    job_title: String,
    mail: String,
) -> Result<UserId, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let new = domain::directory::NewUser {
        department,
        job_title,
        mail,
        ..domain::directory::NewUser::of(upn, name)
    };
    let user = muster.create_user(&actor, new).await?;
    leptos_axum::redirect(&crate::paths::user(user.id));
    Ok(user.id)
}

/// Adds a group by hand; leads to the new page.
#[server(output = Json)]
pub async fn create_group(name: String, description: String) -> Result<GroupId, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let new = domain::directory::NewGroup { name, description };
    let group = muster.create_group(&actor, new).await?;
    leptos_axum::redirect(&crate::paths::group(group.id));
    Ok(group.id)
}
