//! What the pages of this area ask the server.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
#[cfg(feature = "ssr")]
use domain::device::DeviceRows;
use domain::device::{Device, DeviceColumn, DeviceDetail, DeviceQuery, DeviceWords};
use domain::duplicate::DuplicateGroup;
use domain::id::{DeviceId, ViewId};
use domain::page::Rows;
use domain::record::Record;
use domain::view::ListSettings;
use domain::what_if::DeviceDecision;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::nothing::each_without_one;
use crate::error::AppError;
use crate::json::Json;
use crate::pages::shared::total::ListTotal;

/// A page of *All devices*, with the question it answers. How many there are comes later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceList {
    /// What was asked for; where nothing was, the person's default view.
    pub query: DeviceQuery,
    /// The columns shown, in their order.
    pub columns: Vec<DeviceColumn>,
    /// The devices.
    pub page: Rows<Device>,
    /// Their records, where the rows are records.
    pub records: Vec<Record>,
    /// How the person wants the list, and which views there are.
    pub settings: ListSettings,
    /// What filters can choose from.
    pub words: DeviceWords,
    /// For a list that is empty from its start: why.
    pub emptied: Option<Emptied>,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// An empty list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emptied {
    /// How many devices there are without any filter.
    pub all: i64,
    /// How many there are without each part of the question, in the order of [`each_without_one`].
    pub without: Vec<i64>,
}

/// A device as of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownDevice {
    /// The groups of duplicates that its records are in.
    pub duplicates: Vec<DuplicateGroup>,
    /// The device and its records.
    pub detail: DeviceDetail,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// One page of the list that the query asks for; where it asks for nothing, of the person's default view.
#[server(input = Json, output = Json)]
pub async fn list_devices(query: Option<DeviceQuery>) -> Result<DeviceList, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    let settings = muster.load_list_settings(&actor).await?;
    let query = query_or_default(query, &settings)?;
    let page = muster.list_device_rows(&actor, &query).await?;
    let ids: Vec<DeviceId> = page.items.iter().map(|device| device.id).collect();
    let records = match query.rows {
        DeviceRows::Devices => Vec::new(),
        DeviceRows::Records => muster.list_records_of_devices(&actor, &ids).await?,
    };
    let emptied = if page.items.is_empty() && query.at.is_none() {
        let mut without = Vec::new();
        for query in each_without_one(&query) {
            without.push(muster.count_devices(&actor, &query).await?);
        }
        let whole = DeviceQuery::default();
        let all = muster.count_devices(&actor, &whole).await?;
        Some(Emptied { all, without })
    } else {
        None
    };
    let columns = [&query.columns, &settings.columns]
        .into_iter()
        .find(|columns| !columns.is_empty())
        .cloned()
        .unwrap_or_else(|| DeviceColumn::USUAL.to_vec());
    Ok(DeviceList {
        words: muster.list_device_words(&actor).await?,
        query,
        columns,
        page,
        records,
        settings,
        emptied,
        now,
    })
}

/// How many devices the list has that [`list_devices`] shows a page of.
#[server(input = Json, output = Json)]
pub async fn count_list(query: Option<DeviceQuery>) -> Result<ListTotal, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let settings = match &query {
        Some(_) => ListSettings::default(),
        None => muster.load_list_settings(&actor).await?,
    };
    let query = query_or_default(query, &settings)?;
    let all = muster
        .count_devices(&actor, &DeviceQuery::default())
        .await?;
    let found = if query.is_filtered() {
        muster.count_devices(&actor, &query).await?
    } else {
        all
    };
    Ok(ListTotal { found, all })
}

#[cfg(feature = "ssr")]
fn query_or_default(
    query: Option<DeviceQuery>,
    settings: &ListSettings,
) -> Result<DeviceQuery, AppError> {
    match (query, settings.default_view()) {
        (Some(query), _) => Ok(query),
        (None, Some(view)) => view.query().map_err(AppError::Invalid),
        (None, None) => Ok(DeviceQuery::default()),
    }
}

