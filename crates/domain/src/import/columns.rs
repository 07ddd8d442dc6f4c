//! Which file has which headers, and what each column means.
//!
//! Headers are matched by name in any order, without case and punctuation, in both generations (Azure AD, Entra) and
//! under the reports' own column names: Microsoft warns not to rely on the order or the number of columns.

use super::{DateStyle, FileKind};
use crate::Invalid;

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The row's own id.
    Id,
    /// The directory's device id.
    DirectoryDeviceId,
    /// The name.
    Name,
    /// The serial number.
    Serial,
    /// The maker.
    Manufacturer,
    /// The model.
    Model,
    /// The operating system.
    Os,
    /// Its version.
    OsVersion,
    /// Whose device it is.
    Ownership,
    /// Whether it meets its policies.
    Compliance,
    /// The identity in the directory.
    JoinType,
    /// Who manages it.
    ManagedBy,
    /// The way of enrollment.
    EnrollmentType,
    /// The category.
    Category,
    /// The user's principal name.
    Upn,
    /// The user's name.
    UserName,
    /// The modem's number.
    Imei,
    /// The wireless adapter's address.
    WifiMac,
    /// The wired adapter's address.
    EthernetMac,
    /// The last check-in or activity.
    LastSeen,
    /// When it was enrolled.
    Enrolled,
    /// When it was registered.
    Registered,
    /// Whether the user may sign in.
    AccountEnabled,
    /// The user's department.
    Department,
    /// The user's job title.
    JobTitle,
    /// The user's mail address.
    Mail,
    /// The user's country.
    UsageLocation,
    /// The group's description.
    Description,
    /// The group's type.
    GroupType,
    /// The group that somebody is a member of.
    GroupId,
    /// Who is a member.
    MemberId,
    /// Whether the member is a user, a group or a device.
    MemberKind,
    /// The product's short name.
    Sku,
    /// How many seats there are.
    Total,
    /// The subscription's state.
    Status,
    /// The subscription's last day.
    Expires,
    /// A date that is kept with the record as it stands, unless it stands for "never".
    OtherDate,
    /// Kept with the record as it stands.
    Other,
}

