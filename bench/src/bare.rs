//! The same database without Muster: plain statements by the plain driver.

use std::time::{Duration, Instant};

use sqlx::{Executor, PgPool, SqlitePool};

use crate::Result;

/// A second connection to a database that Muster has open.
pub enum Bare {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Bare {
    pub async fn open(url: &str) -> Result<Self> {
        Ok(if url.starts_with("sqlite:") {
            Self::Sqlite(SqlitePool::connect(url).await?)
        } else {
            Self::Postgres(PgPool::connect(url).await?)
        })
    }

    /// An id as a statement writes it: SQLite keeps ids as bytes.
    pub fn id(&self, id: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("x'{}'", id.replace('-', "")),
            Self::Postgres(_) => format!("'{id}'"),
        }
    }

    /// Reads all rows of a query and drops them.
    pub async fn fetch(&self, sql: &str) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(pool) => pool.fetch_all(sqlx::query(sql)).await.map(drop),
            Self::Postgres(pool) => pool.fetch_all(sqlx::query(sql)).await.map(drop),
        }
    }

    async fn execute(&self, sql: &str) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(pool) => pool.execute(sql).await.map(drop),
            Self::Postgres(pool) => pool.execute(sql).await.map(drop),
        }
    }

    /// Lets the planner know what was imported.
    pub async fn analyze(&self) -> Result<()> {
        Ok(self.execute("analyze").await?)
    }

    /// The time to copy the imported records, 1,000 a transaction, into a table with the same columns and indexes.
    pub async fn insert_records(&self) -> Result<Duration> {
        self.execute("create table bare_records as select * from records where false")
            .await?;
        for (name, columns) in [
            ("id", "id"),
            ("source", "kind, source_id"),
            ("device", "device_id, kind"),
            ("directory_device", "directory_device_id, kind"),
            ("serial", "serial_key"),
            ("user", "user_upn, kind"),
        ] {
            self.execute(&format!(
                "create index bare_records_{name} on bare_records ({columns})"
            ))
            .await?;
        }
        let begun = Instant::now();
        let mut last = "00000000-0000-0000-0000-000000000000".to_owned();
        while let Some(next) = self.copy_after(&last).await? {
            last = next;
        }
        let taken = begun.elapsed();
        self.execute("drop table bare_records").await?;
        Ok(taken)
    }

    /// Copies the records behind `last`; says which one was the last of them.
    async fn copy_after(&self, last: &str) -> Result<Option<String>> {
        let bound = self.id(last);
        let text = match self {
            Self::Sqlite(_) => "hex(max(id))",
            Self::Postgres(_) => "cast(max(cast(id as text)) as text)",
        };
        let some = format!("select * from records where id > {bound} order by id limit 1000");
        self.execute(&format!("insert into bare_records {some}"))
            .await?;
        let sql = format!("select {text} from ({some}) copied");
        Ok(match self {
            Self::Sqlite(pool) => sqlx::query_scalar::<_, Option<String>>(&sql)
                .fetch_one(pool)
                .await?
                .filter(|id| !id.is_empty()),
            Self::Postgres(pool) => sqlx::query_scalar(&sql).fetch_one(pool).await?,
        })
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
