//! Checking that nothing of the audit log was changed, removed, added or moved behind its back.
//!
//! Entries are read in their order, a page at a time, so that the size of the log costs time but no memory.

use domain::actor::{Actor, Permission};
use serde::Serialize;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::chain::{self, Hash, Link};
use crate::store::audit::{self as store, Event, Stored};
use crate::{Error, Muster, Result};

/// How many entries are read at a time.
const PAGE: i64 = 2_000;
/// How many pages the reading may be ahead of the checking.
const AHEAD: usize = 2;
/// How many faults are told one by one; all are counted.
const MOST_TOLD: usize = 100;

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// It is not what was written.
    Edited,
    /// It stands at another place than the one it was written at.
    Moved,
    /// It, or a run of entries, is not there.
    Removed,
    /// It was never written by Muster.
    Inserted,
    /// What is there cannot be an entry.
    Unreadable,
    /// It does not go on from the end of the entries that were archived before it.
    Beginning,
    /// It is not the one that the log is known to end with.
    End,
    /// Its hash is not the one that was noted.
    Noted,
}

/// An entry with a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The entry's number.
    pub sequence: i64,
    /// The last number of a run of removed entries; for a moved one the number under which it was written; else the same.
    pub other_sequence: i64,
    /// Its id, as far as it can be read.
    pub id: Option<String>,
    /// Its time, as far as it can be read.
    pub at: Option<String>,
    /// What it says was done, as far as it can be read.
    pub action: Option<String>,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sequence, other) = (self.sequence, self.other_sequence);
        match self.kind {
            FaultKind::Removed if sequence == other => write!(f, "entry {sequence} is missing")?,
            FaultKind::Removed => write!(f, "entries {sequence} to {other} are missing")?,
            FaultKind::Edited => write!(f, "entry {sequence} was changed")?,
            FaultKind::Moved if sequence == other => {
                write!(f, "entry {sequence} stands behind later ones")?;
            }
            FaultKind::Moved => write!(f, "entry {sequence} was written as entry {other}")?,
            FaultKind::Inserted => write!(f, "entry {sequence} was put in from outside")?,
            FaultKind::Unreadable => write!(f, "entry {sequence} cannot be read")?,
            FaultKind::Beginning => write!(
                f,
                "entry {sequence} does not follow the entries that were archived before it"
            )?,
            FaultKind::End => write!(
                f,
                "entry {sequence} is not the one that the log is known to end with"
            )?,
            FaultKind::Noted => write!(f, "entry {sequence} does not have the hash you noted")?,
        }
        let known: Vec<&str> = [&self.at, &self.action, &self.id]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        if known.is_empty() {
            Ok(())
        } else {
            write!(f, ": {}", known.join(", "))
        }
    }
}

/// An end of a chain: the number of its entry and that entry's hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// The number.
    pub sequence: i64,
    /// The hash, in hexadecimal digits.
    pub hash: String,
}

impl From<Link> for End {
    fn from(link: Link) -> Self {
        Self {
            sequence: link.sequence,
            hash: chain::to_hex(&link.hash),
        }
    }
}

/// An end that somebody noted earlier, somewhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotedEnd(Link);

impl NotedEnd {
    pub(super) fn sequence(&self) -> i64 {
        self.0.sequence
    }
}

impl std::str::FromStr for NotedEnd {
    type Err = domain::Invalid;

