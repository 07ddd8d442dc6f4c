//! Groups of duplicate records, and the records that may be about one machine.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::duplicate::{
    Block, BlockedKind, BlockedValue, Case, Confidence, DuplicateGroup, DuplicateQuery, GroupState,
    Handling,
};
use domain::id::{DeviceId, DuplicateId, RecordId};
use domain::record::{RecordFields, RecordKind};
use sqlx::types::Uuid;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::bulk::{ROWS_PER_STATEMENT, VALUES_PER_STATEMENT, record, select_in};
use super::scope::Visible;
use super::{Tx, contains_pattern, keyset, on_tx};

/// Stands in a column for a time that never comes.
pub(crate) fn no_time() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(9999, 12, 31).map_or(DateTime::<Utc>::MAX_UTC, |day| {
        day.and_time(NaiveTime::MIN).and_utc()
    })
}

/// A record as it is compared.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Compared {
    pub id: RecordId,
    pub device_id: DeviceId,
    pub name_key: Option<i64>,
    pub wired_key: Option<i64>,
    pub trap_key: Option<i64>,
    pub evidence_flags: i64,
    pub serial_key: String,
    pub is_pinned: bool,
    #[sqlx(flatten)]
    pub fields: RecordFields,
}

/// Which column records are looked up by.
macro_rules! compared {
    ($column:literal) => {
        concat!(
            "select id, device_id, name_key, wired_key, trap_key, evidence_flags, serial_key, is_pinned, kind, source_id, directory_device_id, name,
                serial, manufacturer, model, os, os_version, ownership, compliance, join_type, managed_by, enrollment_type, category,
                user_upn, user_name, imei, wifi_mac, ethernet_mac, last_seen_at, enrolled_at, registered_at, '{}' as other_fields
            from records where ",
            $column
        )
    };
}

fn without_never(mut rows: Vec<Compared>) -> Vec<Compared> {
    for Compared { fields, .. } in &mut rows {
        record::without_never(fields);
    }
    rows
}

/// The records with these keys of names.
pub(crate) async fn by_name(tx: &mut Tx, keys: &[i64]) -> sqlx::Result<Vec<Compared>> {
    Ok(without_never(select_in!(tx, compared!("name_key"), keys)))
}

/// The records with these serial numbers, as they are compared.
pub(crate) async fn by_serial(tx: &mut Tx, keys: &[String]) -> sqlx::Result<Vec<Compared>> {
    Ok(without_never(select_in!(tx, compared!("serial_key"), keys)))
}

/// The records with these directory device ids.
pub(crate) async fn by_directory_device(tx: &mut Tx, ids: &[Uuid]) -> sqlx::Result<Vec<Compared>> {
    Ok(without_never(select_in!(
        tx,
        compared!("directory_device_id"),
        ids
    )))
}

/// The managed records with this wired address.
pub(crate) async fn by_wired(tx: &mut Tx, keys: &[i64]) -> sqlx::Result<Vec<Compared>> {
    Ok(without_never(select_in!(tx, compared!("wired_key"), keys)))
}

/// The records that have this in common by design.
pub(crate) async fn by_trap(tx: &mut Tx, keys: &[i64]) -> sqlx::Result<Vec<Compared>> {
    Ok(without_never(select_in!(tx, compared!("trap_key"), keys)))
}

/// These records.
pub(crate) async fn by_id(tx: &mut Tx, ids: &[RecordId]) -> sqlx::Result<Vec<Compared>> {
    Ok(without_never(select_in!(tx, compared!("id"), ids)))
}

/// Whether the records of one name are anything else than a managed row and its object.
const DOUBTFUL_NAME: &str = "count(*) > 1 and not (count(*) = 2 and min(kind) <> max(kind)
    and count(directory_device_id) = 2 and count(distinct directory_device_id) = 1)";
/// Whether the records of one directory device id are more than one of each kind, or have different names.
const DOUBTFUL_DIRECTORY_DEVICE: &str =
    "count(*) > 1 and (count(*) > 2 or min(kind) = max(kind) or min(name_key) <> max(name_key))";
