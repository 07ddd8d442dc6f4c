//! The log of every change, written in the transaction of the change itself, and chained so that it cannot be rewritten
//! unnoticed.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::Invalid;
use domain::actor::Actor;
use domain::audit::{AuditEntry, AuditQuery, AuditResult};
use domain::page::{Cursor, Rows};
use sqlx::types::Uuid;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::bulk::{ROWS_PER_STATEMENT, VALUES_PER_STATEMENT};
use super::{PostgresTx, Tx, TxConnection, keyset, on_tx};
use crate::audit::chain::{Hash, Link};

/// One change to be logged.
pub(crate) struct Entry<'a> {
    /// What was done, verb first: `save_enrollment_settings`. What was refused begins with `refuse_`.
    pub action: &'a str,
    /// The kind of thing it was done to.
    pub object_kind: &'a str,
    /// Which one.
    pub object_id: String,
    /// The thing before, as JSON, where there was one.
    pub before: Option<String>,
    /// The thing after, as JSON, where there is one.
    pub after: Option<String>,
}

/// An entry of the log without its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Event {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    pub address: String,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Event {
    /// The actor's name as the log is searched by it.
    pub(crate) fn actor_key(&self) -> String {
        self.actor_name.to_lowercase()
    }

    /// Whether it tells of something that was not done.
    pub(crate) fn is_refused(&self) -> bool {
        self.action.starts_with("refuse_")
    }
}

/// An entry as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Stored {
    pub sequence: i64,
    #[sqlx(flatten)]
    pub event: Event,
    pub actor_key: String,
    pub is_refused: bool,
    pub previous: Vec<u8>,
    pub hash: Vec<u8>,
}

const EVENT: &str = "id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, before, after";

/// Adds `entry` to the log when `tx` is committed: entries are chained in the order in which transactions end.
pub(crate) async fn record(
    tx: &mut Tx,
    id: Uuid,
    actor: &Actor,
    entry: Entry<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    if let TxConnection::Postgres(PostgresTx::Read(_)) = tx.connection {
        return Err(sqlx::Error::Protocol(
            "a unit of work that only reads has nothing to log".to_owned(),
        ));
    }
    tx.unlogged.push(Event {
        id,
        at: now,
        actor_kind: actor.kind.as_str().to_owned(),
        actor_id: actor.id,
        actor_name: actor.name.clone(),
        address: actor.address.clone(),
        action: entry.action.to_owned(),
        object_kind: entry.object_kind.to_owned(),
        object_id: entry.object_id,
        before: entry.before,
        after: entry.after,
    });
    Ok(())
}

/// Chains `events` to the newest entry. To be called last of all: until `tx` is committed all others wait who log.
pub(super) async fn append(tx: &mut Tx, events: Vec<Event>) -> sqlx::Result<()> {
    let mut head = lock_link(tx, "head").await?;
    for some in events.chunks(ROWS_PER_STATEMENT) {
        let mut places = Vec::with_capacity(some.len());
        for event in some {
            let next = head.next(event);
            places.push((std::mem::replace(&mut head, next).hash, next));
        }
        insert(tx, some, &places).await?;
    }
    save_link(tx, "head", head).await
}

async fn insert(tx: &mut Tx, events: &[Event], places: &[(Hash, Link)]) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(format!(
            "insert into audit_events (sequence, {EVENT}, actor_key, is_refused, previous, hash) "
        ));
        sql.push_values(
            events.iter().zip(places),
            |mut row, (event, (previous, place))| {
                row.push_bind(place.sequence)
                    .push_bind(event.id)
                    .push_bind(event.at)
                    .push_bind(&event.actor_kind)
                    .push_bind(event.actor_id)
                    .push_bind(&event.actor_name)
                    .push_bind(&event.address)
                    .push_bind(&event.action)
                    .push_bind(&event.object_kind)
                    .push_bind(&event.object_id)
                    .push_bind(&event.before)
                    .push_bind(&event.after)
                    .push_bind(event.actor_key())
                    .push_bind(event.is_refused())
                    .push_bind(&previous[..])
                    .push_bind(&place.hash[..]);
            },
        );
        // A few at a time, or as many as a statement takes: other numbers are rare.
        let is_usual = events.len() == 1 || events.len() == ROWS_PER_STATEMENT;
        sql.build()
            .persistent(is_usual)
            .execute(conn)
            .await
            .map(drop)
    })
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    sequence: i64,
    hash: Vec<u8>,
}

impl TryFrom<LinkRow> for Link {
    type Error = sqlx::Error;

    fn try_from(row: LinkRow) -> sqlx::Result<Self> {
        let hash = row.hash.try_into().map_err(|_| {
            sqlx::Error::Protocol("an end of the audit log is not what Muster writes".to_owned())
        })?;
        Ok(Self {
            sequence: row.sequence,
            hash,
        })
    }
}

