//! All SQL. Each statement is written once and runs on SQLite and PostgreSQL.
//!
//! Functions here take a [`Tx`] first, return rows and decide nothing.

pub(crate) mod account;
pub(crate) mod api_token;
pub(crate) mod audit;
pub(crate) mod branding;
pub(crate) mod bulk;
pub(crate) mod change;
pub(crate) mod cleanup;
pub(crate) mod demonstration;
pub(crate) mod device;
pub(crate) mod device_words;
pub(crate) mod dns;
pub(crate) mod duplicate;
pub(crate) mod edit;
pub(crate) mod enrollment;
pub(crate) mod export;
pub(crate) mod facet;
pub(crate) mod group;
pub(crate) mod import;
pub(crate) mod invitation;
pub(crate) mod job;
pub(crate) mod keyset;
pub(crate) mod licence;
pub(crate) mod merge;
pub(crate) mod offboarding;
pub(crate) mod organisation;
pub(crate) mod overview;
pub(crate) mod passkey;
pub(crate) mod provider;
pub(crate) mod record;
pub(crate) mod role;
pub(crate) mod scim;
pub(crate) mod scope;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod user;
pub(crate) mod view;

use std::ops::{Deref, DerefMut};
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgConnection, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

/// What a time column that is never null holds for "never".
pub(crate) const NEVER: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// How long a statement waits for a lock or a free connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection that nobody used for so long may have lost its server.
const LONG_IDLE: Duration = Duration::from_secs(5);

/// The open database.
#[derive(Clone, Debug)]
pub(crate) enum Db {
    /// One file: many readers, one writer.
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
    /// A server, or a cluster that speaks like one.
    Postgres(PgPool),
}

/// One unit of work. Dropped without `commit`, it leaves no trace.
pub(crate) struct Tx {
    pub(crate) connection: TxConnection,
    /// What goes into the audit log, written as the last of all: whoever adds to the log makes all others wait who do.
    unlogged: Vec<audit::Event>,
}

/// Where a unit of work happens.
pub(crate) enum TxConnection {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(PostgresTx),
}

/// A unit of work on PostgreSQL.
pub(crate) enum PostgresTx {
    /// Each statement sees what is committed when it begins: so it would inside a transaction of the usual kind, which
    /// costs two more round trips.
    Read(PoolConnection<Postgres>),
    /// All or nothing.
    Write(Transaction<'static, Postgres>),
}

impl Deref for PostgresTx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match self {
            Self::Read(connection) => connection,
            Self::Write(tx) => tx,
        }
    }
}

impl DerefMut for PostgresTx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match self {
            Self::Read(connection) => connection,
            Self::Write(tx) => tx,
        }
    }
}

/// Runs one query on the open database: `on_tx!(tx, |conn| query.fetch_one(conn).await)`.
///
/// Both arms hold the same tokens; the compiler types each for its driver.
macro_rules! on_tx {
    ($tx:expr, |$conn:ident| $query:expr) => {
        match &mut $tx.connection {
            $crate::store::TxConnection::Sqlite(tx) => {
                let $conn = &mut **tx;
                $query
            }
            $crate::store::TxConnection::Postgres(tx) => {
                let $conn = &mut **tx;
                $query
            }
        }
    };
}
pub(crate) use on_tx;

