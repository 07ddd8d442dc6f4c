//! Turns a file into batches of good rows and problems, on a thread of its own.

use std::collections::HashMap;
use std::io::{BufReader, Read};

use chrono::{DateTime, Utc};
use domain::export::unguarded;
use domain::import::{Layout, Problem, Reason, Refused, Row};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::Sender;

use super::lines::{End, Lines, RawRecord, Unreadable};

/// How many records are written in one transaction: enough to be fast, few enough that others can write in between.
pub(super) const BATCH: usize = 1_000;
/// The longest text that a problem quotes from the file, in characters.
const LONGEST_QUOTE: usize = 200;

/// A good row and where it stands in the file.
#[derive(Debug)]
pub(super) struct Line {
    /// The record's number, from 1.
    pub record: i64,
    /// The line it begins on, from 1.
    pub line: i64,
    /// What it says.
    pub row: Row,
    /// A fingerprint of what it says.
    pub hash: Fingerprint,
}

impl Line {
    /// The problem that this row turned out to be.
    pub(super) fn problem(&self, refused: &Refused) -> Problem {
        problem(self.record, self.line, refused)
    }
}

/// What the thread sends: first the layout, then batches, the last of them perhaps empty.
#[derive(Debug)]
pub(super) enum Message {
    /// The headers were understood.
    Layout(Layout),
    /// Some records.
    Batch(Batch),
    /// The file cannot be read (any further).
    Unreadable(Unreadable),
}

/// Some records of the file.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The good ones.
    pub lines: Vec<Line>,
    /// The bad ones.
    pub problems: Vec<Problem>,
    /// Records of the file up to here.
    pub records: i64,
    /// Bytes of the file up to here.
    pub read_bytes: i64,
    /// The newest check-in of the file up to here.
    pub newest: Option<DateTime<Utc>>,
}

/// The first 16 bytes of a SHA-256: different content has a different one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of some bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        Self(
            digest
                .iter()
                .take(16)
                .fold(0, |sum, byte| sum << 8 | u128::from(*byte)),
        )
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Reads the headers of a file.
pub(super) fn read_layout(input: impl Read) -> Result<Layout, Unreadable> {
    let mut lines = Lines::open(BufReader::new(input))?;
    layout(&mut lines, &mut RawRecord::new())
}

/// Reads `input` to its end and sends what it finds. Ends early when nobody listens any more.
pub(super) fn read_file(input: impl Read, to: &Sender<Message>) {
    if let Err(unreadable) = Parser::run(input, to) {
        // Nobody listens: the import was dropped, and so is its problem.
        drop(to.blocking_send(Message::Unreadable(unreadable)));
    }
}

fn layout(
    lines: &mut Lines<BufReader<impl Read>>,
    record: &mut RawRecord,
) -> Result<Layout, Unreadable> {
    if !lines.read(record)? {
        return Err(Unreadable::File("The file is empty.".to_owned()));
    }
    let headers: Vec<String> = record
        .fields()
        .map(|header| unguarded(&String::from_utf8_lossy(header)).to_owned())
        .collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    Layout::recognise(&headers).map_err(|invalid| {
        let subject = if invalid.field == "file" {
            "The file was not recognised".to_owned()
        } else {
            format!("The column {}", invalid.field)
        };
        let joint = if invalid.field == "file" { ": " } else { " " };
        Unreadable::File(format!("{subject}{joint}{}.", invalid.problem))
    })
}

struct Parser {
    layout: Layout,
    seen: HashMap<Fingerprint, Fingerprint>,
    batch: Batch,
}

impl Parser {
    fn run(input: impl Read, to: &Sender<Message>) -> Result<(), Unreadable> {
        let mut lines = Lines::open(BufReader::with_capacity(256 << 10, input))?;
        let mut record = RawRecord::new();
        let layout = layout(&mut lines, &mut record)?;
        if to.blocking_send(Message::Layout(layout.clone())).is_err() {
            return Ok(());
        }
        let mut parser = Self {
            layout,
            seen: HashMap::new(),
            batch: Batch::default(),
        };
        while lines.read(&mut record)? {
            parser.take(&record);
            parser.batch.read_bytes = lines.bytes_read();
            if parser.batch.lines.len() + parser.batch.problems.len() >= BATCH
                && to.blocking_send(parser.full_batch()).is_err()
            {
                return Ok(());
            }
        }
        parser.batch.read_bytes = lines.bytes_read();
        // Nobody listens: the import was dropped.
        drop(to.blocking_send(parser.full_batch()));
        Ok(())
    }