/// An end of the chain, `head` or `archived`.
pub(crate) async fn link(tx: &mut Tx, name: &str) -> sqlx::Result<Link> {
    let row: LinkRow = on_tx!(tx, |conn| {
        sqlx::query_as("select sequence, hash from audit_chain where name = $1")
            .bind(name)
            .fetch_one(conn)
            .await
    })?;
    row.try_into()
}

/// The same; others who ask so wait until `tx` is committed.
pub(crate) async fn lock_link(tx: &mut Tx, name: &str) -> sqlx::Result<Link> {
    let row: LinkRow = on_tx!(tx, |conn| {
        sqlx::query_as(
            "update audit_chain set name = name where name = $1 returning sequence, hash",
        )
        .bind(name)
        .fetch_one(conn)
        .await
    })?;
    row.try_into()
}

/// Moves an end of the chain.
pub(crate) async fn save_link(tx: &mut Tx, name: &str, link: Link) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update audit_chain set sequence = $1, hash = $2 where name = $3")
            .bind(link.sequence)
            .bind(&link.hash[..])
            .bind(name)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Up to `limit` entries behind the number `sequence`, in the chain's order.
pub(crate) async fn chained_after(
    tx: &mut Tx,
    sequence: i64,
    limit: i64,
) -> sqlx::Result<Vec<Stored>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!(
            "select sequence, {EVENT}, actor_key, is_refused, previous, hash
             from audit_events
             where sequence > $1
             order by sequence
             limit $2"
        ))
        .bind(sequence)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// What can be told of an entry that cannot be read: its number, and its id, time and action as the database writes them.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Unreadable {
    pub sequence: i64,
    pub id: Vec<u8>,
    pub at: Vec<u8>,
    pub action: Vec<u8>,
}

/// The entry behind the number `sequence` as far as it can be read at all.
pub(crate) async fn unreadable_after(
    tx: &mut Tx,
    sequence: i64,
) -> sqlx::Result<Option<Unreadable>> {
    let (hex, bytes) = if tx.is_sqlite() {
        (
            "cast(lower(hex(id)) as blob)",
            ["cast(at as blob)", "cast(action as blob)"],
        )
    } else {
        (
            "convert_to(id::text, 'UTF8')",
            ["convert_to(at::text, 'UTF8')", "convert_to(action, 'UTF8')"],
        )
    };
    let [at, action] = bytes;
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!(
            "select sequence, {hex} as id, {at} as at, {action} as action
             from audit_events
             where sequence > $1
             order by sequence
             limit 1"
        ))
        .bind(sequence)
        .fetch_optional(conn)
        .await
    })
}

/// The number of the last entry before the first one that was made at `time` or later; all of them where none was.
pub(crate) async fn last_before(tx: &mut Tx, time: DateTime<Utc>, head: i64) -> sqlx::Result<i64> {
    let first: Option<i64> = on_tx!(tx, |conn| {
        sqlx::query_scalar("select min(sequence) from audit_events where at >= $1")
            .bind(time)
            .fetch_one(conn)
            .await
    })?;
    Ok(first.map_or(head, |first| first - 1))
}

/// Deletes the entries up to the number `sequence`; says how many.
pub(crate) async fn delete_through(tx: &mut Tx, sequence: i64) -> sqlx::Result<u64> {
    on_tx!(tx, |conn| {
        sqlx::query("delete from audit_events where sequence <= $1")
            .bind(sequence)
            .execute(conn)
            .await
            .map(|done| done.rows_affected())
    })
}

/// Takes the oldest entries that were written before there was a chain, at most `limit`, out of their table and into the
/// chain; says how many.
pub(crate) async fn chain_old(tx: &mut Tx, limit: i64) -> sqlx::Result<usize> {
    let events: Vec<Event> = on_tx!(&mut *tx, |conn| {
        sqlx::query_as(&format!(
            "select {EVENT} from unchained_audit_events order by at, id limit $1"
        ))
        .bind(limit)
        .fetch_all(conn)
        .await
    })?;
    for some in events.chunks(VALUES_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("delete from unchained_audit_events where id in (");
            let mut list = sql.separated(", ");
            for event in some {
                list.push_bind(event.id);
            }
            sql.push(")");
            sql.build().execute(conn).await.map(drop)
        })?;
    }
    let count = events.len();
    tx.unlogged.extend(events);
    Ok(count)
}

const LISTED: &str = "sequence, id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, is_refused";

