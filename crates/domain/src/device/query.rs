//! What a list of devices is asked for, and how that is written in an address.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::DeviceColumn;
use crate::Invalid;
use crate::page::{Cursor, MAX_PAGE_SIZE, PAGE_SIZE};
use crate::record::{Compliance, JoinType, ManagedBy, Ownership};
use crate::words::words;

words! {
    /// What a list of devices is sorted by. The device's id decides between equal values.
    DeviceSort, "sort" {
        /// By name, without regard to case.
        Name = "name", "Device name";
        /// By the primary user's name.
        User = "user", "Primary user";
        /// By compliance.
        Compliance = "compliance", "Compliance";
        /// By the last check-in; devices never seen are the oldest.
        LastCheckIn = "last_check_in", "Last check-in";
        /// By ownership.
        Ownership = "ownership", "Ownership";
        /// By join type.
        JoinType = "join_type", "Join type";
        /// By who manages it.
        ManagedBy = "managed_by", "Managed by";
        /// By operating system, then by version as a number.
        OsVersion = "os_version", "OS version";
        /// By serial number as it is compared.
        Serial = "serial", "Serial number";
        /// By maker.
        Manufacturer = "manufacturer", "Manufacturer";
        /// By model.
        Model = "model", "Model";
        /// By category.
        Category = "category", "Category";
        /// By the way of enrollment.
        EnrollmentType = "enrollment_type", "Enrollment type";
        /// By the time of enrollment.
        Enrolled = "enrolled", "Enrolled";
        /// By the primary user's principal name.
        UserUpn = "user_upn", "Primary user UPN";
        /// By how many records stand behind it.
        Records = "records", "Records";
        /// By the device's id, which follows the order in which devices became known.
        Id = "id", "Device ID";
    }
}

impl DeviceSort {
    /// Whether the list begins with the greatest value unless its address says otherwise: times and counts do.
    #[must_use]
    pub fn begins_descending(self) -> bool {
        matches!(self, Self::LastCheckIn | Self::Enrolled | Self::Records)
    }
}

/// Which devices, in which order, which page.
///
/// Several values of one filter mean any of them; several filters mean all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceQuery {
    /// Looked for anywhere in name, serial, user, hardware addresses and ids. Empty for all.
    pub search: String,
    /// Operating systems: a family, or `Windows 10` and `Windows 11`.
    pub os: Vec<String>,
    /// Versions: the whole version, or its beginning up to a dot.
    pub os_version: Vec<String>,
    /// Ownerships.
    pub ownership: Vec<Ownership>,
    /// Compliance states.
    pub compliance: Vec<Compliance>,
    /// Join types.
    pub join_type: Vec<JoinType>,
    /// Who manages them.
    pub managed_by: Vec<ManagedBy>,
    /// Categories by name.
    pub category: Vec<String>,
    /// Ways of enrollment, as the records spell them.
    pub enrollment_type: Vec<String>,
    /// Primary users by principal name, without regard to case.
    pub user: Vec<String>,
    /// Checked in within so many days.
    pub checked_in_days: Option<u32>,
    /// Not checked in for so many days, or never.
    pub silent_days: Option<u32>,
    /// Enrolled on that day or later, in UTC.
    pub enrolled_from: Option<NaiveDate>,
    /// Enrolled before that day in UTC, but at some time.
    pub enrolled_before: Option<NaiveDate>,
    /// Sorted by what.
    pub sort: DeviceSort,
    /// Whether the greatest value comes first.
    pub descending: bool,
    /// The columns shown, in their order; empty for those that the person chose, or the usual ones.
    pub columns: Vec<DeviceColumn>,
    /// Rows on a page.
    pub page_size: u32,
    /// Where the page is; `None` for the first.
    pub at: Option<Cursor>,
}

/// One filter as it is shown, with the pair that holds it in the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterPill {
    /// The key in the address.
    pub key: &'static str,
    /// The value in the address.
    pub value: String,
    /// The field's name.
    pub field: &'static str,
    /// The value as people read it.
    pub shown: String,
}

