//! The forms of *Roles* and *Unlicensed admins*, which need no scripts. What is refused leads back to the form with all that
//! was typed, and with the field at fault.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Invalid;
use domain::id::{AssignmentId, RoleId, TagId};
use domain::role::{AssignmentContent, RoleContent, TagContent};

use crate::forms::{SignedIn, back, to};
use crate::state::AppState;

type Pairs = Vec<(String, String)>;

/// Makes a custom role.
pub async fn create_role(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Form<Pairs>,
) -> Response {
    let content = RoleContent::from_pairs(pairs(&form));
    match state.muster.create_role(&actor, content).await {
        Ok(id) => to(&format!("/roles/{id}")),
        Err(error) => back(error, "/roles/new", &form),
    }
}

/// Changes a custom role.
pub async fn change_role(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Form(form): Form<Pairs>,
) -> Response {
    let id = match asked::<RoleId>(&id) {
        Ok(id) => id,
        Err(response) => return response,
    };
    let content = RoleContent::from_pairs(pairs(&form));
    match state.muster.change_role(&actor, id, content).await {
        Ok(()) => to(&format!("/roles/{id}")),
        Err(error) => back(error, &format!("/roles/{id}/edit"), &form),
    }
}

/// Removes a custom role.
pub async fn delete_role(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Response {
    let id = match asked::<RoleId>(&id) {
        Ok(id) => id,
        Err(response) => return response,
    };
    match state.muster.delete_role(&actor, id).await {
        Ok(()) => to("/roles"),
        Err(error) => back(error, &format!("/roles/{id}"), &[]),
    }
}

/// Gives a role to groups.
pub async fn assign_role(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Form(form): Form<Pairs>,
) -> Response {
    let id = match asked::<RoleId>(&id) {
        Ok(id) => id,
        Err(response) => return response,
    };
    let assigned = match AssignmentContent::from_pairs(pairs(&form)) {
        Ok(content) => state.muster.create_assignment(&actor, id, content).await,
        Err(invalid) => Err(invalid.into()),
    };
    match assigned {
        Ok(_) => to(&format!("/roles/{id}")),
        Err(error) => back(error, &format!("/roles/{id}/assign"), &form),
    }
}

/// Changes an assignment.
pub async fn change_assignment(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Form(form): Form<Pairs>,
) -> Response {
    let id = match asked::<AssignmentId>(&id) {
        Ok(id) => id,
        Err(response) => return response,
    };
    let changed = match AssignmentContent::from_pairs(pairs(&form)) {
        Ok(content) => state.muster.change_assignment(&actor, id, content).await,
        Err(invalid) => Err(invalid.into()),
    };
    let page = format!("/roles/assignments/{id}");
    match changed {
        Ok(()) => to(&page),
        Err(error) => back(error, &page, &form),
    }
}

/// Removes an assignment.
pub async fn remove_assignment(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Response {
    let id = match asked::<AssignmentId>(&id) {
        Ok(id) => id,
        Err(response) => return response,
    };
    match state.muster.delete_assignment(&actor, id).await {
        Ok(()) => to("/roles"),
        Err(error) => back(error, &format!("/roles/assignments/{id}"), &[]),
    }
}

/// Makes a scope tag.
pub async fn create_tag(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Form<Pairs>,
) -> Response {
    let saved = match TagContent::from_pairs(pairs(&form)) {
        Ok(content) => state.muster.save_tag(&actor, None, content).await,
        Err(invalid) => Err(invalid.into()),
    };
    match saved {
        Ok(_) => to("/roles/tags"),
        Err(error) => back(error, "/roles/tags/new", &form),
    }
}

/// Changes a scope tag.
pub async fn change_tag(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Form(form): Form<Pairs>,
) -> Response {
    let id = match asked::<TagId>(&id) {
        Ok(id) => id,
        Err(response) => return response,
    };
    let saved = match TagContent::from_pairs(pairs(&form)) {
        Ok(content) => state.muster.save_tag(&actor, Some(id), content).await,
        Err(invalid) => Err(invalid.into()),
    };
    match saved {
        Ok(_) => to("/roles/tags"),
        Err(error) => back(error, &format!("/roles/tags/{id}"), &form),
    }
}

/// Removes a scope tag.
pub async fn delete_tag(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Response {
    let id = match asked::<TagId>(&id) {
        Ok(id) => id,
        Err(response) => return response,
    };
    match state.muster.delete_tag(&actor, id).await {
        Ok(()) => to("/roles/tags"),
        Err(error) => back(error, &format!("/roles/tags/{id}"), &[]),
    }
}

/// Allows administrators without a licence, for good.
pub async fn allow_unlicensed(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Form<Pairs>,
) -> Response {
    let typed = value(&form, "confirmation");
    match state.muster.allow_unlicensed_admins(&actor, typed).await {
        Ok(()) => to("/unlicensed-admins"),
        // What was typed to confirm does not come back: it is to be typed.
        Err(error) => back(error, "/unlicensed-admins/allow", &[]),
    }
}

/// Changes how many members without a licence each group lets in.
pub async fn change_limit(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Form<Pairs>,
) -> Response {
    let changed = match value(&form, "limit").trim().parse() {
        Ok(limit) => state.muster.change_unlicensed_limit(&actor, limit).await,
        Err(_) => Err(Invalid::new("limit", "write a number").into()),
    };
    match changed {
        Ok(()) => to("/unlicensed-admins"),
        Err(error) => back(error, "/unlicensed-admins", &form),
    }
}

#[expect(clippy::result_large_err, reason = "the response is sent at once")]
fn asked<T: std::str::FromStr>(id: &str) -> Result<T, Response> {
    let gone = "There is no such thing, or no longer. Nothing was changed.\n";
    match id.parse() {
        Ok(id) => Ok(id),
        Err(_) => Err((StatusCode::NOT_FOUND, gone).into_response()),
    }
}

fn pairs(form: &[(String, String)]) -> impl Iterator<Item = (&String, &String)> {
    form.iter().map(|(key, value)| (key, value))
}

fn value<'f>(form: &'f [(String, String)], key: &str) -> &'f str {
    let mut found = form.iter().filter(|(name, _)| name == key);
    found.next().map_or("", |(_, value)| value)
}