impl Db {
    /// Opens `url` (`sqlite:PATH`, `sqlite::memory:` or `postgres://…`), creating a SQLite file that is missing.
    pub(crate) async fn open(url: &str) -> crate::Result<Self> {
        let db = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?
                // A plan made for the values at hand: a generic one walks a whole index to find what is rare.
                .options([("plan_cache_mode", "force_custom_plan")]);
            Self::Postgres(
                PgPoolOptions::new()
                    .max_connections(16)
                    .acquire_timeout(PATIENCE)
                    // Whether the server is still there is asked only where it can have gone: each time would be one round
                    // trip more for every question.
                    .test_before_acquire(false)
                    .before_acquire(|connection, meta| {
                        Box::pin(async move {
                            if meta.idle_for >= LONG_IDLE {
                                connection.ping().await?;
                            }
                            Ok(true)
                        })
                    })
                    .connect_with(options)
                    .await?,
            )
        } else if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await?
        } else {
            return Err(
                domain::Invalid::new("database", "begin with sqlite: or postgres://").into(),
            );
        };
        match &db {
            Self::Sqlite { writer, .. } => {
                sqlx::migrate!("../../migrations/sqlite")
                    .run(writer)
                    .await?;
            }
            Self::Postgres(pool) => {
                sqlx::migrate!("../../migrations/postgres")
                    .run(pool)
                    .await?;
            }
        }
        Ok(db)
    }

    async fn open_sqlite(url: &str) -> crate::Result<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(PATIENCE)
            // Pages go from the log into the file after 64 MB of them, not after 4: an import writes the same ones again
            // and again.
            .pragma("wal_autocheckpoint", "16384")
            .pragma("temp_store", "memory");
        let one = || {
            SqlitePoolOptions::new()
                .min_connections(1)
                .max_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
                .acquire_timeout(PATIENCE)
                .test_before_acquire(false)
        };
        // In KiB. Readers also have the cache of the operating system, which all of them share.
        let caching = |size: &'static str| options.clone().pragma("cache_size", size);
        let writer = one().connect_with(caching("-65536")).await?;
        // Every connection to `:memory:` is a database of its own.
        let readers = if url.contains(":memory:") {
            writer.clone()
        } else {
            SqlitePoolOptions::new()
                .max_connections(8)
                .acquire_timeout(PATIENCE)
                .test_before_acquire(false)
                .connect_with(caching("-8192"))
                .await?
        };
        Ok(Self::Sqlite { readers, writer })
    }

    /// Begins a unit of work that only reads.
    pub(crate) async fn read(&self) -> sqlx::Result<Tx> {
        Ok(Tx::new(match self {
            Self::Sqlite { readers, .. } => TxConnection::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => TxConnection::Postgres(PostgresTx::Read(pool.acquire().await?)),
        }))
    }

    /// Begins a unit of work that will write. Takes SQLite's write lock before the first read, without which
    /// two that read and then write would refuse each other.
    pub(crate) async fn write(&self) -> sqlx::Result<Tx> {
        Ok(Tx::new(match self {
            Self::Sqlite { writer, .. } => {
                TxConnection::Sqlite(writer.begin_with("begin immediate").await?)
            }
            Self::Postgres(pool) => TxConnection::Postgres(PostgresTx::Write(pool.begin().await?)),
        }))
    }

    /// Closes all connections once their work is done.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    fn new(connection: TxConnection) -> Self {
        Self {
            connection,
            unlogged: Vec::new(),
        }
    }

    /// Whether the statement runs on SQLite, for the few that the databases want spelled differently.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.connection, TxConnection::Sqlite(_))
    }

    /// Adds what is to be logged to the audit log, and makes the work last.
    pub(crate) async fn commit(mut self) -> sqlx::Result<()> {
        let events = std::mem::take(&mut self.unlogged);
        if !events.is_empty() {
            audit::append(&mut self, events).await?;
        }
        match self.connection {
            TxConnection::Sqlite(tx) => tx.commit().await,
            TxConnection::Postgres(PostgresTx::Write(tx)) => tx.commit().await,
            TxConnection::Postgres(PostgresTx::Read(_)) => Ok(()),
        }
    }
}

/// Makes others who take the lock of that name wait until this is committed. On SQLite writers wait anyway.
pub(crate) async fn lock(tx: &mut Tx, name: &str) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update locks set name = name where name = $1")
            .bind(name)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// `text` as a pattern that `like … escape '\'` finds anywhere in a lower-case column.
pub(crate) fn contains_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
