//! `POST /sign-in` and `POST /sign-out`.

use app::{SignInProblem, Visitor};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;
use service::Error;
use service::sign_ins::Origin;
use tower_sessions::Session;

use crate::address::ClientAddress;
use crate::session;
use crate::state::AppState;

/// The sign-in form.
#[derive(Deserialize)]
pub struct SignInForm {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Signs in and goes where the visitor wanted to go; back to the form, with a reason, when it fails.
pub async fn sign_in(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    session: Session,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Response {
    let browser = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let origin = Origin { address, browser };
    let next = super::safe_return(&form.next);
    let problem = match state
        .muster
        .sign_in(&form.name, &form.password, &origin)
        .await
    {
        Ok(sign_in) => match session::begin(&session, sign_in).await {
            Ok(()) => return Redirect::to(next).into_response(),
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the session could not be saved"
                );
                SignInProblem::Server
            }
        },
        Err(Error::TooManyTries(seconds)) => SignInProblem::Wait(seconds),
        Err(Error::Invalid(_)) => SignInProblem::Wrong,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "sign-in failed");
            SignInProblem::Server
        }
    };
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Redirect::to(&format!("/sign-in?problem={problem}&next={next}")).into_response()
}

/// Ends this browser's sign-in on the server, then forgets the cookie.
pub async fn sign_out(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    session: Session,
) -> Response {
    if let Visitor::SignedIn(actor, sign_in) = visitor
        && let Err(error) = state.muster.end_sign_in(&actor, sign_in).await
    {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "signing out failed"
        );
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "You are still signed in: the database does not answer. Try again in a moment.\n",
        )
            .into_response();
    }
    if let Err(error) = session.flush().await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "an ended session could not be deleted"
        );
    }
    Redirect::to("/sign-in").into_response()
}
