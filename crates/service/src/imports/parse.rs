//! Turns a file into batches of good rows and problems, on a thread of its own.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};

use chrono::{DateTime, Utc};
use domain::import::{
    DateStyle, DateVotes, DatesFrom, FileKind, Layout, Problem, Reason, Refused, Row,
};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::Sender;

use super::lines::{End, Lines, RawRecord, Unreadable};
use super::source::{Opener, Position};

/// How many records are written in one transaction: enough to be fast, few enough that others can write in between.
pub(super) const BATCH: usize = 1_000;
/// How much of a file is asked for at once.
const BUFFER: usize = 256 << 10;
/// How many records of a file without headers are looked at to recognise it, and how many bytes of them.
const LOOKED_AT: (usize, usize) = (100, 1 << 20);
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
    /// The headers were understood, and the order of the dates, if there are any.
    Layout(Layout, Option<(DateStyle, DatesFrom)>),
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

/// Finds out what a file holds.
pub(super) fn read_kind(file: &Opener) -> Result<FileKind, Unreadable> {
    file.read(|text, _| Ok(recognise(&mut Lines::open(BufReader::new(text))?)?.kind))
}

/// Reads a file to its end and sends what it finds behind the first `taken_already` records, which are read all the same:
/// later ones may repeat them. Ends early when nobody listens any more. `dates` is the order of its dates, where somebody
/// chose it.
pub(super) fn read_file(
    file: &Opener,
    dates: Option<DateStyle>,
    taken_already: i64,
    to: &Sender<Message>,
) {
    let read = || {
        let (layout, dates) = look_at(file, dates)?;
        if to
            .blocking_send(Message::Layout(layout.clone(), dates))
            .is_err()
        {
            return Ok(());
        }
        file.read(|text, position| Parser::run(text, position, layout, taken_already, to))
    };
    if let Err(unreadable) = read() {
        // Nobody listens: the import was dropped, and so is its problem.
        drop(to.blocking_send(Message::Unreadable(unreadable)));
    }
}

/// Finds out what a file holds and in which order its dates are written, for which it may have to be read to its end.
fn look_at(
    file: &Opener,
    chosen: Option<DateStyle>,
) -> Result<(Layout, Option<(DateStyle, DatesFrom)>), Unreadable> {
    file.read(|text, _| {
        let mut lines = Lines::open(BufReader::with_capacity(BUFFER, text))?;
        let layout = recognise(&mut lines)?;
        let columns: Vec<usize> = layout.date_columns().collect();
        let dates = match chosen {
            _ if columns.is_empty() => None,
            Some(style) => Some((style, DatesFrom::Chosen)),
            None => vote(&mut lines, &columns)?.verdict(),
        };
        let style = dates.map_or(DateStyle::Iso, |(style, _)| style);
        Ok((layout.with_dates(style), dates))
    })
}

/// What the dates in these columns tell of their order.
fn vote(lines: &mut Lines<impl BufRead>, columns: &[usize]) -> Result<DateVotes, Unreadable> {
    let mut votes = DateVotes::default();
    let mut record = RawRecord::new();
    while !votes.are_enough() && lines.read(&mut record)? {
        for (index, value) in record.fields().enumerate() {
            if columns.contains(&index)
                && let Ok(text) = std::str::from_utf8(value)
            {
                votes.hear(text);
            }
        }
    }
    Ok(votes)
}

/// Recognises a file by its first record, or by more of them where that is not its headers.
fn recognise(lines: &mut Lines<impl BufRead>) -> Result<Layout, Unreadable> {
    let mut record = RawRecord::new();
    if !lines.read(&mut record)? {
        return Err(Unreadable::File("The file is empty.".to_owned()));
    }
    let texts = |record: &RawRecord| -> Vec<String> {
        record
            .fields()
            .map(|field| String::from_utf8_lossy(field).into_owned())
            .collect()
    };
    let first = texts(&record);
    let invalid = match Layout::recognise(&borrowed(&first)) {
        Ok(layout) => return Ok(layout),
        Err(invalid) => invalid,
    };
    let mut records = vec![first];
    let mut bytes = 0;
    while records.len() < LOOKED_AT.0 && bytes < LOOKED_AT.1 && lines.read(&mut record)? {
        bytes += record.fields().map(<[u8]>::len).sum::<usize>();
        records.push(texts(&record));
    }
    let records: Vec<Vec<&str>> = records.iter().map(|record| borrowed(record)).collect();
    Layout::recognise_shape(&records).ok_or_else(|| {
        Unreadable::File(if invalid.field == "file" {
            format!("The file was not recognised: {}.", invalid.problem)
        } else {
            format!("The column {} {}.", invalid.field, invalid.problem)
        })
    })
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

struct Parser {
    layout: Layout,
    seen: HashMap<Fingerprint, Fingerprint>,
    batch: Batch,
}

impl Parser {
    fn run(
        text: impl Read,
        position: &Position,
        layout: Layout,
        taken_already: i64,
        to: &Sender<Message>,
    ) -> Result<(), Unreadable> {
        let mut lines = Lines::open(BufReader::with_capacity(BUFFER, text))?;
        let mut record = RawRecord::new();
        if layout.has_headers {
            lines.read(&mut record)?;
        }
        let mut parser = Self {
            layout,
            seen: HashMap::new(),
            batch: Batch::default(),
        };
        while lines.read(&mut record)? {
            parser.take(&record);
            parser.batch.read_bytes = position.bytes();
            if parser.batch.records <= taken_already {
                parser.batch.lines.clear();
                parser.batch.problems.clear();
                continue;
            }
            if parser.batch.lines.len() + parser.batch.problems.len() >= BATCH
                && to.blocking_send(parser.full_batch()).is_err()
            {
                return Ok(());
            }
        }
        parser.batch.read_bytes = position.size();
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
                Ok(text) if !text.contains('\0') => values.push(text),
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
            Row::Identifier(row) => format!("{}/{}", row.kind.as_str(), row.key()),
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
