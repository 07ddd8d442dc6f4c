//! Duplicate records: the groups that are kept of them, and checking all of them anew.

mod blocked;
mod bulk;
mod merge;
mod recheck;
mod refresh;

use std::sync::Arc;

use domain::actor::{Actor, Permission};
use domain::device::rank;
use domain::duplicate::{
    Case, DuplicateDetail, DuplicateGroup, DuplicateQuery, GroupState, MOST_SHOWN,
};
use domain::id::{DeviceId, DuplicateId, RecordId};
use domain::page::Rows;
use domain::record::{Record, RecordKind};

pub use bulk::{AT_ONCE, MergedGroup};
use merge::Found;
pub use recheck::Recheck;
pub(crate) use refresh::{Touched, refresh};

use crate::last::Last;
use crate::store::scope::Visible;
use crate::store::{Tx, change, duplicate as store, record};
use crate::{Error, Muster, Result};

/// How many open groups there are of each case, while the number of their changes stands.
pub(crate) type LastCounts = Last<(i64, chrono::DateTime<chrono::Utc>), Arc<Vec<(Case, i64)>>>;

/// A group as programs read it: its records by the ids that they were imported with.
#[derive(Clone, Debug, serde::Serialize)]
pub struct GroupLine {
    /// The group's id.
    pub id: DuplicateId,
    /// Its records.
    pub records: Vec<SourceId>,
    /// Why they look like duplicates.
    pub case: &'static str,
    /// How sure that is.
    pub confidence: &'static str,
    /// Whether they are about one machine.
    pub same_machine: bool,
    /// What is right to do.
    pub proposed_action: &'static str,
    /// The record that should stay, by the id that it was imported with.
    pub survivor: Option<String>,
}

/// A record by the id that it was imported with.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SourceId {
    /// Who keeps it.
    pub kind: &'static str,
    /// Its id there.
    pub id: String,
}

