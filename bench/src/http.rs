//! Muster as a server in this process, asked by clients that do nothing else; beside it, under the same roof, the same
//! bytes as an answer that is ready. Both as they are, and compressed on the way as every browser asks for it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::response::Html;
use axum::routing::get;
use axum::serve::ListenerExt;
use server::router::router;
use server::state::AppState;
use service::Muster;
use service::accounts::NewAdministrator;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tower_http::compression::CompressionLayer;

use crate::Result;

/// How long each load lasts.
const LASTS: Duration = Duration::from_secs(5);

/// How a client wants the answer.
#[derive(Clone, Copy)]
pub enum Encoding {
    /// As it is.
    Plain,
    /// As Chromium asks.
    Compressed,
}

impl Encoding {
    fn header(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Compressed => "accept-encoding: gzip, deflate, br, zstd\r\n",
        }
    }
}

/// A server, and a session of an administrator.
pub struct Served {
    address: SocketAddr,
    cookie: String,
}

/// What a load showed.
pub struct Load {
    /// Answers, and the time for all of them.
    pub answers: usize,
    pub taken: Duration,
    /// The time of the answer that half, and of that which 99 of 100, were not slower than.
    pub median: Duration,
    pub slowest_percent: Duration,
}

impl Served {
    /// Starts the server and signs in; `page` is asked once, for the answer that is ready.
    pub async fn start(muster: &Muster, page: &str) -> Result<Self> {
        let password = muster.clock().new_id().to_string();
        let token = muster
            .create_set_up_token()
            .await?
            .ok_or("there is an administrator already")?;
        let new = NewAdministrator {
            token,
            organisation: "Measured".to_owned(),
            name: "Maren".to_owned(),
            password: password.clone(),
            unlicensed_admins: domain::admission::UnlicensedAdmins::DefaultOn,
        };
        muster.create_first_administrator(new, "").await?;
        let sessions = muster.session_store().await?;
        let app = router(AppState::new(muster.clone(), Vec::new()), sessions.clone());
        let first = listen(app).await?;
        let form = format!("name=Maren&password={password}&next=");
        let answer = Client::connect(first)
            .await?
            .send(&format!(
                "POST /sign-in HTTP/1.1\r\nhost: {first}\r\norigin: http://{first}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
                form.len()
            ))
            .await?;
        let cookie = answer
            .head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .and_then(|set| set.split(';').next())
            .ok_or("signing in gave no session")?
            .to_owned();
        let served = Self {
            address: first,
            cookie,
        };
        let body = Client::connect(first)
            .await?
            .send(&served.request(page, Encoding::Plain))
            .await?
            .body;
        let ready = axum::Router::new()
            .route("/ready-answer", get(move || async move { Html(body) }))
            .layer(CompressionLayer::new());
        let app = router(AppState::new(muster.clone(), Vec::new()), sessions).merge(ready);
        Ok(Self {
            address: listen(app).await?,
            ..served
        })
    }

    fn request(&self, path: &str, encoding: Encoding) -> String {
        format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\naccept: text/html\r\n{}\r\n",
            self.address,
            self.cookie,
            encoding.header()
        )
    }

    /// Asks for `path` over so many connections at the same time.
    pub async fn load(&self, path: &str, encoding: Encoding, connections: usize) -> Result<Load> {
        let begun = Instant::now();
        let mut clients = Vec::with_capacity(connections);
        for _ in 0..connections {
            let (request, address) = (self.request(path, encoding), self.address);
            clients.push(tokio::spawn(async move {
                let mut client = Client::connect(address).await?;
                let mut times = Vec::new();
                while begun.elapsed() < LASTS {
                    let sent = Instant::now();
                    let answer = client.send(&request).await?;
                    if !answer.head.starts_with("HTTP/1.1 200") {
                        return Err(std::io::Error::other(answer.head));
                    }
                    times.push(sent.elapsed());
                }
                Ok(times)
            }));
        }
        let mut times = Vec::new();
        for client in clients {
            times.extend(client.await??);
        }
        let taken = begun.elapsed();
        times.sort();
        let at = |share: usize| times[(times.len() - 1) * share / 100];
        Ok(Load {
            answers: times.len(),
            taken,
            median: at(50),
            slowest_percent: at(99),
        })
    }
}

async fn listen(app: axum::Router) -> Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    listen_on(listener, app);
    Ok(address)
}

/// Serves `app` until the program ends.
pub fn listen_on(listener: tokio::net::TcpListener, app: axum::Router) {
    // As `muster serve` does it; a connection that refuses shows in its times.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
}

/// A connection that is kept.
pub struct Client(BufReader<TcpStream>);

pub struct Answer {
    pub head: String,
    pub body: Vec<u8>,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::with_capacity(64 << 10, stream)))
    }

    pub async fn send(&mut self, request: &str) -> std::io::Result<Answer> {
        self.0.write_all(request.as_bytes()).await?;
        let mut head = String::new();
        while self.0.read_line(&mut head).await? > 2 {}
        let lower = head.to_lowercase();
        let length = lower
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|length| length.trim().parse().ok());
        let mut body = Vec::new();
        match length {
            Some(length) => self.read(length, &mut body).await?,
            None if lower.contains("transfer-encoding: chunked") => {
                self.read_chunks(&mut body).await?;
            }
            None => {}
        }
        Ok(Answer { head, body })
    }

    async fn read(&mut self, length: u64, body: &mut Vec<u8>) -> std::io::Result<()> {
        (&mut self.0).take(length).read_to_end(body).await?;
        Ok(())
    }

    async fn read_chunks(&mut self, body: &mut Vec<u8>) -> std::io::Result<()> {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await?;
            let length = u64::from_str_radix(line.trim(), 16).map_err(std::io::Error::other)?;
            self.read(length, body).await?;
            self.0.read_line(&mut line).await?;
            if length == 0 {
                return Ok(());
            }
        }
    }
}
