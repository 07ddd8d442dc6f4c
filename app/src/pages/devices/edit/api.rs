//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
use domain::device::{BulkEdit, DeviceEdit, EditFailure, EditPreview};
use domain::id::EditId;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// What a change would do, and the newest changes that were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previewed {
    /// What was asked for.
    pub edit: DeviceEdit,
    /// What it would do.
    pub preview: EditPreview,
    /// Changes that were made, the newest first.
    pub past: Vec<BulkEdit>,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// A change as of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditProgress {
    /// The change.
    pub edit: BulkEdit,
    /// The first devices that could not be changed.
    pub failures: Vec<EditFailure>,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// What the change would do.
#[server(input = Json, output = Json)]
pub async fn preview_device_edit(edit: DeviceEdit) -> Result<Previewed, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let now = muster.clock().now();
    Ok(Previewed {
        preview: muster.preview_device_edit(&actor, &edit).await?,
        past: muster.list_device_edits(&actor).await?,
        edit,
        now,
    })
}

/// How far the change has come.
#[server(input = GetUrl, output = Json)]
pub async fn find_device_edit(id: EditId) -> Result<EditProgress, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(EditProgress {
        edit: muster.find_device_edit(&actor, id).await?,
        failures: muster.list_edit_failures(&actor, id).await?,
        now: muster.clock().now(),
    })
}
