//! Invitations: a local account for somebody else, made by a one-time link.

use chrono::TimeDelta;
use domain::Invalid;
use domain::actor::{Actor, ActorKind, Permission, Permissions};
use domain::id::{AccountId, InvitationId};
use domain::invitation::{Invitation, MAX_DAYS, NewInvitation, OfferedRole, Welcome};
use domain::role::Scope;

use crate::accounts::{check_name, new_token, token_hash};
use crate::error::OrConflict;
use crate::store::account::Account;
use crate::{Error, Muster, Result, password, store};

const NAME_TAKEN: &str = "Somebody signs in with that name already. Choose another.";

/// An invitation that was made just now, with its link, which can be shown this once.
#[derive(Clone)]
pub struct IssuedInvitation {
    /// The invitation as lists show it.
    pub invitation: Invitation,
    /// What the person opens.
    pub link: String,
}

impl Muster {
    /// Every invitation there is or was, the newest first, with the names of the roles they give.
    ///
    /// # Errors
    /// The actor may not see the organisation's settings; the database failed.
    pub async fn list_invitations(&self, actor: &Actor) -> Result<Vec<(Invitation, String)>> {
        self.authorize(actor, Permission::ReadOrganization).await?;
        let mut tx = self.db.read().await?;
        let invitations = store::invitation::list(&mut tx).await?;
        let catalog = self.catalog(&mut tx).await?;
        let named = invitations.into_iter().map(|invitation| {
            let role = match invitation.role_id {
                None => crate::grants::LOCAL.to_owned(),
                Some(id) => catalog
                    .role(id)
                    .map_or_else(|| "A role that is gone".to_owned(), |role| role.name),
            };
            (invitation, role)
        });
        Ok(named.collect())
    }

