//! What the search asks the server: one question for each kind, so that one that fails leaves the others.

use domain::device::Device;
use domain::directory::{Group, User};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::wide;
use crate::error::AppError;
use crate::json::Json;

/// What was found of one kind: the best few, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The best few.
    pub items: Vec<T>,
    /// All of them, counted.
    pub total: i64,
}

/// The devices that `typed` may mean.
#[server(input = GetUrl, output = Json)]
pub async fn search_devices(typed: String) -> Result<Found<Device>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let page = muster.list_devices(&actor, &wide::devices(&typed)).await?;
    Ok(wide::best_of(page, &typed))
}

/// The users that `typed` may mean.
#[server(input = GetUrl, output = Json)]
pub async fn search_users(typed: String) -> Result<Found<User>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let page = muster.list_users(&actor, &wide::users(&typed)).await?;
    Ok(wide::best_of(page, &typed))
}

/// The groups that `typed` may mean.
#[server(input = GetUrl, output = Json)]
pub async fn search_groups(typed: String) -> Result<Found<Group>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let page = muster.list_groups(&actor, &wide::groups(&typed)).await?;
    Ok(wide::best_of(page, &typed))
}
