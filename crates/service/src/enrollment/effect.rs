//! What saving other settings would change, counted in the database.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::actor::{Actor, ActorKind, Permission};
use domain::directory::{User, UserQuery};
use domain::effect::{
    CorporateShares, Effect, EffectList, GroupEffect, GroupStatus, PersonalShares, Prerequisite,
    PrerequisiteKind, ScopeKind, Shift, Warning, grouped,
};
use domain::enrollment::{EnrollmentSettings, ScopeChoice, UserScope};
use domain::id::GroupId;
use domain::licence::{ServicePlan, Subscription, subscription_warnings};
use domain::page::Page;

use super::normalised;
use crate::last::Last;
use crate::store::enrollment::{Audience, Audiences, Cell};
use crate::store::licence::working_skus;
use crate::store::{self, Tx};
use crate::{Muster, Result};

/// What the saved settings come to.
pub(crate) type LastEffect = Last<Basis, Effect>;

/// What an effect of the saved settings depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Basis {
    /// The settings.
    version: i64,
    /// Everything that is counted.
    directory_changes: i64,
    /// Subscriptions end.
    day: NaiveDate,
}

impl Muster {
    /// What saving `settings` would change against the saved ones. Nothing is saved.
    ///
    /// # Errors
    /// The actor may not read the enrollment settings; the database failed.
    pub async fn preview_enrollment_effect(
        &self,
        actor: &Actor,
        settings: &EnrollmentSettings,
    ) -> Result<Effect> {
        self.authorize(actor, Permission::ReadEnrollment).await?;
        let mut tx = self.db.read().await?;
        let today = self.saved_settings(&mut tx).await?.settings;
        self.effect_of(&mut tx, actor, &today, &normalised(settings.clone()))
            .await
    }

    /// The saved MDM user scope, and what the saved settings come to while nobody edits them.
    pub(crate) async fn saved_effect(
        &self,
        tx: &mut Tx,
        actor: &Actor,
    ) -> Result<(ScopeChoice, Effect)> {
        let saved = self.saved_settings(tx).await?;
        let now = self.clock.now();
        let basis = Basis {
            version: saved.version,
            directory_changes: store::change::directory_changes(tx).await?,
            day: now.date_naive(),
        };
        let work = self.count_effect(tx, &saved.settings, &saved.settings);
        let counted = self.last_effect.of(basis, work).await?;
        let effect = Effect {
            as_of: now,
            ..for_actor(counted, actor, &saved.settings)
        };
        Ok((saved.settings.mdm_scope.choice, effect))
    }

    /// What changing from `today` to `after` would change, inside a transaction.
    pub(crate) async fn effect_of(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        today: &EnrollmentSettings,
        after: &EnrollmentSettings,
    ) -> Result<Effect> {
        let counted = self.count_effect(tx, today, after).await?;
        Ok(for_actor(counted, actor, after))
    }

