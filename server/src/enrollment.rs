//! `POST /enrollment/automatic`: the settings form as browsers without scripts send it.

use app::Visitor;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::actor::Actor;
use domain::enrollment::form::version_from_pairs;
use domain::enrollment::settings_from_pairs;
use service::{Error, Muster, Result};

use crate::state::AppState;

/// Saves and leads back to the page. What is refused comes back with all edits in the address, where the page says why.
pub async fn save(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in").into_response();
    };
    match save_form(&state.muster, &actor, &form).await {
        Ok(()) => Redirect::to("/enrollment/automatic").into_response(),
        Err(Error::Forbidden(_)) => (
            StatusCode::FORBIDDEN,
            "Your account may not change these settings. Nothing was changed.\n",
        )
            .into_response(),
        Err(Error::Invalid(_) | Error::Conflict(_) | Error::Overtaken(_)) => {
            let edits = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&form)
                .finish();
            Redirect::to(&format!("/enrollment/automatic?{edits}")).into_response()
        }
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the enrollment settings could not be saved"
            );
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on the server. Nothing was changed. Go back and try again.\n",
            )
                .into_response()
        }
    }
}

async fn save_form(muster: &Muster, actor: &Actor, form: &[(String, String)]) -> Result<()> {
    let saved = muster.load_enrollment_settings(actor).await?;
    let pairs = || form.iter().map(|(key, value)| (key, value));
    let version = version_from_pairs(pairs())?.unwrap_or(saved.version);
    let settings = settings_from_pairs(&saved.settings, pairs()).map_err(|refused| {
        refused
            .into_iter()
            .next()
            .unwrap_or_else(|| domain::Invalid::new("settings", "load the page again"))
    })?;
    muster
        .save_enrollment_settings(actor, settings, version)
        .await?;
    Ok(())
}
