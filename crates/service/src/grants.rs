//! What an account may do: worked out from the database for each request, so that a change of groups, licences, roles
//! or of the setting counts in the very next one.

use std::collections::HashMap;
use std::sync::Arc;

use domain::actor::Grant;
use domain::admission::{Admission, Route, admission, admit};
use domain::id::{AssignmentId, GroupId, RoleId, UserId};
use domain::role::{Assignment, BuiltInRole, DirectoryRole, Role, Scope};
use serde::Deserialize;
use uuid::Uuid;

use crate::last::Last;
use crate::store::role::{Catalog, Standing};
use crate::store::{self, Tx};
use crate::{Muster, Result};

/// The name of what comes with an account that signs in with a password kept here.
pub(crate) const LOCAL: &str = "Local administrator";

/// Everything that is kept of roles, while the number of their changes stands.
pub(crate) type LastCatalog = Last<i64, Arc<Catalog>>;

/// What is known of an account when its grants are worked out.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Holder {
    /// Who vouches for the account; `None` for one that signs in with a password kept here.
    pub issuer: Option<String>,
    /// The person in the directory.
    pub user_id: Option<UserId>,
    /// What the provider said of groups and directory roles at the last sign-in, as JSON.
    pub claims: Option<String>,
    /// The role that a local account was invited to; `None` for everything.
    pub role_id: Option<RoleId>,
}

/// What a provider says of groups and directory roles.
#[derive(Default, Deserialize)]
struct Claims {
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    roles: Vec<String>,
}

/// A role that came to a person, and whether it counts.
#[derive(Clone, Debug)]
pub(crate) struct Holding {
    /// What the role gives.
    pub grant: Grant,
    /// Through which group, where through one.
    pub group: Option<GroupId>,
    /// How it came.
    pub route: Route,
    /// Whether it counts, and why.
    pub admission: Admission,
}

/// All roles of a person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    /// Each with whether it counts.
    pub holdings: Vec<Holding>,
    /// Whether the directory knows the person and lets them sign in, and whether there is a licence.
    pub standing: Standing,
}

impl Held {
    /// What becomes of the person.
    pub(crate) fn admission(&self, catalog: &Catalog) -> Admission {
        let routes = self.holdings.iter().map(|holding| holding.route);
        let setting = &catalog.unlicensed;
        admission(
            self.standing.is_licensed,
            routes,
            setting.state,
            setting.limit,
        )
    }
}

impl Catalog {
    /// The role of that id; `None` for a custom one that is gone.
    pub(crate) fn role(&self, id: RoleId) -> Option<Role> {
        match BuiltInRole::from_id(id) {
            Some(role) => Some(role.into()),
            None => self.roles.iter().find(|role| role.id == id).cloned(),
        }
    }

    /// Every role: the built-in ones first.
    pub(crate) fn all_roles(&self) -> Vec<Role> {
        let built_in = BuiltInRole::ALL.into_iter().map(Role::from);
        built_in.chain(self.roles.iter().cloned()).collect()
    }

    /// The assignment of that id.
    pub(crate) fn assignment(&self, id: AssignmentId) -> Option<&Assignment> {
        self.assignments
            .iter()
            .find(|assignment| assignment.id == id)
    }

    fn grant(&self, assignment: &Assignment) -> Option<Grant> {
        let role = self.role(assignment.role)?;
        Some(Grant {
            role: role.name,
            assignment: Some(assignment.id),
            permissions: role.permissions,
            scope: assignment.content.scope.clone(),
        })
    }
}

impl Muster {
    /// Everything that is kept of roles, read anew only after a change.
    pub(crate) async fn catalog(&self, tx: &mut Tx) -> Result<Arc<Catalog>> {
        let changes = store::change::role_changes(tx).await?;
        let read = async { Ok(Arc::new(store::role::catalog(tx).await?)) };
        self.last_catalog.of(changes, read).await
    }

    /// What an account may do.
    pub(crate) async fn grants(&self, tx: &mut Tx, holder: &Holder) -> Result<Vec<Grant>> {
        if holder.issuer.is_none() {
            let Some(id) = holder.role_id else {
                return Ok(vec![Grant::everything(LOCAL)]);
            };
            let role = self.catalog(tx).await?.role(id);
            let grant =
                role.map(|role| Grant::new(role.name, role.permissions, Scope::everything()));
            return Ok(grant.into_iter().collect());
        }
        let catalog = self.catalog(tx).await?;
        let held = held(tx, &catalog, holder).await?;
        let counting = held
            .holdings
            .into_iter()
            .filter(|holding| holding.admission.is_in());
        Ok(counting.map(|holding| holding.grant).collect())
    }
}

