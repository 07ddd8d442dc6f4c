//! `POST /devices/import` takes files of any size; `GET /devices/import/{id}/problems.csv` gives back what of one
//! could not be taken.

use std::io;

use app::{UploadProblem, Visitor};
use axum::Extension;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::actor::Actor;
use domain::id::ImportId;
use futures::TryStreamExt;
use service::{Error, Muster};
use tokio_util::io::StreamReader;

use crate::state::AppState;

/// Takes the files of the form as they arrive, never one whole in memory, begins their dry runs and leads to the page
/// that follows them. If one does not arrive whole, none is kept.
pub async fn upload(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    mut form: Multipart,
) -> Redirect {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in");
    };
    let muster = &state.muster;
    let mut ids = Vec::new();
    let done = match receive(muster, &actor, &mut form, &mut ids).await {
        Ok(()) if ids.is_empty() => Err(UploadProblem::NoFile),
        Ok(()) => muster
            .start_checks(&actor, &ids)
            .await
            .map_err(|error| problem(&error)),
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => Redirect::to(&page_of(&ids)),
        Err(problem) => {
            give_up(muster, &actor, &ids).await;
            Redirect::to(&format!("/devices/import?problem={problem}"))
        }
    }
}

/// Uploads each file of the form and puts its id into `ids`.
async fn receive(
    muster: &Muster,
    actor: &Actor,
    form: &mut Multipart,
    ids: &mut Vec<ImportId>,
) -> Result<(), UploadProblem> {
    while let Some(field) = form.next_field().await.map_err(|_| UploadProblem::CutOff)? {
        // A form in which no file was chosen sends one without a name.
        let Some(name) = field
            .file_name()
            .filter(|name| !name.is_empty())
            .map(ToOwned::to_owned)
        else {
            continue;
        };
        let id = muster
            .upload_import(actor, &name, reader(field))
            .await
            .map_err(|error| problem(&error))?;
        ids.push(id);
    }
    Ok(())
}

fn reader(field: Field<'_>) -> impl tokio::io::AsyncRead + Unpin {
    StreamReader::new(field.map_err(io::Error::other))
}

/// Why the files did not arrive, for the address of the import page; what nobody there can mend goes to the log.
fn problem(error: &Error) -> UploadProblem {
    match error {
        Error::Io(_) => UploadProblem::CutOff,
        Error::Forbidden(_) | Error::BeyondOwn(_) | Error::SignedOut => UploadProblem::Forbidden,
        Error::Invalid(_) => UploadProblem::NoFile,
        Error::NotFound(_)
        | Error::Conflict(_)
        | Error::Scim(_)
        | Error::Overtaken(_)
        | Error::TooManyTries(_)
        | Error::Database(_)
        | Error::Migration(_)
        | Error::Internal(_) => {
            tracing::error!(error = error as &dyn std::error::Error, "an upload failed");
            UploadProblem::Server
        }
    }
}

async fn give_up(muster: &Muster, actor: &Actor, ids: &[ImportId]) {
    for &id in ids {
        if let Err(error) = muster.cancel_import(actor, id).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a broken upload could not be given up"
            );
        }
    }
}

/// The page of one file, or of several that came together.
fn page_of(ids: &[ImportId]) -> String {
    let mut ids = ids.iter().map(ToString::to_string);
    let first = ids.next().unwrap_or_default();
    let others = ids.collect::<Vec<_>>().join(",");
    if others.is_empty() {
        format!("/devices/import/{first}")
    } else {
        format!("/devices/import/{first}?with={others}")
    }
}

/// The refused records of an import as a CSV file, written while it is read.
pub async fn problems(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Response {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in").into_response();
    };
    let Ok(id) = id.parse::<ImportId>() else {
        return no_such_import();
    };
    match state.muster.export_import_problems(&actor, id).await {
        Ok(csv) => {
            let headers: [(HeaderName, &str); 2] = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"problems.csv\"",
                ),
            ];
            (headers, Body::from_stream(csv)).into_response()
        }
        Err(Error::NotFound(_)) => no_such_import(),
        Err(Error::Forbidden(_)) => (
            StatusCode::FORBIDDEN,
            "Your account may not import files.\n",
        )
            .into_response(),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the problems of an import could not be read"
            );
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on the server. Nothing was changed. Try again.\n",
            )
                .into_response()
        }
    }
}

fn no_such_import() -> Response {
    (
        StatusCode::NOT_FOUND,
        "There is no such import, or no longer.\n",
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_came_together_are_followed_on_one_page() {
        let ids = [1, 2, 3].map(|id| ImportId(uuid::Uuid::from_u128(id)));
        assert_eq!(page_of(&ids[..1]), format!("/devices/import/{}", ids[0]));
        assert_eq!(
            page_of(&ids),
            format!("/devices/import/{}?with={},{}", ids[0], ids[1], ids[2])
        );
    }
}
