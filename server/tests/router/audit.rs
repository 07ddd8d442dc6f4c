//! The audit log through its addresses, and the forms of the directory that leave their traces in it, without scripts.

use crate::common::{Answer, Browser, Server};
use axum::http::StatusCode;
use domain::actor::Actor;
use domain::directory::{NewGroup, NewUser};

#[tokio::test]
async fn the_log_tells_who_did_what_and_each_entry_has_a_page() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let list = browser.get("/audit").await;
    assert_eq!(list.status, StatusCode::OK);
    for told in [
        "Signed in",
        "First administrator created",
        "Set-up link",
        "Maren",
    ] {
        assert!(list.body.contains(told), "{told}");
    }
    let page = browser.get("/audit/1").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Place in the chain"), "{}", page.body);
    assert_eq!(
        browser.get("/audit/999").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(browser.get("/audit/x").await.status, StatusCode::NOT_FOUND);
    let filtered = browser.get("/audit?action=sign_in&actor=MAREN").await;
    assert!(filtered.body.contains("Remove filter: Action is Signed in"));
    assert!(!filtered.body.contains("First administrator created</a>"));
    for refused in ["/audit?actors=x", "/audit?result=maybe", "/audit?from=then"] {
        let page = browser.get(refused).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{refused}");
    }
}

#[tokio::test]
async fn the_log_is_a_file_with_the_filters_of_its_list() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let csv = browser.get("/audit/export.csv?action=sign_in").await;
    assert_eq!(csv.status, StatusCode::OK);
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"muster-audit-2026-10-05.csv\""
    );
    assert_eq!(csv.body.lines().count(), 2);
    assert!(
        csv.body
            .lines()
            .nth(1)
            .unwrap()
            .contains(",sign_in,done,account,")
    );
    let lines = browser.get("/audit/export.jsonl").await;
    assert!(
        lines
            .body
            .contains("\"action\":\"create_first_administrator\"")
    );
    let refused = browser.get("/audit/export.csv?filter=x").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let stranger = server.browser().get("/audit/export.csv").await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn licences_and_members_are_given_and_taken_without_scripts() {
    let server = Server::start().await;
    let actor = Actor::command_line();
    let muster = &server.muster;
    let user = muster
        .create_user(&actor, NewUser::of("noor@harbor.example", "Noor"))
        .await
        .unwrap();
    let group = muster
        .create_group(
            &actor,
            NewGroup {
                name: "Pilot".to_owned(),
                description: String::new(),
            },
        )
        .await
        .unwrap();
    muster
        .save_subscription(&actor, "SPE_E3", 5, "Enabled", None)
        .await
        .unwrap();
    let mut browser = server.signed_in().await;
    let (user, group) = (user.id.to_string(), group.id.to_string());
    let page = format!("/users/{user}");
    let shown = browser.get(&page).await.body;
    assert!(shown.contains("Microsoft 365 E3 (5 free)"), "{shown}");
    let form = [("user", user.as_str()), ("sku", "SPE_E3")];
    for (path, told) in [
        ("/api/assign_licence", "Take back Microsoft 365 E3"),
        ("/api/remove_licence", "Microsoft 365 E3 (5 free)"),
    ] {
        let path = address(&browser.get(&page).await.body, path);
        let answer = post(&mut browser, &path, &form).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
        assert!(browser.get(&page).await.body.contains(told), "{told}");
    }
    let page = format!("/groups/{group}");
    let add = address(&browser.get(&page).await.body, "/api/add_member");
    let form = [("group", group.as_str()), ("member", "noor@harbor.example")];
    let answer = post(&mut browser, &add, &form).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    assert!(browser.get(&page).await.body.contains("Take out Noor"));
    let log = browser.get("/audit").await.body;
    for told in ["Licence assigned", "Licence removed", "Group member added"] {
        assert!(log.contains(told), "{told}");
    }
}

/// Posts a form as a browser without scripts does, which is then led back to the page of the form.
async fn post(browser: &mut Browser, path: &str, form: &[(&str, &str)]) -> Answer {
    let headers = [
        ("origin", "http://muster.test"),
        ("sec-fetch-site", "same-origin"),
        ("referer", "http://muster.test/"),
    ];
    browser.post_with(path, form, &headers).await
}

/// The address of a form: a number follows its name.
fn address(page: &str, name: &str) -> String {
    let action = page.split("action=\"").find(|rest| rest.starts_with(name));
    let action = action.and_then(|rest| rest.split('"').next());
    action
        .unwrap_or_else(|| panic!("no form posts to {name}"))
        .to_owned()
}
