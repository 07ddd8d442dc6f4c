//! `POST /set-up`: the first administrator.

use axum::Form;
use axum::extract::State;
use axum::response::Redirect;
use domain::admission::UnlicensedAdmins;
use serde::Deserialize;
use service::Error;
use service::accounts::NewAdministrator;

use crate::address::ClientAddress;
use crate::state::AppState;

/// The set-up form.
#[derive(Deserialize)]
pub struct SetUpForm {
    token: String,
    organisation: String,
    name: String,
    password: String,
    /// A word of [`UnlicensedAdmins`]; on by default where the form says nothing.
    #[serde(default)]
    unlicensed_admins: String,
}

/// Makes the first administrator and leads to the sign-in page; back to the form, with the field at fault, when
/// it fails. The password is never part of an address.
pub async fn create(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Form(form): Form<SetUpForm>,
) -> Redirect {
    let unlicensed_admins = form
        .unlicensed_admins
        .parse()
        .unwrap_or(UnlicensedAdmins::DefaultOn);
    let new = NewAdministrator {
        token: form.token.clone(),
        organisation: form.organisation.clone(),
        name: form.name.clone(),
        password: form.password,
        unlicensed_admins,
    };
    let (field, problem) = match state.muster.create_first_administrator(new, &address).await {
        Ok(()) => return Redirect::to("/sign-in?welcome=1"),
        Err(Error::Invalid(invalid)) => (invalid.field, invalid.problem),
        Err(Error::NotFound(_) | Error::Conflict(_)) => return Redirect::to("/set-up"),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "set-up failed");
            (
                String::new(),
                "something went wrong on the server; nothing was changed, try again".to_owned(),
            )
        }
    };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("token", &form.token)
        .append_pair("organisation", &form.organisation)
        .append_pair("name", &form.name)
        .append_pair("unlicensed_admins", unlicensed_admins.as_str())
        .append_pair("field", &field)
        .append_pair("problem", &problem)
        .finish();
    Redirect::to(&format!("/set-up?{query}"))
}
