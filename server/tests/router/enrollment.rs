//! The settings form as a browser without scripts sends it.

use axum::http::StatusCode;
use domain::actor::Actor;
use domain::enrollment::ScopeChoice;

use crate::common::Server;

#[tokio::test]
async fn the_form_saves_without_scripts_and_leads_back_to_the_page() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let answer = browser
        .post(
            "/enrollment/automatic",
            &[("mdm_scope", "all"), ("version", "0")],
        )
        .await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/enrollment/automatic")
    );
    let saved = server
        .muster
        .load_enrollment_settings(&Actor::command_line())
        .await
        .unwrap();
    assert_eq!(
        (saved.version, saved.settings.mdm_scope.choice),
        (1, ScopeChoice::All)
    );
}

#[tokio::test]
async fn what_is_refused_comes_back_with_every_edit_and_the_reason() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let edits = [
        ("mdm_scope", "all"),
        ("mdm_discovery", "http://plain.example"),
        ("version", "0"),
    ];
    let answer = browser.post("/enrollment/automatic", &edits).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = browser.get(answer.location()).await.body;
    assert!(
        page.contains("http://plain.example"),
        "the typed address is kept"
    );
    assert!(
        page.contains("1 field was") && page.contains("#mdm_discovery"),
        "the refusal names the field"
    );
    assert_eq!(
        server
            .muster
            .load_enrollment_settings(&Actor::command_line())
            .await
            .unwrap()
            .version,
        0
    );
}

#[tokio::test]
async fn whoever_saved_in_between_is_named_and_nothing_is_overwritten() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    browser
        .post(
            "/enrollment/automatic",
            &[("mam_scope", "all"), ("version", "0")],
        )
        .await;
    let answer = browser
        .post(
            "/enrollment/automatic",
            &[("mdm_scope", "all"), ("version", "0")],
        )
        .await;
    let page = browser.get(answer.location()).await.body;
    assert!(
        page.contains("saved other settings") && page.contains("Maren"),
        "the page says who was faster"
    );
    let saved = server
        .muster
        .load_enrollment_settings(&Actor::command_line())
        .await
        .unwrap();
    assert_eq!(
        (saved.version, saved.settings.mdm_scope.choice),
        (1, ScopeChoice::None)
    );
}
