//! Devices as lists ask for them.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::Invalid;
use domain::device::{Device, DeviceQuery, DeviceSort, VersionBound, first_windows_11_key};
use domain::id::DeviceId;
use domain::page::Page;
use domain::record::evidence;
use sqlx::types::Uuid;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::{NEVER, Tx, contains_pattern, keyset, on_tx};

/// The most devices that a user's own list shows.
const MOST_OF_A_USER: i64 = 200;

/// The devices that `query` asks for.
pub(crate) async fn list(
    tx: &mut Tx,
    query: &DeviceQuery,
    now: DateTime<Utc>,
) -> crate::Result<Page<Device>> {
    let start = query
        .at
        .as_ref()
        .map(|at| start_value(query.sort, &at.value))
        .transpose()?;
    let total = count(tx, query, now).await?;
    let rows: Vec<Device> = on_tx!(&mut *tx, |conn| {
        let mut sql = select();
        push_join(&mut sql, query);
        push_conditions(&mut sql, query, now);
        let column = column(query.sort);
        let (order, beyond) = keyset::direction(query.descending, query.at.as_ref());
        if let (Some(at), Some(start)) = (&query.at, start) {
            sql.push(format!(" and ({column}, d.id) {beyond} ("));
            match start {
                Start::Text(text) => sql.push_bind(text),
                Start::Time(time) => sql.push_bind(time),
                Start::Number(number) => sql.push_bind(number),
                Start::Id(id) => sql.push_bind(id),
            };
            sql.push(", ").push_bind(at.id).push(")");
        }
        sql.push(format!(" order by {column} {order}, d.id {order} limit "))
            .push_bind(i64::from(query.page_size) + 1);
        sql.build_query_as().fetch_all(conn).await
    })?;
    Ok(keyset::page_of(
        rows,
        total,
        query.page_size,
        query.at.as_ref(),
        |device| (sort_value(query.sort, device), device.id.0),
    ))
}

/// How many devices `query` asks for, on all its pages.
pub(crate) async fn count(
    tx: &mut Tx,
    query: &DeviceQuery,
    now: DateTime<Utc>,
) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select count(*) from devices d");
        push_join(&mut sql, query);
        push_conditions(&mut sql, query, now);
        sql.build_query_scalar().fetch_one(conn).await
    })
}

/// One device.
pub(crate) async fn find(tx: &mut Tx, id: DeviceId) -> sqlx::Result<Option<Device>> {
    on_tx!(tx, |conn| select()
        .push(" where d.id = ")
        .push_bind(id)
        .build_query_as()
        .fetch_optional(conn)
        .await)
}

/// The devices whose primary user has that UPN, those seen last first.
pub(crate) async fn of_user(tx: &mut Tx, upn: &str) -> sqlx::Result<Vec<Device>> {
    on_tx!(tx, |conn| {
        let mut sql = select();
        sql.push(" where d.user_upn_key = ")
            .push_bind(upn.to_lowercase());
        sql.push(" order by d.last_check_in_at desc, d.id limit ")
            .push_bind(MOST_OF_A_USER);
        sql.build_query_as().fetch_all(conn).await
    })
}

/// Where a page starts, as the sorted column's own type.
enum Start {
    Text(String),
    Time(DateTime<Utc>),
    Number(i64),
    Id(Uuid),
}

fn start_value(sort: DeviceSort, value: &str) -> Result<Start, Invalid> {
    let start = match sort {
        DeviceSort::LastCheckIn | DeviceSort::Enrolled => value.parse().ok().map(Start::Time),
        DeviceSort::Records => value.parse().ok().map(Start::Number),
        DeviceSort::Id => Uuid::parse_str(value).ok().map(Start::Id),
        _ => Some(Start::Text(value.to_owned())),
    };
    start.ok_or_else(|| Invalid::new("at", "go back to the first page of the list"))
}

