//! Troubleshooting: who or what is meant, everything that stands in the way, what to do, and what to say.

use chrono::{DateTime, Utc};
use domain::actor::{Actor, Permission};
use domain::device::{Device, DeviceQuery, DeviceSort};
use domain::directory::{User, UserDetail, UserQuery};
use domain::dns::Suffix;
use domain::duplicate::{DuplicateGroup, pending_action};
use domain::enrollment::{DeviceFacts, Edition, WindowsVersion, decide};
use domain::error_code;
use domain::id::{DeviceId, UserId};
use domain::page::MAX_PAGE_SIZE;
use domain::record::RecordKind;
use domain::support::{
    DEVICE_CHECKS, DeviceCase, DeviceSupport, PathDecision, Support, USER_CHECKS, USUAL_PATHS,
    UserCase, UserSupport, device_findings, user_findings,
};

use crate::domains;
use crate::enrollment::{tenant_facts, user_facts};
use crate::store::{self, Tx, duplicate};
use crate::{Muster, Result};

/// How many finds are shown to choose from.
const SHOWN: usize = 20;
/// The computer that a user is taken to have: Windows 11 24H2.
const USUAL_WINDOWS: WindowsVersion = WindowsVersion::new(10, 0, 26_100);

impl Muster {
    /// What is known of whoever or whatever `typed` names: an error code in any form, a user by sign-in name, name or id, a
    /// device by name, serial number or any of its ids. A part of a name may mean several.
    ///
    /// # Errors
    /// The actor may not read users and devices, or of a user not the enrollment settings; the database failed.
    pub async fn support(&self, actor: &Actor, typed: &str) -> Result<Support> {
        let typed = typed.trim();
        self.authorize(actor, Permission::ReadDirectory).await?;
        self.authorize(actor, Permission::ReadDevices).await?;
        if typed.is_empty() {
            return Ok(Support::Nothing);
        }
        let device_query = DeviceQuery {
            search: typed.to_owned(),
            sort: DeviceSort::Name,
            descending: false,
            page_size: MAX_PAGE_SIZE,
            ..DeviceQuery::default()
        };
        let devices = self.list_devices(actor, &device_query).await?;
        let is_device = |device: &Device| {
            let face = &device.face;
            [&face.name, &face.serial, &device.id.to_string()]
                .iter()
                .any(|name| name.eq_ignore_ascii_case(typed))
        };
        let exact_devices: Vec<DeviceId> = devices
            .items
            .iter()
            .filter(|device| is_device(device))
            .map(|device| device.id)
            .collect();
        // A serial number may be written like a code; a device that has it is what is meant.
        if exact_devices.is_empty()
            && let Some(reading) = error_code::read(typed)
        {
            return Ok(Support::Code(reading.code));
        }
        let user_query = UserQuery {
            search: typed.to_owned(),
            size: MAX_PAGE_SIZE,
            ..UserQuery::default()
        };
        let mut users = self.list_users(actor, &user_query).await?;
        if let Ok(id) = typed.parse::<UserId>()
            && users.items.is_empty()
        {
            let mut tx = self.db.read().await?;
            users.items.extend(store::user::find(&mut tx, id).await?);
            users.total = i64::try_from(users.items.len()).unwrap_or(i64::MAX);
        }
        let is_user = |user: &User| {
            [&user.upn, &user.name, &user.mail, &user.id.to_string()]
                .iter()
                .any(|name| name.to_lowercase() == typed.to_lowercase())
        };
        let exact_users: Vec<UserId> = users
            .items
            .iter()
            .filter(|user| is_user(user))
            .map(|user| user.id)
            .collect();
        match (exact_users.as_slice(), exact_devices.as_slice()) {
            ([user], []) => return self.support_user(actor, *user).await,
            ([], [device]) => return self.support_device(actor, *device).await,
            ([], []) => match (users.items.as_slice(), devices.items.as_slice()) {
                ([user], []) => return self.support_user(actor, user.id).await,
                ([], [device]) => return self.support_device(actor, device.id).await,
                _ => {}
            },
            _ => {}
        }
        let (user_count, device_count) = (users.total, devices.total);
        let (mut users, mut devices) = (users.items, devices.items);
        users.sort_by_key(|user| !exact_users.contains(&user.id));
        devices.sort_by_key(|device| !exact_devices.contains(&device.id));
        users.truncate(SHOWN);
        devices.truncate(SHOWN);
        Ok(Support::Several {
            users,
            user_count,
            devices,
            device_count,
        })
    }