impl Default for DeviceQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            os: Vec::new(),
            os_version: Vec::new(),
            ownership: Vec::new(),
            compliance: Vec::new(),
            join_type: Vec::new(),
            managed_by: Vec::new(),
            category: Vec::new(),
            enrollment_type: Vec::new(),
            user: Vec::new(),
            checked_in_days: None,
            silent_days: None,
            enrolled_from: None,
            enrolled_before: None,
            sort: DeviceSort::LastCheckIn,
            descending: true,
            columns: Vec::new(),
            page_size: PAGE_SIZE,
            at: None,
        }
    }
}

impl DeviceQuery {
    /// Reads the pairs of an address. A pair without a value, as an empty form field sends it, asks for nothing.
    ///
    /// # Errors
    /// An unknown key or value is refused by its name: passing over it would show more than was asked for.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut query = Self::default();
        let mut order = None;
        let mut sort = None;
        for (key, value) in pairs {
            let (key, value) = (key.as_ref(), value.as_ref());
            if value.trim().is_empty() {
                known(key)?;
                continue;
            }
            match key {
                "search" => value.trim().clone_into(&mut query.search),
                "os" => add(&mut query.os, value.trim().to_owned()),
                "os_version" => add(&mut query.os_version, value.trim().to_owned()),
                "ownership" => add(&mut query.ownership, value.parse()?),
                "compliance" => add(&mut query.compliance, value.parse()?),
                "join_type" => add(&mut query.join_type, value.parse()?),
                "managed_by" => add(&mut query.managed_by, value.parse()?),
                "category" => add(&mut query.category, value.to_owned()),
                "enrollment_type" => add(&mut query.enrollment_type, value.to_owned()),
                "user" => add(&mut query.user, value.trim().to_owned()),
                "checked_in_days" => query.checked_in_days = Some(days(key, value)?),
                "silent_days" => query.silent_days = Some(days(key, value)?),
                "enrolled.from" => query.enrolled_from = Some(date(key, value)?),
                "enrolled.before" => query.enrolled_before = Some(date(key, value)?),
                "sort" => sort = Some(value.parse::<DeviceSort>()?),
                "order" => {
                    order = Some(match value {
                        "asc" => false,
                        "desc" => true,
                        _ => return Err(Invalid::new("order", "write asc or desc")),
                    });
                }
                "columns" => {
                    for column in value.split(',') {
                        add(&mut query.columns, column.trim().parse()?);
                    }
                }
                "size" => query.page_size = page_size(value)?,
                "at" => query.at = Some(value.parse()?),
                _ => known(key)?,
            }
        }
        query.sort = sort.unwrap_or(query.sort);
        query.descending = order.unwrap_or(query.sort.begins_descending());
        Ok(query)
    }

    /// The pairs of the address that asks for this; what is not listed has its usual value.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("search", self.search.clone()));
        }
        pairs.extend(self.pills().into_iter().map(|pill| (pill.key, pill.value)));
        let usual = Self::default();
        if self.sort != usual.sort {
            pairs.push(("sort", self.sort.as_str().to_owned()));
        }
        if self.descending != self.sort.begins_descending() {
            pairs.push((
                "order",
                if self.descending { "desc" } else { "asc" }.to_owned(),
            ));
        }
        if !self.columns.is_empty() {
            let columns: Vec<&str> = self.columns.iter().map(|column| column.as_str()).collect();
            pairs.push(("columns", columns.join(",")));
        }
        if self.page_size != usual.page_size {
            pairs.push(("size", self.page_size.to_string()));
        }
        if let Some(at) = &self.at {
            pairs.push(("at", at.to_string()));
        }
        pairs
    }

    /// The address's part after the question mark; empty for the plain list.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        let pairs = self.pairs();
        let written = pairs
            .iter()
            .map(|(key, value)| format!("{key}={}", percent_encode(value)));
        written.collect::<Vec<_>>().join("&")
    }

    /// Every filter that is set, in the order in which the list shows them. The search is not one of them.
    #[must_use]
    pub fn pills(&self) -> Vec<FilterPill> {
        let mut pills = Vec::new();
        let mut add = |key, field, value: String, shown: String| {
            pills.push(FilterPill {
                key,
                value,
                field,
                shown,
            });
        };
        for os in &self.os {
            add("os", "OS", os.clone(), os.clone());
        }
        for version in &self.os_version {
            add("os_version", "OS version", version.clone(), version.clone());
        }
        for ownership in &self.ownership {
            add(
                "ownership",
                "Ownership",
                ownership.as_str().to_owned(),
                ownership.label().to_owned(),
            );
        }
        for compliance in &self.compliance {
            add(
                "compliance",
                "Compliance",
                compliance.as_str().to_owned(),
                compliance.label().to_owned(),
            );
        }
        for join_type in &self.join_type {
            add(
                "join_type",
                "Join type",
                join_type.as_str().to_owned(),
                join_type.label().to_owned(),
            );
        }
        for managed_by in &self.managed_by {
            add(
                "managed_by",
                "Managed by",
                managed_by.as_str().to_owned(),
                managed_by.label().to_owned(),
            );
        }
        for category in &self.category {
            add("category", "Category", category.clone(), category.clone());
        }
        for enrollment_type in &self.enrollment_type {
            add(
                "enrollment_type",
                "Enrollment type",
                enrollment_type.clone(),
                enrollment_type.clone(),
            );
        }
        for user in &self.user {
            add("user", "Primary user", user.clone(), user.clone());
        }
        if let Some(days) = self.checked_in_days {
            add(
                "checked_in_days",
                "Last check-in",
                days.to_string(),
                format!("within {}", count_days(days)),
            );
        }
        if let Some(days) = self.silent_days {
            add(
                "silent_days",
                "Last check-in",
                days.to_string(),
                format!("not for {}", count_days(days)),
            );
        }
        for (key, word, day) in [
            ("enrolled.from", "from", self.enrolled_from),
            ("enrolled.before", "before", self.enrolled_before),
        ] {
            if let Some(day) = day {
                let shown = format!("{word} {}", day.format("%-d %b %Y"));
                add(key, "Enrolled", day.to_string(), shown);
            }
        }
        pills
    }

    /// The same list without one filter value, from its first page.
    #[must_use]
    pub fn without(&self, pill: &FilterPill) -> Self {
        let pairs = self
            .pairs()
            .into_iter()
            .filter(|(key, value)| *key != "at" && !(*key == pill.key && *value == pill.value));
        Self::from_pairs(pairs).unwrap_or_default()
    }

    /// The same devices sorted by `sort`, from the first page; by the same column, the other way round.
    #[must_use]
    pub fn sorted_by(&self, sort: DeviceSort) -> Self {
        let descending = if sort == self.sort {
            !self.descending
        } else {
            sort.begins_descending()
        };
        Self {
            sort,
            descending,
            at: None,
            ..self.clone()
        }
    }

    /// Another page of the same list.
    #[must_use]
    pub fn at_page(&self, at: Option<Cursor>) -> Self {
        Self { at, ..self.clone() }
    }

    /// Whether the list is narrowed by anything.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || !self.pills().is_empty()
    }
}

