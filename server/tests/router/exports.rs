//! Exports through their addresses: what they are called, who may have them, and what they refuse.

use crate::common::Server;
use axum::http::StatusCode;
use domain::actor::Actor;

async fn with_devices() -> Server {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("devices.csv");
    std::fs::write(
        &file,
        "Device ID,Device name,OS,Last check-in\n\
         6f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,=cmd|' /C calc'!A0,Windows,2026-10-01 10:00:00\n\
         6f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0002,Zoë's Mac,macOS,2026-10-02 10:00:00\n",
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

#[tokio::test]
async fn the_list_is_a_file_with_a_dated_name_in_both_formats() {
    let server = with_devices().await;
    let mut browser = server.signed_in().await;
    let csv = browser
        .get("/devices/export.csv?sort=name&columns=name,last_check_in")
        .await;
    assert_eq!(csv.status, StatusCode::OK);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"muster-devices-2026-10-05.csv\""
    );
    assert_eq!(csv.header("cache-control"), "no-store");
    assert_eq!(
        csv.body,
        "\u{feff}name,last_check_in\r\n'=cmd|' /C calc'!A0,2026-10-01T10:00:00Z\r\nZoë's Mac,2026-10-02T10:00:00Z\r\n"
    );
    let lines = browser
        .get("/devices/export.jsonl?os=macOS&columns=name")
        .await;
    assert_eq!(
        lines.header("content-type"),
        "application/x-ndjson; charset=utf-8"
    );
    assert_eq!(lines.body, "{\"name\":\"Zoë's Mac\"}\n");
    let records = browser.get("/export/managed_devices.csv").await;
    assert_eq!(
        records.header("content-disposition"),
        "attachment; filename=\"muster-managed_devices-2026-10-05.csv\""
    );
    assert_eq!(records.body.lines().count(), 3);
}

#[tokio::test]
async fn an_export_that_is_asked_for_wrongly_is_refused_by_name() {
    let server = with_devices().await;
    let mut browser = server.signed_in().await;
    for (path, word) in [
        ("/devices/export.csv?colour=red", "colour"),
        ("/devices/export.jsonl?os=macOS&owner=", "owner"),
        ("/devices/export.csv?columns=name,colour", "columns"),
        ("/devices/export.csv?id=7", "id"),
        ("/devices/export.csv?search=%00", "search"),
        ("/export/users.csv?department=R", "department"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(answer.body.contains(word), "{path}: {}", answer.body);
    }
    assert_eq!(
        browser.get("/export/secrets.csv").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn strangers_are_sent_to_sign_in() {
    let server = with_devices().await;
    for path in [
        "/devices/export.csv",
        "/devices/export.jsonl",
        "/export/users.csv",
    ] {
        let answer = server.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(!answer.body.contains("cmd"));
    }
}
