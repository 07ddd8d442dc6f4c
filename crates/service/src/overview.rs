//! The figures of the first page.

use chrono::{NaiveDate, TimeDelta};
use domain::account::EmergencySignIn;
use domain::actor::{Actor, Permission};
use domain::overview::{CheckInAge, Overview, Trend, version_shares};

use crate::store::Tx;
use crate::store::scope::Visible;
use crate::{Clock, Muster, Result, store};

impl Muster {
    /// The state of the whole organisation in a few figures. What it costs does not grow with the number of devices or users.
    ///
    /// # Errors
    /// The actor may not see devices, the enrollment settings or imports; the database failed.
    pub async fn load_overview(&self, actor: &Actor) -> Result<Overview> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        self.authorize(actor, Permission::ReadEnrollment).await?;
        self.authorize(actor, Permission::ReadImports).await?;
        let mut tx = self.db.read().await?;
        let visible = &self.visible_devices(&mut tx, &reach).await?;
        let (mdm_scope, effect) = self.saved_effect(&mut tx, actor).await?;
        let releases = store::overview::releases(&mut tx, visible).await?;
        let devices = releases.iter().map(|release| release.devices).sum();
        let mut compliance = store::overview::compliance(&mut tx, visible).await?;
        let mut join_types = store::overview::join_types(&mut tx, visible).await?;
        compliance.retain(|(_, devices)| *devices > 0);
        compliance.sort_unstable();
        join_types.retain(|(_, devices)| *devices > 0);
        join_types.sort_unstable();
        let today = effect.as_of.date_naive();
        let first_day = Trend::first_day(today);
        Ok(Overview {
            as_of: effect.as_of,
            devices,
            newest_check_in: store::overview::newest_check_in(&mut tx, visible).await?,
            check_ins: check_ins(&mut tx, &self.clock, devices, visible).await?,
            compliance,
            join_types,
            versions: version_shares(releases),
            enrolled: Trend::until(
                today,
                &store::overview::days(&mut tx, "enrolled", first_day, visible).await?,
            ),
            users: effect.users_total,
            users_in_scope: effect.mdm.today,
            mdm_scope,
            groups: store::overview::count_groups(&mut tx).await?,
            warnings: effect.warnings,
            prerequisites: effect.prerequisites,
            subscriptions: effect.subscriptions,
            last_import: store::import::list(&mut tx, 1).await?.pop(),
            emergency_sign_in: emergency_sign_in(&mut tx).await?,
        })
    }
}

/// The last use of a local account, once people sign in with a provider instead.
async fn emergency_sign_in(tx: &mut Tx) -> Result<Option<EmergencySignIn>> {
    if !store::provider::any_works(tx, None).await? {
        return Ok(None);
    }
    let used = store::account::list_local(tx).await?.into_iter();
    let used = used.filter_map(|account| {
        account.last_sign_in_at.map(|at| EmergencySignIn {
            name: account.name,
            at,
        })
    });
    Ok(used.max_by_key(|sign_in| sign_in.at))
}

/// All `devices` by how long ago they checked in.
async fn check_ins(
    tx: &mut Tx,
    clock: &Clock,
    devices: i64,
    visible: &Visible,
) -> Result<Vec<(CheckInAge, i64)>> {
    let now = clock.now();
    let since = |days: u32| now - TimeDelta::days(days.into());
    let oldest: NaiveDate = CheckInAge::ALL
        .iter()
        .filter_map(|age| age.within_days())
        .map(|days| since(days).date_naive())
        .min()
        .unwrap_or(now.date_naive());
    let days = store::overview::days(tx, "checked_in", oldest, visible).await?;
    let mut ages = Vec::new();
    let mut younger = 0;
    for age in CheckInAge::ALL {
        let within = match age.within_days() {
            Some(days_ago) => {
                store::overview::count_checked_in(tx, since(days_ago), &days, visible).await?
            }
            None => devices,
        };
        // What is committed between two statements may be in one of them.
        ages.push((*age, (within - younger).max(0)));
        younger = younger.max(within);
    }
    Ok(ages)
}
