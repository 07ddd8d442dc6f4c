//! Files without headers, recognised by what their first records look like: corporate identifiers.

use uuid::Uuid;

use super::columns::{Field, Layout, is_known_header};
use super::value::split_date;
use super::{DateStyle, FileKind};

/// The longest serial number that is taken for one.
const LONGEST_SERIAL: usize = 64;

/// How a record is told, and the columns of a file of such records.
type Shape = (fn(&[&str]) -> bool, &'static [(Field, &'static str)]);

impl Layout {
    /// Recognises a file of corporate identifiers, which has no headers: maker, model and serial number; or serial
    /// numbers or IMEIs, with details beside them or without. `records` are its first ones.
    ///
    /// The first record and two of three of all must look right, and no value of the first may be a known header.
    #[must_use]
    pub fn recognise_shape(records: &[Vec<&str>]) -> Option<Self> {
        let first = records.first()?;
        if first.iter().any(|value| is_known_header(value)) {
            return None;
        }
        let shapes: [Shape; 3] = [
            (
                is_model_and_serial,
                &[
                    (Field::Manufacturer, "Manufacturer"),
                    (Field::Model, "Model"),
                    (Field::Serial, "Serial number"),
                ],
            ),
            (
                is_imei,
                &[(Field::Imei, "IMEI"), (Field::Description, "Details")],
            ),
            (
                is_serial,
                &[
                    (Field::Serial, "Serial number"),
                    (Field::Description, "Details"),
                ],
            ),
        ];
        let (_, columns) = shapes.into_iter().find(|(fits, _)| {
            let fitting = records.iter().filter(|record| fits(record)).count();
            fits(first) && fitting * 3 >= records.len() * 2
        })?;
        Some(Self {
            kind: FileKind::CorporateIdentifiers,
            columns: columns
                .iter()
                .take(first.len())
                .map(|(field, name)| (*field, (*name).to_owned()))
                .collect(),
            unknown: Vec::new(),
            has_headers: false,
            dates: DateStyle::Iso,
        })
    }
}

fn is_model_and_serial(record: &[&str]) -> bool {
    let [maker, model, serial] = record else {
        return false;
    };
    let letters = |text: &str| text.chars().any(char::is_alphabetic);
    letters(maker)
        && !names_somebody(maker)
        && !model.trim().is_empty()
        && !names_somebody(serial)
        && serial.trim().len() <= LONGEST_SERIAL
        && serial.chars().any(|c| c.is_ascii_digit())
        && split_date(serial.trim()).is_none()
}

fn is_imei(record: &[&str]) -> bool {
    matches!(record, [imei] | [imei, _] if read_imei(imei).is_some())
}

fn is_serial(record: &[&str]) -> bool {
    let ([serial] | [serial, _]) = record else {
        return false;
    };
    let serial = serial.trim();
    (4..=LONGEST_SERIAL).contains(&serial.len())
        && serial.chars().any(|c| c.is_ascii_digit())
        && serial
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/'))
        && !names_somebody(serial)
        && split_date(serial).is_none()
}

/// An id of the directory, or a user.
fn names_somebody(text: &str) -> bool {
    text.contains('@') || Uuid::parse_str(text.trim()).is_ok()
}

/// The digits of a modem's number, with or without its check digit; `None` if it is not one.
pub(super) fn read_imei(text: &str) -> Option<String> {
    let digits: String = text
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '/'))
        .collect();
    ((14..=16).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
        .then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(records: &[&[&str]]) -> Option<Vec<String>> {
        let records: Vec<Vec<&str>> = records.iter().map(|record| record.to_vec()).collect();
        let layout = Layout::recognise_shape(&records)?;
        assert!(!layout.has_headers && layout.kind == FileKind::CorporateIdentifiers);
        Some(layout.columns.into_iter().map(|(_, name)| name).collect())
    }

    #[test]
    fn corporate_identifiers_are_known_by_their_shape() {
        assert_eq!(
            columns(&[
                &["Dell Inc.", "Latitude 5440", "Z0P167G"],
                &["VMware, Inc.", "VMware7,1", "VMware-56 4d 0a"],
            ]),
            Some(vec![
                "Manufacturer".to_owned(),
                "Model".to_owned(),
                "Serial number".to_owned()
            ])
        );
        assert_eq!(
            columns(&[
                &["35-209900-176148-1", "Reception"],
                &["352099001761482", ""]
            ]),
            Some(vec!["IMEI".to_owned(), "Details".to_owned()])
        );
        assert_eq!(
            columns(&[&["PF3LEPNY"], &["5CG317VB1D"]]),
            Some(vec!["Serial number".to_owned()])
        );
    }

    #[test]
    fn other_files_without_known_headers_are_not_taken_for_them() {
        for record in [
            &["Foo", "Bar"][..],
            &[
                "e4190a74-3985-470f-a1c9-a3d8fb73c5b1",
                "e4190a74-3985-470f-a1c9-a3d8fb73c5b1",
                "user",
            ],
            &["ada@example.org", "SPE_E3"],
            &["Manufacturer", "Model", "Serial 1"],
            &["2026-10-01", "x"],
            &["a", "b", "c", "d1"],
            &["", "", "1"],
        ] {
            assert_eq!(columns(&[record]), None, "{record:?}");
        }
        assert_eq!(
            columns(&[&["PF3LEPNY"], &["some text"], &["and more"]]),
            None
        );
    }
}
