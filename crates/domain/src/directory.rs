//! Users, groups and their members as lists and pages show them, and how those lists are asked for.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Invalid;
use crate::enrollment::{GroupName, Membership};
use crate::id::{DeviceId, GroupId, UserId};
use crate::licence::Licence;
use crate::page::{Cursor, MAX_PAGE_SIZE, PAGE_SIZE, Page};

/// A person, or another account, of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct User {
    /// The directory's object id.
    pub id: UserId,
    /// The user principal name: how the person signs in.
    pub upn: String,
    /// The display name.
    pub name: String,
    /// Whether the account may sign in. One that may not enrolls nothing, so no effect counts it.
    pub account_enabled: bool,
    /// The department; empty where the directory has none.
    pub department: String,
    /// The job title; empty where the directory has none.
    pub job_title: String,
    /// The mail address; empty where the directory has none.
    pub mail: String,
    /// Two letters for the country the licences are used in; empty where the directory has none.
    pub usage_location: String,
}

/// A user to be added by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUser {
    /// The user principal name: `name@domain`.
    pub upn: String,
    /// The display name.
    pub name: String,
    /// Whether the account may sign in.
    pub account_enabled: bool,
    /// The department, if any.
    pub department: String,
    /// The job title, if any.
    pub job_title: String,
    /// The mail address, if any.
    pub mail: String,
    /// Two letters for a country, if any.
    pub usage_location: String,
}

impl NewUser {
    /// An enabled account of that name with nothing else known.
    pub fn of(upn: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            upn: upn.into(),
            name: name.into(),
            account_enabled: true,
            ..Self::default()
        }
    }

    /// The same without spaces around its texts.
    ///
    /// # Errors
    /// The user principal name is not of the form `name@domain`, or there is no display name.
    pub fn checked(self) -> Result<Self, Invalid> {
        let trimmed = |text: String| text.trim().to_owned();
        let user = Self {
            upn: trimmed(self.upn),
            name: trimmed(self.name),
            account_enabled: self.account_enabled,
            department: trimmed(self.department),
            job_title: trimmed(self.job_title),
            mail: trimmed(self.mail),
            usage_location: trimmed(self.usage_location),
        };
        let whole = user
            .upn
            .split_once('@')
            .is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty());
        if !whole || user.upn.contains(char::is_whitespace) {
            return Err(Invalid::new(
                "upn",
                "write it as name@domain, such as noor@example.org",
            ));
        }
        if user.name.is_empty() {
            return Err(Invalid::new("name", "write the name that lists show"));
        }
        Ok(user)
    }
}

/// A group of the directory with its direct members counted by kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct Group {
    /// The directory's object id.
    pub id: GroupId,
    /// The display name.
    pub name: String,
    /// What the group is for; may be empty.
    pub description: String,
    /// The kind as the directory writes it: `Security`, `Dynamic security`, `Microsoft 365`.
    pub group_type: String,
    /// Users that are members themselves, disabled accounts included.
    pub user_count: i64,
    /// Devices that are members themselves.
    pub device_count: i64,
    /// Groups that are members themselves.
    pub nested_count: i64,
}

/// A group to be added by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewGroup {
    /// The display name.
    pub name: String,
    /// What the group is for; may be empty.
    pub description: String,
}

/// A group as a choice: its name, and whom choosing it reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupChoice {
    /// The group.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Users in it or in a group within it, each once, without disabled accounts.
    pub user_count: i64,
    /// Devices in it or in a group within it, each once.
    pub device_count: i64,
}

/// The names of groups that a text mentions by id.
pub type GroupNames = BTreeMap<GroupId, String>;

/// What a member of a group is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberKind {
    /// A user.
    #[default]
    User,
    /// A group, whose members are members too.
    Group,
    /// A device, by its directory record.
    Device,
}

impl MemberKind {
    /// Every kind, in the order of the tabs.
    pub const ALL: [Self; 3] = [Self::User, Self::Group, Self::Device];

    /// The word in addresses and in the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Device => "device",
        }
    }
}

/// One member of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The directory's object id.
    pub id: Uuid,
    /// What it is.
    pub kind: MemberKind,
    /// Its name; its id where the directory has not sent the thing itself.
    pub name: String,
    /// What tells it from others of its name: a user's UPN, a group's description; empty for a device.
    pub detail: String,
    /// The physical machine, for a device that Muster has a record of.
    pub device_id: Option<DeviceId>,
}

/// A group's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupDetail {
    /// The group.
    pub group: Group,
    /// Whom it reaches through all groups within it.
    pub effective: GroupChoice,
    /// The groups it is a member of itself, by name.
    pub member_of: Vec<GroupName>,
    /// The members of the kind asked for.
    pub members: Page<Member>,
}

