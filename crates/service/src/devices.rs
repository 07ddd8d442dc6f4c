//! Finding devices: the list with its filters, and one device with every record behind it.

use std::sync::Arc;

use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::device::{Device, DeviceDetail, DeviceField, DeviceQuery, DeviceWords, rank, source};
use domain::id::DeviceId;
use domain::page::{Page, Rows};
use domain::record::Record;

use crate::last::Last;
use crate::store::Tx;
use crate::store::device::Question;
use crate::store::scope::Visible;
use crate::{Error, Muster, Result, store};

/// What is known of all devices together, while the number of their changes stands.
pub(crate) type LastInventory = Last<i64, Arc<Inventory>>;

/// All devices together.
#[derive(Debug)]
pub(crate) struct Inventory {
    devices: i64,
    words: DeviceWords,
}

impl Muster {
    /// The page of devices that `query` asks for, with the exact number of all that match.
    ///
    /// # Errors
    /// The actor may not read devices; the page's address is from another list; the database failed.
    pub async fn list_devices(&self, actor: &Actor, query: &DeviceQuery) -> Result<Page<Device>> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        readable(query)?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let asked = self.question(query, &visible);
        let rows = store::device::rows(&mut tx, asked).await?;
        let total = self.total(&mut tx, asked).await?;
        Ok(rows.of_total(total))
    }

    /// The same page without the number of all that match, which [`Self::count_devices`] gives: rows need not wait
    /// for it.
    ///
    /// # Errors
    /// As of [`Self::list_devices`].
    pub async fn list_device_rows(
        &self,
        actor: &Actor,
        query: &DeviceQuery,
    ) -> Result<Rows<Device>> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        readable(query)?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        store::device::rows(&mut tx, self.question(query, &visible)).await
    }

    /// How many devices `query` asks for, on all its pages.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn count_devices(&self, actor: &Actor, query: &DeviceQuery) -> Result<i64> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        readable(query)?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        self.total(&mut tx, self.question(query, &visible)).await
    }

    fn question<'q>(&self, query: &'q DeviceQuery, visible: &'q Visible) -> Question<'q> {
        Question {
            query,
            picked: &[],
            visible,
            now: self.clock.now(),
        }
    }

    async fn total(&self, tx: &mut Tx, asked: Question<'_>) -> Result<i64> {
        if asked.query.is_filtered() || *asked.visible != Visible::All {
            Ok(store::device::count(tx, asked).await?)
        } else {
            Ok(self.inventory(tx).await?.devices)
        }
    }

    async fn inventory(&self, tx: &mut Tx) -> Result<Arc<Inventory>> {
        let changes = store::change::device_changes(tx).await?;
        let read = async {
            Ok(Arc::new(Inventory {
                devices: store::facet::count_all(tx).await?,
                words: store::device_words::load(tx, &Visible::All).await?,
            }))
        };
        self.last_inventory.of(changes, read).await
    }

    /// One device with all its records, and which record each value came from.
    ///
    /// # Errors
    /// There is no such device; the actor may not read devices; the database failed.
    pub async fn find_device(&self, actor: &Actor, id: DeviceId) -> Result<DeviceDetail> {
        self.authorize_device(actor, Permission::ReadDevices, id)
            .await?;
        let mut tx = self.db.read().await?;
        let device = store::device::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("device"))?;
        let mut records = store::record::of_device(&mut tx, id).await?;
        sort_records(&mut records);
        let fields: Vec<_> = records.iter().map(|record| &record.fields).collect();
        let by_hand = store::edit::by_hand(&mut tx, &[id])
            .await?
            .remove(&id)
            .unwrap_or_default();
        let sources = DeviceField::ALL
            .iter()
            .filter(|field| match field {
                DeviceField::Category => by_hand.category.is_none(),
                DeviceField::Ownership => by_hand.ownership.is_none(),
                _ => true,
            })
            .filter_map(|&field| source(field, &fields).map(|index| (field, records[index].id)))
            .collect();
        Ok(DeviceDetail {
            device,
            records,
            sources,
            by_hand,
        })
    }

    /// Every record of these devices: those of a device in the order in which they are asked, the devices in theirs.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn list_records_of_devices(
        &self,
        actor: &Actor,
        devices: &[DeviceId],
    ) -> Result<Vec<Record>> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        let seen = store::scope::seen(&mut tx, devices, &visible).await?;
        let devices: &[DeviceId] = &seen;
        let mut records = store::record::of_devices(&mut tx, devices).await?;
        sort_records(&mut records);
        records.sort_by_key(|record| devices.iter().position(|id| *id == record.device_id));
        Ok(records)
    }

    /// The words that occur among the devices, for filters to choose from.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn list_device_words(&self, actor: &Actor) -> Result<DeviceWords> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        match self.visible_devices(&mut tx, &reach).await? {
            Visible::All => Ok(self.inventory(&mut tx).await?.words.clone()),
            visible => Ok(store::device_words::load(&mut tx, &visible).await?),
        }
    }

    /// The devices whose primary user has that principal name, in whatever case; at most 200, those seen last first.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn devices_of_user(&self, actor: &Actor, upn: &str) -> Result<Vec<Device>> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        Ok(store::device::of_user(&mut tx, upn, &visible).await?)
    }
}

/// Puts the records of a device in the order in which they are asked, and shown.
fn sort_records(records: &mut [Record]) {
    records.sort_by(|a, b| {
        let (a, b) = (&a.fields, &b.fields);
        rank(a.kind)
            .cmp(&rank(b.kind))
            .then_with(|| b.last_seen_at.cmp(&a.last_seen_at))
            .then_with(|| a.source_id.cmp(&b.source_id))
    });
}

/// Refuses what no database can look for.
fn readable(query: &DeviceQuery) -> Result<()> {
    if query.pairs().iter().any(|(_, value)| value.contains('\0')) {
        return Err(Invalid::new("search", "write letters, digits and signs").into());
    }
    Ok(())
}
