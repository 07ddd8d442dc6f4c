//! Answers as SCIM writes them: resources, lists and errors.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::scim::{Kind, Refused};
use serde_json::{Value, json};
use service::Error;

const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/scim+json");

/// A body with a status.
pub(super) fn body(status: StatusCode, body: &Value) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, CONTENT_TYPE)],
        body.to_string(),
    )
        .into_response()
}

/// A resource with its version, and with its address where it is new.
pub(super) fn resource(
    status: StatusCode,
    shown: &Value,
    version: i64,
    location: &str,
) -> Response {
    let mut response = body(status, shown);
    put(response.headers_mut(), header::ETAG, &etag(version));
    if status == StatusCode::CREATED {
        put(response.headers_mut(), header::LOCATION, location);
    }
    response
}

/// That something was done and there is nothing to say.
pub(super) fn nothing(version: Option<i64>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(version) = version {
        put(response.headers_mut(), header::ETAG, &etag(version));
    }
    response
}

/// That the client knows the newest version.
pub(super) fn not_modified(version: i64) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    put(response.headers_mut(), header::ETAG, &etag(version));
    response
}

fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// A version as headers and `meta.version` write it.
pub(super) fn etag(version: i64) -> String {
    format!("W/\"{version}\"")
}

/// A page of a list.
pub(super) fn list(total: i64, start: i64, resources: &[Value]) -> Response {
    let shown = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    });
    body(StatusCode::OK, &shown)
}

/// What did not happen, and why.
pub(super) struct Problem(pub(super) Error);

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self(refused.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, kind) = match &self.0 {
            Error::NotFound(_) => (StatusCode::NOT_FOUND, None),
            Error::SignedOut => (StatusCode::UNAUTHORIZED, None),
            Error::Forbidden(_) => (StatusCode::FORBIDDEN, None),
            Error::Invalid(_) => (StatusCode::BAD_REQUEST, Some(Kind::InvalidValue)),
            Error::Scim(refused) if refused.kind == Kind::Uniqueness => {
                (StatusCode::CONFLICT, Some(Kind::Uniqueness))
            }
            Error::Scim(refused) => (StatusCode::BAD_REQUEST, Some(refused.kind)),
            Error::Conflict(_) => (StatusCode::CONFLICT, None),
            Error::BeyondOwn(_) => (StatusCode::FORBIDDEN, None),
            Error::Overtaken(_) => (StatusCode::PRECONDITION_FAILED, None),
            Error::TooManyTries(_) => (StatusCode::TOO_MANY_REQUESTS, None),
            Error::Database(_) | Error::Migration(_) | Error::Io(_) | Error::Internal(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, None)
            }
        };
        let detail = match &self.0 {
            Error::SignedOut => {
                "Send a token that works: Authorization: Bearer muster_….".to_owned()
            }
            Error::Forbidden(permission) => {
                format!("This token may not {}.", permission.description())
            }
            Error::BeyondOwn(permission) => format!(
                "The group holds a role that allows to {}, which this token may not.",
                permission.description()
            ),
            error if status.is_server_error() => {
                tracing::error!(
                    error = error as &dyn std::error::Error,
                    "a SCIM request failed"
                );
                "Something went wrong on the server. Nothing was changed.".to_owned()
            }
            error => sentence(&error.to_string()),
        };
        let mut response = problem(status, kind, &detail);
        match self.0 {
            Error::SignedOut => put(
                response.headers_mut(),
                header::WWW_AUTHENTICATE,
                "Bearer realm=\"Muster\"",
            ),
            Error::TooManyTries(seconds) => put(
                response.headers_mut(),
                header::RETRY_AFTER,
                &seconds.to_string(),
            ),
            _ => {}
        }
        response
    }
}

/// With a capital at its beginning and a full stop at its end.
fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", letters.as_str())
}

/// An error in SCIM's form (RFC 7644 §3.12).
pub(super) fn problem(status: StatusCode, kind: Option<Kind>, detail: &str) -> Response {
    let mut shown = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.as_u16().to_string(),
        "detail": detail,
    });
    if let (Some(kind), Some(shown)) = (kind, shown.as_object_mut()) {
        shown.insert("scimType".to_owned(), json!(kind.as_str()));
    }
    body(status, &shown)
}

/// An address that is none.
pub(super) async fn not_found() -> Response {
    problem(
        StatusCode::NOT_FOUND,
        None,
        "There is nothing at this address. See /ResourceTypes.",
    )
}

/// An address that takes other methods.
pub(super) async fn not_here() -> Response {
    problem(
        StatusCode::METHOD_NOT_ALLOWED,
        None,
        "This address does not take this method.",
    )
}

/// What SCIM describes and this server does not do.
pub(super) async fn not_supported() -> Response {
    problem(
        StatusCode::NOT_IMPLEMENTED,
        None,
        "This server does not do this. See /ServiceProviderConfig for what it does.",
    )
}
