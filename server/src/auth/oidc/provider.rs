//! Speaking OpenID Connect with one provider. The `openidconnect` crate does the protocol and the checks it knows; what
//! it leaves open is checked by `domain::provider`.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::ProviderId;
use domain::provider::{
    CLOCK_SKEW_SECONDS, Identity, ProviderAddresses, Refusal, check_authorised_party,
    check_issue_time,
};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
    CoreClientAuthMethod, CoreGenderClaim, CoreGrantType, CoreIdToken, CoreIdTokenClaims,
    CoreIdTokenVerifier, CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType, CoreTokenResponse,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AdditionalProviderMetadata, AuthType, AuthorizationCode,
    ClaimsVerificationError, ClientId, CsrfToken, DiscoveryError, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadata, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError,
    TokenResponse, UserInfoClaims,
};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use service::provider_sign_ins::{BegunSignIn, ProviderSession, ReturnedSignIn};
use service::providers::{ClientSecret, ProviderAccess};
use tokio::sync::Mutex;

use super::http::{self, HttpProblem};

/// What a provider says of itself counts for so long.
const FRESH_SECONDS: i64 = 60;
/// A key that is not known makes the keys be fetched again, at most so often.
const KEYS_SECONDS: i64 = 30;

/// The signatures that are taken. Never `none`, and never one made with the client secret.
pub const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What discovery says beyond OpenID Connect Core.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct MoreMetadata {
    /// Where a browser is sent to sign out.
    pub end_session_endpoint: Option<String>,
    /// Whether what comes back says who sent it (RFC 9207).
    pub authorization_response_iss_parameter_supported: bool,
    /// Whether it tells us when somebody signs out.
    pub backchannel_logout_supported: bool,
}

impl AdditionalProviderMetadata for MoreMetadata {}

/// What discovery says.
pub type Metadata = ProviderMetadata<
    MoreMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Every claim, as it came.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct AllClaims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for AllClaims {}

/// Why a sign-in does not happen: what the person is told, and a detail for the log.
#[derive(Debug)]
pub struct Failure {
    pub refusal: Refusal,
    pub detail: String,
}

impl Failure {
    pub fn new(refusal: Refusal, detail: impl Into<String>) -> Self {
        Self {
            refusal,
            detail: detail.into(),
        }
    }
}

/// What is remembered of a provider.
struct Known {
    metadata: Arc<Metadata>,
    changed_at: DateTime<Utc>,
    fetched_at: DateTime<Utc>,
    /// When keys were last fetched because one was not known.
    keys_fetched_at: Option<DateTime<Utc>>,
}

/// What is remembered of all providers.
#[derive(Clone, Default)]
pub struct Providers(Arc<Mutex<HashMap<ProviderId, Known>>>);

impl Providers {
    /// What `provider` says of itself, not older than a minute.
    pub async fn metadata(
        &self,
        provider: &ProviderAccess,
        now: DateTime<Utc>,
    ) -> Result<Arc<Metadata>, Failure> {
        let is_fresh = |known: &&Known| {
            known.changed_at == provider.changed_at
                && now - known.fetched_at < TimeDelta::seconds(FRESH_SECONDS)
        };
        if let Some(known) = self.0.lock().await.get(&provider.id).filter(is_fresh) {
            return Ok(known.metadata.clone());
        }
        let metadata = discover(&provider.settings.issuer)
            .await
            .map_err(|error| match error {
                DiscoveryError::Request(problem) => {
                    Failure::new(Refusal::Unreachable, problem.to_string())
                }
                error => Failure::new(Refusal::Unreachable, format!("discovery: {error}")),
            })?;
        let metadata = Arc::new(metadata);
        let mut known = self.0.lock().await;
        let keys_fetched_at = known
            .get(&provider.id)
            .and_then(|known| known.keys_fetched_at);
        known.insert(
            provider.id,
            Known {
                metadata: metadata.clone(),
                changed_at: provider.changed_at,
                fetched_at: now,
                keys_fetched_at,
            },
        );
        Ok(metadata)
    }

    /// The keys of `provider`, fetched again because one was not known; `None` when that was done just now.
    pub async fn fetch_keys(
        &self,
        provider: &ProviderAccess,
        metadata: &Metadata,
        now: DateTime<Utc>,
    ) -> Option<CoreJsonWebKeySet> {
        {
            let mut known = self.0.lock().await;
            let known = known.get_mut(&provider.id)?;
            let is_recent = |at: DateTime<Utc>| now - at < TimeDelta::seconds(KEYS_SECONDS);
            if known.keys_fetched_at.is_some_and(is_recent) {
                return None;
            }
            known.keys_fetched_at = Some(now);
        }
        let keys = CoreJsonWebKeySet::fetch_async(metadata.jwks_uri(), &http::send)
            .await
            .ok()?;
        if let Some(known) = self.0.lock().await.get_mut(&provider.id) {
            let metadata = Metadata::clone(&known.metadata).set_jwks(keys.clone());
            known.metadata = Arc::new(metadata);
        }
        Some(keys)
    }
}

