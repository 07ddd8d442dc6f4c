//! What protects every page: no forms from other sites, no framing, no scripts but ours, and nothing but text in names.

use crate::common::{PASSWORD, Server};
use axum::body::Body;
use axum::http::{Method, StatusCode};

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let server = Server::start().await;
    for headers in [
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "cross-site"),
        ][..],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[
            ("origin", "http://muster.test"),
            ("sec-fetch-site", "same-site"),
        ],
        &[("origin", "http://muster.test:8080")],
        &[("sec-fetch-site", "cross-site")],
        &[],
    ] {
        let mut browser = server.signed_in().await;
        let answer = browser.post_with("/sign-out", &[], headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert_eq!(
            browser.get("/account").await.status,
            StatusCode::OK,
            "{headers:?}"
        );
        let answer = browser
            .post_with(
                "/sign-in",
                &[("name", "maren"), ("password", PASSWORD)],
                headers,
            )
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
}

#[tokio::test]
async fn the_settings_cannot_be_posted_from_another_site() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let evil = [("origin", "https://evil.example")];
    // The door for browsers without scripts, and a server function.
    for path in ["/enrollment/automatic", "/api/save_enrollment_settings"] {
        let answer = browser
            .post_with(path, &[("mdm_scope", "all"), ("version", "0")], &evil)
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let actor = domain::actor::Actor::command_line();
    assert_eq!(
        server
            .muster
            .load_enrollment_settings(&actor)
            .await
            .unwrap()
            .version,
        0
    );
}

#[tokio::test]
async fn every_page_runs_our_scripts_only_and_cannot_be_framed() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let mut nonces = Vec::new();
    for path in [
        "/",
        "/sign-in",
        "/devices",
        "/devices/views",
        "/tenant/sign-in-providers",
        "/tenant/sign-in-providers/new",
        "/signed-out",
        "/no-such-page",
    ] {
        let answer = browser.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{path}: {policy}"
        );
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .unwrap()
            .to_owned();
        for script in answer.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(
                tag.contains(&format!("nonce=\"{nonce}\"")),
                "{path}: <script{tag}>"
            );
        }
        assert!(
            !answer.body.contains(" style=\""),
            "{path}: the policy would ignore a style attribute"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 8, "a nonce must not be used twice");
}

#[tokio::test]
async fn an_unknown_address_is_a_page_with_status_404() {
    let server = Server::start().await;
    let answer = server.signed_in().await.get("/no-such-page").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("Muster"));
}

#[tokio::test]
async fn health_is_told_to_everybody() {
    let server = Server::start().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(server.browser().get(path).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_huge_form_is_refused() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let headers = [
        ("origin", "http://muster.test"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let answer = browser
        .send(
            Method::POST,
            "/sign-in",
            &headers,
            Body::from("a".repeat(3 << 20)),
        )
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// Every page but those of signing in; a new page must be listed here.
const PAGES: [&str; 49] = [
    "/",
    "/account",
    "/devices",
    "/devices/edit",
    "/devices/views",
    "/devices/import",
    "/cleanup",
    "/cleanup/rule?platform=windows",
    "/cleanup/hidden",
    "/devices/stale",
    "/devices/leaving",
    "/duplicates",
    "/duplicates/certain",
    "/duplicates/blocked",
    "/enrollment/automatic",
    "/enrollment/automatic/history",
    "/enrollment/automatic/effect?list=gain",
    "/enrollment/what-if",
    "/enrollment/check-up",
    "/enrollment/domains",
    "/enrollment/domains/settings",
    "/users",
    "/users/new",
    "/groups",
    "/groups/new",
    "/licences",
    "/support?q=a",
    "/support/help-pages",
    "/tenant/organisation",
    "/support/codes",
    "/support/codes/80180018",
    "/audit",
    "/search?q=a",
    "/roles",
    "/roles/new",
    "/roles/new?from=00000000-0000-0000-0000-000000000002",
    "/roles/mine",
    "/roles/by-permission?permission=Microsoft.Intune_RemoteTasks_Wipe",
    "/roles/why?permission=Microsoft.Intune_ManagedDevices_Delete",
    "/roles/tags",
    "/roles/tags/new",
    "/roles/00000000-0000-0000-0000-000000000002",
    "/roles/00000000-0000-0000-0000-000000000002/assign",
    "/unlicensed-admins",
    "/no-access",
    "/tenant/invitations",
    "/tenant/invitations/new",
    "/tenant/api-tokens",
    "/tenant/api-tokens/new",
];

#[tokio::test]
async fn every_page_is_closed_to_strangers_and_open_to_the_administrator() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    for path in PAGES {
        assert_eq!(
            server.browser().get(path).await.status,
            StatusCode::SEE_OTHER,
            "{path}"
        );
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_device_named_like_a_script_is_only_text() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("devices.csv");
    let name = "</title><script>alert(1)</script>";
    std::fs::write(
        &file,
        format!("Device ID,Device name,Serial number,OS,Last check-in\n6f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,{name},\"\"\"><img src=x>\",Windows,2026-10-01 10:00:00\n"),
    )
    .unwrap();
    server
        .muster
        .import_files(
            &domain::actor::Actor::command_line(),
            vec![file],
            false,
            None,
            None,
            &|_| {},
        )
        .await
        .unwrap();
    let mut browser = server.signed_in().await;
    let list = browser.get("/devices").await.body;
    assert!(
        list.contains("&lt;script&gt;"),
        "the name must be shown as text"
    );
    let id = list
        .split("href=\"/devices/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|id| id.len() == 36)
        .unwrap();
    for path in [
        "/devices".to_owned(),
        format!("/devices/{id}"),
        "/search?q=script".to_owned(),
        "/devices?search=%3Cscript".to_owned(),
    ] {
        let body = browser.get(&path).await.body;
        for bad in ["<script>alert(1)", "<img src=x"] {
            let at = body
                .find(bad)
                .map(|at| &body[at.saturating_sub(60)..at + 20]);
            assert_eq!(at, None, "{path}");
        }
    }
}
