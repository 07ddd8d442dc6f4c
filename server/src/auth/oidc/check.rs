//! The *Test* button: asks a provider everything that a sign-in will need, and says what is wrong in words.

use std::sync::{Arc, Mutex};

use axum::http::header;
use chrono::{DateTime, Utc};
use domain::provider::TestProblem;
use openidconnect::core::{CoreClientAuthMethod, CoreErrorResponseType, CoreResponseType};
use openidconnect::{
    AuthorizationCode, DiscoveryError, HttpRequest, HttpResponse, IssuerUrl, JsonWebKey,
    PkceCodeVerifier, RequestTokenError,
};
use reqwest::Url;
use service::providers::{ClientSecret, ProviderAccess};

use super::http::{self, HttpProblem};
use super::provider::{ALGORITHMS, Metadata, client};

/// What is wrong with `provider`, or what is worth knowing though nothing is.
pub async fn check(
    provider: &ProviderAccess,
    public_address: &str,
    now: DateTime<Utc>,
) -> Result<Option<String>, TestProblem> {
    if provider.secret == ClientSecret::Unreadable {
        return Err(TestProblem::SecretUnreadable);
    }
    let (metadata, date) = discover(provider.settings.issuer.clone()).await?;
    check_metadata(&metadata, provider)?;
    if let Some(date) = date {
        let seconds = (date - now).num_seconds();
        if seconds.abs() > domain::provider::CLOCK_SKEW_SECONDS {
            return Err(TestProblem::ClockOff(seconds));
        }
    }
    check_client(provider, &metadata, public_address).await?;
    Ok(note(&metadata))
}

/// Discovery and keys, and the time that the provider thinks it is.
async fn discover(issuer: String) -> Result<(Metadata, Option<DateTime<Utc>>), TestProblem> {
    let date = Arc::new(Mutex::new(None));
    let send = |request| send_and_note(request, date.clone());
    let issuer = IssuerUrl::new(issuer).map_err(|_| TestProblem::NoDiscovery)?;
    let metadata = Metadata::discover_async(issuer, &send)
        .await
        .map_err(of_discovery)?;
    let date = date.lock().map(|date| *date).unwrap_or_default();
    Ok((metadata, date))
}

/// Sends a request, and notes what time the answer says it is.
async fn send_and_note(
    request: HttpRequest,
    date: Arc<Mutex<Option<DateTime<Utc>>>>,
) -> Result<HttpResponse, HttpProblem> {
    let answer = http::send(request).await?;
    let said = answer.headers().get(header::DATE);
    let said = said.and_then(|date| date.to_str().ok());
    let said = said.and_then(|date| DateTime::parse_from_rfc2822(date).ok());
    if let (Some(said), Ok(mut date)) = (said, date.lock()) {
        *date = Some(said.to_utc());
    }
    Ok(answer)
}

fn of_discovery(error: DiscoveryError<HttpProblem>) -> TestProblem {
    match error {
        DiscoveryError::Request(problem) => of_http(problem),
        DiscoveryError::Response(status, _, _) if status.is_success() => TestProblem::NoDiscovery,
        DiscoveryError::Response(status, _, _) => TestProblem::Status(status.as_u16()),
        DiscoveryError::Validation(text) => {
            // The library writes both into one sentence: "unexpected issuer URI `…` (expected `…`)".
            let named = text.split('`').nth(1).unwrap_or_default();
            TestProblem::OtherIssuer(named.chars().take(500).collect())
        }
        _ => TestProblem::NoDiscovery,
    }
}

fn of_http(problem: HttpProblem) -> TestProblem {
    match problem {
        HttpProblem::UnknownHost => TestProblem::UnknownHost,
        HttpProblem::NoConnection | HttpProblem::Broken => TestProblem::NoConnection,
        HttpProblem::TooSlow => TestProblem::TooSlow,
        HttpProblem::Tls => TestProblem::Tls,
        HttpProblem::TooLarge => TestProblem::TooLarge,
        HttpProblem::Redirects => TestProblem::Redirects,
        HttpProblem::Insecure => TestProblem::InsecureAddress,
    }
}

fn check_metadata(metadata: &Metadata, provider: &ProviderAccess) -> Result<(), TestProblem> {
    let token_endpoint = metadata.token_endpoint().ok_or(TestProblem::NoCodeFlow)?;
    let addresses: [&Url; 2] = [
        metadata.authorization_endpoint().url(),
        token_endpoint.url(),
    ];
    if !addresses.into_iter().all(http::is_safe) {
        return Err(TestProblem::InsecureAddress);
    }
    let offers_code = |types: &openidconnect::ResponseTypes<CoreResponseType>| {
        types.contains(&CoreResponseType::Code) && types.len() == 1
    };
    if !metadata.response_types_supported().iter().any(offers_code) {
        return Err(TestProblem::NoCodeFlow);
    }
    let methods = metadata.token_endpoint_auth_methods_supported();
    let is_known = |method: &CoreClientAuthMethod| {
        matches!(
            method,
            CoreClientAuthMethod::ClientSecretBasic | CoreClientAuthMethod::ClientSecretPost
        )
    };
    if provider.secret != ClientSecret::None && methods.is_some_and(|all| !all.iter().any(is_known))
    {
        return Err(TestProblem::NoClientMethod);
    }
    let algorithms = metadata.id_token_signing_alg_values_supported();
    if !algorithms
        .iter()
        .any(|algorithm| ALGORITHMS.contains(algorithm))
    {
        return Err(TestProblem::NoAlgorithm);
    }
    let may_sign = |key: &openidconnect::core::CoreJsonWebKey| {
        key.key_use()
            .is_none_or(openidconnect::JsonWebKeyUse::allows_signature)
    };
    if metadata.jwks().keys().iter().any(may_sign) {
        Ok(())
    } else {
        Err(TestProblem::NoKeys)
    }
}

/// Hands in a code that cannot be right: a provider that knows the client refuses the code, another one the client.
async fn check_client(
    provider: &ProviderAccess,
    metadata: &Metadata,
    public_address: &str,
) -> Result<(), TestProblem> {
    let client =
        client(provider, metadata, public_address).map_err(|_| TestProblem::SecretUnreadable)?;
    let code = AuthorizationCode::new("not-a-code-this-is-a-test".to_owned());
    let verifier =
        PkceCodeVerifier::new("not-a-verifier-this-is-a-test-of-the-settings".to_owned());
    let answer = client
        .exchange_code(code)
        .map_err(|_| TestProblem::NoCodeFlow)?
        .set_pkce_verifier(verifier)
        .request_async(&http::send)
        .await;
    match answer {
        Err(RequestTokenError::Request(problem)) => Err(of_http(problem)),
        Err(RequestTokenError::ServerResponse(answer)) => match answer.error() {
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                Err(TestProblem::ClientRefused)
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

fn note(metadata: &Metadata) -> Option<String> {
    let more = metadata.additional_metadata();
    let lacks_sign_out = more.end_session_endpoint.is_none();
    match (lacks_sign_out, more.backchannel_logout_supported) {
        (false, true) => None,
        (false, false) => Some("The provider does not say when somebody signs out there; Muster's own sign-in then ends after 8 hours without use.".to_owned()),
        (true, true) => Some("The provider offers no address to sign out: signing out of Muster leaves people signed in there.".to_owned()),
        (true, false) => Some("The provider offers no address to sign out and does not say when somebody signs out: each side has to be signed out of by itself.".to_owned()),
    }
}
