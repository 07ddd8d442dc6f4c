//! Devices as lists ask for them.
//!
//! A list is read in one of two ways. *Walking* goes along the index of the sorted column and leaves out what does not
//! match: right when much matches. *Gathering* collects all that matches and sorts it: right when little does. Which
//! it is, is decided by numbers that are known beforehand: the counts of [`facet`], or a look into the text index that
//! ends once there is enough.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::Invalid;
use domain::device::{Device, DeviceQuery, DeviceSort};
use domain::id::DeviceId;
use domain::page::{Cursor, Rows};
use domain::record::evidence;
use sqlx::types::Uuid;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::facet::{self, push_any, push_in, push_none, push_version};
use super::scope::Visible;
use super::{NEVER, Tx, contains_pattern, keyset, on_tx};

/// The most devices that a user's own list shows.
const MOST_OF_A_USER: i64 = 200;
/// How many matches of a search are collected rather than walked to.
const MOST_FOUND: i64 = 5_000;
/// The shortest text that the text index finds, in characters.
const SHORTEST_INDEXED: usize = 3;
/// How many parts of a text the index is asked for; what it finds is compared with the whole text.
const MOST_PARTS: usize = 12;
/// How many sets are read one by one and merged.
const MOST_MERGED: usize = 32;
/// How many combinations a statement names one by one.
const MOST_FACETS: usize = 2_000;

/// How the devices of a question are found.
enum Way {
    /// Along the index of the sorted column.
    Walk,
    /// All that the text index finds.
    GatherFound,
    /// All of the combinations that are left.
    GatherFacets,
    /// Those that were chosen one by one.
    GatherPicked,
    /// All of some users.
    GatherUsers,
    /// All with their last check-in in some days.
    GatherDays,
    /// Along the index of each set that is seen, and then the first of all of these.
    MergeSets,
    /// Nothing can match.
    Nothing,
}

/// Which devices are asked for.
#[derive(Clone, Copy)]
pub(crate) struct Question<'q> {
    /// The list.
    pub query: &'q DeviceQuery,
    /// The devices that were chosen one by one; empty where all that match are meant.
    pub picked: &'q [DeviceId],
    /// What is seen of all devices.
    pub visible: &'q Visible,
    /// When it is asked.
    pub now: DateTime<Utc>,
}

/// A question with what was found out about it before any device is read.
struct Plan<'q> {
    asked: Question<'q>,
    /// What to search for; `None` for nothing.
    search: Option<String>,
    /// The combinations that its filters leave; `None` where no filter asks for any.
    facets: Option<Vec<Uuid>>,
    way: Way,
    is_sqlite: bool,
}

/// The rows of the page that `asked` is for.
pub(crate) async fn rows(tx: &mut Tx, asked: Question<'_>) -> crate::Result<Rows<Device>> {
    let query = asked.query;
    let limit = i64::from(query.page_size) + 1;
    let rows = behind(tx, asked, query.at.as_ref(), limit).await?;
    Ok(keyset::rows_of(
        rows,
        query.page_size,
        query.at.as_ref(),
        |device| (sort_value(query.sort, device), device.id.0),
    ))
}

/// At most `limit` devices of the list beside `at`, read in its direction.
pub(crate) async fn behind(
    tx: &mut Tx,
    asked: Question<'_>,
    at: Option<&Cursor>,
    limit: i64,
) -> crate::Result<Vec<Device>> {
    let query = asked.query;
    let start = at
        .map(|at| start_value(query.sort, &at.value))
        .transpose()?;
    let plan = Plan::make(tx, asked, limit).await?;
    if matches!(plan.way, Way::Nothing) {
        return Ok(Vec::new());
    }
    let place = Place {
        sort: query.sort,
        descending: query.descending,
        at,
        start,
        limit,
    };
    Ok(on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("");
        if let (Way::MergeSets, Some(sets)) = (&plan.way, asked.visible.only_sets()) {
            plan.push_merged(&mut sql, sets, &place);
        } else {
            plan.push_with(&mut sql);
            push_select(&mut sql);
            plan.push_from(&mut sql, &plan.hint());
            place.push_beyond(&mut sql);
        }
        place.push_order(&mut sql);
        sql.build_query_as().fetch_all(conn).await
    })?)
}

/// Which part of a list is read.
struct Place<'c> {
    sort: DeviceSort,
    descending: bool,
    at: Option<&'c Cursor>,
    start: Option<Start>,
    limit: i64,
}

