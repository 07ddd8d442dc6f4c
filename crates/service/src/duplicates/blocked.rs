//! Values that never count as evidence, beyond those that the program knows: serial numbers that several machines
//! report, and addresses of docks and adapters that go around.

use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::duplicate::{BlockedKind, BlockedValue, Keys};
use domain::record::evidence;

use super::refresh::{Touched, refresh};
use crate::store::{Tx, duplicate as store, lock};
use crate::{Error, Muster, Result};

impl Muster {
    /// The values that were added, the newest first.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn list_blocked_values(&self, actor: &Actor) -> Result<Vec<BlockedValue>> {
        self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        Ok(store::blocked(&mut tx).await?)
    }

    /// Never takes a value for evidence from now on, and brings the groups up to date that it made.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `value` if it is none or never counts anyway, [`Error::Conflict`] if it is there already; the
    /// actor may not change all devices; the database failed.
    pub async fn block_value(&self, actor: &Actor, kind: BlockedKind, value: &str) -> Result<()> {
        self.authorize_for_all(actor, Permission::ChangeDevices)
            .await?;
        let blocked = BlockedValue {
            kind,
            value: normalised(kind, value)?,
            by: actor.name.clone(),
            at: self.clock.now(),
        };
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        if !store::insert_blocked(&mut tx, &blocked).await? {
            return Err(Error::Conflict(
                "This value is on the list already. Nothing was changed.",
            ));
        }
        self.audit(
            &mut tx,
            actor,
            "block_value",
            ("blocked_value", &blocked.value),
            None::<&()>,
            Some(&blocked),
        )
        .await?;
        self.apply_blocked(tx, actor, &blocked).await
    }

    /// Takes a value for evidence again.
    ///
    /// # Errors
    /// It is not on the list; the actor may not change all devices; the database failed.
    pub async fn unblock_value(&self, actor: &Actor, kind: BlockedKind, value: &str) -> Result<()> {
        self.authorize_for_all(actor, Permission::ChangeDevices)
            .await?;
        let mut tx = self.db.write().await?;
        lock(&mut tx, "import").await?;
        let blocked = store::delete_blocked(&mut tx, kind, value)
            .await?
            .ok_or(Error::NotFound("blocked value"))?;
        self.audit(
            &mut tx,
            actor,
            "unblock_value",
            ("blocked_value", &blocked.value),
            Some(&blocked),
            None::<&()>,
        )
        .await?;
        self.apply_blocked(tx, actor, &blocked).await
    }

    /// Brings the groups up to date that a value has to do with. Records are not found by a wireless address or by a part
    /// of one, so all of them are checked anew for an address.
    async fn apply_blocked(&self, mut tx: Tx, actor: &Actor, blocked: &BlockedValue) -> Result<()> {
        let touched = match blocked.kind {
            BlockedKind::Serial => Touched::of_serials(std::slice::from_ref(&blocked.value)),
            BlockedKind::Address => Touched::of_wired(&[Keys::of_wired(&blocked.value)]),
        };
        refresh(&mut tx, &touched, &self.clock).await?;
        tx.commit().await?;
        if blocked.kind == BlockedKind::Address {
            self.recheck_duplicates(actor, &|_| {}).await?;
        }
        Ok(())
    }
}

fn normalised(kind: BlockedKind, value: &str) -> Result<String, Invalid> {
    match kind {
        BlockedKind::Serial => {
            let key = evidence::serial_key(value);
            if key.is_empty() {
                return Err(Invalid::new(
                    "value",
                    "write a serial number; placeholders never count anyway",
                ));
            }
            Ok(key)
        }
        BlockedKind::Address => {
            let key = evidence::mac_key(value);
            let is_hexadecimal = key.chars().all(|c| c.is_ascii_hexdigit());
            if !is_hexadecimal || !(6..=12).contains(&key.len()) {
                return Err(Invalid::new(
                    "value",
                    "write a hardware address such as 00:E0:4C:68:01:2A, or how it begins, such as 00:E0:4C",
                ));
            }
            Ok(key)
        }
    }
}
