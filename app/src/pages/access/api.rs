//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
use domain::account::PasskeyInfo;
use domain::id::{PasskeyId, SignInId};
use domain::provider::ProviderChoice;
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
    /// Where people may sign in instead of here.
    pub providers: Vec<ProviderChoice>,
    /// Whether browsers take passkeys here.
    pub takes_passkeys: bool,
}

/// A question for the browser's authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Goes back with the answer.
    pub token: String,
    /// The options of `navigator.credentials`, as JSON.
    pub options: String,
}

#[cfg(feature = "ssr")]
impl From<service::passkeys::Challenge> for Challenge {
    fn from(challenge: service::passkeys::Challenge) -> Self {
        Self {
            token: challenge.token,
            options: challenge.options.to_string(),
        }
    }
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
    /// The provider it came from; `None` for a local account.
    pub provider: Option<String>,
    /// When it began.
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
    /// Its passkeys, the oldest first.
    pub passkeys: Vec<PasskeyInfo>,
    /// Whether browsers take passkeys here.
    pub takes_passkeys: bool,
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
        providers: muster.list_provider_choices().await?,
        takes_passkeys: muster.takes_passkeys(),
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
            provider: s.provider,
            address: s.address,
            browser: s.browser,
            signed_in_at: s.signed_in_at,
            last_seen_at: s.last_seen_at,
        })
        .collect();
    let passkeys = muster.list_passkeys(&actor).await?;
    Ok(Account {
        name: actor.name,
        browsers,
        passkeys,
        takes_passkeys: muster.takes_passkeys(),
        now: muster.clock().now(),
    })
}

/// Signs another browser of the same account out.
#[server(output = Json)]
pub async fn end_sign_in(id: SignInId) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.end_sign_in(&actor, id).await?)
}

/// Begins a sign-in with a passkey. Open to everybody.
#[server(prefix = "/sign-in", endpoint = "passkey-challenge", output = Json)]
pub async fn begin_passkey_sign_in() -> Result<Challenge, AppError> {
    let muster = crate::context::muster()?;
    let address = crate::context::address();
    Ok(muster.begin_passkey_sign_in(&address).await?.into())
}

/// Begins to add a passkey to the account of whoever asks.
#[server(output = Json)]
pub async fn begin_passkey() -> Result<Challenge, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.begin_passkey(&actor).await?.into())
}

/// Adds the passkey that the authenticator made.
#[server(output = Json)]
pub async fn add_passkey(token: String, answer: String, name: String) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    muster.add_passkey(&actor, &token, &answer, &name).await?;
    Ok(())
}

/// Names a passkey anew.
#[server(output = Json)]
pub async fn rename_passkey(id: PasskeyId, name: String) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.rename_passkey(&actor, id, &name).await?)
}

/// Removes a passkey.
#[server(output = Json)]
pub async fn delete_passkey(id: PasskeyId) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.delete_passkey(&actor, id).await?)
}
