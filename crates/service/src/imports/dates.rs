//! Saying in which order the dates of a file are written, where the file does not tell or tells wrong.

use domain::actor::{Actor, Permission};
use domain::id::ImportId;
use domain::import::DateStyle;

use crate::{Error, Muster, Result, store};

impl Muster {
    /// Checks an upload again, in the background, with its dates in the order `dates`. The import then reads it so too.
    ///
    /// # Errors
    /// It is being read, or its import began already; the actor may not import files; the database failed.
    pub async fn choose_import_dates(
        &self,
        actor: &Actor,
        id: ImportId,
        dates: DateStyle,
    ) -> Result<()> {
        self.authorize(actor, Permission::ImportFiles).await?;
        let mut tx = self.db.write().await?;
        store::import::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("import"))?;
        if !store::import::choose_dates(&mut tx, id, dates).await? {
            return Err(Error::Conflict(
                "the file is being read already, or its import is over",
            ));
        }
        tx.commit().await?;
        self.start_checks(actor, &[id]).await
    }
}