/// How a user signs in to Muster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountUse {
    /// Whether none of the user's accounts may sign in.
    pub is_disabled: bool,
    /// When the user signed in last.
    pub last_signed_in_at: Option<DateTime<Utc>>,
}

/// A user's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetail {
    /// The account.
    pub user: User,
    /// How the user signs in to Muster; `None` for one who never did.
    pub account: Option<AccountUse>,
    /// The products the user holds.
    pub licences: Vec<Licence>,
    /// All groups the user belongs to: direct ones first, then by name.
    pub groups: Vec<Membership>,
    /// Devices whose user this is.
    pub device_count: i64,
}

/// By what a list of users is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserSort {
    /// By display name.
    #[default]
    Name,
    /// By user principal name.
    Upn,
}

impl UserSort {
    /// The word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Upn => "upn",
        }
    }
}

/// Which users to list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserQuery {
    /// A part of the name, UPN, mail address or department; empty for all.
    pub search: String,
    /// By what the list is sorted.
    pub sort: UserSort,
    /// Whether the sort runs from the last to the first.
    pub descending: bool,
    /// Where the page starts; `None` for the first.
    pub at: Option<Cursor>,
    /// Rows a page, 1 to [`MAX_PAGE_SIZE`].
    pub size: u32,
}

impl Default for UserQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            sort: UserSort::Name,
            descending: false,
            at: None,
            size: PAGE_SIZE,
        }
    }
}

impl UserQuery {
    /// Reads the query of an address.
    ///
    /// # Errors
    /// A key or a value is not known; the error names the key.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut query = Self::default();
        for (key, value) in pairs {
            let value = value.as_ref();
            match key.as_ref() {
                "q" => value.trim().clone_into(&mut query.search),
                "sort" => {
                    let (descending, column) = read_sort(value);
                    query.descending = descending;
                    query.sort = match column {
                        "name" => UserSort::Name,
                        "upn" => UserSort::Upn,
                        _ => {
                            return Err(Invalid::new(
                                "sort",
                                "write name or upn, with - before it for the other way round",
                            ));
                        }
                    };
                }
                "at" => query.at = read_cursor(value)?,
                "size" => query.size = read_size(value)?,
                unknown => return Err(unknown_key(unknown, "q, sort, at and size")),
            }
        }
        Ok(query)
    }

    /// Writes the query for an address, without the question mark; empty for the plain list.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        let mut text = String::new();
        push_pair(&mut text, "q", &self.search);
        if self.sort != UserSort::Name || self.descending {
            push_pair(
                &mut text,
                "sort",
                &write_sort(self.sort.as_str(), self.descending),
            );
        }
        push_page(&mut text, self.at.as_ref(), self.size);
        text
    }
}

/// Which groups to list, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupQuery {
    /// A part of the name; empty for all.
    pub search: String,
    /// Whether the list runs from the last name to the first.
    pub descending: bool,
    /// Where the page starts; `None` for the first.
    pub at: Option<Cursor>,
    /// Rows a page, 1 to [`MAX_PAGE_SIZE`].
    pub size: u32,
}

impl Default for GroupQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            descending: false,
            at: None,
            size: PAGE_SIZE,
        }
    }
}

impl GroupQuery {
    /// Reads the query of an address.
    ///
    /// # Errors
    /// A key or a value is not known; the error names the key.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut query = Self::default();
        for (key, value) in pairs {
            let value = value.as_ref();
            match key.as_ref() {
                "q" => value.trim().clone_into(&mut query.search),
                "sort" => match read_sort(value) {
                    (descending, "name") => query.descending = descending,
                    _ => return Err(Invalid::new("sort", "write name or -name")),
                },
                "at" => query.at = read_cursor(value)?,
                "size" => query.size = read_size(value)?,
                unknown => return Err(unknown_key(unknown, "q, sort, at and size")),
            }
        }
        Ok(query)
    }

    /// Writes the query for an address, without the question mark; empty for the plain list.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        let mut text = String::new();
        push_pair(&mut text, "q", &self.search);
        if self.descending {
            push_pair(&mut text, "sort", "-name");
        }
        push_page(&mut text, self.at.as_ref(), self.size);
        text
    }
}

/// Which members of a group to list: users and groups by name, devices by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberQuery {
    /// Which kind.
    pub kind: MemberKind,
    /// Where the page starts; `None` for the first.
    pub at: Option<Cursor>,
    /// Rows a page, 1 to [`MAX_PAGE_SIZE`].
    pub size: u32,
}

impl Default for MemberQuery {
    fn default() -> Self {
        Self {
            kind: MemberKind::User,
            at: None,
            size: PAGE_SIZE,
        }
    }
}