    /// The roles that the actor can invite to: those that give nothing that the actor does not hold.
    ///
    /// # Errors
    /// The actor may not change the organisation's settings; the database failed.
    pub async fn list_offered_roles(&self, actor: &Actor) -> Result<Vec<OfferedRole>> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let mut tx = self.db.read().await?;
        let catalog = self.catalog(&mut tx).await?;
        let mut offered = Vec::new();
        let holds = |permissions: Permissions| {
            domain::role::beyond(&actor.grants, permissions, &Scope::everything()).is_empty()
        };
        if holds(Permissions::all()) {
            offered.push(OfferedRole {
                id: None,
                name: crate::grants::LOCAL.to_owned(),
                description: "May do everything.".to_owned(),
            });
        }
        for role in catalog.all_roles() {
            if holds(role.permissions) {
                offered.push(OfferedRole {
                    id: Some(role.id),
                    name: role.name,
                    description: role.description,
                });
            }
        }
        Ok(offered)
    }

    /// Invites somebody. Only the hash of the link is kept.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field; [`Error::Conflict`] where somebody signs in with that name;
    /// [`Error::BeyondOwn`] for a role that gives more than the actor holds; the actor may not change the organisation's
    /// settings; the database failed.
    pub async fn create_invitation(
        &self,
        actor: &Actor,
        new: NewInvitation,
    ) -> Result<IssuedInvitation> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let name = check_name("name", &new.name, "write what the person will sign in with")?;
        if !(1..=MAX_DAYS).contains(&new.days) {
            return Err(Invalid::new("days", format!("choose 1 to {MAX_DAYS} days")).into());
        }
        let permissions = match new.role_id {
            None => Permissions::all(),
            Some(id) => {
                let mut tx = self.db.read().await?;
                let catalog = self.catalog(&mut tx).await?;
                catalog
                    .role(id)
                    .ok_or_else(|| Invalid::new("role", "choose a role from the list"))?
                    .permissions
            }
        };
        let object = ("invitation", name.clone());
        self.check_gift(actor, permissions, &Scope::everything(), object)
            .await?;
        let now = self.clock.now();
        let token = new_token();
        let invitation = Invitation {
            id: InvitationId(self.clock.new_id()),
            name,
            role_id: new.role_id,
            created_by: actor.name.clone(),
            created_at: now,
            expires_at: now + TimeDelta::days(i64::from(new.days)),
            accepted_at: None,
            revoked_at: None,
            revoked_by: None,
        };
        let mut tx = self.db.write().await?;
        if store::account::find_by_name(&mut tx, &invitation.name)
            .await?
            .is_some()
        {
            return Err(Error::Conflict(NAME_TAKEN));
        }
        store::invitation::insert(&mut tx, &invitation, &token_hash(&token)).await?;
        self.audit(
            &mut tx,
            actor,
            "create_invitation",
            ("invitation", invitation.id),
            None::<&()>,
            Some(&invitation),
        )
        .await?;
        tx.commit().await?;
        let link = format!("{}/invitation?token={token}", self.public_address);
        Ok(IssuedInvitation { invitation, link })
    }

    /// Takes an invitation back: its link does not work any more.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that there is not or that was used or taken back before; the actor may not change the
    /// organisation's settings; the database failed.
    pub async fn revoke_invitation(&self, actor: &Actor, id: InvitationId) -> Result<()> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let mut tx = self.db.write().await?;
        let before = store::invitation::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("invitation"))?;
        if !store::invitation::revoke(&mut tx, id, &actor.name, self.clock.now()).await? {
            return Err(Error::NotFound("invitation"));
        }
        let after = store::invitation::find(&mut tx, id).await?;
        self.audit(
            &mut tx,
            actor,
            "revoke_invitation",
            ("invitation", id),
            Some(&before),
            after.as_ref(),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// What the link with that secret invites to; `None` where it does not work (any more).
    ///
    /// # Errors
    /// The database failed.
    pub async fn open_invitation(&self, token: &str) -> Result<Option<Welcome>> {
        let mut tx = self.db.read().await?;
        let found = store::invitation::find_by_hash(&mut tx, &token_hash(token)).await?;
        let Some(invitation) = found.filter(|found| found.is_open(self.clock.now())) else {
            return Ok(None);
        };
        Ok(Some(Welcome {
            name: invitation.name,
            created_by: invitation.created_by,
            organisation: store::organisation::name(&mut tx)
                .await?
                .unwrap_or_default(),
        }))
    }

    /// Makes the account that the link with that secret invites to, and uses the link up.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a weak password; [`Error::NotFound`] when the link does not work (any more);
    /// [`Error::Conflict`] where somebody signs in with that name by now; the database failed.
    pub async fn accept_invitation(
        &self,
        token: &str,
        password: String,
        address: &str,
    ) -> Result<()> {
        let hash = token_hash(token);
        let name = self
            .open_invitation(token)
            .await?
            .ok_or(Error::NotFound("invitation"))?
            .name;
        password::check(&password, &name)?;
        let password_hash = password::hash(password).await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let invitation = store::invitation::find_by_hash(&mut tx, &hash)
            .await?
            .filter(|found| found.is_open(now))
            .ok_or(Error::NotFound("invitation"))?;
        if !store::invitation::accept(&mut tx, invitation.id, now).await? {
            return Err(Error::NotFound("invitation"));
        }
        let account = Account {
            id: AccountId(self.clock.new_id()),
            name: invitation.name.clone(),
            password_hash,
            disabled_at: None,
        };
        store::account::insert(&mut tx, &account, now)
            .await
            .or_conflict(NAME_TAKEN)?;
        store::invitation::save_role(&mut tx, account.id, invitation.role_id).await?;
        let actor = Actor {
            kind: ActorKind::SetUp,
            id: None,
            name: format!("Invitation of {}", invitation.name),
            address: address.to_owned(),
            grants: Vec::new(),
        };
        let after = serde_json::json!({ "name": account.name, "role_id": invitation.role_id, "invitation": invitation.id });
        self.audit(
            &mut tx,
            &actor,
            "accept_invitation",
            ("account", account.id),
            None::<&()>,
            Some(&after),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }
}
