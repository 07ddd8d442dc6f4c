//! The check-up: what is missing for automatic enrollment to work for everybody.

use domain::actor::{Actor, Permission};
use domain::check_up::{CheckUp, Known, check_up};

use crate::{Muster, Result, store};

impl Muster {
    /// Makes every check with the settings as saved.
    ///
    /// # Errors
    /// The actor may not read the enrollment settings; the database failed.
    pub async fn load_check_up(&self, actor: &Actor) -> Result<CheckUp> {
        self.authorize(actor, Permission::ReadEnrollment).await?;
        let mut tx = self.db.read().await?;
        let (mdm_scope, effect) = self.saved_effect(&mut tx, actor).await?;
        let domains = self.domains(&mut tx).await?;
        let has_identifiers = store::enrollment::has_corporate_identifiers(&mut tx).await?;
        Ok(CheckUp {
            as_of: effect.as_of,
            checks: check_up(&Known {
                effect: &effect,
                mdm_scope,
                domains: &domains,
                has_identifiers,
            }),
        })
    }
}