impl Place<'_> {
    /// Adds that a device lies behind the place where the part begins.
    fn push_beyond<'a, DB>(&self, sql: &mut QueryBuilder<'a, DB>)
    where
        DB: Database,
        String: Encode<'a, DB> + Type<DB>,
        Uuid: Encode<'a, DB> + Type<DB>,
        DateTime<Utc>: Encode<'a, DB> + Type<DB>,
        i64: Encode<'a, DB> + Type<DB>,
    {
        let (Some(at), Some(start)) = (self.at, &self.start) else {
            return;
        };
        let column = column(self.sort);
        let (_, beyond) = keyset::direction(self.descending, self.at);
        match start {
            Start::Id(id) => sql.push(format!(" and {column} {beyond} ")).push_bind(*id),
            Start::Text(text) => push_beyond(sql, column, beyond, text.clone(), at.id),
            Start::Time(time) => push_beyond(sql, column, beyond, *time, at.id),
            Start::Number(number) => push_beyond(sql, column, beyond, *number, at.id),
        };
    }

    /// Adds the order of the list, and how many devices are read.
    fn push_order<'a, DB>(&self, sql: &mut QueryBuilder<'a, DB>)
    where
        DB: Database,
        i64: Encode<'a, DB> + Type<DB>,
    {
        let column = column(self.sort);
        let (order, _) = keyset::direction(self.descending, self.at);
        sql.push(format!(" order by {column} {order}"));
        // The id decides between equal values; between ids there is nothing to decide.
        if self.sort != DeviceSort::Id {
            sql.push(format!(", d.id {order}"));
        }
        sql.push(" limit ").push_bind(self.limit);
    }
}

/// Adds `where` and every condition of `asked` on devices that are named `d`, in no order.
pub(crate) fn push_matching<'a, DB>(
    sql: &mut QueryBuilder<'a, DB>,
    asked: Question<'_>,
    is_sqlite: bool,
) where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
    Uuid: Encode<'a, DB> + Type<DB>,
    DeviceId: Encode<'a, DB> + Type<DB>,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
{
    let query = asked.query;
    sql.push(" where true");
    asked.visible.push(sql, "d.scope_set_id");
    push_picked(sql, "d.id", asked.picked);
    if facet::decides_some(query) {
        sql.push(" and d.facet_id in (select f.id from facets f where f.devices > 0");
        facet::push_conditions(sql, query);
        sql.push(")");
    }
    let text = searched(&query.search).to_lowercase();
    if is_indexed(&text) {
        sql.push(" and d.id in (select s.device_id");
        push_found(sql, &text, is_sqlite);
        sql.push(")");
    } else if !text.is_empty() {
        push_contains(sql, &text);
    }
    push_conditions(sql, query, asked.now);
}

/// Adds that `column` is one of `picked`, if any are.
fn push_picked<'a, DB>(sql: &mut QueryBuilder<'a, DB>, column: &str, picked: &[DeviceId])
where
    DB: Database,
    DeviceId: Encode<'a, DB> + Type<DB>,
{
    if picked.is_empty() {
        return;
    }
    sql.push(format!(" and {column} in ("));
    let mut list = sql.separated(", ");
    for id in picked {
        list.push_bind(*id);
    }
    sql.push(")");
}

/// Adds that what is searched of a device holds `text`, asked for each device that comes along and not for all
/// beforehand; `coalesce`, so that PostgreSQL takes it to hold for many and does not sort all devices for a few.
fn push_contains<'a, DB>(sql: &mut QueryBuilder<'a, DB>, text: &str)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    sql.push(
        " and coalesce((select s.content from device_search s where s.device_id = d.id) like ",
    )
    .push_bind(contains_pattern(text))
    .push(r" escape '\', false)");
}

/// Adds that a device lies beyond the one with that value and id.
fn push_beyond<'q, 'a, DB, T>(
    sql: &'q mut QueryBuilder<'a, DB>,
    column: &str,
    beyond: &str,
    value: T,
    id: Uuid,
) -> &'q mut QueryBuilder<'a, DB>
where
    DB: Database,
    T: Encode<'a, DB> + Type<DB> + 'a,
    Uuid: Encode<'a, DB> + Type<DB>,
{
    sql.push(format!(" and ({column}, d.id) {beyond} ("))
        .push_bind(value)
        .push(", ")
        .push_bind(id)
        .push(")")
}

