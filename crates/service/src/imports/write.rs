//! Compares a batch with what is known, and writes what is new.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::directory::MemberKind;
use domain::id::ImportId;
use domain::import::{
    GroupRow, IdentifierRow, LicenceRow, MemberRow, Problem, Reason, Refused, Row, SubscriptionRow,
    UserRow,
};
use domain::record::{RecordFields, RecordKind};
use uuid::Uuid;

use super::guard::Guard;
use super::machines;
use super::parse::{Fingerprint, Line};
use crate::Result;
use crate::cleanup;
use crate::clock::Clock;
use crate::store::Tx;
use crate::store::bulk::{directory, identifier, licence, record};

/// What became of a batch.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    /// Rows that refer to something unknown.
    pub problems: Vec<Problem>,
}

/// What the earlier files of one dry run would add, so that the later ones find it.
#[derive(Debug, Default)]
pub(super) struct Pending {
    ids: HashSet<Uuid>,
    upns: HashSet<Fingerprint>,
}

impl Pending {
    fn has_upn(&self, upn_key: &str) -> bool {
        self.upns.contains(&Fingerprint::of(upn_key.as_bytes()))
    }
}

/// Whether a batch is written or only compared.
pub(super) enum Pass<'a> {
    /// Nothing is written; what would be added is remembered.
    Check(&'a mut Pending),
    /// New and changed rows are written.
    Write {
        /// The run that writes.
        import: ImportId,
        /// Makes the ids.
        clock: &'a Clock,
    },
}

impl Pass<'_> {
    /// The time of the write; `None` in a dry run.
    fn write_time(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Check(_) => None,
            Self::Write { clock, .. } => Some(clock.now()),
        }
    }

    fn pending(&self) -> Option<&Pending> {
        match self {
            Self::Check(pending) => Some(pending),
            Self::Write { .. } => None,
        }
    }
}

/// Compares `lines`, all of one kind, with what is known, and writes in a pass that does.
pub(super) async fn take(
    tx: &mut Tx,
    lines: &[Line],
    pass: &mut Pass<'_>,
    guard: &Guard,
) -> Result<Outcome> {
    match lines.first().map(|line| &line.row) {
        None => Ok(Outcome::default()),
        Some(Row::Record(_)) => {
            take_records(
                tx,
                &of_kind(lines, |row| {
                    if let Row::Record(row) = row {
                        Some(&**row)
                    } else {
                        None
                    }
                }),
                pass,
            )
            .await
        }
        Some(Row::Identifier(_)) => {
            take_identifiers(
                tx,
                &of_kind(lines, |row| {
                    if let Row::Identifier(row) = row {
                        Some(row)
                    } else {
                        None
                    }
                }),
                pass,
            )
            .await
        }
        Some(Row::User(_)) => {
            take_users(
                tx,
                &of_kind(lines, |row| {
                    if let Row::User(row) = row {
                        Some(row)
                    } else {
                        None
                    }
                }),
                pass,
                guard,
            )
            .await
        }
        Some(Row::Group(_)) => {
            take_groups(
                tx,
                &of_kind(lines, |row| {
                    if let Row::Group(row) = row {
                        Some(row)
                    } else {
                        None
                    }
                }),
                pass,
                guard,
            )
            .await
        }
        Some(Row::Member(_)) => {
            take_members(
                tx,
                &of_kind(lines, |row| {
                    if let Row::Member(row) = row {
                        Some(row)
                    } else {
                        None
                    }
                }),
                pass,
                guard,
            )
            .await
        }
        Some(Row::Licence(_)) => {
            take_licences(
                tx,
                &of_kind(lines, |row| {
                    if let Row::Licence(row) = row {
                        Some(row)
                    } else {
                        None
                    }
                }),
                pass,
            )
            .await
        }
        Some(Row::Subscription(_)) => {
            take_subscriptions(
                tx,
                &of_kind(lines, |row| {
                    if let Row::Subscription(row) = row {
                        Some(row)
                    } else {
                        None
                    }
                }),
                pass,
            )
            .await
        }
    }
}

fn of_kind<'a, T>(
    lines: &'a [Line],
    kind: impl Fn(&'a Row) -> Option<&'a T>,
) -> Vec<(&'a Line, &'a T)> {
    lines
        .iter()
        .filter_map(|line| kind(&line.row).map(|row| (line, row)))
        .collect()
}

impl Outcome {
    /// Counts a row; says whether it has to be written.
    fn count<T: PartialEq>(&mut self, known: Option<&T>, row: &T) -> bool {
        match known {
            None => self.added += 1,
            Some(known) if known == row => self.unchanged += 1,
            Some(_) => self.changed += 1,
        }
        known != Some(row)
    }
}

