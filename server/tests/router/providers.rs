//! Signing in with a provider, through the router, against a provider that lies: the right way in works, and each
//! known attack is refused.

use std::collections::HashMap;
use std::path::Path;

use crate::common::{Answer, Browser, PASSWORD, Server};
use crate::hostile::{CLIENT, Hostile, Key, SECRET, sign_with_secret, unsigned};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use domain::actor::Actor;
use domain::id::ProviderId;
use domain::provider::ProviderForm;
use serde_json::{Value, json};

/// Muster, and a provider that it knows as `hostile`.
struct Two {
    server: Server,
    hostile: Hostile,
    id: ProviderId,
}

/// A sign-in whose browser is at the provider.
struct Begun {
    state: String,
    nonce: String,
    challenge: String,
}

impl Two {
    async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    async fn start_with(change: impl FnOnce(&mut ProviderForm)) -> Self {
        let (server, hostile) = (Server::start().await, Hostile::start().await);
        let mut form = form(&hostile);
        change(&mut form);
        let actor = Actor::command_line();
        let id = server.muster.create_provider(&actor, &form).await.unwrap();
        Self {
            server,
            hostile,
            id,
        }
    }

    async fn begin(&self, browser: &mut Browser, next: &str) -> Begun {
        begin(browser, "hostile", next).await
    }

    /// Comes back from the provider, which gives `token` for the code.
    async fn return_with(&self, browser: &mut Browser, begun: &Begun, token: String) -> Answer {
        self.hostile.give(token);
        let code = format!("code for {}", begun.state);
        browser
            .get(&callback(
                "hostile",
                &[("code", &code), ("state", &begun.state)],
            ))
            .await
    }

    /// The claims of a token that is right now.
    fn claims(&self, begun: &Begun) -> Value {
        self.hostile
            .claims(&begun.nonce, self.server.muster.clock().now())
    }

    /// A browser that signed in as it should be.
    async fn signed_in(&self) -> Browser {
        let mut browser = self.server.browser();
        let begun = self.begin(&mut browser, "").await;
        let token = self.hostile.key().sign(&self.claims(&begun));
        let answer = self.return_with(&mut browser, &begun, token).await;
        assert_eq!(answer.location(), "/");
        browser
    }

    /// What the provider says from server to server.
    async fn log_out(&self, token: &str) -> Answer {
        let path = "/sign-in/with/hostile/back-channel-logout";
        self.server
            .browser()
            .post_with(path, &[("logout_token", token)], &[])
            .await
    }

    fn logout_claims(&self, id: &str) -> Value {
        self.hostile
            .logout_claims(id, self.server.muster.clock().now())
    }

    /// Writes the directory's users, as an export has them.
    async fn import_user(&self, id: &str, is_enabled: bool) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.csv");
        let header = "userPrincipalName,displayName,accountEnabled,department,jobTitle,mail,usageLocation,objectId";
        let is_enabled = if is_enabled { "True" } else { "False" };
        std::fs::write(
            &path,
            format!("{header}\nines@harbor.example,Ines Okafor,{is_enabled},,,,SE,{id}\n"),
        )
        .unwrap();
        self.import(&path).await;
    }

    async fn import(&self, path: &Path) {
        let actor = Actor::command_line();
        let reports = self
            .server
            .muster
            .import_files(&actor, vec![path.to_owned()], false, None, None, &|_| {})
            .await
            .unwrap();
        assert!(
            reports
                .iter()
                .all(|report| report.run.problem.is_none() && report.run.bad == 0)
        );
    }
}

fn form(hostile: &Hostile) -> ProviderForm {
    ProviderForm {
        name: "Hostile".to_owned(),
        issuer: hostile.issuer.clone(),
        client_id: CLIENT.to_owned(),
        client_secret: SECRET.to_owned(),
        ..ProviderForm::initial()
    }
}

async fn begin(browser: &mut Browser, key: &str, next: &str) -> Begun {
    let answer = browser
        .get(&format!("/sign-in/with/{key}?next={next}"))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let (_, query) = answer
        .location()
        .split_once("/authorize?")
        .unwrap_or_else(|| panic!("{}", answer.location()));
    let sent: HashMap<String, String> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    assert_eq!(sent["response_type"], "code");
    assert_eq!(sent["code_challenge_method"], "S256");
    assert_eq!(sent["client_id"], CLIENT);
    assert_eq!(sent["scope"], "openid profile email");
    assert_eq!(
        sent["redirect_uri"],
        format!("http://muster.test/sign-in/with/{key}/callback")
    );
    Begun {
        state: sent["state"].clone(),
        nonce: sent["nonce"].clone(),
        challenge: sent["code_challenge"].clone(),
    }
}

