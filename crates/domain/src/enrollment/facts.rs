//! What the decision knows of the user, the device and the organisation.

use serde::{Deserialize, Serialize};

use super::{
    DeviceLimit, Edition, JoinType, Membership, Ownership, PlatformRestriction, ScopeChoice,
    WindowsVersion,
};
use crate::id::UserId;

/// What a user answered to the terms of use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermsAnswer {
    /// No terms are assigned to the user.
    #[default]
    NotAsked,
    /// The current version is accepted.
    Accepted,
    /// The current version is not accepted, or was declined.
    NotAccepted,
}

/// The user who enrolls; on a bulk package, the account that asked for its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFacts {
    /// The user.
    pub id: UserId,
    /// The display name, as sentences call the user.
    pub name: String,
    /// The sign-in name.
    pub upn: String,
    /// Whether the account may sign in.
    pub account_enabled: bool,
    /// Through which group of the MDM scope; `None` for a member of none.
    pub mdm_membership: Option<Membership>,
    /// Through which group of the MAM scope; `None` for a member of none.
    pub mam_membership: Option<Membership>,
    /// Through which group the user may join devices, where that is allowed to some.
    pub join_membership: Option<Membership>,
    /// Whether a licence includes Intune Plan 1.
    pub has_mdm_licence: bool,
    /// Whether a licence includes Entra ID P1 or P2.
    pub has_premium_licence: bool,
    /// The names of the products that give either, as sentences show them.
    pub licence_names: Vec<String>,
    /// Registered and joined devices in the directory, hybrid joined ones and the device in question not counted.
    pub entra_devices: u32,
    /// Managed devices that count against the device limit, the device in question not counted: in contact during the last
    /// 90 days, enrolled by the user and not shared.
    pub managed_devices: u32,
    /// Whether the account is a device enrollment manager.
    pub is_enrollment_manager: bool,
    /// What the user answered to the terms of use.
    pub terms: TermsAnswer,
}

/// The device that enrolls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceFacts {
    /// Its Windows version.
    pub windows: WindowsVersion,
    /// Its edition.
    pub edition: Edition,
    /// How the directory knows it already, or will on a path that leaves it open (Autopilot with either join,
    /// co-management, enrollment managers). `None`: as the path usually does.
    pub join_type: Option<JoinType>,
    /// Whose it is said to be, where nobody checks: [`Ownership::Corporate`] is taken as proof in place of an identifier.
    /// Real enrollment leaves it `None`.
    pub claimed_ownership: Option<Ownership>,
    /// Its serial number, as sentences show it.
    pub serial: Option<String>,
    /// Whether its hardware hash is registered with Autopilot.
    pub autopilot_registered: bool,
    /// Whether manufacturer, model and serial match a corporate identifier; `None` where that was not looked up.
    pub corporate_identifier_match: Option<bool>,
    /// Whether it is under management now, by this service or another.
    pub already_enrolled: bool,
}

impl DeviceFacts {
    /// A device that nothing more is known of.
    #[must_use]
    pub fn new(windows: WindowsVersion, edition: Edition) -> Self {
        Self {
            windows,
            edition,
            join_type: None,
            claimed_ownership: None,
            serial: None,
            autopilot_registered: false,
            corporate_identifier_match: None,
            already_enrolled: false,
        }
    }
}

/// The organisation's settings outside the Automatic enrollment page. The default is what the vendor documents as such.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantFacts {
    /// Whether a management service is chosen for the organisation.
    pub mdm_authority_set: bool,
    /// Whether the service takes no enrollments for now.
    pub in_maintenance: bool,
    /// Whether a subscription includes Entra ID P1 or P2, or a trial of it runs.
    pub has_premium_subscription: bool,
    /// Whether users may register devices: the directory knows All and None only.
    pub users_may_register: bool,
    /// Which users may join devices. Not asked for hybrid join and self-deploying.
    pub users_may_join: ScopeChoice,
    /// How many devices one user may have in the directory; `None` for any number.
    pub entra_device_limit: Option<u32>,
    /// The platform restriction for everyone without another, and for devices without a user.
    pub default_restriction: PlatformRestriction,
    /// The platform restriction of highest priority that is assigned to the user.
    pub user_restriction: Option<PlatformRestriction>,
    /// The device limit that applies to the user.
    pub device_limit: DeviceLimit,
    /// Whether any Windows corporate identifiers were uploaded: from then on everything else is personal at enrollment.
    pub has_corporate_identifiers: bool,
}

impl Default for TenantFacts {
    fn default() -> Self {
        Self {
            mdm_authority_set: true,
            in_maintenance: false,
            has_premium_subscription: true,
            users_may_register: true,
            users_may_join: ScopeChoice::All,
            entra_device_limit: Some(50),
            default_restriction: PlatformRestriction::default(),
            user_restriction: None,
            device_limit: DeviceLimit::default(),
            has_corporate_identifiers: false,
        }
    }
}
