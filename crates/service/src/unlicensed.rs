//! Administrators without a licence: who they are, and letting them in for good.

use std::collections::{BTreeMap, HashMap};

use domain::Invalid;
use domain::access::{
    AdminOutcome, Effect, GroupFill, NamedGroup, OwnAccess, UnlicensedOverview, confirmed_text,
};
use domain::actor::{Actor, Permission};
use domain::admission::{Admission, Fill, Route, UnlicensedAdmins, UnlicensedSetting, admission};
use domain::id::{GroupId, UserId};
use serde::Serialize;

use crate::grants::held;
use crate::store::role::{Catalog, RoleMember};
use crate::store::{self, Tx};
use crate::{Error, Muster, Result};

/// How many administrators a page shows.
const SHOWN: usize = 200;
/// How many groups are shown though there is room in them.
const SHOWN_GROUPS: usize = 3;
/// The highest limit that can be set.
const HIGHEST_LIMIT: i64 = 100_000;

/// What the audit log keeps of the confirmation.
#[derive(Serialize)]
struct Confirmed<'a> {
    state: UnlicensedAdmins,
    text: &'a str,
    typed: &'a str,
    gain: i64,
    stay_out: i64,
}

/// What the audit log keeps of the limit.
#[derive(Serialize)]
struct Limit {
    limit: i64,
}

/// What the audit log keeps of somebody who was not let in.
#[derive(Serialize)]
struct KeptOut {
    reason: Admission,
}

impl Muster {
    /// Whether administrators without a licence may come in, who they are, and what allowing them would change.
    ///
    /// # Errors
    /// The actor may not see the organisation's settings; the database failed.
    pub async fn load_unlicensed_admins(&self, actor: &Actor) -> Result<UnlicensedOverview> {
        self.authorize(actor, Permission::ReadOrganization).await?;
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        self.unlicensed_overview(&mut tx, &catalog).await
    }

