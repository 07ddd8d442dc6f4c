//! Licences and subscriptions.

use chrono::NaiveDate;
use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::id::UserId;
use domain::licence::Subscription;

use crate::{Error, Muster, Result, store};

impl Muster {
    /// Every subscription with its seats, what it gives and until when, by product id.
    ///
    /// # Errors
    /// The actor may not read the directory; the database failed.
    pub async fn list_subscriptions(&self, actor: &Actor) -> Result<Vec<Subscription>> {
        self.authorize(actor, Permission::ReadDirectory).await?;
        let mut tx = self.db.read().await?;
        Ok(store::licence::subscriptions(&mut tx).await?)
    }

    /// Adds a subscription by hand, or replaces what is known of it. `status` is the directory's word, such as `Enabled`.
    ///
    /// # Errors
    /// A field is refused; the actor may not change the directory; the database failed.
    pub async fn save_subscription(
        &self,
        actor: &Actor,
        sku: &str,
        total: i64,
        status: &str,
        expires_on: Option<NaiveDate>,
    ) -> Result<()> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let sku = checked_sku(sku)?;
        if total < 0 {
            return Err(
                Invalid::new("total", "write how many seats were bought, 0 or more").into(),
            );
        }
        let mut tx = self.db.write().await?;
        let before = store::licence::subscriptions(&mut tx)
            .await?
            .into_iter()
            .find(|known| known.sku == sku);
        store::licence::save_subscription(
            &mut tx,
            sku,
            total,
            status.trim(),
            expires_on,
            self.clock.now(),
        )
        .await?;
        let after = store::licence::subscriptions(&mut tx)
            .await?
            .into_iter()
            .find(|known| known.sku == sku);
        self.audit(
            &mut tx,
            actor,
            "save_subscription",
            ("subscription", sku),
            before.as_ref(),
            after.as_ref(),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives a user a product; whether it was not held before. More users than seats are kept, as the directory does.
    ///
    /// # Errors
    /// There is no such user; the actor may not change the directory; the database failed.
    pub async fn assign_licence(&self, actor: &Actor, user: UserId, sku: &str) -> Result<bool> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let sku = checked_sku(sku)?;
        let mut tx = self.db.write().await?;
        store::user::find(&mut tx, user)
            .await?
            .ok_or(Error::NotFound("user"))?;
        let added = store::licence::insert(&mut tx, user, sku).await?;
        if added {
            self.audit(
                &mut tx,
                actor,
                "assign_licence",
                ("user", user.0),
                None::<&()>,
                Some(&sku),
            )
            .await?;
        }
        tx.commit().await?;
        Ok(added)
    }

    /// Takes a product from a user; whether it was held.
    ///
    /// # Errors
    /// The actor may not change the directory; the database failed.
    pub async fn remove_licence(&self, actor: &Actor, user: UserId, sku: &str) -> Result<bool> {
        self.authorize(actor, Permission::ChangeDirectory).await?;
        let sku = checked_sku(sku)?;
        let mut tx = self.db.write().await?;
        let removed = store::licence::delete(&mut tx, user, sku).await?;
        if removed {
            self.audit(
                &mut tx,
                actor,
                "remove_licence",
                ("user", user.0),
                Some(&sku),
                None::<&()>,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(removed)
    }
}

fn checked_sku(sku: &str) -> Result<&str, Invalid> {
    let sku = sku.trim();
    if sku.is_empty() {
        Err(Invalid::new(
            "sku",
            "write the product's id, such as SPE_E3",
        ))
    } else {
        Ok(sku)
    }
}
