//! What the page of the organisation asks the server.

#[cfg(feature = "ssr")]
use domain::actor::Permission;
use domain::branding::Branding;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// The organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// What the pages for end users show of it.
    pub branding: Branding,
    /// Whether the reader may change it.
    pub may_change: bool,
}

/// The organisation.
#[server(output = Json)]
pub async fn load_organisation() -> Result<Organisation, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let (name, branding) = muster.branding().await?;
    Ok(Organisation {
        name,
        branding,
        may_change: actor.may(Permission::ChangeOrganization),
    })
}
