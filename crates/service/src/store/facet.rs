//! Counts kept as devices change: one for each combination of what lists filter by most, one for each day.
//!
//! They make totals and the figures of the first page exact without looking at the devices, and say how many devices a
//! filter leaves before any is read.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::device::{DeviceQuery, VersionBound, first_windows_11_key, os_release, os_version_key};
use sha2::{Digest, Sha256};
use sqlx::types::Uuid;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::bulk::device::Kept;
use super::scope::Visible;
use super::{NEVER, Tx, change, contains_pattern, on_tx};

/// How many rows one statement writes.
const ROWS_PER_STATEMENT: usize = 250;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// The combination that a device belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Facet<'a>(&'a Kept);

impl<'a> Facet<'a> {
    /// The combination of a device.
    pub(crate) fn of(device: &'a Kept) -> Self {
        Self(device)
    }

    /// Made from the values alone, so that whoever meets a combination first gives it the same id.
    pub(crate) fn id(&self) -> Uuid {
        let face = &self.0.face;
        let mut hash = Sha256::new();
        for part in [
            face.os.as_str(),
            os_release(&face.os_version),
            face.ownership.as_str(),
            face.compliance.as_str(),
            face.join_type.as_str(),
            face.managed_by.as_str(),
            &face.enrollment_type,
            &face.category,
        ] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        if let Some(set) = self.0.scope_set_id {
            hash.update(set.as_bytes());
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        Uuid::from_bytes(bytes)
    }
}

/// The day of a time, counted from 1970-01-01 in UTC; 0 for never.
pub(crate) fn day_of(at: Option<DateTime<Utc>>) -> i64 {
    at.unwrap_or(NEVER).timestamp().div_euclid(DAY)
}

/// How some changes of devices change the counts.
#[derive(Default)]
pub(crate) struct Tally<'a> {
    facets: BTreeMap<Uuid, (Facet<'a>, i64, i64)>,
    days: BTreeMap<(&'static str, i64, Uuid), i64>,
}

impl<'a> Tally<'a> {
    /// Counts a device that is there afterwards.
    pub(crate) fn add(&mut self, device: &'a Kept) {
        self.count(device, 1);
    }

    /// Takes away a device as it was before.
    pub(crate) fn remove(&mut self, device: &'a Kept) {
        self.count(device, -1);
    }

    fn count(&mut self, device: &'a Kept, sign: i64) {
        let facet = Facet::of(device);
        let counted = self.facets.entry(facet.id()).or_insert((facet, 0, 0));
        counted.1 += sign;
        counted.2 += sign * device.record_count;
        for (event, at) in [
            ("checked_in", device.face.last_check_in_at),
            ("enrolled", device.face.enrolled_at),
        ] {
            let set = device.scope_set_id.unwrap_or_default();
            *self.days.entry((event, day_of(at), set)).or_default() += sign;
        }
    }

    /// Writes the changes. Rows are written in the order of their keys, so that two who do this wait for each other
    /// instead of forever.
    pub(crate) async fn save(self, tx: &mut Tx) -> sqlx::Result<()> {
        let facets: Vec<_> = self.facets.into_iter().collect();
        if !facets.is_empty() {
            change::count_device_change(tx).await?;
        }
        for some in facets.chunks(ROWS_PER_STATEMENT) {
            on_tx!(&mut *tx, |conn| {
                let mut sql = QueryBuilder::new(
                    "insert into facets (id, os, release, release_key, ownership, compliance, join_type, managed_by, enrollment_type,
                         category, scope_set_id, devices, records) ",
                );
                sql.push_values(some, |mut row, (id, (facet, devices, records))| {
                    let face = &facet.0.face;
                    let release = os_release(&face.os_version);
                    row.push_bind(*id)
                        .push_bind(face.os.as_str())
                        .push_bind(release)
                        .push_bind(os_version_key(&face.os, release));
                    row.push_bind(face.ownership)
                        .push_bind(face.compliance)
                        .push_bind(face.join_type)
                        .push_bind(face.managed_by);
                    row.push_bind(face.enrollment_type.as_str())
                        .push_bind(face.category.as_str())
                        .push_bind(facet.0.scope_set_id)
                        .push_bind(*devices)
                        .push_bind(*records);
                });
                sql.push(
                    " on conflict (id) do update
                     set devices = facets.devices + excluded.devices, records = facets.records + excluded.records",
                );
                sql.build().persistent(false).execute(conn).await.map(drop)
            })?;
        }
        let days: Vec<_> = self.days.into_iter().filter(|(_, n)| *n != 0).collect();
        for some in days.chunks(ROWS_PER_STATEMENT) {
            on_tx!(&mut *tx, |conn| {
                let mut sql = QueryBuilder::new(
                    "insert into device_days (event, day, scope_set_id, devices) ",
                );
                sql.push_values(some, |mut row, ((event, day, set), devices)| {
                    row.push_bind(*event).push_bind(*day);
                    row.push_bind(*set).push_bind(*devices);
                });
                sql.push(
                    " on conflict (event, day, scope_set_id) do update set devices = device_days.devices + excluded.devices",
                );
                sql.build().persistent(false).execute(conn).await.map(drop)
            })?;
        }
        Ok(())
    }
}

/// The combinations that a question's filters leave, and how many devices they and all of them have.
pub(crate) struct Left {
    /// The combinations.
    pub ids: Vec<Uuid>,
    /// Their devices.
    pub devices: i64,
    /// All devices.
    pub all: i64,
}

/// How many devices there are.
pub(crate) async fn count_all(tx: &mut Tx) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| sqlx::query_scalar(
        "select cast(coalesce(sum(devices), 0) as bigint) from facets"
    )
    .fetch_one(conn)
    .await)
}

