//! `POST /tenant/invitations/new` invites somebody and answers with the page that shows the link this once;
//! `POST /invitation` makes the account that a link invites to.

use app::{FreshSecret, Visitor};
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::Invalid;
use domain::invitation::NewInvitation;
use serde::Deserialize;
use service::Error;

use crate::address::ClientAddress;
use crate::forms::{back, sentence};
use crate::router::page_with_secret;
use crate::state::AppState;
use crate::tokens::MAX_BYTES;

const PAGE: &str = "/tenant/invitations/new";

/// Invites. What is refused leads back to the form, which says why.
pub async fn create(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in").into_response();
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let made = match read(&form) {
        Ok(new) => state.muster.create_invitation(&actor, new).await,
        Err(invalid) => Err(invalid.into()),
    };
    match made {
        Ok(issued) => {
            let fresh = FreshSecret {
                name: issued.invitation.name,
                secret: issued.link,
            };
            page_with_secret(&state, fresh, parts).await
        }
        Err(error) => back(error, PAGE, &form),
    }
}

fn read(form: &[(String, String)]) -> Result<NewInvitation, Invalid> {
    let mut new = NewInvitation::default();
    let mut has_role = false;
    for (key, value) in form {
        match key.as_str() {
            "name" => new.name.clone_from(value),
            "days" => {
                new.days = value
                    .parse()
                    .map_err(|_| Invalid::new("days", "choose for how long it works"))?;
            }
            "role" => {
                has_role = true;
                new.role_id = match value.as_str() {
                    "everything" => None,
                    id => Some(
                        id.parse()
                            .map_err(|_| Invalid::new("role", "choose a role from the list"))?,
                    ),
                };
            }
            _ => {}
        }
    }
    // No choice must not mean everything.
    if has_role {
        Ok(new)
    } else {
        Err(Invalid::new("role", "choose a role"))
    }
}

/// The form of the person who was invited.
#[derive(Deserialize)]
pub struct AcceptForm {
    token: String,
    password: String,
}

/// Makes the account and leads to the sign-in page; back to the form when the password is refused. The password is never
/// part of an address.
pub async fn accept(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Form(form): Form<AcceptForm>,
) -> Redirect {
    let done = state
        .muster
        .accept_invitation(&form.token, form.password, &address)
        .await;
    let problem = match done {
        Ok(()) => return Redirect::to("/sign-in?welcome=account"),
        Err(Error::Invalid(invalid)) => sentence(&invalid.problem),
        Err(Error::NotFound(_)) => String::new(),
        Err(Error::Conflict(problem)) => problem.to_owned(),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "an invitation could not be accepted"
            );
            "Something went wrong on the server. Nothing was changed. Try again.".to_owned()
        }
    };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("token", &form.token)
        .append_pair("problem", &problem)
        .finish();
    Redirect::to(&format!("/invitation?{query}"))
}
