//! What plain forms share: the way back to the page when something is refused.

use app::Visitor;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use domain::actor::Actor;
use service::Error;

/// Leads to a page.
pub(crate) fn to(page: &str) -> Response {
    Redirect::to(page).into_response()
}

/// Who sends a form. Whoever is not signed in is led to the sign-in.
pub(crate) struct SignedIn(pub Actor);

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        match parts.extensions.get::<Visitor>() {
            Some(Visitor::SignedIn(actor, _)) => Ok(Self(actor.clone())),
            Some(Visitor::Stranger) | None => Err(to("/sign-in")),
        }
    }
}

/// The first value of `key`, without spaces around it; empty where there is none.
pub(crate) fn value<'f>(form: &'f [(String, String)], key: &str) -> &'f str {
    form.iter()
        .find(|(found, _)| found == key)
        .map_or("", |(_, value)| value.trim())
}

/// Leads to `page`, which says what was done, or what is wrong.
pub(crate) fn answer(done: Result<(), Error>, page: &str) -> Response {
    match done {
        Ok(()) => to(page),
        Err(error) => back(error, page, &[]),
    }
}

/// Leads back to the form, with what was typed and what is wrong.
pub(crate) fn back(error: Error, page: &str, form: &[(String, String)]) -> Response {
    let (field, problem) = match &error {
        Error::Invalid(invalid) => (invalid.field.clone(), invalid.problem.clone()),
        Error::Conflict(sentence) => (String::new(), (*sentence).to_owned()),
        Error::Scim(_) | Error::Overtaken(_) | Error::BeyondOwn(_) | Error::TooManyTries(_) => {
            (String::new(), error.to_string())
        }
        Error::Forbidden(permission) => {
            return to(&format!("/roles/why?permission={}", permission.graph()));
        }
        Error::SignedOut => return to("/sign-in"),
        Error::NotFound(what) => {
            let text = format!("The {what} does not exist, or no longer. Nothing was changed.\n");
            return (StatusCode::NOT_FOUND, text).into_response();
        }
        Error::Database(_) | Error::Migration(_) | Error::Io(_) | Error::Internal(_) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a form could not be saved"
            );
            let text =
                "Something went wrong on the server. Nothing was changed. Go back and try again.\n";
            return (StatusCode::INTERNAL_SERVER_ERROR, text).into_response();
        }
    };
    let kept = form
        .iter()
        .filter(|(key, _)| !matches!(key.as_str(), "field" | "problem"));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair("field", &field)
        .append_pair("problem", &sentence(&problem))
        .finish();
    to(&format!("{page}?{query}"))
}

/// The problem with a capital at its beginning and a full stop at its end.
pub(crate) fn sentence(problem: &str) -> String {
    let mut letters = problem.trim_end_matches('.').chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    format!("{}{}.", first.collect::<String>(), letters.as_str())
}