/// Whether more than one managed record has one serial number.
const DOUBTFUL_SERIAL: &str = "sum(case when kind = 'managed' then 1 else 0 end) > 1";

/// How many records have a value, and whether they have to be looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sharing {
    pub count: i64,
    pub is_doubtful: bool,
}

/// Those of these values of `column` that more than one record has.
async fn shares<T>(
    tx: &mut Tx,
    column: &str,
    doubtful: &str,
    values: &[T],
) -> sqlx::Result<HashMap<T, Sharing>>
where
    T: Clone + Eq + std::hash::Hash + Send + Sync + Unpin + 'static,
    for<'a> T: Encode<'a, sqlx::Sqlite> + Type<sqlx::Sqlite> + sqlx::Decode<'a, sqlx::Sqlite>,
    for<'a> T: Encode<'a, sqlx::Postgres> + Type<sqlx::Postgres> + sqlx::Decode<'a, sqlx::Postgres>,
{
    let mut all = HashMap::new();
    for some in values.chunks(VALUES_PER_STATEMENT) {
        let rows: Vec<(T, i64, bool)> = on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(format!(
                "select {column}, count(*), ({doubtful}) from records where {column} in ("
            ));
            let mut list = sql.separated(", ");
            for value in some {
                list.push_bind(value.clone());
            }
            // What one record has is nobody else's, and most values are.
            sql.push(format!(") group by {column} having count(*) > 1"));
            let whole = some.len() == VALUES_PER_STATEMENT;
            sql.build_query_as().persistent(whole).fetch_all(conn).await
        })?;
        all.extend(
            rows.into_iter()
                .map(|(value, count, is_doubtful)| (value, Sharing { count, is_doubtful })),
        );
    }
    // What is as it should be, of a record that is in a group, belongs into the group.
    let sound: Vec<T> = all
        .iter()
        .filter(|(_, shared): &(&T, &Sharing)| !shared.is_doubtful)
        .map(|(value, _)| value.clone())
        .collect();
    for some in sound.chunks(VALUES_PER_STATEMENT) {
        let rows: Vec<(T,)> = on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new(format!(
                "select r.{column} from records r where r.{column} in ("
            ));
            let mut list = sql.separated(", ");
            for value in some {
                list.push_bind(value.clone());
            }
            sql.push(") and exists (select 1 from duplicate_members m where m.record_id = r.id)");
            let whole = some.len() == VALUES_PER_STATEMENT;
            sql.build_query_as().persistent(whole).fetch_all(conn).await
        })?;
        for (value,) in rows {
            if let Some(shared) = all.get_mut(&value) {
                shared.is_doubtful = true;
            }
        }
    }
    Ok(all)
}

/// Those of these names that more than one record has.
pub(crate) async fn shared_names(tx: &mut Tx, keys: &[i64]) -> sqlx::Result<HashMap<i64, Sharing>> {
    shares(tx, "name_key", DOUBTFUL_NAME, keys).await
}

/// Those of these serial numbers that more than one record has.
pub(crate) async fn shared_serials(
    tx: &mut Tx,
    keys: &[String],
) -> sqlx::Result<HashMap<String, Sharing>> {
    shares(tx, "serial_key", DOUBTFUL_SERIAL, keys).await
}

