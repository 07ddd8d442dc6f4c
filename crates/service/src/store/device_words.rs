//! The words that occur among the devices, from the facets that count them.

use domain::device::DeviceWords;

use super::{Tx, on_tx};

/// All of them, each field's by the alphabet.
pub(crate) async fn load(tx: &mut Tx) -> sqlx::Result<DeviceWords> {
    let releases: Vec<(String, String)> = on_tx!(&mut *tx, |conn| {
        sqlx::query_as(
            "select distinct os, release from facets where devices > 0 and os <> '' and release <> '' order by os, release",
        )
        .fetch_all(conn)
        .await
    })?;
    Ok(DeviceWords {
        os: of(tx, "os").await?,
        releases: releases
            .into_iter()
            .map(|(os, release)| format!("{os} {release}"))
            .collect(),
        categories: of(tx, "category").await?,
        enrollment_types: of(tx, "enrollment_type").await?,
    })
}

async fn of(tx: &mut Tx, column: &'static str) -> sqlx::Result<Vec<String>> {
    let sql = format!(
        "select distinct {column} from facets where devices > 0 and {column} <> '' order by {column}"
    );
    on_tx!(tx, |conn| sqlx::query_scalar(&sql).fetch_all(conn).await)
}