/// How many devices are asked for, on all pages of the list.
pub(crate) async fn count(tx: &mut Tx, asked: Question<'_>) -> sqlx::Result<i64> {
    let (query, sees_all) = (asked.query, *asked.visible == Visible::All);
    if query.search.is_empty() && !asks_beyond_facets(query) {
        return if sees_all && !facet::decides_some(query) {
            facet::count_all(tx).await
        } else {
            Ok(facet::left(tx, query, asked.visible).await?.devices)
        };
    }
    let limit = i64::from(query.page_size) + 1;
    let mut plan = Plan::make(tx, asked, limit).await?;
    match plan.way {
        Way::Nothing => return Ok(0),
        // What is counted needs no order, so the index of what is asked for serves best.
        Way::Walk | Way::MergeSets if plan.search.as_deref().is_some_and(is_indexed) => {
            plan.way = Way::GatherFound;
        }
        Way::MergeSets => plan.way = Way::Walk,
        _ => {}
    }
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("");
        if let (Some(text), true, None, false) = (
            &plan.search,
            matches!(plan.way, Way::GatherFound) && sees_all,
            &plan.facets,
            asks_beyond_facets(query),
        ) {
            sql.push("select count(*)");
            push_found(&mut sql, text, plan.is_sqlite);
            return sql.build_query_scalar().fetch_one(conn).await;
        }
        plan.push_with(&mut sql);
        sql.push("select count(*)");
        plan.push_from(&mut sql, "");
        sql.build_query_scalar().fetch_one(conn).await
    })
}

/// Whether `query` asks for something that combinations do not decide. The search is not counted.
fn asks_beyond_facets(query: &DeviceQuery) -> bool {
    !query.user.is_empty()
        || !query.not.user.is_empty()
        || facet::asks_for_days(query)
        || query.enrolled_from.is_some()
        || query.enrolled_before.is_some()
        || !facet::decides_versions(query)
}

/// Whether the text index finds `text`.
fn is_indexed(text: &str) -> bool {
    text.chars().count() >= SHORTEST_INDEXED
}

impl<'q> Plan<'q> {
    /// Looks at what is known. `limit` is how many devices will be read at most.
    async fn make(tx: &mut Tx, asked: Question<'q>, limit: i64) -> sqlx::Result<Plan<'q>> {
        let Question {
            query,
            picked,
            visible,
            now,
        } = asked;
        let search = Some(searched(&query.search).to_lowercase()).filter(|text| !text.is_empty());
        let decides_some = facet::decides_some(query);
        let merges = visible
            .only_sets()
            .is_some_and(|sets| sets.len() <= MOST_MERGED && !sets.is_empty())
            && set_index(query.sort).is_some();
        let asks_for_more =
            decides_some || search.is_some() || !picked.is_empty() || asks_beyond_facets(query);
        if merges && !asks_for_more {
            return Ok(Self {
                asked,
                search,
                facets: None,
                way: Way::MergeSets,
                is_sqlite: tx.is_sqlite(),
            });
        }
        let left = if decides_some || *visible != Visible::All {
            Some(facet::left(tx, query, visible).await?)
        } else {
            None
        };
        let mut way = if picked.is_empty() {
            Way::Walk
        } else {
            Way::GatherPicked
        };
        if let Some(left) = &left {
            if left.ids.is_empty() {
                way = Way::Nothing;
            } else if matches!(way, Way::Walk) && is_few(left.devices, left.all, limit) {
                way = Way::GatherFacets;
            }
        }
        // Of devices without a user there are too many to gather.
        let asks_for_users = !query.user.is_empty() && query.user.iter().all(|upn| !upn.is_empty());
        if asks_for_users && matches!(way, Way::Walk) {
            way = Way::GatherUsers;
        }
        if matches!(way, Way::Walk)
            && query.sort != DeviceSort::LastCheckIn
            && let Some(devices) = facet::count_days(tx, query, now).await?
        {
            let all = match &left {
                Some(left) => left.all,
                None => facet::count_all(tx).await?,
            };
            if is_few(devices, all, limit) {
                way = Way::GatherDays;
            }
        }
        if let (Some(text), Way::Walk) = (&search, &way)
            && is_indexed(text)
            && is_rare(tx, text).await?
        {
            way = Way::GatherFound;
        }
        if merges && matches!(way, Way::Walk) {
            way = Way::MergeSets;
        }
        // What is seen is asked of the devices themselves, so where nothing else is asked of their combinations these need
        // not be named.
        let names_facets = decides_some || matches!(way, Way::GatherFacets);
        Ok(Self {
            asked,
            search,
            facets: left.map(|left| left.ids).filter(|_| names_facets),
            way,
            is_sqlite: tx.is_sqlite(),
        })
    }

    /// Begins a statement that gathers.
    fn push_with<'a, DB>(&self, sql: &mut QueryBuilder<'a, DB>)
    where
        DB: Database,
        String: Encode<'a, DB> + Type<DB>,
        Uuid: Encode<'a, DB> + Type<DB>,
        DeviceId: Encode<'a, DB> + Type<DB>,
        DateTime<Utc>: Encode<'a, DB> + Type<DB>,
    {
        const FROM_DEVICES: &str =
            "with found as materialized (select g.id from devices g where true";
        match (&self.way, &self.search) {
            (Way::GatherFound, Some(text)) => {
                sql.push("with found as materialized (select s.device_id as id");
                push_found(sql, text, self.is_sqlite);
            }
            (Way::GatherFacets, _) => {
                sql.push(FROM_DEVICES);
                self.push_facets(sql, "g.facet_id");
            }
            (Way::GatherPicked, _) => {
                sql.push(FROM_DEVICES);
                push_picked(sql, "g.id", self.asked.picked);
            }
            (Way::GatherUsers, _) => {
                sql.push(FROM_DEVICES);
                push_users(sql, "g.user_upn_key", self.asked.query);
            }
            (Way::GatherDays, _) => {
                sql.push(FROM_DEVICES);
                push_days(sql, "g.last_check_in_at", self.asked.query, self.asked.now);
            }
            _ => return,
        }
        sql.push(") ");
    }

