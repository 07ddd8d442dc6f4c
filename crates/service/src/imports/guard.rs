//! What a file must not change: nobody gives more than they hold by importing it.

use std::collections::{HashMap, HashSet};

use domain::actor::{Actor, Permission};
use domain::directory::MemberKind;
use domain::import::{GroupRow, MemberRow, Reason, Refused, UserRow};
use uuid::Uuid;

use crate::store::Tx;
use crate::store::bulk::directory;
use crate::{Muster, Result};

/// The groups whose members hold more than the one who imports, each with a permission that they have and the importer
/// has not. Without such groups nothing is guarded.
#[derive(Debug, Default)]
pub(super) struct Guard {
    groups: HashMap<Uuid, Permission>,
}

impl Guard {
    /// What is guarded from `actor`.
    pub(super) async fn against(muster: &Muster, tx: &mut Tx, actor: &Actor) -> Result<Self> {
        Ok(Self {
            groups: muster.groups_beyond(tx, actor).await?,
        })
    }

    /// A permission that some of the guarded people have and the one who imports has not.
    pub(super) fn permission(&self) -> Option<Permission> {
        self.groups.values().min().copied()
    }

    /// Those of `users` who hold more than the one who imports.
    pub(super) async fn people(&self, tx: &mut Tx, users: &[Uuid]) -> Result<People> {
        if self.groups.is_empty() {
            return Ok(People::default());
        }
        let memberships = directory::memberships(tx, users).await?;
        let guarded = memberships
            .into_iter()
            .filter(|((group, _), kind)| {
                kind == MemberKind::User.as_str() && self.groups.contains_key(group)
            })
            .map(|((_, user), _)| user);
        Ok(People(guarded.collect()))
    }

    /// Why `row` must not come in: it makes somebody hold more than the one who imports.
    pub(super) fn refuses_member(&self, row: &MemberRow) -> Option<Refused> {
        if row.member_kind == MemberKind::Device {
            return None;
        }
        let permission = self.groups.get(&row.group_id)?;
        Some(refused(
            "groupObjectId",
            format!(
                "{}: its members may {}, which you may not",
                row.group_id,
                permission.description()
            ),
        ))
    }

    /// Why `row` must not take the place of `known`: a provider names groups by their names.
    pub(super) fn refuses_group(
        &self,
        known: Option<&GroupRow>,
        row: &GroupRow,
    ) -> Option<Refused> {
        let known = known.filter(|known| known.name != row.name)?;
        let permission = self.groups.get(&row.id)?;
        Some(refused(
            "displayName",
            format!(
                "{}: the members of {} may {}, which you may not",
                row.name,
                known.name,
                permission.description()
            ),
        ))
    }
}

/// Users who hold more than the one who imports.
#[derive(Debug, Default)]
pub(super) struct People(HashSet<Uuid>);

impl People {
    /// Why `row` must not take the place of `known`, or its name from `owner`: whoever signs in under that name would be
    /// the person.
    pub(super) fn refuses_user(
        &self,
        known: Option<&UserRow>,
        owner: Option<Uuid>,
        row: &UserRow,
    ) -> Option<Refused> {
        let detail = |column: &str, person: &str| {
            let detail = format!("{person} holds a role with more permissions than you have");
            Some(refused(column, detail))
        };
        if owner.is_some_and(|owner| owner != row.id && self.0.contains(&owner)) {
            return detail("userPrincipalName", &row.upn);
        }
        let known = known.filter(|_| self.0.contains(&row.id))?;
        if known.upn.to_lowercase() != row.upn.to_lowercase() {
            return detail("userPrincipalName", &known.upn);
        }
        if row.account_enabled && !known.account_enabled {
            return detail("accountEnabled", &known.upn);
        }
        None
    }
}

fn refused(column: &str, detail: String) -> Refused {
    Refused::new(Reason::NotAllowed, column, detail)
}
