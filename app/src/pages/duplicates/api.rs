//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
#[cfg(feature = "ssr")]
use domain::actor::Permission;
use domain::duplicate::{BlockedValue, Case, DuplicateDetail, DuplicateGroup, DuplicateQuery};
#[cfg(feature = "ssr")]
use domain::duplicate::{Confidence, Handling};
use domain::id::DuplicateId;
use domain::page::Rows;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// A page of groups, with the question it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateList {
    /// What was asked for.
    pub query: DuplicateQuery,
    /// The groups.
    pub page: Rows<DuplicateGroup>,
    /// How many there are of each case, whatever case was asked for.
    pub counts: Vec<(Case, i64)>,
    /// Whether the reader may decide about them.
    pub may_decide: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// What would be merged at once, and how much is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertainMerges {
    /// The groups that would be merged now, most of them in the order of the list.
    pub groups: Vec<DuplicateGroup>,
    /// How many groups are certain and free of warnings.
    pub certain: i64,
    /// How many open groups there are.
    pub open: i64,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// The values that never count, as of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockedList {
    /// Those that were added, the newest first.
    pub values: Vec<BlockedValue>,
    /// Whether the reader may add and remove some.
    pub may_decide: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// One group as of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownDuplicate {
    /// The group.
    pub detail: DuplicateDetail,
    /// Whether the reader may decide about it.
    pub may_decide: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// The groups that the query asks for, those found last first.
#[server(input = Json, output = Json)]
pub async fn list_duplicates(query: DuplicateQuery) -> Result<DuplicateList, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    Ok(DuplicateList {
        page: muster.list_duplicates(&actor, &query).await?,
        counts: muster.count_duplicates(&actor, &query).await?,
        may_decide: actor.may(Permission::ChangeDevices),
        query,
        now,
    })
}

/// One group with its records.
#[server(input = GetUrl, output = Json)]
pub async fn find_duplicate(id: DuplicateId) -> Result<ShownDuplicate, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    Ok(ShownDuplicate {
        detail: muster.find_duplicate(&actor, id).await?,
        may_decide: actor.may(Permission::ChangeDevices),
        now,
    })
}

/// What would be merged at once.
#[server(output = Json)]
pub async fn preview_certain() -> Result<CertainMerges, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let sum = |counts: Vec<(Case, i64)>| counts.into_iter().map(|(_, count)| count).sum();
    let open = DuplicateQuery::default();
    let certain = DuplicateQuery {
        handling: Some(Handling::Merge),
        confidence: Some(Confidence::Certain),
        page_size: service::duplicates::AT_ONCE,
        ..DuplicateQuery::default()
    };
    Ok(CertainMerges {
        groups: muster.list_duplicates(&actor, &certain).await?.items,
        certain: sum(muster.count_duplicates(&actor, &certain).await?),
        open: sum(muster.count_duplicates(&actor, &open).await?),
        now: muster.clock().now(),
    })
}

/// The values that never count.
#[server(output = Json)]
pub async fn list_blocked() -> Result<BlockedList, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(BlockedList {
        values: muster.list_blocked_values(&actor).await?,
        may_decide: actor.may(Permission::ChangeDevices),
        now: muster.clock().now(),
    })
}
