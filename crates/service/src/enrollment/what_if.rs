//! Asking the decision: about a case that has not happened, and about a device of the inventory.

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::{Actor, Permission};
use domain::directory::User;
use domain::enrollment::{
    DeviceFacts, Edition, EnrollmentPath, EnrollmentSettings, JoinType, Membership, TenantFacts,
    TermsAnswer, UserFacts, UserScope, WindowsVersion, decide,
};
use domain::id::DeviceId;
use domain::licence::{Licence, ServicePlan, Subscription};
use domain::record::{self, RecordKind, evidence};
use domain::what_if::{
    DeviceDecision, OtherPath, SettingsUsed, Traces, WhatIf, WhatIfAnswer, path_of,
};

use super::normalised;
use crate::directory::memberships;
use crate::store::licence::working_skus;
use crate::store::{self, Tx};
use crate::{Error, Muster, Result};

/// For how long after its last contact a device counts against the device limit.
/// Source: Microsoft Learn, "Understand Intune and Microsoft Entra device limit restrictions".
const COUNTED_DAYS: i64 = 90;

/// The column of a managed export that names the Windows edition.
const EDITION_COLUMN: &str = "SkuFamily";

impl Muster {
    /// What would happen in the case `question`, and on every other path. Nothing is changed.
    ///
    /// # Errors
    /// There is no such user; the actor may not read the enrollment settings; the database failed.
    pub async fn what_if(&self, actor: &Actor, question: &WhatIf) -> Result<WhatIfAnswer> {
        match question.user {
            Some(user) => {
                self.authorize_user(actor, Permission::ReadEnrollment, user)
                    .await?;
            }
            None => drop(self.authorize(actor, Permission::ReadEnrollment).await?),
        }
        let as_of = self.clock.now();
        let mut tx = self.db.read().await?;
        let saved = self.saved_settings(&mut tx).await?;
        let (settings, used) = match &question.settings {
            Some(edited) => (normalised(edited.clone()), SettingsUsed::Edited),
            None => (saved.settings, SettingsUsed::Saved(saved.version)),
        };
        let subscriptions = store::licence::subscriptions(&mut tx).await?;
        let user = match question.user {
            Some(id) => {
                let user = store::user::find(&mut tx, id)
                    .await?
                    .ok_or(Error::NotFound("user"))?;
                Some(user_facts(&mut tx, &settings, &subscriptions, user, None, as_of).await?)
            }
            None => None,
        };
        let serial = question
            .serial
            .as_deref()
            .map(str::trim)
            .filter(|serial| !serial.is_empty());
        let device = DeviceFacts {
            claimed_ownership: question.ownership,
            serial: serial.map(ToOwned::to_owned),
            autopilot_registered: is_in_autopilot(&mut tx, serial.unwrap_or_default()).await?,
            ..DeviceFacts::new(question.windows, question.edition)
        };
        let tenant = tenant_facts(&mut tx, &subscriptions, user.as_ref()).await?;
        let decide_on = |path| decide(&settings, &tenant, user.as_ref(), &device, path);
        let decision = decide_on(question.path);
        let others = EnrollmentPath::ALL
            .into_iter()
            .filter(|path| *path != question.path);
        let other_paths = others
            .map(|path| OtherPath::of(path, &decide_on(path)))
            .collect();
        Ok(WhatIfAnswer {
            path: question.path,
            decision,
            user,
            device,
            other_paths,
            settings: used,
            as_of,
        })
    }

    /// The decision that holds today for a device of the inventory, as if it came anew: with the saved settings, its user, and
    /// the path it is taken to have come by. `None` for a device that does not run Windows, or whose version is not known.
    ///
    /// # Errors
    /// There is no such device; the actor may not read devices; the database failed.
    pub async fn decision_for_device(
        &self,
        actor: &Actor,
        id: DeviceId,
    ) -> Result<Option<DeviceDecision>> {
        self.authorize_device(actor, Permission::ReadDevices, id)
            .await?;
        let as_of = self.clock.now();
        let mut tx = self.db.read().await?;
        let case = store::enrollment::find_device_case(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("device"))?;
        let Some(windows) = case
            .os_version
            .trim()
            .parse::<WindowsVersion>()
            .ok()
            .filter(|_| runs_windows(&case.os))
        else {
            return Ok(None);
        };
        let records = store::enrollment::device_records(&mut tx, id).await?;
        let edition = records
            .iter()
            .find_map(|(_, other)| other.0.get(EDITION_COLUMN));
        let autopilot_registered = records
            .iter()
            .any(|(kind, _)| kind == RecordKind::Autopilot.as_str());
        let device = DeviceFacts {
            join_type: match case.join_type {
                record::JoinType::Joined => Some(JoinType::Joined),
                record::JoinType::HybridJoined => Some(JoinType::Hybrid),
                record::JoinType::Registered => Some(JoinType::Registered),
                record::JoinType::Unknown => None,
            },
            corporate_identifier_match: Some(
                is_corporate(&mut tx, &case.manufacturer, &case.model, &case.serial).await?,
            ),
            serial: Some(case.serial).filter(|serial| !serial.is_empty()),
            autopilot_registered,
            ..DeviceFacts::new(
                windows,
                edition.map_or(Edition::Unknown, |reported| Edition::read(reported)),
            )
        };
        let path = path_of(Traces {
            enrollment_type: &case.enrollment_type,
            join_type: case.join_type,
            ownership: case.ownership,
            managed_by: case.managed_by,
            autopilot_registered,
        });
        let saved = self.saved_settings(&mut tx).await?;
        let subscriptions = store::licence::subscriptions(&mut tx).await?;
        let user = match store::user::find_by_upn(&mut tx, &case.user_upn).await? {
            Some(user) => Some(
                user_facts(
                    &mut tx,
                    &saved.settings,
                    &subscriptions,
                    user,
                    Some(id),
                    as_of,
                )
                .await?,
            ),
            None => None,
        };
        let tenant = tenant_facts(&mut tx, &subscriptions, user.as_ref()).await?;
        let decision = decide(&saved.settings, &tenant, user.as_ref(), &device, path);
        Ok(Some(DeviceDecision {
            path,
            decision,
            user,
            device,
            settings_version: saved.version,
            as_of,
        }))
    }
}