    /// Allows administrators without a licence, at once and for good. `typed` must be the organisation's name.
    ///
    /// # Errors
    /// Something else was typed; they are allowed already; the actor may not change the organisation's settings; the
    /// database failed.
    pub async fn allow_unlicensed_admins(&self, actor: &Actor, typed: &str) -> Result<()> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "roles").await?;
        let catalog = store::role::catalog(&mut tx).await?;
        if catalog.unlicensed.state.is_on() {
            return Err(Error::Conflict(
                "admins without a licence are allowed already",
            ));
        }
        let overview = self.unlicensed_overview(&mut tx, &catalog).await?;
        if typed.trim() != overview.organisation {
            return Err(Invalid::new(
                "confirmation",
                format!("type {} exactly as it is shown", overview.organisation),
            )
            .into());
        }
        let (gain, stay_out) = (
            overview.count(Effect::Gains),
            overview.count(Effect::StaysOut),
        );
        let text = confirmed_text(&overview.organisation, gain, stay_out);
        let state = UnlicensedAdmins::EnabledByAdmin;
        store::role::save_unlicensed(&mut tx, state, now, &actor.name, Some(&text)).await?;
        store::change::count_role_change(&mut tx).await?;
        let confirmed = Confirmed {
            state,
            text: &text,
            typed: typed.trim(),
            gain,
            stay_out,
        };
        self.audit(
            &mut tx,
            actor,
            "allow_unlicensed_admins",
            ("organisation", 1),
            Some(&catalog.unlicensed),
            Some(&confirmed),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes how many members without a licence each group lets in.
    ///
    /// # Errors
    /// It is no number that can be set; the actor may not change the organisation's settings; the database failed.
    pub async fn change_unlicensed_limit(&self, actor: &Actor, limit: i64) -> Result<()> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        if !(1..=HIGHEST_LIMIT).contains(&limit) {
            return Err(Invalid::new(
                "limit",
                format!("choose a number from 1 to {HIGHEST_LIMIT}"),
            )
            .into());
        }
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "roles").await?;
        let before = store::role::unlicensed_setting(&mut tx).await?;
        if before.limit == limit {
            return Ok(());
        }
        let had = crate::roles::somebody_changes_roles(&mut tx).await?;
        store::role::save_unlicensed_limit(&mut tx, limit).await?;
        crate::roles::check_somebody_remains(&mut tx, had).await?;
        store::change::count_role_change(&mut tx).await?;
        let before = Limit {
            limit: before.limit,
        };
        self.audit(
            &mut tx,
            actor,
            "change_unlicensed_limit",
            ("organisation", 1),
            Some(&before),
            Some(&Limit { limit }),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Why the actor, who wants in, is let in or kept out. Being kept out is logged.
    ///
    /// # Errors
    /// The database failed.
    pub async fn explain_entry(&self, actor: &Actor) -> Result<OwnAccess> {
        let own = self.load_own_access(actor).await?;
        if let Some(reason) = own.admission.filter(|admission| !admission.is_in()) {
            let mut tx = self.db.write().await?;
            let object = ("account", actor.name.clone());
            self.audit(
                &mut tx,
                actor,
                "refuse_entry",
                object,
                None::<&()>,
                Some(&KeptOut { reason }),
            )
            .await?;
            tx.commit().await?;
        }
        Ok(own)
    }

    async fn unlicensed_overview(
        &self,
        tx: &mut Tx,
        catalog: &Catalog,
    ) -> Result<UnlicensedOverview> {
        let members = store::role::role_members(tx).await?;
        let mut admins = members_outcomes(catalog, &members);
        admins.extend(accounts_outcomes(tx, catalog, &admins).await?);
        let mut counts: BTreeMap<Effect, i64> = BTreeMap::new();
        for admin in &admins {
            *counts.entry(admin.effect()).or_default() += 1;
        }
        let total = i64::try_from(admins.len()).unwrap_or(i64::MAX);
        admins.sort_by_cached_key(|admin| (admin.effect(), admin.name.to_lowercase()));
        admins.truncate(SHOWN);
        let mut groups = fills(&members);
        let limit = catalog.unlicensed.limit;
        let near = groups
            .iter()
            .filter(|(_, unlicensed)| Fill::of(*unlicensed, limit) != Fill::Room);
        let shown_groups = near.count().max(SHOWN_GROUPS);
        groups.truncate(shown_groups);
        let shown = admins
            .iter()
            .filter_map(|admin| Some(admin.group.as_ref()?.id));
        let mut ids: Vec<GroupId> = groups.iter().map(|(id, _)| *id).chain(shown).collect();
        ids.sort_unstable();
        ids.dedup();
        let names: HashMap<GroupId, String> = store::group::names(tx, &ids)
            .await?
            .into_iter()
            .map(|group| (group.id, group.name))
            .collect();
        for group in admins.iter_mut().filter_map(|admin| admin.group.as_mut()) {
            group.name = names.get(&group.id).cloned();
        }
        let fill = |(id, unlicensed)| GroupFill {
            group: NamedGroup {
                id,
                name: names.get(&id).cloned(),
            },
            unlicensed,
        };
        Ok(UnlicensedOverview {
            as_of: self.clock.now(),
            setting: catalog.unlicensed.clone(),
            organisation: store::organisation::name(tx).await?.unwrap_or_default(),
            counts: counts.into_iter().collect(),
            admins,
            total,
            groups: groups.into_iter().map(fill).collect(),
        })
    }
}

/// How many direct members without a licence each group has, most first.
fn fills(members: &[RoleMember]) -> Vec<(GroupId, i64)> {
    let mut fills: BTreeMap<GroupId, i64> = BTreeMap::new();
    for member in members {
        let fill = fills.entry(member.root).or_default();
        *fill += i64::from(member.direct > 0 && !member.licensed);
    }
    let mut fills: Vec<_> = fills.into_iter().collect();
    fills.sort_by_key(|(id, unlicensed)| (std::cmp::Reverse(*unlicensed), *id));
    fills
}

