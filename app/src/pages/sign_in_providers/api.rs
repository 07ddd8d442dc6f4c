//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
use domain::account::LocalAccount;
use domain::id::ProviderId;
use domain::provider::Provider;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// Every way to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaysIn {
    /// The oldest first.
    pub providers: Vec<Provider>,
    /// By name.
    pub local_accounts: Vec<LocalAccount>,
    /// Whether who asks may change them.
    pub may_change: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// One provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneProvider {
    /// The provider.
    pub provider: Provider,
    /// Where browsers reach this server.
    pub public_address: String,
    /// Whether who asks may change it.
    pub may_change: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// Loads every way to sign in.
#[server(input = GetUrl, output = Json)]
pub async fn list_ways_in() -> Result<WaysIn, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(WaysIn {
        providers: muster.list_providers(&actor).await?,
        local_accounts: muster.list_local_accounts(&actor).await?,
        may_change: actor.may(domain::actor::Permission::ChangeOrganization),
        now: muster.clock().now(),
    })
}

/// Loads one provider.
#[server(input = GetUrl, output = Json)]
pub async fn find_sign_in_provider(id: ProviderId) -> Result<OneProvider, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(OneProvider {
        provider: muster.find_provider(&actor, id).await?,
        public_address: muster.public_address().to_owned(),
        may_change: actor.may(domain::actor::Permission::ChangeOrganization),
        now: muster.clock().now(),
    })
}
