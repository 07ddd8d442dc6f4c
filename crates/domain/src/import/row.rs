//! One line of a file as a value, or the reason why it is not one.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::shape::read_imei;
use super::value::read_bool;
use super::{Field, FileKind, IdentifierKind, LONGEST_VALUE, Layout, Reason};
use crate::directory::MemberKind;
use crate::record::evidence::{corporate_key, read_device_id};
use crate::record::{
    Compliance, JoinType, ManagedBy, OtherFields, Ownership, RecordFields, RecordKind,
};

/// A user as a file tells of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserRow {
    /// The directory's object id.
    pub id: Uuid,
    /// The principal name.
    pub upn: String,
    /// The display name.
    pub name: String,
    /// Whether the user may sign in.
    pub account_enabled: bool,
    /// The department.
    pub department: String,
    /// The job title.
    pub job_title: String,
    /// The mail address.
    pub mail: String,
    /// The country, as two letters.
    pub usage_location: String,
    /// Further columns.
    pub other_fields: OtherFields,
}

/// A group as a file tells of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupRow {
    /// The directory's object id.
    pub id: Uuid,
    /// The display name.
    pub name: String,
    /// The description.
    pub description: String,
    /// The type, as the directory spells it.
    pub group_type: String,
    /// Further columns.
    pub other_fields: OtherFields,
}

/// A membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberRow {
    /// Of which group.
    pub group_id: Uuid,
    /// Who.
    pub member_id: Uuid,
    /// What the member is.
    pub member_kind: MemberKind,
}

/// A licence of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LicenceRow {
    /// The user's principal name.
    pub upn: String,
    /// The product's short name.
    pub sku: String,
}

/// A subscription of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SubscriptionRow {
    /// The product's short name.
    pub sku: String,
    /// Seats.
    pub total: i64,
    /// The state, such as `Enabled` or `Warning`.
    pub status: String,
    /// The last day, as an ISO date.
    pub expires_on: Option<String>,
}

/// A device that is declared to be the organisation's before it enrolls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IdentifierRow {
    /// By what the device is known.
    pub kind: IdentifierKind,
    /// Who made it; empty where that is not asked.
    pub manufacturer: String,
    /// Which model it is; empty where that is not asked.
    pub model: String,
    /// Its serial number; empty where that is not asked.
    pub serial: String,
    /// The modem's number; empty where that is not asked.
    pub imei: String,
    /// What somebody noted beside it.
    pub details: String,
}

impl IdentifierRow {
    /// What makes it one identifier and not another of its kind, however it is written.
    #[must_use]
    pub fn key(&self) -> String {
        match self.kind {
            IdentifierKind::ManufacturerModelSerial | IdentifierKind::Serial => {
                corporate_key(&self.manufacturer, &self.model, &self.serial)
            }
            IdentifierKind::Imei => self.imei.clone(),
        }
    }
}

/// A good line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Row {
    /// Of a file of managed, directory or Autopilot devices.
    Record(Box<RecordFields>),
    /// Of a file of corporate identifiers.
    Identifier(IdentifierRow),
    /// Of a file of users.
    User(UserRow),
    /// Of a file of groups.
    Group(GroupRow),
    /// Of a file of group members.
    Member(MemberRow),
    /// Of a file of licences.
    Licence(LicenceRow),
    /// Of a file of subscriptions.
    Subscription(SubscriptionRow),
}

/// Why a line is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason.
    pub reason: Reason,
    /// The column; empty for the line as a whole.
    pub field: String,
    /// What stands there or was expected.
    pub detail: String,
}

impl Refused {
    /// Refuses a line because of one column.
    #[must_use]
    pub fn new(reason: Reason, field: &str, detail: impl Into<String>) -> Self {
        Self {
            reason,
            field: field.to_owned(),
            detail: detail.into(),
        }
    }
}

