//! The figures of the first page.

use chrono::TimeDelta;
use domain::actor::{Actor, Permission};
use domain::overview::Overview;

use crate::{Muster, Result, require, store};

impl Muster {
    /// The state of the whole organisation in a few figures.
    ///
    /// # Errors
    /// The actor may not see devices, the enrollment settings or imports; the database failed.
    pub async fn load_overview(&self, actor: &Actor) -> Result<Overview> {
        require(actor, Permission::ReadDevices)?;
        require(actor, Permission::ReadEnrollment)?;
        require(actor, Permission::ReadImports)?;
        let mut tx = self.db.read().await?;
        let saved = self.saved_settings(&mut tx).await?.settings;
        let mdm_scope = saved.mdm_scope.choice;
        let effect = self.effect_of(&mut tx, actor, &saved, &saved).await?;
        let newest_check_in = store::overview::newest_check_in(&mut tx).await?;
        let checked_in = match newest_check_in {
            Some(newest) => {
                store::overview::count_checked_in(&mut tx, newest - TimeDelta::hours(24)).await?
            }
            None => 0,
        };
        Ok(Overview {
            as_of: effect.as_of,
            devices: store::overview::count_devices(&mut tx).await?,
            newest_check_in,
            checked_in,
            users: effect.users_total,
            users_in_scope: effect.mdm.today,
            mdm_scope,
            groups: store::overview::count_groups(&mut tx).await?,
            warnings: effect.warnings,
            prerequisites: effect.prerequisites,
            last_import: store::import::list(&mut tx, 1).await?.pop(),
        })
    }
}
