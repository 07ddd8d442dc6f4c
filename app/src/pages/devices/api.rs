//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
use domain::device::{Device, DeviceDetail, DeviceQuery};
use domain::id::DeviceId;
use domain::page::Page;
use domain::what_if::DeviceDecision;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A page of *All devices*, with the question it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceList {
    /// What was asked for.
    pub query: DeviceQuery,
    /// The devices.
    pub page: Page<Device>,
    /// How many devices there are without any filter.
    pub all: i64,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// A device as of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownDevice {
    /// The device and its records.
    pub detail: DeviceDetail,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// The devices that the query asks for.
#[server(input = Json)]
pub async fn list_devices(query: DeviceQuery) -> Result<DeviceList, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    let page = muster.list_devices(&actor, &query).await?;
    let all = if query.is_filtered() {
        muster
            .count_devices(&actor, &DeviceQuery::default())
            .await?
    } else {
        page.total
    };
    Ok(DeviceList {
        query,
        page,
        all,
        now,
    })
}

/// How many devices each of these queries finds.
#[server(input = Json)]
pub async fn count_devices(queries: Vec<DeviceQuery>) -> Result<Vec<i64>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let mut totals = Vec::with_capacity(queries.len());
    for query in queries {
        totals.push(muster.count_devices(&actor, &query).await?);
    }
    Ok(totals)
}

/// The decision that holds for a device today; `None` where none can be made.
#[server(input = GetUrl)]
pub async fn decide_device(id: DeviceId) -> Result<Option<DeviceDecision>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.decision_for_device(&actor, id).await?)
}

/// One device with everything that is known of it.
#[server(input = GetUrl)]
pub async fn find_device(id: DeviceId) -> Result<ShownDevice, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    Ok(ShownDevice {
        detail: muster.find_device(&actor, id).await?,
        now,
    })
}
