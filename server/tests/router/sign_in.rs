//! Signing in through the router: sessions that cannot be fixed, forged or guessed, and first run.

use crate::common::{PASSWORD, Server};
use axum::http::StatusCode;
use chrono::TimeDelta;

#[tokio::test]
async fn a_stranger_is_sent_to_sign_in_and_comes_back_to_the_page_asked_for() {
    let server = Server::start().await;
    let mut browser = server.browser();
    let answer = browser.get("/devices?search=lap").await;
    assert_eq!(
        (answer.status, answer.location()),
        (
            StatusCode::SEE_OTHER,
            "/sign-in?next=%2Fdevices%3Fsearch%3Dlap"
        )
    );
    assert!(
        browser
            .get(answer.location())
            .await
            .body
            .contains("value=\"/devices?search=lap\"")
    );
    let answer = browser
        .post(
            "/sign-in",
            &[
                ("name", "maren"),
                ("password", PASSWORD),
                ("next", "/devices?search=lap"),
            ],
        )
        .await;
    assert_eq!(answer.location(), "/devices?search=lap");
    assert_eq!(
        browser.get("/devices?search=lap").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn the_session_id_is_a_new_one_after_signing_in() {
    let server = Server::start().await;
    let mut attacker = server.signed_in().await;
    let mut victim = server.browser();
    victim.cookie.clone_from(&attacker.cookie);
    victim
        .post(
            "/sign-in",
            &[("name", "maren"), ("password", PASSWORD), ("next", "")],
        )
        .await;
    assert_ne!(victim.cookie, attacker.cookie);
    assert_eq!(victim.get("/account").await.status, StatusCode::OK);
    assert_eq!(
        attacker.get("/account").await.status,
        StatusCode::SEE_OTHER,
        "the planted session must not live on"
    );
}

#[tokio::test]
async fn a_forged_cookie_opens_nothing_and_is_never_taken_over() {
    let server = Server::start().await;
    for forged in [
        "muster=AAAAAAAAAAAAAAAAAAAAAA",
        "muster=",
        "muster=../../etc/passwd",
        "muster='; drop table accounts; --",
    ] {
        let mut browser = server.browser();
        browser.cookie = Some(forged.to_owned());
        assert_eq!(
            browser.get("/account").await.status,
            StatusCode::SEE_OTHER,
            "{forged}"
        );
        browser
            .post(
                "/sign-in",
                &[("name", "maren"), ("password", PASSWORD), ("next", "")],
            )
            .await;
        assert_ne!(browser.cookie.as_deref(), Some(forged));
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    for (address, marks) in [
        (
            "http://muster.test",
            &["muster=", "HttpOnly", "SameSite=Lax", "Path=/"][..],
        ),
        (
            "https://muster.test",
            &[
                "__Host-muster=",
                "HttpOnly",
                "SameSite=Lax",
                "Path=/",
                "Secure",
            ][..],
        ),
    ] {
        let server = Server::start_empty(address).await;
        let token = server.muster.create_set_up_token().await.unwrap().unwrap();
        let mut browser = server.browser();
        let origin = [("origin", address)];
        let form = [
            ("token", token.as_str()),
            ("organisation", "Fabric Harbor"),
            ("name", "Maren"),
            ("password", PASSWORD),
        ];
        assert_eq!(
            browser
                .post_with("/set-up", &form, &origin)
                .await
                .location(),
            "/sign-in?welcome=1"
        );
        let answer = browser
            .post_with(
                "/sign-in",
                &[("name", "Maren"), ("password", PASSWORD)],
                &origin,
            )
            .await;
        for mark in marks {
            assert!(
                answer.header("set-cookie").contains(mark),
                "{mark} in {}",
                answer.header("set-cookie")
            );
        }
        assert_eq!(
            answer.headers.contains_key("strict-transport-security"),
            address.starts_with("https")
        );
    }
}

#[tokio::test]
async fn guessing_a_password_has_to_wait_and_the_wait_is_told() {
    let server = Server::start().await;
    let mut browser = server.browser();
    for _ in 0..5 {
        let answer = browser
            .post(
                "/sign-in",
                &[("name", "maren"), ("password", "wrong"), ("next", "")],
            )
            .await;
        assert_eq!(answer.location(), "/sign-in?problem=wrong&next=%2F");
    }
    let answer = browser
        .post(
            "/sign-in",
            &[("name", "maren"), ("password", PASSWORD), ("next", "")],
        )
        .await;
    assert_eq!(answer.location(), "/sign-in?problem=wait-2&next=%2F");
    assert!(
        browser
            .get("/sign-in?problem=wait-2")
            .await
            .body
            .contains("Wait 2 seconds")
    );
    server.muster.clock().advance(TimeDelta::seconds(2));
    let answer = browser
        .post(
            "/sign-in",
            &[("name", "maren"), ("password", PASSWORD), ("next", "")],
        )
        .await;
    assert_eq!(answer.location(), "/");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let stolen = browser.cookie.clone();
    assert_eq!(
        browser.post("/sign-out", &[]).await.location(),
        "/sign-in?signed_out=1"
    );
    browser.cookie = stolen;
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_idle_session_ends() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    server.muster.clock().advance(TimeDelta::hours(8));
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_set_up_form_names_the_bad_field_and_never_repeats_the_password() {
    let server = Server::start_empty("http://muster.test").await;
    let token = server.muster.create_set_up_token().await.unwrap().unwrap();
    let mut browser = server.browser();
    let form = [
        ("token", token.as_str()),
        ("organisation", "Fabric Harbor"),
        ("name", "Maren"),
        ("password", "short-one"),
    ];
    let answer = browser.post("/set-up", &form).await;
    assert!(
        answer.location().contains("field=password") && !answer.location().contains("short-one")
    );
    let page = browser.get(answer.location()).await;
    assert!(
        page.body.contains("Use at least 12 characters")
            && page.body.contains("value=\"Fabric Harbor\"")
    );
    assert!(!server.muster.is_set_up().await.unwrap());
}

#[tokio::test]
async fn a_server_function_tells_a_stranger_to_sign_in() {
    let server = Server::start().await;
    let mut browser = server.browser();
    let answer = browser
        .send(
            axum::http::Method::GET,
            "/api/load_account",
            &[("accept", "application/json")],
            axum::body::Body::empty(),
        )
        .await;
    assert_ne!(answer.status, StatusCode::OK);
    assert!(!answer.body.contains("Maren"));
}
