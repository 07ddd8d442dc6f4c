//! Pages found by the row they begin beside, so that a page far down a list costs no more than the first.

use domain::page::{Cursor, Page, Rows};
use sqlx::types::Uuid;

/// The page that `rows` make: read in the direction of `at`, one more than `size` where the list goes on.
///
/// `key` is a row's value of the sorted column and its id.
pub(crate) fn page_of<T>(
    rows: Vec<T>,
    total: i64,
    size: u32,
    at: Option<&Cursor>,
    key: impl Fn(&T) -> (String, Uuid),
) -> Page<T> {
    rows_of(rows, size, at, key).of_total(total)
}

/// The same before the rows of the whole list are counted.
pub(crate) fn rows_of<T>(
    mut rows: Vec<T>,
    size: u32,
    at: Option<&Cursor>,
    key: impl Fn(&T) -> (String, Uuid),
) -> Rows<T> {
    let goes_on = rows.len() > size as usize;
    rows.truncate(size as usize);
    let backwards = at.is_some_and(|at| at.before);
    if backwards {
        rows.reverse();
    }
    let (more_before, more_after) = if backwards {
        (goes_on, true)
    } else {
        (at.is_some(), goes_on)
    };
    // Rows may have come or gone since the link was made: the start of the list is known for certain.
    let skipped = at.map_or(0, |at| if more_before { at.skipped } else { 0 });
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let beside = |row: Option<&T>, before: bool, skipped: i64| {
        row.map(|row| {
            let (value, id) = key(row);
            Cursor {
                before,
                skipped: skipped.max(0),
                value,
                id,
            }
        })
    };
    Rows {
        previous: more_before
            .then(|| beside(rows.first(), true, skipped - i64::from(size)))
            .flatten(),
        next: more_after
            .then(|| beside(rows.last(), false, skipped + count))
            .flatten(),
        items: rows,
        skipped,
    }
}

/// Whether the rows are to be read from the last to the first, and with which comparison they lie beyond the cursor.
pub(crate) fn direction(descending: bool, at: Option<&Cursor>) -> (&'static str, &'static str) {
    if descending == at.is_some_and(|at| at.before) {
        ("asc", ">")
    } else {
        ("desc", "<")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(at: Option<&Cursor>, descending: bool, size: u32) -> Page<i64> {
        let (order, beyond) = direction(descending, at);
        let mut rows: Vec<i64> = (0..10).collect();
        if order == "desc" {
            rows.reverse();
        }
        rows.retain(|row| {
            at.is_none_or(|at| {
                let value: i64 = at.value.parse().unwrap();
                if beyond == ">" {
                    *row > value
                } else {
                    *row < value
                }
            })
        });
        rows.truncate(size as usize + 1);
        page_of(rows, 10, size, at, |row| (row.to_string(), Uuid::nil()))
    }

    #[test]
    fn walking_forth_and_back_shows_every_row_once_in_both_orders() {
        for descending in [false, true] {
            let mut expected: Vec<i64> = (0..10).collect();
            if descending {
                expected.reverse();
            }
            let mut shown = page(None, descending, 3);
            assert_eq!(shown.previous, None);
            let mut seen = shown.items.clone();
            while let Some(next) = &shown.next {
                shown = page(Some(next), descending, 3);
                assert_eq!(shown.skipped, i64::try_from(seen.len()).unwrap());
                seen.extend(&shown.items);
            }
            assert_eq!(seen, expected);
            let mut back = shown.items.clone();
            while let Some(previous) = &shown.previous {
                shown = page(Some(previous), descending, 3);
                back.splice(0..0, shown.items.iter().copied());
            }
            assert_eq!(back, expected);
            assert_eq!(shown.skipped, 0);
        }
    }
}
