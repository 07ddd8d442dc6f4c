//! The help center: open to everybody, the right page for the Windows that the browser tells, and nothing private.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use domain::actor::Actor;
use domain::directory::NewUser;

use crate::common::Server;

#[tokio::test]
async fn help_is_for_everybody_and_leaves_no_cookie() {
    let server = Server::start().await;
    for path in [
        "/help",
        "/help?q=twice",
        "/help/add-account",
        "/help/join?lang=de&windows=earlier",
        "/help/code/80180014",
        "/help/index.json",
    ] {
        let answer = server.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.headers.contains_key("set-cookie"), "{path}");
    }
    for path in [
        "/help/teleport",
        "/help/code/teleport",
        "/help/colours.1.css",
    ] {
        let answer = server.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let page = server.browser().get("/help/add-account").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn the_page_is_the_one_for_the_windows_that_the_browser_tells() {
    let server = Server::start().await;
    let told = |version: &'static str| {
        [
            ("sec-ch-ua-platform", "\"Windows\""),
            ("sec-ch-ua-platform-version", version),
        ]
    };
    for (headers, path, says) in [
        (
            told("\"15.0.0\""),
            "/help/add-account",
            "Windows 11, going by your browser.",
        ),
        (
            told("\"10.0.0\""),
            "/help/add-account",
            "Windows 10, going by your browser.",
        ),
        (
            told("\"0.3.0\""),
            "/help/add-account",
            "An earlier Windows, going by your browser.",
        ),
        // What was chosen counts, whatever the browser tells.
        (
            told("\"15.0.0\""),
            "/help/add-account?windows=earlier",
            "Company Portal website",
        ),
    ] {
        let answer = server
            .browser()
            .send(Method::GET, path, &headers, Body::empty())
            .await;
        assert!(answer.body.contains(says), "{path} {headers:?}");
        assert_eq!(answer.headers["critical-ch"], "Sec-CH-UA-Platform-Version");
    }
    let german = server
        .browser()
        .send(
            Method::GET,
            "/help/join",
            &[("accept-language", "de-AT,de;q=0.9")],
            Body::empty(),
        )
        .await;
    assert!(german.body.contains("<html lang=\"de\""));
}

#[tokio::test]
async fn what_the_organisation_adds_is_shown_as_text() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let form = "name=Harbor+%3Cb%3E&colour=%23ffd400&contact=Desk+%3Cscript%3E&phone=%2B1+555+013&mail=help%40harbor.example&note-join=Bring+%3Ci%3Eit&version=0";
    let headers = [
        ("origin", "http://muster.test"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let saved = browser
        .send(
            Method::POST,
            "/tenant/organisation",
            &headers,
            Body::from(form),
        )
        .await;
    assert_eq!(saved.headers["location"], "/tenant/organisation");
    let page = server.browser().get("/help/join?lang=en").await;
    for shown in [
        "Harbor &lt;b&gt;",
        "Desk &lt;script&gt;",
        "tel:+1555013",
        "mailto:help@harbor.example",
        "Bring &lt;i&gt;it",
        "/help/colours.1.css",
    ] {
        assert!(page.body.contains(shown), "{shown}");
    }
    let sheet = server.browser().get("/help/colours.1.css").await;
    assert!(
        sheet.body.contains("--org:#ffd400;--org-on:#000000"),
        "{}",
        sheet.body
    );
    // Somebody who edited what is no more.
    let late = browser
        .send(
            Method::POST,
            "/tenant/organisation",
            &headers,
            Body::from(form),
        )
        .await;
    assert!(
        late.headers["location"]
            .to_str()
            .unwrap()
            .contains("problem=")
    );
}

#[tokio::test]
async fn an_answer_is_counted_from_our_own_pages_only() {
    let server = Server::start().await;
    let send = async |origin: &str, form: &'static str| {
        let headers = [
            ("origin", origin),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        server
            .browser()
            .send(
                Method::POST,
                "/help/join?lang=en",
                &headers,
                Body::from(form),
            )
            .await
            .status
    };
    assert_eq!(
        send("http://muster.test", "helped=yes").await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        send("http://muster.test", "helped=no").await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        send("http://elsewhere.test", "helped=yes").await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        send("http://muster.test", "helped=maybe").await,
        StatusCode::BAD_REQUEST
    );
    let page = server.signed_in().await.get("/support/help-pages").await;
    assert!(page.body.contains("1 of 2 said yes"), "{}", page.body);
}

#[tokio::test]
async fn a_link_names_its_reader_for_two_weeks_and_nobody_can_make_one() {
    let server = Server::start().await;
    let mut browser = server.signed_in().await;
    let user = NewUser::of("noor@harbor.example", "Noor");
    server
        .muster
        .create_user(&Actor::command_line(), user)
        .await
        .unwrap();
    let case = browser.get("/support?q=noor%40harbor.example").await;
    let link = case
        .body
        .split("/help/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let path = format!("/help/{link}&lang=en");
    assert!(!path.contains("noor"), "{path}");
    let page = server.browser().get(&path).await;
    assert!(page.body.contains("noor@harbor.example"));
    // One digit changed, made up, or too old: the page stays, the name goes.
    let last = if link.ends_with('0') { "1" } else { "0" };
    let changed = format!("/help/{}{last}&lang=en", &link[..link.len() - 1]);
    for path in [
        changed.as_str(),
        "/help/join?for=00ff&lang=en",
        "/help/join?for=x%C3%A9&lang=en",
    ] {
        let page = server.browser().get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("This link is too old"), "{path}");
        assert!(!page.body.contains("noor@harbor.example"), "{path}");
    }
    server.muster.clock().advance(TimeDelta::days(15));
    let page = server.browser().get(&path).await;
    assert!(page.body.contains("This link is too old"));
}
