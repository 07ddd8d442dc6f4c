//! The versions of the enrollment settings, and the sets of users that their scopes name.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use domain::directory::{User, UserQuery};
use domain::effect::EffectList;
use domain::id::{DeviceId, GroupId};
use domain::page::Page;
use domain::record::{JoinType, ManagedBy, OtherFields, Ownership};
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::scope::Visible;
use super::{Tx, group, on_tx, user};

/// One saved version of the settings.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Version {
    pub version: i64,
    /// As JSON.
    pub settings: String,
    pub saved_at: DateTime<Utc>,
    pub saved_by: String,
}

/// The version that holds; `None` before the first save.
pub(crate) async fn newest(tx: &mut Tx) -> sqlx::Result<Option<Version>> {
    on_tx!(tx, |conn| {
        sqlx::query_as("select version, settings, saved_at, saved_by from enrollment_settings order by version desc limit 1")
            .fetch_optional(conn)
            .await
    })
}

/// Adds a version. Fails with a unique violation where that number is taken.
pub(crate) async fn insert(tx: &mut Tx, version: &Version) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("insert into enrollment_settings (version, settings, saved_at, saved_by) values ($1, $2, $3, $4)")
            .bind(version.version)
            .bind(&version.settings)
            .bind(version.saved_at)
            .bind(&version.saved_by)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// The `limit` versions from `from` down, the newest first.
pub(crate) async fn versions(tx: &mut Tx, from: i64, limit: i64) -> sqlx::Result<Vec<Version>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select version, settings, saved_at, saved_by
             from enrollment_settings
             where version <= $1
             order by version desc
             limit $2",
        )
        .bind(from)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}

/// Whom one scope names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    Nobody,
    /// The members of these groups and of all groups within them.
    Groups(Vec<GroupId>),
    Everybody,
}

/// Whom the saved and the edited settings name, and which products let their holders enroll.
#[derive(Clone, Debug)]
pub(crate) struct Audiences {
    pub mdm_today: Audience,
    pub mam_today: Audience,
    pub mdm_after: Audience,
    pub mam_after: Audience,
    /// In capitals.
    pub intune_skus: Vec<String>,
}

/// How many users stand alike towards the four audiences and the licence.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(crate) struct Cell {
    pub mdm_today: bool,
    pub mam_today: bool,
    pub mdm_after: bool,
    pub mam_after: bool,
    pub licensed: bool,
    pub users: i64,
}

/// All accounts that may sign in, counted once each: at most 32 cells.
pub(crate) async fn count_cells(tx: &mut Tx, audiences: &Audiences) -> sqlx::Result<Vec<Cell>> {
    let sets = Sets::of(audiences);
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("");
        sets.push_with(&mut sql);
        sql.push(
            " select mdm_today, mam_today, mdm_after, mam_after, licensed, count(*) as users
              from standing
              group by mdm_today, mam_today, mdm_after, mam_after, licensed",
        );
        sql.build_query_as().fetch_all(conn).await
    })
}

/// The users of one list of an effect that are `visible`.
pub(crate) async fn list_users(
    tx: &mut Tx,
    audiences: &Audiences,
    list: EffectList,
    query: &UserQuery,
    visible: &Visible,
) -> sqlx::Result<Page<User>> {
    let sets = Sets::of(audiences);
    let condition = match list {
        EffectList::Gain => "s.mdm_after and not s.mdm_today",
        EffectList::Lose => "s.mdm_today and not s.mdm_after",
        EffectList::GainWithoutLicence => "s.mdm_after and not s.mdm_today and not s.licensed",
        EffectList::Mdm => "s.mdm_after",
        EffectList::Mam => "s.mam_after",
        EffectList::Both => "s.mdm_after and s.mam_after",
        EffectList::BothNew => "s.mdm_after and s.mam_after and not (s.mdm_today and s.mam_today)",
        EffectList::Outside => "not s.mdm_after",
        EffectList::WithoutLicence => "s.mdm_after and not s.licensed",
    };
    let from = format!(" from standing s join users u on u.id = s.id where {condition}");
    let total: i64 = on_tx!(&mut *tx, |conn| {
        let mut sql = QueryBuilder::new("");
        sets.push_with(&mut sql);
        sql.push(" select count(*)").push(&from);
        visible.push(&mut sql, "u.scope_set_id");
        user::push_search(&mut sql, &query.search);
        sql.build_query_scalar().fetch_one(conn).await
    })?;
    let rows: Vec<user::Listed> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("");
        sets.push_with(&mut sql);
        sql.push(format!(" select {}, u.upn_key", user::COLUMNS))
            .push(&from);
        visible.push(&mut sql, "u.scope_set_id");
        user::push_search(&mut sql, &query.search);
        user::push_page(&mut sql, query);
        sql.build_query_as().fetch_all(conn).await
    })?;
    Ok(user::page_of(rows, total, query))
}

