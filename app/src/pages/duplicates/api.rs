//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
#[cfg(feature = "ssr")]
use domain::actor::Permission;
use domain::duplicate::{Case, DuplicateDetail, DuplicateGroup, DuplicateQuery};
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