/// Those of these directory device ids that more than one record has.
pub(crate) async fn shared_directory_devices(
    tx: &mut Tx,
    ids: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Sharing>> {
    shares(tx, "directory_device_id", DOUBTFUL_DIRECTORY_DEVICE, ids).await
}

/// Those of these wired addresses that more than one managed record has.
pub(crate) async fn shared_wired(tx: &mut Tx, keys: &[i64]) -> sqlx::Result<HashMap<i64, Sharing>> {
    shares(tx, "wired_key", "count(*) > 1", keys).await
}

/// Those of these that more than one record has in common by design.
pub(crate) async fn shared_traps(tx: &mut Tx, keys: &[i64]) -> sqlx::Result<HashMap<i64, Sharing>> {
    shares(tx, "trap_key", "count(*) > 1", keys).await
}

/// A group as it is kept, without its records.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Kept {
    pub id: DuplicateId,
    pub case_code: Case,
    pub confidence: Confidence,
    pub same_machine: bool,
    pub otherwise: Handling,
    pub mergeable_from: DateTime<Utc>,
    pub survivor_id: Option<RecordId>,
    pub blocks: String,
    pub state: GroupState,
    pub decided_by: String,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_members: String,
    pub advised_by: String,
    pub advised_at: Option<DateTime<Utc>>,
    pub shared_key: Option<i64>,
    pub record_count: i64,
    pub urgency: i64,
    pub name: String,
    pub model: String,
    pub serial: String,
    pub user_upn: String,
    pub found_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
}

const COLUMNS: &str = "g.id, g.case_code, g.confidence, g.same_machine, g.otherwise, g.mergeable_from, g.survivor_id, g.blocks, g.state,
    g.decided_by, g.decided_at, g.decided_members, g.shared_key, g.record_count, g.urgency, g.name, g.model, g.serial, g.user_upn, g.found_at,
    g.changed_at, g.advised_by, g.advised_at";

impl Kept {
    /// The group as pages show it, in data that speaks of `as_of`.
    pub(crate) fn group(self, as_of: DateTime<Utc>) -> DuplicateGroup {
        DuplicateGroup {
            id: self.id,
            case: self.case_code,
            confidence: self.confidence,
            same_machine: self.same_machine,
            handling: if self.mergeable_from <= as_of {
                Handling::Merge
            } else {
                self.otherwise
            },
            otherwise: self.otherwise,
            mergeable_from: Some(self.mergeable_from).filter(|at| *at != no_time()),
            survivor: self.survivor_id,
            blocks: self
                .blocks
                .split_whitespace()
                .filter_map(|word| word.parse::<Block>().ok())
                .collect(),
            state: self.state,
            decided_by: self.decided_by,
            decided_at: self.decided_at,
            advised_by: self.advised_by,
            advised_at: self.advised_at,
            urgency: self.urgency,
            records: self.record_count,
            name: self.name,
            model: self.model,
            serial: self.serial,
            user: self.user_upn,
            found_at: self.found_at,
        }
    }
}

/// The groups that any of these records is in, with all members of each.
pub(crate) async fn groups_of(
    tx: &mut Tx,
    records: &[RecordId],
) -> sqlx::Result<Vec<(Kept, Vec<RecordId>)>> {
    let ids: Vec<(DuplicateId,)> = select_in!(
        tx,
        "select group_id from duplicate_members where record_id",
        records
    );
    let ids: HashSet<DuplicateId> = ids.into_iter().map(|(id,)| id).collect();
    let ids: Vec<DuplicateId> = ids.into_iter().collect();
    // A group of what many share may have very many members, and is brought up to date another way.
    let mut groups: Vec<Kept> = select_in!(
        tx,
        format!("select {COLUMNS} from duplicate_groups g where g.id"),
        &ids
    );
    groups.retain(|group| group.shared_key.is_none());
    let own: Vec<DuplicateId> = groups.iter().map(|group| group.id).collect();
    let mut members = members(tx, &own).await?;
    Ok(groups
        .into_iter()
        .map(|group| {
            let members = members.remove(&group.id).unwrap_or_default();
            (group, members)
        })
        .collect())
}

/// The groups that a device's records are in: what calls for somebody first.
pub(crate) async fn of_device(tx: &mut Tx, device: DeviceId) -> sqlx::Result<Vec<Kept>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!(
            "select {COLUMNS} from duplicate_groups g
             where g.id in (select m.group_id from duplicate_members m join records r on r.id = m.record_id where r.device_id = $1)
             order by g.urgency desc, g.id desc"
        ))
        .bind(device)
        .fetch_all(conn)
        .await
    })
}

