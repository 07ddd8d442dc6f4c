//! The enrollment settings: loading, saving, and what each save changed.

mod effect;
mod what_if;

use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::directory::GroupNames;
use domain::enrollment::{EnrollmentSettings, SettingChange, UserScope};
use domain::id::GroupId;
use domain::page::{Cursor, PAGE_SIZE, Page};
use domain::saved_settings::{Saved, SavedSettings, SettingsHistory, SettingsVersion};
use uuid::Uuid;

pub(crate) use effect::LastEffect;
pub(crate) use what_if::{tenant_facts, user_facts};

use crate::directory::to_json;
use crate::error::OrConflict;
use crate::store::enrollment::Version;
use crate::store::{self, Tx};
use crate::{Error, Muster, Result};

impl Muster {
    /// The settings that hold: the initial ones until somebody saves.
    ///
    /// # Errors
    /// The actor may not read them; the database failed.
    pub async fn load_enrollment_settings(&self, actor: &Actor) -> Result<SavedSettings> {
        self.authorize(actor, Permission::ReadEnrollment).await?;
        let mut tx = self.db.read().await?;
        self.saved_settings(&mut tx).await
    }

    /// Saves `settings`, which were made from the version `expected_version`; returns them with their new version.
    /// Saving what holds already changes nothing and adds no version.
    ///
    /// # Errors
    /// A listed group does not exist; somebody saved in between ([`Error::Overtaken`]); the actor may not change the settings;
    /// the database failed.
    pub async fn save_enrollment_settings(
        &self,
        actor: &Actor,
        settings: EnrollmentSettings,
        expected_version: i64,
    ) -> Result<SavedSettings> {
        self.authorize(actor, Permission::ChangeEnrollment).await?;
        let settings = normalised(settings);
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let current = self.saved_settings(&mut tx).await?;
        if current.version != expected_version {
            return Err(overtaken(&current));
        }
        check_groups(&mut tx, "mdm_groups", &settings.mdm_scope).await?;
        check_groups(&mut tx, "mam_groups", &settings.mam_scope).await?;
        if current.settings == settings {
            return Ok(current);
        }
        let version = Version {
            version: current.version + 1,
            settings: to_json(&settings)?,
            saved_at: now,
            saved_by: actor.name.clone(),
        };
        // On PostgreSQL two saves may have read the same version; the second one's number is then taken.
        store::enrollment::insert(&mut tx, &version)
            .await
            .or_conflict("the settings were changed while you edited, so nothing of yours was saved. Your edits are still there: look at what holds now, then save again")?;
        let object = ("enrollment_settings", version.version);
        self.audit(
            &mut tx,
            actor,
            "save_enrollment_settings",
            object,
            Some(&current.settings),
            Some(&settings),
        )
        .await?;
        tx.commit().await?;
        let saved = Some(Saved {
            at: version.saved_at,
            by: version.saved_by,
        });
        Ok(SavedSettings {
            version: version.version,
            settings,
            saved,
        })
    }

    /// Who saved when and what that changed, the newest first, `PAGE_SIZE` saves from `at`.
    ///
    /// # Errors
    /// The cursor is of another list; the actor may not read the settings; the database failed.
    pub async fn list_enrollment_history(
        &self,
        actor: &Actor,
        at: Option<&Cursor>,
    ) -> Result<SettingsHistory> {
        self.authorize(actor, Permission::ReadEnrollment).await?;
        let mut tx = self.db.read().await?;
        let total = store::enrollment::newest(&mut tx)
            .await?
            .map_or(0, |newest| newest.version);
        let size = i64::from(PAGE_SIZE);
        // Versions are counted without gaps, so a page is known by its newest one.
        let from = match at {
            None => total,
            Some(at) => {
                let beside: i64 = at
                    .value
                    .parse()
                    .map_err(|_| Invalid::new("at", "go back to the first page of the list"))?;
                if at.before {
                    (beside.saturating_add(size)).min(total)
                } else {
                    beside.saturating_sub(1)
                }
            }
        };
        let rows = store::enrollment::versions(&mut tx, from, size + 1).await?;
        let versions = self.with_changes(rows, size)?;
        let group_names = names_of_changed_groups(&mut tx, &versions).await?;
        let cursor = |version: i64, before: bool, skipped: i64| Cursor {
            before,
            skipped: skipped.max(0),
            value: version.to_string(),
            id: Uuid::nil(),
        };
        let skipped = total - from;
        let last = versions.last().map_or(from, |oldest| oldest.version);
        let page = Page {
            total,
            skipped,
            previous: (skipped > 0).then(|| cursor(from, true, skipped - size)),
            next: (last > 1).then(|| cursor(last, false, total - last + 1)),
            items: versions,
        };
        Ok(SettingsHistory {
            versions: page,
            group_names,
        })
    }

