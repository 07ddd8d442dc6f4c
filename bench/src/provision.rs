//! A directory that sends all of its users and groups by SCIM: `bench --provision 100000`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use domain::actor::{Actor, Permission};
use domain::api_token::NewApiToken;
use domain::directory::UserQuery;
use serde_json::{Value, json};
use server::router::router;
use server::state::AppState;
use service::{Clock, Muster};
use tokio::net::TcpListener;

use crate::Result;
use crate::http::{Client, listen_on};

/// How many requests are on their way at the same time; Entra sends about as many.
const CONNECTIONS: usize = 8;
/// How often each question is asked.
const RUNS: usize = 31;
/// The members of the group that is larger than all others.
const LARGE: usize = 50_000;

/// One request: method, address below the service, body.
type Request = (&'static str, String, Value);

/// Provisions `users` users, a tenth as many groups and ten memberships for each user into an empty database at `url`.
pub async fn measure(database: &str, url: &str, users: usize) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let muster = Muster::open(url, &format!("http://{address}"), Clock::default()).await?;
    let new = NewApiToken {
        name: "Directory".to_owned(),
        permissions: vec![Permission::ReadDirectory, Permission::ChangeDirectory],
        days: 1,
    };
    let token = muster
        .create_api_token(&Actor::command_line(), new)
        .await?
        .secret;
    let sessions = muster.session_store().await?;
    listen_on(
        listener,
        router(AppState::new(muster.clone(), Vec::new()), sessions),
    );
    let sender = Sender { address, token };
    let groups = users / 10;
    let told = |what: &str, count: usize, taken: Duration| {
        let rate = count as f64 / taken.as_secs_f64();
        println!(
            "{database:<12} {what:<44} {count:>9} in {:>7.1} s  {rate:>9.0}/s",
            taken.as_secs_f64()
        );
    };

    let watched = tokio::spawn(watch(muster.clone(), users));
    let taken = sender.send_all(users, user).await?;
    told("users, one request each", users, taken);
    let seen = watched.await??;
    println!("{database:<12} users in the portal meanwhile: {seen:?}");
    let taken = sender.send_all(groups, group).await?;
    told("groups, one request each", groups, taken);
    let taken = sender
        .send_all(groups, move |at| add_members(at, users))
        .await?;
    told("memberships, 100 a request", groups * 100, taken);

    let large = LARGE.min(users);
    let members: Vec<Value> = (0..large)
        .map(|at| json!({ "value": user_id(at) }))
        .collect();
    let taken = sender
        .send_all(1, move |_| {
            let body = json!({ "displayName": "Everybody", "externalId": group_id(groups), "members": members.clone() });
            ("POST", "/Groups?excludedAttributes=members".to_owned(), body)
        })
        .await?;
    told("members of one new group, one request", large, taken);
    for (what, at) in [("a group of 100", 0), ("a group of 50,000", groups)] {
        let path = format!("/Groups/{}", group_id(at));
        let one = json!([{ "value": user_id(users - 1) }]);
        let change = |op: &str| {
            let body =
                json!({ "Operations": [{ "op": op, "path": "members", "value": one.clone() }] });
            ("PATCH", path.clone(), body)
        };
        let (add, remove) = (change("add"), change("remove"));
        let median = sender.median(&[add, remove]).await?;
        println!(
            "{database:<12} {:<44} {:>17.2} ms",
            format!("one member into and out of {what}"),
            median
        );
    }
    let far = users * 9 / 10;
    for (what, path) in [
        (
            "one user by name",
            "/Users?filter=userName+eq+%22u7@bench.example%22".to_owned(),
        ),
        (
            "one user by address",
            "/Users?filter=emails.value+eq+%22u7@mail.example%22".to_owned(),
        ),
        ("100 users, first page", "/Users".to_owned()),
        (
            "100 users, nine tenths down",
            format!("/Users?startIndex={far}"),
        ),
        (
            "whether a user is in a group",
            format!(
                "/Groups?excludedAttributes=members&filter=id+eq+%22{}%22+and+members+eq+%22{}%22",
                group_id(groups),
                user_id(7)
            ),
        ),
        (
            "a group of 50,000 with its members",
            format!("/Groups/{}", group_id(groups)),
        ),
    ] {
        let median = sender.median(&[("GET", path, Value::Null)]).await?;
        println!("{database:<12} {what:<44} {median:>17.2} ms");
    }
    muster.close().await;
    Ok(())
}

