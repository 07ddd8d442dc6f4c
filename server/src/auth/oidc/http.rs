//! Requests to a provider: over TLS, no redirects, little time, little memory.

use std::error::Error as _;
use std::sync::OnceLock;
use std::time::Duration;

use axum::http::{Request, Response};
use futures::StreamExt;
use reqwest::{Client, Url, redirect};
use thiserror::Error;

/// How long a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take to be reached.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
/// The most bytes that are read of an answer.
const MAX_BYTES: usize = 1024 * 1024;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HttpProblem {
    /// The host name is not known.
    #[error("the host name is not known")]
    UnknownHost,
    /// Nobody listens there.
    #[error("no connection")]
    NoConnection,
    /// It takes too long.
    #[error("no answer in time")]
    TooSlow,
    /// The certificate is not trusted, or it is no TLS at all.
    #[error("TLS failed")]
    Tls,
    /// The answer is too large.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer leads elsewhere.
    #[error("the answer leads elsewhere")]
    Redirects,
    /// The address is neither https nor of this machine.
    #[error("the address is not https")]
    Insecure,
    /// The connection broke, or the answer is not HTTP.
    #[error("the connection broke")]
    Broken,
}

/// Sends `request` and reads the whole answer.
pub async fn send(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpProblem> {
    let request = reqwest::Request::try_from(request).map_err(|_| HttpProblem::Insecure)?;
    if !is_safe(request.url()) {
        return Err(HttpProblem::Insecure);
    }
    let answer = client()?
        .execute(request)
        .await
        .map_err(|error| classify(&error))?;
    if answer.status().is_redirection() {
        return Err(HttpProblem::Redirects);
    }
    let mut response = Response::builder().status(answer.status());
    if let Some(headers) = response.headers_mut() {
        headers.clone_from(answer.headers());
    }
    let mut body = Vec::new();
    let mut parts = answer.bytes_stream();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|error| classify(&error))?;
        if body.len() + part.len() > MAX_BYTES {
            return Err(HttpProblem::TooLarge);
        }
        body.extend_from_slice(&part);
    }
    response.body(body).map_err(|_| HttpProblem::Broken)
}

/// Whether what is sent to `url` stays secret on the way: over TLS, or on this very machine.
pub fn is_safe(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_here = host == "localhost"
        || host
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback());
    url.scheme() == "https" || url.scheme() == "http" && is_here
}

/// One client for all providers, made when the first is spoken to: it reads the system's certificates.
fn client() -> Result<&'static Client, HttpProblem> {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    if let Some(client) = CLIENT.get() {
        return Ok(client);
    }
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .timeout(PATIENCE)
        .connect_timeout(CONNECT_PATIENCE)
        .referer(false)
        .user_agent(concat!("Muster/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "no client for sign-in providers"
            );
            HttpProblem::Tls
        })?;
    Ok(CLIENT.get_or_init(|| client))
}

fn classify(error: &reqwest::Error) -> HttpProblem {
    if error.is_timeout() {
        return HttpProblem::TooSlow;
    }
    // The libraries below say what happened in words only.
    let mut causes = String::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        causes.push_str(&error.to_string().to_lowercase());
        cause = error.source();
    }
    let says = |words: &[&str]| words.iter().any(|word| causes.contains(word));
    if says(&["dns error", "failed to lookup"]) {
        HttpProblem::UnknownHost
    } else if says(&["certificate", "tls", "corrupt message", "handshake"]) {
        HttpProblem::Tls
    } else if error.is_connect() {
        HttpProblem::NoConnection
    } else {
        HttpProblem::Broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for (address, safe) in [
            ("https://login.example.org/", true),
            ("http://127.0.0.1:4000/", true),
            ("http://[::1]:4000/", true),
            ("http://localhost/", true),
            ("http://login.example.org/", false),
            ("http://127.0.0.1.example.org/", false),
            ("http://localhost.example.org/", false),
            ("ftp://127.0.0.1/", false),
        ] {
            assert_eq!(is_safe(&address.parse().unwrap()), safe, "{address}");
        }
    }

    #[tokio::test]
    async fn an_address_where_nobody_listens_is_told_from_one_that_is_not_known() {
        let free = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let ask = async |address: String| {
            send(Request::get(address).body(Vec::new()).unwrap())
                .await
                .unwrap_err()
        };
        assert_eq!(
            ask(format!("http://{free}/")).await,
            HttpProblem::NoConnection
        );
        assert_eq!(
            ask("http://login.example.org/".to_owned()).await,
            HttpProblem::Insecure
        );
    }
}
