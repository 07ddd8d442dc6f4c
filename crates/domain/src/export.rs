//! Taking out what is known: in which format, and how a cell is written so that no spreadsheet runs it and an import
//! reads it back as it was.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::import::Field;
use crate::record::{Compliance, JoinType, ManagedBy, Ownership, RecordFields, RecordKind};
use crate::words::words;

words! {
    /// How an export is written. The word is also the ending of its file's name.
    ExportFormat, "format" {
        /// Comma-separated text for spreadsheets and imports: UTF-8 with a byte order mark, lines end with CR LF.
        Csv = "csv", "CSV";
        /// One JSON object a line, values as they are.
        JsonLines = "jsonl", "JSON lines";
    }
}

impl ExportFormat {
    /// The media type of such a file.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/x-ndjson; charset=utf-8",
        }
    }
}

/// Whether a spreadsheet may take a cell that begins so for a formula.
fn begins_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

/// Whether, behind any apostrophes, `text` begins like a formula.
fn is_guardable(text: &str) -> bool {
    begins_formula(text.trim_start_matches('\''))
}

/// `text` for a cell of a CSV file: with an apostrophe before what a spreadsheet would run.
///
/// What has apostrophes there already gets one more, so that [`unguarded`] gives back every text as it was.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_guardable(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that [`guarded`] wrote.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|text| is_guardable(text))
        .unwrap_or(cell)
}

/// A time as exports write it: in UTC, ISO 8601, with a fraction only where there is one.
#[must_use]
pub fn written_time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// What a record's file says in the column `name` with the meaning `field`, in words that an import reads back.
///
/// A word that was not understood stands among the other fields under its column's name and is written as it came.
#[must_use]
pub fn record_cell<'a>(record: &'a RecordFields, field: Field, name: &str) -> Cow<'a, str> {
    if let Some(kept) = record.other_fields.0.get(name) {
        return Cow::Borrowed(kept);
    }
    let time = |at: Option<DateTime<Utc>>| Cow::Owned(at.map(written_time).unwrap_or_default());
    match field {
        Field::Id => Cow::Borrowed(&record.source_id),
        Field::DirectoryDeviceId => Cow::Owned(
            record
                .directory_device_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
        ),
        Field::Name => Cow::Borrowed(&record.name),
        Field::Serial => Cow::Borrowed(&record.serial),
        Field::Manufacturer => Cow::Borrowed(&record.manufacturer),
        Field::Model => Cow::Borrowed(&record.model),
        Field::Os => Cow::Borrowed(&record.os),
        Field::OsVersion => Cow::Borrowed(&record.os_version),
        Field::Ownership => Cow::Borrowed(ownership(record.ownership)),
        Field::Compliance => Cow::Borrowed(compliance(record.kind, record.compliance)),
        Field::JoinType => Cow::Borrowed(join_type(record.join_type)),
        Field::ManagedBy => Cow::Borrowed(managed_by(record.kind, record.managed_by)),
        Field::EnrollmentType => Cow::Borrowed(&record.enrollment_type),
        Field::Category => Cow::Borrowed(&record.category),
        Field::Upn => Cow::Borrowed(&record.user_upn),
        Field::UserName => Cow::Borrowed(&record.user_name),
        Field::Imei => Cow::Borrowed(&record.imei),
        Field::WifiMac => Cow::Borrowed(&record.wifi_mac),
        Field::EthernetMac => Cow::Borrowed(&record.ethernet_mac),
        Field::LastSeen => time(record.last_seen_at),
        Field::Enrolled => time(record.enrolled_at),
        Field::Registered => time(record.registered_at),
        // Of no record's own: the other fields would have had it.
        _ => Cow::Borrowed(""),
    }
}

fn ownership(word: Ownership) -> &'static str {
    match word {
        Ownership::Corporate => "Corporate",
        Ownership::Personal => "Personal",
        Ownership::Unknown => "",
    }
}

fn compliance(kind: RecordKind, word: Compliance) -> &'static str {
    match (kind, word) {
        (_, Compliance::Unknown) => "",
        (RecordKind::Directory, Compliance::Compliant) => "True",
        (RecordKind::Directory, Compliance::NotCompliant) => "False",
        (_, Compliance::NotCompliant) => "Noncompliant",
        (_, word) => word.label(),
    }
}

fn join_type(word: JoinType) -> &'static str {
    match word {
        JoinType::Joined => "Microsoft Entra joined",
        JoinType::HybridJoined => "Microsoft Entra hybrid joined",
        JoinType::Registered => "Microsoft Entra registered",
        JoinType::Unknown => "",
    }
}

fn managed_by(kind: RecordKind, word: ManagedBy) -> &'static str {
    match (kind, word) {
        (RecordKind::Directory, ManagedBy::Mdm) => "Microsoft Intune",
        (_, ManagedBy::Mdm) => "Intune",
        (_, ManagedBy::MdmAndConfigmgr) => "Co-managed",
        (_, ManagedBy::Configmgr) => "ConfigMgr",
        (_, ManagedBy::Eas) => "EAS",
        (_, ManagedBy::MdmAndEas) => "MDM/EAS",
        // How something else was written stands among the other fields.
        (_, ManagedBy::Other | ManagedBy::Nobody) => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_written_as_text() {
        for (text, cell) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+49 40 1", "'+49 40 1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("'=1", "''=1"),
            ("'quoted'", "'quoted'"),
            ("", ""),
            ("a=b", "a=b"),
        ] {
            assert_eq!(guarded(text), cell);
        }
    }

    #[test]
    fn every_word_is_read_back() {
        for kind in [RecordKind::Managed, RecordKind::Directory] {
            for &word in Compliance::ALL {
                assert_eq!(Compliance::read(compliance(kind, word)), Some(word));
            }
            for &word in ManagedBy::ALL {
                if word != ManagedBy::Other && !managed_by(kind, word).is_empty() {
                    assert_eq!(ManagedBy::read(managed_by(kind, word)), Some(word));
                }
            }
        }
        for &word in Ownership::ALL {
            assert_eq!(Ownership::read(ownership(word)), Some(word));
        }
        for &word in JoinType::ALL {
            assert_eq!(JoinType::read(join_type(word)), Some(word));
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back_as_it_was(text in "['=+@a\\-\\t\"]{0,6}") {
            let cell = guarded(&text);
            prop_assert!(!begins_formula(&cell));
            prop_assert_eq!(unguarded(&cell), text.as_str());
        }
    }
}
