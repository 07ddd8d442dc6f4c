//! A whole Muster behind its router, without a socket, and a browser that keeps its cookies.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::{TimeZone, Utc};
use domain::admission::UnlicensedAdmins;
use http_body_util::BodyExt;
use server::router::router;
use server::state::AppState;
use service::accounts::NewAdministrator;
use service::secrets::SecretKey;
use service::{Clock, Muster};
use tower::ServiceExt;

pub const PASSWORD: &str = "harbour lights at dusk";

/// A running system with one administrator, named Maren.
pub struct Server {
    pub muster: Muster,
    pub router: Router,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Starts with an administrator.
    pub async fn start() -> Self {
        Self::start_as(UnlicensedAdmins::DefaultOn).await
    }

    /// Starts with an administrator, in an organisation where admins without a licence may come in or not.
    pub async fn start_as(unlicensed_admins: UnlicensedAdmins) -> Self {
        let server = Self::start_empty("http://muster.test").await;
        let token = server.muster.create_set_up_token().await.unwrap().unwrap();
        let new = NewAdministrator {
            token,
            organisation: "Fabric Harbor".to_owned(),
            name: "Maren".to_owned(),
            password: PASSWORD.to_owned(),
            unlicensed_admins,
        };
        server
            .muster
            .create_first_administrator(new, "")
            .await
            .unwrap();
        server
    }

    /// Starts before the first run, reached at `public_address`.
    pub async fn start_empty(public_address: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/muster.db", folder.path().display());
        let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).unwrap());
        let muster = Muster::open(&url, public_address, clock).await.unwrap();
        let muster = muster.with_secret_key(SecretKey::new(&[7; 32]));
        let sessions = muster.session_store().await.unwrap();
        let router = router(AppState::new(muster.clone(), Vec::new()), sessions);
        Self {
            muster,
            router,
            _folder: folder,
        }
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookie: None,
            cookies: BTreeMap::new(),
        }
    }

    /// A browser that is signed in.
    pub async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        let answer = browser
            .post(
                "/sign-in",
                &[("name", "Maren"), ("password", PASSWORD), ("next", "")],
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.location(), "/");
        browser
    }
}

/// Keeps the session cookie, as browsers do, and says where its requests come from, as browsers do.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// The session's.
    pub cookie: Option<String>,
    /// All others, by name.
    pub cookies: BTreeMap<String, String>,
}

/// A whole response.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.header("location")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let origin = [
            ("origin", "http://muster.test"),
            ("sec-fetch-site", "same-origin"),
        ];
        self.post_with(path, form, &origin).await
    }

    pub async fn post_with(
        &mut self,
        path: &str,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend_from_slice(headers);
        self.send(Method::POST, path, &all, Body::from(body)).await
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "muster.test")
            .header("accept", "text/html");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        for cookie in self.cookie.iter().chain(self.cookies.values()) {
            request = request.header(header::COOKIE, cookie);
        }
        let peer: SocketAddr = "192.0.2.7:50000".parse().unwrap();
        let request = request.extension(ConnectInfo(peer)).body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, _) = pair.split_once('=').unwrap();
            if matches!(name, "muster" | "__Host-muster") {
                self.cookie = Some(pair.to_owned());
            } else {
                self.cookies.insert(name.to_owned(), pair.to_owned());
            }
        }
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}
