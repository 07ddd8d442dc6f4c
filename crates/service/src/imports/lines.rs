//! Reads comma-separated text record by record, with exact line numbers and a clear end, however damaged it is.
//!
//! The `csv` crate counts a line only when it reads on, which names the wrong line after `\r\n`, and does not tell
//! a file that was cut off inside quotation marks from one that ends there.

use std::io::{self, BufRead};

use super::unpack::is_zip;

/// The most that one record may hold: a quotation mark that is never closed would otherwise fill the memory.
const LARGEST_RECORD: usize = 4 << 20;

/// Why a file cannot be read as lines.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// Reading failed.
    Io(io::Error),
    /// The sentence says what is wrong with the file.
    File(String),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        // A sentence that came through a reader.
        match error.downcast::<Sentence>() {
            Ok(Sentence(sentence)) => Self::File(sentence),
            Err(error) => Self::Io(error),
        }
    }
}

impl From<Unreadable> for io::Error {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Io(error) => error,
            Unreadable::File(sentence) => Self::other(Sentence(sentence)),
        }
    }
}

/// What is wrong with a file, on its way through a reader.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Sentence(String);

/// Where a record stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At the end of its line.
    Line,
    /// At the end of the file, without a line end.
    File,
    /// At the end of the file, inside quotation marks.
    OpenQuote,
}

/// One record, used again for the next.
#[derive(Debug)]
pub(super) struct RawRecord {
    content: Vec<u8>,
    ends: Vec<usize>,
    /// The line on which it begins, from 1.
    pub line: i64,
    /// Where it stopped.
    pub end: End,
}

impl RawRecord {
    pub(super) fn new() -> Self {
        Self {
            content: Vec::new(),
            ends: Vec::new(),
            line: 0,
            end: End::Line,
        }
    }

    /// How many fields it has.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Its fields.
    pub(super) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.content[start..end])
    }

    fn is_blank(&self) -> bool {
        self.ends.len() == 1 && self.content.is_empty()
    }
}

/// What the reader is in the middle of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// After a quotation mark inside a quoted field: its end, or the first half of a doubled one.
    QuoteInQuoted,
}

/// Records of a file, one after the other.
pub(super) struct Lines<R> {
    input: R,
    separator: u8,
    line: i64,
    /// The last byte was `\r` at the end of a record; a `\n` right after it belongs to it.
    after_return: bool,
}

impl<R: BufRead> Lines<R> {
    /// Skips a byte order mark and finds out which sign separates the fields: a comma, a semicolon or a tab.
    pub(super) fn open(mut input: R) -> Result<Self, Unreadable> {
        let start = input.fill_buf()?;
        if is_zip(start.get(..4).unwrap_or_default()) {
            return Err(Unreadable::File(
                "There is another zip file in the zip file. Unpack it and choose the CSV file inside.".to_owned(),
            ));
        }
        let mark = if start.starts_with(&[0xef, 0xbb, 0xbf]) {
            3
        } else {
            0
        };
        let first_line = start[mark..]
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        let count = |sign: u8| first_line.iter().filter(|byte| **byte == sign).count();
        let separator = [b',', b';', b'\t']
            .into_iter()
            .rev()
            .max_by_key(|&sign| count(sign))
            .unwrap_or(b',');
        input.consume(mark);
        Ok(Self {
            input,
            separator,
            line: 1,
            after_return: false,
        })
    }

    /// Reads the next record that is not a blank line; `false` at the end of the file.
    pub(super) fn read(&mut self, record: &mut RawRecord) -> Result<bool, Unreadable> {
        loop {
            if !self.read_any(record)? {
                return Ok(false);
            }
            if !record.is_blank() {
                return Ok(true);
            }
        }
    }