    fn from_str(text: &str) -> Result<Self, domain::Invalid> {
        let noted = || {
            let (sequence, hash) = text.split_once(':')?;
            let sequence = sequence.parse().ok().filter(|number| *number > 0)?;
            let hash = chain::from_hex(hash)?;
            Some(Self(Link { sequence, hash }))
        };
        noted().ok_or_else(|| {
            domain::Invalid::new(
                "noted",
                "write the number of an entry, a colon, and the 64 digits of its hash",
            )
        })
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// How many entries were looked at.
    pub entries: i64,
    /// The last entry before them: zeros where nothing was archived.
    pub after: End,
    /// The last of them.
    pub through: End,
    /// How many faults there are.
    pub fault_count: usize,
    /// The first of them, by number.
    pub faults: Vec<Fault>,
}

impl Muster {
    /// Checks the whole audit log in the database; calls `on_progress` with how many entries of how many were read.
    ///
    /// Whoever can write the database can also write the whole chain anew: `noted` are ends that were written down before,
    /// elsewhere, which such a chain does not have.
    ///
    /// # Errors
    /// The actor may not read the audit log; entries were archived meanwhile; the database failed.
    pub async fn verify_audit_log(
        &self,
        actor: &Actor,
        noted: &[NotedEnd],
        on_progress: &(dyn Fn(i64, i64) + Send + Sync),
    ) -> Result<Verified> {
        self.authorize(actor, Permission::ReadAudit).await?;
        let (archived, mut head) = self.ends_of_audit_log().await?;
        let mut checker = Checker::new(archived, noted);
        let (sender, mut pages) = mpsc::channel::<(Vec<Row>, Link)>(AHEAD);
        // Reading waits for the database most of the time, hashing never does.
        let checking = tokio::task::spawn_blocking(move || {
            while let Some((rows, head)) = pages.blocking_recv() {
                for row in rows {
                    checker.take(row, head.sequence);
                }
            }
            checker
        });
        // An entry below the first is one too many.
        let mut last = i64::MIN;
        loop {
            let rows = self.read_chained(last).await?;
            let Some(newest) = rows.last() else {
                break;
            };
            last = newest.sequence();
            // Read behind its page: what stands behind this end was not logged a moment ago.
            let mut tx = self.db.read().await?;
            head = store::link(&mut tx, "head").await?;
            drop(tx);
            if sender.send((rows, head)).await.is_err() {
                break;
            }
            let total = head.sequence - archived.sequence;
            on_progress((last - archived.sequence).clamp(0, total), total);
        }
        drop(sender);
        let checker = checking
            .await
            .map_err(|_| Error::Internal("the check of the audit log broke off"))?;
        if self.ends_of_audit_log().await?.0 != archived {
            return Err(Error::Conflict(
                "entries were moved to an archive file while the log was checked; check it again",
            ));
        }
        Ok(checker.finish(head))
    }

    /// The end of what was archived, and the end of the log.
    pub(super) async fn ends_of_audit_log(&self) -> Result<(Link, Link)> {
        let mut tx = self.db.read().await?;
        let archived = store::link(&mut tx, "archived").await?;
        let head = store::link(&mut tx, "head").await?;
        Ok((archived, head))
    }

    /// A page of entries behind the number `last`. Where one of them is beyond reading, each is read alone.
    async fn read_chained(&self, last: i64) -> Result<Vec<Row>> {
        let mut tx = self.db.read().await?;
        match store::chained_after(&mut tx, last, PAGE).await {
            Ok(rows) => return Ok(rows.into_iter().map(Row::read).collect()),
            Err(sqlx::Error::ColumnDecode { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let mut rows = Vec::new();
        let mut last = last;
        for _ in 0..PAGE {
            let row = match store::chained_after(&mut tx, last, 1).await {
                Ok(mut row) => row.pop().map(Row::read),
                Err(sqlx::Error::ColumnDecode { .. }) => {
                    let row = store::unreadable_after(&mut tx, last).await?;
                    row.map(|row| Row::Unreadable(row.sequence, Told::of_unreadable(&row)))
                }
                Err(error) => return Err(error.into()),
            };
            let Some(row) = row else {
                break;
            };
            last = row.sequence();
            rows.push(row);
        }
        Ok(rows)
    }
}

/// What a fault tells of its entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    id: Option<String>,
    at: Option<String>,
    action: Option<String>,
}

impl Told {
    fn of(event: &Event) -> Self {
        Self {
            id: Some(event.id.to_string()),
            at: Some(domain::export::written_time(event.at)),
            action: Some(event.action.clone()),
        }
    }

    fn of_unreadable(row: &store::Unreadable) -> Self {
        let text = |bytes: &[u8]| Some(String::from_utf8_lossy(bytes).into_owned());
        let id = text(&row.id);
        Self {
            id: id.map(|id| Uuid::parse_str(&id).map_or(id, |id| id.to_string())),
            at: text(&row.at),
            action: text(&row.action),
        }
    }
}

/// An entry as it was found.
#[expect(
    clippy::large_enum_variant,
    reason = "next to none is of the small variant, and there is no box to be made for each"
)]
pub(super) enum Row {
    Read(Chained),
    /// With its number.
    Unreadable(i64, Told),
}

/// An entry with its place.
pub(super) struct Chained {
    pub place: Link,
    pub previous: Hash,
    pub event: Event,
    /// Whether what is kept beside it for looking it up is what it must be.
    pub is_indexed: bool,
}

impl Row {
    fn read(row: Stored) -> Self {
        let (Ok(previous), Ok(hash)) = (row.previous.try_into(), row.hash.try_into()) else {
            return Self::Unreadable(row.sequence, Told::of(&row.event));
        };
        Self::Read(Chained {
            is_indexed: row.actor_key == row.event.actor_key()
                && row.is_refused == row.event.is_refused(),
            place: Link {
                sequence: row.sequence,
                hash,
            },
            previous,
            event: row.event,
        })
    }

