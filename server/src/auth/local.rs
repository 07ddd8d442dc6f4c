//! `POST /sign-in`, `POST /sign-out`, and the way from there to the provider.

use app::{SignInProblem, Visitor};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::id::SignInId;
use domain::provider::Refusal;
use serde::Deserialize;
use service::Error;
use service::sign_ins::Origin;
use tower_sessions::Session;

use super::oidc;
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

/// What a browser's authenticator answered.
#[derive(Deserialize)]
pub struct PasskeyForm {
    token: String,
    answer: String,
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
    let browser = super::browser_name(&headers);
    let origin = Origin { address, browser };
    let signed_in = state
        .muster
        .sign_in(&form.name, &form.password, &origin)
        .await;
    enter(&session, signed_in, &form.next, SignInProblem::Wrong).await
}

/// As [`sign_in`], with a passkey instead of a password.
pub async fn sign_in_with_passkey(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    session: Session,
    headers: HeaderMap,
    Form(form): Form<PasskeyForm>,
) -> Response {
    let browser = super::browser_name(&headers);
    let origin = Origin { address, browser };
    let signed_in = state
        .muster
        .finish_passkey_sign_in(&form.token, &form.answer, &origin)
        .await;
    enter(&session, signed_in, &form.next, SignInProblem::Passkey).await
}

async fn enter(
    session: &Session,
    signed_in: service::Result<SignInId>,
    next: &str,
    wrong: SignInProblem,
) -> Response {
    let next = super::safe_return(next);
    let problem = match signed_in {
        Ok(sign_in) => match session::begin(session, sign_in).await {
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
        Err(Error::Invalid(_)) => wrong,
        Err(Error::Conflict(_)) => SignInProblem::Provider(Refusal::Disabled),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "sign-in failed");
            SignInProblem::Server
        }
    };
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Redirect::to(&format!("/sign-in?problem={problem}&next={next}")).into_response()
}

/// Ends this browser's sign-in on the server and forgets the cookie; then signs out at the provider that the person
/// came from, too.
pub async fn sign_out(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    session: Session,
) -> Response {
    let mut elsewhere = None;
    if let Visitor::SignedIn(actor, sign_in) = visitor {
        elsewhere = oidc::sign_out_address(&state, sign_in).await;
        if let Err(error) = state.muster.end_sign_in(&actor, sign_in).await {
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
    }
    if let Err(error) = session.flush().await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "an ended session could not be deleted"
        );
    }
    let Some((key, address)) = elsewhere else {
        return Redirect::to("/sign-in?signed_out=1").into_response();
    };
    // A form may not lead to another site, so a page of ours comes in between.
    match session::leave_to(&session, &address).await {
        Ok(()) => Redirect::to(&format!("/signed-out?from={key}")).into_response(),
        Err(_) => Redirect::to("/sign-in?signed_out=1").into_response(),
    }
}

/// Sends a browser that has just signed out to its provider, once.
pub async fn leave(session: Session) -> Redirect {
    match session::take_leave(&session).await {
        Some(address) => Redirect::to(&address),
        None => Redirect::to("/sign-in"),
    }
}
