//! What is done about devices that leave.

use chrono::{DateTime, Utc};
use domain::device::DeviceFace;
use domain::id::DeviceId;
use domain::offboarding::{DoneStep, Leaving, Step};

use super::{Tx, on_tx};

/// The steps that are done about a device.
pub(crate) async fn done(tx: &mut Tx, device: DeviceId) -> sqlx::Result<Vec<DoneStep>> {
    on_tx!(tx, |conn| {
        sqlx::query_as("select step, done_by, done_at from offboarding_steps where device_id = $1")
            .bind(device)
            .fetch_all(conn)
            .await
    })
}

/// Says that a step is done.
pub(crate) async fn insert(
    tx: &mut Tx,
    device: DeviceId,
    face: &DeviceFace,
    done: &DoneStep,
) -> sqlx::Result<()> {
    let position = Step::ALL.iter().position(|step| *step == done.step);
    let position = position.and_then(|position| i64::try_from(position).ok());
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into offboarding_steps (device_id, step, position, name, serial, user_upn, done_by, done_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(device)
        .bind(done.step)
        .bind(position)
        .bind(&face.name)
        .bind(&face.serial)
        .bind(&face.user_upn)
        .bind(&done.done_by)
        .bind(done.done_at)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Says that a step is not done after all.
pub(crate) async fn delete(tx: &mut Tx, device: DeviceId, step: Step) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query("delete from offboarding_steps where device_id = $1 and step = $2")
            .bind(device)
            .bind(step)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// The devices of which a step is done, those of the newest step first; each with its newest step.
pub(crate) async fn leaving(
    tx: &mut Tx,
    since: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Leaving>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select s.device_id, s.name, s.serial, s.user_upn, s.step as last_step, s.done_by, s.done_at
             from offboarding_steps s
             where s.done_at >= $1
                 and not exists (select 1 from offboarding_steps n
                     where n.device_id = s.device_id and n.position > s.position)
             order by s.done_at desc, s.device_id limit $2",
        )
        .bind(since)
        .bind(limit)
        .fetch_all(conn)
        .await
    })
}
