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

/// An error code that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCode {
    /// Its usual form.
    pub written: String,
    /// What it is called in addresses.
    pub slug: String,
    /// What it means.
    pub meaning: String,
}

/// The error code that `typed` names, in whatever form.
#[server(input = GetUrl, output = Json)]
pub async fn search_codes(typed: String) -> Result<Found<FoundCode>, AppError> {
    crate::context::signed_in()?;
    let items: Vec<FoundCode> = domain::error_code::read(&typed)
        .into_iter()
        .map(|reading| FoundCode {
            written: reading.code.to_string(),
            slug: reading.code.slug(),
            meaning: reading.code.meaning().to_owned(),
        })
        .collect();
    Ok(Found {
        total: i64::try_from(items.len()).unwrap_or(i64::MAX),
        items,
    })
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
