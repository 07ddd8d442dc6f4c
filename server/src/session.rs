//! The cookie session: who the visitor is, and what protects the cookie.

use app::{Address, Visitor};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::SignInId;
use service::sign_ins::LONGEST_HOURS;
use service::{Error, SessionStore};
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, Session, SessionManagerLayer};

use crate::address::ClientAddress;
use crate::state::AppState;

/// Which sign-in the browser holds.
const SIGN_IN: &str = "sign_in";
/// Where a browser that has signed out goes to sign out at its provider; all that is in its session then.
const LEAVE: &str = "leave";

/// The layer that loads and saves sessions. Over TLS the cookie cannot leave TLS or be set by a neighbouring host.
pub fn layer(store: SessionStore, secure: bool) -> SessionManagerLayer<SessionStore> {
    SessionManagerLayer::new(store)
        .with_name(if secure { "__Host-muster" } else { "muster" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::hours(LONGEST_HOURS)))
}

/// Puts a sign-in into the session, under a new session id: one that was known before cannot be used.
pub async fn begin(
    session: &Session,
    sign_in: SignInId,
) -> Result<(), tower_sessions::session::Error> {
    session.cycle_id().await?;
    session.insert(SIGN_IN, sign_in).await
}

/// Keeps where to sign out at the provider, in a session that is for nothing else.
pub async fn leave_to(
    session: &Session,
    address: &str,
) -> Result<(), tower_sessions::session::Error> {
    session.set_expiry(Some(Expiry::OnInactivity(time::Duration::minutes(10))));
    session.insert(LEAVE, address).await
}

/// What [`leave_to`] kept, once.
pub async fn take_leave(session: &Session) -> Option<String> {
    let address = session.remove(LEAVE).await.ok().flatten();
    // Nothing is left in it; one that stays runs out by itself.
    drop(session.flush().await);
    address
}

/// The pages and doors that a stranger may open.
fn is_open(path: &str) -> bool {
    matches!(
        path,
        "/sign-in"
            | "/sign-in/passkey"
            | "/sign-in/passkey-challenge"
            | "/signed-out"
            | "/sign-out/provider"
            | "/set-up"
            | "/invitation"
            | "/healthz"
            | "/readyz"
            | "/favicon.svg"
            | "/appearance"
    ) || path.starts_with("/assets/")
        || path.starts_with("/sign-in/with/")
}

/// Finds out who the visitor is, tells the handlers, and sends strangers to sign in.
pub async fn identify(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let visitor = match visitor(&state, &session, &address).await {
        Ok(visitor) => visitor,
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the session could not be read"
            );
            return (
                StatusCode::SERVICE_UNAVAILABLE,
                "The database does not answer. Nothing was changed. Try again in a moment.\n",
            )
                .into_response();
        }
    };
    let is_stranger = matches!(visitor, Visitor::Stranger);
    let is_kept_out =
        matches!(&visitor, Visitor::SignedIn(actor, _) if actor.permissions().is_empty());
    request.extensions_mut().insert(visitor);
    request.extensions_mut().insert(Address(address));
    if is_stranger && !is_open(request.uri().path()) {
        return turn_away(&request);
    }
    if is_kept_out && shows_page(&request) {
        return Redirect::to("/no-access").into_response();
    }
    let mut response = next.run(request).await;
    // What was shown to somebody signed in must not come back from a cache after signing out.
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(header::HeaderValue::from_static("no-store"));
    response
}

async fn visitor(state: &AppState, session: &Session, address: &str) -> Result<Visitor, Error> {
    let held: Option<SignInId> = session.get(SIGN_IN).await.map_err(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a session could not be loaded"
        );
        Error::Internal("a session could not be loaded")
    })?;
    let Some(sign_in) = held else {
        return Ok(Visitor::Stranger);
    };
    match state.muster.resume_sign_in(sign_in, address).await {
        Ok(actor) => Ok(Visitor::SignedIn(actor, sign_in)),
        Err(Error::SignedOut) => Ok(Visitor::Stranger),
        Err(error) => Err(error),
    }
}

/// Whether a page of the portal is asked for that has nothing for somebody who may do nothing.
fn shows_page(request: &Request) -> bool {
    let path = request.uri().path();
    request.method() == Method::GET
        && !is_open(path)
        && !path.starts_with("/api/")
        && !matches!(path, "/no-access" | "/account")
}

fn turn_away(request: &Request) -> Response {
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !wants_page {
        return (
            StatusCode::UNAUTHORIZED,
            axum::Json(app::AppError::SignedOut),
        )
            .into_response();
    }
    let next = match (request.method(), request.uri().path_and_query()) {
        (&Method::GET, Some(path)) if path.as_str() != "/" => path.as_str(),
        _ => return Redirect::to("/sign-in").into_response(),
    };
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Redirect::to(&format!("/sign-in?next={next}")).into_response()
}