/// The page that `query` asks for, the newest entries first.
pub(crate) async fn list(tx: &mut Tx, query: &AuditQuery) -> crate::Result<Rows<AuditEntry>> {
    let beside = query.at.as_ref().map(read_place).transpose()?;
    let rows: Vec<AuditEntry> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(format!("select {LISTED} from audit_events where true"));
        push_filters(&mut sql, query);
        push_page(
            &mut sql,
            query.at.as_ref(),
            beside,
            i64::from(query.size) + 1,
        );
        sql.build_query_as().fetch_all(conn).await
    })?;
    Ok(keyset::rows_of(
        rows,
        query.size,
        query.at.as_ref(),
        |entry| (write_place(entry.at, entry.sequence), entry.id),
    ))
}

/// Up to `limit` whole entries that `query` asks for, behind its place, the newest first; and the place of the last.
pub(crate) async fn whole_after(
    tx: &mut Tx,
    query: &AuditQuery,
    limit: i64,
) -> crate::Result<(Vec<Stored>, Option<Cursor>)> {
    let beside = query.at.as_ref().map(read_place).transpose()?;
    let rows: Vec<Stored> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(format!(
            "select sequence, {EVENT}, actor_key, is_refused, previous, hash from audit_events where true"
        ));
        push_filters(&mut sql, query);
        push_page(&mut sql, query.at.as_ref(), beside, limit);
        sql.build_query_as().fetch_all(conn).await
    })?;
    let last = rows.last().map(|row| Cursor {
        before: false,
        skipped: 0,
        value: write_place(row.event.at, row.sequence),
        id: row.event.id,
    });
    Ok((rows, last))
}

/// How many entries `query` asks for.
pub(crate) async fn count(tx: &mut Tx, query: &AuditQuery) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select count(*) from audit_events where true");
        push_filters(&mut sql, query);
        sql.build_query_scalar().fetch_one(conn).await
    })
}

/// The different values of a column that an index begins with, at most `limit`: from one to the next along the index.
pub(crate) async fn words(
    tx: &mut Tx,
    column: &'static str,
    limit: i64,
) -> sqlx::Result<Vec<String>> {
    on_tx!(tx, |conn| {
        sqlx::query_scalar(&format!(
            "with recursive found (word) as (
                 select min({column}) from audit_events
                 union all
                 select (select min(e.{column}) from audit_events e where e.{column} > found.word)
                 from found
                 where found.word is not null
             )
             select word from found where word is not null limit $1"
        ))
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// Adds the conditions of `query`.
fn push_filters<'a, DB>(sql: &mut QueryBuilder<'a, DB>, query: &AuditQuery)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
{
    // Of two indexes that fit, SQLite may take the one that finds nearly all: a thing is found by its id alone.
    let object_kind = if query.object_id.is_empty() {
        "object_kind"
    } else {
        "object_kind || ''"
    };
    for (column, value) in [
        ("actor_key", query.actor.to_lowercase()),
        ("action", query.action.clone()),
        (object_kind, query.object_kind.clone()),
        ("object_id", query.object_id.clone()),
    ] {
        if !value.is_empty() {
            sql.push(format!(" and {column} = ")).push_bind(value);
        }
    }
    match query.result {
        // As the index over refused entries is written.
        Some(AuditResult::Refused) => {
            sql.push(" and is_refused");
        }
        Some(AuditResult::Done) => {
            sql.push(" and not is_refused");
        }
        None => {}
    }
    if let Some(from) = query.from {
        sql.push(" and at >= ").push_bind(midnight(from));
    }
    if let Some(after) = query.to.and_then(|day| day.succ_opt()) {
        sql.push(" and at < ").push_bind(midnight(after));
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Adds the place, the order and the limit of a page.
fn push_page<'a, DB>(
    sql: &mut QueryBuilder<'a, DB>,
    at: Option<&Cursor>,
    beside: Option<(DateTime<Utc>, i64)>,
    limit: i64,
) where
    DB: Database,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
    i64: Encode<'a, DB> + Type<DB>,
{
    let (order, beyond) = keyset::direction(true, at);
    if let Some((time, sequence)) = beside {
        sql.push(format!(" and (at, sequence) {beyond} ("))
            .push_bind(time)
            .push(", ")
            .push_bind(sequence)
            .push(")");
    }
    sql.push(format!(" order by at {order}, sequence {order} limit "))
        .push_bind(limit);
}

/// The place of an entry in the list: its time in microseconds and its number.
fn write_place(at: DateTime<Utc>, sequence: i64) -> String {
    format!("{}.{sequence}", at.timestamp_micros())
}

fn read_place(at: &Cursor) -> Result<(DateTime<Utc>, i64), Invalid> {
    let place = || {
        let (time, sequence) = at.value.split_once('.')?;
        let time = DateTime::from_timestamp_micros(time.parse().ok()?)?;
        Some((time, sequence.parse().ok()?))
    };
    place().ok_or_else(|| Invalid::new("at", "go back to the first page of the list"))
}
