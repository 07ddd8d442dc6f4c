//! `POST /devices/edit` begins a change of many devices; `…/{id}/cancel` and `…/{id}/undo` stop one and take one back.
//! Plain forms, which need no scripts.

use app::Visitor;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use domain::device::DeviceEdit;
use domain::id::EditId;
use service::Error;

use crate::state::AppState;

/// Begins the change and leads to the page that follows it. What is refused leads back to the form, which says why.
pub async fn start(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in").into_response();
    };
    let started = match DeviceEdit::from_pairs(form.iter().map(|(key, value)| (key, value))) {
        Ok(edit) => state.muster.start_device_edit(&actor, &edit).await,
        Err(invalid) => Err(invalid.into()),
    };
    match started {
        Ok(id) => Redirect::to(&page_of(id)).into_response(),
        Err(Error::Invalid(_)) => {
            let question = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&form)
                .finish();
            Redirect::to(&format!("/devices/edit?{question}")).into_response()
        }
        Err(error) => refused(&error),
    }
}

/// Stops the change at its next batch.
pub async fn cancel(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Response {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in").into_response();
    };
    let Ok(id) = id.parse::<EditId>() else {
        return refused(&Error::NotFound("change"));
    };
    match state.muster.cancel_device_edit(&actor, id).await {
        // It was over before the button was pressed: its page says so.
        Ok(()) | Err(Error::Conflict(_)) => Redirect::to(&page_of(id)).into_response(),
        Err(error) => refused(&error),
    }
}

/// Begins to take the change back and leads to the page that follows that.
pub async fn undo(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Response {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in").into_response();
    };
    let Ok(id) = id.parse::<EditId>() else {
        return refused(&Error::NotFound("change"));
    };
    match state.muster.undo_device_edit(&actor, id).await {
        Ok(undo) => Redirect::to(&page_of(undo)).into_response(),
        Err(Error::Conflict(_)) => Redirect::to(&page_of(id)).into_response(),
        Err(error) => refused(&error),
    }
}

fn page_of(id: EditId) -> String {
    format!("/devices/edit/{id}")
}

fn refused(error: &Error) -> Response {
    match error {
        Error::NotFound(_) => (
            StatusCode::NOT_FOUND,
            "There is no such change, or no longer. Nothing was changed.\n",
        )
            .into_response(),
        Error::Forbidden(permission) => (
            StatusCode::FORBIDDEN,
            format!(
                "Your account may not {}. Nothing was changed.\n",
                permission.description()
            ),
        )
            .into_response(),
        error => {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "a change of devices could not begin"
            );
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on the server. Nothing was changed. Go back and try again.\n",
            )
                .into_response()
        }
    }
}