    /// Adds that `column` is one of the combinations that are left.
    fn push_facets<'a, DB>(&self, sql: &mut QueryBuilder<'a, DB>, column: &str)
    where
        DB: Database,
        String: Encode<'a, DB> + Type<DB>,
        Uuid: Encode<'a, DB> + Type<DB>,
    {
        let Some(ids) = &self.facets else { return };
        sql.push(format!(" and {column} in ("));
        // Named one by one, they tell the planner how many devices there are of each. SQLite's has no choice on a walk,
        // and knows the statement again if it names none.
        let has_choice = !(self.is_sqlite && matches!(self.way, Way::Walk));
        if has_choice && ids.len() <= MOST_FACETS {
            let mut list = sql.separated(", ");
            for id in ids {
                list.push_bind(*id);
            }
        } else {
            sql.push("select f.id from facets f where f.devices > 0");
            facet::push_conditions(sql, self.asked.query);
            self.asked.visible.push(sql, "f.scope_set_id");
        }
        sql.push(")");
    }

    /// The index that a walk goes along. SQLite keeps no figures of how common values are: left alone, it would
    /// sort half the table.
    fn hint(&self) -> String {
        match self.way {
            Way::Walk if self.is_sqlite => format!(" indexed by {}", index(self.asked.query.sort)),
            _ => String::new(),
        }
    }

    /// Adds the table, with `hint` behind its name, and all conditions.
    fn push_from<'a, DB>(&self, sql: &mut QueryBuilder<'a, DB>, hint: &str)
    where
        DB: Database,
        String: Encode<'a, DB> + Type<DB>,
        Uuid: Encode<'a, DB> + Type<DB>,
        DateTime<Utc>: Encode<'a, DB> + Type<DB>,
    {
        match self.way {
            Way::Walk | Way::MergeSets | Way::Nothing => {
                sql.push(format!(" from devices d{hint} where true"));
            }
            // `cross join` makes SQLite begin with what was found; to PostgreSQL it is a join like any other.
            _ => {
                sql.push(" from found cross join devices d where d.id = found.id");
            }
        }
        if let (Some(text), false) = (&self.search, matches!(self.way, Way::GatherFound)) {
            push_contains(sql, text);
        }
        // The combinations that were gathered are of what is seen, and each merged set is seen.
        match self.way {
            Way::GatherFacets => {}
            Way::MergeSets => self.push_facets(sql, "d.facet_id"),
            _ => {
                self.asked.visible.push(sql, "d.scope_set_id");
                self.push_facets(sql, "d.facet_id");
            }
        }
        push_conditions(sql, self.asked.query, self.asked.now);
    }

    /// Adds the whole statement but for its order: what of each set comes first, and of these the devices.
    fn push_merged<'a, DB>(&self, sql: &mut QueryBuilder<'a, DB>, sets: &[Uuid], place: &Place<'_>)
    where
        DB: Database,
        String: Encode<'a, DB> + Type<DB>,
        Uuid: Encode<'a, DB> + Type<DB>,
        DateTime<Utc>: Encode<'a, DB> + Type<DB>,
        i64: Encode<'a, DB> + Type<DB>,
    {
        let hint = match set_index(place.sort) {
            Some(index) if self.is_sqlite => format!(" indexed by {index}"),
            _ => String::new(),
        };
        sql.push("with found as materialized (");
        for (number, set) in sets.iter().enumerate() {
            if number > 0 {
                sql.push(" union all ");
            }
            sql.push("select * from (select d.id");
            self.push_from(sql, &hint);
            sql.push(" and d.scope_set_id = ").push_bind(*set);
            place.push_beyond(sql);
            place.push_order(sql);
            sql.push(format!(") s{number}"));
        }
        sql.push(") ");
        push_select(sql);
        sql.push(" from found cross join devices d where d.id = found.id");
    }
}