    /// The same without what depends on who asks: the role among the prerequisites, and the warnings.
    async fn count_effect(
        &self,
        tx: &mut Tx,
        today: &EnrollmentSettings,
        after: &EnrollmentSettings,
    ) -> Result<Effect> {
        let as_of = self.clock.now();
        let subscriptions = store::licence::subscriptions(tx).await?;
        let audiences = audiences(today, after, &subscriptions);
        let cells = store::enrollment::count_cells(tx, &audiences).await?;
        let (users_total, disabled_total) = store::user::count_by_state(tx).await?;
        let joined_outside_scope =
            store::enrollment::count_joined_outside(tx, &audiences.mdm_after).await?;
        let groups = group_effects(tx, today, after).await?;

        let users = |which: &dyn Fn(&Cell) -> bool| {
            cells
                .iter()
                .filter(|cell| which(cell))
                .map(|cell| cell.users)
                .sum::<i64>()
        };
        let mdm = Shift {
            today: users(&|c| c.mdm_today),
            after: users(&|c| c.mdm_after),
        };
        let mam = Shift {
            today: users(&|c| c.mam_today),
            after: users(&|c| c.mam_after),
        };
        let both = Shift {
            today: users(&|c| c.mdm_today && c.mam_today),
            after: users(&|c| c.mdm_after && c.mam_after),
        };
        let gain_without_licence = users(&|c| c.mdm_after && !c.mdm_today && !c.licensed);
        let prerequisites = vec![
            entra_premium(&subscriptions, as_of.date_naive()),
            intune_seats(&subscriptions, gain_without_licence, as_of.date_naive()),
        ];
        Ok(Effect {
            as_of,
            users_total,
            disabled_total,
            mdm,
            mam,
            both,
            gain: users(&|c| c.mdm_after && !c.mdm_today),
            lose: users(&|c| c.mdm_today && !c.mdm_after),
            both_new: users(&|c| c.mdm_after && c.mam_after && !(c.mdm_today && c.mam_today)),
            gain_without_licence,
            without_licence: users(&|c| c.mdm_after && !c.licensed),
            joined_outside_scope,
            groups,
            personal: PersonalShares {
                enroll: users(&|c| c.mdm_after && !c.mam_after),
                mam_only: mam.after,
                registered_only: users(&|c| !c.mdm_after && !c.mam_after),
            },
            corporate: CorporateShares {
                enroll: mdm.after,
                joined_only: users(&|c| !c.mdm_after),
            },
            warnings: Vec::new(),
            prerequisites,
            subscriptions: subscription_warnings(&subscriptions, as_of.date_naive()),
        })
    }

    /// The users behind one number of the effect of `settings`.
    ///
    /// # Errors
    /// The actor may not read the enrollment settings; the database failed.
    pub async fn list_effect_users(
        &self,
        actor: &Actor,
        settings: &EnrollmentSettings,
        list: EffectList,
        query: &UserQuery,
    ) -> Result<Page<User>> {
        let reach = self.authorize(actor, Permission::ReadEnrollment).await?;
        let after = normalised(settings.clone());
        let mut tx = self.db.read().await?;
        let visible = self.visible_users(&mut tx, &reach).await?;
        let today = self.saved_settings(&mut tx).await?.settings;
        let subscriptions = store::licence::subscriptions(&mut tx).await?;
        let audiences = audiences(&today, &after, &subscriptions);
        Ok(store::enrollment::list_users(&mut tx, &audiences, list, query, &visible).await?)
    }
}

/// `counted` as it is told to `actor`.
fn for_actor(counted: Effect, actor: &Actor, after: &EnrollmentSettings) -> Effect {
    let mut effect = counted;
    effect.prerequisites.push(role(actor));
    effect.warnings = warnings(&effect, after);
    effect
}

fn audiences(
    today: &EnrollmentSettings,
    after: &EnrollmentSettings,
    subscriptions: &[Subscription],
) -> Audiences {
    Audiences {
        mdm_today: audience(&today.mdm_scope),
        mam_today: audience(&today.mam_scope),
        mdm_after: audience(&after.mdm_scope),
        mam_after: audience(&after.mam_scope),
        intune_skus: working_skus(subscriptions, ServicePlan::Intune),
    }
}

fn audience(scope: &UserScope) -> Audience {
    match scope.choice {
        ScopeChoice::None => Audience::Nobody,
        ScopeChoice::Some => Audience::Groups(scope.groups.clone()),
        ScopeChoice::All => Audience::Everybody,
    }
}

