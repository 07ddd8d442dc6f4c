//! What the pages for end users show of the organisation, and whether they helped.

use domain::branding::Branding;
use domain::help::Topic;

use super::{Tx, on_tx};

/// What holds; `None` before the first save.
pub(crate) async fn newest(tx: &mut Tx) -> sqlx::Result<Option<Branding>> {
    let content: Option<String> = on_tx!(tx, |conn| {
        sqlx::query_scalar("select content from branding order by version desc limit 1")
            .fetch_optional(conn)
            .await
    })?;
    content
        .map(|content| {
            serde_json::from_str(&content).map_err(|error| sqlx::Error::Decode(error.into()))
        })
        .transpose()
}

/// Adds a version. Fails with a unique violation where that number is taken.
pub(crate) async fn insert(tx: &mut Tx, branding: &Branding) -> sqlx::Result<()> {
    let content =
        serde_json::to_string(branding).map_err(|error| sqlx::Error::Encode(error.into()))?;
    on_tx!(tx, |conn| {
        sqlx::query("insert into branding (version, content) values ($1, $2)")
            .bind(branding.version)
            .bind(&content)
            .execute(conn)
            .await
            .map(drop)
    })
}

/// Counts one answer to "did this help?".
pub(crate) async fn count_answer(
    tx: &mut Tx,
    topic: Topic,
    language: &str,
    helped: bool,
) -> sqlx::Result<()> {
    on_tx!(tx, |conn| {
        sqlx::query(
            "insert into help_answers (topic, language, helped, not_helped) values ($1, $2, $3, $4)
             on conflict (topic, language) do update
             set helped = help_answers.helped + excluded.helped, not_helped = help_answers.not_helped + excluded.not_helped",
        )
        .bind(topic)
        .bind(language)
        .bind(i64::from(helped))
        .bind(i64::from(!helped))
        .execute(conn)
        .await
        .map(drop)
    })
}

/// All answers: topic, language, how many said that it helped, and how many that it did not.
pub(crate) async fn answers(tx: &mut Tx) -> sqlx::Result<Vec<(Topic, String, i64, i64)>> {
    on_tx!(tx, |conn| {
        sqlx::query_as(
            "select topic, language, helped, not_helped from help_answers order by topic, language",
        )
        .fetch_all(conn)
        .await
    })
}
