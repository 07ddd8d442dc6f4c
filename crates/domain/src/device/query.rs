//! What a list of devices is asked for, and how that is written in an address.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::{DeviceColumn, VersionBound};
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

words! {
    /// What one row of the list is.
    DeviceRows, "rows" {
        /// A physical device.
        Devices = "devices", "Devices";
        /// A record of a device: a device has as many rows as records.
        Records = "records", "Records";
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
    /// Categories by name; an empty one stands for having none.
    pub category: Vec<String>,
    /// Ways of enrollment, as the records spell them; an empty one stands for none that is recorded.
    pub enrollment_type: Vec<String>,
    /// Primary users by principal name, without regard to case; an empty one stands for having none.
    pub user: Vec<String>,
    /// What the device must be none of.
    pub not: Excluded,
    /// Of one of these versions, or of a later one of the same operating system.
    pub os_version_from: Vec<VersionBound>,
    /// Older than one of these versions of its operating system. A device whose version is unknown is not.
    pub os_version_below: Vec<VersionBound>,
    /// Checked in within so many days.
    pub checked_in_days: Option<u32>,
    /// Not checked in for so many days, or never.
    pub silent_days: Option<u32>,
    /// Checked in on that day or later, in UTC.
    pub checked_in_from: Option<NaiveDate>,
    /// Checked in before that day in UTC, but at some time.
    pub checked_in_before: Option<NaiveDate>,
    /// `Some(true)`: never checked in; `Some(false)`: at some time.
    pub never_checked_in: Option<bool>,
    /// Enrolled on that day or later, in UTC.
    pub enrolled_from: Option<NaiveDate>,
    /// Enrolled before that day in UTC, but at some time.
    pub enrolled_before: Option<NaiveDate>,
    /// Whether the rows are devices or their records. The filters ask for devices either way.
    pub rows: DeviceRows,
    /// Sorted by what.
    pub sort: DeviceSort,
    /// Whether the greatest value comes first.
    pub descending: bool,
    /// The columns shown, in their order; empty for those that the person chose, or the usual ones.
    pub columns: Vec<DeviceColumn>,
    /// Devices on a page.
    pub page_size: u32,
    /// Where the page is; `None` for the first.
    pub at: Option<Cursor>,
}

/// Values that a device must not have: each list as its namesake in [`DeviceQuery`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Operating systems.
    pub os: Vec<String>,
    /// Versions.
    pub os_version: Vec<String>,
    /// Ownerships.
    pub ownership: Vec<Ownership>,
    /// Compliance states.
    pub compliance: Vec<Compliance>,
    /// Join types.
    pub join_type: Vec<JoinType>,
    /// Who manages them.
    pub managed_by: Vec<ManagedBy>,
    /// Categories.
    pub category: Vec<String>,
    /// Ways of enrollment.
    pub enrollment_type: Vec<String>,
    /// Primary users.
    pub user: Vec<String>,
}

