//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
use domain::Invalid;
use domain::id::ImportId;
use domain::import::{DateStyle, ImportRun, Problem};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// Some runs as of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runs {
    /// The runs, in the order in which they are imported; of all runs, the newest first.
    pub runs: Vec<ImportRun>,
    /// When this was read.
    pub now: DateTime<Utc>,
}

impl Runs {
    /// Whether nothing more will happen by itself.
    pub fn are_at_rest(&self) -> bool {
        self.runs.iter().all(|run| run.state.is_at_rest())
    }
}

/// Reads ids with commas between them; empty places are passed over.
///
/// # Errors
/// One of them is not an id.
pub fn read_ids(text: &str) -> Result<Vec<ImportId>, AppError> {
    let mut ids: Vec<ImportId> = Vec::new();
    for id in text.split(',').filter(|id| !id.trim().is_empty()) {
        let id = id
            .parse()
            .map_err(|_| AppError::NotFound("import".to_owned()))?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        Err(AppError::Invalid(Invalid::new("ids", "name an import")))
    } else {
        Ok(ids)
    }
}

/// Writes ids with commas between them, as [`read_ids`] reads them.
pub fn write_ids(ids: impl IntoIterator<Item = ImportId>) -> String {
    ids.into_iter()
        .map(|id| id.to_string())
        .collect::<Vec<_>>()
        .join(",")
}

/// Every import there was, the newest first.
#[server(input = GetUrl, output = Json)]
pub async fn list_imports() -> Result<Runs, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(Runs {
        runs: muster.list_imports(&actor).await?,
        now: muster.clock().now(),
    })
}

/// These imports, in the order in which they are written.
#[server(input = GetUrl, output = Json)]
pub async fn find_imports(ids: String) -> Result<Runs, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(Runs {
        runs: muster.find_imports(&actor, &read_ids(&ids)?).await?,
        now: muster.clock().now(),
    })
}

/// The first records of a file that were not taken.
#[server(input = GetUrl, output = Json)]
pub async fn list_import_problems(id: ImportId) -> Result<Vec<Problem>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.list_import_problems(&actor, id, 0).await?)
}

/// Begins to write what was checked. It goes on by itself.
#[server(output = Json)]
pub async fn start_imports(ids: String) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.start_imports(&actor, &read_ids(&ids)?).await?)
}

/// Checks a file again with its dates in another order.
#[server(output = Json)]
pub async fn choose_import_dates(id: ImportId, dates: DateStyle) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.choose_import_dates(&actor, id, dates).await?)
}

/// Stops these imports, wherever they are.
#[server(output = Json)]
pub async fn cancel_imports(ids: String) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.cancel_imports(&actor, &read_ids(&ids)?).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_survive_their_text_once_each() {
        let ids = [1, 2].map(|id| ImportId(uuid::Uuid::from_u128(id)));
        let text = format!("{},,{}", write_ids(ids), ids[0]);
        assert_eq!(read_ids(&text).unwrap(), ids);
        assert!(read_ids(",").is_err());
        assert!(read_ids("import").is_err());
    }
}
