//! `POST /tenant/api-tokens/new` makes a token and answers with the page that shows it: it is in no address and in no
//! session, so that once is once.

use app::{FreshSecret, Visitor};
use axum::Extension;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Invalid;
use domain::actor::Permission;
use domain::api_token::NewApiToken;

use crate::forms::back;
use crate::router::page_with_secret;
use crate::state::AppState;

const PAGE: &str = "/tenant/api-tokens/new";
/// The largest form, in bytes.
pub(crate) const MAX_BYTES: usize = 16 * 1024;

/// Makes the token. What is refused leads back to the form, which says why.
pub async fn create(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in").into_response();
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let made = match read(&form) {
        Ok(new) => state.muster.create_api_token(&actor, new).await,
        Err(invalid) => Err(invalid.into()),
    };
    match made {
        Ok(issued) => {
            let fresh = FreshSecret {
                name: issued.token.name,
                secret: issued.secret,
            };
            page_with_secret(&state, fresh, parts).await
        }
        Err(error) => back(error, PAGE, &form),
    }
}

fn read(form: &[(String, String)]) -> Result<NewApiToken, Invalid> {
    let mut new = NewApiToken::default();
    for (key, value) in form {
        match key.as_str() {
            "name" => new.name.clone_from(value),
            "days" => {
                new.days = value
                    .parse()
                    .map_err(|_| Invalid::new("days", "choose for how long it works"))?;
            }
            "permission" => {
                let permission = Permission::from_graph(value)
                    .ok_or_else(|| Invalid::new("permissions", "choose from the list"))?;
                new.permissions.push(permission);
            }
            _ => {}
        }
    }
    Ok(new)
}
