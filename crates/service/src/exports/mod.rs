//! Taking things out: the lists of devices and of the audit log as they are shown, and everything of one kind as the file that brings it in.
//!
//! An export is read page by page, each page in a short transaction of its own, so that its size costs neither memory nor
//! a transaction that holds others up. What changes meanwhile is written as it is when its page is read; a device whose
//! value in the sorted column changes meanwhile may move across the place that the export has reached, and then be left
//! out or be written twice. Sorted by `id`, which never changes, every device is written exactly once.

mod write;

use chrono::{DateTime, Utc};
use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::audit::{AuditQuery, AuditResult};
use domain::device::{Device, DeviceColumn, DeviceQuery, DeviceSelection};
use domain::export::{ExportFormat, record_cell};
use domain::id::DeviceId;
use domain::import::{Field, FileKind};
use domain::page::Cursor;
use domain::record::RecordKind;
use futures::Stream;
use uuid::Uuid;

use crate::audit::chain::to_hex;
use crate::store::Tx;
use crate::store::audit::Stored;
use crate::store::device::Question;
use crate::store::export as store;
use crate::store::scope::Visible;
use crate::{Muster, Result};

pub(crate) use write::RowWriter;

/// How many rows are read at a time.
const PAGE: i64 = 2_000;

/// An export that has begun: what is left of it is read while it is taken.
pub struct Export {
    muster: Muster,
    what: What,
    writer: RowWriter,
    /// The first piece, which was read to see that it can be.
    ready: Option<Vec<u8>>,
    is_over: bool,
    rows: i64,
}

/// What is exported, and how far it has come.
enum What {
    Devices {
        list: Box<DeviceQuery>,
        picked: Vec<DeviceId>,
        visible: Visible,
        columns: Vec<DeviceColumn>,
        now: DateTime<Utc>,
        at: Option<Cursor>,
    },
    Audit(AuditQuery),
    File {
        kind: FileKind,
        columns: Vec<(Field, String)>,
        after: After,
    },
}

/// The key of the last row that was read: the parts that the kind's table has.
#[derive(Default)]
struct After {
    id: Uuid,
    second: Uuid,
    text: String,
}