/// The records of these groups, by id.
pub(crate) async fn members(
    tx: &mut Tx,
    groups: &[DuplicateId],
) -> sqlx::Result<HashMap<DuplicateId, Vec<RecordId>>> {
    let rows: Vec<(DuplicateId, RecordId)> = select_in!(
        tx,
        "select group_id, record_id from duplicate_members where group_id",
        groups
    );
    let mut members: HashMap<DuplicateId, Vec<RecordId>> = HashMap::new();
    for (group, record) in rows {
        members.entry(group).or_default().push(record);
    }
    for records in members.values_mut() {
        records.sort_unstable();
    }
    Ok(members)
}

/// A record of a group, and when it last changed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Member {
    pub id: RecordId,
    pub device_id: DeviceId,
    pub changed_at: DateTime<Utc>,
}

/// The records of a group as they stand, by id.
pub(crate) async fn members_as_they_stand(
    tx: &mut Tx,
    group: DuplicateId,
) -> sqlx::Result<Vec<Member>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select r.id, r.device_id, r.changed_at from duplicate_members m join records r on r.id = m.record_id
             where m.group_id = $1 order by r.id",
        )
        .bind(group)
        .fetch_all(conn)
        .await
    })
}

/// The groups of what these keys stand for.
pub(crate) async fn sharing(tx: &mut Tx, keys: &[i64]) -> sqlx::Result<Vec<Kept>> {
    Ok(select_in!(
        tx,
        format!("select {COLUMNS} from duplicate_groups g where g.shared_key"),
        keys
    ))
}

/// Writes a group in place of what was kept of it.
pub(crate) async fn save(tx: &mut Tx, group: &Kept) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into duplicate_groups (id, case_code, confidence, same_machine, otherwise, mergeable_from, survivor_id, blocks, state,
                 decided_by, decided_at, decided_members, shared_key, record_count, urgency, name, model, serial, user_upn, found_at, changed_at, advised_by,
                 advised_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
             on conflict (id) do update
             set case_code = excluded.case_code, confidence = excluded.confidence, same_machine = excluded.same_machine,
                 otherwise = excluded.otherwise, mergeable_from = excluded.mergeable_from, survivor_id = excluded.survivor_id,
                 blocks = excluded.blocks, state = excluded.state, decided_by = excluded.decided_by, decided_at = excluded.decided_at,
                 decided_members = excluded.decided_members, record_count = excluded.record_count, urgency = excluded.urgency, name = excluded.name,
                 model = excluded.model, serial = excluded.serial, user_upn = excluded.user_upn, changed_at = excluded.changed_at,
                 advised_by = excluded.advised_by, advised_at = excluded.advised_at",
        )
        .bind(group.id)
        .bind(group.case_code)
        .bind(group.confidence)
        .bind(group.same_machine)
        .bind(group.otherwise)
        .bind(group.mergeable_from)
        .bind(group.survivor_id)
        .bind(&group.blocks)
        .bind(group.state)
        .bind(&group.decided_by)
        .bind(group.decided_at)
        .bind(&group.decided_members)
        .bind(group.shared_key)
        .bind(group.record_count)
        .bind(group.urgency)
        .bind(&group.name)
        .bind(&group.model)
        .bind(&group.serial)
        .bind(&group.user_upn)
        .bind(group.found_at)
        .bind(group.changed_at)
        .bind(&group.advised_by)
        .bind(group.advised_at)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Puts records into a group.