/// Every role that comes to an account of a provider, each with whether it counts.
///
/// Of a person in the directory the directory's groups count, which are up to date; of one who is not, those that the
/// provider named at the last sign-in.
pub(crate) async fn held(tx: &mut Tx, catalog: &Catalog, holder: &Holder) -> Result<Held> {
    let claims: Claims = holder
        .claims
        .as_deref()
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default();
    let standing = match holder.user_id {
        Some(user) => store::role::standing(tx, user).await?,
        None => None,
    };
    let (standing, groups): (Standing, HashMap<GroupId, bool>) = match (holder.user_id, standing) {
        (Some(_), Some(standing)) if !standing.is_enabled => {
            return Ok(Held {
                holdings: Vec::new(),
                standing,
            });
        }
        (Some(user), Some(standing)) => {
            let through = store::role::held_through(tx, user).await?;
            let groups = through.into_iter().map(|held| (held.group_id, held.direct));
            (standing, groups.collect())
        }
        _ => (
            Standing::default(),
            claimed_groups(tx, &claims.groups).await?,
        ),
    };
    let mut holdings = Vec::new();
    for role in claims
        .roles
        .iter()
        .filter_map(|claim| DirectoryRole::from_claim(claim))
    {
        holdings.push(Holding {
            grant: Grant::new(role.name(), role.permissions(), Scope::everything()),
            group: None,
            route: Route::Directory,
            admission: Admission::NoRole,
        });
    }
    holdings.extend(assigned(tx, catalog, &groups, &standing).await?);
    let setting = &catalog.unlicensed;
    for holding in &mut holdings {
        holding.admission = admit(
            standing.is_licensed,
            holding.route,
            setting.state,
            setting.limit,
        );
    }
    Ok(Held { holdings, standing })
}

/// What the assignments to `groups` give, each along the best way there is.
async fn assigned(
    tx: &mut Tx,
    catalog: &Catalog,
    groups: &HashMap<GroupId, bool>,
    standing: &Standing,
) -> Result<Vec<Holding>> {
    let setting = &catalog.unlicensed;
    let mut holdings = Vec::new();
    for assignment in &catalog.assignments {
        let Some(grant) = catalog.grant(assignment) else {
            continue;
        };
        let mut best: Option<(Admission, Route, GroupId)> = None;
        for group in &assignment.content.members {
            let route = match groups.get(group) {
                None => continue,
                Some(false) => Route::Nested,
                Some(true) => Route::Direct {
                    place: place(tx, *group, standing, setting.limit).await?,
                },
            };
            let admission = admit(standing.is_licensed, route, setting.state, setting.limit);
            if best.is_none_or(|(known, ..)| admission < known) {
                best = Some((admission, route, *group));
            }
        }
        if let Some((admission, route, group)) = best {
            holdings.push(Holding {
                grant,
                group: Some(group),
                route,
                admission,
            });
        }
    }
    Ok(holdings)
}

/// Which place somebody without a licence has among the direct members of `group`: counted only where the group is so
/// large that it matters.
async fn place(
    tx: &mut Tx,
    group: GroupId,
    standing: &Standing,
    limit: i64,
) -> Result<Option<i64>> {
    if standing.is_licensed || standing.upn_key.is_empty() {
        return Ok(None);
    }
    let members = store::role::count_direct(tx, group).await?;
    if members <= limit {
        return Ok(Some(members));
    }
    let place = store::role::count_unlicensed(tx, group, Some(&standing.upn_key)).await?;
    Ok(Some(place))
}

/// The groups that a provider named, by id or by a name that one group alone has. What it says itself counts as direct.
async fn claimed_groups(tx: &mut Tx, claimed: &[String]) -> Result<HashMap<GroupId, bool>> {
    let mut ids: Vec<Uuid> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for claim in claimed {
        match Uuid::parse_str(claim) {
            Ok(id) => ids.push(id),
            Err(_) => names.push(claim.to_lowercase()),
        }
    }
    ids.extend(store::role::groups_named(tx, &names).await?);
    Ok(ids.into_iter().map(|id| (GroupId(id), true)).collect())
}

#[cfg(test)]
mod tests;
