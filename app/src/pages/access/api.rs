//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
use domain::id::SignInId;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// What the sign-in page has to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// The organisation's name, once there is one.
    pub organisation: Option<String>,
    /// Whether there is an administrator who could sign in.
    pub is_set_up: bool,
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browser {
    /// Names the sign-in.
    pub id: SignInId,
    /// Whether it is the browser that asks.
    pub is_here: bool,
    /// The network address it came from.
    pub address: String,
    /// What it calls itself.
    pub browser: String,
    /// When the password was given.
    pub signed_in_at: DateTime<Utc>,
    /// When it last asked for something.
    pub last_seen_at: DateTime<Utc>,
}

/// The signed-in account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name it signs in with.
    pub name: String,
    /// Where it is signed in, newest first.
    pub browsers: Vec<Browser>,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// Open to everybody: what stands on the door.
#[server(input = GetUrl, output = Json)]
pub async fn load_threshold() -> Result<Threshold, AppError> {
    let muster = crate::context::muster()?;
    Ok(Threshold {
        organisation: muster.organisation_name().await?,
        is_set_up: muster.is_set_up().await?,
    })
}

/// Open to everybody who holds the link: whether it still works.
#[server(output = Json)]
pub async fn check_set_up_link(token: String) -> Result<bool, AppError> {
    Ok(crate::context::muster()?.set_up_token_holds(&token).await?)
}

/// The account of whoever asks.
#[server(input = GetUrl, output = Json)]
pub async fn load_account() -> Result<Account, AppError> {
    let (muster, actor, here) = crate::context::signed_in_here()?;
    let open = muster.list_sign_ins(&actor).await?;
    let browsers = open
        .into_iter()
        .map(|s| Browser {
            id: s.id,
            is_here: s.id == here,
            address: s.address,
            browser: s.browser,
            signed_in_at: s.signed_in_at,
            last_seen_at: s.last_seen_at,
        })
        .collect();
    Ok(Account {
        name: actor.name,
        browsers,
        now: muster.clock().now(),
    })
}

/// Signs another browser of the same account out.
#[server(output = Json)]
pub async fn end_sign_in(id: SignInId) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.end_sign_in(&actor, id).await?)
}