/// How many users the list of the portal has, every second until it has all.
async fn watch(muster: Muster, all: usize) -> service::Result<Vec<i64>> {
    let mut seen = Vec::new();
    let begun = Instant::now();
    loop {
        let page = muster
            .list_users(&Actor::command_line(), &UserQuery::default())
            .await?;
        seen.push(page.total);
        if usize::try_from(page.total).is_ok_and(|total| total >= all)
            || begun.elapsed() > Duration::from_secs(3_600)
        {
            return Ok(seen);
        }
        tokio::time::sleep(Duration::from_secs((all as u64 / 20_000).max(1))).await;
    }
}

fn user_id(at: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x4d55_5354_4552_4000_8000_0000_0000_0000 + at as u128)
}

fn group_id(at: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x4d55_5354_4552_4000_9000_0000_0000_0000 + at as u128)
}

fn user(at: usize) -> Request {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "externalId": user_id(at),
        "userName": format!("u{at}@bench.example"),
        "displayName": format!("User {at}"),
        "active": true,
        "name": { "givenName": "User", "familyName": at.to_string() },
        "emails": [{ "type": "work", "primary": true, "value": format!("u{at}@mail.example") }],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": format!("Department {}", at % 40) },
    });
    ("POST", "/Users".to_owned(), body)
}

fn group(at: usize) -> Request {
    let body = json!({ "displayName": format!("Group {at}"), "externalId": group_id(at) });
    ("POST", "/Groups".to_owned(), body)
}

fn add_members(at: usize, users: usize) -> Request {
    let members: Vec<Value> = (0..100)
        .map(|n| json!({ "value": user_id((at * 37 + n * 101) % users) }))
        .collect();
    let body = json!({ "Operations": [{ "op": "Add", "path": "members", "value": members }] });
    ("PATCH", format!("/Groups/{}", group_id(at)), body)
}

#[derive(Clone)]
struct Sender {
    address: SocketAddr,
    token: String,
}

impl Sender {
    fn text(&self, (method, path, body): &Request) -> String {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        format!(
            "{method} /scim/v2{path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/scim+json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        )
    }

    async fn send(&self, client: &mut Client, request: &Request) -> std::io::Result<()> {
        let answer = client.send(&self.text(request)).await?;
        if answer.head.starts_with("HTTP/1.1 2") {
            return Ok(());
        }
        Err(std::io::Error::other(format!(
            "{} {}: {}",
            request.0, request.1, answer.head
        )))
    }

    /// Sends so many requests over several connections.
    async fn send_all(
        &self,
        count: usize,
        request: impl Fn(usize) -> Request + Send + Sync + 'static,
    ) -> Result<Duration> {
        let begun = Instant::now();
        let next = Arc::new(AtomicUsize::new(0));
        let request = Arc::new(request);
        let mut senders = Vec::new();
        for _ in 0..CONNECTIONS.min(count) {
            let (sender, next, request) = (self.clone(), next.clone(), request.clone());
            senders.push(tokio::spawn(async move {
                let mut client = Client::connect(sender.address).await?;
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        return Ok::<_, std::io::Error>(());
                    }
                    sender.send(&mut client, &request(at)).await?;
                }
            }));
        }
        for sender in senders {
            sender.await??;
        }
        Ok(begun.elapsed())
    }

    /// The median time, in milliseconds, of one of these requests sent in turn.
    async fn median(&self, requests: &[Request]) -> Result<f64> {
        let mut client = Client::connect(self.address).await?;
        let mut times = Vec::new();
        for _ in 0..RUNS {
            for request in requests {
                let sent = Instant::now();
                self.send(&mut client, request).await?;
                times.push(sent.elapsed());
            }
        }
        times.sort();
        Ok(times[times.len() / 2].as_secs_f64() * 1_000.0)
    }
}
