//! All devices through the router: what an address asks for, and the forms of a browser without scripts.

use crate::common::{Answer, Browser, Server};
use axum::http::StatusCode;

const BACK: &str = "http://muster.test/devices?os=Windows";

/// Sends a form as a browser without scripts does.
async fn submit(browser: &mut Browser, function: &str, form: &[(&str, &str)]) -> Answer {
    let headers = [
        ("origin", "http://muster.test"),
        ("sec-fetch-site", "same-origin"),
        ("accept", "text/html"),
        ("referer", BACK),
    ];
    browser
        .post_with(&format!("/api/{function}"), form, &headers)
        .await
}

/// The address of a server function, as the form on the page has it.
fn function(page: &str, name: &str) -> String {
    let action = page.split("action=\"/api/").skip(1);
    action
        .filter_map(|rest| rest.split('"').next())
        .find(|action| action.starts_with(name))
        .unwrap_or_else(|| panic!("no form for {name}"))
        .to_owned()
}

async fn with_one_device() -> (Server, Browser) {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("devices.csv");
    std::fs::write(
        &file,
        "Device ID,Device name,Serial number,OS,Last check-in\n6f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,FH-LT-1,PF3LEPNY,Windows,2026-10-01 10:00:00\n",
    )
    .unwrap();
    let actor = domain::actor::Actor::command_line();
    server
        .muster
        .import_files(&actor, vec![file], false, None, None, &|_| {})
        .await
        .unwrap();
    let browser = server.signed_in().await;
    (server, browser)
}

#[tokio::test]
async fn an_address_that_is_not_understood_is_refused_with_its_status_and_shows_no_device() {
    let (_server, mut browser) = with_one_device().await;
    for (query, field) in [
        ("colour=red", "colour"),
        ("ownership.below=personal", "ownership.below"),
        ("os_version.from=new", "os_version.from"),
        ("at=after:1:x~7", "at"),
    ] {
        let answer = browser.get(&format!("/devices?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(answer.body.contains(field), "{query}");
        assert!(!answer.body.contains("FH-LT-1"), "{query}");
    }
}

#[tokio::test]
async fn the_rows_stand_before_the_total_in_the_document() {
    let (_server, mut browser) = with_one_device().await;
    let answer = browser.get("/devices").await;
    assert_eq!(answer.status, StatusCode::OK);
    let row = answer.body.find("PF3LEPNY").unwrap();
    let total = answer.body.find("1 device<").unwrap();
    assert!(row < total);
}

#[tokio::test]
async fn columns_and_views_are_saved_by_plain_forms() {
    let (_server, mut browser) = with_one_device().await;
    let page = browser.get("/devices?os=Windows").await.body;
    let form = [
        ("here", "os=Windows"),
        ("shown[]", "name"),
        ("shown[]", "serial"),
        ("place[name]", "2"),
        ("place[serial]", "1"),
    ];
    let columns = function(&page, "save_columns");
    let answer = submit(&mut browser, &columns, &form).await;
    assert_eq!(
        answer.location(),
        "/devices?os=Windows&columns=serial%2Cname"
    );
    let form = [("name", "Windows"), ("query", "os=Windows")];
    let view = function(&page, "save_view");
    let answer = submit(&mut browser, &view, &form).await;
    assert_eq!(answer.location(), "/devices?os=Windows");
    let page = browser.get("/devices").await.body;
    let heads: Vec<usize> = ["Serial number", "Device name"]
        .iter()
        .map(|head| page.find(&format!("class=\"sort\">{head}")).unwrap_or(0))
        .collect();
    assert!(!page.contains("class=\"sort\">Model"));
    assert!(heads.is_sorted(), "{heads:?}");
    assert!(page.replace("<!>", "").contains("Windows</bdi>"));
    // The same name again: the way back says why not.
    let answer = submit(&mut browser, &view, &form).await;
    let back = answer
        .location()
        .strip_prefix("http://muster.test")
        .unwrap();
    let page = browser.get(back).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("You have a view of that name already"));
    assert!(page.body.contains("PF3LEPNY"));
}
