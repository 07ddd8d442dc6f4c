//! The audit log as lists and pages show it, and how it is asked for.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Invalid;
use crate::directory::{push_page, push_pair, read_cursor, read_size, unknown_key};
use crate::page::{Cursor, PAGE_SIZE};
use crate::words::words;

words! {
    /// What became of what an actor wanted.
    AuditResult, "result" {
        /// It was done.
        Done = "done", "Done";
        /// It was refused, and nothing was changed.
        Refused = "refused", "Refused";
    }
}

/// One entry of the log as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::FromRow))]
pub struct AuditEntry {
    /// Its place in the chain, counted from 1 without gaps.
    pub sequence: i64,
    /// Its id.
    pub id: Uuid,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Through which door the actor came: `account`, `command_line`, `set_up`, `api_token` or `system`.
    pub actor_kind: String,
    /// The actor's account, where there is one.
    pub actor_id: Option<Uuid>,
    /// The actor's name at that time.
    pub actor_name: String,
    /// The network address the request came from; empty on the command line.
    pub address: String,
    /// What was done, verb first: `save_enrollment_settings`.
    pub action: String,
    /// The kind of thing it was done to.
    pub object_kind: String,
    /// Which one.
    pub object_id: String,
    /// Whether it was refused.
    pub is_refused: bool,
}

impl AuditEntry {
    /// What became of it.
    #[must_use]
    pub fn result(&self) -> AuditResult {
        if self.is_refused {
            AuditResult::Refused
        } else {
            AuditResult::Done
        }
    }
}

/// One field of what was changed: what it was and what it is, in words; `None` where there is no such field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedField {
    /// The field's name; one within another stands behind it and a dot. Empty where the whole is one value.
    pub field: String,
    /// Its value before.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
}

impl ComparedField {
    /// Whether the two differ.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.before != self.after
    }
}

/// One entry with all that it keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditDetail {
    /// The entry.
    pub entry: AuditEntry,
    /// The thing before and after, field by field.
    pub fields: Vec<ComparedField>,
    /// Whether there was something before, and whether there is something after.
    pub has: (bool, bool),
    /// The hash of the entry before it, as hexadecimal digits.
    pub previous: String,
    /// Its own hash.
    pub hash: String,
    /// The entry after it in the chain, if there is one.
    pub newer: Option<i64>,
    /// The entry before it in the chain, unless that was archived.
    pub older: Option<i64>,
}

/// What the filters offer: the words that occur in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditWords {
    /// What was done.
    pub actions: Vec<String>,
    /// Kinds of things it was done to.
    pub object_kinds: Vec<String>,
}

/// Which entries to list; always the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// The actor's whole name in whatever case; empty for everybody.
    pub actor: String,
    /// What was done; empty for everything.
    pub action: String,
    /// The kind of thing it was done to; empty for all.
    pub object_kind: String,
    /// The thing it was done to; empty for all.
    pub object_id: String,
    /// What became of it; `None` for either.
    pub result: Option<AuditResult>,
    /// The first day in UTC; `None` for no bound.
    pub from: Option<NaiveDate>,
    /// The last day in UTC; `None` for no bound.
    pub to: Option<NaiveDate>,
    /// Where the page starts; `None` for the first.
    pub at: Option<Cursor>,
    /// Rows a page, 1 to [`crate::page::MAX_PAGE_SIZE`].
    pub size: u32,
}

impl Default for AuditQuery {
    fn default() -> Self {
        Self {
            actor: String::new(),
            action: String::new(),
            object_kind: String::new(),
            object_id: String::new(),
            result: None,
            from: None,
            to: None,
            at: None,
            size: PAGE_SIZE,
        }
    }
}

/// One filter that is on: its key in addresses, its name, and its value in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFilter {
    /// The key in addresses.
    pub key: &'static str,
    /// What it is called.
    pub field: &'static str,
    /// What it asks for.
    pub shown: String,
}

impl AuditQuery {
    /// All entries about one thing.
    #[must_use]
    pub fn of_object(kind: &str, id: impl ToString) -> Self {
        Self {
            object_kind: kind.to_owned(),
            object_id: id.to_string(),
            ..Self::default()
        }
    }