    fn full_batch(&mut self) -> Message {
        let next = Batch {
            records: self.batch.records,
            read_bytes: self.batch.read_bytes,
            newest: self.batch.newest,
            ..Batch::default()
        };
        Message::Batch(std::mem::replace(&mut self.batch, next))
    }

    fn take(&mut self, raw: &RawRecord) {
        self.batch.records += 1;
        let number = self.batch.records;
        match self.read(raw) {
            Ok((row, hash)) => {
                if let Row::Record(record) = &row {
                    self.batch.newest = self.batch.newest.max(record.last_seen_at);
                }
                self.batch.lines.push(Line {
                    record: number,
                    line: raw.line,
                    row,
                    hash,
                });
            }
            Err(refused) => self
                .batch
                .problems
                .push(problem(number, raw.line, &refused)),
        }
    }

    fn read(&mut self, raw: &RawRecord) -> Result<(Row, Fingerprint), Refused> {
        let expected = self.layout.columns.len();
        let found = || format!("{} fields instead of {expected}", raw.len());
        if raw.end == End::OpenQuote || (raw.end == End::File && raw.len() < expected) {
            return Err(Refused::new(Reason::Truncated, "", found()));
        }
        match raw.len() {
            fields if fields < expected => {
                return Err(Refused::new(Reason::TooFewFields, "", found()));
            }
            fields if fields > expected => {
                return Err(Refused::new(Reason::TooManyFields, "", found()));
            }
            _ => {}
        }
        let mut values = Vec::with_capacity(expected);
        for (value, (_, name)) in raw.fields().zip(&self.layout.columns) {
            match std::str::from_utf8(value) {
                // PostgreSQL's text holds every character but this one.
                Ok(text) if !text.contains('\0') => values.push(unguarded(text)),
                _ => {
                    return Err(Refused::new(
                        Reason::UnreadableText,
                        name,
                        String::from_utf8_lossy(value),
                    ));
                }
            }
        }
        let row = self.layout.read(&values)?;
        let hash = Fingerprint::of(&serde_json::to_vec(&row).unwrap_or_default());
        self.refuse_second(&row, hash)?;
        Ok((row, hash))
    }

    /// Refuses a row whose id an earlier row of the file has.
    fn refuse_second(&mut self, row: &Row, hash: Fingerprint) -> Result<(), Refused> {
        let key = match row {
            Row::Record(record) => record.source_id.clone(),
            Row::User(user) => user.id.to_string(),
            Row::Group(group) => group.id.to_string(),
            Row::Member(member) => format!("{}/{}", member.group_id, member.member_id),
            Row::Licence(licence) => format!("{}/{}", licence.upn.to_lowercase(), licence.sku),
            Row::Subscription(subscription) => subscription.sku.clone(),
        };
        let id = Fingerprint::of(key.as_bytes());
        // A user has two ids.
        let second = if let Row::User(user) = row {
            Some(Fingerprint::of(user.upn.to_lowercase().as_bytes()))
        } else {
            None
        };
        for id in std::iter::once(id).chain(second) {
            match self.seen.get(&id) {
                Some(earlier) if *earlier == hash => {
                    return Err(Refused::new(Reason::DuplicateRow, "", key));
                }
                Some(_) => return Err(Refused::new(Reason::ConflictingId, "", key)),
                None => {}
            }
        }
        self.seen
            .extend(std::iter::once(id).chain(second).map(|id| (id, hash)));
        Ok(())
    }
}

fn problem(record: i64, line: i64, refused: &Refused) -> Problem {
    let quoted = |text: &str| {
        text.chars()
            .filter(|c| *c != '\0')
            .take(LONGEST_QUOTE)
            .collect()
    };
    Problem {
        record,
        line,
        reason: refused.reason,
        field: quoted(&refused.field),
        detail: quoted(&refused.detail),
    }
}