    fn read_any(&mut self, record: &mut RawRecord) -> Result<bool, Unreadable> {
        record.content.clear();
        record.ends.clear();
        record.line = self.line;
        record.end = End::Line;
        let mut state = State::FieldStart;
        let mut any = false;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                if any {
                    record.end = if state == State::Quoted {
                        End::OpenQuote
                    } else {
                        End::File
                    };
                    record.ends.push(record.content.len());
                }
                return Ok(any);
            }
            let mut at = 0;
            let mut complete = false;
            while at < buffer.len() && !complete {
                let byte = buffer[at];
                if self.after_return {
                    self.after_return = false;
                    if byte == b'\n' {
                        at += 1;
                        continue;
                    }
                }
                any = true;
                match state {
                    State::Quoted => {
                        let rest = &buffer[at..];
                        let length = rest.iter().position(|b| *b == b'"').unwrap_or(rest.len());
                        self.line +=
                            i64::try_from(rest[..length].iter().filter(|b| **b == b'\n').count())
                                .unwrap_or(0);
                        record.content.extend_from_slice(&rest[..length]);
                        at += length;
                        if at < buffer.len() {
                            at += 1;
                            state = State::QuoteInQuoted;
                        }
                        continue;
                    }
                    State::QuoteInQuoted if byte == b'"' => {
                        record.content.push(b'"');
                        state = State::Quoted;
                    }
                    State::FieldStart if byte == b'"' => state = State::Quoted,
                    _ if byte == self.separator => {
                        record.ends.push(record.content.len());
                        state = State::FieldStart;
                    }
                    _ if byte == b'\n' || byte == b'\r' => {
                        record.ends.push(record.content.len());
                        self.after_return = byte == b'\r';
                        self.line += 1;
                        complete = true;
                    }
                    _ => {
                        let rest = &buffer[at..];
                        let length = rest
                            .iter()
                            .position(|b| *b == self.separator || matches!(b, b'\n' | b'\r'))
                            .unwrap_or(rest.len());
                        record.content.extend_from_slice(&rest[..length]);
                        at += length;
                        state = State::Plain;
                        continue;
                    }
                }
                at += 1;
            }
            self.input.consume(at);
            if complete {
                return Ok(true);
            }
            if record.content.len() > LARGEST_RECORD {
                return Err(Unreadable::File(format!(
                    "The record that begins on line {} does not end within 4 MB: a quotation mark is not closed. Mend that line and import the file again.",
                    record.line
                )));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, buffer: usize) -> Vec<(i64, Vec<String>, End)> {
        let mut lines = Lines::open(io::BufReader::with_capacity(buffer, text.as_bytes())).unwrap();
        let mut record = RawRecord::new();
        let mut all = Vec::new();
        while lines.read(&mut record).unwrap() {
            let fields = record
                .fields()
                .map(|field| String::from_utf8(field.to_vec()).unwrap())
                .collect();
            all.push((record.line, fields, record.end));
        }
        all
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let text = "\u{feff}a,b\r\n1,2\r\n\r\n3,\"x\r\ny\"\r\n5,6\n\n\n7,\"8 \"\"eight\"\"\"\r9,\n";
        for buffer in [8, 9, 11, 64, 4096] {
            let records: Vec<(i64, Vec<String>)> = read(text, buffer)
                .into_iter()
                .map(|(line, fields, _)| (line, fields))
                .collect();
            let expected = [
                (1, ["a", "b"]),
                (2, ["1", "2"]),
                (4, ["3", "x\r\ny"]),
                (6, ["5", "6"]),
                (9, ["7", "8 \"eight\""]),
                (10, ["9", ""]),
            ];
            assert_eq!(
                records,
                expected.map(|(line, fields)| (line, fields.map(str::to_owned).to_vec())),
                "buffer of {buffer}"
            );
        }
    }

    #[test]
    fn a_file_that_was_cut_off_is_told_from_one_that_ends() {
        let end = |text| read(text, 64).pop().map(|(_, _, end)| end);
        assert_eq!(end("a,b\n1,2\n"), Some(End::Line));
        assert_eq!(end("a,b\n1,2"), Some(End::File));
        assert_eq!(end("a,b\n1,\"2\""), Some(End::File));
        assert_eq!(end("a,b\n1,\"cut of"), Some(End::OpenQuote));
    }

    #[test]
    fn spreadsheets_that_write_semicolons_or_tabs_are_read_too() {
        assert_eq!(read("a;b\n1,5;2\n", 64)[1].1, ["1,5", "2"]);
        assert_eq!(read("a\tb\n1\t2\n", 64)[1].1, ["1", "2"]);
        assert_eq!(read("a\n1\n", 64)[1].1, ["1"]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_does_not_fill_the_memory() {
        let text = format!("a,b\n1,2\n3,\"{}", "x,y\n".repeat(LARGEST_RECORD));
        let mut lines = Lines::open(io::BufReader::new(text.as_bytes())).unwrap();
        let mut record = RawRecord::new();
        let error = loop {
            match lines.read(&mut record) {
                Ok(true) => {}
                Ok(false) => panic!("the file was read to its end"),
                Err(Unreadable::File(sentence)) => break sentence,
                Err(Unreadable::Io(error)) => panic!("{error}"),
            }
        };
        assert!(error.contains("line 3"), "{error}");
    }
}