impl Layout {
    /// Reads one line. `values` has as many values as the layout has columns.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(&self, values: &[&str]) -> Result<Row, Refused> {
        for ((field, name), value) in self.columns.iter().zip(values) {
            let is_free = matches!(field, Field::Other | Field::OtherDate | Field::Description);
            if !is_free && value.len() > LONGEST_VALUE && value.chars().count() > LONGEST_VALUE {
                return Err(Refused::new(
                    Reason::TooLong,
                    name,
                    format!(
                        "{} characters; at most {LONGEST_VALUE} are taken",
                        value.chars().count()
                    ),
                ));
            }
        }
        let cells = Cells {
            layout: self,
            values,
        };
        match self.kind {
            FileKind::ManagedDevices => cells
                .record(RecordKind::Managed)
                .map(|record| Row::Record(Box::new(record))),
            FileKind::DirectoryDevices => cells
                .record(RecordKind::Directory)
                .map(|record| Row::Record(Box::new(record))),
            FileKind::AutopilotDevices => cells
                .record(RecordKind::Autopilot)
                .map(|record| Row::Record(Box::new(record))),
            FileKind::CorporateIdentifiers => cells.identifier().map(Row::Identifier),
            FileKind::Users => cells.user().map(Row::User),
            FileKind::Groups => cells.group().map(Row::Group),
            FileKind::Members => cells.member().map(Row::Member),
            FileKind::Licences => cells.licence().map(Row::Licence),
            FileKind::Subscriptions => cells.subscription().map(Row::Subscription),
        }
    }
}

/// The cells of one line, found by what they mean.
struct Cells<'a> {
    layout: &'a Layout,
    values: &'a [&'a str],
}

impl<'a> Cells<'a> {
    /// The column's name and the cell, trimmed; an empty cell where the file has no such column.
    fn cell(&self, wanted: Field) -> (&'a str, &'a str) {
        let mut columns = self.layout.columns.iter().zip(self.values);
        columns
            .find(|((field, _), _)| *field == wanted)
            .map_or(("", ""), |((_, name), value)| (name.as_str(), value.trim()))
    }

    fn text(&self, wanted: Field) -> String {
        self.cell(wanted).1.to_owned()
    }

    fn needed(&self, wanted: Field) -> Result<String, Refused> {
        match self.cell(wanted) {
            (name, "") => Err(Refused::new(Reason::MissingValue, name, "")),
            (_, value) => Ok(value.to_owned()),
        }
    }

    fn id(&self, wanted: Field) -> Result<Uuid, Refused> {
        let (name, value) = self.cell(wanted);
        if value.is_empty() {
            return Err(Refused::new(Reason::MissingId, name, ""));
        }
        let id = Uuid::parse_str(value).map_err(|_| Refused::new(Reason::BadId, name, value))?;
        if id.is_nil() {
            Err(Refused::new(Reason::MissingId, name, value))
        } else {
            Ok(id)
        }
    }

    /// The id of a record in the system that keeps it: Autopilot knows a device by its serial number.
    fn source_id(&self, kind: RecordKind) -> Result<String, Refused> {
        if kind != RecordKind::Autopilot {
            return Ok(self.id(Field::Id)?.to_string());
        }
        match self.cell(Field::Serial) {
            (name, "") => Err(Refused::new(Reason::MissingId, name, "")),
            (_, serial) => Ok(serial.to_owned()),
        }
    }

    /// Every cell without a place of its own, and the words among `not_understood`.
    fn other_fields(&self, not_understood: &[Field]) -> OtherFields {
        let kept = self
            .layout
            .columns
            .iter()
            .zip(self.values)
            .filter(|((field, _), value)| match field {
                Field::Other => !value.trim().is_empty(),
                // Written as it stands, even if it is no date: the record does not depend on it.
                Field::OtherDate => !matches!(self.layout.dates.read(value), Some(None)),
                field => not_understood.contains(field),
            });
        OtherFields(
            kept.map(|((_, name), value)| (name.clone(), (*value).to_owned()))
                .collect(),
        )
    }