/// A known column: how it is named today, what it means, and its other names in [`plain`] spelling.
type Column = (&'static str, Field, &'static [&'static str]);

const MANAGED: &[Column] = &[
    ("Device ID", Field::Id, &[]),
    ("Device name", Field::Name, &[]),
    (
        "Enrollment date",
        Field::Enrolled,
        &["createddate", "enrolleddate"],
    ),
    ("Last check-in", Field::LastSeen, &["lastcontact"]),
    (
        "Microsoft Entra Device ID",
        Field::DirectoryDeviceId,
        &["azureaddeviceid", "referenceid"],
    ),
    ("OS version", Field::OsVersion, &[]),
    (
        "Microsoft Entra registered",
        Field::Other,
        &["azureadregistered", "graphdeviceismanaged"],
    ),
    ("EAS activation ID", Field::Other, &["easid"]),
    ("Serial number", Field::Serial, &[]),
    ("Manufacturer", Field::Manufacturer, &[]),
    ("Model", Field::Model, &[]),
    ("EAS activated", Field::Other, &["easactivationstatus"]),
    ("IMEI", Field::Imei, &[]),
    (
        "Last EAS sync time",
        Field::OtherDate,
        &["easlastsyncsuccessutc"],
    ),
    ("EAS reason", Field::Other, &["easstatereason"]),
    ("EAS status", Field::Other, &["easaccessstate"]),
    (
        "Compliance grace period expiration",
        Field::OtherDate,
        &["ingraceperioduntil"],
    ),
    ("Security patch level", Field::Other, &["androidpatchlevel"]),
    ("Wi-Fi MAC", Field::WifiMac, &["wifimacaddress"]),
    ("MEID", Field::Other, &[]),
    (
        "Subscriber carrier",
        Field::Other,
        &["subscribercarriernetwork"],
    ),
    ("Total storage", Field::Other, &["storagetotal"]),
    ("Free storage", Field::Other, &["storagefree"]),
    ("Management name", Field::Other, &["manageddevicename"]),
    ("Category", Field::Category, &["categoryname"]),
    ("UserId", Field::Other, &[]),
    ("Primary user UPN", Field::Upn, &["upn"]),
    ("Primary user email address", Field::Other, &["useremail"]),
    ("Primary user display name", Field::UserName, &["username"]),
    ("WiFiIPv4Address", Field::Other, &[]),
    ("WiFiSubnetID", Field::Other, &[]),
    (
        "Compliance",
        Field::Compliance,
        &["compliantstate", "compliancestate"],
    ),
    ("Managed by", Field::ManagedBy, &["managementagent"]),
    ("Ownership", Field::Ownership, &["ownertype"]),
    ("Device state", Field::Other, &["managementstate"]),
    (
        "Intune registered",
        Field::Other,
        &["deviceregistrationstate"],
    ),
    ("Supervised", Field::Other, &["issupervised"]),
    ("Encrypted", Field::Other, &["isencrypted"]),
    ("OS", Field::Os, &["devicetype"]),
    ("SkuFamily", Field::Other, &[]),
    ("JoinType", Field::JoinType, &[]),
    ("Phone number", Field::Other, &[]),
    ("Jailbroken", Field::Other, &[]),
    ("ICCID", Field::Other, &[]),
    ("EthernetMAC", Field::EthernetMac, &[]),
    ("CellularTechnology", Field::Other, &[]),
    ("ProcessorArchitecture", Field::Other, &[]),
    ("EID", Field::Other, &[]),
    ("SystemManagementBIOSVersion", Field::Other, &[]),
    ("TPMManufacturerId", Field::Other, &[]),
    ("TPMManufacturerVersion", Field::Other, &[]),
    // Only in exports that ask for them.
    ("EnrollmentType", Field::EnrollmentType, &[]),
    ("PartnerFeaturesBitmask", Field::Other, &[]),
    ("ManagementAgents", Field::Other, &[]),
    ("CertExpirationDate", Field::OtherDate, &[]),
    ("IsManaged", Field::Other, &[]),
];

const DIRECTORY: &[Column] = &[
    ("displayName", Field::Name, &[]),
    ("accountEnabled", Field::Other, &[]),
    ("operatingSystem", Field::Os, &[]),
    ("operatingSystemVersion", Field::OsVersion, &[]),
    (
        "joinType (trustType)",
        Field::JoinType,
        &["trusttype", "jointype"],
    ),
    ("registeredOwners", Field::UserName, &[]),
    ("userNames", Field::Upn, &[]),
    ("mdmDisplayName", Field::ManagedBy, &[]),
    ("isCompliant", Field::Compliance, &[]),
    (
        "registrationTime",
        Field::Registered,
        &["registrationdatetime"],
    ),
    ("approximateLastSignInDateTime", Field::LastSeen, &[]),
    ("deviceId", Field::DirectoryDeviceId, &[]),
    ("isManaged", Field::Other, &[]),
    ("objectId", Field::Id, &["id"]),
    ("profileType", Field::Other, &[]),
    ("systemLabels", Field::Other, &[]),
    ("model", Field::Model, &[]),
    ("manufacturer", Field::Manufacturer, &[]),
];

const AUTOPILOT: &[Column] = &[
    ("Device Serial Number", Field::Serial, &["serialnumber"]),
    ("Windows Product ID", Field::Other, &[]),
    ("Hardware Hash", Field::Other, &[]),
    ("Group Tag", Field::Other, &[]),
    ("Assigned User", Field::Other, &[]),
    // Only in files that makers and partners write.
    ("Manufacturer name", Field::Manufacturer, &["manufacturer"]),
    ("Device model", Field::Model, &["model"]),
];

/// These files have no headers; some people add them.
const IDENTIFIERS: &[Column] = &[
    ("Manufacturer", Field::Manufacturer, &[]),
    ("Model", Field::Model, &[]),
    ("Serial number", Field::Serial, &["serial"]),
    ("IMEI", Field::Imei, &[]),
    ("Details", Field::Description, &["devicedetails"]),
];

const USERS: &[Column] = &[
    ("userPrincipalName", Field::Upn, &[]),
    ("displayName", Field::Name, &[]),
    ("accountEnabled", Field::AccountEnabled, &[]),
    ("department", Field::Department, &[]),
    ("jobTitle", Field::JobTitle, &[]),
    ("mail", Field::Mail, &[]),
    ("usageLocation", Field::UsageLocation, &[]),
    ("objectId", Field::Id, &["id"]),
];

const GROUPS: &[Column] = &[
    ("objectId", Field::Id, &["id"]),
    ("displayName", Field::Name, &[]),
    ("description", Field::Description, &[]),
    ("groupType", Field::GroupType, &[]),
];

const MEMBERS: &[Column] = &[
    ("groupObjectId", Field::GroupId, &["groupid"]),
    ("memberObjectId", Field::MemberId, &["memberid"]),
    ("memberType", Field::MemberKind, &[]),
];

const LICENCES: &[Column] = &[
    ("userPrincipalName", Field::Upn, &[]),
    ("skuPartNumber", Field::Sku, &[]),
];

const SUBSCRIPTIONS: &[Column] = &[
    ("skuPartNumber", Field::Sku, &[]),
    ("total", Field::Total, &[]),
    ("status", Field::Status, &[]),
    ("expires", Field::Expires, &["expireson"]),
];

impl FileKind {
    /// The columns that this version gives a meaning, or at least a name, each named as it is today: what is written
    /// under these names is read again as what it was.
    pub fn known_columns(self) -> impl Iterator<Item = (Field, &'static str)> {
        self.columns()
            .iter()
            .map(|(name, field, _)| (*field, *name))
    }

    fn columns(self) -> &'static [Column] {
        match self {
            Self::ManagedDevices => MANAGED,
            Self::DirectoryDevices => DIRECTORY,
            Self::AutopilotDevices => AUTOPILOT,
            Self::CorporateIdentifiers => IDENTIFIERS,
            Self::Users => USERS,
            Self::Groups => GROUPS,
            Self::Members => MEMBERS,
            Self::Licences => LICENCES,
            Self::Subscriptions => SUBSCRIPTIONS,
        }
    }

    /// The columns without which a file is not of this kind.
    fn required(self) -> &'static [&'static str] {
        match self {
            Self::ManagedDevices => &["Device ID", "Device name", "Last check-in"],
            Self::DirectoryDevices => &["objectId", "deviceId", "displayName"],
            Self::AutopilotDevices => &["Device Serial Number", "Hardware Hash"],
            Self::CorporateIdentifiers => &["Manufacturer", "Model", "Serial number"],
            Self::Users => &["objectId", "userPrincipalName", "displayName"],
            Self::Groups => &["objectId", "displayName", "groupType"],
            Self::Members => &["groupObjectId", "memberObjectId", "memberType"],
            Self::Licences => &["userPrincipalName", "skuPartNumber"],
            Self::Subscriptions => &["skuPartNumber", "total"],
        }
    }
}

