//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
use domain::actor::Permission;
use domain::api_token::ApiToken;
use domain::id::ApiTokenId;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// Every token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// The newest first.
    pub tokens: Vec<ApiToken>,
    /// Where directories send users and groups to.
    pub scim_address: String,
    /// Whether the reader may make and revoke tokens.
    pub may_change: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// What the form for a new token has to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTokenForm {
    /// What the token can be given: what its maker holds.
    pub permissions: Vec<Permission>,
    /// Where directories send users and groups to.
    pub scim_address: String,
    /// Name and secret of the token that this very request has made.
    pub made: Option<(String, String)>,
}

/// Every token there is or was.
#[server(input = GetUrl, output = Json)]
pub async fn list_tokens() -> Result<Tokens, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(Tokens {
        tokens: muster.list_api_tokens(&actor).await?,
        scim_address: format!("{}/scim/v2", muster.public_address()),
        may_change: actor.may(Permission::ChangeOrganization),
        now: muster.clock().now(),
    })
}

/// What a new token can be, or the one that was made just now.
#[server(input = GetUrl, output = Json)]
pub async fn load_new_token() -> Result<NewTokenForm, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(NewTokenForm {
        scim_address: format!("{}/scim/v2", muster.public_address()),
        permissions: muster.list_offered_permissions(&actor).await?,
        made: use_context::<crate::FreshSecret>().map(|fresh| (fresh.name, fresh.secret)),
    })
}

/// Ends a token.
#[server(output = Json)]
pub async fn revoke_token(id: ApiTokenId) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.revoke_api_token(&actor, id).await?)
}
