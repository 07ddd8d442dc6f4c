//! The audit log: looking through it, checking that it is whole, and moving old entries into files.

mod archive;
pub(crate) mod chain;
mod compare;
mod verify;

use domain::actor::{Actor, Permission};
use domain::audit::{AuditDetail, AuditEntry, AuditQuery, AuditResult, AuditWords};
use domain::page::Rows;

pub use archive::{Archive, NewArchive, read_archive};
pub use verify::{End, Fault, FaultKind, NotedEnd, Verified};

use crate::{Error, Muster, Result, store};

/// How many words a filter offers.
const WORDS: i64 = 200;

impl Muster {
    /// The page of the audit log that `query` asks for, the newest entries first.
    ///
    /// # Errors
    /// The page's place is of another list; the actor may not read the audit log; the database failed.
    pub async fn list_audit_entries(
        &self,
        actor: &Actor,
        query: &AuditQuery,
    ) -> Result<Rows<AuditEntry>> {
        self.authorize(actor, Permission::ReadAudit).await?;
        let mut tx = self.db.read().await?;
        store::audit::list(&mut tx, query).await
    }

    /// How many entries `query` asks for, on all pages.
    ///
    /// # Errors
    /// The actor may not read the audit log; the database failed.
    pub async fn count_audit_entries(&self, actor: &Actor, query: &AuditQuery) -> Result<i64> {
        self.authorize(actor, Permission::ReadAudit).await?;
        // Few are refused, so those that were done are counted as the others.
        let of_any_result = AuditQuery {
            result: None,
            ..query.clone()
        };
        let refused = AuditQuery {
            result: Some(AuditResult::Refused),
            ..query.clone()
        };
        Ok(match query.result {
            None => self.count_entries(query).await?,
            Some(AuditResult::Refused) => self.count_entries(&refused).await?,
            Some(AuditResult::Done) => {
                self.count_entries(&of_any_result).await? - self.count_entries(&refused).await?
            }
        })
    }

    async fn count_entries(&self, query: &AuditQuery) -> Result<i64> {
        if !query.is_filtered() {
            // They are numbered without gaps.
            let (archived, head) = self.ends_of_audit_log().await?;
            return Ok(head.sequence - archived.sequence);
        }
        let mut tx = self.db.read().await?;
        Ok(store::audit::count(&mut tx, query).await?)
    }

    /// One entry with what was before and after it, by its place in the chain.
    ///
    /// # Errors
    /// There is no such entry in the database; the actor may not read the audit log; the database failed.
    pub async fn find_audit_entry(&self, actor: &Actor, sequence: i64) -> Result<AuditDetail> {
        self.authorize(actor, Permission::ReadAudit).await?;
        let (archived, head) = self.ends_of_audit_log().await?;
        let mut tx = self.db.read().await?;
        let row = store::audit::chained_after(&mut tx, sequence.saturating_sub(1), 1)
            .await?
            .into_iter()
            .find(|row| row.sequence == sequence)
            .ok_or(Error::NotFound("audit entry"))?;
        let event = row.event;
        let (before, after) = (event.before.as_deref(), event.after.as_deref());
        Ok(AuditDetail {
            fields: compare::fields(before, after),
            has: (before.is_some(), after.is_some()),
            previous: chain::to_hex(&row.previous),
            hash: chain::to_hex(&row.hash),
            newer: (sequence < head.sequence).then(|| sequence + 1),
            older: (sequence > archived.sequence + 1).then(|| sequence - 1),
            entry: AuditEntry {
                sequence,
                id: event.id,
                at: event.at,
                actor_kind: event.actor_kind,
                actor_id: event.actor_id,
                actor_name: event.actor_name,
                address: event.address,
                action: event.action,
                object_kind: event.object_kind,
                object_id: event.object_id,
                is_refused: row.is_refused,
            },
        })
    }

    /// The actions and kinds of things that occur in the log.
    ///
    /// # Errors
    /// The actor may not read the audit log; the database failed.
    pub async fn list_audit_words(&self, actor: &Actor) -> Result<AuditWords> {
        self.authorize(actor, Permission::ReadAudit).await?;
        let mut tx = self.db.read().await?;
        Ok(AuditWords {
            actions: store::audit::words(&mut tx, "action", WORDS).await?,
            object_kinds: store::audit::words(&mut tx, "object_kind", WORDS).await?,
        })
    }

    /// Takes into the chain what was logged before there was one.
    pub(crate) async fn chain_unchained(&self) -> Result<()> {
        const AT_ONCE: i64 = 1_000;
        loop {
            let mut tx = self.db.write().await?;
            // Another server of the same database may be starting, too.
            store::audit::lock_link(&mut tx, "head").await?;
            let chained = store::audit::chain_old(&mut tx, AT_ONCE).await?;
            tx.commit().await?;
            if chained == 0 {
                return Ok(());
            }
        }
    }
}