    /// What stands where the entry `sequence` must.
    pub(super) fn unreadable(sequence: i64) -> Self {
        Self::Unreadable(sequence, Told::default())
    }

    fn sequence(&self) -> i64 {
        match self {
            Self::Read(chained) => chained.place.sequence,
            Self::Unreadable(sequence, _) => *sequence,
        }
    }
}

/// Follows a chain from its beginning, entry by entry.
pub(super) struct Checker {
    after: Link,
    noted: Vec<Link>,
    entries: i64,
    last: Link,
    /// The last entry, which the one after it may tell to be a fault.
    last_event: Option<Event>,
    last_is_sound: bool,
    /// The fault that the last entry points at, unless it is one itself.
    doubt: Option<(FaultKind, i64, Told)>,
    fault_count: usize,
    faults: Vec<Fault>,
    /// The first entries that are not what was written where they stand: each may belong elsewhere.
    suspects: Vec<Chained>,
}

impl Checker {
    pub(super) fn new(after: Link, noted: &[NotedEnd]) -> Self {
        Self {
            after,
            noted: noted.iter().map(|noted| noted.0).collect(),
            entries: 0,
            last: after,
            last_event: None,
            last_is_sound: true,
            doubt: None,
            fault_count: 0,
            faults: Vec::new(),
            suspects: Vec::new(),
        }
    }

    /// Takes the next entry; none that was written has a higher number than `highest`.
    pub(super) fn take(&mut self, row: Row, highest: i64) {
        self.entries += 1;
        let sequence = row.sequence();
        if sequence > highest || sequence <= self.last.sequence {
            self.take_stray(row);
            return;
        }
        let follows = sequence == self.last.sequence + 1;
        if !follows {
            self.add(
                FaultKind::Removed,
                (self.last.sequence + 1, sequence - 1),
                Told::default(),
            );
        }
        let chained = match row {
            Row::Read(chained) => chained,
            Row::Unreadable(_, told) => {
                self.add(FaultKind::Unreadable, (sequence, sequence), told);
                self.last = Link {
                    sequence,
                    hash: self.last.hash,
                };
                self.last_is_sound = false;
                return;
            }
        };
        let is_sound = chained.is_indexed && chained.is_whole(sequence);
        let can_tell = follows && self.last_is_sound && is_sound;
        let links = chained.previous == self.last.hash;
        match (self.doubt.take(), can_tell && !links) {
            // Both are whole, but one of them is of another chain: the next entry tells which.
            (None, true) => {
                self.doubt = Some(match &self.last_event {
                    Some(last) => (FaultKind::Edited, self.last.sequence, Told::of(last)),
                    None => (FaultKind::Beginning, sequence, Told::of(&chained.event)),
                });
            }
            // The last one follows neither the one before it nor does this one follow it.
            (Some(_), true) => {
                let told = self.last_event.as_ref().map(Told::of).unwrap_or_default();
                let last = self.last.sequence;
                self.add(FaultKind::Edited, (last, last), told);
            }
            (Some((kind, sequence, told)), false) => self.add(kind, (sequence, sequence), told),
            (None, false) => {}
        }
        let is_noted = |noted: &&Link| noted.sequence == sequence;
        if let Some(noted) = self.noted.iter().find(is_noted)
            && noted.hash != chained.place.hash
        {
            let told = Told::of(&chained.event);
            self.add(FaultKind::Noted, (sequence, sequence), told);
        }
        self.last = chained.place;
        self.last_is_sound = is_sound;
        if is_sound {
            self.last_event = Some(chained.event);
        } else {
            let told = Told::of(&chained.event);
            self.add(FaultKind::Edited, (sequence, sequence), told);
            self.suspect(chained);
        }
    }

