//! Runs a test on both databases: a fresh SQLite file and a fresh database of a PostgreSQL server that the
//! tests start themselves, once for each test program.

use chrono::{DateTime, TimeZone, Utc};
use domain::actor::{Actor, ActorKind, Grant, Permission, Permissions};
use domain::role::Scope;
use service::{Clock, Muster};
use sqlx::{Connection, PgConnection, SqliteConnection};

/// The day on which every test happens: a Monday morning.
pub fn test_day() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).unwrap()
}

/// An actor who holds every permission.
pub fn admin() -> Actor {
    holder_of(&Permission::ALL)
}

/// An actor who holds just these permissions.
pub fn holder_of(permissions: &[Permission]) -> Actor {
    Actor {
        kind: ActorKind::Account,
        id: None,
        name: "Maren Oduya".to_owned(),
        address: "192.0.2.7".to_owned(),
        grants: vec![Grant::new(
            "Test",
            Permissions::from(permissions),
            Scope::everything(),
        )],
    }
}

/// Runs `test` on an empty system on SQLite, then on an empty system on PostgreSQL. The clock stands at [`test_day`].
pub async fn on_each_database(test: impl AsyncFn(Muster)) {
    on_each_url(async |muster, _| test(muster).await).await;
}

/// The same for a test that goes behind the system's back, with the database's URL.
pub async fn on_each_url(test: impl AsyncFn(Muster, String)) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/muster.db", folder.path().display());
    run(&url, &test).await;
    run(&scratch_postgres::new_database(), &test).await;
}

/// An empty system in memory.
pub async fn open_memory() -> Muster {
    Muster::open(
        "sqlite::memory:",
        "https://muster.example.org",
        Clock::fixed(test_day()),
    )
    .await
    .unwrap()
}

async fn run(url: &str, test: &impl AsyncFn(Muster, String)) {
    let muster = Muster::open(url, "https://muster.example.org", Clock::fixed(test_day()))
        .await
        .unwrap();
    println!("on {}", url.split(':').next().unwrap_or_default());
    test(muster.clone(), url.to_owned()).await;
    muster.close().await;
}

/// Runs SQL behind the system's back.
pub async fn meddle(url: &str, sql: &str) {
    if url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(url).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    } else {
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}
