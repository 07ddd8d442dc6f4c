//! The same database without Muster: plain statements by the plain driver.

use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Executor, PgPool, SqlitePool};

use crate::Result;

/// A second connection to a database that Muster has open.
pub enum Bare {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// The tables that an import of devices fills, and what each is copied by.
const TABLES: [(&str, &str); 3] = [
    ("devices", "id"),
    ("device_search", "device_id"),
    ("records", "id"),
];
/// What is unique, for which no index has a definition of its own.
const UNIQUE: [(&str, &str); 4] = [
    ("devices", "id"),
    ("device_search", "device_id"),
    ("records", "id"),
    ("records", "kind, source_id"),
];

impl Bare {
    pub async fn open(url: &str) -> Result<Self> {
        Ok(if url.starts_with("sqlite:") {
            // As Muster sets it up.
            let options = SqliteConnectOptions::from_str(url)?
                .pragma("wal_autocheckpoint", "16384")
                .pragma("cache_size", "-65536");
            Self::Sqlite(SqlitePoolOptions::new().connect_with(options).await?)
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

    async fn texts(&self, sql: &str) -> sqlx::Result<Vec<String>> {
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
        }
    }

    /// Lets the planner know what was imported.
    pub async fn analyze(&self) -> Result<()> {
        Ok(self.execute("analyze").await?)
    }

    /// The statement that finds `text` through the text index, in the order of the names.
    pub fn search(&self, text: &str) -> String {
        let found = match self {
            Self::Sqlite(_) => {
                let letters: Vec<char> = text.chars().collect();
                let parts: Vec<String> = letters
                    .windows(3)
                    .map(|part| format!("\"{}\"", part.iter().collect::<String>()))
                    .collect();
                format!(
                    "device_search_index i join device_search s on s.number = i.rowid and i.device_search_index match '{}'",
                    parts.join(" AND ")
                )
            }
            Self::Postgres(_) => "device_search s".to_owned(),
        };
        format!(
            "select d.* from {found} join devices d on d.id = s.device_id where s.content like '%{text}%' order by d.name_key, d.id limit 50"
        )
    }

    /// Reads every row of a table as the driver gives it, and drops it.
    pub async fn scan(&self, sql: &str) -> Result<Duration> {
        use futures::TryStreamExt;
        let begun = Instant::now();
        match self {
            Self::Sqlite(pool) => {
                let mut rows = sqlx::query(sql).fetch(pool);
                while rows.try_next().await?.is_some() {}
            }
            Self::Postgres(pool) => {
                let mut rows = sqlx::query(sql).fetch(pool);
                while rows.try_next().await?.is_some() {}
            }
        }
        Ok(begun.elapsed())
    }

    /// The time to insert what was imported, 1,000 rows a statement, into tables with the same columns and indexes.
    pub async fn insert_again(&self) -> Result<Duration> {
        let mut taken = Duration::ZERO;
        for (table, _) in TABLES {
            self.execute(&format!(
                "create table bare_{table} as select * from {table} where false"
            ))
            .await?;
        }
        for (number, (table, columns)) in UNIQUE.iter().enumerate() {
            self.execute(&format!(
                "create unique index bare_unique_{number} on bare_{table} ({columns})"
            ))
            .await?;
        }
        for definition in self.indexes().await? {
            self.execute(&definition).await?;
        }
        if matches!(self, Self::Sqlite(_)) {
            for statement in [
                "create virtual table bare_search_index using fts5 (content, content = 'bare_device_search', content_rowid = 'number',
                     tokenize = 'trigram case_sensitive 1', detail = none, columnsize = 0)",
                "create trigger bare_search_added after insert on bare_device_search begin
                     insert into bare_search_index (rowid, content) values (new.number, new.content);
                 end",
            ] {
                self.execute(statement).await?;
            }
        }
        for (table, key) in TABLES {
            let columns = self.columns(table).await?;
            let mut last = "00000000-0000-0000-0000-000000000000".to_owned();
            while let Some((next, rows)) = self.rows_after(table, key, &columns, &last).await? {
                let insert = format!(
                    "insert into bare_{table} ({}) values {rows}",
                    columns.join(", ")
                );
                let begun = Instant::now();
                self.execute(&insert).await?;
                taken += begun.elapsed();
                last = next;
            }
        }
        for (table, _) in TABLES {
            self.execute(&format!("drop table bare_{table}")).await?;
        }
        if matches!(self, Self::Sqlite(_)) {
            self.execute("drop table bare_search_index").await?;
        }
        Ok(taken)
    }

    /// The statements that make the indexes of the three tables on their copies.
    async fn indexes(&self) -> Result<Vec<String>> {
        let mut made = Vec::new();
        for (table, _) in TABLES {
            let sql = match self {
                Self::Sqlite(_) => format!(
                    "select sql from sqlite_master where type = 'index' and tbl_name = '{table}' and sql is not null"
                ),
                Self::Postgres(_) => format!(
                    "select indexdef from pg_indexes where tablename = '{table}' and indexdef not like '%UNIQUE%'"
                ),
            };
            for definition in self.texts(&sql).await? {
                let (head, rest) = definition
                    .split_once(&format!(" {table}_"))
                    .ok_or("an index is not named after its table")?;
                let named = format!("{head} bare_{table}_{rest}");
                made.push(
                    named
                        .replace(&format!(" on {table} "), &format!(" on bare_{table} "))
                        .replace(&format!("public.{table} "), &format!("bare_{table} ")),
                );
            }
        }
        Ok(made)
    }

    async fn columns(&self, table: &str) -> Result<Vec<String>> {
        let sql = match self {
            Self::Sqlite(_) => format!("select name from pragma_table_info('{table}')"),
            Self::Postgres(_) => format!(
                "select cast(attname as text) from pg_attribute where attrelid = '{table}'::regclass and attnum > 0"
            ),
        };
        Ok(self.texts(&sql).await?)
    }

    /// The next rows behind `last` as an insert lists them, and the key of the last of them.
    async fn rows_after(
        &self,
        table: &str,
        key: &str,
        columns: &[String],
        last: &str,
    ) -> Result<Option<(String, String)>> {
        let bound = self.id(last);
        let (text, quote) = match self {
            Self::Sqlite(_) => (format!("hex({key})"), "quote"),
            Self::Postgres(_) => (format!("cast({key} as text)"), "quote_nullable"),
        };
        let values: Vec<String> = columns
            .iter()
            .map(|name| format!("{quote}({name})"))
            .collect();
        let sql = format!(
            "select {text}, '(' || {} || ')' from {table} where {key} > {bound} order by {key} limit 1000",
            values.join(" || ', ' || ")
        );
        let rows: Vec<(String, String)> = match self {
            Self::Sqlite(pool) => sqlx::query_as(&sql).fetch_all(pool).await?,
            Self::Postgres(pool) => sqlx::query_as(&sql).fetch_all(pool).await?,
        };
        let Some((last, _)) = rows.last() else {
            return Ok(None);
        };
        let last = last.clone();
        let rows: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
        Ok(Some((last, rows.join(", "))))
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
