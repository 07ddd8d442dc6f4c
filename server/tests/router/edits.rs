//! Changing devices without scripts: the form, its preview, the change, what it says while and after, and Undo.

use crate::common::{Browser, Server};
use axum::http::StatusCode;
use domain::actor::Actor;
use domain::device::{DeviceQuery, EditState};

async fn with_devices() -> Server {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("devices.csv");
    std::fs::write(
        &file,
        "Device ID,Device name,OS,Last check-in,Category\n\
         6f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,FH-1,Windows,2026-10-01 10:00:00,Kiosk\n\
         6f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0002,FH-2,macOS,2026-10-02 10:00:00,\n",
    )
    .unwrap();
    let actor = Actor::command_line();
    server
        .muster
        .import_files(&actor, vec![file], false, None, None, &|_| {})
        .await
        .unwrap();
    server
}

/// Posts a form and follows to the page of the change once that is over.
async fn change(
    server: &Server,
    browser: &mut Browser,
    path: &str,
    form: &[(&str, &str)],
) -> String {
    let answer = browser.post(path, form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = answer.location().to_owned();
    let id = page
        .strip_prefix("/devices/edit/")
        .unwrap()
        .parse()
        .unwrap();
    let actor = Actor::command_line();
    while server
        .muster
        .find_device_edit(&actor, id)
        .await
        .unwrap()
        .state
        == EditState::Running
    {
        tokio::task::yield_now().await;
    }
    page
}

#[tokio::test]
async fn devices_are_changed_and_changed_back_with_plain_forms() {
    let server = with_devices().await;
    let mut browser = server.signed_in().await;
    let page = browser
        .get("/devices/edit?os=macOS&set_category=set&to_category=Lab&set_notes=leave&to_notes=")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "Edit 1 device",
        "All devices that match OS: macOS",
        "1 device would change",
        "FH-2",
    ] {
        assert!(page.body.contains(text), "{text}");
    }
    assert!(!page.body.contains("FH-1"));
    let form = [
        ("os", "macOS"),
        ("set_category", "set"),
        ("to_category", "Lab"),
    ];
    let address = change(&server, &mut browser, "/devices/edit", &form).await;
    let page = browser.get(&address).await;
    for text in ["Category: Lab", "1 changed", "Undo", "Maren"] {
        assert!(page.body.contains(text), "{text}");
    }
    let query = DeviceQuery::from_pairs([("category", "Lab")]).unwrap();
    let devices = server
        .muster
        .list_devices(&Actor::command_line(), &query)
        .await
        .unwrap();
    let device = browser
        .get(&format!("/devices/{}", devices.items[0].id))
        .await;
    assert!(
        device
            .body
            .replace("<!>", "")
            .contains("set by <bdi>Maren</bdi>")
    );
    let undone = change(&server, &mut browser, &format!("{address}/undo"), &[]).await;
    let page = browser.get(&undone).await;
    assert!(page.body.contains("Takes back"));
    assert!(
        browser
            .get(&address)
            .await
            .body
            .contains("It was taken back")
    );
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_by_name_and_changes_nothing() {
    let server = with_devices().await;
    let mut browser = server.signed_in().await;
    let page = browser
        .get("/devices/edit?set_category=set&to_category=&set_notes=append&to_notes=kept")
        .await;
    assert!(page.body.contains("Write the category."));
    assert!(page.body.contains("kept"));
    let page = browser.get("/devices/edit?colour=red").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.body.contains("colour"));
    let answer = browser
        .post(
            "/devices/edit",
            &[("set_category", "set"), ("to_category", "")],
        )
        .await;
    assert_eq!(
        answer.location(),
        "/devices/edit?set_category=set&to_category="
    );
    let answer = browser
        .post_with(
            "/devices/edit",
            &[("set_category", "clear")],
            &[("origin", "https://evil.example")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let edits = server
        .muster
        .list_device_edits(&Actor::command_line())
        .await
        .unwrap();
    assert!(edits.is_empty());
    let missing = "/devices/edit/6f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001";
    assert_eq!(browser.get(missing).await.status, StatusCode::NOT_FOUND);
}