/// What each column of one file means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What the file holds.
    pub kind: FileKind,
    /// Meaning and present-day name of every column, in the file's order.
    pub columns: Vec<(Field, String)>,
    /// The headers that have no meaning here.
    pub unknown: Vec<String>,
    /// Whether the file's first record is its headers.
    pub has_headers: bool,
    /// In which order its dates are written.
    pub dates: DateStyle,
}

impl Layout {
    /// Recognises a file by its headers.
    ///
    /// # Errors
    /// Says what is missing, or which files can be imported.
    pub fn recognise(headers: &[&str]) -> Result<Self, Invalid> {
        let found: Vec<String> = headers.iter().map(|header| plain(header)).collect();
        let kind = Self::kind_of(&found)?;
        let mut columns: Vec<(Field, String)> = Vec::with_capacity(headers.len());
        let mut unknown = Vec::new();
        for (header, spelled) in headers.iter().zip(&found) {
            let (field, name) = match find(kind, spelled) {
                Some((name, ..)) if columns.iter().any(|(_, taken)| taken == name) => {
                    return Err(Invalid::new(
                        *name,
                        "stands in the headers twice; keep the column that is right",
                    ));
                }
                Some((name, field, _)) => (*field, (*name).to_owned()),
                None => {
                    unknown.push((*header).to_owned());
                    (Field::Other, unused_name(header, &columns))
                }
            };
            columns.push((field, name));
        }
        Ok(Self {
            kind,
            columns,
            unknown,
            has_headers: true,
            dates: DateStyle::Iso,
        })
    }

    /// The same file with its dates in that order.
    #[must_use]
    pub fn with_dates(self, dates: DateStyle) -> Self {
        Self { dates, ..self }
    }