pub(crate) async fn add_members(
    tx: &mut Tx,
    group: DuplicateId,
    records: &[RecordId],
) -> sqlx::Result<()> {
    for some in records.chunks(ROWS_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("insert into duplicate_members (group_id, record_id) ");
            sql.push_values(some, |mut row, record| {
                row.push_bind(group).push_bind(*record);
            });
            sql.push(" on conflict (group_id, record_id) do nothing");
            sql.build().execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Takes records out of a group.
pub(crate) async fn remove_members(
    tx: &mut Tx,
    group: DuplicateId,
    records: &[RecordId],
) -> sqlx::Result<()> {
    for some in records.chunks(VALUES_PER_STATEMENT) {
        on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("delete from duplicate_members where group_id = ");
            sql.push_bind(group).push(" and record_id in (");
            let mut list = sql.separated(", ");
            for record in some {
                list.push_bind(*record);
            }
            sql.push(")");
            sql.build().execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Removes a group.
pub(crate) async fn delete(tx: &mut Tx, group: DuplicateId) -> sqlx::Result<()> {
    on_tx!(tx, |conn| sqlx::query(
        "delete from duplicate_groups where id = $1"
    )
    .bind(group)
    .execute(conn)
    .await
    .map(drop))
}

/// The time that the data speaks of: the newest check-in of any import that was written, and no later than `now`.
pub(crate) async fn as_of(tx: &mut Tx, now: DateTime<Utc>) -> sqlx::Result<DateTime<Utc>> {
    let newest: Option<DateTime<Utc>> = on_tx!(tx, |conn| {
        sqlx::query_scalar("select max(as_of) from imports where state in ('importing', 'done') and as_of is not null")
            .fetch_one(conn)
            .await
    })?;
    Ok(newest.map_or(now, |at| at.min(now)))
}

/// Adds what `query` asks for, of groups that are named `g`.
fn push_conditions<'a, DB>(
    sql: &mut QueryBuilder<'a, DB>,
    query: &DuplicateQuery,
    visible: &Visible,
    as_of: DateTime<Utc>,
) where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
    Uuid: Encode<'a, DB> + Type<DB>,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
{
    sql.push(" where g.state = ")
        .push_bind(query.state.as_str().to_owned());
    if let Some(case) = query.case {
        sql.push(" and g.case_code = ")
            .push_bind(case.as_str().to_owned());
    }
    if let Some(confidence) = query.confidence {
        sql.push(" and g.confidence = ")
            .push_bind(confidence.as_str().to_owned());
    }
    match query.handling {
        None => {}
        Some(Handling::Merge) => {
            sql.push(" and g.mergeable_from <= ").push_bind(as_of);
        }
        Some(other) => {
            sql.push(" and g.mergeable_from > ").push_bind(as_of);
            sql.push(" and g.otherwise = ")
                .push_bind(other.as_str().to_owned());
        }
    }
    if !query.search.is_empty() {
        let pattern = contains_pattern(&query.search);
        sql.push(" and (lower(g.name) like ")
            .push_bind(pattern.clone());
        sql.push(r" escape '\' or lower(g.serial) like ")
            .push_bind(pattern.clone());
        sql.push(r" escape '\' or lower(g.user_upn) like ")
            .push_bind(pattern)
            .push(r" escape '\')");
    }
    if *visible != Visible::All {
        sql.push(
            " and exists (select 1 from duplicate_members m join records r on r.id = m.record_id join devices d on d.id = r.device_id
                where m.group_id = g.id",
        );
        visible.push(sql, "d.scope_set_id");
        sql.push(")");
    }
}

/// The rows of the page that `query` asks for: what calls for somebody first, and of these what was found last.
pub(crate) async fn rows(
    tx: &mut Tx,
    query: &DuplicateQuery,
    visible: &Visible,
    as_of: DateTime<Utc>,
) -> sqlx::Result<domain::page::Rows<DuplicateGroup>> {
    let at = query.at.as_ref();
    let (order, beyond) = keyset::direction(true, at);
    let rows: Vec<Kept> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(format!("select {COLUMNS} from duplicate_groups g"));
        push_conditions(&mut sql, query, visible, as_of);
        if let Some(at) = at {
            let urgency: i64 = at.value.parse().unwrap_or_default();
            sql.push(format!(" and (g.urgency, g.id) {beyond} ("))
                .push_bind(urgency)
                .push(", ")
                .push_bind(at.id)
                .push(")");
        }
        sql.push(format!(" order by g.urgency {order}, g.id {order} limit "))
            .push_bind(i64::from(query.page_size) + 1);
        sql.build_query_as().fetch_all(conn).await
    })?;
    let groups = rows.into_iter().map(|kept| kept.group(as_of)).collect();
    Ok(keyset::rows_of(
        groups,
        query.page_size,
        at,
        |group: &DuplicateGroup| (group.urgency.to_string(), group.id.0),
    ))
}

/// The group before this one in the list that `query` asks for, and the one behind it.
pub(crate) async fn neighbours(
    tx: &mut Tx,
    query: &DuplicateQuery,
    visible: &Visible,
    as_of: DateTime<Utc>,
    (urgency, id): (i64, DuplicateId),
) -> sqlx::Result<(Option<DuplicateId>, Option<DuplicateId>)> {
    let mut found = [None, None];
    for (found, (beyond, order)) in found.iter_mut().zip([(">", "asc"), ("<", "desc")]) {
        *found = on_tx!(&mut *tx, |conn| {
            let mut sql = QueryBuilder::new("select g.id from duplicate_groups g");
            push_conditions(&mut sql, query, visible, as_of);
            sql.push(format!(" and (g.urgency, g.id) {beyond} ("))
                .push_bind(urgency)
                .push(", ")
                .push_bind(id)
                .push(")");
            sql.push(format!(" order by g.urgency {order}, g.id {order} limit 1"));
            sql.build_query_scalar().fetch_optional(conn).await
        })?;
    }
    let [before, behind] = found;
    Ok((before, behind))
}

/// How many groups there are of each case, of those that `query` asks for, whatever case it names.
pub(crate) async fn count_by_case(
    tx: &mut Tx,
    query: &DuplicateQuery,
    visible: &Visible,
    as_of: DateTime<Utc>,
) -> sqlx::Result<Vec<(Case, i64)>> {
    let of_any_case = DuplicateQuery {
        case: None,
        ..query.clone()
    };
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("select g.case_code, count(*) from duplicate_groups g");
        push_conditions(&mut sql, &of_any_case, visible, as_of);
        sql.push(" group by g.case_code");
        sql.build_query_as().fetch_all(conn).await
    })
}

