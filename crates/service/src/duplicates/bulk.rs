//! Merging many groups at once: only what is certain and what nothing forbids, at most [`AT_ONCE`] groups a time.
//!
//! Each group is a transaction of its own, so what stops half-way leaves whole merges, and the rest as it was.

use domain::actor::{Actor, Permission};
use domain::duplicate::{Confidence, DuplicateQuery, GroupState, Handling};
use domain::id::{DuplicateId, MergeId};
use serde::Serialize;

use super::merge::Opened;
use crate::store::{duplicate as store, lock};
use crate::{Error, Muster, Result};

/// The most groups that are merged at once: what the management service takes at a time, too.
pub const AT_ONCE: u32 = 100;

/// What became of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MergedGroup {
    /// The group.
    pub group: DuplicateId,
    /// Its name.
    pub name: String,
    /// The merge; `None` in a dry run, or where it was left out.
    pub merge: Option<MergeId>,
    /// Why it was left out; `None` if it was not.
    pub left_out: Option<String>,
}

impl Muster {
    /// Merges the first [`AT_ONCE`] groups of those that `query` asks for, if they are certain and nothing forbids it; a dry
    /// run only tells which.
    ///
    /// # Errors
    /// The actor may not change devices; the database failed. A group that cannot be merged is left out and says why.
    pub async fn merge_certain_duplicates(
        &self,
        actor: &Actor,
        query: &DuplicateQuery,
        dry_run: bool,
    ) -> Result<Vec<MergedGroup>> {
        let reach = self.authorize(actor, Permission::ChangeDevices).await?;
        let certain = DuplicateQuery {
            handling: Some(Handling::Merge),
            confidence: Some(Confidence::Certain),
            state: GroupState::Open,
            at: None,
            page_size: AT_ONCE,
            ..query.clone()
        };
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let as_of = store::as_of(&mut tx, self.clock.now()).await?;
        let groups = store::rows(&mut tx, &certain, &visible, as_of).await?.items;
        drop(tx);
        let mut merged = Vec::with_capacity(groups.len());
        for group in groups {
            let done = self.merge_if_seen(actor, group.id, &visible, dry_run).await;
            let (merge, left_out) = match done {
                Ok(merge) => (merge, None),
                Err(Error::Conflict(sentence)) => (None, Some(sentence.to_owned())),
                Err(error) => return Err(error),
            };
            merged.push(MergedGroup {
                group: group.id,
                name: group.name,
                merge,
                left_out,
            });
        }
        Ok(merged)
    }

    async fn merge_if_seen(
        &self,
        actor: &Actor,
        id: DuplicateId,
        visible: &crate::store::scope::Visible,
        dry_run: bool,
    ) -> Result<Option<MergeId>> {
        if dry_run {
            let mut tx = self.db.read().await?;
            Opened::read(self, &mut tx, id, visible).await?;
            return Ok(None);
        }
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let opened = Opened::read(self, &mut tx, id, visible).await?;
        let merge = self
            .merge_opened(&mut tx, actor, opened, None, false)
            .await?;
        tx.commit().await?;
        Ok(Some(merge))
    }
}
