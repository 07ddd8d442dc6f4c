//! The figures of the first page, of whatever the reader sees. What is counted as devices change is only read here; no statement looks at all devices.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::overview::ReleaseCount;
use domain::record::{Compliance, JoinType};

use sqlx::QueryBuilder;

use super::scope::Visible;
use super::{NEVER, Tx, on_tx};

/// How many groups there are.
pub(crate) async fn count_groups(tx: &mut Tx) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| sqlx::query_scalar("select count(*) from groups")
        .fetch_one(conn)
        .await)
}

/// Devices by operating system and release.
pub(crate) async fn releases(tx: &mut Tx, visible: &Visible) -> sqlx::Result<Vec<ReleaseCount>> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select os, release, cast(sum(devices) as bigint) as devices from facets where true",
        );
        visible.push(&mut sql, "scope_set_id");
        sql.push(" group by os, release order by os, release");
        sql.build_query_as().fetch_all(conn).await
    })
}

/// Devices by compliance.
pub(crate) async fn compliance(
    tx: &mut Tx,
    visible: &Visible,
) -> sqlx::Result<Vec<(Compliance, i64)>> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select compliance, cast(sum(devices) as bigint) from facets where true",
        );
        visible.push(&mut sql, "scope_set_id");
        sql.push(" group by compliance");
        sql.build_query_as().fetch_all(conn).await
    })
}

/// Devices by join type.
pub(crate) async fn join_types(
    tx: &mut Tx,
    visible: &Visible,
) -> sqlx::Result<Vec<(JoinType, i64)>> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select join_type, cast(sum(devices) as bigint) from facets where true",
        );
        visible.push(&mut sql, "scope_set_id");
        sql.push(" group by join_type");
        sql.build_query_as().fetch_all(conn).await
    })
}

/// How many devices had the event (`checked_in`, `enrolled`) on each day of UTC from `from` on; days without any are left out.
pub(crate) async fn days(
    tx: &mut Tx,
    event: &'static str,
    from: NaiveDate,
    visible: &Visible,
) -> sqlx::Result<Vec<(NaiveDate, i64)>> {
    let epoch = NEVER.date_naive();
    let rows: Vec<(i64, i64)> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select day, cast(sum(devices) as bigint) from device_days where event = ",
        );
        sql.push_bind(event)
            .push(" and day >= ")
            .push_bind((from - epoch).num_days());
        visible.push_nil(&mut sql, "scope_set_id");
        sql.push(" group by day having sum(devices) > 0 order by day");
        sql.build_query_as().fetch_all(conn).await
    })?;
    Ok(rows
        .into_iter()
        .filter_map(|(day, devices)| {
            let day = epoch.checked_add_days(Days::new(u64::try_from(day).ok()?))?;
            Some((day, devices))
        })
        .collect())
}

/// The newest check-in of any device; `None` where none ever checked in.
pub(crate) async fn newest_check_in(
    tx: &mut Tx,
    visible: &Visible,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select d.last_check_in_at from devices d where d.last_check_in_at > ",
        );
        sql.push_bind(NEVER);
        visible.push(&mut sql, "d.scope_set_id");
        sql.push(" order by d.last_check_in_at desc limit 1");
        sql.build_query_scalar().fetch_optional(conn).await
    })
}

/// How many devices checked in at `since` or later, given what `days` counts for whole days.
///
/// Only the part of one day is counted, from the index: the part before `since` or the one after it, whichever is shorter.
pub(crate) async fn count_checked_in(
    tx: &mut Tx,
    since: DateTime<Utc>,
    days: &[(NaiveDate, i64)],
    visible: &Visible,
) -> sqlx::Result<i64> {
    let day = since.date_naive();
    let begin = day.and_time(NaiveTime::MIN).and_utc();
    let end = begin + TimeDelta::days(1);
    let later: i64 = of_days(days, |counted| counted > day);
    if since - begin < end - since {
        let before = count_between(tx, begin, since, visible).await?;
        Ok(later + of_days(days, |counted| counted == day) - before)
    } else {
        Ok(later + count_between(tx, since, end, visible).await?)
    }
}

fn of_days(days: &[(NaiveDate, i64)], which: impl Fn(NaiveDate) -> bool) -> i64 {
    days.iter()
        .filter(|(day, _)| which(*day))
        .map(|(_, devices)| devices)
        .sum()
}

/// How many devices checked in at `from` or later and before `before`.
async fn count_between(
    tx: &mut Tx,
    from: DateTime<Utc>,
    before: DateTime<Utc>,
    visible: &Visible,
) -> sqlx::Result<i64> {
    on_tx!(tx, |conn| {
        let mut sql =
            QueryBuilder::new("select count(*) from devices d where d.last_check_in_at >= ");
        sql.push_bind(from)
            .push(" and d.last_check_in_at < ")
            .push_bind(before);
        visible.push(&mut sql, "d.scope_set_id");
        sql.build_query_scalar().fetch_one(conn).await
    })
}
