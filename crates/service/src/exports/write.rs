//! Writes rows as CSV or JSON lines into a buffer that is emptied page by page.

use std::io::Write;

use chrono::{DateTime, Utc};
use domain::export::{ExportFormat, guarded, written_time};

/// What a spreadsheet needs to read letters beyond ASCII, and what imports pass over.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes one cell after the other; each row has as many as there are names.
pub(crate) struct RowWriter {
    format: ExportFormat,
    /// What stands before each cell.
    before: Vec<Vec<u8>>,
    column: usize,
    buffer: Vec<u8>,
}

impl RowWriter {
    /// Begins a file whose columns have these names: in CSV its first line.
    pub(crate) fn start<'a>(
        format: ExportFormat,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let before = names.iter().enumerate().map(|(at, name)| match format {
            ExportFormat::Csv if at == 0 => Vec::new(),
            ExportFormat::Csv => b",".to_vec(),
            ExportFormat::JsonLines => {
                let mut key = if at == 0 {
                    b"{".to_vec()
                } else {
                    b",".to_vec()
                };
                push_json(&mut key, name);
                key.push(b':');
                key
            }
        });
        let mut writer = Self {
            format,
            before: before.collect(),
            column: 0,
            buffer: Vec::new(),
        };
        if format == ExportFormat::Csv {
            writer.buffer.extend_from_slice(BYTE_ORDER_MARK);
            for name in names {
                writer.text(name);
            }
            writer.end_row();
        }
        writer
    }

    /// Writes a text.
    pub(crate) fn text(&mut self, text: &str) {
        self.begin_cell();
        match self.format {
            ExportFormat::Csv => push_csv(&mut self.buffer, text),
            ExportFormat::JsonLines => push_json(&mut self.buffer, text),
        }
    }

    /// Writes a time, or that there is none: an empty cell, `null`.
    pub(crate) fn time(&mut self, at: Option<DateTime<Utc>>) {
        match (at, self.format) {
            (Some(at), _) => self.text(&written_time(at)),
            (None, ExportFormat::Csv) => self.text(""),
            (None, ExportFormat::JsonLines) => self.bare("null"),
        }
    }

    /// Writes a number.
    pub(crate) fn number(&mut self, number: i64) {
        self.bare(&number.to_string());
    }

    /// Ends the row.
    pub(crate) fn end_row(&mut self) {
        self.buffer.extend_from_slice(match self.format {
            ExportFormat::Csv => b"\r\n",
            ExportFormat::JsonLines => b"}\n",
        });
        self.column = 0;
    }

    /// What was written since it was last taken.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        let capacity = self.buffer.len();
        std::mem::replace(&mut self.buffer, Vec::with_capacity(capacity))
    }

    fn begin_cell(&mut self) {
        if let Some(before) = self.before.get(self.column) {
            self.buffer.extend_from_slice(before);
        }
        self.column += 1;
    }

    fn bare(&mut self, text: &str) {
        self.begin_cell();
        self.buffer.extend_from_slice(text.as_bytes());
    }
}

fn push_json(buffer: &mut Vec<u8>, text: &str) {
    // Writing a text into memory cannot fail.
    drop(serde_json::to_writer(buffer.by_ref(), text));
}

fn push_csv(buffer: &mut Vec<u8>, text: &str) {
    let cell = guarded(text);
    let is_plain = !cell
        .bytes()
        .any(|byte| matches!(byte, b',' | b';' | b'"' | b'\r' | b'\n' | b'\t'))
        && !cell.starts_with(' ')
        && !cell.ends_with(' ');
    if is_plain {
        buffer.extend_from_slice(cell.as_bytes());
        return;
    }
    buffer.push(b'"');
    for (at, part) in cell.split('"').enumerate() {
        if at > 0 {
            buffer.extend_from_slice(b"\"\"");
        }
        buffer.extend_from_slice(part.as_bytes());
    }
    buffer.push(b'"');
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn write(format: ExportFormat) -> String {
        let mut writer = RowWriter::start(format, ["name", "at", "=n"]);
        writer.text("=cmd|'a\"b'!A0,\r\nü");
        writer.time(Some(Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).unwrap()));
        writer.number(-2);
        writer.end_row();
        writer.text("");
        writer.time(None);
        writer.number(0);
        writer.end_row();
        String::from_utf8(writer.take()).unwrap()
    }

    #[test]
    fn csv_is_quoted_and_harmless_and_json_lines_are_raw() {
        assert_eq!(
            write(ExportFormat::Csv),
            "\u{feff}name,at,'=n\r\n\"'=cmd|'a\"\"b'!A0,\r\nü\",2026-10-05T08:00:00Z,-2\r\n,,0\r\n"
        );
        assert_eq!(
            write(ExportFormat::JsonLines),
            "{\"name\":\"=cmd|'a\\\"b'!A0,\\r\\nü\",\"at\":\"2026-10-05T08:00:00Z\",\"=n\":-2}\n{\"name\":\"\",\"at\":null,\"=n\":0}\n"
        );
    }
}
