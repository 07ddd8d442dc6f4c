//! One page of a list that may be very long.

use serde::{Deserialize, Serialize};

/// How many rows a page shows unless its address says otherwise.
pub const PAGE_SIZE: u32 = 50;
/// The most rows a page shows.
pub const MAX_PAGE_SIZE: u32 = 200;

/// Where a page starts: beside which row, and in which direction.
///
/// Written in addresses as `after:SKIPPED:VALUE~ID` or `before:SKIPPED:VALUE~ID`, where VALUE is the row's
/// value of the sorted column. A page found this way costs the same however far into the list it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Whether the page ends before the row instead of beginning after it.
    pub before: bool,
    /// How many rows of the list stand before the page, so that it can say "51–100".
    pub skipped: i64,
    /// The row's value in the sorted column, as text.
    pub value: String,
    /// The row's id, which decides between equal values.
    pub id: uuid::Uuid,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let direction = if self.before { "before" } else { "after" };
        write!(f, "{direction}:{}:{}~{}", self.skipped, self.value, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = crate::Invalid;

    fn from_str(text: &str) -> Result<Self, crate::Invalid> {
        let refused = || crate::Invalid::new("at", "go back to the first page of the list");
        let (direction, row) = text.split_once(':').ok_or_else(refused)?;
        let (skipped, row) = row.split_once(':').ok_or_else(refused)?;
        let skipped = skipped
            .parse()
            .ok()
            .filter(|rows| *rows >= 0)
            .ok_or_else(refused)?;
        let (value, id) = row.rsplit_once('~').ok_or_else(refused)?;
        let before = match direction {
            "before" => true,
            "after" => false,
            _ => return Err(refused()),
        };
        let id = uuid::Uuid::parse_str(id).map_err(|_| refused())?;
        Ok(Self {
            before,
            skipped,
            value: value.to_owned(),
            id,
        })
    }
}

/// Some rows of a list, with the way to their neighbours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// How many rows the whole list has: exact.
    pub total: i64,
    /// How many rows of the list stand before the first of this page.
    pub skipped: i64,
    /// Where the page before begins; `None` at the start of the list.
    pub previous: Option<Cursor>,
    /// Where the next page begins; `None` at the end of the list.
    pub next: Option<Cursor>,
}

/// The same, without the number of all rows: what can be shown before they are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// How many rows of the list stand before the first of these.
    pub skipped: i64,
    /// Where the page before begins; `None` at the start of the list.
    pub previous: Option<Cursor>,
    /// Where the next page begins; `None` at the end of the list.
    pub next: Option<Cursor>,
}

impl<T> Rows<T> {
    /// These rows as a page of a list that has `total` of them.
    #[must_use]
    pub fn of_total(self, total: i64) -> Page<T> {
        Page {
            items: self.items,
            total,
            skipped: self.skipped,
            previous: self.previous,
            next: self.next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_whatever_the_value_holds() {
        for value in [
            "",
            "fh-lt-0412",
            "a~b:c",
            "Ünï ~ cödé",
            "2026-10-01T14:12:08+00:00",
        ] {
            for before in [false, true] {
                let cursor = Cursor {
                    before,
                    skipped: 50,
                    value: value.to_owned(),
                    id: uuid::Uuid::from_u128(7),
                };
                assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
            }
        }
    }

    #[test]
    fn a_cursor_of_another_make_is_refused_by_field() {
        for text in [
            "",
            "after",
            "after:1:x",
            "beside:1:x~00000000-0000-0000-0000-000000000007",
            "after:-1:x~00000000-0000-0000-0000-000000000007",
            "after:1:x~7",
        ] {
            assert_eq!(text.parse::<Cursor>().unwrap_err().field, "at");
        }
    }
}