/// Remembers the person's columns, and leads back to the list `here` with them.
///
/// `place` says for each column's word where it stands; only those in `shown` are kept.
#[server(output = Json)]
pub async fn save_columns(
    #[server(default)] shown: Vec<String>,
    #[server(default)] place: BTreeMap<String, String>,
    here: String,
) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let mut columns = Vec::new();
    for word in &shown {
        let column: DeviceColumn = word.parse().map_err(AppError::Invalid)?;
        let place = place.get(word).and_then(|place| place.trim().parse().ok());
        columns.push((place.unwrap_or(u32::MAX), column));
    }
    columns.sort_by_key(|(place, _)| *place);
    let columns: Vec<DeviceColumn> = columns.into_iter().map(|(_, column)| column).collect();
    let is_usual = columns == DeviceColumn::USUAL;
    let kept = if is_usual { &[][..] } else { &columns };
    muster.save_list_columns(&actor, kept).await?;
    let list = DeviceQuery::from_query_string(&here).map_err(AppError::Invalid)?;
    lead_to(&DeviceQuery { columns, ..list });
    Ok(())
}

/// Keeps the list `query` as a view: a new one, or in place of the one that `id` names, whose name an empty `name` keeps.
#[server(output = Json)]
pub async fn save_view(
    #[server(default)] id: String,
    #[server(default)] name: String,
    #[server(default)] shared: bool,
    query: String,
) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let query = DeviceQuery::from_query_string(&query).map_err(AppError::Invalid)?;
    let mut content = domain::view::ViewContent {
        name,
        is_shared: shared,
        query,
    };
    if id.is_empty() {
        muster.save_view(&actor, &content).await?;
    } else {
        let id: ViewId = id.parse().map_err(AppError::Invalid)?;
        let views = muster.load_list_settings(&actor).await?.views;
        let view = views.into_iter().find(|view| view.id == id);
        let view = view.ok_or_else(|| AppError::NotFound("view".to_owned()))?;
        if content.name.trim().is_empty() {
            content.name = view.name;
        }
        content.is_shared |= view.is_shared;
        muster.change_view(&actor, id, &content).await?;
    }
    lead_to(&content.query);
    Ok(())
}

/// Gives a view another name, and shares it or ends that.
#[server(output = Json)]
pub async fn rename_view(
    id: ViewId,
    name: String,
    #[server(default)] shared: bool,
) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let views = muster.load_list_settings(&actor).await?.views;
    let view = views.into_iter().find(|view| view.id == id);
    let view = view.ok_or_else(|| AppError::NotFound("view".to_owned()))?;
    let content = domain::view::ViewContent {
        name,
        is_shared: shared,
        query: view.query().map_err(AppError::Invalid)?,
    };
    Ok(muster.change_view(&actor, id, &content).await?)
}

/// Deletes a view.
#[server(output = Json)]
pub async fn delete_view(id: ViewId) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.delete_view(&actor, id).await?)
}

/// Makes a view the person's default; without one, the plain list is.
#[server(output = Json)]
pub async fn choose_default_view(#[server(default)] id: String) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let id = (!id.is_empty())
        .then(|| id.parse())
        .transpose()
        .map_err(AppError::Invalid)?;
    Ok(muster.choose_default_view(&actor, id).await?)
}

/// The person's columns and views.
#[server(input = GetUrl, output = Json)]
pub async fn load_list_settings() -> Result<ListSettings, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.load_list_settings(&actor).await?)
}

#[cfg(feature = "ssr")]
fn lead_to(query: &DeviceQuery) {
    leptos_axum::redirect(&super::filters::list_href(&query.at_page(None)));
}

/// The decision that holds for a device today; `None` where none can be made.
#[server(input = GetUrl, output = Json)]
pub async fn decide_device(id: DeviceId) -> Result<Option<DeviceDecision>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.decision_for_device(&actor, id).await?)
}

/// One device with everything that is known of it.
#[server(input = GetUrl, output = Json)]
pub async fn find_device(id: DeviceId) -> Result<ShownDevice, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    Ok(ShownDevice {
        detail: muster.find_device(&actor, id).await?,
        duplicates: muster.duplicates_of_device(&actor, id).await?,
        now,
    })
}
