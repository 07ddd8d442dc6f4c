//! `/Groups`. Members are read only where the answer shows them.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::actor::Actor;
use domain::directory::MemberKind;
use domain::id::GroupId;
use domain::scim::projection::Projection;
use domain::scim::schema::{GROUP, GROUPS};
use serde_json::{Value, json};
use service::Error;
use service::scim::ScimGroup;

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
    let page = state
        .muster
        .list_scim_groups(actor, &query, shows_members(&projection))
        .await?;
    let shown: Vec<Value> = page
        .items
        .into_iter()
        .map(|group| show(state, &projection, group))
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
    let projection = Asked::of_address(query.as_deref()).projection();
    let group = state
        .muster
        .find_scim_group(&actor, read_id(&id)?, shows_members(&projection))
        .await?;
    if is_known(&headers, group.version) {
        return Ok(answer::not_modified(group.version));
    }
    Ok(one(&state, StatusCode::OK, &projection, group))
}

pub(super) async fn create(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Answer {
    let projection = Asked::of_address(query.as_deref()).projection();
    let group = state
        .muster
        .create_scim_group(&actor, &read_body(&body)?, shows_members(&projection))
        .await?;
    Ok(one(&state, StatusCode::CREATED, &projection, group))
}

pub(super) async fn replace(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let projection = Asked::of_address(query.as_deref()).projection();
    let expected = if_match(&headers);
    let group = state
        .muster
        .replace_scim_group(
            &actor,
            read_id(&id)?,
            &read_body(&body)?,
            expected.as_deref(),
            shows_members(&projection),
        )
        .await?;
    Ok(one(&state, StatusCode::OK, &projection, group))
}

/// Answers with nothing unless attributes are asked for (RFC 7644 §3.5.2): a client that adds one member does not want to
/// read all others.
pub(super) async fn patch(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let asked = Asked::of_address(query.as_deref());
    let projection = asked.projection();
    let is_shown = asked.wants_attributes();
    let expected = if_match(&headers);
    let group = state
        .muster
        .patch_scim_group(
            &actor,
            read_id(&id)?,
            &read_body(&body)?,
            expected.as_deref(),
            is_shown && shows_members(&projection),
        )
        .await?;
    if is_shown {
        return Ok(one(&state, StatusCode::OK, &projection, group));
    }
    Ok(answer::nothing(Some(group.version)))
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
        .delete_scim_group(&actor, read_id(&id)?, expected.as_deref())
        .await?;
    Ok(answer::nothing(None))
}

/// What is no id of this server is nobody's.
fn read_id(text: &str) -> Result<GroupId, Error> {
    text.parse().map_err(|_| Error::NotFound("group"))
}

fn shows_members(projection: &Projection) -> bool {
    projection.shows(&GROUPS, "members")
}

fn one(
    state: &AppState,
    status: StatusCode,
    projection: &Projection,
    group: ScimGroup,
) -> Response {
    let version = group.version;
    let location = format!("{}{PATH}/Groups/{}", state.public_address, group.id);
    answer::resource(status, &show(state, projection, group), version, &location)
}

fn show(state: &AppState, projection: &Projection, group: ScimGroup) -> Value {
    let base = format!("{}{PATH}", state.public_address);
    let mut meta = json!({
        "resourceType": "Group",
        "lastModified": group.changed_at,
        "location": format!("{base}/Groups/{}", group.id),
        "version": answer::etag(group.version),
    });
    if let (Some(created_at), Some(meta)) = (group.created_at, meta.as_object_mut()) {
        meta.insert("created".to_owned(), json!(created_at));
    }
    let mut shown = json!({
        "schemas": [GROUP],
        "id": group.id,
        "displayName": group.name,
        "meta": meta,
    });
    let Value::Object(attributes) = &mut shown else {
        return shown;
    };
    if let Some(id) = group.external_id {
        attributes.insert("externalId".to_owned(), json!(id));
    }
    if let Some(members) = group.members.filter(|members| !members.is_empty()) {
        let members: Vec<Value> = members
            .into_iter()
            .map(|(id, kind)| {
                let (word, folder) = match kind {
                    MemberKind::Group => ("Group", "Groups"),
                    MemberKind::User | MemberKind::Device => ("User", "Users"),
                };
                json!({ "value": id, "$ref": format!("{base}/{folder}/{id}"), "type": word })
            })
            .collect();
        attributes.insert("members".to_owned(), Value::Array(members));
    }
    Value::Object(projection.apply(&GROUPS, std::mem::take(attributes)))
}
