//! Checks all records anew: after a change of the rules or of the values that count as evidence, and to see that what is kept
//! is what there is.

use domain::actor::{Actor, Permission};
use domain::duplicate::Keys;
use domain::id::DuplicateId;
use serde::Serialize;
use uuid::Uuid;

use super::refresh::{Touched, refresh};
use crate::store::{self, duplicate};
use crate::{Muster, Result};

/// How many keys are looked at in one transaction.
const AT_ONCE: usize = 200;
/// How many records or groups are read at a time.
const READ_AT_ONCE: i64 = 1_000;

/// How far a check of all records is, and what it came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recheck {
    /// Names, serial numbers, device ids and addresses that more than one record has, looked at so far.
    pub looked_at: usize,
    /// How many of these there are.
    pub of: usize,
}

impl Muster {
    /// Works out all groups anew. It may be stopped at any time and begun again: what is kept is true all along.
    ///
    /// # Errors
    /// The actor may not change devices; the database failed.
    pub async fn recheck_duplicates(
        &self,
        actor: &Actor,
        on_progress: &(dyn Fn(Recheck) + Send + Sync),
    ) -> Result<Recheck> {
        self.authorize_for_all(actor, Permission::ChangeDevices)
            .await?;
        self.work_out_keys().await?;
        let mut tx = self.db.read().await?;
        let names = duplicate::doubtful_names(&mut tx).await?;
        let serials = duplicate::doubtful_serials(&mut tx).await?;
        let ids = duplicate::doubtful_directory_devices(&mut tx).await?;
        let (wired, traps) = duplicate::doubtful_shared(&mut tx).await?;
        drop(tx);
        let mut done = Recheck {
            looked_at: 0,
            of: names.len() + serials.len() + ids.len() + wired.len() + traps.len(),
        };
        let parts = names
            .chunks(AT_ONCE)
            .map(Touched::of_names)
            .chain(serials.chunks(AT_ONCE).map(Touched::of_serials))
            .chain(ids.chunks(AT_ONCE).map(Touched::of_directory_devices))
            .chain(wired.chunks(AT_ONCE).map(Touched::of_wired))
            .chain(traps.chunks(AT_ONCE).map(Touched::of_traps));
        for part in parts {
            self.look_at(&part).await?;
            done.looked_at += part.len();
            on_progress(done);
        }
        self.look_at_groups().await?;
        let mut tx = self.db.write().await?;
        self.audit(
            &mut tx,
            actor,
            "recheck_duplicates",
            ("duplicate", "all"),
            None::<&()>,
            Some(&done),
        )
        .await?;
        tx.commit().await?;
        Ok(done)
    }

    /// Compares the records of a database that was written before there were groups. Of several servers that begin, one
    /// does it, or they do the same.
    ///
    /// # Errors
    /// The database failed.
    pub async fn compare_uncompared(&self) -> Result<()> {
        let mut tx = self.db.read().await?;
        let is_compared = duplicate::without_keys(&mut tx, 1).await?.is_empty();
        drop(tx);
        if !is_compared {
            self.recheck_duplicates(&Actor::command_line(), &|_| {})
                .await?;
        }
        Ok(())
    }

    async fn look_at(&self, touched: &Touched) -> Result<()> {
        let mut tx = self.db.write().await?;
        store::lock(&mut tx, "import").await?;
        refresh(&mut tx, touched, &self.clock).await?;
        Ok(tx.commit().await?)
    }

    /// Removes groups of records that have nothing to do with each other any more.
    async fn look_at_groups(&self) -> Result<()> {
        let mut after = DuplicateId(Uuid::nil());
        loop {
            let mut tx = self.db.write().await?;
            store::lock(&mut tx, "import").await?;
            let groups = duplicate::behind(&mut tx, after, READ_AT_ONCE).await?;
            let Some(last) = groups.last() else {
                return Ok(());
            };
            after = last.id;
            let ids: Vec<DuplicateId> = groups.iter().map(|group| group.id).collect();
            let mut members = duplicate::members(&mut tx, &ids).await?;
            // One record leads to all others of its group; a group without any is found by its key, or is not one.
            let first: Vec<_> = members.values_mut().filter_map(Vec::pop).collect();
            let mut touched = Touched::default();
            for record in duplicate::by_id(&mut tx, &first).await? {
                touched.add_compared(&record);
            }
            for group in groups {
                touched.add_shared(group.shared_key);
            }
            refresh(&mut tx, &touched, &self.clock).await?;
            tx.commit().await?;
        }
    }

    /// Works out the keys of records that were written before there were any.
    async fn work_out_keys(&self) -> Result<()> {
        loop {
            let mut tx = self.db.write().await?;
            store::lock(&mut tx, "import").await?;
            let records = duplicate::without_keys(&mut tx, READ_AT_ONCE).await?;
            if records.is_empty() {
                return Ok(());
            }
            for (id, fields) in records {
                duplicate::save_keys(&mut tx, id, Keys::of(&fields)).await?;
            }
            tx.commit().await?;
        }
    }
}