    /// The settings that hold, inside a transaction.
    pub(crate) async fn saved_settings(&self, tx: &mut Tx) -> Result<SavedSettings> {
        let Some(newest) = store::enrollment::newest(tx).await? else {
            let settings = EnrollmentSettings::initial(self.public_address());
            return Ok(SavedSettings {
                version: 0,
                settings,
                saved: None,
            });
        };
        let settings = read(&newest)?;
        Ok(SavedSettings {
            version: newest.version,
            settings,
            saved: Some(Saved {
                at: newest.saved_at,
                by: newest.saved_by,
            }),
        })
    }

    /// The first `size` of `rows` (newest first), each with what it changed against the next.
    fn with_changes(&self, rows: Vec<Version>, size: i64) -> Result<Vec<SettingsVersion>> {
        let mut settings = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        if rows.last().is_some_and(|oldest| oldest.version == 1) {
            settings.push(EnrollmentSettings::initial(self.public_address()));
        }
        let pairs = settings.windows(2).map(|pair| pair[1].changes(&pair[0]));
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let version = |(row, changes): (Version, Vec<SettingChange>)| SettingsVersion {
            version: row.version,
            saved: Saved {
                at: row.saved_at,
                by: row.saved_by,
            },
            changes,
        };
        Ok(rows
            .into_iter()
            .zip(pairs)
            .take(size)
            .map(version)
            .collect())
    }
}

fn read(version: &Version) -> Result<EnrollmentSettings> {
    serde_json::from_str(&version.settings)
        .map_err(|_| Error::Internal("saved enrollment settings cannot be read"))
}

/// The same settings with their groups sorted and listed once, as [`UserScope`] promises.
pub(crate) fn normalised(settings: EnrollmentSettings) -> EnrollmentSettings {
    EnrollmentSettings {
        mdm_scope: UserScope::new(settings.mdm_scope.choice, settings.mdm_scope.groups),
        mam_scope: UserScope::new(settings.mam_scope.choice, settings.mam_scope.groups),
        ..settings
    }
}

fn overtaken(current: &SavedSettings) -> Error {
    let who = current.saved.as_ref().map_or_else(
        || "the settings were never saved, though your page says so".to_owned(),
        |saved| {
            format!(
                "the settings were changed by {} at {} UTC while you edited",
                saved.by,
                saved.at.format("%H:%M on %-d %b %Y")
            )
        },
    );
    Error::Overtaken(format!(
        "{who}, so nothing of yours was saved. Your edits are still there: look at what holds now, then save again"
    ))
}

async fn check_groups(tx: &mut Tx, field: &str, scope: &UserScope) -> Result<()> {
    let known: Vec<GroupId> = store::group::names(tx, &scope.groups)
        .await?
        .into_iter()
        .map(|group| group.id)
        .collect();
    match scope.groups.iter().find(|group| !known.contains(group)) {
        None => Ok(()),
        Some(gone) => Err(Invalid::new(
            field,
            format!("the directory has no group {gone} any more; remove it from the list"),
        )
        .into()),
    }
}

async fn names_of_changed_groups(tx: &mut Tx, versions: &[SettingsVersion]) -> Result<GroupNames> {
    let mut ids: Vec<GroupId> = versions
        .iter()
        .flat_map(|version| &version.changes)
        .flat_map(|change| change.groups_added.iter().chain(&change.groups_removed))
        .copied()
        .collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(store::group::names(tx, &ids)
        .await?
        .into_iter()
        .map(|group| (group.id, group.name))
        .collect())
}