/// Devices that are joined, have no managed record, and whose user is not in the audience. A device without a user counts
/// only when the audience is nobody.
pub(crate) async fn count_joined_outside(tx: &mut Tx, audience: &Audience) -> sqlx::Result<i64> {
    let mut sets = Sets::default();
    let inside = sets.column(audience);
    on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new("");
        sets.push_sets(&mut sql);
        sql.push(format!(
            " inside(upn_key) as (select u.upn_key from users u{} where u.account_enabled and {inside})
              select count(*)
              from devices d
              left join inside i on i.upn_key = d.user_upn_key
              where d.join_type in ('joined', 'hybrid_joined')
                and i.upn_key is null
                and not exists (select 1 from records r where r.device_id = d.id and r.kind = 'managed')",
            sets.joins(),
        ));
        if *audience != Audience::Nobody {
            sql.push(" and d.user_upn_key <> ''");
        }
        sql.build_query_scalar().fetch_one(conn).await
    })
}

/// Whether a serial number, in the form that records compare, is registered with Autopilot.
pub(crate) async fn is_in_autopilot(tx: &mut Tx, serial_key: &str) -> sqlx::Result<bool> {
    let found: Option<i64> = on_tx!(tx, |conn| {
        sqlx::query_scalar("select cast(1 as bigint) from records where serial_key = $1 and kind = 'autopilot' limit 1")
            .bind(serial_key)
            .fetch_optional(conn)
            .await
    })?;
    Ok(found.is_some())
}

/// Whether any corporate identifier for Windows devices was uploaded.
pub(crate) async fn has_corporate_identifiers(tx: &mut Tx) -> sqlx::Result<bool> {
    let found: Option<i64> = on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select cast(1 as bigint) from corporate_identifiers where kind = 'manufacturer_model_serial' limit 1",
        )
        .fetch_optional(conn)
        .await
    })?;
    Ok(found.is_some())
}

/// Whether maker, model and serial number, in the form that identifiers compare, were uploaded together.
pub(crate) async fn is_corporate(tx: &mut Tx, identifier_key: &str) -> sqlx::Result<bool> {
    let found: Option<i64> = on_tx!(tx, |conn| {
        sqlx::query_scalar(
            "select cast(1 as bigint) from corporate_identifiers where identifier_key = $1 and kind = 'manufacturer_model_serial'",
        )
        .bind(identifier_key)
        .fetch_optional(conn)
        .await
    })?;
    Ok(found.is_some())
}

/// What the decision asks of a device of the inventory.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct DeviceCase {
    pub manufacturer: String,
    pub model: String,
    pub serial: String,
    pub os: String,
    pub os_version: String,
    pub ownership: Ownership,
    pub join_type: JoinType,
    pub managed_by: ManagedBy,
    pub enrollment_type: String,
    pub user_upn: String,
}

/// One device as the decision sees it.
pub(crate) async fn find_device_case(
    tx: &mut Tx,
    id: DeviceId,
) -> sqlx::Result<Option<DeviceCase>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select manufacturer, model, serial, os, os_version, ownership, join_type, managed_by, enrollment_type, user_upn from devices where id = $1",
        )
        .bind(id)
        .fetch_optional(conn)
        .await
    })
}

