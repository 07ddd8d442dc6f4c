//! Devices that leave: what is to be done about each, in which order, and what is done.

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::{Actor, Permission};
use domain::cleanup::{Band, StaleDevices};
use domain::device::DeviceFace;
use domain::id::DeviceId;
use domain::offboarding::{DoneStep, Leaving, Plan, Step};
use domain::record::RecordFields;

use crate::store::scope;
use crate::store::{self, Tx, duplicate, offboarding, record};
use crate::{Error, Muster, Result};

/// For how long a device stays in the list after its last step.
const LISTED_DAYS: i64 = 365;
/// How many devices the list shows.
const LISTED: i64 = 200;

/// A device with its plan.
struct Planned {
    face: DeviceFace,
    plan: Plan,
}

impl Muster {
    /// How many devices have been silent for how long.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn count_stale_devices(&self, actor: &Actor) -> Result<StaleDevices> {
        self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        let as_of = duplicate::as_of(&mut tx, self.clock.now()).await?;
        drop(tx);
        let mut bands = Vec::with_capacity(Band::ALL.len());
        for &band in Band::ALL {
            let count = self.count_devices(actor, &band.query(as_of)).await?;
            bands.push((band, count));
        }
        Ok(StaleDevices { as_of, bands })
    }

    /// What is to be done if a device leaves; its name with that.
    ///
    /// # Errors
    /// There is no such device; the actor may not read it; the database failed.
    pub async fn find_offboarding(&self, actor: &Actor, id: DeviceId) -> Result<(String, Plan)> {
        self.authorize_device(actor, Permission::ReadDevices, id)
            .await?;
        let mut tx = self.db.read().await?;
        let planned = self.plan(&mut tx, id).await?;
        Ok((planned.face.name, planned.plan))
    }

    /// The devices that are leaving: those of which a step was done within a year.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn list_leaving_devices(&self, actor: &Actor) -> Result<Vec<Leaving>> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        let since: DateTime<Utc> = self.clock.now() - TimeDelta::days(LISTED_DAYS);
        let mut leaving = offboarding::leaving(&mut tx, since, LISTED).await?;
        if !reach.is_everything() {
            let visible = self.visible_devices(&mut tx, &reach).await?;
            let ids: Vec<DeviceId> = leaving.iter().map(|device| device.device_id).collect();
            let seen = scope::seen(&mut tx, &ids, &visible).await?;
            leaving.retain(|device| seen.contains(&device.device_id));
        }
        Ok(leaving)
    }

    /// Notes that a step is done.
    ///
    /// # Errors
    /// [`Error::Conflict`] if it is not its turn; there is no such device; the actor may not change it; the database failed.
    pub async fn finish_offboarding_step(
        &self,
        actor: &Actor,
        id: DeviceId,
        step: Step,
    ) -> Result<()> {
        self.authorize_device(actor, Permission::ChangeDevices, id)
            .await?;
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "import").await?;
        let planned = self.plan(&mut tx, id).await?;
        if !planned.plan.step(step).is_some_and(|step| step.can_be_done) {
            return Err(Error::Conflict(
                "It is not the turn of this step. Nothing was noted. The plan says which one is next.",
            ));
        }
        let done = DoneStep {
            step,
            done_by: actor.name.clone(),
            done_at: self.clock.now(),
        };
        offboarding::insert(&mut tx, id, &planned.face, &done).await?;
        self.audit(
            &mut tx,
            actor,
            "finish_offboarding_step",
            ("device", id),
            None::<&()>,
            Some(&step),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Notes that the step done last is not done after all.
    ///
    /// # Errors
    /// [`Error::Conflict`] if it is not the last one; there is no such device; the actor may not change it; the database failed.
    pub async fn undo_offboarding_step(
        &self,
        actor: &Actor,
        id: DeviceId,
        step: Step,
    ) -> Result<()> {
        self.authorize_device(actor, Permission::ChangeDevices, id)
            .await?;
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "import").await?;
        let planned = self.plan(&mut tx, id).await?;
        if !planned
            .plan
            .step(step)
            .is_some_and(|step| step.can_be_undone)
        {
            return Err(Error::Conflict(
                "Only the step done last can be taken back. Nothing was changed.",
            ));
        }
        offboarding::delete(&mut tx, id, step).await?;
        self.audit(
            &mut tx,
            actor,
            "undo_offboarding_step",
            ("device", id),
            Some(&step),
            None::<&()>,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn plan(&self, tx: &mut Tx, id: DeviceId) -> Result<Planned> {
        let device = store::device::find(tx, id)
            .await?
            .ok_or(Error::NotFound("device"))?;
        let records = record::of_device(tx, id).await?;
        let fields: Vec<&RecordFields> = records.iter().map(|record| &record.fields).collect();
        let done = offboarding::done(tx, id).await?;
        let now = self.clock.now();
        let as_of = duplicate::as_of(tx, now).await?;
        Ok(Planned {
            plan: Plan::of(&fields, &done, as_of, now),
            face: device.face,
        })
    }
}