async fn group_effects(
    tx: &mut Tx,
    today: &EnrollmentSettings,
    after: &EnrollmentSettings,
) -> Result<Vec<GroupEffect>> {
    let scopes = [
        (
            ScopeKind::Mdm,
            &today.mdm_scope.groups,
            &after.mdm_scope.groups,
        ),
        (
            ScopeKind::Mam,
            &today.mam_scope.groups,
            &after.mam_scope.groups,
        ),
    ];
    let mut ids: Vec<GroupId> = scopes
        .iter()
        .flat_map(|(_, today, after)| today.iter().chain(after.iter()))
        .copied()
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let names: HashMap<GroupId, String> = store::group::names(tx, &ids)
        .await?
        .into_iter()
        .map(|group| (group.id, group.name))
        .collect();
    let counts = store::group::effective_counts(tx, &ids).await?;
    let mut effects = Vec::new();
    for (scope, today, after) in scopes {
        let kept = after.iter().map(|id| {
            (
                *id,
                if today.contains(id) {
                    GroupStatus::Kept
                } else {
                    GroupStatus::Added
                },
            )
        });
        let removed = today
            .iter()
            .filter(|id| !after.contains(id))
            .map(|id| (*id, GroupStatus::Removed));
        let mut listed: Vec<GroupEffect> = kept
            .chain(removed)
            .map(|(id, status)| {
                let (users, devices) = counts.get(&id).copied().unwrap_or_default();
                GroupEffect {
                    scope,
                    id,
                    name: names.get(&id).cloned(),
                    users,
                    devices,
                    status,
                }
            })
            .collect();
        listed.sort_by_cached_key(|group| (group.name.as_deref().map(str::to_lowercase), group.id));
        effects.extend(listed);
    }
    Ok(effects)
}

fn warnings(effect: &Effect, after: &EnrollmentSettings) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (scope, chosen) in [
        (ScopeKind::Mdm, &after.mdm_scope),
        (ScopeKind::Mam, &after.mam_scope),
    ] {
        if chosen.choice == ScopeChoice::Some && chosen.groups.is_empty() {
            warnings.push(Warning::NoGroups { scope });
        }
    }
    if effect.both.after > 0 {
        warnings.push(Warning::BothScopes {
            users: effect.both.after,
            new: effect.both_new,
        });
    }
    if effect.gain_without_licence > 0 {
        warnings.push(Warning::GainWithoutLicence {
            users: effect.gain_without_licence,
        });
    }
    if effect.joined_outside_scope > 0 {
        let scope_is_none = after.mdm_scope.choice == ScopeChoice::None;
        warnings.push(Warning::JoinedOutsideScope {
            devices: effect.joined_outside_scope,
            scope_is_none,
        });
    }
    for group in effect
        .groups
        .iter()
        .filter(|group| group.status != GroupStatus::Removed)
    {
        let scope = group.scope;
        let used = match scope {
            ScopeKind::Mdm => after.mdm_scope.choice,
            ScopeKind::Mam => after.mam_scope.choice,
        } == ScopeChoice::Some;
        match &group.name {
            None => warnings.push(Warning::GroupIsGone {
                scope,
                id: group.id,
            }),
            Some(name) if used && group.users == 0 => {
                warnings.push(Warning::GroupWithoutUsers {
                    scope,
                    name: name.clone(),
                    devices: group.devices,
                });
            }
            Some(_) => {}
        }
    }
    let missing = effect
        .prerequisites
        .iter()
        .filter(|prerequisite| !prerequisite.met);
    warnings.extend(missing.map(|prerequisite| Warning::Prerequisite(prerequisite.kind)));
    warnings
}

/// Subscriptions that give any of `plans` and work on `today`, and the last one that ended where none works.
fn giving<'a>(
    subscriptions: &'a [Subscription],
    plans: &[ServicePlan],
    today: NaiveDate,
) -> (Vec<&'a Subscription>, Option<&'a Subscription>) {
    let (working, ended): (Vec<_>, Vec<_>) = subscriptions
        .iter()
        .filter(|subscription| subscription.plans.iter().any(|plan| plans.contains(plan)))
        .partition(|subscription| subscription.works_on(today));
    let last = ended
        .into_iter()
        .max_by_key(|subscription| subscription.expires_on);
    (working, last)
}

fn ended_fact(ended: Option<&Subscription>) -> String {
    match ended.map(|subscription| (&subscription.name, subscription.expires_on)) {
        None => "No subscription known here includes it.".to_owned(),
        Some((name, Some(day))) => format!("{name} ended on {}.", day.format("%-d %b %Y")),
        Some((name, None)) => format!("{name} is suspended."),
    }
}

