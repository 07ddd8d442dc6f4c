//! The words that occur among the devices, from the facets that count them.

use std::collections::BTreeSet;

use domain::device::DeviceWords;

use sqlx::QueryBuilder;

use super::scope::Visible;
use super::{Tx, on_tx};

/// A combination's words.
#[derive(sqlx::FromRow)]
struct Words {
    os: String,
    release: String,
    category: String,
    enrollment_type: String,
}

/// All that occur among the devices that are `visible`, each field's by the alphabet.
pub(crate) async fn load(tx: &mut Tx, visible: &Visible) -> sqlx::Result<DeviceWords> {
    let rows: Vec<Words> = on_tx!(tx, |conn| {
        let mut sql = QueryBuilder::new(
            "select distinct os, release, category, enrollment_type from facets where devices > 0",
        );
        visible.push(&mut sql, "scope_set_id");
        sql.build_query_as().fetch_all(conn).await
    })?;
    let sorted = |word: fn(&Words) -> &str| {
        let words: BTreeSet<&str> = rows.iter().map(word).filter(|w| !w.is_empty()).collect();
        words.into_iter().map(str::to_owned).collect()
    };
    let releases: BTreeSet<String> = rows
        .iter()
        .filter(|row| !row.os.is_empty() && !row.release.is_empty())
        .map(|row| format!("{} {}", row.os, row.release))
        .collect();
    Ok(DeviceWords {
        os: sorted(|row| &row.os),
        releases: releases.into_iter().collect(),
        categories: sorted(|row| &row.category),
        enrollment_types: sorted(|row| &row.enrollment_type),
    })
}
