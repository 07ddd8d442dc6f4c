//! `/Users`.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::actor::Actor;
use domain::id::UserId;
use domain::scim::projection::Projection;
use domain::scim::schema::{ENTERPRISE, USER, USERS};
use serde_json::{Value, json};
use service::Error;
use service::scim::ScimUser;

use super::PATH;
use super::answer::{self, Problem};
use super::query::{Asked, if_match, is_known, read_body};
use crate::state::AppState;

type Answer = Result<Response, Problem>;

pub(super) async fn list(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    RawQuery(query): RawQuery,
) -> Answer {
    answer_list(&state, &actor, &Asked::of_address(query.as_deref())).await
}

pub(super) async fn search(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer {
    answer_list(&state, &actor, &Asked::of_search(&read_body(&body)?)).await
}

async fn answer_list(state: &AppState, actor: &Actor, asked: &Asked) -> Answer {
    let (query, projection) = (asked.query()?, asked.projection());
    let page = state.muster.list_scim_users(actor, &query).await?;
    let shown: Vec<Value> = page
        .items
        .into_iter()
        .map(|user| show(state, &projection, user))
        .collect();
    Ok(answer::list(page.total, query.skip + 1, &shown))
}

pub(super) async fn find(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let user = state.muster.find_scim_user(&actor, read_id(&id)?).await?;
    if is_known(&headers, user.version) {
        return Ok(answer::not_modified(user.version));
    }
    Ok(one(&state, StatusCode::OK, query.as_deref(), user))
}

pub(super) async fn create(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Answer {
    let user = state
        .muster
        .create_scim_user(&actor, &read_body(&body)?)
        .await?;
    Ok(one(&state, StatusCode::CREATED, query.as_deref(), user))
}

pub(super) async fn replace(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let expected = if_match(&headers);
    let user = state
        .muster
        .replace_scim_user(
            &actor,
            read_id(&id)?,
            &read_body(&body)?,
            expected.as_deref(),
        )
        .await?;
    Ok(one(&state, StatusCode::OK, query.as_deref(), user))
}

pub(super) async fn patch(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let expected = if_match(&headers);
    let user = state
        .muster
        .patch_scim_user(
            &actor,
            read_id(&id)?,
            &read_body(&body)?,
            expected.as_deref(),
        )
        .await?;
    Ok(one(&state, StatusCode::OK, query.as_deref(), user))
}

pub(super) async fn delete(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let expected = if_match(&headers);
    state
        .muster
        .delete_scim_user(&actor, read_id(&id)?, expected.as_deref())
        .await?;
    Ok(answer::nothing(None))
}

/// What is no id of this server is nobody's.
fn read_id(text: &str) -> Result<UserId, Error> {
    text.parse().map_err(|_| Error::NotFound("user"))
}

fn one(state: &AppState, status: StatusCode, query: Option<&str>, user: ScimUser) -> Response {
    let projection = Asked::of_address(query).projection();
    let version = user.version;
    let location = location(state, user.id);
    answer::resource(status, &show(state, &projection, user), version, &location)
}

fn location(state: &AppState, id: UserId) -> String {
    format!("{}{PATH}/Users/{id}", state.public_address)
}

fn show(state: &AppState, projection: &Projection, user: ScimUser) -> Value {
    let mut schemas = vec![USER];
    if user.attributes.contains_key(ENTERPRISE) {
        schemas.push(ENTERPRISE);
    }
    let mut meta = json!({
        "resourceType": "User",
        "lastModified": user.changed_at,
        "location": location(state, user.id),
        "version": answer::etag(user.version),
    });
    if let (Some(created_at), Some(meta)) = (user.created_at, meta.as_object_mut()) {
        meta.insert("created".to_owned(), json!(created_at));
    }
    let mut shown = user.attributes;
    shown.insert("schemas".to_owned(), json!(schemas));
    shown.insert("id".to_owned(), json!(user.id));
    shown.insert("meta".to_owned(), meta);
    Value::Object(projection.apply(&USERS, shown))
}