impl Muster {
    /// The page of groups that `query` asks for: what calls for somebody first, and of these what was found last.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn list_duplicates(
        &self,
        actor: &Actor,
        query: &DuplicateQuery,
    ) -> Result<Rows<DuplicateGroup>> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let as_of = store::as_of(&mut tx, self.clock.now()).await?;
        Ok(store::rows(&mut tx, query, &visible, as_of).await?)
    }

    /// How many groups there are of each case that has any, of those that `query` asks for whatever case it names.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn count_duplicates(
        &self,
        actor: &Actor,
        query: &DuplicateQuery,
    ) -> Result<Vec<(Case, i64)>> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let as_of = store::as_of(&mut tx, self.clock.now()).await?;
        let of_any_case = DuplicateQuery {
            case: None,
            ..query.clone()
        };
        let mut counts = if of_any_case.is_filtered() || visible != Visible::All {
            store::count_by_case(&mut tx, query, &visible, as_of).await?
        } else {
            let changes = change::duplicate_changes(&mut tx).await?;
            let read = async {
                Ok(Arc::new(
                    store::count_by_case(&mut tx, query, &visible, as_of).await?,
                ))
            };
            self.last_duplicates
                .of((changes, as_of), read)
                .await?
                .to_vec()
        };
        counts.sort_by_key(|(case, _)| Case::ALL.iter().position(|known| known == case));
        Ok(counts)
    }

    /// One group with its records side by side.
    ///
    /// # Errors
    /// There is no such group, or none of its records is within the actor's reach; the actor may not read devices; the
    /// database failed.
    pub async fn find_duplicate(&self, actor: &Actor, id: DuplicateId) -> Result<DuplicateDetail> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let found = Found::read(self, &mut tx, id)
            .await?
            .ok_or(Error::NotFound("group of duplicates"))?;
        let (mark, ids, as_of) = (found.mark(), found.ids(), found.as_of);
        let group = found.group;
        let records = shown(&mut tx, &ids, group.survivor, &visible).await?;
        let Some(first) = records.first() else {
            return Err(Error::NotFound("group of duplicates"));
        };
        let merge = match group.state {
            GroupState::Merged => self.undoable(&mut tx, first.device_id).await?,
            GroupState::Open | GroupState::Dismissed => None,
        };
        let of_list = DuplicateQuery::default();
        let neighbours =
            store::neighbours(&mut tx, &of_list, &visible, as_of, (group.urgency, id)).await?;
        let mdm_scope = match group.case {
            Case::SeparateEnrollment => {
                let saved = self.saved_settings(&mut tx).await?;
                Some(saved.settings.mdm_scope.choice)
            }
            _ => None,
        };
        let hidden = group.records - i64::try_from(records.len()).unwrap_or(i64::MAX);
        Ok(DuplicateDetail {
            mark,
            merge,
            mdm_scope,
            group,
            records,
            hidden,
            as_of,
            neighbours,
        })
    }

    /// The groups that a device's records are in, whatever was decided about them.
    ///
    /// # Errors
    /// The actor may not read devices, or not this one; the database failed.
    pub async fn duplicates_of_device(
        &self,
        actor: &Actor,
        id: DeviceId,
    ) -> Result<Vec<DuplicateGroup>> {
        self.authorize_device(actor, Permission::ReadDevices, id)
            .await?;
        let mut tx = self.db.read().await?;
        let as_of = store::as_of(&mut tx, self.clock.now()).await?;
        let groups = store::of_device(&mut tx, id).await?;
        Ok(groups.into_iter().map(|kept| kept.group(as_of)).collect())
    }

    /// Gives `each` every group that the actor may see whole, in the order in which they were found.
    ///
    /// # Errors
    /// The actor may not read all devices; the database failed.
    pub async fn export_duplicates(
        &self,
        actor: &Actor,
        query: &DuplicateQuery,
        mut each: impl FnMut(&GroupLine) -> std::io::Result<()>,
    ) -> Result<()> {
        self.authorize_for_all(actor, Permission::ReadDevices)
            .await?;
        let mut query = DuplicateQuery {
            page_size: domain::page::MAX_PAGE_SIZE,
            at: None,
            ..query.clone()
        };
        loop {
            let mut tx = self.db.read().await?;
            let as_of = store::as_of(&mut tx, self.clock.now()).await?;
            let rows = store::rows(&mut tx, &query, &Visible::All, as_of).await?;
            let ids: Vec<DuplicateId> = rows.items.iter().map(|group| group.id).collect();
            let members = store::members(&mut tx, &ids).await?;
            let records: Vec<RecordId> = members.values().flatten().copied().collect();
            let sources = store::source_ids(&mut tx, &records).await?;
            drop(tx);
            for group in &rows.items {
                let members = members
                    .get(&group.id)
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                let survivor = group
                    .survivor
                    .filter(|_| group.handling == domain::duplicate::Handling::Merge);
                each(&GroupLine {
                    id: group.id,
                    records: members
                        .iter()
                        .filter_map(|id| sources.get(id))
                        .map(source_id)
                        .collect(),
                    case: group.case.as_str(),
                    confidence: group.confidence.as_str(),
                    same_machine: group.same_machine,
                    proposed_action: group.handling.as_str(),
                    survivor: survivor
                        .and_then(|id| sources.get(&id))
                        .map(|(_, id)| id.clone()),
                })?;
            }
            match rows.next {
                Some(next) => query.at = Some(next),
                None => return Ok(()),
            }
        }
    }
}

fn source_id((kind, id): &(RecordKind, String)) -> SourceId {
    SourceId {
        kind: kind.as_str(),
        id: id.clone(),
    }
}

/// Those of `members` that are seen, the one that should stay first.
async fn shown(
    tx: &mut Tx,
    members: &[RecordId],
    survivor: Option<RecordId>,
    visible: &Visible,
) -> Result<Vec<Record>> {
    let some = survivor
        .into_iter()
        .chain(members.iter().copied().filter(|id| Some(*id) != survivor));
    let ids: Vec<RecordId> = some.take(MOST_SHOWN).collect();
    let mut records = record::by_id(tx, &ids).await?;
    let devices: Vec<_> = records.iter().map(|record| record.device_id).collect();
    let seen = crate::store::scope::seen(tx, &devices, visible).await?;
    records.retain(|record| seen.contains(&record.device_id));
    records.sort_by(|a, b| {
        (Some(b.id) == survivor)
            .cmp(&(Some(a.id) == survivor))
            .then_with(|| rank(a.fields.kind).cmp(&rank(b.fields.kind)))
            .then_with(|| b.fields.last_seen_at.cmp(&a.fields.last_seen_at))
            .then_with(|| a.id.cmp(&b.id))
    });
    Ok(records)
}
