//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
#[cfg(feature = "ssr")]
use domain::actor::Permission;
use domain::dns::{DnsSettings, Domain, DomainDetail};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// All domains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainList {
    /// Those of most users first.
    pub domains: Vec<Domain>,
    /// Where the records should lead.
    pub settings: DnsSettings,
    /// Whether the reader may add domains and change settings.
    pub may_change: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// One domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedDomain {
    /// The domain.
    pub detail: DomainDetail,
    /// Whether the reader may say something about it.
    pub may_change: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// All domains.
#[server(output = Json)]
pub async fn list_domains() -> Result<DomainList, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(DomainList {
        domains: muster.list_domains(&actor).await?,
        settings: muster.find_dns_settings(&actor).await?,
        may_change: actor.may(Permission::ChangeEnrollment),
        now: muster.clock().now(),
    })
}

/// One domain.
#[server(input = GetUrl, output = Json)]
pub async fn open_domain(suffix: String) -> Result<OpenedDomain, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let suffix = suffix
        .parse()
        .map_err(|_| AppError::from(service::Error::NotFound("domain")))?;
    Ok(OpenedDomain {
        detail: muster.find_domain(&actor, &suffix).await?,
        may_change: actor.may(Permission::ChangeEnrollment),
        now: muster.clock().now(),
    })
}

/// Where the records should lead, and who is asked.
#[server(output = Json)]
pub async fn open_dns_settings() -> Result<(DnsSettings, bool), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let may_change = actor.may(Permission::ChangeEnrollment);
    Ok((muster.find_dns_settings(&actor).await?, may_change))
}
