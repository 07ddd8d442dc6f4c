//! Signing in with a provider (OpenID Connect): the way there, the way back, and signing out on both sides.

mod check;
mod http;
mod logout;
mod provider;

pub use check::check;
pub use logout::back_channel;
pub use provider::Providers;

use app::SignInProblem;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::provider::Refusal;
use serde::Deserialize;
use service::Error;
use service::provider_sign_ins::Admission;
use service::providers::ProviderAccess;
use service::sign_ins::Origin;
use tower_sessions::Session;
use tower_sessions::cookie::{Cookie, SameSite};

use self::provider::Failure;
use crate::address::ClientAddress;
use crate::session;
use crate::state::AppState;

/// What the sign-in page's button sends along.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

/// What the provider sends back with the browser.
#[derive(Deserialize)]
pub struct Returned {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Sends the browser to the provider.
pub async fn start(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let next = super::safe_return(&asked.next);
    match begin(&state, &address, &key, next, &headers).await {
        Ok((to, cookie)) => ([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response(),
        Err(stop) => stop.respond(&key, next),
    }
}

async fn begin(
    state: &AppState,
    address: &str,
    key: &str,
    next: &str,
    headers: &HeaderMap,
) -> Result<(String, HeaderValue), Stop> {
    let provider = state.muster.open_provider(key).await?;
    let now = state.muster.clock().now();
    let metadata = state.providers.metadata(&provider, now).await?;
    // One secret for all that this browser begins, so that two tabs do not take it from each other.
    let browser =
        browser_secret(state, headers).unwrap_or_else(|| state.muster.new_browser_secret());
    let begun = state
        .muster
        .begin_provider_sign_in(&provider, &browser, next, address)
        .await??;
    let to = provider::authorization_address(&provider, &metadata, &state.public_address, begun)?;
    let cookie = cookie(state, browser).to_string();
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Error::Internal("a cookie"))?;
    Ok((to.to_string(), cookie))
}

/// The browser is back from the provider.
pub async fn callback(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    session: Session,
    Path(key): Path<String>,
    Query(returned): Query<Returned>,
    headers: HeaderMap,
) -> Response {
    let origin = Origin {
        address,
        browser: super::browser_name(&headers),
    };
    let mut next = "/".to_owned();
    match finish(
        &state, &origin, &session, &key, returned, &headers, &mut next,
    )
    .await
    {
        Ok(()) => Redirect::to(super::safe_return(&next)).into_response(),
        Err(stop) => stop.respond(&key, super::safe_return(&next)),
    }
}

async fn finish(
    state: &AppState,
    origin: &Origin,
    session: &Session,
    key: &str,
    returned: Returned,
    headers: &HeaderMap,
    next: &mut String,
) -> Result<(), Stop> {
    let provider = state.muster.open_provider(key).await?;
    let (Some(secret), Some(begun)) = (browser_secret(state, headers), &returned.state) else {
        return Err(Stop::Refused(Refusal::Stale));
    };
    let kept = state
        .muster
        .take_provider_sign_in(&provider, begun, &secret)
        .await??;
    next.clone_from(&kept.return_to);
    let vouched = vouch(state, &provider, returned, &kept).await;
    let (identity, token) = match vouched {
        Ok(vouched) => vouched,
        Err(failure) => {
            let reason = format!("{}: {}", failure.refusal.as_str(), failure.detail);
            state
                .muster
                .refuse_provider_sign_in(&provider, &reason, origin)
                .await?;
            return Err(failure.into());
        }
    };
    match state
        .muster
        .finish_provider_sign_in(&provider, &identity, &token, origin)
        .await?
    {
        Admission::Admitted(sign_in) => session::begin(session, sign_in)
            .await
            .map_err(Stop::Session),
        Admission::Refused(refusal) => Err(Stop::Refused(refusal)),
    }
}

/// Whom the provider vouches for, and the token in which it does.
async fn vouch(
    state: &AppState,
    provider: &ProviderAccess,
    returned: Returned,
    kept: &service::provider_sign_ins::ReturnedSignIn,
) -> Result<(domain::provider::Identity, String), Failure> {
    let now = state.muster.clock().now();
    let metadata = state.providers.metadata(provider, now).await?;
    let says_who = metadata
        .additional_metadata()
        .authorization_response_iss_parameter_supported;
    // A provider that answers for another one would get the other one's code (RFC 9207).
    let is_from_it = match &returned.iss {
        Some(issuer) => *issuer == provider.settings.issuer,
        None => !says_who,
    };
    if !is_from_it {
        return Err(Failure::new(
            Refusal::Untrusted,
            "the answer is another issuer's",
        ));
    }
    if let Some(error) = returned.error {
        let word: String = error
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
            .take(60)
            .collect();
        return Err(Failure::new(Refusal::Declined, word));
    }
    let code = returned
        .code
        .ok_or_else(|| Failure::new(Refusal::Untrusted, "no code"))?;
    let public_address = &state.public_address;
    provider::exchange(
        &state.providers,
        provider,
        &metadata,
        public_address,
        code,
        kept,
        now,
    )
    .await
}

/// Where to sign out at the provider that `sign_in` came from; `None` where there is nothing to be done, or the
/// provider does not answer.
pub async fn sign_out_address(
    state: &AppState,
    sign_in: domain::id::SignInId,
) -> Option<(String, String)> {
    let session = state
        .muster
        .provider_session(sign_in)
        .await
        .ok()
        .flatten()?;
    let provider = state.muster.open_provider(&session.key).await.ok()?;
    let now = state.muster.clock().now();
    let metadata = state.providers.metadata(&provider, now).await.ok()?;
    let address =
        provider::sign_out_address(&provider, &metadata, &state.public_address, &session)?;
    Some((session.key, address.to_string()))
}

/// Why the browser is sent back to the sign-in page.
enum Stop {
    Refused(Refusal),
    Failed(Failure),
    Service(Error),
    Session(tower_sessions::session::Error),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound(_) => Self::Refused(Refusal::NoProvider),
            error => Self::Service(error),
        }
    }
}

impl Stop {
    fn respond(self, key: &str, next: &str) -> Response {
        let problem = match self {
            Self::Refused(refusal) => SignInProblem::Provider(refusal),
            Self::Failed(failure) => {
                tracing::warn!(
                    provider = key,
                    reason = failure.detail,
                    "a sign-in was refused"
                );
                SignInProblem::Provider(failure.refusal)
            }
            Self::Service(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "sign-in failed");
                SignInProblem::Server
            }
            Self::Session(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the session could not be saved"
                );
                SignInProblem::Server
            }
        };
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        Redirect::to(&format!("/sign-in?problem={problem}&next={next}")).into_response()
    }
}

const fn cookie_name(is_secure: bool) -> &'static str {
    if is_secure {
        "__Host-muster-provider"
    } else {
        "muster-provider"
    }
}

/// Lax, for the provider leads back here from its own site.
fn cookie(state: &AppState, secret: String) -> Cookie<'static> {
    Cookie::build((cookie_name(state.is_secure()), secret))
        .http_only(true)
        .secure(state.is_secure())
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(time::Duration::minutes(10))
        .build()
}

fn browser_secret(state: &AppState, headers: &HeaderMap) -> Option<String> {
    let name = cookie_name(state.is_secure());
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
        .filter(|secret| secret.len() == 64)
}
