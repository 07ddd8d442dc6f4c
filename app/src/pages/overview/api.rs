//! What the first page asks the server.

use domain::overview::Overview;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::json::Json;

/// The state of the organisation.
#[server(input = GetUrl, output = Json)]
pub async fn load_overview() -> Result<Overview, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.load_overview(&actor).await?)
}
