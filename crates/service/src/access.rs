//! The one place that decides whether an actor may do something, and on what. Every operation asks here first.

use domain::actor::{Actor, Permission};
use domain::id::{DeviceId, UserId};
use domain::role::Scope;
use serde::Serialize;

use crate::store::Tx;
use crate::store::scope::Visible;
use crate::{Error, Muster, Result, store};

/// On what an actor holds a permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// On everything.
    Everything,
    /// On whatever any one of these reaches.
    Within(Vec<Scope>),
}

impl Reach {
    /// Whether nothing is left out.
    pub(crate) fn is_everything(&self) -> bool {
        *self == Self::Everything
    }

    /// On what `actor` holds `permission`; `None` where on nothing.
    fn of(actor: &Actor, permission: Permission) -> Option<Self> {
        let scopes: Vec<&Scope> = actor.scopes(permission).collect();
        if scopes.iter().any(|scope| scope.is_everything()) {
            return Some(Self::Everything);
        }
        (!scopes.is_empty()).then(|| Self::Within(scopes.into_iter().cloned().collect()))
    }
}

/// What the audit log keeps of a refusal.
#[derive(Serialize)]
struct Refused {
    permission: &'static str,
}

impl Muster {
    /// The access check: on what the actor holds `permission`. A refusal is logged.
    ///
    /// Opens a transaction of its own to log, so no other may be open that writes.
    ///
    /// # Errors
    /// [`Error::Forbidden`] where on nothing; the database failed.
    pub(crate) async fn authorize(&self, actor: &Actor, permission: Permission) -> Result<Reach> {
        match Reach::of(actor, permission) {
            Some(reach) => Ok(reach),
            None => {
                let object = ("permission", permission.graph().to_owned());
                Err(self.refuse(actor, permission, object).await?)
            }
        }
    }

    /// The access check for what is about everything there is: whether the actor holds `permission` without limits.
    ///
    /// # Errors
    /// As of [`Self::authorize`].
    pub(crate) async fn authorize_for_all(
        &self,
        actor: &Actor,
        permission: Permission,
    ) -> Result<()> {
        if self.authorize(actor, permission).await?.is_everything() {
            return Ok(());
        }
        let object = ("permission", permission.graph().to_owned());
        Err(self.refuse(actor, permission, object).await?)
    }

    /// The access check for one device; one that is gone is let through, to be said so.
    ///
    /// # Errors
    /// As of [`Self::authorize`].
    pub(crate) async fn authorize_device(
        &self,
        actor: &Actor,
        permission: Permission,
        device: DeviceId,
    ) -> Result<()> {
        let reach = self.authorize(actor, permission).await?;
        if reach.is_everything() || self.reaches_device(&reach, device).await? {
            return Ok(());
        }
        let object = ("device", device.to_string());
        Err(self.refuse(actor, permission, object).await?)
    }

    /// The access check for one user; one who is gone is let through, to be said so.
    ///
    /// # Errors
    /// As of [`Self::authorize`].
    pub(crate) async fn authorize_user(
        &self,
        actor: &Actor,
        permission: Permission,
        user: UserId,
    ) -> Result<()> {
        let reach = self.authorize(actor, permission).await?;
        if reach.is_everything() {
            return Ok(());
        }
        let mut tx = self.db.read().await?;
        let visible = self.visible_users(&mut tx, &reach).await?;
        let set = store::scope::of_user(&mut tx, user.0).await?;
        drop(tx);
        if set.is_none_or(|set| visible.contains(set)) {
            return Ok(());
        }
        let object = ("user", user.to_string());
        Err(self.refuse(actor, permission, object).await?)
    }

    /// Whether the actor holds `permission` on that device.
    pub(crate) async fn reaches(
        &self,
        actor: &Actor,
        permission: Permission,
        device: DeviceId,
    ) -> Result<bool> {
        match Reach::of(actor, permission) {
            None => Ok(false),
            Some(Reach::Everything) => Ok(true),
            Some(reach) => self.reaches_device(&reach, device).await,
        }
    }

    async fn reaches_device(&self, reach: &Reach, device: DeviceId) -> Result<bool> {
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, reach).await?;
        let set = store::scope::of_device(&mut tx, device).await?;
        Ok(set.is_none_or(|set| visible.contains(set)))
    }

    /// What of all devices lies within `reach`.
    pub(crate) async fn visible_devices(&self, tx: &mut Tx, reach: &Reach) -> Result<Visible> {
        let Reach::Within(scopes) = reach else {
            return Ok(Visible::All);
        };
        let catalog = self.catalog(tx).await?;
        Ok(store::scope::visible_devices(tx, scopes, &catalog.tags).await?)
    }

    /// What of all users lies within `reach`.
    pub(crate) async fn visible_users(&self, tx: &mut Tx, reach: &Reach) -> Result<Visible> {
        match reach {
            Reach::Everything => Ok(Visible::All),
            Reach::Within(scopes) if scopes.iter().any(|scope| scope.all_users) => Ok(Visible::All),
            Reach::Within(scopes) => Ok(store::scope::visible_users(tx, scopes).await?),
        }
    }

    /// Logs that `actor` may not do what needs `permission` to `object`; gives the error that says so.
    pub(crate) async fn refuse(
        &self,
        actor: &Actor,
        permission: Permission,
        object: (&str, String),
    ) -> Result<Error> {
        let mut tx = self.db.write().await?;
        self.log_refusal(&mut tx, actor, permission, object).await?;
        tx.commit().await?;
        Ok(Error::Forbidden(permission))
    }

    /// Logs that `actor` may not do what needs `permission` to `object`.
    pub(crate) async fn log_refusal(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        permission: Permission,
        object: (&str, String),
    ) -> Result<()> {
        let refused = Refused {
            permission: permission.graph(),
        };
        self.audit(
            tx,
            actor,
            "refuse_access",
            object,
            None::<&()>,
            Some(&refused),
        )
        .await
    }
}
