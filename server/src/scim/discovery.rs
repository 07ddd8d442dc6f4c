//! What this service can do, and what its resources are made of (RFC 7644 §4).

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::scim::schema::{RESOURCE_TYPES, SCHEMAS};
use serde_json::{Value, json};
use service::Error;

use super::PATH;
use super::answer::{self, Problem};
use super::query::MAX_PAGE_SIZE;
use crate::state::AppState;

fn base(state: &AppState) -> String {
    format!("{}{PATH}", state.public_address)
}

pub(super) async fn config(State(state): State<AppState>) -> Response {
    let shown = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": MAX_PAGE_SIZE },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": true },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "API token",
            "description": "A token made under Tenant administration, API tokens.",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{}/ServiceProviderConfig", base(&state)),
        },
    });
    answer::body(StatusCode::OK, &shown)
}

pub(super) async fn resource_types(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Response {
    let base = base(&state);
    let types = RESOURCE_TYPES.map(|kind| kind.to_json(&base));
    all(&types, query.as_deref())
}

pub(super) async fn resource_type(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let kind = RESOURCE_TYPES
        .into_iter()
        .find(|kind| kind.name == id)
        .ok_or(Error::NotFound("resource type"))?;
    Ok(answer::body(StatusCode::OK, &kind.to_json(&base(&state))))
}

pub(super) async fn schemas(State(state): State<AppState>, RawQuery(query): RawQuery) -> Response {
    let base = base(&state);
    let schemas = SCHEMAS.map(|schema| schema.to_json(&base));
    all(&schemas, query.as_deref())
}

pub(super) async fn schema(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let schema = SCHEMAS
        .into_iter()
        .find(|schema| schema.urn.eq_ignore_ascii_case(&id))
        .ok_or(Error::NotFound("schema"))?;
    Ok(answer::body(StatusCode::OK, &schema.to_json(&base(&state))))
}

/// All of them on one page, whatever page is asked for; a filter is refused, so that nobody reads more into the answer than
/// was asked (RFC 7644 §4).
fn all(shown: &[Value], query: Option<&str>) -> Response {
    let filters = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .any(|(key, _)| key.eq_ignore_ascii_case("filter"));
    if filters {
        return answer::problem(StatusCode::FORBIDDEN, None, "No filter is answered here.");
    }
    let total = i64::try_from(shown.len()).unwrap_or(i64::MAX);
    answer::list(total, 1, shown)
}