impl Muster {
    /// The devices of `selection` in the order and with the columns of its list.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn export_devices(
        &self,
        actor: &Actor,
        selection: DeviceSelection,
        format: ExportFormat,
    ) -> Result<Export> {
        let reach = self.authorize(actor, Permission::ReadDevices).await?;
        if selection.query.search.contains('\0') {
            return Err(Invalid::new("search", "write letters, digits and signs").into());
        }
        let columns = if selection.query.columns.is_empty() {
            DeviceColumn::USUAL.to_vec()
        } else {
            selection.query.columns.clone()
        };
        let writer = RowWriter::start(format, columns.iter().map(|column| column.as_str()));
        let mut tx = self.db.read().await?;
        let visible = self.visible_devices(&mut tx, &reach).await?;
        drop(tx);
        let what = What::Devices {
            visible,
            list: Box::new(selection.list()),
            picked: selection.picked,
            columns,
            now: self.clock.now(),
            at: None,
        };
        self.begin_export(what, writer).await
    }

    /// Everything of one kind, under the headers and in the words of the file that an import reads: imported again it
    /// changes nothing, imported elsewhere it says the same.
    ///
    /// # Errors
    /// The actor may not read what is in it; the database failed.
    pub async fn export_file(
        &self,
        actor: &Actor,
        kind: FileKind,
        format: ExportFormat,
    ) -> Result<Export> {
        let permission = if record_kind(kind).is_some() {
            Permission::ReadDevices
        } else {
            Permission::ReadDirectory
        };
        // A file holds all there are, so who sees only some takes the list instead.
        self.authorize_for_all(actor, permission).await?;
        let mut columns: Vec<(Field, String)> = kind
            .headers()
            .map(|(name, field)| (field, name.to_owned()))
            .collect();
        let mut others = {
            let mut tx = self.db.read().await?;
            match (record_kind(kind), kind) {
                (Some(kind), _) => store::other_columns_of_records(&mut tx, kind).await?,
                (None, FileKind::Users) => store::other_columns(&mut tx, "users").await?,
                (None, FileKind::Groups) => store::other_columns(&mut tx, "groups").await?,
                (None, _) => Vec::new(),
            }
        };
        // The databases compare letters differently.
        others.sort_unstable();
        for name in others {
            if !columns.iter().any(|(_, known)| *known == name) {
                columns.push((Field::Other, name));
            }
        }
        let writer = RowWriter::start(format, columns.iter().map(|(_, name)| name.as_str()));
        let what = What::File {
            kind,
            columns,
            after: After::default(),
        };
        self.begin_export(what, writer).await
    }

    /// The entries of the audit log that `query` asks for, the newest first.
    ///
    /// # Errors
    /// The actor may not read the audit log; the database failed.
    pub async fn export_audit_entries(
        &self,
        actor: &Actor,
        query: AuditQuery,
        format: ExportFormat,
    ) -> Result<Export> {
        self.authorize(actor, Permission::ReadAudit).await?;
        let writer = RowWriter::start(format, AUDIT_COLUMNS);
        let query = AuditQuery { at: None, ..query };
        self.begin_export(What::Audit(query), writer).await
    }

    /// Reads the first page, so that what cannot be exported is known before anything is sent.
    async fn begin_export(&self, what: What, writer: RowWriter) -> Result<Export> {
        let mut export = Export {
            muster: self.clone(),
            what,
            writer,
            ready: None,
            is_over: false,
            rows: 0,
        };
        export.read_page().await?;
        export.ready = Some(export.writer.take());
        Ok(export)
    }
}

/// Which records a file of that kind holds; `None` for what is no record of a device.
fn record_kind(kind: FileKind) -> Option<RecordKind> {
    match kind {
        FileKind::ManagedDevices => Some(RecordKind::Managed),
        FileKind::DirectoryDevices => Some(RecordKind::Directory),
        FileKind::AutopilotDevices => Some(RecordKind::Autopilot),
        FileKind::CorporateIdentifiers
        | FileKind::Users
        | FileKind::Groups
        | FileKind::Members
        | FileKind::Licences
        | FileKind::Subscriptions => None,
    }
}

impl Export {
    /// The next piece of the file, some hundred kilobytes; `None` at its end.
    ///
    /// # Errors
    /// The database failed.
    pub async fn next_piece(&mut self) -> Result<Option<Vec<u8>>> {
        if let Some(piece) = self.ready.take() {
            return Ok(Some(piece));
        }
        if self.is_over {
            return Ok(None);
        }
        self.read_page().await?;
        Ok(Some(self.writer.take()).filter(|piece| !piece.is_empty()))
    }

    /// How many rows were written so far.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.rows
    }

    /// The pieces as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Vec<u8>>> {
        futures::stream::try_unfold(self, |mut export| async move {
            Ok(export.next_piece().await?.map(|piece| (piece, export)))
        })
    }

    async fn read_page(&mut self) -> Result<()> {
        let mut tx = self.muster.db.read().await?;
        let rows = match &mut self.what {
            What::Devices {
                list,
                picked,
                visible,
                columns,
                now,
                at,
            } => {
                let asked = Question {
                    query: list,
                    picked,
                    visible,
                    now: *now,
                };
                let (devices, last) =
                    store::devices_after(&mut tx, asked, at.as_ref(), PAGE).await?;
                for device in &devices {
                    write_device(&mut self.writer, columns, device);
                }
                *at = last;
                devices.len()
            }
            What::Audit(query) => {
                let (rows, last) = crate::store::audit::whole_after(&mut tx, query, PAGE).await?;
                for row in &rows {
                    write_audit_entry(&mut self.writer, row);
                }
                query.at = last;
                rows.len()
            }
            What::File {
                kind,
                columns,
                after,
            } => write_rows(&mut tx, &mut self.writer, *kind, columns, after).await?,
        };
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        self.rows += rows;
        self.is_over = rows < PAGE;
        Ok(())
    }
}

