//! What the pages of this area ask the server. Edited settings travel as the query of an address.

use chrono::{DateTime, Utc};
use domain::check_up::CheckUp;
use domain::directory::{GroupChoice, User, UserQuery};
use domain::effect::{Effect, EffectList};
use domain::page::Page;
use domain::saved_settings::{SavedSettings, SettingsHistory};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// What an address of the Automatic enrollment page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownSettings {
    /// The query of the address: the edits.
    pub search: String,
    /// What holds.
    pub saved: SavedSettings,
    /// Where this server is reached: its default addresses lie under it.
    pub public_address: String,
    /// What saving the edits would change.
    pub effect: Effect,
    /// Groups looked for without scripts, for each scope that was asked about: MDM, then MAM.
    pub found: [Option<Vec<GroupChoice>>; 2],
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// A part of the history, as of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownHistory {
    /// The saves.
    pub history: SettingsHistory,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// The users behind one number of an effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectUsers {
    /// Which number.
    pub list: EffectList,
    /// What was asked for.
    pub query: UserQuery,
    /// The edited settings with the version they were made from, as the query of an address; empty where nothing is edited.
    pub edited: String,
    /// The users.
    pub page: Page<User>,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// The settings that hold, edited as the query `search` says, and what saving them would change.
#[server(input = GetUrl, output = Json)]
pub async fn load_automatic_enrollment(search: String) -> Result<ShownSettings, AppError> {
    use domain::enrollment::form::SettingsForm;

    use crate::pages::shared::address::{read_pairs, read_value};

    let (muster, actor) = crate::context::signed_in()?;
    let saved = muster.load_enrollment_settings(&actor).await?;
    // What could not be read is said by the page, which reads the same pairs.
    let (form, _) = SettingsForm::read(
        &saved.settings,
        muster.public_address(),
        read_pairs(&search),
    );
    let effect = muster
        .preview_enrollment_effect(&actor, &form.with_addresses_of(&saved.settings))
        .await?;
    let mut found = [None, None];
    for (found, field) in found.iter_mut().zip(["mdm_find", "mam_find"]) {
        let text = read_value(&search, field);
        if !text.is_empty() {
            *found = Some(muster.pick_groups(&actor, &text).await?);
        }
    }
    Ok(ShownSettings {
        search,
        saved,
        public_address: muster.public_address().to_owned(),
        effect,
        found,
        now: muster.clock().now(),
    })
}

/// What saving the edited settings would change.
#[server(input = GetUrl, output = Json)]
pub async fn preview_enrollment_effect(edited: String) -> Result<Effect, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let saved = muster.load_enrollment_settings(&actor).await?;
    let settings = read_settings(&saved, &edited)?;
    Ok(muster.preview_enrollment_effect(&actor, &settings).await?)
}

/// Groups to choose from whose name holds `search`.
#[server(input = GetUrl, output = Json)]
pub async fn pick_groups(search: String) -> Result<Vec<GroupChoice>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.pick_groups(&actor, &search).await?)
}

/// Saves the edited settings, which were made from that version.
#[server(output = Json)]
pub async fn save_enrollment_settings(
    edited: String,
    version: i64,
) -> Result<SavedSettings, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let saved = muster.load_enrollment_settings(&actor).await?;
    let settings = read_settings(&saved, &edited)?;
    Ok(muster
        .save_enrollment_settings(&actor, settings, version)
        .await?)
}

/// Who saved when and what that changed.
#[server(input = GetUrl, output = Json)]
pub async fn list_enrollment_history(at: String) -> Result<ShownHistory, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let at = if at.is_empty() {
        None
    } else {
        Some(at.parse().map_err(service::Error::Invalid)?)
    };
    let history = muster.list_enrollment_history(&actor, at.as_ref()).await?;
    Ok(ShownHistory {
        history,
        now: muster.clock().now(),
    })
}

/// The users behind the number that the query names, under the settings that it carries.
#[server(input = GetUrl, output = Json)]
pub async fn list_effect_users(search: String) -> Result<EffectUsers, AppError> {
    use domain::enrollment::settings_to_query;

    use crate::pages::shared::address::{read_pairs, read_value};

    let (muster, actor) = crate::context::signed_in()?;
    let list = read_value(&search, "list")
        .parse()
        .map_err(service::Error::Invalid)?;
    let pairs = read_pairs(&search)
        .into_iter()
        .filter(|(key, _)| ["q", "sort", "at", "size"].contains(&key.as_str()));
    let query = UserQuery::from_pairs(pairs).map_err(service::Error::Invalid)?;
    let saved = muster.load_enrollment_settings(&actor).await?;
    let settings = read_settings(&saved, &search)?;
    let edited = match read_value(&search, "version") {
        version if version.is_empty() => String::new(),
        version => format!("{}&version={version}", settings_to_query(&settings)),
    };
    let page = muster
        .list_effect_users(&actor, &settings, list, &query)
        .await?;
    Ok(EffectUsers {
        list,
        query,
        edited,
        page,
        now: muster.clock().now(),
    })
}

#[cfg(feature = "ssr")]
fn read_settings(
    saved: &SavedSettings,
    edited: &str,
) -> Result<domain::enrollment::EnrollmentSettings, AppError> {
    let pairs = crate::pages::shared::address::read_pairs(edited);
    domain::enrollment::settings_from_pairs(&saved.settings, pairs).map_err(|refused| {
        let first = refused
            .into_iter()
            .next()
            .unwrap_or_else(|| domain::Invalid::new("edited", "load the page again"));
        service::Error::Invalid(first).into()
    })
}

/// What is missing for automatic enrollment to work for everybody.
#[server(output = Json)]
pub async fn load_check_up() -> Result<CheckUp, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.load_check_up(&actor).await?)
}