    fn record(&self, kind: RecordKind) -> Result<RecordFields, Refused> {
        let mut record = RecordFields::empty(kind, self.source_id(kind)?);
        if kind == RecordKind::Autopilot {
            // It registers nothing else.
            "Windows".clone_into(&mut record.os);
        }
        let mut not_understood = Vec::new();
        for ((field, name), value) in self.layout.columns.iter().zip(self.values) {
            let text = || value.trim().to_owned();
            let time = || {
                let time = self.layout.dates.read(value);
                time.ok_or_else(|| Refused::new(Reason::BadDate, name, *value))
            };
            let mut understood = true;
            match field {
                Field::DirectoryDeviceId => {
                    record.directory_device_id = read_device_id(value)
                        .map_err(|_| Refused::new(Reason::BadId, name, *value))?;
                }
                // A name may begin with a space or a tab, and its owner wants to see that.
                Field::Name if !value.trim().is_empty() => (*value).clone_into(&mut record.name),
                Field::Serial => record.serial = text(),
                Field::Manufacturer => record.manufacturer = text(),
                Field::Model => record.model = text(),
                Field::Os => record.os = text(),
                Field::OsVersion => record.os_version = text(),
                Field::Ownership => {
                    understood = read_word(Ownership::read(value), &mut record.ownership);
                }
                Field::Compliance => {
                    understood = read_word(Compliance::read(value), &mut record.compliance);
                }
                Field::JoinType => {
                    understood = read_word(JoinType::read(value), &mut record.join_type);
                }
                Field::ManagedBy => {
                    let word = ManagedBy::read(value)
                        .filter(|word| kind == RecordKind::Directory || *word != ManagedBy::Nobody);
                    understood = value.trim().is_empty() || read_word(word, &mut record.managed_by);
                    if !understood {
                        record.managed_by = ManagedBy::Other;
                    }
                }
                Field::EnrollmentType => record.enrollment_type = text(),
                Field::Category => record.category = text(),
                Field::Upn => record.user_upn = text(),
                Field::UserName => record.user_name = text(),
                Field::Imei => record.imei = text(),
                Field::WifiMac => record.wifi_mac = text(),
                Field::EthernetMac => record.ethernet_mac = text(),
                Field::LastSeen => record.last_seen_at = time()?,
                Field::Enrolled => record.enrolled_at = time()?,
                Field::Registered => record.registered_at = time()?,
                _ => {}
            }
            if !understood {
                not_understood.push(*field);
            }
        }
        record.other_fields = self.other_fields(&not_understood);
        Ok(record)
    }

    fn identifier(&self) -> Result<IdentifierRow, Refused> {
        let has = |wanted| {
            self.layout
                .columns
                .iter()
                .any(|(field, _)| *field == wanted)
        };
        let mut row = IdentifierRow {
            kind: IdentifierKind::Imei,
            manufacturer: String::new(),
            model: String::new(),
            serial: String::new(),
            imei: String::new(),
            details: self.text(Field::Description),
        };
        if has(Field::Imei) && !(has(Field::Serial) && self.cell(Field::Imei).1.is_empty()) {
            let (name, imei) = self.cell(Field::Imei);
            row.imei = read_imei(imei).ok_or_else(|| {
                let reason = if imei.is_empty() {
                    Reason::MissingValue
                } else {
                    Reason::BadValue
                };
                Refused::new(reason, name, imei)
            })?;
            return Ok(row);
        }
        row.serial = self.needed(Field::Serial)?;
        row.kind = IdentifierKind::Serial;
        if has(Field::Manufacturer) && has(Field::Model) {
            row.manufacturer = self.needed(Field::Manufacturer)?;
            row.model = self.needed(Field::Model)?;
            row.kind = IdentifierKind::ManufacturerModelSerial;
        }
        Ok(row)
    }