/// One group.
pub(crate) async fn find(tx: &mut Tx, id: DuplicateId) -> sqlx::Result<Option<Kept>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!(
            "select {COLUMNS} from duplicate_groups g where g.id = $1"
        ))
        .bind(id)
        .fetch_optional(conn)
        .await
    })
}

/// Groups in the order of their ids, behind `after`.
pub(crate) async fn behind(tx: &mut Tx, after: DuplicateId, limit: i64) -> sqlx::Result<Vec<Kept>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(&format!(
            "select {COLUMNS} from duplicate_groups g where g.id > $1 order by g.id limit $2"
        ))
        .bind(after)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// The kinds and ids of these records in the systems that keep them.
pub(crate) async fn source_ids(
    tx: &mut Tx,
    records: &[RecordId],
) -> sqlx::Result<HashMap<RecordId, (RecordKind, String)>> {
    let rows: Vec<(RecordId, RecordKind, String)> = select_in!(
        tx,
        "select id, kind, source_id from records where id",
        records
    );
    Ok(rows
        .into_iter()
        .map(|(id, kind, source)| (id, (kind, source)))
        .collect())
}

/// Values that an admin blocked, the newest first.
pub(crate) async fn blocked(tx: &mut Tx) -> sqlx::Result<Vec<BlockedValue>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select kind, value, added_by, added_at from blocked_values order by added_at desc, value",
        )
        .fetch_all(conn)
        .await
    })
}

/// Adds a value; `false` if it is there already.
pub(crate) async fn insert_blocked(tx: &mut Tx, blocked: &BlockedValue) -> sqlx::Result<bool> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into blocked_values (kind, value, added_by, added_at) values ($1, $2, $3, $4) on conflict (kind, value) do nothing",
        )
        .bind(blocked.kind)
        .bind(&blocked.value)
        .bind(&blocked.by)
        .bind(blocked.at)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() > 0)
    })
}