fn runs_windows(os: &str) -> bool {
    record::os_family(os).eq_ignore_ascii_case("windows")
}

async fn is_in_autopilot(tx: &mut Tx, serial: &str) -> Result<bool> {
    let key = evidence::serial_key(serial);
    Ok(!key.is_empty() && store::enrollment::is_in_autopilot(tx, &key).await?)
}

/// Whether maker, model and serial number together are a corporate identifier; a serial number that is none never is.
async fn is_corporate(tx: &mut Tx, manufacturer: &str, model: &str, serial: &str) -> Result<bool> {
    if evidence::serial_key(serial).is_empty() {
        return Ok(false);
    }
    let key = evidence::corporate_key(manufacturer, model, serial);
    Ok(store::enrollment::is_corporate(tx, &key).await?)
}

/// The organisation's facts. What has no page yet has the vendor's defaults.
///
/// The state that the directory sent decides whether a subscription works. A user who holds the plan proves that there is one.
pub(crate) async fn tenant_facts(
    tx: &mut Tx,
    subscriptions: &[Subscription],
    user: Option<&UserFacts>,
) -> Result<TenantFacts> {
    let premium = |subscription: &Subscription| {
        subscription.state.works()
            && subscription
                .plans
                .iter()
                .any(|plan| matches!(plan, ServicePlan::EntraP1 | ServicePlan::EntraP2))
    };
    Ok(TenantFacts {
        has_premium_subscription: subscriptions.iter().any(premium)
            || user.is_some_and(|user| user.has_premium_licence),
        has_corporate_identifiers: store::enrollment::has_corporate_identifiers(tx).await?,
        ..TenantFacts::default()
    })
}

/// What the decision asks of a user; `except` is the device in question.
pub(crate) async fn user_facts(
    tx: &mut Tx,
    settings: &EnrollmentSettings,
    subscriptions: &[Subscription],
    user: User,
    except: Option<DeviceId>,
    now: DateTime<Utc>,
) -> Result<UserFacts> {
    let groups = memberships(tx, user.id).await?;
    let listed = |scope: &UserScope| -> Option<Membership> {
        groups
            .iter()
            .find(|membership| scope.groups.contains(&membership.group.id))
            .cloned()
    };
    let held = store::licence::of_user(tx, user.id).await?;
    let gives =
        |sku: &String, plan| working_skus(subscriptions, plan).contains(&sku.to_ascii_uppercase());
    let intune = |sku: &String| gives(sku, ServicePlan::Intune);
    let premium =
        |sku: &String| gives(sku, ServicePlan::EntraP1) || gives(sku, ServicePlan::EntraP2);
    let counts = store::user::count_against_limits(
        tx,
        &user.upn,
        except,
        now - TimeDelta::days(COUNTED_DAYS),
    )
    .await?;
    Ok(UserFacts {
        mdm_membership: listed(&settings.mdm_scope),
        mam_membership: listed(&settings.mam_scope),
        join_membership: None,
        has_mdm_licence: held.iter().any(intune),
        has_premium_licence: held.iter().any(premium),
        licence_names: held
            .iter()
            .filter(|sku| intune(sku) || premium(sku))
            .map(|sku| Licence::of(sku.clone()).name)
            .collect(),
        entra_devices: u32::try_from(counts.directory).unwrap_or(u32::MAX),
        managed_devices: u32::try_from(counts.managed).unwrap_or(u32::MAX),
        is_enrollment_manager: false,
        terms: TermsAnswer::NotAsked,
        id: user.id,
        name: user.name,
        upn: user.upn,
        account_enabled: user.account_enabled,
    })
}