/// Fetches what the provider at `issuer` says of itself, and its keys.
pub async fn discover(issuer: &str) -> Result<Metadata, DiscoveryError<HttpProblem>> {
    let issuer = IssuerUrl::new(issuer.to_owned()).map_err(DiscoveryError::UrlParse)?;
    Metadata::discover_async(issuer, &http::send).await
}

/// The client of the library for `provider`.
pub fn client(
    provider: &ProviderAccess,
    metadata: &Metadata,
    public_address: &str,
) -> Result<Client, Failure> {
    let secret = match &provider.secret {
        ClientSecret::None => None,
        ClientSecret::Known(secret) => Some(openidconnect::ClientSecret::new(secret.clone())),
        ClientSecret::Unreadable => {
            return Err(Failure::new(
                Refusal::Misconfigured,
                "the client secret cannot be read with this key file",
            ));
        }
    };
    let addresses = ProviderAddresses::new(public_address, &provider.key);
    let redirect = RedirectUrl::new(addresses.redirect)
        .map_err(|_| Failure::new(Refusal::Misconfigured, "the public address"))?;
    let client_id = ClientId::new(provider.settings.client_id.clone());
    let methods = metadata.token_endpoint_auth_methods_supported();
    // Without a word about it, it is this one (OpenID Connect Discovery 3).
    let takes_basic =
        methods.is_none_or(|all| all.contains(&CoreClientAuthMethod::ClientSecretBasic));
    Ok(
        Client::from_provider_metadata(metadata.clone(), client_id, secret)
            .set_redirect_uri(redirect)
            .set_auth_type(if takes_basic {
                AuthType::BasicAuth
            } else {
                AuthType::RequestBody
            }),
    )
}

/// Where the browser is sent to sign in.
pub fn authorization_address(
    provider: &ProviderAccess,
    metadata: &Metadata,
    public_address: &str,
    begun: BegunSignIn,
) -> Result<Url, Failure> {
    let client = client(provider, metadata, public_address)?;
    let verifier = PkceCodeVerifier::new(begun.verifier);
    let scopes = provider.settings.scopes.iter().cloned().map(Scope::new);
    let (address, _, _) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || CsrfToken::new(begun.state),
            || Nonce::new(begun.nonce),
        )
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .add_scopes(scopes)
        .url();
    if http::is_safe(&address) {
        Ok(address)
    } else {
        Err(Failure::new(
            Refusal::Untrusted,
            "the authorization address is not https",
        ))
    }
}

/// Hands in `code` for an `id_token`, and checks all of it: who came in, and the token itself.
pub async fn exchange(
    providers: &Providers,
    provider: &ProviderAccess,
    metadata: &Metadata,
    public_address: &str,
    code: String,
    returned: &ReturnedSignIn,
    now: DateTime<Utc>,
) -> Result<(Identity, String), Failure> {
    let client = client(provider, metadata, public_address)?;
    let answer = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|_| Failure::new(Refusal::Untrusted, "no token endpoint"))?
        .set_pkce_verifier(PkceCodeVerifier::new(returned.verifier.clone()))
        .request_async(&http::send)
        .await
        .map_err(token_failure)?;
    let token = answer
        .id_token()
        .ok_or_else(|| Failure::new(Refusal::Untrusted, "no id_token"))?;
    let nonce = Nonce::new(returned.nonce.clone());
    let mut keys = metadata.jwks().clone();
    let mut verified = check_token(provider, keys.clone(), token, &answer, &nonce, now);
    if matches!(&verified, Err(error) if is_unknown_key(error))
        && let Some(newer) = providers.fetch_keys(provider, metadata, now).await
    {
        keys = newer;
        verified = check_token(provider, keys, token, &answer, &nonce, now);
    }
    verified.map_err(|error| Failure::new(Refusal::Untrusted, format!("id_token: {error}")))?;
    let token_text = token.to_string();
    let mut claims = read_claims(&token_text)
        .ok_or_else(|| Failure::new(Refusal::Untrusted, "id_token: unreadable claims"))?;
    if !check_authorised_party(&claims, &provider.settings.client_id) {
        return Err(Failure::new(
            Refusal::Untrusted,
            "id_token: made for another party (azp)",
        ));
    }
    let subject = claims
        .get("sub")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if !claims.contains_key("name") && metadata.userinfo_endpoint().is_some() {
        let more = user_info(&client, &answer, subject).await?;
        for (name, value) in more {
            claims.entry(name).or_insert(value);
        }
    }
    let identity = Identity::read(&claims, &provider.settings)
        .ok_or_else(|| Failure::new(Refusal::Untrusted, "id_token: no subject"))?;
    Ok((identity, token_text))
}

