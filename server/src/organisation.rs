//! `POST /tenant/organisation`: the organisation's name, and what end users see of it. A plain form, which needs no scripts.

use axum::Form;
use axum::extract::State;
use axum::response::Response;
use domain::branding::BrandingForm;

use crate::forms::{SignedIn, back, to};
use crate::state::AppState;

const PAGE: &str = "/tenant/organisation";

/// Keeps it.
pub async fn save(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let saved = match BrandingForm::from_pairs(form.iter().map(|(key, value)| (key, value))) {
        Ok(read) => state.muster.save_branding(&actor, &read).await,
        Err(invalid) => Err(invalid.into()),
    };
    match saved {
        Ok(()) => to(PAGE),
        Err(error) => back(error, PAGE, &form),
    }
}
