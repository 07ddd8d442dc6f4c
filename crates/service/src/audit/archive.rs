//! Moving the oldest entries out of the database into files that go on proving that they are whole.
//!
//! An archive is a text of JSON lines: the first says which entries follow and with which ends, then comes one entry a line in
//! the chain's order. Entries are deleted only once their file was read back and found whole; the end of what it holds stays
//! in the database, and the first entry there goes on from it.

use std::io::{self, BufRead};

use chrono::{DateTime, Utc};
use domain::actor::{Actor, Permission};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::chain::{Link, from_hex, to_hex};
use super::verify::{Chained, Checker, NotedEnd, Row, Verified};
use crate::store::audit::{self as store, Event, Stored};
use crate::{Error, Muster, Result};

/// How many entries are read at a time.
const PAGE: i64 = 2_000;
/// What the first line of an archive says it is.
const FORMAT: &str = "muster audit archive 1";

/// The first line of an archive.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    after: LinkText,
    through: LinkText,
    entries: i64,
    written_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkText {
    sequence: i64,
    hash: String,
}

impl From<Link> for LinkText {
    fn from(link: Link) -> Self {
        Self {
            sequence: link.sequence,
            hash: to_hex(&link.hash),
        }
    }
}

impl LinkText {
    fn read(&self) -> Option<Link> {
        let hash = from_hex(&self.hash)?;
        Some(Link {
            sequence: self.sequence,
            hash,
        })
    }
}

/// One entry.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sequence: i64,
    id: Uuid,
    at: DateTime<Utc>,
    actor_kind: String,
    actor_id: Option<Uuid>,
    actor_name: String,
    address: String,
    action: String,
    object_kind: String,
    object_id: String,
    before: Option<String>,
    after: Option<String>,
    previous: String,
    hash: String,
}

impl From<Stored> for Line {
    fn from(row: Stored) -> Self {
        let event = row.event;
        Self {
            sequence: row.sequence,
            id: event.id,
            at: event.at,
            actor_kind: event.actor_kind,
            actor_id: event.actor_id,
            actor_name: event.actor_name,
            address: event.address,
            action: event.action,
            object_kind: event.object_kind,
            object_id: event.object_id,
            before: event.before,
            after: event.after,
            previous: to_hex(&row.previous),
            hash: to_hex(&row.hash),
        }
    }
}

impl Line {
    fn chained(self) -> Option<Chained> {
        let place = LinkText {
            sequence: self.sequence,
            hash: self.hash,
        };
        Some(Chained {
            place: place.read()?,
            previous: from_hex(&self.previous)?,
            is_indexed: true,
            event: Event {
                id: self.id,
                at: self.at,
                actor_kind: self.actor_kind,
                actor_id: self.actor_id,
                actor_name: self.actor_name,
                address: self.address,
                action: self.action,
                object_kind: self.object_kind,
                object_id: self.object_id,
                before: self.before,
                after: self.after,
            },
        })
    }
}

/// An archive that is being written.
pub struct NewArchive {
    muster: Muster,
    through: Link,
    last: i64,
    /// The header, until it is taken.
    header: Option<Vec<u8>>,
}

/// What an archive is found to be.
#[derive(Clone, Debug)]
pub struct Archive {
    after: Link,
    through: Link,
    /// What checking its entries found.
    pub verified: Verified,
}

impl Archive {
    /// Whether `next` goes on where this one ends.
    #[must_use]
    pub fn joins(&self, next: &Self) -> bool {
        self.through == next.after
    }
}

