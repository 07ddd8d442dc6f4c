//! A sign-in provider on a real socket that signs whatever a test wants: right tokens, and every kind of wrong one.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

pub const CLIENT: &str = "muster at harbour";
pub const SECRET: &str = "a secret: 100% of it";

/// The provider; cheap to clone.
#[derive(Clone)]
pub struct Hostile {
    pub issuer: String,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    keys: Vec<Key>,
    /// Put over what discovery says.
    metadata: Value,
    /// What discovery answers instead, when it does not answer as it should.
    discovery: Option<(StatusCode, &'static str, String)>,
    token: String,
    user_info: Value,
    used_codes: HashSet<String>,
    verifiers: Vec<String>,
    keys_asked: usize,
}

/// A signing key and its name.
#[derive(Clone)]
pub struct Key {
    pub id: String,
    pair: Arc<EcdsaKeyPair>,
}

impl Key {
    pub fn new(id: &str) -> Self {
        let random = SystemRandom::new();
        let secret =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, secret.as_ref(), &random);
        Self {
            id: id.to_owned(),
            pair: Arc::new(pair.unwrap()),
        }
    }

    fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": self.id, "x": encode(&point[1..33]), "y": encode(&point[33..]) })
    }

    /// The public key as bytes: what an attacker would sign with, if symmetric signatures were taken.
    pub fn public_bytes(&self) -> Vec<u8> {
        self.pair.public_key().as_ref().to_vec()
    }

    /// A token with these claims, signed as it should be.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(&json!({ "alg": "ES256", "kid": self.id }), claims)
    }

    /// A token under another header, signed with this key all the same.
    pub fn sign_as(&self, header: &Value, claims: &Value) -> String {
        let message = unsigned(header, claims);
        let signature = self
            .pair
            .sign(&SystemRandom::new(), message.as_bytes())
            .unwrap();
        format!("{message}.{}", encode(signature.as_ref()))
    }
}

/// A token signed with a secret that both sides know.
pub fn sign_with_secret(secret: &[u8], claims: &Value) -> String {
    let message = unsigned(&json!({ "alg": "HS256" }), claims);
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
    format!(
        "{message}.{}",
        encode(ring::hmac::sign(&key, message.as_bytes()).as_ref())
    )
}

/// Header and claims of a token, without a signature.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(claims.to_string().as_bytes())
    )
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Hostile {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let inner = Inner {
            keys: vec![Key::new("first")],
            metadata: json!({}),
            discovery: None,
            token: String::new(),
            user_info: json!({}),
            used_codes: HashSet::new(),
            verifiers: Vec::new(),
            keys_asked: 0,
        };
        let hostile = Self {
            issuer,
            inner: Arc::new(Mutex::new(inner)),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/user-info", get(user_info))
            .with_state(hostile.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        hostile
    }

    pub fn key(&self) -> Key {
        self.inner.lock().unwrap().keys[0].clone()
    }

    /// From now on there is only this key.
    pub fn rotate(&self, key: Key) {
        self.inner.lock().unwrap().keys = vec![key];
    }

    /// The token that the next code is worth.
    pub fn give(&self, token: String) {
        self.inner.lock().unwrap().token = token;
    }

    pub fn tell(&self, user_info: Value) {
        self.inner.lock().unwrap().user_info = user_info;
    }

    pub fn say(&self, metadata: Value) {
        self.inner.lock().unwrap().metadata = metadata;
    }

    pub fn break_discovery(&self, status: StatusCode, kind: &'static str, body: impl Into<String>) {
        self.inner.lock().unwrap().discovery = Some((status, kind, body.into()));
    }

    pub fn keys_asked(&self) -> usize {
        self.inner.lock().unwrap().keys_asked
    }

    pub fn verifiers(&self) -> Vec<String> {
        self.inner.lock().unwrap().verifiers.clone()
    }

    /// The claims of a token that is right at `now`.
    pub fn claims(&self, nonce: &str, now: DateTime<Utc>) -> Value {
        json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "person-1", "name": "Ines Okafor", "sid": "session-1", "nonce": nonce,
            "iat": now.timestamp(), "exp": now.timestamp() + 300, "preferred_username": "ines@harbor.example",
            "groups": ["group-1"], "roles": ["62e90394-69f5-4237-9190-012177145e10"],
        })
    }

    /// The claims of a logout token that is right at `now`.
    pub fn logout_claims(&self, id: &str, now: DateTime<Utc>) -> Value {
        json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "person-1", "sid": "session-1", "jti": id,
            "iat": now.timestamp(), "exp": now.timestamp() + 120,
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        })
    }
}

async fn discovery(State(hostile): State<Hostile>) -> Response {
    let inner = hostile.inner.lock().unwrap();
    if let Some((status, kind, body)) = inner.discovery.clone() {
        return (status, [("content-type", kind)], body).into_response();
    }
    let issuer = &hostile.issuer;
    let mut metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "userinfo_endpoint": format!("{issuer}/user-info"),
        "end_session_endpoint": format!("{issuer}/end"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    });
    for (name, value) in inner.metadata.as_object().unwrap() {
        metadata[name] = value.clone();
    }
    Json(metadata).into_response()
}

async fn keys(State(hostile): State<Hostile>) -> Json<Value> {
    let mut inner = hostile.inner.lock().unwrap();
    inner.keys_asked += 1;
    let keys: Vec<Value> = inner.keys.iter().map(Key::public).collect();
    Json(json!({ "keys": keys }))
}

#[derive(serde::Deserialize)]
struct TokenForm {
    code: String,
    code_verifier: String,
}

async fn token(
    State(hostile): State<Hostile>,
    headers: HeaderMap,
    Form(form): Form<TokenForm>,
) -> Response {
    let refuse = |status, error: &str| (status, Json(json!({ "error": error }))).into_response();
    let part = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let expected = STANDARD.encode(format!("{}:{}", part(CLIENT), part(SECRET)));
    let given = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    if given != Some(&format!("Basic {expected}")) {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let mut inner = hostile.inner.lock().unwrap();
    if inner.token.is_empty() || !inner.used_codes.insert(form.code) {
        return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
    }
    inner.verifiers.push(form.code_verifier);
    Json(json!({ "access_token": "access", "token_type": "Bearer", "id_token": inner.token }))
        .into_response()
}

async fn user_info(State(hostile): State<Hostile>) -> Json<Value> {
    Json(hostile.inner.lock().unwrap().user_info.clone())
}
