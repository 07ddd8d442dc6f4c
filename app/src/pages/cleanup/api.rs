//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
#[cfg(feature = "ssr")]
use domain::actor::Permission;
#[cfg(feature = "ssr")]
use domain::cleanup::USUAL_DAYS;
use domain::cleanup::{
    CleanupPreview, CleanupRule, CleanupRun, HiddenQuery, HiddenRecord, Platform, ShownRule,
    StaleDevices,
};
use domain::id::DeviceId;
use domain::offboarding::{Leaving, Plan};
use domain::page::Page;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// All rules, and what they did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleanupRules {
    /// The rules.
    pub rules: Vec<ShownRule>,
    /// The newest runs.
    pub runs: Vec<CleanupRun>,
    /// Whether the reader may change rules.
    pub may_change: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// One rule with what it would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedRule {
    /// For which devices.
    pub platform: Platform,
    /// The rule as it is kept; `None` for a new one.
    pub rule: Option<CleanupRule>,
    /// For how many days of silence this is worked out.
    pub days: u32,
    /// What that would do now.
    pub preview: CleanupPreview,
    /// Whether the reader may change it.
    pub may_change: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// A page of what is hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenList {
    /// What was asked for.
    pub query: HiddenQuery,
    /// The records.
    pub page: Page<HiddenRecord>,
    /// Whether the reader may bring some back.
    pub may_change: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// Devices that are leaving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingList {
    /// The devices, those of the newest step first.
    pub devices: Vec<Leaving>,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// The plan for a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownPlan {
    /// The device.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// What is to be done.
    pub plan: Plan,
    /// Whether the reader may note that something is done.
    pub may_change: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// All rules, and what they did.
#[server(output = Json)]
pub async fn list_cleanup() -> Result<CleanupRules, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(CleanupRules {
        rules: muster.list_cleanup_rules(&actor).await?,
        runs: muster.list_cleanup_runs(&actor).await?,
        may_change: actor.may(Permission::ChangeCleanupRules),
        now: muster.clock().now(),
    })
}

/// The rule of a platform, with what it would do at so many days: its own, unless others are asked for.
#[server(input = Json, output = Json)]
pub async fn open_rule(platform: Platform, days: Option<u32>) -> Result<OpenedRule, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let rule = muster.find_cleanup_rule(&actor, platform).await?;
    let kept = rule.as_ref().and_then(|rule| u32::try_from(rule.days).ok());
    let days = days.or(kept).unwrap_or(USUAL_DAYS);
    Ok(OpenedRule {
        platform,
        preview: muster.preview_cleanup(&actor, platform, days).await?,
        rule,
        days,
        may_change: actor.may(Permission::ChangeCleanupRules),
        now: muster.clock().now(),
    })
}

/// A page of what is hidden.
#[server(input = Json, output = Json)]
pub async fn list_hidden(query: HiddenQuery) -> Result<HiddenList, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(HiddenList {
        page: muster.list_hidden_records(&actor, &query).await?,
        query,
        may_change: actor.may(Permission::ChangeCleanupRules),
        now: muster.clock().now(),
    })
}

/// For how long devices have been silent.
#[server(output = Json)]
pub async fn count_stale() -> Result<StaleDevices, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.count_stale_devices(&actor).await?)
}

/// The devices that are leaving.
#[server(output = Json)]
pub async fn list_leaving() -> Result<LeavingList, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(LeavingList {
        devices: muster.list_leaving_devices(&actor).await?,
        now: muster.clock().now(),
    })
}

/// What is to be done if a device leaves.
#[server(input = GetUrl, output = Json)]
pub async fn find_plan(id: DeviceId) -> Result<ShownPlan, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let (name, plan) = muster.find_offboarding(&actor, id).await?;
    Ok(ShownPlan {
        device: id,
        name,
        plan,
        may_change: actor.may(Permission::ChangeDevices),
        now: muster.clock().now(),
    })
}