    /// What is known of one user, and what stands in the way.
    ///
    /// # Errors
    /// There is no such user; the actor may not read users, devices and the enrollment settings; the database failed.
    pub async fn support_user(&self, actor: &Actor, id: UserId) -> Result<Support> {
        self.authorize(actor, Permission::ReadDevices).await?;
        self.authorize_user(actor, Permission::ReadEnrollment, id)
            .await?;
        let detail: UserDetail = self.find_user(actor, id).await?;
        let upn = detail.user.upn.clone();
        let devices = self.devices_of_user(actor, &upn).await?;
        let access = if actor.may(Permission::ReadRoles) {
            Some(self.user_access(id).await?)
        } else {
            None
        };
        let as_of = self.clock.now();
        let mut tx = self.db.read().await?;
        let settings = self.saved_settings(&mut tx).await?.settings;
        let subscriptions = store::licence::subscriptions(&mut tx).await?;
        let user = detail.user.clone();
        let facts = user_facts(&mut tx, &settings, &subscriptions, user, None, as_of).await?;
        let tenant = tenant_facts(&mut tx, &subscriptions, Some(&facts)).await?;
        let computer = DeviceFacts::new(USUAL_WINDOWS, Edition::Pro);
        let decisions: Vec<PathDecision> = USUAL_PATHS
            .into_iter()
            .map(|path| PathDecision {
                path,
                decision: decide(&settings, &tenant, Some(&facts), &computer, path),
            })
            .collect();
        let dns = domains::saved(&mut tx).await?;
        let domain = match Suffix::of_upn(&upn) {
            Some(suffix) => Some(self.domain(&mut tx, &suffix, &dns).await?),
            None => None,
        };
        let ids: Vec<DeviceId> = devices.iter().map(|device| device.id).collect();
        let data_as_of = duplicate::as_of(&mut tx, as_of).await?;
        let duplicates = duplicates_of(&mut tx, &ids, data_as_of).await?;
        let findings = user_findings(&UserCase {
            facts: &facts,
            decisions: &decisions,
            access: access.as_ref(),
            devices: &devices,
            duplicates: &duplicates,
            domain: domain.as_ref(),
            target: dns.target,
            data_as_of,
        });
        Ok(Support::User(Box::new(UserSupport {
            detail,
            facts,
            decisions,
            access,
            devices,
            domain,
            findings,
            checks: USER_CHECKS.len(),
            link_token: self.help_link_token(&upn, ""),
            as_of,
        })))
    }

    /// What is known of one device, and what stands in the way.
    ///
    /// # Errors
    /// There is no such device; the actor may not read users and devices; the database failed.
    pub async fn support_device(&self, actor: &Actor, id: DeviceId) -> Result<Support> {
        self.authorize(actor, Permission::ReadDirectory).await?;
        let detail = self.find_device(actor, id).await?;
        let decision = self.decision_for_device(actor, id).await?;
        let as_of = self.clock.now();
        let mut tx = self.db.read().await?;
        let user = store::user::find_by_upn(&mut tx, &detail.device.face.user_upn).await?;
        let data_as_of = duplicate::as_of(&mut tx, as_of).await?;
        let duplicates = duplicates_of(&mut tx, &[id], data_as_of).await?;
        let is_managed = detail
            .records
            .iter()
            .any(|record| record.fields.kind == RecordKind::Managed);
        let pending = detail
            .records
            .iter()
            .find_map(|record| pending_action(&record.fields.other_fields))
            .map(str::to_owned);
        let findings = device_findings(&DeviceCase {
            device: &detail.device,
            is_managed,
            user: user.as_ref(),
            decision: decision.as_ref(),
            duplicates: &duplicates,
            pending: pending.as_deref(),
            data_as_of,
        });
        let face = &detail.device.face;
        let link_token = self.help_link_token(&face.user_upn, &face.name);
        Ok(Support::Device(Box::new(DeviceSupport {
            device: detail.device,
            is_managed,
            user,
            decision,
            duplicates,
            pending,
            findings,
            checks: DEVICE_CHECKS.len(),
            link_token,
            data_as_of,
            as_of,
        })))
    }
}

/// The groups that devices are in, in data of that time.
async fn duplicates_of(
    tx: &mut Tx,
    devices: &[DeviceId],
    as_of: DateTime<Utc>,
) -> Result<Vec<DuplicateGroup>> {
    let mut groups: Vec<DuplicateGroup> = Vec::new();
    for device in devices {
        for kept in duplicate::of_device(tx, *device).await? {
            let group = kept.group(as_of);
            if groups.iter().all(|known| known.id != group.id) {
                groups.push(group);
            }
        }
    }
    Ok(groups)
}