    /// Reads the query from the pairs of an address. An empty value is no filter.
    ///
    /// # Errors
    /// A key is not known or its value is not understood: an error that names it, never a wider list.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut query = Self::default();
        for (key, value) in pairs {
            let value = value.as_ref().trim();
            match key.as_ref() {
                "actor" => value.clone_into(&mut query.actor),
                "action" => value.clone_into(&mut query.action),
                "object_kind" => value.clone_into(&mut query.object_kind),
                "object_id" => value.clone_into(&mut query.object_id),
                "result" if value.is_empty() => query.result = None,
                "result" => query.result = Some(value.parse()?),
                "from" => query.from = read_day("from", value)?,
                "to" => query.to = read_day("to", value)?,
                "at" => query.at = read_cursor(value)?,
                "size" => query.size = read_size(value)?,
                unknown => {
                    return Err(unknown_key(
                        unknown,
                        "actor, action, object_kind, object_id, result, from, to, at and size",
                    ));
                }
            }
        }
        Ok(query)
    }

    /// Writes the query for an address, without the question mark; empty for the plain list.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        let mut text = String::new();
        for (key, value) in self.filter_pairs() {
            push_pair(&mut text, key, &value);
        }
        push_page(&mut text, self.at.as_ref(), self.size);
        text
    }

    /// The filters as pairs, those that are off with an empty value.
    fn filter_pairs(&self) -> [(&'static str, String); 7] {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let result = self.result.map_or("", AuditResult::as_str);
        [
            ("actor", self.actor.clone()),
            ("action", self.action.clone()),
            ("object_kind", self.object_kind.clone()),
            ("object_id", self.object_id.clone()),
            ("result", result.to_owned()),
            ("from", day(self.from)),
            ("to", day(self.to)),
        ]
    }

    /// The filters that are on.
    #[must_use]
    pub fn filters(&self) -> Vec<AuditFilter> {
        self.filter_pairs()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| {
                let (field, shown) = match key {
                    "actor" => ("Actor", value),
                    "action" => ("Action", action_words(&value)),
                    "object_kind" => ("Object", kind_words(&value)),
                    "object_id" => ("Object id", value),
                    "result" => (
                        "Result",
                        self.result.map_or(value, |r| r.label().to_owned()),
                    ),
                    "from" => ("From", value),
                    _ => ("To", value),
                };
                AuditFilter { key, field, shown }
            })
            .collect()
    }

    /// The same without the filter of that key, from the first page.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        let mut query = Self {
            at: None,
            ..self.clone()
        };
        match key {
            "actor" => query.actor.clear(),
            "action" => query.action.clear(),
            "object_kind" => query.object_kind.clear(),
            "object_id" => query.object_id.clear(),
            "result" => query.result = None,
            "from" => query.from = None,
            "to" => query.to = None,
            _ => {}
        }
        query
    }

    /// Whether any filter is on.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.filters().is_empty()
    }
}

fn read_day(key: &str, value: &str) -> Result<Option<NaiveDate>, Invalid> {
    if value.is_empty() {
        return Ok(None);
    }
    let day = value.parse().ok();
    day.map(Some)
        .ok_or_else(|| Invalid::new(key, "write a day as 2026-10-31"))
}

/// An action as people read it. One that has no words of its own reads as it is called.
#[must_use]
pub fn action_words(action: &str) -> String {
    let words = match action {
        "create_first_administrator" => "First administrator created",
        "sign_in" => "Signed in",
        "refuse_sign_in" => "Sign-in refused",
        "refuse_access" => "Access refused",
        "end_sign_in" => "Signed out",
        "save_enrollment_settings" => "Enrollment settings saved",
        "create_user" => "User added",
        "create_group" => "Group added",
        "add_group_member" => "Group member added",
        "remove_group_member" => "Group member removed",
        "save_subscription" => "Subscription saved",
        "assign_licence" => "Licence assigned",
        "remove_licence" => "Licence removed",
        "start_import" => "Import started",
        "finish_import" => "Import finished",
        "fail_import" => "Import failed",
        "cancel_import" => "Import cancelled",
        "start_device_edit" => "Change of devices started",
        "finish_device_edit" => "Change of devices finished",
        "undo_device_edit" => "Change of devices taken back",
        "cancel_device_edit" => "Change of devices cancelled",
        "edit_device" => "Device changed by hand",
        "merge_record" => "Record merged into a device",
        "undo_merge_record" => "Merge of a record taken back",
        "advise_duplicate" => "User told what to do",
        "block_value" => "Value never counts",
        "unblock_value" => "Value counts again",
        "dismiss_duplicate" => "Not a duplicate",
        "reopen_duplicate" => "Duplicate opened again",
        "recheck_duplicates" => "All duplicates checked anew",
        "save_branding" => "Organisation changed",
        "add_domain" => "Domain added",
        "remove_domain" => "Domain removed",
        "set_domain_verified" => "Verification of a domain noted",
        "save_dns_settings" => "DNS settings changed",
        "save_cleanup_rule" => "Cleanup rule saved",
        "delete_cleanup_rule" => "Cleanup rule removed",
        "apply_cleanup_rule" => "Cleanup rule applied",
        "cancel_cleanup" => "Cleanup stopped",
        "undo_cleanup" => "Cleanup taken back",
        "hide_record" => "Record hidden by a cleanup rule",
        "undo_hide_record" => "Hidden record brought back",
        "finish_offboarding_step" => "Offboarding step done",
        "undo_offboarding_step" => "Offboarding step taken back",
        "save_view" => "View saved",
        "change_view" => "View changed",
        "delete_view" => "View deleted",
        "open_demonstration" => "Demonstration opened",
        "archive_audit_log" => "Audit log archived",
        other => {
            return match other.strip_prefix("refuse_") {
                Some(refused) => format!("Refused: {}", refused.replace('_', " ")),
                None => sentence(other),
            };
        }
    };
    words.to_owned()
}

