//! `/scim/v2`: how a directory keeps users and groups current (RFC 7643, RFC 7644). Every request carries a token.

mod answer;
mod discovery;
mod groups;
mod query;
mod users;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};

use crate::address::ClientAddress;
use crate::auth::token;
use crate::state::AppState;
use answer::{Problem, not_found, not_here, not_supported, problem};

/// Where the service is.
pub const PATH: &str = "/scim/v2";

/// The largest body, in bytes: a group of 100,000 members.
const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// The routes below [`PATH`].
pub fn router(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/Users", get(users::list).post(users::create))
        .route("/Users/.search", post(users::search))
        .route(
            "/Users/{id}",
            get(users::find)
                .put(users::replace)
                .patch(users::patch)
                .delete(users::delete),
        )
        .route("/Groups", get(groups::list).post(groups::create))
        .route("/Groups/.search", post(groups::search))
        .route(
            "/Groups/{id}",
            get(groups::find)
                .put(groups::replace)
                .patch(groups::patch)
                .delete(groups::delete),
        )
        .route("/ServiceProviderConfig", get(discovery::config))
        .route("/ResourceTypes", get(discovery::resource_types))
        .route("/ResourceTypes/{id}", get(discovery::resource_type))
        .route("/Schemas", get(discovery::schemas))
        .route("/Schemas/{id}", get(discovery::schema))
        .route("/.search", any(not_supported))
        .route("/Bulk", any(not_supported))
        .route("/Me", any(not_supported))
        // Not a fallback: the portal has a page for every address that is none, and would answer instead.
        .route("/", any(not_found))
        .route("/{*rest}", any(not_found))
        .method_not_allowed_fallback(not_here)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(from_fn_with_state(state.clone(), identify))
}

/// A body that is too large is refused before any of our code sees it.
fn in_our_form(response: Response) -> Response {
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return response;
    }
    let detail = format!(
        "A body has at most {MAX_BODY_BYTES} bytes. Send the members of a group in several requests."
    );
    problem(StatusCode::PAYLOAD_TOO_LARGE, None, &detail)
}

/// Finds out who holds the token, before anything else is looked at.
async fn identify(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    mut request: Request,
    next: Next,
) -> Response {
    let mut response = match token::actor(&state.muster, request.headers(), &address).await {
        Ok(actor) => {
            request.extensions_mut().insert(actor);
            in_our_form(next.run(request).await)
        }
        Err(error) => Problem(error).into_response(),
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
