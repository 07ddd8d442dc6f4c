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
    Ok(AsOf {
        shown: muster.find_user(&actor, id).await?,
        now,
    })
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
    Ok(AsOf {
        shown: muster.find_group(&actor, id, &query).await?,
        now,
    })
}

/// Every subscription with its seats.
#[server(input = GetUrl, output = Json)]
pub async fn list_subscriptions() -> Result<AsOf<Vec<Subscription>>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    Ok(AsOf {
        shown: muster.list_subscriptions(&actor).await?,
        now,
    })
}