    fn user(&self) -> Result<UserRow, Refused> {
        let (name, enabled) = self.cell(Field::AccountEnabled);
        let account_enabled = match enabled {
            "" => true,
            text => read_bool(text).ok_or_else(|| Refused::new(Reason::BadValue, name, text))?,
        };
        Ok(UserRow {
            id: self.id(Field::Id)?,
            upn: self.needed(Field::Upn)?,
            name: self.text(Field::Name),
            account_enabled,
            department: self.text(Field::Department),
            job_title: self.text(Field::JobTitle),
            mail: self.text(Field::Mail),
            usage_location: self.text(Field::UsageLocation),
            other_fields: self.other_fields(&[]),
        })
    }

    fn group(&self) -> Result<GroupRow, Refused> {
        Ok(GroupRow {
            id: self.id(Field::Id)?,
            name: self.needed(Field::Name)?,
            description: self.text(Field::Description),
            group_type: self.text(Field::GroupType),
            other_fields: self.other_fields(&[]),
        })
    }

    fn member(&self) -> Result<MemberRow, Refused> {
        let (name, kind) = self.cell(Field::MemberKind);
        let word = kind.to_lowercase();
        let member_kind = MemberKind::ALL
            .into_iter()
            .find(|known| known.as_str() == word);
        let member_kind = member_kind.ok_or_else(|| Refused::new(Reason::BadValue, name, kind))?;
        Ok(MemberRow {
            group_id: self.id(Field::GroupId)?,
            member_id: self.id(Field::MemberId)?,
            member_kind,
        })
    }

    fn licence(&self) -> Result<LicenceRow, Refused> {
        Ok(LicenceRow {
            upn: self.needed(Field::Upn)?,
            sku: self.needed(Field::Sku)?,
        })
    }

    fn subscription(&self) -> Result<SubscriptionRow, Refused> {
        let (name, total) = self.cell(Field::Total);
        let total = total
            .parse()
            .ok()
            .filter(|seats| *seats >= 0)
            .ok_or_else(|| Refused::new(Reason::BadValue, name, total))?;
        let (name, expires) = self.cell(Field::Expires);
        let expires: Option<DateTime<Utc>> = self
            .layout
            .dates
            .read(expires)
            .ok_or_else(|| Refused::new(Reason::BadDate, name, expires))?;
        Ok(SubscriptionRow {
            sku: self.needed(Field::Sku)?,
            total,
            status: self.text(Field::Status),
            expires_on: expires.map(|day| day.format("%Y-%m-%d").to_string()),
        })
    }
}

