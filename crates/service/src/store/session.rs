//! The session middleware's store, on whichever database is open.

use async_trait::async_trait;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, ExpiredDeletion};
use tower_sessions_sqlx_store::{PostgresStore, SqliteStore};

use super::Db;

/// Keeps sessions in the open database.
#[derive(Clone, Debug)]
pub enum SessionStore {
    /// In the SQLite file. A session is loaded for every request, so loading does not wait for whoever writes.
    Sqlite {
        /// On the connections that read.
        reader: SqliteStore,
        /// On the one that writes.
        writer: SqliteStore,
    },
    /// In the schema `tower_sessions` of the PostgreSQL database.
    Postgres(PostgresStore),
}

impl SessionStore {
    pub(crate) async fn open(db: &Db) -> crate::Result<Self> {
        Ok(match db {
            Db::Sqlite { readers, writer } => {
                let (reader, writer) = (
                    SqliteStore::new(readers.clone()),
                    SqliteStore::new(writer.clone()),
                );
                writer.migrate().await?;
                Self::Sqlite { reader, writer }
            }
            Db::Postgres(pool) => {
                let store = PostgresStore::new(pool.clone());
                store.migrate().await?;
                Self::Postgres(store)
            }
        })
    }

    /// Deletes the sessions that ran out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delete_expired(&self) -> session_store::Result<()> {
        match self {
            Self::Sqlite { writer, .. } => writer.delete_expired().await,
            Self::Postgres(store) => store.delete_expired().await,
        }
    }
}

#[async_trait]
impl tower_sessions::SessionStore for SessionStore {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        match self {
            Self::Sqlite { writer, .. } => writer.create(record).await,
            Self::Postgres(store) => store.create(record).await,
        }
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        match self {
            Self::Sqlite { writer, .. } => writer.save(record).await,
            Self::Postgres(store) => store.save(record).await,
        }
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        match self {
            Self::Sqlite { reader, .. } => reader.load(id).await,
            Self::Postgres(store) => store.load(id).await,
        }
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        match self {
            Self::Sqlite { writer, .. } => writer.delete(id).await,
            Self::Postgres(store) => store.delete(id).await,
        }
    }
}
