//! `POST /duplicates/{id}/merge`, `…/dismiss`, `…/reopen` and `POST /duplicates/merges/{id}/undo`: what is decided about a group
//! of duplicates, and `POST /duplicates/blocked`: what never counts. Plain forms, which need no scripts.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::duplicate::{DuplicateQuery, MergeOrder};
use domain::id::{DuplicateId, MergeId};
use service::Error;

use crate::forms::{SignedIn, answer, back, to, value};
use crate::state::AppState;

/// The page of the values that never count.
const BLOCKED: &str = "/duplicates/blocked";

type Pairs = Form<Vec<(String, String)>>;

fn page_of(id: &str) -> String {
    format!("/duplicates/{id}")
}

/// Makes the records of a group one device.
pub async fn merge(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Form(form): Pairs,
) -> Response {
    let order = || -> Result<MergeOrder, Error> {
        let survivor = value(&form, "survivor");
        Ok(MergeOrder {
            group: read_id(&id)?,
            mark: value(&form, "mark").to_owned(),
            survivor: (!survivor.is_empty())
                .then(|| survivor.parse())
                .transpose()?,
            despite_warnings: value(&form, "despite_warnings") == "yes",
        })
    };
    let merged = match order() {
        Ok(order) => state.muster.merge_duplicate(&actor, &order).await.map(drop),
        Err(error) => Err(error),
    };
    answer(merged, &page_of(&id))
}

/// Merges the first of those that are certain, and leads to what is merged.
pub async fn merge_certain(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let merged = match DuplicateQuery::from_pairs(form.iter().map(|(key, value)| (key, value))) {
        Ok(query) => {
            state
                .muster
                .merge_certain_duplicates(&actor, &query, false)
                .await
        }
        Err(invalid) => Err(invalid.into()),
    };
    match merged {
        Ok(groups) => {
            let merged = groups.iter().filter(|group| group.merge.is_some()).count();
            let left_out = groups.len() - merged;
            to(&format!(
                "/duplicates/certain?merged={merged}&left_out={left_out}"
            ))
        }
        Err(error) => back(error, "/duplicates/certain", &[]),
    }
}

/// Remembers that a group is no duplicate.
pub async fn dismiss(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Form(form): Pairs,
) -> Response {
    let done = match read_id(&id) {
        Ok(group) => {
            state
                .muster
                .dismiss_duplicate(&actor, group, value(&form, "mark"))
                .await
        }
        Err(error) => Err(error),
    };
    answer(done, &page_of(&id))
}

/// Notes that the user was told what to do.
pub async fn advise(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Response {
    let done = match read_id(&id) {
        Ok(group) => state.muster.advise_duplicate(&actor, group).await,
        Err(error) => Err(error),
    };
    answer(done, &page_of(&id))
}

/// Takes that back.
pub async fn reopen(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Form(form): Pairs,
) -> Response {
    let done = match read_id(&id) {
        Ok(group) => {
            state
                .muster
                .reopen_duplicate(&actor, group, value(&form, "mark"))
                .await
        }
        Err(error) => Err(error),
    };
    answer(done, &page_of(&id))
}

/// Takes a merge back.
pub async fn undo(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Form(form): Pairs,
) -> Response {
    let done = match id.parse::<MergeId>() {
        Ok(merge) => state
            .muster
            .undo_merge(&actor, merge, false)
            .await
            .map(drop),
        Err(_) => Err(Error::NotFound("merge")),
    };
    // An id, and nothing that leads elsewhere.
    let page = value(&form, "group").parse::<DuplicateId>().map_or_else(
        |_| "/duplicates".to_owned(),
        |group| page_of(&group.to_string()),
    );
    answer(done, &page)
}

/// Adds a value that never counts.
pub async fn block(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let done = match value(&form, "kind").parse() {
        Ok(kind) => {
            state
                .muster
                .block_value(&actor, kind, value(&form, "value"))
                .await
        }
        Err(invalid) => Err(Error::Invalid(invalid)),
    };
    match done {
        Ok(()) => to(BLOCKED),
        Err(error) => back(error, BLOCKED, &form),
    }
}

/// Takes one off.
pub async fn unblock(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let done = match value(&form, "kind").parse() {
        Ok(kind) => {
            state
                .muster
                .unblock_value(&actor, kind, value(&form, "value"))
                .await
        }
        Err(invalid) => Err(Error::Invalid(invalid)),
    };
    answer(done, BLOCKED)
}

fn read_id(id: &str) -> Result<DuplicateId, Error> {
    id.parse()
        .map_err(|_| Error::NotFound("group of duplicates"))
}