fn select<'a, DB>() -> QueryBuilder<'a, DB>
where
    DB: Database,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
{
    let mut sql = QueryBuilder::new(
        "select d.id, d.name, d.serial, d.manufacturer, d.model, d.os, d.os_version, d.ownership, d.compliance, d.join_type, d.managed_by,
             d.enrollment_type, d.category, d.user_upn, d.user_name, d.record_count, nullif(d.last_check_in_at, ",
    );
    sql.push_bind(NEVER)
        .push(") as last_check_in_at, nullif(d.enrolled_at, ")
        .push_bind(NEVER)
        .push(") as enrolled_at from devices d");
    sql
}

fn push_join<DB: Database>(sql: &mut QueryBuilder<'_, DB>, query: &DeviceQuery) {
    if !query.search.is_empty() {
        sql.push(" join device_search s on s.device_id = d.id");
    }
    sql.push(" where true");
}

fn push_conditions<'a, DB>(sql: &mut QueryBuilder<'a, DB>, query: &DeviceQuery, now: DateTime<Utc>)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
{
    if !query.search.is_empty() {
        sql.push(" and s.content like ")
            .push_bind(contains_pattern(&searched(&query.search)))
            .push(r" escape '\'");
    }
    let not = &query.not;
    push_any(sql, &query.os, |sql, os| push_os(sql, os));
    push_none(sql, &not.os, |sql, os| push_os(sql, os));
    push_any(sql, &query.os_version, |sql, version| {
        push_version(sql, version);
    });
    push_none(sql, &not.os_version, |sql, version| {
        push_version(sql, version);
    });
    push_any(sql, &query.os_version_from, |sql, bound| {
        push_bound(sql, bound, ">=");
    });
    push_any(sql, &query.os_version_below, |sql, bound| {
        push_bound(sql, bound, "<");
    });
    macro_rules! words {
        ($field:ident, $text:expr) => {
            let column = concat!("d.", stringify!($field));
            push_in(sql, column, "in", query.$field.iter().map($text));
            push_in(sql, column, "not in", not.$field.iter().map($text));
        };
    }
    words!(ownership, |word| word.as_str().to_owned());
    words!(compliance, |word| word.as_str().to_owned());
    words!(join_type, |word| word.as_str().to_owned());
    words!(managed_by, |word| word.as_str().to_owned());
    words!(category, String::clone);
    words!(enrollment_type, String::clone);
    let keys = |upns: &[String]| {
        upns.iter()
            .map(|upn| upn.to_lowercase())
            .collect::<Vec<_>>()
    };
    push_in(sql, "d.user_upn_key", "in", keys(&query.user));
    push_in(sql, "d.user_upn_key", "not in", keys(&not.user));
    if let Some(days) = query.checked_in_days {
        sql.push(" and d.last_check_in_at >= ")
            .push_bind(now - TimeDelta::days(days.into()));
    }
    if let Some(days) = query.silent_days {
        sql.push(" and d.last_check_in_at < ")
            .push_bind(now - TimeDelta::days(days.into()));
    }
    if let Some(day) = query.checked_in_from {
        sql.push(" and d.last_check_in_at >= ")
            .push_bind(start_of(day));
    }
    if let Some(day) = query.checked_in_before {
        sql.push(" and d.last_check_in_at < ")
            .push_bind(start_of(day));
    }
    if query.never_checked_in == Some(true) {
        sql.push(" and d.last_check_in_at = ").push_bind(NEVER);
    }
    if query.never_checked_in == Some(false) || query.checked_in_before.is_some() {
        sql.push(" and d.last_check_in_at > ").push_bind(NEVER);
    }
}

fn start_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// A system by its family, or `Windows 10` and `Windows 11`.
fn push_os<'a, DB>(sql: &mut QueryBuilder<'a, DB>, os: &str)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    match os.to_lowercase().as_str() {
        "windows 11" => {
            sql.push("(d.os = 'Windows' and d.os_version_key >= ")
                .push_bind(first_windows_11_key())
                .push(")");
        }
        "windows 10" => {
            sql.push("(d.os = 'Windows' and d.os_version like '10.%' and d.os_version_key < ")
                .push_bind(first_windows_11_key())
                .push(")");
        }
        _ => {
            sql.push("d.os = ").push_bind(os.to_owned());
        }
    }
}

/// The whole version, or its beginning up to a dot.
fn push_version<'a, DB>(sql: &mut QueryBuilder<'a, DB>, version: &str)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    let beginning = contains_pattern(&format!("{version}."))[1..].to_owned();
    sql.push("(d.os_version = ")
        .push_bind(version.to_owned())
        .push(" or d.os_version like ")
        .push_bind(beginning)
        .push(r" escape '\')");
}

