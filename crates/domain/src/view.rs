//! What people keep about a list: its columns, and views of it by name.

use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::device::{DeviceColumn, DeviceQuery};
use crate::id::ViewId;

/// The longest name of a view, in characters.
pub const MAX_VIEW_NAME: u16 = 60;

/// How a person wants *All devices*.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListSettings {
    /// The columns, in their order; empty for the usual ones.
    pub columns: Vec<DeviceColumn>,
    /// The person's own views and those that are shared with everybody, by name.
    pub views: Vec<SavedView>,
    /// Whether the person may share views with everybody.
    pub may_share: bool,
}

impl ListSettings {
    /// The view that opens where the address asks for nothing.
    #[must_use]
    pub fn default_view(&self) -> Option<&SavedView> {
        self.views.iter().find(|view| view.is_default)
    }
}

/// A list under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Identifies the view.
    pub id: ViewId,
    /// Its name.
    pub name: String,
    /// Whether everybody sees it.
    pub is_shared: bool,
    /// Whether it is the asking person's own.
    pub is_own: bool,
    /// Whether it opens for the asking person where the address asks for nothing.
    pub is_default: bool,
    /// Whose it is.
    pub owner: String,
    /// The part of the list's address behind the question mark.
    pub query: String,
    /// Why this version cannot open it: it was saved by another one.
    pub problem: Option<Invalid>,
}

impl SavedView {
    /// The list that it asks for.
    ///
    /// # Errors
    /// It was saved by a version that knew other filters: opening a part of it would show more than was asked for.
    pub fn query(&self) -> Result<DeviceQuery, Invalid> {
        DeviceQuery::from_query_string(&self.query)
    }
}

/// What a view is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewContent {
    /// Its name, 1 to [`MAX_VIEW_NAME`] characters.
    pub name: String,
    /// Whether everybody sees it.
    pub is_shared: bool,
    /// The list; its page is not kept.
    pub query: DeviceQuery,
}

/// Reads a view's name.
///
/// # Errors
/// It is empty, too long, or holds line breaks.
pub fn view_name(text: &str) -> Result<String, Invalid> {
    let name = text.trim();
    if name.is_empty() {
        return Err(Invalid::new("name", "write a name for the view"));
    }
    if name.chars().count() > MAX_VIEW_NAME.into() {
        return Err(Invalid::new(
            "name",
            format!("use at most {MAX_VIEW_NAME} characters"),
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(Invalid::new(
            "name",
            "leave out line breaks and control characters",
        ));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_of_another_version_is_not_opened_in_part() {
        let view = SavedView {
            id: ViewId(uuid::Uuid::nil()),
            name: "Duplicates".to_owned(),
            is_shared: false,
            is_own: true,
            is_default: false,
            owner: "Maren".to_owned(),
            query: "os=macOS&moon_phase=full".to_owned(),
            problem: None,
        };
        assert_eq!(view.query().unwrap_err().field, "moon_phase");
    }

    #[test]
    fn a_name_is_one_line_that_says_something() {
        assert_eq!(view_name(" Kiosks "), Ok("Kiosks".to_owned()));
        assert!(view_name(&"ä".repeat(60)).is_ok());
        for name in ["", "  ", "a\nb", &"a".repeat(61)] {
            assert_eq!(view_name(name).unwrap_err().field, "name", "{name:?}");
        }
    }
}