/// The columns of the audit log, in the order of [`write_audit_entry`].
const AUDIT_COLUMNS: [&str; 14] = [
    "sequence",
    "at",
    "actor",
    "actor_kind",
    "actor_id",
    "address",
    "action",
    "result",
    "object_kind",
    "object_id",
    "before",
    "after",
    "id",
    "hash",
];

fn write_audit_entry(writer: &mut RowWriter, row: &Stored) {
    let event = &row.event;
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let result = if row.is_refused {
        AuditResult::Refused
    } else {
        AuditResult::Done
    };
    writer.number(row.sequence);
    writer.time(Some(event.at));
    writer.text(&event.actor_name);
    writer.text(&event.actor_kind);
    writer.text(&id(event.actor_id));
    writer.text(&event.address);
    writer.text(&event.action);
    writer.text(result.as_str());
    writer.text(&event.object_kind);
    writer.text(&event.object_id);
    writer.text(event.before.as_deref().unwrap_or_default());
    writer.text(event.after.as_deref().unwrap_or_default());
    writer.text(&event.id.to_string());
    writer.text(&to_hex(&row.hash));
    writer.end_row();
}

fn write_device(writer: &mut RowWriter, columns: &[DeviceColumn], device: &Device) {
    let face = &device.face;
    for column in columns {
        match column {
            DeviceColumn::Name => writer.text(&face.name),
            // As the list shows it: who has no name is named by the principal name.
            DeviceColumn::User if face.user_name.is_empty() => writer.text(&face.user_upn),
            DeviceColumn::User => writer.text(&face.user_name),
            DeviceColumn::UserUpn => writer.text(&face.user_upn),
            DeviceColumn::Compliance => writer.text(face.compliance.as_str()),
            DeviceColumn::LastCheckIn => writer.time(face.last_check_in_at),
            DeviceColumn::Ownership => writer.text(face.ownership.as_str()),
            DeviceColumn::JoinType => writer.text(face.join_type.as_str()),
            DeviceColumn::ManagedBy => writer.text(face.managed_by.as_str()),
            DeviceColumn::Os => writer.text(&face.os),
            DeviceColumn::OsVersion => writer.text(&face.os_version),
            DeviceColumn::Serial => writer.text(&face.serial),
            DeviceColumn::Manufacturer => writer.text(&face.manufacturer),
            DeviceColumn::Model => writer.text(&face.model),
            DeviceColumn::Category => writer.text(&face.category),
            DeviceColumn::EnrollmentType => writer.text(&face.enrollment_type),
            DeviceColumn::Enrolled => writer.time(face.enrolled_at),
            DeviceColumn::Records => writer.number(device.record_count),
            DeviceColumn::Id => writer.text(&device.id.to_string()),
        }
    }
    writer.end_row();
}