/// A version of the bound's system that compares so with it.
fn push_bound<'a, DB>(sql: &mut QueryBuilder<'a, DB>, bound: &VersionBound, comparison: &str)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    sql.push("(d.os = ")
        .push_bind(bound.os.clone())
        .push(format!(
            " and d.os_version <> '' and d.os_version_key {comparison} "
        ))
        .push_bind(bound.key())
        .push(")");
}

/// Adds that one of the conditions that `push` makes of `values` holds.
fn push_any<'a, DB: Database, T>(
    sql: &mut QueryBuilder<'a, DB>,
    values: &[T],
    push: impl Fn(&mut QueryBuilder<'a, DB>, &T),
) {
    for (index, value) in values.iter().enumerate() {
        sql.push(if index == 0 { " and (" } else { " or " });
        push(sql, value);
    }
    if !values.is_empty() {
        sql.push(")");
    }
}

/// Adds that none of the conditions that `push` makes of `values` holds.
fn push_none<'a, DB: Database, T>(
    sql: &mut QueryBuilder<'a, DB>,
    values: &[T],
    push: impl Fn(&mut QueryBuilder<'a, DB>, &T),
) {
    for value in values {
        sql.push(" and not (");
        push(sql, value);
        sql.push(")");
    }
}

/// Adds that `column` is `in` or `not in` `values`, if there are any.
fn push_in<'a, DB>(
    sql: &mut QueryBuilder<'a, DB>,
    column: &str,
    operator: &str,
    values: impl IntoIterator<Item = String>,
) where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    let mut values = values.into_iter().peekable();
    if values.peek().is_none() {
        return;
    }
    sql.push(format!(" and {column} {operator} ("));
    let mut list = sql.separated(", ");
    for value in values {
        list.push_bind(value);
    }
    sql.push(")");
}

/// What to look for: of a hardware address its digits, as the search text keeps it.
fn searched(search: &str) -> String {
    let pairs = |separator: char| {
        search.contains(separator)
            && search
                .split(separator)
                .all(|pair| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    if pairs(':') || pairs('-') {
        evidence::mac_key(search)
    } else {
        search.to_owned()
    }
}

fn column(sort: DeviceSort) -> &'static str {
    match sort {
        DeviceSort::Name => "d.name_key",
        DeviceSort::User => "d.user_key",
        DeviceSort::Compliance => "d.compliance",
        DeviceSort::LastCheckIn => "d.last_check_in_at",
        DeviceSort::Ownership => "d.ownership",
        DeviceSort::JoinType => "d.join_type",
        DeviceSort::ManagedBy => "d.managed_by",
        DeviceSort::OsVersion => "d.os_version_key",
        DeviceSort::Serial => "d.serial_key",
        DeviceSort::Manufacturer => "d.manufacturer",
        DeviceSort::Model => "d.model",
        DeviceSort::Category => "d.category",
        DeviceSort::EnrollmentType => "d.enrollment_type",
        DeviceSort::Enrolled => "d.enrolled_at",
        DeviceSort::UserUpn => "d.user_upn_key",
        DeviceSort::Records => "d.record_count",
        DeviceSort::Id => "d.id",
    }
}

/// The device's value in [`column`]: the keys are made by the functions that wrote them.
fn sort_value(sort: DeviceSort, device: &Device) -> String {
    let face = &device.face;
    let keys = super::bulk::device::Keys::of(face);
    let time = |at: Option<DateTime<Utc>>| at.unwrap_or(NEVER).to_rfc3339();
    match sort {
        DeviceSort::Name => keys.name,
        DeviceSort::User => keys.user,
        DeviceSort::Compliance => face.compliance.as_str().to_owned(),
        DeviceSort::LastCheckIn => time(face.last_check_in_at),
        DeviceSort::Ownership => face.ownership.as_str().to_owned(),
        DeviceSort::JoinType => face.join_type.as_str().to_owned(),
        DeviceSort::ManagedBy => face.managed_by.as_str().to_owned(),
        DeviceSort::OsVersion => keys.os_version,
        DeviceSort::Serial => keys.serial,
        DeviceSort::Manufacturer => face.manufacturer.clone(),
        DeviceSort::Model => face.model.clone(),
        DeviceSort::Category => face.category.clone(),
        DeviceSort::EnrollmentType => face.enrollment_type.clone(),
        DeviceSort::Enrolled => time(face.enrolled_at),
        DeviceSort::UserUpn => keys.user_upn,
        DeviceSort::Records => device.record_count.to_string(),
        DeviceSort::Id => device.id.to_string(),
    }
}