async fn take_users(
    tx: &mut Tx,
    rows: &[(&Line, &UserRow)],
    pass: &mut Pass<'_>,
    guard: &Guard,
) -> Result<Outcome> {
    let ids: Vec<Uuid> = rows.iter().map(|(_, user)| user.id).collect();
    let known = directory::users(tx, &ids).await?;
    let upn_keys: Vec<String> = rows
        .iter()
        .map(|(_, user)| user.upn.to_lowercase())
        .collect();
    let owners = directory::users_by_upn(tx, &upn_keys).await?;
    let touched: Vec<Uuid> = ids.into_iter().chain(owners.values().copied()).collect();
    let people = guard.people(tx, &touched).await?;
    let mut outcome = Outcome::default();
    let mut new = Vec::new();
    for ((line, user), upn_key) in rows.iter().zip(&upn_keys) {
        let owner = owners.get(upn_key).copied();
        if let Some(refused) = people.refuses_user(known.get(&user.id), owner, user) {
            outcome.problems.push(line.problem(&refused));
        } else if outcome.count(known.get(&user.id), user) {
            new.push(*user);
        }
    }
    match pass {
        Pass::Check(pending) => {
            pending.ids.extend(new.iter().map(|user| user.id));
            pending.upns.extend(
                new.iter()
                    .map(|user| Fingerprint::of(user.upn.to_lowercase().as_bytes())),
            );
        }
        Pass::Write { clock, .. } => {
            for user in &new {
                // The account was made anew, or two exchanged names: the directory has one user of a name, the present one.
                let owner = owners.get(&user.upn.to_lowercase());
                if let Some(owner) = owner.filter(|owner| **owner != user.id) {
                    directory::release_upn(tx, *owner).await?;
                }
            }
            directory::save_users(tx, &new, clock.now()).await?;
        }
    }
    Ok(outcome)
}

async fn take_groups(
    tx: &mut Tx,
    rows: &[(&Line, &GroupRow)],
    pass: &mut Pass<'_>,
    guard: &Guard,
) -> Result<Outcome> {
    let ids: Vec<Uuid> = rows.iter().map(|(_, group)| group.id).collect();
    let known = directory::groups(tx, &ids).await?;
    let mut outcome = Outcome::default();
    let mut new = Vec::new();
    for (line, group) in rows {
        if let Some(refused) = guard.refuses_group(known.get(&group.id), group) {
            outcome.problems.push(line.problem(&refused));
        } else if outcome.count(known.get(&group.id), group) {
            new.push(*group);
        }
    }
    match pass {
        Pass::Check(pending) => pending.ids.extend(new.iter().map(|group| group.id)),
        Pass::Write { clock, .. } => directory::save_groups(tx, &new, clock.now()).await?,
    }
    Ok(outcome)
}

async fn take_members(
    tx: &mut Tx,
    rows: &[(&Line, &MemberRow)],
    pass: &mut Pass<'_>,
    guard: &Guard,
) -> Result<Outcome> {
    let of_kind = |kind| {
        rows.iter()
            .filter(|(_, row)| row.member_kind == kind)
            .map(|(_, row)| row.member_id)
            .collect::<Vec<Uuid>>()
    };
    let distinct = |ids: Vec<Uuid>| {
        ids.into_iter()
            .collect::<HashSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    };
    let groups = directory::known_groups(
        tx,
        &distinct(rows.iter().map(|(_, row)| row.group_id).collect()),
    )
    .await?;
    let users = directory::known_users(tx, &distinct(of_kind(MemberKind::User))).await?;
    let nested = directory::known_groups(tx, &distinct(of_kind(MemberKind::Group))).await?;
    let devices =
        directory::known_directory_devices(tx, &distinct(of_kind(MemberKind::Device))).await?;
    let known = directory::memberships(
        tx,
        &distinct(rows.iter().map(|(_, row)| row.member_id).collect()),
    )
    .await?;
    let mut outcome = Outcome::default();
    let mut new = Vec::new();
    for (line, row) in rows {
        let is_pending = |id| {
            pass.pending()
                .is_some_and(|pending| pending.ids.contains(id))
        };
        let members = match row.member_kind {
            MemberKind::User => &users,
            MemberKind::Group => &nested,
            MemberKind::Device => &devices,
        };
        if !groups.contains(&row.group_id) && !is_pending(&row.group_id) {
            let detail = format!("{}; import the groups first", row.group_id);
            outcome.problems.push(line.problem(&Refused::new(
                Reason::UnknownGroup,
                "groupObjectId",
                detail,
            )));
        } else if !members.contains(&row.member_id) && !is_pending(&row.member_id) {
            let detail = format!(
                "{}; import the {}s first",
                row.member_id,
                row.member_kind.as_str()
            );
            outcome.problems.push(line.problem(&Refused::new(
                Reason::UnknownMember,
                "memberObjectId",
                detail,
            )));
        } else {
            let kind = row.member_kind.as_str();
            let known = known.get(&(row.group_id, row.member_id));
            let known = known.map(String::as_str);
            let refused = guard.refuses_member(row).filter(|_| known != Some(kind));
            if let Some(refused) = refused {
                outcome.problems.push(line.problem(&refused));
            } else if outcome.count(known.as_ref(), &kind) {
                new.push(*row);
            }
        }
    }
    if pass.write_time().is_some() {
        directory::save_members(tx, &new).await?;
    }
    Ok(outcome)
}