impl MemberQuery {
    /// Reads the query of an address.
    ///
    /// # Errors
    /// A key or a value is not known; the error names the key.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut query = Self::default();
        for (key, value) in pairs {
            let value = value.as_ref();
            match key.as_ref() {
                "kind" => {
                    query.kind = MemberKind::ALL
                        .into_iter()
                        .find(|kind| kind.as_str() == value)
                        .ok_or_else(|| Invalid::new("kind", "write user, group or device"))?;
                }
                "at" => query.at = read_cursor(value)?,
                "size" => query.size = read_size(value)?,
                unknown => return Err(unknown_key(unknown, "kind, at and size")),
            }
        }
        Ok(query)
    }

    /// Writes the query for an address, without the question mark; empty for the first page of users.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        let mut text = String::new();
        if self.kind != MemberKind::User {
            push_pair(&mut text, "kind", self.kind.as_str());
        }
        push_page(&mut text, self.at.as_ref(), self.size);
        text
    }
}

fn read_sort(value: &str) -> (bool, &str) {
    value
        .strip_prefix('-')
        .map_or((false, value), |column| (true, column))
}

fn write_sort(column: &str, descending: bool) -> String {
    format!("{}{column}", if descending { "-" } else { "" })
}

pub(crate) fn read_cursor(value: &str) -> Result<Option<Cursor>, Invalid> {
    if value.is_empty() {
        Ok(None)
    } else {
        value.parse().map(Some)
    }
}

pub(crate) fn read_size(value: &str) -> Result<u32, Invalid> {
    value
        .parse()
        .ok()
        .filter(|size| (1..=MAX_PAGE_SIZE).contains(size))
        .ok_or_else(|| Invalid::new("size", format!("write a number from 1 to {MAX_PAGE_SIZE}")))
}

pub(crate) fn unknown_key(key: &str, known: &str) -> Invalid {
    Invalid::new(
        key,
        format!("is not known here; this list understands {known}"),
    )
}

pub(crate) fn push_page(text: &mut String, at: Option<&Cursor>, size: u32) {
    if let Some(at) = at {
        push_pair(text, "at", &at.to_string());
    }
    if size != PAGE_SIZE {
        push_pair(text, "size", &size.to_string());
    }
}

/// Adds `key=value` unless the value is empty. All but letters, digits and `-._~` is percent-encoded (RFC 3986 §2.3).
pub(crate) fn push_pair(text: &mut String, key: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push('&');
    }
    text.push_str(key);
    text.push('=');
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_survives_its_address() {
        let query = UserQuery {
            search: "o'hara & søn".to_owned(),
            sort: UserSort::Upn,
            descending: true,
            at: Some(Cursor {
                before: true,
                skipped: 100,
                value: "a b~c".to_owned(),
                id: Uuid::from_u128(3),
            }),
            size: 100,
        };
        let text = query.to_query_string();
        assert_eq!(
            text,
            "q=o%27hara%20%26%20s%C3%B8n&sort=-upn&at=before%3A100%3Aa%20b~c~00000000-0000-0000-0000-000000000003&size=100"
        );
        let at = query.at.as_ref().unwrap().to_string();
        let pairs = [
            ("q", "o'hara & søn"),
            ("sort", "-upn"),
            ("at", at.as_str()),
            ("size", "100"),
        ];
        assert_eq!(UserQuery::from_pairs(pairs).unwrap(), query);
        assert_eq!(UserQuery::default().to_query_string(), "");
    }

    #[test]
    fn a_key_that_is_not_known_is_refused_by_name() {
        assert_eq!(
            UserQuery::from_pairs([("departement", "x")])
                .unwrap_err()
                .field,
            "departement"
        );
        assert_eq!(
            GroupQuery::from_pairs([("sort", "size")])
                .unwrap_err()
                .field,
            "sort"
        );
        assert_eq!(
            MemberQuery::from_pairs([("kind", "printer")])
                .unwrap_err()
                .field,
            "kind"
        );
        for size in ["0", "201", "-1", "many"] {
            assert_eq!(
                UserQuery::from_pairs([("size", size)]).unwrap_err().field,
                "size",
                "{size}"
            );
        }
    }

    #[test]
    fn a_user_needs_a_principal_name_with_a_domain() {
        for upn in ["", "noor", "@example.org", "noor@", "no or@example.org"] {
            assert_eq!(
                NewUser::of(upn, "Noor").checked().unwrap_err().field,
                "upn",
                "{upn}"
            );
        }
        assert_eq!(
            NewUser::of("noor@example.org", " ")
                .checked()
                .unwrap_err()
                .field,
            "name"
        );
        assert_eq!(
            NewUser::of(" noor@example.org ", "Noor ")
                .checked()
                .unwrap(),
            NewUser::of("noor@example.org", "Noor")
        );
    }
}
