//! A provider's word, from server to server, that somebody signed out there (OpenID Connect Back-Channel Logout).

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::provider::LogoutToken;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyUse};
use serde::Deserialize;
use service::Error;

use super::provider::{ALGORITHMS, read_claims};
use crate::address::ClientAddress;
use crate::state::AppState;

/// What the provider sends.
#[derive(Deserialize)]
pub struct LogoutForm {
    logout_token: String,
}

/// A token is never longer.
const MAX_BYTES: usize = 16 * 1024;

/// Ends the sign-ins that the token names, at once.
pub async fn back_channel(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Path(key): Path<String>,
    Form(form): Form<LogoutForm>,
) -> Response {
    let answer = match end(&state, &address, &key, &form.logout_token).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(Stop::Token(problem)) => {
            tracing::warn!(provider = key, problem, "a logout token was refused");
            let body =
                serde_json::json!({ "error": "invalid_request", "error_description": problem });
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
        Err(Stop::Server(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a provider's sign-out failed"
            );
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    };
    ([(header::CACHE_CONTROL, "no-store")], answer).into_response()
}

enum Stop {
    Token(String),
    Server(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound(_) => Self::Token("no such provider".to_owned()),
            error => Self::Server(error),
        }
    }
}

async fn end(state: &AppState, address: &str, key: &str, token: &str) -> Result<(), Stop> {
    let refuse = |problem: &str| Err(Stop::Token(problem.to_owned()));
    let provider = state.muster.open_provider(key).await?;
    let now = state.muster.clock().now();
    let Some(signed) = Signed::read(token) else {
        return refuse("not a signed token");
    };
    let metadata = match state.providers.metadata(&provider, now).await {
        Ok(metadata) => metadata,
        Err(failure) => return refuse(&format!("the provider's keys: {}", failure.detail)),
    };
    let mut is_right = signed.fits(metadata.jwks());
    if !is_right && let Some(newer) = state.providers.fetch_keys(&provider, &metadata, now).await {
        is_right = signed.fits(&newer);
    }
    if !is_right {
        return refuse("the signature is not the provider's");
    }
    let Some(claims) = read_claims(token) else {
        return refuse("unreadable claims");
    };
    let settings = &provider.settings;
    let token = match LogoutToken::read(&claims, &settings.issuer, &settings.client_id, now) {
        Ok(token) => token,
        Err(problem) => return refuse(&problem.to_string()),
    };
    if state
        .muster
        .end_provider_sign_ins(&provider, &token, address)
        .await?
    {
        Ok(())
    } else {
        refuse("the token was used before")
    }
}

/// A token in its parts, signed in a way that is taken.
struct Signed<'a> {
    algorithm: CoreJwsSigningAlgorithm,
    key_id: Option<String>,
    message: &'a [u8],
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<serde_json::Value>,
}

impl<'a> Signed<'a> {
    fn read(token: &'a str) -> Option<Self> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let (message, signature) = token.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        if payload.contains('.') {
            return None;
        }
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        let kind = header.typ.unwrap_or_default().to_lowercase();
        let is_logout = matches!(
            kind.trim_start_matches("application/"),
            "" | "jwt" | "logout+jwt"
        );
        (is_logout && header.crit.is_none() && ALGORITHMS.contains(&header.alg)).then_some(())?;
        Some(Self {
            algorithm: header.alg,
            key_id: header.kid,
            message: message.as_bytes(),
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// Whether one of the provider's keys made the signature.
    fn fits(&self, keys: &CoreJsonWebKeySet) -> bool {
        keys.keys()
            .iter()
            .filter(|key| key.key_use().is_none_or(JsonWebKeyUse::allows_signature))
            .filter(|key| {
                self.key_id.is_none()
                    || key.key_id().map(|id| id.as_str()) == self.key_id.as_deref()
            })
            .any(|key| {
                key.verify_signature(&self.algorithm, self.message, &self.signature)
                    .is_ok()
            })
    }
}