fn callback(key: &str, query: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish();
    format!("/sign-in/with/{key}/callback?{query}")
}

async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get("/account").await.status == StatusCode::OK
}

/// `claims` with one changed, or left out where it is null.
fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    let all = claims.as_object_mut().unwrap();
    if value.is_null() {
        all.remove(name);
    } else {
        all.insert(name.to_owned(), value);
    }
    claims
}

#[tokio::test]
async fn whom_the_provider_vouches_for_is_let_in_and_comes_back_to_the_page_asked_for() {
    let two = Two::start().await;
    let mut browser = two.server.browser();
    let page = browser
        .get("/sign-in?next=%2Fdevices%3Fsearch%3Dlap")
        .await
        .body;
    assert!(
        page.contains("/sign-in/with/hostile?next=%2Fdevices%3Fsearch%3Dlap"),
        "{page}"
    );
    let begun = two.begin(&mut browser, "%2Fdevices%3Fsearch%3Dlap").await;
    let token = two.hostile.key().sign(&two.claims(&begun));
    let answer = two.return_with(&mut browser, &begun, token).await;
    assert_eq!(answer.location(), "/devices?search=lap");
    let account = browser.get("/account").await.body;
    assert!(
        account.contains("Ines Okafor") && account.contains("with an account of"),
        "{account}"
    );
    let verifier = two.hostile.verifiers().pop().unwrap();
    let digest = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
    assert_eq!(URL_SAFE_NO_PAD.encode(digest), begun.challenge);
}

#[tokio::test]
async fn a_token_that_is_wrong_in_any_way_lets_nobody_in() {
    let two = Two::start().await;
    let now = two.server.muster.clock().now().timestamp();
    let key = two.hostile.key();
    type Forge = Box<dyn Fn(&Value) -> String>;
    let signed = |change: fn(Value, i64) -> Value| -> Forge {
        let key = key.clone();
        Box::new(move |claims| key.sign(&change(claims.clone(), now)))
    };
    let header_only = |header: Value| -> Forge {
        let key = key.clone();
        Box::new(move |claims| key.sign_as(&header, claims))
    };
    let public = key.public_bytes();
    let attacks: Vec<(&str, Forge)> = vec![
        (
            "another issuer",
            signed(|c, _| with(&c, "iss", json!("https://evil.example"))),
        ),
        (
            "the issuer with a slash",
            signed(|c, _| with(&c, "iss", json!(format!("{}/", c["iss"].as_str().unwrap())))),
        ),
        ("no issuer", signed(|c, _| with(&c, "iss", Value::Null))),
        (
            "another audience",
            signed(|c, _| with(&c, "aud", json!("other client"))),
        ),
        (
            "a further audience",
            signed(|c, _| with(&c, "aud", json!([CLIENT, "other client"]))),
        ),
        ("no audience", signed(|c, _| with(&c, "aud", Value::Null))),
        (
            "another party",
            signed(|c, _| with(&c, "azp", json!("other client"))),
        ),
        (
            "expired beyond the skew",
            signed(|c, now| with(&c, "exp", json!(now - 121))),
        ),
        (
            "never expiring",
            signed(|c, _| with(&c, "exp", Value::Null)),
        ),
        (
            "from the future beyond the skew",
            signed(|c, now| with(&c, "iat", json!(now + 121))),
        ),
        (
            "made long ago",
            signed(|c, now| with(&c, "iat", json!(now - 721))),
        ),
        (
            "another nonce",
            signed(|c, _| with(&c, "nonce", json!("guessed"))),
        ),
        ("no nonce", signed(|c, _| with(&c, "nonce", Value::Null))),
        ("no subject", signed(|c, _| with(&c, "sub", Value::Null))),
        (
            "an empty subject",
            signed(|c, _| with(&c, "sub", json!(""))),
        ),
        (
            "another access token",
            signed(|c, _| with(&c, "at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"))),
        ),
        (
            "unsigned",
            Box::new(|c| format!("{}.", unsigned(&json!({ "alg": "none" }), c))),
        ),
        (
            "said to be unsigned",
            header_only(json!({ "alg": "none", "kid": "first" })),
        ),
        (
            "signed with the client secret",
            Box::new(|c| sign_with_secret(SECRET.as_bytes(), c)),
        ),
        (
            "signed with the public key as a secret",
            Box::new(move |c| sign_with_secret(&public, c)),
        ),
        (
            "signed with another key of the same name",
            Box::new(|c| Key::new("first").sign(c)),
        ),
        (
            "signed with a key that is not known",
            Box::new(|c| Key::new("unknown").sign(c)),
        ),
        (
            "with a critical extension",
            header_only(json!({ "alg": "ES256", "kid": "first", "crit": ["x"], "x": 1 })),
        ),
        (
            "with the key beside it",
            Box::new(|c| {
                Key::new("own").sign_as(&json!({ "alg": "ES256", "jwk": { "kty": "EC" } }), c)
            }),
        ),
        ("not a token", Box::new(|_| "rubbish".to_owned())),
    ];
    for (what, forge) in attacks {
        let mut browser = two.server.browser();
        let begun = two.begin(&mut browser, "").await;
        let answer = two
            .return_with(&mut browser, &begun, forge(&two.claims(&begun)))
            .await;
        assert_eq!(
            answer.location(),
            "/sign-in?problem=provider-untrusted&next=%2F",
            "{what}"
        );
        assert!(!is_signed_in(&mut browser).await, "{what}");
    }
    // Other claims than those that were signed.
    let mut browser = two.server.browser();
    let begun = two.begin(&mut browser, "").await;
    let token = key.sign(&two.claims(&begun));
    let (header, signature) = (
        token.split('.').next().unwrap(),
        token.rsplit('.').next().unwrap(),
    );
    let other =
        URL_SAFE_NO_PAD.encode(with(&two.claims(&begun), "sub", json!("person-2")).to_string());
    let answer = two
        .return_with(
            &mut browser,
            &begun,
            format!("{header}.{other}.{signature}"),
        )
        .await;
    assert_eq!(
        answer.location(),
        "/sign-in?problem=provider-untrusted&next=%2F"
    );
}