async fn take_licences(
    tx: &mut Tx,
    rows: &[(&Line, &LicenceRow)],
    pass: &mut Pass<'_>,
) -> Result<Outcome> {
    let upn_keys: HashSet<String> = rows.iter().map(|(_, row)| row.upn.to_lowercase()).collect();
    let users = directory::users_by_upn(tx, &upn_keys.into_iter().collect::<Vec<_>>()).await?;
    let ids: Vec<Uuid> = users.values().copied().collect();
    let known = licence::licences(tx, &ids).await?;
    let mut outcome = Outcome::default();
    let mut new = Vec::new();
    for (line, row) in rows {
        let upn_key = row.upn.to_lowercase();
        match users.get(&upn_key) {
            Some(user) if known.contains(&(*user, row.sku.clone())) => outcome.unchanged += 1,
            Some(user) => {
                outcome.added += 1;
                new.push((*user, row.sku.clone()));
            }
            None if pass
                .pending()
                .is_some_and(|pending| pending.has_upn(&upn_key)) =>
            {
                outcome.added += 1;
            }
            None => {
                let detail = format!("{}; import the users first", row.upn);
                outcome.problems.push(line.problem(&Refused::new(
                    Reason::UnknownUser,
                    "userPrincipalName",
                    detail,
                )));
            }
        }
    }
    if pass.write_time().is_some() {
        licence::insert_licences(tx, &new).await?;
    }
    Ok(outcome)
}

async fn take_subscriptions(
    tx: &mut Tx,
    rows: &[(&Line, &SubscriptionRow)],
    pass: &mut Pass<'_>,
) -> Result<Outcome> {
    let skus: Vec<String> = rows.iter().map(|(_, row)| row.sku.clone()).collect();
    let known = licence::subscriptions(tx, &skus).await?;
    let mut outcome = Outcome::default();
    let new: Vec<&SubscriptionRow> = rows
        .iter()
        .map(|(_, row)| *row)
        .filter(|row| outcome.count(known.get(&row.sku), row))
        .collect();
    if let Some(now) = pass.write_time() {
        licence::save_subscriptions(tx, &new, now).await?;
    }
    Ok(outcome)
}

async fn take_identifiers(
    tx: &mut Tx,
    rows: &[(&Line, &IdentifierRow)],
    pass: &mut Pass<'_>,
) -> Result<Outcome> {
    let keys: Vec<String> = rows.iter().map(|(_, row)| row.key()).collect();
    let known = identifier::find(tx, &keys).await?;
    let mut outcome = Outcome::default();
    let mut new = Vec::new();
    for ((_, row), key) in rows.iter().zip(keys) {
        if outcome.count(known.get(&(row.kind, key)), row) {
            new.push(*row);
        }
    }
    if let Pass::Write { import, clock } = pass {
        identifier::save(tx, &new, *import, clock.now()).await?;
    }
    Ok(outcome)
}

async fn take_records(
    tx: &mut Tx,
    rows: &[(&Line, &RecordFields)],
    pass: &mut Pass<'_>,
) -> Result<Outcome> {
    let Some(kind) = rows.first().map(|(_, record)| record.kind) else {
        return Ok(Outcome::default());
    };
    let source_ids: Vec<String> = rows
        .iter()
        .map(|(_, record)| record.source_id.clone())
        .collect();
    let (asleep, awake) = match kind {
        RecordKind::Managed => {
            let fields: Vec<&RecordFields> = rows.iter().map(|(_, fields)| *fields).collect();
            cleanup::find_awake(tx, &fields).await?
        }
        _ => Default::default(),
    };
    if let Pass::Write { clock, .. } = pass {
        cleanup::bring_back(tx, &awake, clock).await?;
    }
    let known = record::find(tx, kind, &source_ids).await?;
    let known: std::collections::HashMap<&str, &record::Known> = known
        .iter()
        .map(|known| (known.source_id.as_str(), known))
        .collect();
    let mut outcome = Outcome::default();
    let mut new = Vec::new();
    for (line, fields) in rows {
        // What a cleanup rule hid stays hidden for as long as it is not heard of.
        if asleep.contains(&fields.source_id) {
            outcome.unchanged += 1;
            continue;
        }
        let known = known.get(fields.source_id.as_str()).copied();
        let comes_back = || {
            awake
                .iter()
                .any(|hidden| hidden.source_id == fields.source_id)
        };
        if known.is_none() && comes_back() {
            // In a dry run it is hidden still.
            outcome.changed += 1;
            continue;
        }
        let content_hash = line.hash.to_string();
        if outcome.count(known.map(|known| &known.content_hash), &content_hash) {
            new.push(machines::Change {
                fields,
                content_hash,
                known,
                import: match pass {
                    Pass::Check(_) => None,
                    Pass::Write { import, .. } => Some(*import),
                },
            });
        }
    }
    match pass {
        Pass::Check(pending) if kind == RecordKind::Directory => {
            pending.ids.extend(
                new.iter()
                    .filter_map(|change| Uuid::parse_str(&change.fields.source_id).ok()),
            );
        }
        Pass::Check(_) => {}
        Pass::Write { clock, .. } => machines::save(tx, &new, clock).await?,
    }
    Ok(outcome)
}