impl Muster {
    /// Begins an archive of the entries that were made before `before`, the oldest ones up to the first that was made later;
    /// `None` if there is none. Nothing is deleted yet.
    ///
    /// # Errors
    /// The actor may not change the organisation's data; the database failed.
    pub async fn begin_audit_archive(
        &self,
        actor: &Actor,
        before: DateTime<Utc>,
    ) -> Result<Option<NewArchive>> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let (archived, head) = self.ends_of_audit_log().await?;
        let mut tx = self.db.read().await?;
        let last = store::last_before(&mut tx, before, head.sequence).await?;
        if last <= archived.sequence {
            return Ok(None);
        }
        let through = stored_link(&mut tx, last).await?;
        let header = Header {
            format: FORMAT.to_owned(),
            after: archived.into(),
            through: through.into(),
            entries: last - archived.sequence,
            written_at: self.clock.now(),
        };
        Ok(Some(NewArchive {
            muster: self.clone(),
            through,
            last: archived.sequence,
            header: Some(to_line(&header)?),
        }))
    }

    /// Deletes the entries that `archive` holds, and keeps its end for those that follow; says how many they were.
    /// `file_name` is where the log says they went.
    ///
    /// # Errors
    /// The archive has faults, or does not hold just the oldest entries of the log; the actor may not change the
    /// organisation's data; the database failed. Nothing is deleted then.
    pub async fn finish_audit_archive(
        &self,
        actor: &Actor,
        archive: &Archive,
        file_name: &str,
    ) -> Result<u64> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        if archive.verified.fault_count > 0 {
            return Err(Error::Conflict(
                "the archive file is damaged, so nothing was deleted",
            ));
        }
        let (after, through) = (archive.after, archive.through);
        let other = || {
            Error::Conflict(
                "the archive file does not hold just the oldest entries of this log, so nothing was deleted",
            )
        };
        let mut tx = self.db.write().await?;
        let archived = store::lock_link(&mut tx, "archived").await?;
        if archived != after || through.sequence <= after.sequence {
            return Err(other());
        }
        if stored_link(&mut tx, through.sequence).await? != through {
            return Err(other());
        }
        let deleted = store::delete_through(&mut tx, through.sequence).await?;
        store::save_link(&mut tx, "archived", through).await?;
        let summary = serde_json::json!({
            "file": file_name,
            "first": after.sequence + 1,
            "last": through.sequence,
            "hash": to_hex(&through.hash),
        });
        self.audit(
            &mut tx,
            actor,
            "archive_audit_log",
            ("audit_log", through.sequence),
            None::<&()>,
            Some(&summary),
        )
        .await?;
        tx.commit().await?;
        Ok(deleted)
    }

    /// Whether the entries in the database go on where `archive` ends.
    ///
    /// # Errors
    /// The database failed.
    pub async fn audit_log_follows(&self, archive: &Archive) -> Result<bool> {
        let (archived, _) = self.ends_of_audit_log().await?;
        Ok(archived == archive.through)
    }
}

/// The stored entry `sequence` as the end of what stands before it.
async fn stored_link(tx: &mut crate::store::Tx, sequence: i64) -> Result<Link> {
    let rows = store::chained_after(tx, sequence - 1, 1).await?;
    let faulty = || Error::Conflict("the audit log has faults; look at muster audit verify first");
    let row = rows
        .into_iter()
        .find(|row| row.sequence == sequence)
        .ok_or_else(faulty)?;
    let hash = row.hash.try_into().map_err(|_| faulty())?;
    Ok(Link { sequence, hash })
}

fn to_line(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut line = crate::directory::to_json(value)?.into_bytes();
    line.push(b'\n');
    Ok(line)
}

impl NewArchive {
    /// The next piece of the file; `None` at its end.
    ///
    /// # Errors
    /// The database failed.
    pub async fn next_piece(&mut self) -> Result<Option<Vec<u8>>> {
        if let Some(header) = self.header.take() {
            return Ok(Some(header));
        }
        let left = self.through.sequence - self.last;
        if left <= 0 {
            return Ok(None);
        }
        let mut tx = self.muster.db.read().await?;
        let rows = store::chained_after(&mut tx, self.last, left.min(PAGE)).await?;
        let mut piece = Vec::new();
        for row in rows {
            // Past what is missing: reading the file back tells that it is.
            if row.sequence <= self.through.sequence {
                self.last = row.sequence;
                piece.extend(to_line(&Line::from(row))?);
            } else {
                self.last = self.through.sequence;
            }
        }
        Ok(Some(piece).filter(|piece| !piece.is_empty()))
    }
}

/// Reads an archive to its end and checks every entry.
///
/// # Errors
/// The file cannot be read, or its first line is not that of an archive.
pub fn read_archive(mut file: impl BufRead, noted: &[NotedEnd]) -> io::Result<Archive> {
    let no_archive = || {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "this is no audit archive of Muster",
        )
    };
    let mut line = String::new();
    file.read_line(&mut line)
        .map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => no_archive(),
            _ => error,
        })?;
    let header: Header = serde_json::from_str(&line).map_err(|_| no_archive())?;
    let ends = header.after.read().zip(header.through.read());
    let (after, through) = ends
        .filter(|(after, through)| {
            header.format == FORMAT && header.entries == through.sequence - after.sequence
        })
        .ok_or_else(no_archive)?;
    let noted_here: Vec<NotedEnd> = noted
        .iter()
        .filter(|noted| noted.sequence() <= through.sequence)
        .copied()
        .collect();
    let mut checker = Checker::new(after, &noted_here);
    let mut bytes = Vec::new();
    let mut sequence = after.sequence;
    loop {
        bytes.clear();
        if file.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        sequence += 1;
        let read = serde_json::from_slice(&bytes).ok().and_then(Line::chained);
        let row = read.map_or_else(|| Row::unreadable(sequence), Row::Read);
        checker.take(row, through.sequence);
    }
    Ok(Archive {
        after,
        through,
        verified: checker.finish(through),
    })
}
