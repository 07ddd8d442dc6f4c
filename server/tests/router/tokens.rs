//! Tokens of programs: made on a page and shown once, used by programs, revoked at once.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use domain::actor::{Actor, Permission};
use domain::api_token::NewApiToken;

use crate::common::Server;

/// A token that may do everything with the directory.
pub async fn directory_token(server: &Server) -> String {
    let new = NewApiToken {
        name: format!("Directory {}", server.muster.clock().new_id()),
        permissions: vec![Permission::ReadDirectory, Permission::ChangeDirectory],
        days: 30,
    };
    server
        .muster
        .create_api_token(&Actor::command_line(), new)
        .await
        .unwrap()
        .secret
}

async fn status(server: &Server, authorization: &str) -> (StatusCode, String) {
    let answer = server
        .browser()
        .send(
            Method::GET,
            "/scim/v2/Users",
            &[("authorization", authorization)],
            Body::empty(),
        )
        .await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn a_token_is_made_with_a_plain_form_shown_once_and_revoked() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let page = browser.get("/tenant/api-tokens/new").await;
    assert!(page.body.contains("Create a token") && page.body.contains("Change users and groups"));
    let made = browser
        .post(
            "/tenant/api-tokens/new",
            &[
                ("name", "Entra ID"),
                ("permission", Permission::ReadDirectory.graph()),
                ("permission", Permission::ChangeDirectory.graph()),
                ("days", "90"),
            ],
        )
        .await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    assert_eq!(made.header("cache-control"), "no-store");
    let secret = made
        .body
        .split("muster_")
        .nth(1)
        .map(|rest| format!("muster_{}", &rest[..64]))
        .unwrap();
    assert!(
        secret[7..].chars().all(|c| c.is_ascii_hexdigit()),
        "{secret}"
    );
    let list = browser.get("/tenant/api-tokens").await;
    assert!(list.body.contains("Entra ID") && !list.body.contains(&secret));
    assert!(
        !browser
            .get("/tenant/api-tokens/new")
            .await
            .body
            .contains(&secret)
    );
    assert_eq!(
        status(&server, &format!("Bearer {secret}")).await.0,
        StatusCode::OK
    );
    let list = browser.get("/tenant/api-tokens").await;
    assert!(list.body.contains("192.0.2.7"), "where it was used from");
    // The same form again, as reloading the page would send it, makes no second one.
    let again = browser
        .post(
            "/tenant/api-tokens/new",
            &[
                ("name", "entra id"),
                ("permission", Permission::ReadDirectory.graph()),
                ("days", "90"),
            ],
        )
        .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(
        again.location().contains("stands+already"),
        "{}",
        again.location()
    );
    let tokens = server
        .muster
        .list_api_tokens(&Actor::command_line())
        .await
        .unwrap();
    assert_eq!(tokens.len(), 1);
    server
        .muster
        .revoke_api_token(&Actor::command_line(), tokens[0].id)
        .await
        .unwrap();
    assert_eq!(
        status(&server, &format!("Bearer {secret}")).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_at_its_field() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    for (form, field) in [
        (
            &[
                ("name", ""),
                ("permission", Permission::ReadDirectory.graph()),
                ("days", "90"),
            ][..],
            "name",
        ),
        (&[("name", "x"), ("days", "90")][..], "permissions"),
        (
            &[("name", "x"), ("permission", "Everything"), ("days", "90")][..],
            "permissions",
        ),
        (
            &[
                ("name", "x"),
                ("permission", Permission::ReadDirectory.graph()),
                ("days", "366"),
            ][..],
            "days",
        ),
        (
            &[
                ("name", "x"),
                ("permission", Permission::ReadDirectory.graph()),
                ("days", "ever"),
            ][..],
            "days",
        ),
        (
            &[
                ("name", "x"),
                ("permission", Permission::ReadDirectory.graph()),
            ][..],
            "days",
        ),
    ] {
        let answer = browser.post("/tenant/api-tokens/new", form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{form:?}");
        assert!(
            answer.location().contains(&format!("field={field}")),
            "{form:?}: {}",
            answer.location()
        );
        assert_eq!(browser.get(answer.location()).await.status, StatusCode::OK);
    }
    let evil = [("origin", "https://evil.example")];
    let answer = browser
        .post_with(
            "/tenant/api-tokens/new",
            &[
                ("name", "x"),
                ("permission", Permission::ReadDirectory.graph()),
                ("days", "9"),
            ],
            &evil,
        )
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        server
            .muster
            .list_api_tokens(&Actor::command_line())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn wrong_tokens_all_get_the_same_answer_and_have_to_wait_at_last() {
    let server = Server::start().await;
    let right = directory_token(&server).await;
    let (_, none) = status(&server, "").await;
    for wrong in [
        "Bearer muster_0",
        "Bearer x",
        "Basic x",
        "Bearer ",
        right.as_str(),
    ] {
        let (code, body) = status(&server, wrong).await;
        assert_eq!(
            (code, body.as_str()),
            (StatusCode::UNAUTHORIZED, none.as_str()),
            "{wrong}"
        );
    }
    let mut waits = false;
    for n in 0..25 {
        let (code, _) = status(&server, &format!("Bearer muster_{n}")).await;
        waits |= code == StatusCode::TOO_MANY_REQUESTS;
    }
    assert!(waits);
    // Whoever holds a right one is not kept out by others behind the same address.
    assert_eq!(
        status(&server, &format!("Bearer {right}")).await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_token_may_do_what_it_was_given_and_opens_no_page() {
    let server = Server::start().await;
    let new = NewApiToken {
        name: "Reader".to_owned(),
        permissions: vec![Permission::ReadDirectory],
        days: 1,
    };
    let secret = server
        .muster
        .create_api_token(&Actor::command_line(), new)
        .await
        .unwrap()
        .secret;
    let authorization = format!("Bearer {secret}");
    let headers = [("authorization", authorization.as_str())];
    let mut program = server.browser();
    let answer = program
        .send(
            Method::POST,
            "/scim/v2/Users",
            &headers,
            Body::from(r#"{"userName":"x"}"#),
        )
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        answer.body.contains("change users and groups"),
        "{}",
        answer.body
    );
    let page = program
        .send(Method::GET, "/users", &headers, Body::empty())
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}