/// The kinds of a device's records, each with the columns that have no place of their own.
pub(crate) async fn device_records(
    tx: &mut Tx,
    id: DeviceId,
) -> sqlx::Result<Vec<(String, OtherFields)>> {
    let rows: Vec<(String, String)> = on_tx!(tx, |conn| {
        sqlx::query_as("select kind, other_fields from records where device_id = $1")
            .bind(id)
            .fetch_all(conn)
            .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(kind, other)| (kind, OtherFields::try_from(other).unwrap_or_default()))
        .collect())
}

/// The distinct sets of users behind some audiences, so that a set named twice is worked out once.
#[derive(Clone, Debug, Default)]
struct Sets {
    groups: Vec<Vec<GroupId>>,
    /// Whether a user is in each audience, as SQL.
    columns: Vec<String>,
    intune_skus: Vec<String>,
}

impl Sets {
    fn of(audiences: &Audiences) -> Self {
        let mut sets = Self {
            intune_skus: audiences.intune_skus.clone(),
            ..Self::default()
        };
        for audience in [
            &audiences.mdm_today,
            &audiences.mam_today,
            &audiences.mdm_after,
            &audiences.mam_after,
        ] {
            let column = sets.column(audience);
            sets.columns.push(column);
        }
        sets
    }

    /// Whether a user is in the audience, as SQL over [`Sets::joins`].
    fn column(&mut self, audience: &Audience) -> String {
        match audience {
            Audience::Nobody => "false".to_owned(),
            Audience::Everybody => "true".to_owned(),
            Audience::Groups(ids) if ids.is_empty() => "false".to_owned(),
            Audience::Groups(ids) => {
                let mut ids = ids.clone();
                ids.sort_unstable();
                let n = self
                    .groups
                    .iter()
                    .position(|known| *known == ids)
                    .unwrap_or_else(|| {
                        self.groups.push(ids);
                        self.groups.len() - 1
                    });
                format!("(m{n}.id is not null)")
            }
        }
    }

    /// The joins of `users u` that the columns look at.
    fn joins(&self) -> String {
        (0..self.groups.len()).fold(String::new(), |mut joins, n| {
            let _ = write!(joins, " left join m{n} on m{n}.id = u.id");
            joins
        })
    }

    /// Begins a `with`: `m0(id)`, `m1(id)` … are the users of each set; ends with a comma.
    ///
    /// Joins rather than `in (…)`: PostgreSQL does not hash a subquery that outgrows its working memory, it walks it once a row.
    fn push_sets<'a, DB>(&self, sql: &mut QueryBuilder<'a, DB>)
    where
        DB: Database,
        GroupId: Encode<'a, DB> + Type<DB>,
    {
        sql.push("with recursive");
        for (n, ids) in self.groups.iter().enumerate() {
            sql.push(format!(" g{n}(id) as (select id from groups where id in "));
            group::push_ids(sql, ids);
            sql.push(format!(
                " union select m.member_id from g{n} g join group_members m on m.group_id = g.id and m.member_kind = 'group'),
                  m{n}(id) as (select distinct m.member_id from g{n} g join group_members m on m.group_id = g.id and m.member_kind = 'user'),"
            ));
        }
    }

    /// Begins a statement over `standing(id, mdm_today, mam_today, mdm_after, mam_after, licensed)`: one row a user that may sign in.
    fn push_with<'a, DB>(&self, sql: &mut QueryBuilder<'a, DB>)
    where
        DB: Database,
        GroupId: Encode<'a, DB> + Type<DB>,
        String: Encode<'a, DB> + Type<DB>,
    {
        self.push_sets(sql);
        sql.push(
            " licensed(id) as (select distinct user_id from user_licences where upper(sku) in (",
        );
        let mut skus = sql.separated(", ");
        for sku in &self.intune_skus {
            skus.push_bind(sku.clone());
        }
        // `in ()` is not SQL: where nothing gives the plan, no product has an empty name.
        skus.push("''");
        sql.push(format!(
            ")), standing(id, mdm_today, mam_today, mdm_after, mam_after, licensed) as (
                 select u.id, {}, (l.id is not null)
                 from users u{}
                 left join licensed l on l.id = u.id
                 where u.account_enabled)",
            self.columns.join(", "),
            self.joins(),
        ));
    }
}
