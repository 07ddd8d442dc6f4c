//! What a page shows when something went wrong.

use domain::Invalid;
use domain::actor::Permission;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// An operation that did not happen, as it crosses the wire to the browser. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "detail", rename_all = "snake_case")]
pub enum AppError {
    /// The thing does not exist (any more); the word says which kind of thing.
    NotFound(String),
    /// The sign-in ended.
    SignedOut,
    /// The account may not do this.
    Forbidden(Permission),
    /// One field breaks one rule.
    Invalid(Invalid),
    /// The world is not in the state that the operation needs.
    Conflict(String),
    /// The server failed; its log has the rest under this request id, where there is one.
    Server(Option<String>),
    /// The server could not be reached.
    Offline,
}

impl AppError {
    /// The field that was refused, if it was one field's fault.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Invalid(invalid) => Some(&invalid.field),
            _ => None,
        }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound(what) => write!(f, "The {what} does not exist, or no longer. Go back to the list and look again."),
            Self::SignedOut => f.write_str("Your sign-in has ended. Sign in again; nothing was changed."),
            Self::Forbidden(permission) => {
                write!(f, "Your account may not {}. Nothing was changed.", permission.description())
            }
            Self::Invalid(invalid) => write_sentence(f, &invalid.problem),
            Self::Conflict(problem) => write_sentence(f, problem),
            Self::Server(_) => f.write_str("Something went wrong on the server. Nothing was changed. Try again; if it stays, give the request id to whoever runs Muster."),
            Self::Offline => f.write_str("The server cannot be reached. Nothing was changed. Check the connection and try again."),
        }
    }
}

/// Writes a problem with a capital at its beginning and a full stop at its end.
fn write_sentence(f: &mut std::fmt::Formatter<'_>, problem: &str) -> std::fmt::Result {
    let mut letters = problem.trim_end_matches('.').chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    write!(f, "{}{}.", first.collect::<String>(), letters.as_str())
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = crate::json::Text;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(text) | ServerFnErrorErr::MissingArg(text) => {
                Self::Invalid(Invalid::new("request", text))
            }
            _ => Self::Server(None),
        }
    }
}

#[cfg(feature = "ssr")]
impl From<service::Error> for AppError {
    /// The one translation for pages. Sets the response's status, except for a form posted without scripts,
    /// whose redirect back to the page a status would break.
    fn from(error: service::Error) -> Self {
        use http::StatusCode;
        use service::Error;

        let (status, shown) = match error {
            Error::NotFound(what) => (StatusCode::NOT_FOUND, Self::NotFound(what.to_owned())),
            Error::SignedOut => (StatusCode::UNAUTHORIZED, Self::SignedOut),
            Error::Forbidden(permission) => (StatusCode::FORBIDDEN, Self::Forbidden(permission)),
            error @ Error::BeyondOwn(_) => {
                (StatusCode::FORBIDDEN, Self::Conflict(error.to_string()))
            }
            Error::Invalid(invalid) => (StatusCode::UNPROCESSABLE_ENTITY, Self::Invalid(invalid)),
            Error::Conflict(sentence) => {
                (StatusCode::CONFLICT, Self::Conflict(sentence.to_owned()))
            }
            Error::Scim(refused) => (StatusCode::BAD_REQUEST, Self::Conflict(refused.detail)),
            Error::Overtaken(sentence) => (StatusCode::CONFLICT, Self::Conflict(sentence)),
            Error::TooManyTries(seconds) => (
                StatusCode::TOO_MANY_REQUESTS,
                Self::Conflict(format!(
                    "Too many tries. Wait {seconds} seconds, then try again."
                )),
            ),
            error @ (Error::Database(_)
            | Error::Migration(_)
            | Error::Io(_)
            | Error::Internal(_)) => {
                tracing::error!(error = &error as &dyn std::error::Error, "request failed");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    Self::Server(request_id()),
                )
            }
        };
        if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>()
            && !is_plain_form_post()
        {
            response.set_status(status);
        }
        shown
    }
}

#[cfg(feature = "ssr")]
fn request_id() -> Option<String> {
    let parts = leptos::prelude::use_context::<http::request::Parts>()?;
    Some(parts.headers.get("x-request-id")?.to_str().ok()?.to_owned())
}

#[cfg(feature = "ssr")]
fn is_plain_form_post() -> bool {
    leptos::prelude::use_context::<http::request::Parts>().is_some_and(|parts| {
        let accepts_html = parts
            .headers
            .get(http::header::ACCEPT)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.contains("text/html"));
        parts.method == http::Method::POST && accepts_html
    })
}