/// The least [`super::os_version_key`] of a Windows 11.
#[must_use]
pub fn first_windows_11_key() -> String {
    super::os_version_key(
        "Windows",
        &format!("10.0.{}", super::version::FIRST_WINDOWS_11_BUILD),
    )
}

fn known(key: &str) -> Result<(), Invalid> {
    const KEYS: &[&str] = &[
        "search",
        "os",
        "os_version",
        "ownership",
        "compliance",
        "join_type",
        "managed_by",
        "category",
        "enrollment_type",
        "user",
        "checked_in_days",
        "silent_days",
        "enrolled.from",
        "enrolled.before",
        "sort",
        "order",
        "columns",
        "size",
        "at",
    ];
    if KEYS.contains(&key) {
        Ok(())
    } else {
        Err(Invalid::new(
            key,
            format!("there is no such filter; there are {}", KEYS.join(", ")),
        ))
    }
}

fn add<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}

fn days(key: &str, value: &str) -> Result<u32, Invalid> {
    let days = value
        .trim()
        .parse()
        .ok()
        .filter(|days| (1..=3650).contains(days));
    days.ok_or_else(|| Invalid::new(key, "write a number of days from 1 to 3650"))
}

fn date(key: &str, value: &str) -> Result<NaiveDate, Invalid> {
    let date = value.trim().parse();
    date.map_err(|_| Invalid::new(key, "write a date as 2026-11-25"))
}