/// What becomes of a person whose roles came along `routes`, now and once it is allowed.
fn outcomes(
    setting: &UnlicensedSetting,
    is_licensed: bool,
    routes: &[Route],
) -> (Admission, Admission) {
    let of = |state| admission(is_licensed, routes.iter().copied(), state, setting.limit);
    let then = if setting.state.is_on() {
        setting.state
    } else {
        UnlicensedAdmins::EnabledByAdmin
    };
    (of(setting.state), of(then))
}

/// What becomes of everybody in a group with a role. `members` are in the order of principal names, by which places are
/// counted.
fn members_outcomes(catalog: &Catalog, members: &[RoleMember]) -> Vec<AdminOutcome> {
    let mut roles_of: HashMap<GroupId, Vec<String>> = HashMap::new();
    for assignment in &catalog.assignments {
        if let Some(role) = catalog.role(assignment.role) {
            for group in &assignment.content.members {
                roles_of.entry(*group).or_default().push(role.name.clone());
            }
        }
    }
    let mut places: HashMap<GroupId, i64> = HashMap::new();
    let mut people: BTreeMap<(&str, UserId), Vec<(Route, &RoleMember)>> = BTreeMap::new();
    for member in members {
        let route = match (member.direct > 0, member.licensed) {
            (false, _) => Route::Nested,
            (true, true) => Route::Direct { place: None },
            (true, false) => {
                let place = places.entry(member.root).or_default();
                *place += 1;
                Route::Direct {
                    place: Some(*place),
                }
            }
        };
        let of = people.entry((&member.upn_key, member.user_id)).or_default();
        of.push((route, member));
    }
    let outcome = |ways: Vec<(Route, &RoleMember)>| {
        let (_, person) = *ways.first()?;
        let routes: Vec<Route> = ways.iter().map(|(route, _)| *route).collect();
        let (now, then) = outcomes(&catalog.unlicensed, person.licensed, &routes);
        let best = ways
            .iter()
            .min_by_key(|(route, _)| outcomes(&catalog.unlicensed, person.licensed, &[*route]).1)?;
        let mut roles: Vec<String> = ways
            .iter()
            .filter_map(|(_, member)| roles_of.get(&member.root))
            .flatten()
            .cloned()
            .collect();
        roles.sort_unstable();
        roles.dedup();
        Some(AdminOutcome {
            name: person.name.clone(),
            upn: person.upn.clone(),
            user: Some(person.user_id),
            roles,
            group: Some(NamedGroup {
                id: best.1.root,
                name: None,
            }),
            now,
            then,
        })
    };
    people.into_values().filter_map(outcome).collect()
}

/// What becomes of those who have an account and are in none of these groups.
async fn accounts_outcomes(
    tx: &mut Tx,
    catalog: &Catalog,
    known: &[AdminOutcome],
) -> Result<Vec<AdminOutcome>> {
    let known: Vec<UserId> = known.iter().filter_map(|admin| admin.user).collect();
    let mut others = Vec::new();
    for account in store::role::provider_accounts(tx).await? {
        let holder = account.holder;
        if holder.user_id.is_some_and(|user| known.contains(&user)) {
            continue;
        }
        let held = held(tx, catalog, &holder).await?;
        let routes: Vec<Route> = held.holdings.iter().map(|holding| holding.route).collect();
        let (now, then) = outcomes(&catalog.unlicensed, held.standing.is_licensed, &routes);
        others.push(AdminOutcome {
            name: account.name,
            upn: held.standing.upn_key.clone(),
            user: holder.user_id,
            group: held.holdings.iter().find_map(|holding| {
                Some(NamedGroup {
                    id: holding.group?,
                    name: None,
                })
            }),
            roles: held
                .holdings
                .into_iter()
                .map(|holding| holding.grant.role)
                .collect(),
            now,
            then,
        });
    }
    Ok(others)
}