/// Removes a value; tells what it was.
pub(crate) async fn delete_blocked(
    tx: &mut Tx,
    kind: BlockedKind,
    value: &str,
) -> sqlx::Result<Option<BlockedValue>> {
    on_tx!(tx, |conn| {
        sqlx::query_as("delete from blocked_values where kind = $1 and value = $2 returning kind, value, added_by, added_at")
            .bind(kind)
            .bind(value)
            .fetch_optional(conn)
            .await
    })
}

/// Keys of names that records of more than one installation may have.
pub(crate) async fn doubtful_names(tx: &mut Tx) -> sqlx::Result<Vec<i64>> {
    let sql = format!(
        "select name_key from records where name_key <> 0 group by name_key having {DOUBTFUL_NAME}"
    );
    on_tx!(tx, |conn| sqlx::query_scalar(&sql).fetch_all(conn).await)
}

/// Directory device ids of more records than one of each kind, or of records with different names.
pub(crate) async fn doubtful_directory_devices(tx: &mut Tx) -> sqlx::Result<Vec<Uuid>> {
    let sql = format!(
        "select directory_device_id from records where directory_device_id is not null group by directory_device_id
         having {DOUBTFUL_DIRECTORY_DEVICE}"
    );
    on_tx!(tx, |conn| sqlx::query_scalar(&sql).fetch_all(conn).await)
}

/// Serial numbers of more than one managed record.
pub(crate) async fn doubtful_serials(tx: &mut Tx) -> sqlx::Result<Vec<String>> {
    let sql = format!(
        "select serial_key from records where serial_key <> '' group by serial_key having {DOUBTFUL_SERIAL}"
    );
    on_tx!(tx, |conn| sqlx::query_scalar(&sql).fetch_all(conn).await)
}

/// Keys of wired addresses, and of what records have in common by design, that more than one record has.
pub(crate) async fn doubtful_shared(tx: &mut Tx) -> sqlx::Result<(Vec<i64>, Vec<i64>)> {
    let wired = on_tx!(&mut *tx, |conn| {
        sqlx::query_scalar("select wired_key from records where wired_key is not null group by wired_key having count(*) > 1")
            .fetch_all(conn)
            .await
    })?;
    let traps = on_tx!(tx, |conn| {
        sqlx::query_scalar("select trap_key from records where trap_key is not null group by trap_key having count(*) > 1")
            .fetch_all(conn)
            .await
    })?;
    Ok((wired, traps))
}

/// Records whose keys have not been worked out yet: id and what they say.
pub(crate) async fn without_keys(
    tx: &mut Tx,
    limit: i64,
) -> sqlx::Result<Vec<(RecordId, RecordFields)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: RecordId,
        #[sqlx(flatten)]
        fields: RecordFields,
    }
    let rows: Vec<Row> = on_tx!(tx, |conn| {
        sqlx::query_as(
            "select id, kind, source_id, directory_device_id, name, serial, manufacturer, model, os, os_version, ownership, compliance,
                 join_type, managed_by, enrollment_type, category, user_upn, user_name, imei, wifi_mac, ethernet_mac, last_seen_at,
                 enrolled_at, registered_at, other_fields
             from records where name_key is null limit $1",
        )
        .bind(limit)
        .fetch_all(conn)
        .await
    })?;
    Ok(rows
        .into_iter()
        .map(|Row { id, mut fields }| {
            record::without_never(&mut fields);
            (id, fields)
        })
        .collect())
}

/// Keeps the keys of a record.
pub(crate) async fn save_keys(
    tx: &mut Tx,
    id: RecordId,
    keys: domain::duplicate::Keys,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("update records set name_key = $2, wired_key = $3, trap_key = $4, evidence_flags = $5 where id = $1")
            .bind(id)
            .bind(keys.name)
            .bind(Some(keys.wired).filter(|key| *key != 0))
            .bind(Some(keys.trap).filter(|key| *key != 0))
            .bind(keys.flags)
            .execute(conn)
            .await
            .map(drop)
    })
}