#[tokio::test]
async fn clocks_may_be_two_minutes_apart() {
    let two = Two::start().await;
    let now = two.server.muster.clock().now().timestamp();
    for (issued_at, expires_at) in [(now + 119, now + 400), (now - 300, now - 119)] {
        let mut browser = two.server.browser();
        let begun = two.begin(&mut browser, "").await;
        let claims = with(
            &with(&two.claims(&begun), "iat", json!(issued_at)),
            "exp",
            json!(expires_at),
        );
        let answer = two
            .return_with(&mut browser, &begun, two.hostile.key().sign(&claims))
            .await;
        assert_eq!(answer.location(), "/");
    }
}

#[tokio::test]
async fn a_state_is_good_once_for_ten_minutes_in_the_browser_that_began() {
    let two = Two::start().await;
    let key = two.hostile.key();
    let mut browser = two.server.browser();
    let stale = "/sign-in?problem=provider-stale&next=%2F";

    // The same way back once more, with a code that is fresh.
    let begun = two.begin(&mut browser, "").await;
    let token = key.sign(&two.claims(&begun));
    assert_eq!(
        two.return_with(&mut browser, &begun, token.clone())
            .await
            .location(),
        "/"
    );
    let again = callback("hostile", &[("code", "fresh"), ("state", &begun.state)]);
    assert_eq!(browser.get(&again).await.location(), stale);

    // Another browser: somebody who was made to open an attacker's way back would act in the attacker's name.
    let begun = two.begin(&mut browser, "").await;
    let mut victim = two.server.browser();
    let token = key.sign(&two.claims(&begun));
    assert_eq!(
        two.return_with(&mut victim, &begun, token.clone())
            .await
            .location(),
        stale
    );
    let mut other = two.server.browser();
    two.begin(&mut other, "").await;
    let begun = two.begin(&mut browser, "").await;
    assert_eq!(
        two.return_with(&mut other, &begun, token.clone())
            .await
            .location(),
        stale
    );
    assert!(!is_signed_in(&mut victim).await && !is_signed_in(&mut other).await);
    // The tries have used the state up.
    assert_eq!(
        two.return_with(&mut browser, &begun, token.clone())
            .await
            .location(),
        stale
    );

    for query in [
        &[("code", "x")][..],
        &[("code", "x"), ("state", "guessed")],
        &[],
    ] {
        assert_eq!(
            browser.get(&callback("hostile", query)).await.location(),
            stale
        );
    }

    let begun = two.begin(&mut browser, "").await;
    two.server.muster.clock().advance(TimeDelta::minutes(10));
    let token = key.sign(&two.claims(&begun));
    assert_eq!(
        two.return_with(&mut browser, &begun, token)
            .await
            .location(),
        stale
    );
}

