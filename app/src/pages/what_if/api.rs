//! What this page asks the server.

use domain::directory::User;
#[cfg(feature = "ssr")]
use domain::directory::UserQuery;
use domain::id::UserId;
use domain::page::Page;
use domain::saved_settings::SavedSettings;
use domain::what_if::{WhatIf, WhatIfAnswer};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::json::Json;

/// What would happen in the case, and on every other path.
#[server(input = Json, output = Json)]
pub async fn ask_what_if(question: WhatIf) -> Result<WhatIfAnswer, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.what_if(&actor, &question).await?)
}

/// The settings that hold: what edited ones are read over.
#[server(input = GetUrl, output = Json)]
pub async fn load_saved_settings() -> Result<SavedSettings, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.load_enrollment_settings(&actor).await?)
}

/// The first `size` users whose name, UPN, mail address or department holds `typed`.
#[server(input = GetUrl, output = Json)]
pub async fn suggest_users(typed: String, size: u32) -> Result<Page<User>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let query = UserQuery {
        search: typed,
        size,
        ..UserQuery::default()
    };
    Ok(muster.list_users(&actor, &query).await?)
}

/// The user who signs in with that name.
#[server(input = GetUrl, output = Json)]
pub async fn find_user_by_upn(upn: String) -> Result<Option<User>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.find_user_by_upn(&actor, &upn).await?)
}

/// The user of that id.
#[server(input = GetUrl, output = Json)]
pub async fn find_user_by_id(id: UserId) -> Result<User, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.find_user(&actor, id).await?.user)
}
