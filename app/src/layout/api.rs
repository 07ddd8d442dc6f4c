//! What the frame needs from the server, and how it looks.

use super::appearance::{Appearance, Density, Theme};
use crate::error::AppError;
use crate::json::Json;
use chrono::{DateTime, Utc};
#[cfg(feature = "ssr")]
use domain::actor::Permission;
#[cfg(feature = "ssr")]
use domain::device::DeviceQuery;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

/// What stands around every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    pub viewer_name: String,
    pub organisation: String,
    /// Beside "All devices"; left out when it is not known.
    pub device_count: Option<i64>,
    /// Only the server knows whether this is a debug build: the browser's part is always a release build.
    pub show_gallery: bool,
    pub appearance: Appearance,
    pub now: DateTime<Utc>,
    /// Whether everything here is made up.
    pub is_demonstration: bool,
}

/// Loads what stands around every page.
#[server(output = Json)]
pub async fn load_frame() -> Result<Frame, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let all = DeviceQuery::default();
    let device_count = if actor.may(Permission::ReadDevices) {
        Some(muster.count_devices(&actor, &all).await?)
    } else {
        None
    };
    Ok(Frame {
        viewer_name: actor.name,
        organisation: muster.organisation_name().await?.unwrap_or_default(),
        device_count,
        show_gallery: cfg!(debug_assertions),
        appearance: super::appearance::of_request(),
        now: muster.clock().now(),
        is_demonstration: muster.is_demonstration().await?,
    })
}

/// Whether everything here is made up. Anyone may know.
#[server(input = GetUrl, output = Json)]
pub async fn ask_for_demonstration() -> Result<bool, AppError> {
    Ok(crate::context::muster()?.is_demonstration().await?)
}

/// Changes how the portal looks in this browser; what is not given stays as it is. Anyone may.
#[server(prefix = "", endpoint = "appearance", output = Json)]
pub async fn save_appearance(
    theme: Option<Theme>,
    density: Option<Density>,
) -> Result<Appearance, AppError> {
    let before = super::appearance::of_request();
    let appearance = Appearance {
        theme: theme.unwrap_or(before.theme),
        density: density.unwrap_or(before.density),
    };
    super::appearance::remember(appearance);
    Ok(appearance)
}