/// A kind of thing as people read it.
#[must_use]
pub fn kind_words(kind: &str) -> String {
    match kind {
        "device_edit" => "Change of devices".to_owned(),
        "sign_in" => "Sign-in".to_owned(),
        "duplicate" => "Group of duplicates".to_owned(),
        other => sentence(other),
    }
}

/// Through which door an actor came, as people read it.
#[must_use]
pub fn actor_kind_words(kind: &str) -> String {
    match kind {
        "set_up" => "Set-up link".to_owned(),
        "api_token" => "API token".to_owned(),
        "system" => "Muster itself".to_owned(),
        other => sentence(other),
    }
}

/// `some_name` as "Some name".
fn sentence(name: &str) -> String {
    let text = name.replace('_', " ");
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> AuditQuery {
        AuditQuery {
            actor: "Maren Oduya".to_owned(),
            action: "edit_device".to_owned(),
            object_kind: "device".to_owned(),
            object_id: "00000000-0000-0000-0000-000000000003".to_owned(),
            result: Some(AuditResult::Refused),
            from: NaiveDate::from_ymd_opt(2026, 10, 1),
            to: NaiveDate::from_ymd_opt(2026, 10, 5),
            at: Some(Cursor {
                before: false,
                skipped: 50,
                value: "1791187200000000.7".to_owned(),
                id: Uuid::from_u128(3),
            }),
            size: 100,
        }
    }

    #[test]
    fn a_query_survives_its_address() {
        let query = everything();
        let text = query.to_query_string();
        assert_eq!(
            text,
            "actor=Maren%20Oduya&action=edit_device&object_kind=device&object_id=00000000-0000-0000-0000-000000000003&result=refused&from=2026-10-01&to=2026-10-05&at=after%3A50%3A1791187200000000.7~00000000-0000-0000-0000-000000000003&size=100"
        );
        let pairs = text.split('&').map(|pair| {
            let (key, value) = pair.split_once('=').unwrap();
            (key, value.replace("%20", " ").replace("%3A", ":"))
        });
        assert_eq!(AuditQuery::from_pairs(pairs).unwrap(), query);
        assert_eq!(AuditQuery::default().to_query_string(), "");
    }

    #[test]
    fn an_empty_field_of_the_form_is_no_filter_and_an_unknown_word_is_refused_by_name() {
        let empty = [
            "actor",
            "action",
            "object_kind",
            "object_id",
            "result",
            "from",
            "to",
        ]
        .map(|key| (key, ""));
        assert_eq!(
            AuditQuery::from_pairs(empty).unwrap(),
            AuditQuery::default()
        );
        for (key, value) in [("actors", "x"), ("result", "maybe"), ("from", "yesterday")] {
            assert_eq!(
                AuditQuery::from_pairs([(key, value)]).unwrap_err().field,
                key
            );
        }
    }

    #[test]
    fn each_filter_is_told_in_words_and_taken_off_alone() {
        let query = everything();
        let told: Vec<_> = query
            .filters()
            .into_iter()
            .map(|filter| format!("{} {}", filter.field, filter.shown))
            .collect();
        assert_eq!(
            told,
            [
                "Actor Maren Oduya",
                "Action Device changed by hand",
                "Object Device",
                "Object id 00000000-0000-0000-0000-000000000003",
                "Result Refused",
                "From 2026-10-01",
                "To 2026-10-05"
            ]
        );
        let mut rest = query;
        for filter in rest.filters() {
            let fewer = rest.without(filter.key);
            assert_eq!(fewer.filters().len() + 1, rest.filters().len());
            assert_eq!(fewer.at, None);
            rest = fewer;
        }
        assert!(!rest.is_filtered());
    }

    #[test]
    fn an_action_without_words_of_its_own_reads_as_it_is_called() {
        assert_eq!(action_words("rotate_api_token"), "Rotate api token");
        assert_eq!(
            action_words("refuse_delete_device"),
            "Refused: delete device"
        );
        assert_eq!(action_words(""), "");
    }
}