/// What the filters of `query` that combinations decide leave of the devices that are `visible`.
pub(crate) async fn left(
    tx: &mut Tx,
    query: &DeviceQuery,
    visible: &Visible,
) -> sqlx::Result<Left> {
    let all = count_all(tx).await?;
    let found: Vec<(Uuid, i64)> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select f.id, f.devices from facets f where f.devices > 0");
        push_conditions(&mut sql, query);
        visible.push(&mut sql, "f.scope_set_id");
        sql.build_query_as().fetch_all(conn).await
    })?;
    Ok(Left {
        devices: found.iter().map(|(_, devices)| devices).sum(),
        ids: found.into_iter().map(|(id, _)| id).collect(),
        all,
    })
}

/// Whether a version filter is decided by the first three parts of a version.
fn decides_version(version: &str) -> bool {
    version.matches('.').count() < 3
}

/// Whether combinations decide a filter for all of these versions.
pub(crate) fn decides_all(versions: &[String]) -> bool {
    versions.iter().all(|version| decides_version(version))
}

/// Whether combinations decide a comparison with all of these versions.
pub(crate) fn decides_bounds(bounds: &[VersionBound]) -> bool {
    bounds.iter().all(|bound| decides_version(&bound.version))
}

/// Whether combinations decide every version filter of `query`.
pub(crate) fn decides_versions(query: &DeviceQuery) -> bool {
    decides_all(&query.os_version)
        && decides_all(&query.not.os_version)
        && decides_bounds(&query.os_version_from)
        && decides_bounds(&query.os_version_below)
}

/// Whether combinations decide any filter of `query`.
pub(crate) fn decides_some(query: &DeviceQuery) -> bool {
    let not = &query.not;
    let has_decided = |versions: &[String]| !versions.is_empty() && decides_all(versions);
    let has_decided_bounds = |bounds: &[VersionBound]| !bounds.is_empty() && decides_bounds(bounds);
    !(query.os.is_empty()
        && not.os.is_empty()
        && query.ownership.is_empty()
        && not.ownership.is_empty()
        && query.compliance.is_empty()
        && not.compliance.is_empty()
        && query.join_type.is_empty()
        && not.join_type.is_empty()
        && query.managed_by.is_empty()
        && not.managed_by.is_empty()
        && query.category.is_empty()
        && not.category.is_empty()
        && query.enrollment_type.is_empty()
        && not.enrollment_type.is_empty())
        || has_decided(&query.os_version)
        || has_decided(&not.os_version)
        || has_decided_bounds(&query.os_version_from)
        || has_decided_bounds(&query.os_version_below)
}