fn seats_fact(working: &[&Subscription]) -> String {
    let names: Vec<&str> = working
        .iter()
        .map(|subscription| subscription.name.as_str())
        .collect();
    let used: i64 = working.iter().map(|subscription| subscription.used).sum();
    let total: i64 = working.iter().map(|subscription| subscription.total).sum();
    format!(
        "{}. {} of {} seats in use.",
        names.join(", "),
        grouped(used),
        grouped(total)
    )
}

fn entra_premium(subscriptions: &[Subscription], today: NaiveDate) -> Prerequisite {
    let kind = PrerequisiteKind::EntraPremium;
    let (working, ended) = giving(
        subscriptions,
        &[ServicePlan::EntraP1, ServicePlan::EntraP2],
        today,
    );
    if working.is_empty() {
        return Prerequisite {
            kind,
            met: false,
            title: "Entra ID P1 or P2: missing".to_owned(),
            fact: ended_fact(ended),
            since: None,
            advice: Some(
                "Buy it or start a trial, then import the subscriptions again.".to_owned(),
            ),
        };
    }
    let best = if working
        .iter()
        .any(|subscription| subscription.plans.contains(&ServicePlan::EntraP2))
    {
        ServicePlan::EntraP2
    } else {
        ServicePlan::EntraP1
    };
    Prerequisite {
        kind,
        met: true,
        title: format!("{}: met", best.name()),
        fact: seats_fact(&working),
        since: working
            .iter()
            .map(|subscription| subscription.first_seen_at)
            .min(),
        advice: None,
    }
}

/// Met while at least one seat is free and there are enough for those who gain enrollment without a licence.
fn intune_seats(subscriptions: &[Subscription], needed: i64, today: NaiveDate) -> Prerequisite {
    let kind = PrerequisiteKind::IntuneSeats;
    let (working, ended) = giving(subscriptions, &[ServicePlan::Intune], today);
    if working.is_empty() {
        return Prerequisite {
            kind,
            met: false,
            title: "Intune subscription: missing".to_owned(),
            fact: ended_fact(ended),
            since: None,
            advice: Some(
                "Buy seats of a product with Intune, then import the subscriptions again."
                    .to_owned(),
            ),
        };
    }
    let free: i64 = working.iter().map(|subscription| subscription.free()).sum();
    let met = free >= needed.max(1);
    let advice = match free {
        _ if met => None,
        0 if needed == 0 => Some(
            "Every seat is taken. Buy seats or take licences back before the next user needs one."
                .to_owned(),
        ),
        _ => Some(format!(
            "{} short. Buy seats, or take licences back, then assign them.",
            grouped(needed - free)
        )),
    };
    let title = if needed > 0 {
        format!(
            "Intune seats: {} free, {} needed",
            grouped(free),
            grouped(needed)
        )
    } else {
        format!("Intune seats: {} free", grouped(free))
    };
    let since = working
        .iter()
        .map(|subscription| subscription.first_seen_at)
        .min();
    Prerequisite {
        kind,
        met,
        title,
        fact: seats_fact(&working),
        since,
        advice,
    }
}

fn role(actor: &Actor) -> Prerequisite {
    let name = match actor.kind {
        ActorKind::Account => "Local administrator",
        ActorKind::CommandLine => "Command line",
        ActorKind::SetUp => "Set-up link",
        ActorKind::ApiToken => "API token",
        ActorKind::System => "Muster itself",
    };
    let met = actor.may(Permission::ChangeEnrollment);
    Prerequisite {
        kind: PrerequisiteKind::Role,
        met,
        title: format!("Your role: {name}"),
        fact: if met {
            "May change these settings."
        } else {
            "May see these settings and not change them."
        }
        .to_owned(),
        since: None,
        advice: (!met)
            .then(|| "Ask an administrator to save the change, or to let you.".to_owned()),
    }
}