/// Takes a word that was understood; says whether it was.
fn read_word<T>(read: Option<T>, place: &mut T) -> bool {
    let understood = read.is_some();
    if let Some(word) = read {
        *place = word;
    }
    understood
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "e4190a74-3985-470f-a1c9-a3d8fb73c5b1";

    fn read(headers: &[&str], values: &[&str]) -> Result<RecordFields, Refused> {
        match Layout::recognise(headers).unwrap().read(values)? {
            Row::Record(record) => Ok(*record),
            row => panic!("{row:?}"),
        }
    }

    const HEADERS: [&str; 6] = [
        "Device ID",
        "Device name",
        "Last check-in",
        "JoinType",
        "Last EAS sync time",
        "Cost centre",
    ];

    #[test]
    fn a_word_nobody_knows_is_kept_and_the_record_is_taken() {
        let record = read(
            &HEADERS,
            &[
                ID,
                "  PADDED ",
                "2026-10-01 14:12:08",
                "Teleported",
                "0001-01-01 00:00:00.0000000",
                "CC6",
            ],
        )
        .unwrap();
        assert_eq!(
            (record.name.as_str(), record.join_type),
            ("  PADDED ", JoinType::Unknown)
        );
        assert_eq!(
            record.other_fields.to_json(),
            r#"{"Cost centre":"CC6","JoinType":"Teleported"}"#
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_column() {
        let refused = |values: [&str; 6]| {
            read(&HEADERS, &values)
                .map_err(|refused| (refused.reason, refused.field))
                .unwrap_err()
        };
        let long = "x".repeat(LONGEST_VALUE + 1);
        assert_eq!(
            refused(["", "A", "", "", "", ""]),
            (Reason::MissingId, "Device ID".to_owned())
        );
        assert_eq!(
            refused(["not-a-guid", "A", "", "", "", ""]),
            (Reason::BadId, "Device ID".to_owned())
        );
        assert_eq!(
            refused([ID, "A", "31/02/2026 10:00:00", "", "", ""]),
            (Reason::BadDate, "Last check-in".to_owned())
        );
        assert_eq!(
            refused([ID, &long, "", "", "", ""]),
            (Reason::TooLong, "Device name".to_owned())
        );
    }

    #[test]
    fn a_directory_device_that_nobody_manages_says_so() {
        let headers = [
            "objectId",
            "deviceId",
            "displayName",
            "mdmDisplayName",
            "isCompliant",
        ];
        let record = read(
            &headers,
            &[ID, "00000000-0000-0000-0000-000000000000", "A", "", "False"],
        )
        .unwrap();
        assert_eq!(
            (record.managed_by, record.directory_device_id),
            (ManagedBy::Nobody, None)
        );
    }

    #[test]
    fn an_autopilot_registration_is_known_by_its_serial_number_and_keeps_its_hash() {
        let headers = [
            "Device Serial Number",
            "Windows Product ID",
            "Hardware Hash",
            "Group Tag",
            "Assigned User",
        ];
        let hash = "T0".repeat(2_000);
        let record = read(
            &headers,
            &[" PF3LEPNY ", "", &hash, "kiosk", "ada@example.org"],
        )
        .unwrap();
        assert_eq!(
            (
                record.kind,
                record.source_id.as_str(),
                record.serial.as_str(),
                record.user_upn.as_str()
            ),
            (RecordKind::Autopilot, "PF3LEPNY", "PF3LEPNY", "")
        );
        assert_eq!(record.other_fields.0["Hardware Hash"], hash);
        assert_eq!(record.other_fields.0["Group Tag"], "kiosk");
        assert_eq!(record.other_fields.0["Assigned User"], "ada@example.org");
        let without = read(&headers, &["", "", &hash, "", ""]).unwrap_err();
        assert_eq!(
            (without.reason, without.field.as_str()),
            (Reason::MissingId, "Device Serial Number")
        );
    }

    #[test]
    fn a_corporate_identifier_is_the_same_however_it_is_written() {
        let read = |records: &[&str]| match Layout::recognise_shape(&[records.to_vec()])
            .unwrap()
            .read(records)
            .unwrap()
        {
            Row::Identifier(row) => row,
            row => panic!("{row:?}"),
        };
        let row = read(&["Dell Inc.", "Latitude 5440", "Z0P.167G"]);
        assert_eq!(row.kind, IdentifierKind::ManufacturerModelSerial);
        assert_eq!(
            row.key(),
            read(&["DELL INC.", " Latitude 5440 ", "z0p167g"]).key()
        );
        assert_ne!(
            row.key(),
            read(&["Dell Inc.", "Latitude 7430", "Z0P167G"]).key()
        );
        assert_eq!(
            read(&["35-209900-176148-1", "Reception"]),
            IdentifierRow {
                kind: IdentifierKind::Imei,
                imei: "352099001761481".to_owned(),
                details: "Reception".to_owned(),
                manufacturer: String::new(),
                model: String::new(),
                serial: String::new(),
            }
        );
    }

    #[test]
    fn dates_are_read_in_the_order_of_their_file() {
        let layout = Layout::recognise(&HEADERS).unwrap();
        let seen = |dates| {
            let values = [
                ID,
                "A",
                "10/1/2026 2:12:08 PM",
                "",
                "12/31/9999 11:59:59 PM",
                "",
            ];
            match layout.clone().with_dates(dates).read(&values) {
                Ok(Row::Record(record)) => record.last_seen_at.map(|time| time.to_rfc3339()),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(
            seen(crate::import::DateStyle::MonthFirst).as_deref(),
            Some("2026-10-01T14:12:08+00:00")
        );
        assert_eq!(
            seen(crate::import::DateStyle::DayFirst).as_deref(),
            Some("2026-01-10T14:12:08+00:00")
        );
    }
}