/// Writes the rows behind `after`, at most a page of them, and moves it; says how many.
async fn write_rows(
    tx: &mut Tx,
    writer: &mut RowWriter,
    kind: FileKind,
    columns: &[(Field, String)],
    after: &mut After,
) -> Result<usize> {
    if let Some(kind) = record_kind(kind) {
        let records = store::records_after(tx, kind, &after.text, PAGE).await?;
        for record in &records {
            for (field, name) in columns {
                writer.text(&record_cell(record, *field, name));
            }
            writer.end_row();
        }
        if let Some(last) = records.last() {
            after.text.clone_from(&last.source_id);
        }
        return Ok(records.len());
    }
    let other = |fields: &domain::record::OtherFields, name: &str| {
        fields.0.get(name).cloned().unwrap_or_default()
    };
    Ok(match kind {
        FileKind::Users => {
            let users = store::users_after(tx, after.id, PAGE).await?;
            for user in &users {
                for (field, name) in columns {
                    match field {
                        Field::Id => writer.text(&user.id.to_string()),
                        Field::Upn => writer.text(&user.upn),
                        Field::Name => writer.text(&user.name),
                        Field::AccountEnabled => {
                            writer.text(if user.account_enabled {
                                "True"
                            } else {
                                "False"
                            });
                        }
                        Field::Department => writer.text(&user.department),
                        Field::JobTitle => writer.text(&user.job_title),
                        Field::Mail => writer.text(&user.mail),
                        Field::UsageLocation => writer.text(&user.usage_location),
                        _ => writer.text(&other(&user.other_fields, name)),
                    }
                }
                writer.end_row();
            }
            after.id = users.last().map_or(after.id, |user| user.id);
            users.len()
        }
        FileKind::Groups => {
            let groups = store::groups_after(tx, after.id, PAGE).await?;
            for group in &groups {
                for (field, name) in columns {
                    match field {
                        Field::Id => writer.text(&group.id.to_string()),
                        Field::Name => writer.text(&group.name),
                        Field::Description => writer.text(&group.description),
                        Field::GroupType => writer.text(&group.group_type),
                        _ => writer.text(&other(&group.other_fields, name)),
                    }
                }
                writer.end_row();
            }
            after.id = groups.last().map_or(after.id, |group| group.id);
            groups.len()
        }
        FileKind::Members => {
            let members = store::members_after(tx, after.id, after.second, PAGE).await?;
            for (group, member, member_kind) in &members {
                for (field, _) in columns {
                    match field {
                        Field::GroupId => writer.text(&group.to_string()),
                        Field::MemberId => writer.text(&member.to_string()),
                        _ => writer.text(member_kind),
                    }
                }
                writer.end_row();
            }
            if let Some((group, member, _)) = members.last() {
                (after.id, after.second) = (*group, *member);
            }
            members.len()
        }
        FileKind::Licences => {
            let licences = store::licences_after(tx, after.id, &after.text, PAGE).await?;
            for (_, upn, sku) in &licences {
                for (field, _) in columns {
                    writer.text(if *field == Field::Upn { upn } else { sku });
                }
                writer.end_row();
            }
            if let Some((user, _, sku)) = licences.last() {
                after.id = *user;
                after.text.clone_from(sku);
            }
            licences.len()
        }
        FileKind::CorporateIdentifiers => {
            let identifiers = store::identifiers_after(tx, &after.text, PAGE).await?;
            for (_, row) in &identifiers {
                for (field, _) in columns {
                    writer.text(match field {
                        Field::Manufacturer => &row.manufacturer,
                        Field::Model => &row.model,
                        Field::Serial => &row.serial,
                        Field::Imei => &row.imei,
                        _ => &row.details,
                    });
                }
                writer.end_row();
            }
            if let Some((place, _)) = identifiers.last() {
                after.text.clone_from(place);
            }
            identifiers.len()
        }
        FileKind::Subscriptions => {
            let subscriptions = store::subscriptions_after(tx, &after.text, PAGE).await?;
            for (sku, total, status, expires_on) in &subscriptions {
                for (field, _) in columns {
                    match field {
                        Field::Sku => writer.text(sku),
                        Field::Total => writer.number(*total),
                        Field::Status => writer.text(status),
                        _ => writer.text(expires_on.as_deref().unwrap_or_default()),
                    }
                }
                writer.end_row();
            }
            if let Some((sku, ..)) = subscriptions.last() {
                after.text.clone_from(sku);
            }
            subscriptions.len()
        }
        // These hold records, which are written above.
        FileKind::ManagedDevices | FileKind::DirectoryDevices | FileKind::AutopilotDevices => 0,
    })
}
