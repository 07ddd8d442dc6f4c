//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
use domain::audit::{AuditDetail, AuditEntry, AuditQuery, AuditWords};
use domain::page::Rows;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;
use crate::pages::shared::total::ListTotal;

/// A page of the log, with the question it answers. How many entries there are comes later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditList {
    /// What was asked for.
    pub query: AuditQuery,
    /// The entries.
    pub page: Rows<AuditEntry>,
    /// What the filters offer.
    pub words: AuditWords,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// One entry as of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownEntry {
    /// The entry.
    pub detail: AuditDetail,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// The entries that the query asks for, the newest first.
#[server(input = Json, output = Json)]
pub async fn list_audit(query: AuditQuery) -> Result<AuditList, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    Ok(AuditList {
        page: muster.list_audit_entries(&actor, &query).await?,
        words: muster.list_audit_words(&actor).await?,
        query,
        now,
    })
}

/// How many entries the query asks for.
#[server(input = Json, output = Json)]
pub async fn count_audit(query: AuditQuery) -> Result<ListTotal, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let everything = AuditQuery::default();
    Ok(ListTotal {
        found: muster.count_audit_entries(&actor, &query).await?,
        all: muster.count_audit_entries(&actor, &everything).await?,
    })
}

/// One entry with what was before and after it.
#[server(input = GetUrl, output = Json)]
pub async fn find_audit_entry(sequence: i64) -> Result<ShownEntry, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    Ok(ShownEntry {
        detail: muster.find_audit_entry(&actor, sequence).await?,
        now,
    })
}