/// The index that a list with that order is read along within one set; `None` where there is none.
fn set_index(sort: DeviceSort) -> Option<&'static str> {
    match sort {
        DeviceSort::Name => Some("devices_scope_name"),
        DeviceSort::LastCheckIn => Some("devices_scope_last_check_in"),
        _ => None,
    }
}

/// Whether `devices` of `all` are better gathered than walked to: walking reads about `limit * all / devices` of them
/// before there are enough.
fn is_few(devices: i64, all: i64, limit: i64) -> bool {
    devices.saturating_mul(devices) <= all.saturating_mul(limit)
}

/// Whether the text index finds so few devices that they can be gathered.
async fn is_rare(tx: &mut Tx, text: &str) -> sqlx::Result<bool> {
    let is_sqlite = tx.is_sqlite();
    let found: i64 = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select count(*) from (select 1");
        push_found(&mut sql, text, is_sqlite);
        sql.push(" limit ")
            .push_bind(MOST_FOUND + 1)
            .push(") found");
        sql.build_query_scalar().fetch_one(conn).await
    })?;
    Ok(found <= MOST_FOUND)
}

/// Adds where the text index finds `text`, which is in lower case. The databases' indexes are asked in their own ways.
fn push_found<'a, DB>(sql: &mut QueryBuilder<'a, DB>, text: &str, is_sqlite: bool)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    if is_sqlite {
        sql.push(
            " from device_search_index i join device_search s on s.number = i.rowid where i.device_search_index match ",
        )
        .push_bind(parts(text))
        .push(" and s.content like ");
    } else {
        sql.push(" from device_search s where s.content like ");
    }
    sql.push_bind(contains_pattern(text)).push(r" escape '\'");
}