/// One filter as it is shown, with the pairs that hold it in the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterPill {
    /// The field's name.
    pub field: &'static str,
    /// Operator and values as people read them: "not Personal", "at least Windows 10.0.22631".
    pub shown: String,
    /// Keys and values in the address.
    pub pairs: Vec<(&'static str, String)>,
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
            not: Excluded::default(),
            os_version_from: Vec::new(),
            os_version_below: Vec::new(),
            checked_in_days: None,
            silent_days: None,
            checked_in_from: None,
            checked_in_before: None,
            never_checked_in: None,
            enrolled_from: None,
            enrolled_before: None,
            rows: DeviceRows::Devices,
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
    /// `add` and `value`, as a form sends them whose operator is a choice, are read as the pair of their two values.
    ///
    /// # Errors
    /// An unknown key or value is refused by its name: passing over it would show more than was asked for.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut reading = Reading::default();
        for (key, value) in pairs {
            reading.read(key.as_ref(), value.as_ref())?;
        }
        reading.finish()
    }

    /// Reads what stands after the question mark of an address.
    ///
    /// # Errors
    /// As [`DeviceQuery::from_pairs`].
    pub fn from_query_string(text: &str) -> Result<Self, Invalid> {
        Self::from_pairs(form_urlencoded::parse(text.as_bytes()))
    }

    /// The pairs of the address that asks for this; what is not listed has its usual value.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("search", self.search.clone()));
        }
        pairs.extend(self.pills().into_iter().flat_map(|pill| pill.pairs));
        let usual = Self::default();
        if self.rows != usual.rows {
            pairs.push(("rows", self.rows.as_str().to_owned()));
        }
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
        let mut pills = Pills::default();
        let not = &self.not;
        pills.texts("OS", "os", &self.os, "os.not", &not.os);
        let key = ["os_version", "os_version.not"];
        pills.texts(
            "OS version",
            key[0],
            &self.os_version,
            key[1],
            &not.os_version,
        );
        pills.bounds("os_version.from", "at least", &self.os_version_from);
        pills.bounds("os_version.below", "below", &self.os_version_below);
        macro_rules! words {
            ($field:ident, $label:literal) => {
                let is = self.$field.iter();
                let is = is.map(|word| (word.as_str().to_owned(), word.label().to_owned()));
                pills.add($label, stringify!($field), "", is.collect());
                let is_not = not.$field.iter();
                let is_not = is_not.map(|word| (word.as_str().to_owned(), word.label().to_owned()));
                pills.add(
                    $label,
                    concat!(stringify!($field), ".not"),
                    "not ",
                    is_not.collect(),
                );
            };
        }
        words!(ownership, "Ownership");
        words!(compliance, "Compliance");
        words!(join_type, "Join type");
        words!(managed_by, "Managed by");
        pills.texts(
            "Category",
            "category",
            &self.category,
            "category.not",
            &not.category,
        );
        let (key, key_not) = ("enrollment_type", "enrollment_type.not");
        pills.texts(
            "Enrollment type",
            key,
            &self.enrollment_type,
            key_not,
            &not.enrollment_type,
        );
        pills.texts("Primary user", "user", &self.user, "user.not", &not.user);
        let mut one = |field, key, value: Option<String>, shown: String| {
            if let Some(value) = value {
                pills.add(field, key, "", vec![(value, shown)]);
            }
        };
        const LAST: &str = "Last check-in";
        for (key, word, days) in [
            ("checked_in_days", "within", self.checked_in_days),
            ("silent_days", "not for", self.silent_days),
        ] {
            let shown = format!("{word} {}", count_days(days.unwrap_or_default()));
            one(LAST, key, days.map(|days| days.to_string()), shown);
        }
        for (field, key, word, day) in [
            (LAST, "checked_in.from", "from", self.checked_in_from),
            (LAST, "checked_in.before", "before", self.checked_in_before),
            ("Enrolled", "enrolled.from", "from", self.enrolled_from),
            (
                "Enrolled",
                "enrolled.before",
                "before",
                self.enrolled_before,
            ),
        ] {
            if let Some(day) = day {
                let shown = format!("{word} {}", day.format("%-d %b %Y"));
                one(field, key, Some(day.to_string()), shown);
            }
        }
        if let Some(never) = self.never_checked_in {
            let shown = if never { "never" } else { "not never" };
            let value = yes_or_no(never).to_owned();
            one(LAST, "checked_in.never", Some(value), shown.to_owned());
        }
        pills.0
    }

    /// The same list without one filter, from its first page.
    #[must_use]
    pub fn without(&self, pill: &FilterPill) -> Self {
        self.without_pairs(&pill.pairs)
    }

    /// The same list without these pairs of its address, from its first page.
    #[must_use]
    pub fn without_pairs(&self, taken: &[(&'static str, String)]) -> Self {
        let pairs = self
            .pairs()
            .into_iter()
            .filter(|pair| pair.0 != "at" && !taken.contains(pair));
        Self::from_pairs(pairs).unwrap_or_default()
    }

    /// The same list with one more pair in its address, from its first page.
    ///
    /// # Errors
    /// As [`DeviceQuery::from_pairs`].
    pub fn with_pair(&self, key: &str, value: &str) -> Result<Self, Invalid> {
        let pairs = self.at_page(None).pairs();
        let pairs = pairs.iter().map(|(key, value)| (*key, value.as_str()));
        Self::from_pairs(pairs.chain([(key, value)]))
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

    /// Which devices, without how they are shown: equal for all pages, orders and columns of one list.
    #[must_use]
    pub fn filters(&self) -> Self {
        let usual = Self::default();
        Self {
            rows: usual.rows,
            sort: usual.sort,
            descending: usual.descending,
            columns: usual.columns,
            page_size: usual.page_size,
            at: usual.at,
            ..self.clone()
        }
    }
}

/// A query while the pairs of its address are read.
#[derive(Default)]
struct Reading {
    query: DeviceQuery,
    order: Option<bool>,
    sort: Option<DeviceSort>,
    add: Option<String>,
    value: Option<String>,
}

impl Reading {
    fn read(&mut self, key: &str, value: &str) -> Result<(), Invalid> {
        if value.trim().is_empty() {
            return known(key);
        }
        let query = &mut self.query;
        let not = &mut query.not;
        match key {
            "search" => value.trim().clone_into(&mut query.search),
            "os" => add(&mut query.os, value.trim().to_owned()),
            "os.not" => add(&mut not.os, value.trim().to_owned()),
            "os_version" => add(&mut query.os_version, plain_version(value)),
            "os_version.not" => add(&mut not.os_version, plain_version(value)),
            "os_version.from" => add(&mut query.os_version_from, bound(key, value)?),
            "os_version.below" => add(&mut query.os_version_below, bound(key, value)?),
            "ownership" => add(&mut query.ownership, value.parse()?),
            "ownership.not" => add(&mut not.ownership, word(key, value)?),
            "compliance" => add(&mut query.compliance, value.parse()?),
            "compliance.not" => add(&mut not.compliance, word(key, value)?),
            "join_type" => add(&mut query.join_type, value.parse()?),
            "join_type.not" => add(&mut not.join_type, word(key, value)?),
            "managed_by" => add(&mut query.managed_by, value.parse()?),
            "managed_by.not" => add(&mut not.managed_by, word(key, value)?),
            "category" => add(&mut query.category, value.to_owned()),
            "category.not" => add(&mut not.category, value.to_owned()),
            "category.none" => none(key, value, &mut query.category, &mut not.category)?,
            "enrollment_type" => add(&mut query.enrollment_type, value.to_owned()),
            "enrollment_type.not" => add(&mut not.enrollment_type, value.to_owned()),
            "enrollment_type.none" => {
                none(
                    key,
                    value,
                    &mut query.enrollment_type,
                    &mut not.enrollment_type,
                )?;
            }
            "user" => add(&mut query.user, value.trim().to_owned()),
            "user.not" => add(&mut not.user, value.trim().to_owned()),
            "user.none" => none(key, value, &mut query.user, &mut not.user)?,
            "checked_in_days" => query.checked_in_days = Some(days(key, value)?),
            "silent_days" => query.silent_days = Some(days(key, value)?),
            "checked_in.from" => query.checked_in_from = Some(date(key, value)?),
            "checked_in.before" => query.checked_in_before = Some(date(key, value)?),
            "checked_in.never" => query.never_checked_in = Some(flag(key, value)?),
            "enrolled.from" => query.enrolled_from = Some(date(key, value)?),
            "enrolled.before" => query.enrolled_before = Some(date(key, value)?),
            "rows" => query.rows = value.parse()?,
            "sort" => self.sort = Some(value.parse::<DeviceSort>()?),
            "order" => {
                self.order = Some(match value {
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
            "view" if value == "all" => {}
            "view" => return Err(Invalid::new("view", "write all")),
            "add" if !FILTER_KEYS.contains(&value) => return unknown(value),
            "add" => self.add = Some(value.to_owned()),
            "value" => self.value = Some(value.to_owned()),
            _ => known(key)?,
        }
        Ok(())
    }

    fn finish(mut self) -> Result<DeviceQuery, Invalid> {
        if let Some(value) = self.value.take() {
            let key = self.add.take();
            let key =
                key.ok_or_else(|| Invalid::new("value", "say with add which filter it is for"))?;
            self.read(&key, &value)?;
        }
        let mut query = self.query;
        query.sort = self.sort.unwrap_or(query.sort);
        query.descending = self.order.unwrap_or(query.sort.begins_descending());
        Ok(query)
    }
}

/// Pills while they are collected.
#[derive(Default)]
struct Pills(Vec<FilterPill>);

impl Pills {
    /// One pill of all `values`, each as the address and as people have it; none without values.
    fn add(
        &mut self,
        field: &'static str,
        key: &'static str,
        operator: &str,
        values: Vec<(String, String)>,
    ) {
        if values.is_empty() {
            return;
        }
        let shown: Vec<&str> = values.iter().map(|(_, shown)| shown.as_str()).collect();
        let shown = format!("{operator}{}", shown.join(", or "));
        let pairs = values.into_iter().map(|(value, _)| (key, value)).collect();
        self.0.push(FilterPill {
            field,
            shown,
            pairs,
        });
    }

    /// The pills of a text field: one of what it is, one of what it is not.
    fn texts(
        &mut self,
        field: &'static str,
        key: &'static str,
        is: &[String],
        key_not: &'static str,
        is_not: &[String],
    ) {
        for (key, operator, flag, values) in [(key, "", "yes", is), (key_not, "not ", "no", is_not)]
        {
            let both = |value: &String| {
                let shown = if value.is_empty() { "none" } else { value };
                (value.clone(), shown.to_owned())
            };
            self.add(field, key, operator, values.iter().map(both).collect());
            if let (true, Some(pill)) = (values.iter().any(String::is_empty), self.0.last_mut()) {
                for pair in &mut pill.pairs {
                    if pair.1.is_empty() {
                        *pair = (none_key(pair.0), flag.to_owned());
                    }
                }
            }
        }
    }

    fn bounds(&mut self, key: &'static str, operator: &str, bounds: &[VersionBound]) {
        let both = |bound: &VersionBound| (bound.to_string(), bound.to_string());
        let values = bounds.iter().map(both).collect();
        self.add("OS version", key, &format!("{operator} "), values);
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

/// The keys of filters, each with its operator.
const FILTER_KEYS: &[&str] = &[
    "search",
    "os",
    "os.not",
    "os_version",
    "os_version.not",
    "os_version.from",
    "os_version.below",
    "ownership",
    "ownership.not",
    "compliance",
    "compliance.not",
    "join_type",
    "join_type.not",
    "managed_by",
    "managed_by.not",
    "category",
    "category.not",
    "category.none",
    "enrollment_type",
    "enrollment_type.not",
    "enrollment_type.none",
    "user",
    "user.not",
    "user.none",
    "checked_in_days",
    "silent_days",
    "checked_in.from",
    "checked_in.before",
    "checked_in.never",
    "enrolled.from",
    "enrolled.before",
];

/// The keys that say how the list is shown.
const VIEW_KEYS: &[&str] = &[
    "rows", "sort", "order", "columns", "size", "at", "view", "add", "value",
];

fn known(key: &str) -> Result<(), Invalid> {
    if FILTER_KEYS.contains(&key) || VIEW_KEYS.contains(&key) {
        Ok(())
    } else {
        unknown(key)
    }
}

fn unknown<T>(key: &str) -> Result<T, Invalid> {
    let keys = [FILTER_KEYS, VIEW_KEYS].concat().join(", ");
    Err(Invalid::new(
        key,
        format!("there is no such filter; there are {keys}"),
    ))
}

/// The key that says whether the field of `key` is empty.
fn none_key(key: &str) -> &'static str {
    match key.split('.').next() {
        Some("category") => "category.none",
        Some("enrollment_type") => "enrollment_type.none",
        _ => "user.none",
    }
}

/// Adds the empty value to what is asked for, or to what is excluded.
fn none(
    key: &str,
    value: &str,
    is: &mut Vec<String>,
    is_not: &mut Vec<String>,
) -> Result<(), Invalid> {
    let values = if flag(key, value)? { is } else { is_not };
    add(values, String::new());
    Ok(())
}

fn flag(key: &str, value: &str) -> Result<bool, Invalid> {
    match value {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Invalid::new(key, "write yes or no")),
    }
}

const fn yes_or_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// Reads a word of a closed set; what is refused is the key with its operator.
fn word<T: std::str::FromStr<Err = Invalid>>(key: &str, value: &str) -> Result<T, Invalid> {
    value
        .parse()
        .map_err(|refused: Invalid| Invalid::new(key, refused.problem))
}

fn bound(key: &str, value: &str) -> Result<VersionBound, Invalid> {
    word(key, value)
}

/// A version without the name of its system, where there is one before it.
fn plain_version(value: &str) -> String {
    let value = value.trim();
    match value.parse::<VersionBound>() {
        Ok(bound) if value.contains(' ') => bound.version,
        _ => value.to_owned(),
    }
}

fn date(key: &str, value: &str) -> Result<NaiveDate, Invalid> {
    let date = value.trim().parse().ok();
    date.ok_or_else(|| Invalid::new(key, "write a day as 2026-10-31"))
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
            category: vec!["Kiosk".to_owned(), String::new()],
            enrollment_type: vec!["windowsAzureADJoin".to_owned()],
            user: vec!["ana@fabricharbor.example".to_owned()],
            not: Excluded {
                os: vec!["Linux".to_owned()],
                os_version: vec!["10.0.22000".to_owned()],
                ownership: vec![Ownership::Unknown],
                compliance: vec![Compliance::Error],
                join_type: vec![JoinType::Registered],
                managed_by: vec![ManagedBy::Nobody],
                category: vec!["Loan".to_owned()],
                enrollment_type: vec![String::new(), "x".to_owned()],
                user: vec![String::new()],
            },
            os_version_from: vec!["Windows 10.0.22631".parse().unwrap()],
            os_version_below: vec!["macOS 15.1".parse().unwrap()],
            checked_in_days: Some(30),
            silent_days: Some(7),
            checked_in_from: NaiveDate::from_ymd_opt(2026, 1, 31),
            checked_in_before: NaiveDate::from_ymd_opt(2026, 10, 1),
            never_checked_in: Some(false),
            enrolled_from: NaiveDate::from_ymd_opt(2026, 1, 31),
            enrolled_before: NaiveDate::from_ymd_opt(2026, 10, 1),
            rows: DeviceRows::Records,
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
            ("ownership.not", "corporat"),
            ("ownership.below", "corporate"),
            ("os_version.from", "new"),
            ("category.none", "maybe"),
            ("checked_in.before", "yesterday"),
            ("checked_in.never", "1"),
            ("enrolled.from", "yesterday"),
            ("rows", "rows"),
            ("view", "mine"),
            ("value", "x"),
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
    fn a_filter_is_one_pill_with_its_operator_and_taken_away_leaves_the_others() {
        let query = DeviceQuery::from_pairs([
            ("os", "Windows"),
            ("os", "macOS"),
            ("ownership.not", "personal"),
            ("os_version.from", "10.0.22631"),
            ("category.none", "yes"),
            ("category", "Kiosk"),
            ("silent_days", "30"),
            ("checked_in.never", "no"),
            ("enrolled.from", "2026-01-31"),
        ])
        .unwrap();
        let pills = query.pills();
        let shown: Vec<_> = pills
            .iter()
            .map(|pill| format!("{} {}", pill.field, pill.shown))
            .collect();
        assert_eq!(
            shown,
            [
                "OS Windows, or macOS",
                "OS version at least Windows 10.0.22631",
                "Ownership not Personal",
                "Category none, or Kiosk",
                "Last check-in not for 30 days",
                "Enrolled from 31 Jan 2026",
                "Last check-in not never",
            ]
        );
        assert_eq!(query.without(&pills[0]).os, [""; 0]);
        assert_eq!(query.without(&pills[3]).category, [""; 0]);
        assert_eq!(query.without(&pills[2]).not.ownership, []);
        assert_eq!(query.without(&pills[4]).silent_days, None);
        assert_eq!(query.without(&pills[4]).os, ["Windows", "macOS"]);
        let windows = [("os", "Windows".to_owned())];
        assert_eq!(query.without_pairs(&windows).os, ["macOS"]);
    }

    #[test]
    fn a_form_whose_operator_is_a_choice_asks_for_the_same() {
        let query = DeviceQuery::from_query_string("os=macOS&add=user.not&value=ana%40example.org")
            .unwrap();
        assert_eq!(
            query.to_query_string(),
            "os=macOS&user.not=ana%40example.org"
        );
        let version = DeviceQuery::from_query_string("add=os_version&value=macOS+15.1").unwrap();
        assert_eq!(version.os_version, ["15.1"]);
        let unknown = DeviceQuery::from_query_string("add=user.below&value=x").unwrap_err();
        assert_eq!(unknown.field, "user.below");
        assert_eq!(
            DeviceQuery::from_query_string("add=user.not&value="),
            Ok(DeviceQuery::default())
        );
    }

    #[test]
    fn what_is_counted_does_not_depend_on_how_it_is_shown() {
        let query = DeviceQuery::from_query_string(
            "search=x&os=macOS&sort=name&order=desc&columns=name&size=100&rows=records",
        );
        assert_eq!(
            query.unwrap().filters().to_query_string(),
            "search=x&os=macOS"
        );
    }
}