    /// Which columns hold dates, by their place.
    pub fn date_columns(&self) -> impl Iterator<Item = usize> {
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, (field, _))| {
                matches!(
                    field,
                    Field::LastSeen
                        | Field::Enrolled
                        | Field::Registered
                        | Field::Expires
                        | Field::OtherDate
                )
            })
            .map(|(index, _)| index)
    }

    fn kind_of(found: &[String]) -> Result<FileKind, Invalid> {
        let has = |kind: FileKind, name: &&str| {
            found
                .iter()
                .any(|spelled| find(kind, spelled).is_some_and(|(known, ..)| known == name))
        };
        let missing = |kind: FileKind| {
            kind.required()
                .iter()
                .filter(|name| !has(kind, name))
                .copied()
                .collect::<Vec<_>>()
        };
        // Makers, models and serial numbers stand in other files too; here nothing else does.
        let identifiers = FileKind::CorporateIdentifiers;
        if found
            .iter()
            .all(|spelled| find(identifiers, spelled).is_some())
            && (has(identifiers, &"Serial number") || has(identifiers, &"IMEI"))
        {
            return Ok(identifiers);
        }
        // A file with more required columns tells more: directory devices have a displayName too.
        if let Some(kind) = FileKind::ALL
            .iter()
            .copied()
            .filter(|&kind| kind != identifiers && missing(kind).is_empty())
            .max_by_key(|&kind| {
                (
                    kind.required().len(),
                    found
                        .iter()
                        .filter(|spelled| find(kind, spelled).is_some())
                        .count(),
                )
            })
        {
            return Ok(kind);
        }
        let others = || {
            FileKind::ALL
                .iter()
                .copied()
                .filter(|kind| *kind != identifiers)
        };
        let near = others().max_by_key(|&kind| {
            found
                .iter()
                .filter(|spelled| find(kind, spelled).is_some())
                .count()
        });
        if let Some(kind) = near.filter(|&kind| {
            found
                .iter()
                .filter(|spelled| find(kind, spelled).is_some())
                .count()
                >= 2
        }) {
            let names = missing(kind).join(", ");
            return Err(Invalid::new(
                "file",
                format!(
                    "this looks like a file of {}, but these columns are missing: {names}",
                    kind.label().to_lowercase()
                ),
            ));
        }
        let kinds: Vec<String> = others()
            .map(|kind| {
                format!(
                    "{} ({})",
                    kind.label().to_lowercase(),
                    kind.required().join(", ")
                )
            })
            .collect();
        Err(Invalid::new(
            "file",
            format!(
                "its first line has none of the headers that are known; these files can be imported: {}; {} (without headers: manufacturer, model, serial number)",
                kinds.join("; "),
                identifiers.label().to_lowercase()
            ),
        ))
    }
}

fn find(kind: FileKind, spelled: &str) -> Option<&'static Column> {
    kind.columns()
        .iter()
        .find(|(name, _, others)| plain(name) == spelled || others.contains(&spelled))
}

/// Whether some file has a column of that name.
pub(super) fn is_known_header(text: &str) -> bool {
    let spelled = plain(text);
    FileKind::ALL
        .iter()
        .any(|&kind| find(kind, &spelled).is_some())
}

