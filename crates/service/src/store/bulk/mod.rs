//! Statements that look up or write many rows at once, for imports.

pub(crate) mod device;
pub(crate) mod directory;
pub(crate) mod identifier;
pub(crate) mod licence;
pub(crate) mod record;

/// How many values one `in (…)` holds.
const VALUES_PER_STATEMENT: usize = 500;
/// How many rows one statement writes: with the widest table, well below SQLite's limit of 32,766 values.
const ROWS_PER_STATEMENT: usize = 250;

/// Collects the rows of `$select`, whose text ends before `in`, for all of `$values`: `select_in!(tx, "select …", values)`.
///
/// A macro, because each arm of `on_tx!` needs a query builder of its own driver.
macro_rules! select_in {
    ($tx:expr, $select:expr, $values:expr) => {{
        let mut found = Vec::new();
        for some in $values.chunks($crate::store::bulk::VALUES_PER_STATEMENT) {
            let mut rows = $crate::store::on_tx!(&mut *$tx, |conn| {
                let mut sql = sqlx::QueryBuilder::new(format!("{} in (", $select));
                let mut list = sql.separated(", ");
                for value in some {
                    list.push_bind(value.clone());
                }
                sql.push(")");
                let whole = some.len() == $crate::store::bulk::VALUES_PER_STATEMENT;
                sql.build_query_as().persistent(whole).fetch_all(conn).await
            })?;
            found.append(&mut rows);
        }
        found
    }};
}
pub(crate) use select_in;