    /// Takes an entry whose number has no place here.
    fn take_stray(&mut self, row: Row) {
        let sequence = row.sequence();
        match row {
            Row::Unreadable(_, told) => self.add(FaultKind::Inserted, (sequence, sequence), told),
            Row::Read(chained) => {
                let told = Told::of(&chained.event);
                if chained.is_whole(sequence) && sequence > self.after.sequence {
                    self.add(FaultKind::Moved, (sequence, sequence), told);
                } else {
                    self.add(FaultKind::Inserted, (sequence, sequence), told);
                    self.suspect(chained);
                }
            }
        }
    }

    fn suspect(&mut self, chained: Chained) {
        if self.suspects.len() < MOST_TOLD {
            self.suspects.push(chained);
        }
    }

    fn add(&mut self, kind: FaultKind, (sequence, other_sequence): (i64, i64), told: Told) {
        self.fault_count += 1;
        if self.faults.len() < MOST_TOLD {
            let Told { id, at, action } = told;
            self.faults.push(Fault {
                kind,
                sequence,
                other_sequence,
                id,
                at,
                action,
            });
        }
    }

    /// Ends the chain, which is known to end with `head`.
    pub(super) fn finish(mut self, head: Link) -> Verified {
        if self.last.sequence < head.sequence {
            self.add(
                FaultKind::Removed,
                (self.last.sequence + 1, head.sequence),
                Told::default(),
            );
        } else if self.last_is_sound && self.last.hash != head.hash {
            self.doubt = None;
            let sequence = self.last.sequence;
            let told = self.last_event.as_ref().map(Told::of).unwrap_or_default();
            self.add(FaultKind::End, (sequence, sequence), told);
        }
        if let Some((kind, sequence, told)) = self.doubt.take() {
            self.add(kind, (sequence, sequence), told);
        }
        for noted in std::mem::take(&mut self.noted) {
            // Whatever was archived is checked with its file.
            if noted.sequence > head.sequence {
                let place = (noted.sequence, noted.sequence);
                self.add(FaultKind::Noted, place, Told::default());
            }
        }
        self.find_moved();
        self.faults.sort_by_key(|fault| fault.sequence);
        Verified {
            entries: self.entries,
            after: self.after.into(),
            through: head.into(),
            fault_count: self.fault_count,
            faults: self.faults,
        }
    }

    /// Tells those that were moved from those that were changed: a moved one is whole under another number.
    fn find_moved(&mut self) {
        let mut places: Vec<i64> = self
            .suspects
            .iter()
            .map(|suspect| suspect.place.sequence)
            .collect();
        for fault in &self.faults {
            if fault.kind == FaultKind::Removed {
                let run = fault.sequence..=fault.other_sequence;
                places.extend(run.take(MOST_TOLD));
            }
        }
        for suspect in &self.suspects {
            let place = suspect.place.sequence;
            let written_as = places
                .iter()
                .find(|other| **other != place && suspect.is_whole(**other));
            let fault = self.faults.iter_mut().find(|fault| {
                fault.sequence == place
                    && matches!(fault.kind, FaultKind::Edited | FaultKind::Inserted)
            });
            if let (Some(written_as), Some(fault)) = (written_as, fault) {
                fault.kind = FaultKind::Moved;
                fault.other_sequence = *written_as;
            }
        }
        // What only stands elsewhere is not missing.
        let moved: Vec<i64> = self
            .faults
            .iter()
            .filter(|fault| fault.kind == FaultKind::Moved)
            .map(|fault| fault.other_sequence)
            .collect();
        let all = self.faults.len();
        self.faults.retain(|fault| {
            fault.kind != FaultKind::Removed
                || fault.sequence != fault.other_sequence
                || !moved.contains(&fault.sequence)
        });
        self.fault_count -= all - self.faults.len();
    }
}

impl Chained {
    /// Whether it holds what was written as the entry `sequence`.
    fn is_whole(&self, sequence: i64) -> bool {
        chain::hash(&self.previous, sequence, &self.event) == self.place.hash
    }
}