/// The parts of three characters that SQLite's index is asked for: all of them have to be there.
fn parts(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut parts: Vec<String> = Vec::new();
    for part in letters.windows(SHORTEST_INDEXED) {
        let part: String = part.iter().collect::<String>().replace('"', "\"\"");
        let quoted = format!("\"{part}\"");
        if parts.len() < MOST_PARTS && !parts.contains(&quoted) {
            parts.push(quoted);
        }
    }
    parts.join(" AND ")
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

/// The devices that are `visible` whose primary user has that UPN, those seen last first.
pub(crate) async fn of_user(
    tx: &mut Tx,
    upn: &str,
    visible: &Visible,
) -> sqlx::Result<Vec<Device>> {
    on_tx!(tx, |conn| {
        let mut sql = select();
        sql.push(" where d.user_upn_key = ")
            .push_bind(upn.to_lowercase());
        visible.push(&mut sql, "d.scope_set_id");
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
    let mut sql = QueryBuilder::new("");
    push_select(&mut sql);
    sql.push(" from devices d");
    sql
}

/// Adds the columns of a [`Device`] that is named `d`.
fn push_select<'a, DB>(sql: &mut QueryBuilder<'a, DB>)
where
    DB: Database,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
{
    sql.push(
        "select d.id, d.name, d.serial, d.manufacturer, d.model, d.os, d.os_version, d.ownership, d.compliance, d.join_type, d.managed_by,
             d.enrollment_type, d.category, d.user_upn, d.user_name, d.record_count, nullif(d.last_check_in_at, ",
    );
    sql.push_bind(NEVER)
        .push(") as last_check_in_at, nullif(d.enrolled_at, ")
        .push_bind(NEVER)
        .push(") as enrolled_at");
}

/// Adds the conditions that combinations do not decide.
fn push_conditions<'a, DB>(sql: &mut QueryBuilder<'a, DB>, query: &DeviceQuery, now: DateTime<Utc>)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
{
    let not = &query.not;
    if !facet::decides_all(&query.os_version) {
        push_any(sql, &query.os_version, |sql, version| {
            push_version(sql, "d.os_version", version);
        });
    }
    if !facet::decides_all(&not.os_version) {
        push_none(sql, &not.os_version, |sql, version| {
            push_version(sql, "d.os_version", version);
        });
    }
    for (bounds, comparison) in [
        (&query.os_version_from, ">="),
        (&query.os_version_below, "<"),
    ] {
        if !facet::decides_bounds(bounds) {
            push_any(sql, bounds, |sql, bound| {
                sql.push("(d.os = ")
                    .push_bind(bound.os.clone())
                    .push(format!(
                        " and d.os_version <> '' and d.os_version_key {comparison} "
                    ))
                    .push_bind(bound.key())
                    .push(")");
            });
        }
    }
    push_users(sql, "d.user_upn_key", query);
    push_days(sql, "d.last_check_in_at", query, now);
    if let Some(day) = query.enrolled_from {
        sql.push(" and d.enrolled_at >= ").push_bind(begin(day));
    }
    if let Some(day) = query.enrolled_before {
        sql.push(" and d.enrolled_at > ")
            .push_bind(NEVER)
            .push(" and d.enrolled_at < ")
            .push_bind(begin(day));
    }
}

/// When a day begins in UTC.
fn begin(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

fn push_users<'a, DB>(sql: &mut QueryBuilder<'a, DB>, column: &str, query: &DeviceQuery)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    let keys = |upns: &[String]| {
        upns.iter()
            .map(|upn| upn.to_lowercase())
            .collect::<Vec<_>>()
    };
    push_in(sql, column, "in", keys(&query.user));
    push_in(sql, column, "not in", keys(&query.not.user));
}

fn push_days<'a, DB>(
    sql: &mut QueryBuilder<'a, DB>,
    column: &str,
    query: &DeviceQuery,
    now: DateTime<Utc>,
) where
    DB: Database,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
{
    if let Some(days) = query.checked_in_days {
        sql.push(format!(" and {column} >= "))
            .push_bind(now - TimeDelta::days(days.into()));
    }
    if let Some(days) = query.silent_days {
        sql.push(format!(" and {column} < "))
            .push_bind(now - TimeDelta::days(days.into()));
    }
    if let Some(day) = query.checked_in_from {
        sql.push(format!(" and {column} >= ")).push_bind(begin(day));
    }
    if let Some(day) = query.checked_in_before {
        sql.push(format!(" and {column} < ")).push_bind(begin(day));
    }
    if query.never_checked_in == Some(true) {
        sql.push(format!(" and {column} = ")).push_bind(NEVER);
    }
    if query.never_checked_in == Some(false) || query.checked_in_before.is_some() {
        sql.push(format!(" and {column} > ")).push_bind(NEVER);
    }
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

/// The index that [`column`] leads.
fn index(sort: DeviceSort) -> &'static str {
    match sort {
        DeviceSort::Name => "devices_name",
        DeviceSort::User => "devices_user",
        DeviceSort::Compliance => "devices_compliance",
        DeviceSort::LastCheckIn => "devices_last_check_in",
        DeviceSort::Ownership => "devices_ownership",
        DeviceSort::JoinType => "devices_join_type",
        DeviceSort::ManagedBy => "devices_managed_by",
        DeviceSort::OsVersion => "devices_os_version",
        DeviceSort::Serial => "devices_serial",
        DeviceSort::Manufacturer => "devices_manufacturer",
        DeviceSort::Model => "devices_model",
        DeviceSort::Category => "devices_category",
        DeviceSort::EnrollmentType => "devices_enrollment_type",
        DeviceSort::Enrolled => "devices_enrolled",
        DeviceSort::UserUpn => "devices_user_upn",
        DeviceSort::Records => "devices_record_count",
        DeviceSort::Id => "sqlite_autoindex_devices_1",
    }
}

/// The device's value in [`column`]: the keys are made by the functions that wrote them.
pub(super) fn sort_value(sort: DeviceSort, device: &Device) -> String {
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