fn page_size(value: &str) -> Result<u32, Invalid> {
    let size = value
        .trim()
        .parse()
        .ok()
        .filter(|size| (1..=MAX_PAGE_SIZE).contains(size));
    size.ok_or_else(|| Invalid::new("size", format!("choose 1 to {MAX_PAGE_SIZE} rows")))
}

fn count_days(days: u32) -> String {
    if days == 1 {
        "1 day".to_owned()
    } else {
        format!("{days} days")
    }
}

fn percent_encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_survives_its_address() {
        let query = DeviceQuery {
            search: "a&b=ü%".to_owned(),
            os: vec!["Windows 11".to_owned(), "macOS".to_owned()],
            os_version: vec!["10.0.26100".to_owned()],
            ownership: vec![Ownership::Personal],
            compliance: vec![Compliance::NotCompliant, Compliance::InGracePeriod],
            join_type: vec![JoinType::HybridJoined],
            managed_by: vec![ManagedBy::MdmAndConfigmgr],
            category: vec!["Kiosk".to_owned()],
            enrollment_type: vec!["windowsAzureADJoin".to_owned()],
            user: vec!["ana@fabricharbor.example".to_owned()],
            checked_in_days: Some(30),
            silent_days: Some(7),
            enrolled_from: NaiveDate::from_ymd_opt(2026, 1, 31),
            enrolled_before: NaiveDate::from_ymd_opt(2026, 10, 1),
            sort: DeviceSort::Name,
            descending: true,
            columns: vec![DeviceColumn::Serial, DeviceColumn::Name],
            page_size: 100,
            at: Some(Cursor {
                before: true,
                skipped: 200,
                value: "x~y".to_owned(),
                id: uuid::Uuid::from_u128(9),
            }),
        };
        assert_eq!(DeviceQuery::from_pairs(query.pairs()), Ok(query.clone()));
        assert_eq!(
            DeviceQuery::from_pairs(Vec::<(&str, &str)>::new()),
            Ok(DeviceQuery::default())
        );
        assert_eq!(DeviceQuery::default().to_query_string(), "");
        assert!(
            query
                .to_query_string()
                .starts_with("search=a%26b%3D%C3%BC%25&os=Windows%2011&os=macOS&")
        );
    }

    #[test]
    fn an_unknown_key_or_value_is_refused_by_its_name_even_when_empty() {
        for (key, value) in [
            ("owner", "x"),
            ("owner", ""),
            ("ownership", "corporat"),
            ("compliance", "Compliant"),
            ("sort", "colour"),
            ("order", "up"),
            ("columns", "name,colour"),
            ("size", "0"),
            ("size", "100000"),
            ("silent_days", "-1"),
            ("enrolled.from", "yesterday"),
            ("at", "3"),
        ] {
            assert_eq!(
                DeviceQuery::from_pairs([(key, value)]).unwrap_err().field,
                key,
                "{key}={value}"
            );
        }
        assert_eq!(
            DeviceQuery::from_pairs([("os", ""), ("search", " ")]),
            Ok(DeviceQuery::default())
        );
    }

    #[test]
    fn a_pill_taken_away_leaves_the_others_and_goes_to_the_first_page() {
        let query =
            DeviceQuery::from_pairs([("os", "Windows"), ("os", "macOS"), ("silent_days", "30")])
                .unwrap();
        let pills = query.pills();
        assert_eq!(
            pills
                .iter()
                .map(|pill| pill.shown.as_str())
                .collect::<Vec<_>>(),
            ["Windows", "macOS", "not for 30 days"]
        );
        assert_eq!(query.without(&pills[0]).os, ["macOS"]);
        assert_eq!(query.without(&pills[2]).silent_days, None);
    }
}