#[tokio::test]
async fn a_code_that_was_used_already_is_worth_nothing() {
    let two = Two::start().await;
    let mut browser = two.server.browser();
    let mut answers = Vec::new();
    for _ in 0..2 {
        let begun = two.begin(&mut browser, "").await;
        two.hostile
            .give(two.hostile.key().sign(&two.claims(&begun)));
        let path = callback("hostile", &[("code", "the same"), ("state", &begun.state)]);
        answers.push(browser.get(&path).await.location().to_owned());
    }
    assert_eq!(
        answers,
        ["/", "/sign-in?problem=provider-declined&next=%2F"]
    );
}

#[tokio::test]
async fn one_provider_cannot_answer_for_another() {
    let two = Two::start().await;
    let other = Hostile::start().await;
    let form = ProviderForm {
        name: "Other".to_owned(),
        ..form(&other)
    };
    two.server
        .muster
        .create_provider(&Actor::command_line(), &form)
        .await
        .unwrap();
    let mut browser = two.server.browser();

    // Begun with one, come back at the other one's address.
    let begun = two.begin(&mut browser, "").await;
    other.give(two.hostile.key().sign(&two.claims(&begun)));
    let path = callback("other", &[("code", "x"), ("state", &begun.state)]);
    assert_eq!(
        browser.get(&path).await.location(),
        "/sign-in?problem=provider-stale&next=%2F"
    );
    assert!(
        other.verifiers().is_empty(),
        "the other one must not get the code"
    );

    // The way back says that it is another one's.
    let begun = two.begin(&mut browser, "").await;
    let untrusted = "/sign-in?problem=provider-untrusted&next=%2F";
    two.hostile
        .give(two.hostile.key().sign(&two.claims(&begun)));
    let path = callback(
        "hostile",
        &[
            ("code", "x"),
            ("state", &begun.state),
            ("iss", &other.issuer),
        ],
    );
    assert_eq!(browser.get(&path).await.location(), untrusted);
    assert!(
        two.hostile.verifiers().is_empty(),
        "the code must not be handed in"
    );

    // A provider that says who it is must do so.
    two.hostile
        .say(json!({ "authorization_response_iss_parameter_supported": true }));
    two.server.muster.clock().advance(TimeDelta::minutes(2));
    let begun = two.begin(&mut browser, "").await;
    let token = two.hostile.key().sign(&two.claims(&begun));
    assert_eq!(
        two.return_with(&mut browser, &begun, token)
            .await
            .location(),
        untrusted
    );
    let begun = two.begin(&mut browser, "").await;
    two.hostile
        .give(two.hostile.key().sign(&two.claims(&begun)));
    let path = callback(
        "hostile",
        &[
            ("code", "y"),
            ("state", &begun.state),
            ("iss", &two.hostile.issuer),
        ],
    );
    assert_eq!(browser.get(&path).await.location(), "/");
}

#[tokio::test]
async fn the_same_person_at_another_issuer_is_another_account() {
    let two = Two::start().await;
    let other = Hostile::start().await;
    let form = ProviderForm {
        name: "Other".to_owned(),
        ..form(&other)
    };
    two.server
        .muster
        .create_provider(&Actor::command_line(), &form)
        .await
        .unwrap();
    let mut first = two.signed_in().await;
    let mut second = two.server.browser();
    let begun = begin(&mut second, "other", "").await;
    other.give(
        other
            .key()
            .sign(&other.claims(&begun.nonce, two.server.muster.clock().now())),
    );
    let path = callback("other", &[("code", "x"), ("state", &begun.state)]);
    assert_eq!(second.get(&path).await.location(), "/");
    // Each account lists its own browsers only.
    for browser in [&mut first, &mut second] {
        assert_eq!(
            browser
                .get("/account")
                .await
                .body
                .matches(", this one")
                .count(),
            1
        );
        assert!(
            !browser
                .get("/account")
                .await
                .body
                .contains("End the sign-in of")
        );
    }
}

#[tokio::test]
async fn a_new_signing_key_is_fetched_but_not_again_and_again() {
    let two = Two::start().await;
    two.signed_in().await;
    let asked = two.hostile.keys_asked();
    two.hostile.rotate(Key::new("second"));
    two.signed_in().await;
    assert_eq!(two.hostile.keys_asked(), asked + 1);
    for _ in 0..3 {
        let mut browser = two.server.browser();
        let begun = two.begin(&mut browser, "").await;
        let forged = Key::new("unknown").sign(&two.claims(&begun));
        two.return_with(&mut browser, &begun, forged).await;
    }
    assert_eq!(two.hostile.keys_asked(), asked + 1);
    two.signed_in().await;
}

