//! The forms of *Roles* and *Unlicensed admins* as browsers without scripts send them.

use axum::http::StatusCode;
use domain::actor::Actor;
use domain::admission::UnlicensedAdmins;
use domain::directory::NewGroup;
use domain::id::RoleId;
use domain::role::BuiltInRole;

use crate::common::{Browser, Server};

async fn group(server: &Server, name: &str) -> String {
    let new = NewGroup {
        name: name.to_owned(),
        description: String::new(),
    };
    let actor = Actor::command_line();
    let made = server.muster.create_group(&actor, new).await;
    made.unwrap().id.to_string()
}

async fn custom_role(server: &Server) -> Option<RoleId> {
    let roles = server.muster.list_roles(&Actor::command_line()).await;
    let custom = roles.unwrap().into_iter().map(|summary| summary.role);
    custom
        .filter(|role| !role.is_built_in())
        .map(|role| role.id)
        .next()
}

async fn shows(browser: &mut Browser, page: &str, texts: &[&str]) {
    let answer = browser.get(page).await;
    assert_eq!(answer.status, StatusCode::OK, "{page}");
    for text in texts {
        assert!(answer.body.contains(text), "{page} does not say {text}");
    }
}

#[tokio::test]
async fn a_role_is_made_assigned_and_removed_without_scripts() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let desk = group(&server, "Service desk").await;
    shows(
        &mut browser,
        "/roles",
        &["Help Desk Operator", "Intune Role Administrator"],
    )
    .await;
    // A duplicate begins with what the original allows.
    let from = BuiltInRole::HelpDeskOperator.id();
    let page = browser.get(&format!("/roles/new?from={from}")).await.body;
    assert!(page.contains("Help Desk Operator copy"));
    let made = browser
        .post(
            "/roles/new",
            &[
                ("name", "Night desk"),
                ("description", ""),
                ("p", "Microsoft.Intune_ManagedDevices_Read"),
                ("p", "Microsoft.Intune_RemoteTasks_Wipe"),
            ],
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let role = custom_role(&server).await.unwrap();
    assert_eq!(made.location(), format!("/roles/{role}"));
    // What is refused comes back with all that was typed.
    let refused = browser
        .post(
            "/roles/new",
            &[
                ("name", "night desk"),
                ("p", "Microsoft.Intune_RemoteTasks_Wipe"),
            ],
        )
        .await;
    let again = refused.location().to_owned();
    assert!(
        again.starts_with("/roles/new?name=night+desk&p=Microsoft"),
        "{again}"
    );
    shows(
        &mut browser,
        &again,
        &["A role has that name already", "night desk"],
    )
    .await;
    // Finding a group keeps the rest of the form.
    let assign = format!("/roles/{role}/assign");
    let found = format!("{assign}?name=Nights&find_member=desk&all_users=on");
    shows(&mut browser, &found, &["Service desk", &desk, "Nights"]).await;
    let refused = browser.post(&assign, &[("name", "Nights")]).await;
    let again = refused.location().to_owned();
    shows(&mut browser, &again, &["Choose at least one group"]).await;
    let assigned = browser
        .post(
            &assign,
            &[
                ("name", "Nights"),
                ("member", &desk),
                ("all_devices", "on"),
                ("find_member", ""),
            ],
        )
        .await;
    assert_eq!(assigned.location(), format!("/roles/{role}"));
    let page = browser.get(&format!("/roles/{role}")).await.body;
    assert!(page.contains("Service desk") && page.contains("All devices"));
    let assignment = page
        .split("/roles/assignments/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .to_owned();
    shows(
        &mut browser,
        "/roles/by-permission?permission=Microsoft.Intune_RemoteTasks_Wipe",
        &["Night desk", "Service desk", "School Administrator"],
    )
    .await;
    let page = format!("/roles/assignments/{assignment}");
    shows(&mut browser, &page, &["Nights", "Service desk"]).await;
    let in_use = browser.post(&format!("/roles/{role}/delete"), &[]).await;
    let back = in_use.location().to_owned();
    shows(&mut browser, &back, &["The role is assigned"]).await;
    let removed = browser.post(&format!("{page}/remove"), &[]).await;
    assert_eq!(removed.location(), "/roles");
    let deleted = browser.post(&format!("/roles/{role}/delete"), &[]).await;
    assert_eq!(deleted.location(), "/roles");
    assert_eq!(custom_role(&server).await, None);
    let gone = browser.get(&format!("/roles/{role}")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_scope_tag_is_made_and_deleted_without_scripts() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let branch = group(&server, "Branch 7").await;
    shows(&mut browser, "/roles/tags", &["No tag yet"]).await;
    let made = browser
        .post("/roles/tags/new", &[("name", "Seven"), ("group", &branch)])
        .await;
    assert_eq!(made.location(), "/roles/tags");
    let page = browser.get("/roles/tags").await.body;
    assert!(page.contains("Seven") && page.contains("Branch 7"));
    let tag = page
        .split("href=\"/roles/tags/")
        .filter_map(|rest| rest.split('"').next())
        .find(|id| id.len() == 36)
        .unwrap()
        .to_owned();
    let saved = browser
        .post(&format!("/roles/tags/{tag}"), &[("name", "")])
        .await;
    let back = saved.location().to_owned();
    shows(&mut browser, &back, &["Write a name"]).await;
    let deleted = browser
        .post(&format!("/roles/tags/{tag}/delete"), &[])
        .await;
    assert_eq!(deleted.location(), "/roles/tags");
}

#[tokio::test]
async fn unlicensed_admins_are_allowed_once_by_typing_the_name() {
    let server = Server::start_as(UnlicensedAdmins::Off).await;
    let mut browser = server.signed_in().await;
    shows(
        &mut browser,
        "/unlicensed-admins",
        &["Off: it was off", "Allow unlicensed admins", "1,000"],
    )
    .await;
    let allow = "/unlicensed-admins/allow";
    shows(
        &mut browser,
        allow,
        &["cannot be turned off again", "Fabric Harbor"],
    )
    .await;
    let refused = browser.post(allow, &[("confirmation", "fabric")]).await;
    let back = refused.location().to_owned();
    shows(&mut browser, &back, &["exactly as it is shown"]).await;
    let allowed = browser
        .post(allow, &[("confirmation", "Fabric Harbor")])
        .await;
    assert_eq!(allowed.location(), "/unlicensed-admins");
    shows(
        &mut browser,
        "/unlicensed-admins",
        &["Allowed by an admin", "Maren", "cannot be turned off again"],
    )
    .await;
    shows(&mut browser, allow, &["They come in already"]).await;
    let again = browser
        .post(allow, &[("confirmation", "Fabric Harbor")])
        .await;
    assert!(again.location().contains("allowed+already"));
    let limited = browser
        .post("/unlicensed-admins/limit", &[("limit", "none")])
        .await;
    let back = limited.location().to_owned();
    shows(&mut browser, &back, &["Write a number"]).await;
    browser
        .post("/unlicensed-admins/limit", &[("limit", "350")])
        .await;
    shows(&mut browser, "/unlicensed-admins", &["value=\"350\""]).await;
}

#[tokio::test]
async fn whoever_asks_why_is_told() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    shows(
        &mut browser,
        "/roles/why?permission=Microsoft.Intune_ManagedDevices_Delete",
        &["You may delete devices", "Local administrator"],
    )
    .await;
    shows(
        &mut browser,
        "/roles/mine",
        &["Local administrator", "All users and all devices"],
    )
    .await;
}
