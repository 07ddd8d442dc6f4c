//! Invitations: made with a plain form, shown once, accepted once; and nobody gives what they do not hold.

use axum::http::StatusCode;
use domain::actor::Actor;
use domain::role::BuiltInRole;

use crate::common::{Browser, Server};

const OTHER_PASSWORD: &str = "a lantern on the pier";

/// Invites and gives the path of the link.
async fn invite(browser: &mut Browser, name: &str, role: &str) -> String {
    let form = [("name", name), ("role", role), ("days", "3")];
    let made = browser.post("/tenant/invitations/new", &form).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.location());
    let token = made.body.split("/invitation?token=").nth(1).unwrap();
    format!("/invitation?token={}", &token[..64])
}

async fn sign_in(server: &Server, name: &str) -> Browser {
    let mut browser = server.browser();
    let form = [("name", name), ("password", OTHER_PASSWORD), ("next", "")];
    let answer = browser.post("/sign-in", &form).await;
    assert_eq!(answer.location(), "/", "{name}");
    browser
}

async fn accept(server: &Server, link: &str, password: &str) -> String {
    let token = link.split('=').nth(1).unwrap();
    let form = [("token", token), ("password", password)];
    let answer = server.browser().post("/invitation", &form).await;
    answer.location().to_owned()
}

#[tokio::test]
async fn a_link_makes_one_account_with_its_role_and_no_more() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let page = browser.get("/tenant/invitations/new").await;
    assert!(page.body.contains("Help Desk Operator") && page.body.contains("May do everything."));
    let role = BuiltInRole::ReadOnlyOperator.id().to_string();
    let link = invite(&mut browser, "Ines", &role).await;
    let list = browser.get("/tenant/invitations").await;
    assert!(
        list.body.contains("Ines")
            && list.body.contains("Read Only Operator")
            && list.body.contains("Open")
    );
    assert!(!list.body.contains(&link));
    // A stranger opens it, without scripts.
    let page = server.browser().get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["Welcome to Muster", "Maren", "Fabric Harbor", "Ines"] {
        assert!(page.body.contains(text), "{text}");
    }
    let refused = accept(&server, &link, "short").await;
    assert!(refused.contains("problem=Use+at+least+12"), "{refused}");
    assert_eq!(
        accept(&server, &link, OTHER_PASSWORD).await,
        "/sign-in?welcome=account"
    );
    // The second time it is used up.
    assert!(
        accept(&server, &link, "another long password")
            .await
            .starts_with("/invitation?")
    );
    assert!(
        server
            .browser()
            .get(&link)
            .await
            .body
            .contains("does not work any more")
    );
    let mut ines = sign_in(&server, "ines").await;
    assert_eq!(ines.get("/devices").await.status, StatusCode::OK);
    let answer = ines
        .post(
            "/tenant/invitations/new",
            &[("name", "Friend"), ("role", &role), ("days", "3")],
        )
        .await;
    assert!(
        answer.location().starts_with("/roles/why?"),
        "{}",
        answer.location()
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_and_a_link_that_was_taken_back_is_dead() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    for (name, role, days, field) in [
        ("", "everything", "3", "name"),
        ("MAREN", "everything", "3", ""),
        ("Ines", "", "3", "role"),
        ("Ines", "0191d1a0-0000-7000-8000-000000000000", "3", "role"),
        ("Ines", "everything", "15", "days"),
    ] {
        let form = [("name", name), ("role", role), ("days", days)];
        let answer = browser.post("/tenant/invitations/new", &form).await;
        assert!(
            answer.location().contains(&format!("field={field}")),
            "{name} {role} {days}: {}",
            answer.location()
        );
        assert_eq!(browser.get(answer.location()).await.status, StatusCode::OK);
    }
    // Choosing nothing is not choosing everything.
    let answer = browser
        .post(
            "/tenant/invitations/new",
            &[("name", "Ines"), ("days", "3")],
        )
        .await;
    assert!(answer.location().contains("field=role"));
    let link = invite(&mut browser, "Ines", "everything").await;
    let actor = Actor::command_line();
    let (invitation, _) = server
        .muster
        .list_invitations(&actor)
        .await
        .unwrap()
        .remove(0);
    server
        .muster
        .revoke_invitation(&actor, invitation.id)
        .await
        .unwrap();
    assert!(
        accept(&server, &link, OTHER_PASSWORD)
            .await
            .starts_with("/invitation?")
    );
    // And one that ran out.
    let link = invite(&mut browser, "Ines", "everything").await;
    server.muster.clock().advance(chrono::TimeDelta::days(3));
    assert!(
        server
            .browser()
            .get(&link)
            .await
            .body
            .contains("does not work any more")
    );
    assert!(
        accept(&server, &link, OTHER_PASSWORD)
            .await
            .starts_with("/invitation?")
    );
}
