//! The organisation as end users see it, and whether its help pages helped them.

use domain::actor::{Actor, Permission};
use domain::branding::{Branding, BrandingForm};
use domain::help::{HelpAnswers, Topic};

use crate::error::OrConflict;
use crate::store::{branding as store, lock, organisation};
use crate::{Error, Muster, Result};

impl Muster {
    /// The organisation's name and what pages for end users show of it. For everybody: it stands on pages that need no
    /// sign-in.
    ///
    /// # Errors
    /// The database failed.
    pub async fn branding(&self) -> Result<(String, Branding)> {
        let mut tx = self.db.read().await?;
        let name = organisation::name(&mut tx).await?.unwrap_or_default();
        let branding = store::newest(&mut tx).await?.unwrap_or_default();
        Ok((name, branding))
    }

    /// Keeps the organisation's name and what pages for end users show of it.
    ///
    /// # Errors
    /// [`Error::Conflict`] if somebody else saved in the meantime; the actor may not change the organisation's settings; the
    /// database failed.
    pub async fn save_branding(&self, actor: &Actor, form: &BrandingForm) -> Result<()> {
        const OVERTAKEN: &str = "Somebody changed this since the page was made. Nothing was saved. Look at it as it is now, then decide.";
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let mut tx = self.db.write().await?;
        lock(&mut tx, "branding").await?;
        let before = store::newest(&mut tx).await?.unwrap_or_default();
        if before.version != form.branding.version {
            return Err(Error::Conflict(OVERTAKEN));
        }
        let old_name = organisation::name(&mut tx).await?.unwrap_or_default();
        let after = Branding {
            version: before.version + 1,
            ..form.branding.clone()
        };
        store::insert(&mut tx, &after)
            .await
            .or_conflict(OVERTAKEN)?;
        organisation::save_name(&mut tx, &form.name).await?;
        self.audit(
            &mut tx,
            actor,
            "save_branding",
            ("organisation", after.version),
            Some(&(&old_name, &before)),
            Some(&(&form.name, &after)),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Counts one answer to "did this help?". Nothing is kept of who answered.
    ///
    /// # Errors
    /// The database failed.
    pub async fn answer_help(&self, topic: Topic, language: &str, helped: bool) -> Result<()> {
        let mut tx = self.db.write().await?;
        store::count_answer(&mut tx, topic, language, helped).await?;
        tx.commit().await?;
        Ok(())
    }

    /// How many readers said of each help page that it helped, and that it did not.
    ///
    /// # Errors
    /// The actor may not read the directory; the database failed.
    pub async fn list_help_answers(&self, actor: &Actor) -> Result<Vec<HelpAnswers>> {
        self.authorize(actor, Permission::ReadDirectory).await?;
        let mut tx = self.db.read().await?;
        let answers = store::answers(&mut tx).await?;
        Ok(answers
            .into_iter()
            .map(|(topic, language, helped, not_helped)| HelpAnswers {
                topic,
                language,
                helped,
                not_helped,
            })
            .collect())
    }
}