/// Whether `query` asks for days of the last check-in.
pub(crate) fn asks_for_days(query: &DeviceQuery) -> bool {
    query.checked_in_days.is_some()
        || query.silent_days.is_some()
        || query.checked_in_from.is_some()
        || query.checked_in_before.is_some()
        || query.never_checked_in.is_some()
}

/// How many devices have their last check-in in the days that `query` asks for, whole days taken for begun ones;
/// `None` if it asks for none.
pub(crate) async fn count_days(
    tx: &mut Tx,
    query: &DeviceQuery,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<i64>> {
    if !asks_for_days(query) {
        return Ok(None);
    }
    let day = |days: u32| day_of(Some(now)) - i64::from(days);
    let date = |date: NaiveDate| day_of(Some(date.and_time(NaiveTime::MIN).and_utc()));
    let is_known = query.never_checked_in == Some(false) || query.checked_in_before.is_some();
    let from = [
        query.checked_in_days.map(day),
        query.checked_in_from.map(date),
        is_known.then_some(1),
    ];
    let to = [
        query.silent_days.map(day),
        query.checked_in_before.map(|before| date(before) - 1),
        (query.never_checked_in == Some(true)).then_some(0),
    ];
    let from = from.into_iter().flatten().max().unwrap_or(i64::MIN);
    let to = to.into_iter().flatten().min().unwrap_or(i64::MAX);
    let counted: i64 = on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select cast(coalesce(sum(devices), 0) as bigint) from device_days where event = 'checked_in' and day >= $1 and day <= $2",
        )
        .bind(from)
        .bind(to)
        .fetch_one(conn)
        .await
    })?;
    Ok(Some(counted))
}

/// Adds the conditions on the combination `f` that `query` asks for.
pub(crate) fn push_conditions<'a, DB>(sql: &mut QueryBuilder<'a, DB>, query: &DeviceQuery)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    let not = &query.not;
    push_any(sql, &query.os, |sql, os| push_os(sql, os));
    push_none(sql, &not.os, |sql, os| push_os(sql, os));
    if decides_all(&query.os_version) {
        push_any(sql, &query.os_version, |sql, version| {
            push_version(sql, "f.release", version);
        });
    }
    if decides_all(&not.os_version) {
        push_none(sql, &not.os_version, |sql, version| {
            push_version(sql, "f.release", version);
        });
    }
    for (bounds, comparison) in [
        (&query.os_version_from, ">="),
        (&query.os_version_below, "<"),
    ] {
        if decides_bounds(bounds) {
            push_any(sql, bounds, |sql, bound| {
                sql.push("(f.os = ")
                    .push_bind(bound.os.clone())
                    .push(format!(
                        " and f.release <> '' and f.release_key {comparison} "
                    ))
                    .push_bind(bound.key())
                    .push(")");
            });
        }
    }
    macro_rules! words {
        ($field:ident, $text:expr) => {
            let column = concat!("f.", stringify!($field));
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
}

/// Adds a system by its family, or `Windows 10` and `Windows 11`.
fn push_os<'a, DB>(sql: &mut QueryBuilder<'a, DB>, os: &str)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    match os.to_lowercase().as_str() {
        "windows 11" => {
            sql.push("(f.os = 'Windows' and f.release_key >= ")
                .push_bind(first_windows_11_key())
                .push(")");
        }
        "windows 10" => {
            sql.push("(f.os = 'Windows' and f.release like '10.%' and f.release_key < ")
                .push_bind(first_windows_11_key())
                .push(")");
        }
        _ => {
            sql.push("f.os = ").push_bind(os.to_owned());
        }
    }
}

/// Adds that `column` is `version`, or begins with it up to a dot.
pub(crate) fn push_version<'a, DB>(sql: &mut QueryBuilder<'a, DB>, column: &str, version: &str)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    let beginning = contains_pattern(&format!("{version}."))[1..].to_owned();
    sql.push(format!("({column} = "))
        .push_bind(version.to_owned())
        .push(format!(" or {column} like "))
        .push_bind(beginning)
        .push(r" escape '\')");
}

/// Adds that one of the conditions that `push` makes of `values` holds.
pub(crate) fn push_any<'a, DB: Database, T>(
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
pub(crate) fn push_none<'a, DB: Database, T>(
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
pub(crate) fn push_in<'a, DB>(
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