/// A header without case, spaces and punctuation.
fn plain(header: &str) -> String {
    header
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The header, or with a number behind it if the file has an earlier column of that name.
fn unused_name(header: &str, columns: &[(Field, String)]) -> String {
    let taken = |name: &str| columns.iter().any(|(_, taken)| taken == name);
    let mut name = header.trim().to_owned();
    let mut number = 2;
    while taken(&name) {
        name = format!("{} ({number})", header.trim());
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_recognised_whatever_the_order_and_case_of_its_headers() {
        let kinds = FileKind::ALL.iter().copied();
        for kind in kinds.filter(|kind| *kind != FileKind::CorporateIdentifiers) {
            let mut headers: Vec<String> = kind
                .columns()
                .iter()
                .map(|(name, ..)| name.to_uppercase())
                .collect();
            headers.reverse();
            headers.insert(1, "Cost centre".to_owned());
            let layout =
                Layout::recognise(&headers.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
            assert_eq!(
                (layout.kind, layout.unknown.as_slice()),
                (kind, ["Cost centre".to_owned()].as_slice())
            );
        }
    }

    #[test]
    fn older_headers_mean_the_same_columns() {
        let old = Layout::recognise(&[
            "Device ID",
            "Device name",
            "Last check-in",
            "Azure AD Device ID",
            "Azure AD registered",
        ])
        .unwrap();
        let new = Layout::recognise(&[
            "Device ID",
            "Device name",
            "Last check-in",
            "Microsoft Entra Device ID",
            "Microsoft Entra registered",
        ])
        .unwrap();
        assert_eq!(old, new);
    }

    #[test]
    fn a_file_that_cannot_be_imported_says_what_was_expected() {
        let refused = |headers: &[&str]| Layout::recognise(headers).unwrap_err().problem;
        assert!(
            refused(&["Device Serial Number", "Windows Product ID", "Group Tag"])
                .ends_with("autopilot devices, but these columns are missing: Hardware Hash")
        );
        // Too little for a managed export, and not to be taken for corporate identifiers.
        assert!(
            refused(&[
                "Device name",
                "Last check-in",
                "Manufacturer",
                "Model",
                "Serial number"
            ])
            .ends_with("managed devices, but these columns are missing: Device ID")
        );
        assert!(
            refused(&["LENOVO", "ThinkPad T14 Gen 4", "PF3LEPNY"])
                .contains("managed devices (Device ID, Device name, Last check-in)")
        );
        assert!(
            refused(&["displayName", "deviceId", "operatingSystem", "model"])
                .ends_with("directory devices, but these columns are missing: objectId")
        );
        assert_eq!(
            Layout::recognise(&["Device ID", "device id", "Device name", "Last check-in"])
                .unwrap_err()
                .field,
            "Device ID"
        );
    }

    #[test]
    fn corporate_identifiers_may_have_headers() {
        for headers in [
            &["Serial Number", "Manufacturer", "Model"][..],
            &["IMEI", "Details"],
            &["Serial number"],
        ] {
            let layout = Layout::recognise(headers).unwrap();
            assert!(layout.has_headers && layout.kind == FileKind::CorporateIdentifiers);
        }
    }

    #[test]
    fn the_reports_own_column_names_mean_the_same_columns() {
        let names = [
            ("DeviceId", "Device ID"),
            ("DeviceName", "Device name"),
            ("CreatedDate", "Enrollment date"),
            ("LastContact", "Last check-in"),
            ("ReferenceId", "Microsoft Entra Device ID"),
            ("OSVersion", "OS version"),
            ("GraphDeviceIsManaged", "Microsoft Entra registered"),
            ("EasID", "EAS activation ID"),
            ("SerialNumber", "Serial number"),
            ("EasActivationStatus", "EAS activated"),
            ("EasLastSyncSuccessUtc", "Last EAS sync time"),
            ("EasStateReason", "EAS reason"),
            ("EasAccessState", "EAS status"),
            ("InGracePeriodUntil", "Compliance grace period expiration"),
            ("AndroidPatchLevel", "Security patch level"),
            ("WifiMacAddress", "Wi-Fi MAC"),
            ("SubscriberCarrierNetwork", "Subscriber carrier"),
            ("StorageTotal", "Total storage"),
            ("StorageFree", "Free storage"),
            ("ManagedDeviceName", "Management name"),
            ("CategoryName", "Category"),
            ("UPN", "Primary user UPN"),
            ("UserEmail", "Primary user email address"),
            ("UserName", "Primary user display name"),
            ("CompliantState", "Compliance"),
            ("ManagementAgent", "Managed by"),
            ("OwnerType", "Ownership"),
            ("ManagementState", "Device state"),
            ("DeviceRegistrationState", "Intune registered"),
            ("IsSupervised", "Supervised"),
            ("IsEncrypted", "Encrypted"),
            ("DeviceType", "OS"),
            ("PhoneNumber", "Phone number"),
        ];
        let layout = |of: fn(&(&'static str, &'static str)) -> &'static str| {
            Layout::recognise(&names.iter().map(of).collect::<Vec<_>>()).unwrap()
        };
        let (reports, today) = (layout(|names| names.0), layout(|names| names.1));
        assert_eq!(reports, today);
        assert!(today.unknown.is_empty());
    }

    #[test]
    fn a_second_unknown_column_of_one_name_is_kept_beside_the_first() {
        let layout =
            Layout::recognise(&["userPrincipalName", "skuPartNumber", "Note", "Note"]).unwrap();
        assert_eq!(layout.columns[3], (Field::Other, "Note (2)".to_owned()));
    }
}