fn token_failure<E: openidconnect::ErrorResponse + std::fmt::Display>(
    error: RequestTokenError<HttpProblem, E>,
) -> Failure {
    match error {
        RequestTokenError::Request(problem) => {
            Failure::new(Refusal::Unreachable, problem.to_string())
        }
        // The answer's own text is left out: it is for the provider's administrators, and may hold anything.
        RequestTokenError::ServerResponse(answer) => {
            let text = answer.to_string();
            let code = text.split([':', ' ']).next().unwrap_or_default();
            let refusal = match code {
                "invalid_client" | "unauthorized_client" => Refusal::Misconfigured,
                _ => Refusal::Declined,
            };
            Failure::new(refusal, format!("token endpoint: {code}"))
        }
        RequestTokenError::Parse(error, _) => Failure::new(
            Refusal::Untrusted,
            format!("token endpoint: unreadable at {}", error.path()),
        ),
        RequestTokenError::Other(_) => Failure::new(
            Refusal::Untrusted,
            "token endpoint: neither an answer nor an error",
        ),
    }
}

/// Issuer, audience, signature, times, nonce, and that the access token belongs to it.
fn check_token(
    provider: &ProviderAccess,
    keys: CoreJsonWebKeySet,
    token: &CoreIdToken,
    answer: &CoreTokenResponse,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<(), ClaimsVerificationError> {
    let other = |text: &str| ClaimsVerificationError::Other(text.to_owned());
    let issuer = IssuerUrl::new(provider.settings.issuer.clone()).map_err(|_| other("issuer"))?;
    let client_id = ClientId::new(provider.settings.client_id.clone());
    // As for a client without a secret: what only we and the provider could have signed is not taken, so a token
    // cannot be made out of a public key or a leaked secret.
    let verifier = CoreIdTokenVerifier::new_public_client(client_id, issuer, keys)
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now - TimeDelta::seconds(CLOCK_SKEW_SECONDS))
        .set_issue_time_verifier_fn(move |issued_at| {
            if check_issue_time(issued_at, now) {
                Ok(())
            } else {
                Err(format!("made at {issued_at}, which is not now ({now})"))
            }
        });
    let claims: &CoreIdTokenClaims = token.claims(&verifier, nonce)?;
    let Some(expected) = claims.access_token_hash() else {
        return Ok(());
    };
    let signature = ClaimsVerificationError::SignatureVerification;
    let algorithm = token.signing_alg().map_err(signature)?;
    let key = token.signing_key(&verifier).map_err(signature)?;
    match AccessTokenHash::from_token(answer.access_token(), algorithm, key) {
        Ok(hash) if hash == *expected => Ok(()),
        _ => Err(other("the access token is of another sign-in (at_hash)")),
    }
}

fn is_unknown_key(error: &ClaimsVerificationError) -> bool {
    matches!(
        error,
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)
    )
}

/// The claims of a token as they are written in it.
pub fn read_claims(token: &str) -> Option<Map<String, Value>> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// Some providers say in the `id_token` who it is and leave the rest for the one who asks.
async fn user_info(
    client: &Client,
    answer: &CoreTokenResponse,
    subject: String,
) -> Result<Map<String, Value>, Failure> {
    let untrusted = |_| Failure::new(Refusal::Untrusted, "user info");
    let subject = openidconnect::SubjectIdentifier::new(subject);
    let claims: UserInfoClaims<AllClaims, CoreGenderClaim> = client
        .user_info(answer.access_token().clone(), Some(subject))
        .map_err(untrusted)?
        .request_async(&http::send)
        .await
        .map_err(|error| Failure::new(Refusal::Untrusted, format!("user info: {error}")))?;
    match serde_json::to_value(claims) {
        Ok(Value::Object(claims)) => Ok(claims),
        _ => Err(Failure::new(Refusal::Untrusted, "user info: no claims")),
    }
}

/// Where a browser is sent to sign out at the provider too; `None` where it offers that to nobody.
pub fn sign_out_address(
    provider: &ProviderAccess,
    metadata: &Metadata,
    public_address: &str,
    session: &ProviderSession,
) -> Option<Url> {
    let endpoint = metadata
        .additional_metadata()
        .end_session_endpoint
        .as_deref()?;
    let mut address: Url = endpoint.parse().ok().filter(http::is_safe)?;
    let back = ProviderAddresses::new(public_address, &provider.key).after_sign_out;
    address
        .query_pairs_mut()
        .append_pair("id_token_hint", &session.id_token)
        .append_pair("client_id", &provider.settings.client_id)
        .append_pair("post_logout_redirect_uri", &back);
    Some(address)
}