#[tokio::test]
async fn a_provider_that_is_down_is_told_and_the_local_administrator_still_comes_in() {
    let two = Two::start_with(|form| form.issuer = "http://127.0.0.1:9".to_owned()).await;
    let mut browser = two.server.browser();
    let answer = browser.get("/sign-in/with/hostile?next=%2Fdevices").await;
    assert_eq!(
        answer.location(),
        "/sign-in?problem=provider-unreachable&next=%2Fdevices"
    );
    let page = browser.get(answer.location()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("does not answer") && page.body.contains("Emergency sign-in"));
    let form = [
        ("name", "maren"),
        ("password", PASSWORD),
        ("next", "/devices"),
    ];
    assert_eq!(browser.post("/sign-in", &form).await.location(), "/devices");
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn what_the_provider_refuses_is_told_in_a_word_of_ours() {
    let two = Two::start().await;
    let mut browser = two.server.browser();
    let begun = two.begin(&mut browser, "").await;
    let query = [
        ("error", "access_denied"),
        ("error_description", "<script>"),
        ("state", &begun.state),
    ];
    let answer = browser.get(&callback("hostile", &query)).await;
    assert_eq!(
        answer.location(),
        "/sign-in?problem=provider-declined&next=%2F"
    );
    for key in ["no-such", "..", "%2F"] {
        let answer = browser.get(&format!("/sign-in/with/{key}")).await;
        assert!(
            answer
                .location()
                .starts_with("/sign-in?problem=provider-no-provider"),
            "{key}"
        );
    }
}

#[tokio::test]
async fn what_the_token_leaves_out_is_asked_for() {
    let two = Two::start().await;
    let mut browser = two.server.browser();
    for (subject, right) in [("person-2", false), ("person-1", true)] {
        two.hostile
            .tell(json!({ "sub": subject, "name": "Ines of the user info" }));
        let begun = two.begin(&mut browser, "").await;
        let claims = with(&two.claims(&begun), "name", Value::Null);
        let answer = two
            .return_with(&mut browser, &begun, two.hostile.key().sign(&claims))
            .await;
        assert_eq!(answer.location() == "/", right);
    }
    assert!(
        browser
            .get("/account")
            .await
            .body
            .contains("Ines of the user info")
    );
}

#[tokio::test]
async fn a_provider_signs_a_person_out_at_once() {
    let two = Two::start().await;
    let key = two.hostile.key();
    let mut browser = two.signed_in().await;
    let mut local = two.server.signed_in().await;
    let claims = two.logout_claims("logout-1");
    let token = key.sign_as(
        &json!({ "alg": "ES256", "kid": "first", "typ": "logout+jwt" }),
        &claims,
    );
    let answer = two.log_out(&token).await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (StatusCode::OK, "no-store")
    );
    assert!(!is_signed_in(&mut browser).await);
    assert!(
        is_signed_in(&mut local).await,
        "only those of the provider end"
    );

    // The same word again ends nothing that came after it.
    let mut browser = two.signed_in().await;
    assert_eq!(two.log_out(&token).await.status, StatusCode::BAD_REQUEST);
    assert!(is_signed_in(&mut browser).await);

    // Another session of the same person, and another person.
    let other_session = with(&two.logout_claims("logout-2"), "sid", json!("session-2"));
    let other_person = with(
        &with(&two.logout_claims("logout-3"), "sid", Value::Null),
        "sub",
        json!("person-2"),
    );
    for claims in [other_session, other_person] {
        assert_eq!(two.log_out(&key.sign(&claims)).await.status, StatusCode::OK);
        assert!(is_signed_in(&mut browser).await);
    }
    let session_only = with(&two.logout_claims("logout-4"), "sub", Value::Null);
    assert_eq!(
        two.log_out(&key.sign(&session_only)).await.status,
        StatusCode::OK
    );
    assert!(!is_signed_in(&mut browser).await);
    let mut browser = two.signed_in().await;
    let person_only = with(&two.logout_claims("logout-5"), "sid", Value::Null);
    assert_eq!(
        two.log_out(&key.sign(&person_only)).await.status,
        StatusCode::OK
    );
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_forged_word_signs_nobody_out() {
    let two = Two::start().await;
    let key = two.hostile.key();
    let mut browser = two.signed_in().await;
    let now = two.server.muster.clock().now().timestamp();
    let right = two.logout_claims("forged");
    let id_token = two.hostile.claims("nonce", two.server.muster.clock().now());
    let forged = [
        (
            "unsigned",
            format!("{}.", unsigned(&json!({ "alg": "none" }), &right)),
        ),
        (
            "without a signature",
            unsigned(&json!({ "alg": "ES256", "kid": "first" }), &right),
        ),
        (
            "said to be unsigned",
            key.sign_as(&json!({ "alg": "none", "kid": "first" }), &right),
        ),
        (
            "signed with the secret",
            sign_with_secret(SECRET.as_bytes(), &right),
        ),
        (
            "signed with the public key",
            sign_with_secret(&key.public_bytes(), &right),
        ),
        ("signed with another key", Key::new("first").sign(&right)),
        (
            "signed with an unknown key",
            Key::new("unknown").sign(&right),
        ),
        (
            "of another kind",
            key.sign_as(
                &json!({ "alg": "ES256", "kid": "first", "typ": "at+jwt" }),
                &right,
            ),
        ),
        ("an id_token", key.sign(&id_token)),
        ("with a nonce", key.sign(&with(&right, "nonce", json!("n")))),
        (
            "for another client",
            key.sign(&with(&right, "aud", json!("other"))),
        ),
        (
            "of another issuer",
            key.sign(&with(&right, "iss", json!("https://evil.example"))),
        ),
        ("long ago", key.sign(&with(&right, "iat", json!(now - 721)))),
        ("expired", key.sign(&with(&right, "exp", json!(now - 121)))),
        ("of nothing", key.sign(&with(&right, "events", json!({})))),
        (
            "without a name",
            key.sign(&with(&right, "jti", Value::Null)),
        ),
        ("rubbish", "a.b.c".to_owned()),
    ];
    for (what, token) in forged {
        assert_eq!(
            two.log_out(&token).await.status,
            StatusCode::BAD_REQUEST,
            "{what}"
        );
        assert!(is_signed_in(&mut browser).await, "{what}");
    }
    let elsewhere = "/sign-in/with/no-such/back-channel-logout";
    let answer = two
        .server
        .browser()
        .post_with(elsewhere, &[("logout_token", "x")], &[])
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn signing_out_leads_to_the_provider_by_a_page_of_ours() {
    let two = Two::start().await;
    let mut browser = two.signed_in().await;
    let stolen = browser.clone();
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!(answer.location(), "/signed-out?from=hostile");
    let page = browser.get(answer.location()).await;
    assert!(
        page.body.contains("Signed out of Muster") && page.body.contains("url=/sign-out/provider"),
        "{}",
        page.body
    );
    let answer = browser.get("/sign-out/provider").await;
    let address = answer.location();
    assert!(
        address.starts_with(&format!("{}/end?id_token_hint=ey", two.hostile.issuer)),
        "{address}"
    );
    assert!(
        address.contains("&post_logout_redirect_uri=http%3A%2F%2Fmuster.test%2Fsign-in"),
        "{address}"
    );
    // Once; and the session is over for whoever holds its cookie.
    assert_eq!(
        browser.get("/sign-out/provider").await.location(),
        "/sign-in"
    );
    let mut stolen = stolen;
    assert!(!is_signed_in(&mut stolen).await);
    assert_eq!(
        two.server
            .signed_in()
            .await
            .post("/sign-out", &[])
            .await
            .location(),
        "/sign-in?signed_out=1"
    );
}

#[tokio::test]
async fn whoever_is_disabled_in_the_directory_is_out_at_once_and_stays_out() {
    let two = Two::start().await;
    let id = "8f99bc81-2d83-44ee-aa05-be1809d0c226";
    two.import_user(id, true).await;
    let mut browser = two.server.browser();
    let sign_in = async |browser: &mut Browser| {
        let begun = two.begin(browser, "").await;
        let claims = with(&two.claims(&begun), "oid", json!(id));
        let answer = two
            .return_with(browser, &begun, two.hostile.key().sign(&claims))
            .await;
        answer.location().to_owned()
    };
    assert_eq!(sign_in(&mut browser).await, "/");
    two.import_user(id, false).await;
    assert!(!is_signed_in(&mut browser).await);
    let refused = "/sign-in?problem=provider-not-in-directory&next=%2F";
    assert_eq!(sign_in(&mut browser).await, refused);
    // The session of before does not come back to life.
    two.import_user(id, true).await;
    assert!(!is_signed_in(&mut browser).await);
    assert_eq!(sign_in(&mut browser).await, "/");
}

#[tokio::test]
async fn a_user_principal_name_links_only_where_the_provider_is_trusted_with_it() {
    for trusts_upn in [false, true] {
        let two = Two::start_with(|form| form.trusts_upn = trusts_upn).await;
        two.import_user("8f99bc81-2d83-44ee-aa05-be1809d0c226", true)
            .await;
        let mut browser = two.signed_in().await;
        two.import_user("8f99bc81-2d83-44ee-aa05-be1809d0c226", false)
            .await;
        assert_eq!(
            is_signed_in(&mut browser).await,
            !trusts_upn,
            "linked: {trusts_upn}"
        );
    }
}

#[tokio::test]
async fn the_secret_is_nowhere_to_be_read() {
    let two = Two::start().await;
    let mut admin = two.server.signed_in().await;
    let page = format!("/tenant/sign-in-providers/{}", two.id);
    for path in ["/tenant/sign-in-providers", &page] {
        let answer = admin.get(path).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            answer.body.contains("Hostile") && !answer.body.contains(SECRET),
            "{path}"
        );
    }
    // A form that is refused comes back with everything but the secret.
    let fields = [
        ("name", "Hostile"),
        ("issuer", "not an address"),
        ("client_id", CLIENT),
        ("client_secret", "another secret"),
        ("scopes", ""),
        ("upn_claim", ""),
        ("groups_claim", ""),
        ("roles_claim", ""),
        ("is_enabled", "true"),
    ];
    let answer = admin.post(&page, &fields).await;
    assert!(answer.location().contains("field=issuer") && !answer.location().contains("another"));
    let shown = admin.get(answer.location()).await.body;
    assert!(
        shown.contains("value=\"not an address\"") && shown.contains("Write a whole address"),
        "{shown}"
    );
}

#[tokio::test]
async fn another_address_never_gets_the_secret_of_the_first() {
    let two = Two::start().await;
    let other = Hostile::start().await;
    let form = ProviderForm {
        client_secret: String::new(),
        issuer: other.issuer.clone(),
        ..form(&two.hostile)
    };
    let actor = Actor::command_line();
    two.server
        .muster
        .save_provider(&actor, two.id, &form)
        .await
        .unwrap();
    assert!(
        !two.server
            .muster
            .find_provider(&actor, two.id)
            .await
            .unwrap()
            .has_secret
    );
}

#[tokio::test]
async fn a_test_says_in_words_what_is_wrong() {
    let two = Two::start().await;
    let mut admin = two.server.signed_in().await;
    let page = format!("/tenant/sign-in-providers/{}", two.id);
    let issuer = two.hostile.issuer.clone();
    let test = async |admin: &mut Browser| {
        let answer = admin.post(&format!("{page}/test"), &[]).await;
        assert_eq!(answer.location(), format!("{page}#test"));
        let provider = two
            .server
            .muster
            .find_provider(&Actor::command_line(), two.id)
            .await
            .unwrap();
        let problem = provider.tested.unwrap().problem;
        if let Some(problem) = &problem {
            let shown = admin.get(&page).await.body;
            assert!(
                shown.contains("Tested ")
                    && shown.contains(problem.split(&['\'', '&']).next().unwrap()),
                "{shown}"
            );
        }
        problem.unwrap_or_default()
    };
    // The hostile provider's clock is the machine's, Muster's stands still in the past.
    assert!(test(&mut admin).await.contains("clock"));
    let real: chrono::DateTime<chrono::Utc> = std::time::SystemTime::now().into();
    let ahead = real - two.server.muster.clock().now();
    two.server.muster.clock().advance(ahead);
    let mut admin = two.server.signed_in().await;
    assert_eq!(test(&mut admin).await, "");
    for (metadata, word) in [
        (
            json!({ "issuer": "https://other.example" }),
            "calls itself https://other.example",
        ),
        (
            json!({ "response_types_supported": ["id_token"] }),
            "authorization code flow",
        ),
        (
            json!({ "id_token_signing_alg_values_supported": ["HS256", "none"] }),
            "signs with no algorithm",
        ),
        (
            json!({ "token_endpoint_auth_methods_supported": ["private_key_jwt"] }),
            "client secret in no way",
        ),
        (
            json!({ "token_endpoint": "http://evil.example/token" }),
            "not https",
        ),
        (
            json!({ "jwks_uri": format!("{issuer}/no-such") }),
            "status 404",
        ),
    ] {
        two.hostile.say(metadata.clone());
        let found = test(&mut admin).await;
        assert!(found.contains(word), "{metadata}: {found}");
    }
    two.hostile.say(json!({}));
    for (status, kind, body, word) in [
        (
            StatusCode::OK,
            "text/html",
            "<h1>Hello</h1>".to_owned(),
            "not an OpenID Connect discovery",
        ),
        (
            StatusCode::OK,
            "application/json",
            "{}".to_owned(),
            "not an OpenID Connect discovery",
        ),
        (
            StatusCode::NOT_FOUND,
            "text/plain",
            String::new(),
            "status 404",
        ),
        (
            StatusCode::FOUND,
            "text/plain",
            String::new(),
            "leads to another one",
        ),
        (
            StatusCode::OK,
            "application/json",
            " ".repeat(2_000_000),
            "far larger",
        ),
    ] {
        two.hostile.break_discovery(status, kind, body);
        let found = test(&mut admin).await;
        assert!(found.contains(word), "{status} {kind}: {found}");
    }
    for (change, word) in [
        (("client_id", "unknown"), "refuses the client id"),
        (("issuer", "http://127.0.0.1:9"), "Nothing can be reached"),
        (("issuer", "https://no-such-host.invalid"), "host name"),
    ] {
        let fresh = Hostile::start().await;
        let mut form = form(&fresh);
        match change.0 {
            "client_id" => change.1.clone_into(&mut form.client_id),
            _ => change.1.clone_into(&mut form.issuer),
        }
        two.server
            .muster
            .save_provider(&Actor::command_line(), two.id, &form)
            .await
            .unwrap();
        let found = test(&mut admin).await;
        assert!(found.contains(word), "{change:?}: {found}");
    }
}

#[tokio::test]
async fn the_last_way_in_stays_open() {
    let two = Two::start().await;
    let actor = Actor::command_line();
    let muster = &two.server.muster;
    let mut local = two.server.signed_in().await;
    let accounts = muster.list_local_accounts(&actor).await.unwrap();
    let switch = format!("/tenant/local-accounts/{}", accounts[0].id);
    let answer = local.post(&switch, &[("is_enabled", "false")]).await;
    assert!(
        answer
            .location()
            .contains("You+are+signed+in+with+this+account"),
        "{}",
        answer.location()
    );
    let refused = muster
        .switch_local_account(&actor, accounts[0].id, false)
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("last way to sign in"),
        "{refused}"
    );
    let mut ines = two.signed_in().await;
    assert_eq!(
        ines.post(&switch, &[("is_enabled", "false")])
            .await
            .location(),
        "/tenant/sign-in-providers?done=disabled"
    );
    assert!(!is_signed_in(&mut local).await);
    let form = [("name", "maren"), ("password", PASSWORD), ("next", "")];
    assert_eq!(
        local.post("/sign-in", &form).await.location(),
        "/sign-in?problem=provider-disabled&next=%2F"
    );
    let wrong = [
        ("name", "maren"),
        ("password", "not the password"),
        ("next", ""),
    ];
    assert_eq!(
        local.post("/sign-in", &wrong).await.location(),
        "/sign-in?problem=wrong&next=%2F"
    );
    // Now the provider is the last way in.
    let refused = muster.delete_provider(&actor, two.id).await.unwrap_err();
    assert!(
        refused.to_string().contains("last way to sign in"),
        "{refused}"
    );
    assert_eq!(
        ines.post(&switch, &[("is_enabled", "true")])
            .await
            .location(),
        "/tenant/sign-in-providers?done=enabled"
    );
    assert_eq!(local.post("/sign-in", &form).await.location(), "/");
    assert!(
        ines.get("/")
            .await
            .body
            .contains("The local account Maren signed in")
    );
    muster.delete_provider(&actor, two.id).await.unwrap();
    assert!(!is_signed_in(&mut ines).await);
}

#[tokio::test]
async fn a_form_of_another_site_changes_no_provider() {
    let two = Two::start().await;
    let mut admin = two.server.signed_in().await;
    let path = format!("/tenant/sign-in-providers/{}/delete", two.id);
    let answer = admin
        .post_with(&path, &[], &[("origin", "https://evil.example")])
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let mut stranger = two.server.browser();
    assert!(
        stranger
            .post(&path, &[])
            .await
            .location()
            .starts_with("/sign-in")
    );
    let asked = [("accept", "application/json")];
    let answer = stranger
        .send(Method::GET, "/api/list_ways_in", &asked, Body::empty())
        .await;
    assert!(answer.status != StatusCode::OK && !answer.body.contains("Hostile"));
    assert!(
        two.server
            .muster
            .find_provider(&Actor::command_line(), two.id)
            .await
            .is_ok()
    );
}
