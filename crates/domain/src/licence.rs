//! Which products give which service plans: whether a licence lets its holder enroll.
//!
//! Products and plans as Microsoft's "Product names and service plan identifiers for licensing" lists them. *Mobile Device
//! Management for Office 365* (`INTUNE_O365`, part of the Office 365 products) is not Intune and does not count.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The service plans that enrollment asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServicePlan {
    /// Microsoft Intune Plan 1 (`INTUNE_A`, in education products `INTUNE_EDU`, in small-business products `INTUNE_SMBIZ`).
    Intune,
    /// Microsoft Entra ID P1 (`AAD_PREMIUM`).
    EntraP1,
    /// Microsoft Entra ID P2 (`AAD_PREMIUM_P2`). Holds everything of P1.
    EntraP2,
}

impl ServicePlan {
    /// The plan's name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Intune => "Intune Plan 1",
            Self::EntraP1 => "Entra ID P1",
            Self::EntraP2 => "Entra ID P2",
        }
    }
}

/// A product that gives at least one of the plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    /// The string id (`skuPartNumber`) that exports and the directory use.
    pub sku: &'static str,
    /// The product's name as the vendor prints it.
    pub name: &'static str,
    /// The plans it gives to each of its users.
    pub plans: &'static [ServicePlan],
}

const INTUNE: &[ServicePlan] = &[ServicePlan::Intune];
const P1: &[ServicePlan] = &[ServicePlan::EntraP1];
const P2: &[ServicePlan] = &[ServicePlan::EntraP2];
const P1_AND_P2: &[ServicePlan] = &[ServicePlan::EntraP1, ServicePlan::EntraP2];
const INTUNE_AND_P1: &[ServicePlan] = &[ServicePlan::Intune, ServicePlan::EntraP1];
const ALL_THREE: &[ServicePlan] = &[
    ServicePlan::Intune,
    ServicePlan::EntraP1,
    ServicePlan::EntraP2,
];
const NOTHING: &[ServicePlan] = &[];

const fn product(sku: &'static str, name: &'static str, plans: &'static [ServicePlan]) -> Product {
    Product { sku, name, plans }
}

/// The products known by name. One that is not listed gives none of the plans.
pub const PRODUCTS: &[Product] = &[
    product("AAD_PREMIUM", "Microsoft Entra ID P1", P1),
    product(
        "AAD_PREMIUM_FACULTY",
        "Microsoft Entra ID P1 for faculty",
        P1,
    ),
    product("AAD_PREMIUM_P2", "Microsoft Entra ID P2", P1_AND_P2),
    product("DEVELOPERPACK_E5", "Microsoft 365 E5 Developer", ALL_THREE),
    product("EMS", "Enterprise Mobility + Security E3", INTUNE_AND_P1),
    product(
        "EMS_EDU_FACULTY",
        "Enterprise Mobility + Security A3 for faculty",
        INTUNE_AND_P1,
    ),
    product(
        "EMS_GOV",
        "Enterprise Mobility + Security G3 GCC",
        INTUNE_AND_P1,
    ),
    product("EMSPREMIUM", "Enterprise Mobility + Security E5", ALL_THREE),
    product(
        "EMSPREMIUM_GOV",
        "Enterprise Mobility + Security G5 GCC",
        ALL_THREE,
    ),
    product("ENTERPRISEPACK", "Office 365 E3", NOTHING),
    product("ENTERPRISEPREMIUM", "Office 365 E5", NOTHING),
    product(
        "IDENTITY_THREAT_PROTECTION",
        "Microsoft 365 E5 Security",
        P2,
    ),
    product("INTUNE_A", "Microsoft Intune Plan 1", INTUNE),
    product(
        "INTUNE_A_VL",
        "Microsoft Intune Plan 1 (volume licence)",
        INTUNE,
    ),
    product("INTUNE_EDU", "Intune for Education", INTUNE),
    product("INTUNE_SMB", "Microsoft Intune SMB", INTUNE),
    product("M365_F1", "Microsoft 365 F1", INTUNE_AND_P1),
    product("M365_F1_COMM", "Microsoft 365 F1", INTUNE_AND_P1),
    product("M365_G3_GOV", "Microsoft 365 G3 GCC", INTUNE_AND_P1),
    product("M365_G5_GCC", "Microsoft 365 G5 GCC", ALL_THREE),
    product(
        "M365EDU_A3_FACULTY",
        "Microsoft 365 A3 for faculty",
        INTUNE_AND_P1,
    ),
    product(
        "M365EDU_A3_STUDENT",
        "Microsoft 365 A3 for students",
        INTUNE_AND_P1,
    ),
    product(
        "M365EDU_A3_STUUSEBNFT",
        "Microsoft 365 A3 student use benefits",
        INTUNE_AND_P1,
    ),
    product(
        "M365EDU_A5_FACULTY",
        "Microsoft 365 A5 for faculty",
        ALL_THREE,
    ),
    product(
        "M365EDU_A5_STUDENT",
        "Microsoft 365 A5 for students",
        ALL_THREE,
    ),
    product(
        "M365EDU_A5_STUUSEBNFT",
        "Microsoft 365 A5 student use benefits",
        ALL_THREE,
    ),
    product(
        "Microsoft_365_E3",
        "Microsoft 365 E3 (500 seats min)",
        INTUNE_AND_P1,
    ),
    product(
        "Microsoft_365_E3_(no_Teams)",
        "Microsoft 365 E3 (no Teams)",
        INTUNE_AND_P1,
    ),
    product(
        "Microsoft_365_E5",
        "Microsoft 365 E5 (500 seats min)",
        ALL_THREE,
    ),
    product(
        "Microsoft_365_E5_(no_Teams)",
        "Microsoft 365 E5 (no Teams)",
        ALL_THREE,
    ),
    product(
        "O365_BUSINESS_PREMIUM",
        "Microsoft 365 Business Standard",
        NOTHING,
    ),
    product("SPB", "Microsoft 365 Business Premium", INTUNE_AND_P1),
    product("SPE_E3", "Microsoft 365 E3", INTUNE_AND_P1),
    product("SPE_E3_USGOV_DOD", "Microsoft 365 E3 (DoD)", INTUNE_AND_P1),
    product(
        "SPE_E3_USGOV_GCCHIGH",
        "Microsoft 365 E3 (GCC High)",
        INTUNE_AND_P1,
    ),
    product("SPE_E5", "Microsoft 365 E5", ALL_THREE),
    product("SPE_F1", "Microsoft 365 F3", INTUNE_AND_P1),
    product("STANDARDPACK", "Office 365 E1", NOTHING),
];

/// The product of that string id, in whatever case it is written.
#[must_use]
pub fn find_product(sku: &str) -> Option<&'static Product> {
    PRODUCTS
        .iter()
        .find(|product| product.sku.eq_ignore_ascii_case(sku.trim()))
}

/// The product's name, or the string id of a product that is not known by name.
#[must_use]
pub fn product_name(sku: &str) -> &str {
    find_product(sku).map_or(sku, |product| product.name)
}

/// The plans that a product gives.
#[must_use]
pub fn plans_of(sku: &str) -> &'static [ServicePlan] {
    find_product(sku).map_or(NOTHING, |product| product.plans)
}

/// The string ids, in capitals, of the products that give `plan`.
pub fn skus_with(plan: ServicePlan) -> impl Iterator<Item = String> {
    PRODUCTS
        .iter()
        .filter(move |product| product.plans.contains(&plan))
        .map(|product| product.sku.to_ascii_uppercase())
}

/// One product that a user holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// The product's string id.
    pub sku: String,
    /// The product's name.
    pub name: String,
    /// What it gives towards enrollment.
    pub plans: Vec<ServicePlan>,
}

impl Licence {
    /// The licence for the product `sku`.
    #[must_use]
    pub fn of(sku: String) -> Self {
        Self {
            name: product_name(&sku).to_owned(),
            plans: plans_of(&sku).to_vec(),
            sku,
        }
    }
}

/// In which part of its life a subscription is; the directory calls it `capabilityStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionState {
    /// Paid, or a trial that runs.
    Enabled,
    /// Ended, in its grace period: everything still works.
    Warning,
    /// Ended; its users have lost access.
    Suspended,
    /// Ended for good, or locked.
    Deleted,
    /// A word that is not known. Counts as working: a number is not hidden because of a spelling.
    Other,
}

impl SubscriptionState {
    /// Reads the directory's word, in whatever case.
    #[must_use]
    pub fn read(status: &str) -> Self {
        match status.trim().to_ascii_lowercase().as_str() {
            "enabled" | "active" => Self::Enabled,
            "warning" => Self::Warning,
            "suspended" | "disabled" | "expired" => Self::Suspended,
            "deleted" | "lockedout" => Self::Deleted,
            _ => Self::Other,
        }
    }

    /// Whether the subscription's users have what they were given.
    #[must_use]
    pub fn works(self) -> bool {
        matches!(self, Self::Enabled | Self::Warning | Self::Other)
    }

    /// The state's name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Enabled => "Enabled",
            Self::Warning => "In grace period",
            Self::Suspended => "Suspended",
            Self::Deleted => "Deleted",
            Self::Other => "Unknown",
        }
    }
}

/// How many seats of one product the organisation has, and how many are taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The product's string id.
    pub sku: String,
    /// The product's name.
    pub name: String,
    /// What it gives towards enrollment.
    pub plans: Vec<ServicePlan>,
    /// Seats bought.
    pub total: i64,
    /// Users that hold the licence.
    pub used: i64,
    /// In which part of its life it is.
    pub state: SubscriptionState,
    /// The day it ends; `None` where it does not end or the day is not known.
    pub expires_on: Option<NaiveDate>,
    /// When Muster first saw it.
    pub first_seen_at: DateTime<Utc>,
}

impl Subscription {
    /// Seats that nobody holds; 0 where more are held than bought.
    #[must_use]
    pub fn free(&self) -> i64 {
        (self.total - self.used).max(0)
    }

    /// The last day, when it is at most [`WARN_BEFORE`] away and not over.
    #[must_use]
    pub fn ends_soon(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.expires_on
            .filter(|day| *day >= today && *day - today <= WARN_BEFORE && self.state.works())
    }

    /// Whether its users have what it gives on `today`. The grace period after the last day counts as working.
    #[must_use]
    pub fn works_on(&self, today: NaiveDate) -> bool {
        match self.state {
            SubscriptionState::Warning => true,
            state => state.works() && self.expires_on.is_none_or(|day| day >= today),
        }
    }
}

/// How long before its last day a subscription is warned about.
pub const WARN_BEFORE: TimeDelta = TimeDelta::days(30);
/// Of so many seats one is to be free, or the next to ask may get none.
const SEATS_FOR_ONE_FREE: i64 = 20;

/// What somebody should act on about a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionWarning {
    /// The product's name.
    pub product: String,
    /// What it is.
    pub kind: SubscriptionWarningKind,
}

/// What can be wrong with a subscription, or soon will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionWarningKind {
    /// It has ended, and so many users still hold it.
    Ended(i64),
    /// It ends on that day, within [`WARN_BEFORE`].
    EndsSoon(NaiveDate),
    /// So many more users hold it than seats were bought.
    OverAssigned(i64),
    /// Every seat is taken.
    NoFreeSeats,
    /// Only so many seats are free.
    FewFreeSeats(i64),
}

impl SubscriptionWarning {
    /// The fact, as a sentence without a full stop.
    #[must_use]
    pub fn fact(&self) -> String {
        let product = &self.product;
        let users = |count: i64| {
            if count == 1 {
                "1 user".to_owned()
            } else {
                format!("{count} users")
            }
        };
        match self.kind {
            SubscriptionWarningKind::Ended(holders) => {
                let hold = if holders == 1 { "holds" } else { "hold" };
                format!(
                    "{product} has ended, and {} still {hold} it",
                    users(holders)
                )
            }
            SubscriptionWarningKind::EndsSoon(day) => {
                format!("{product} ends on {}", day.format("%-d %b %Y"))
            }
            SubscriptionWarningKind::OverAssigned(over) => {
                format!("{product} is held by {} more than bought", users(over))
            }
            SubscriptionWarningKind::NoFreeSeats => format!("{product} has no free seat left"),
            SubscriptionWarningKind::FewFreeSeats(1) => format!("{product} has 1 free seat left"),
            SubscriptionWarningKind::FewFreeSeats(free) => {
                format!("{product} has {free} free seats left")
            }
        }
    }

    /// What to do, in sentences.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self.kind {
            SubscriptionWarningKind::Ended(_) => {
                "They cannot enroll with it. Renew it, or give them another product."
            }
            SubscriptionWarningKind::EndsSoon(_) => {
                "Renew it before then: without it its users cannot enroll."
            }
            SubscriptionWarningKind::OverAssigned(_) => "Buy seats, or take licences back.",
            SubscriptionWarningKind::NoFreeSeats | SubscriptionWarningKind::FewFreeSeats(_) => {
                "Buy seats, or take licences back, before more users are to enroll."
            }
        }
    }
}

/// What somebody should act on: what has ended or will soon, and seats that are short. Products that enrollment does not ask
/// for are left out.
#[must_use]
pub fn subscription_warnings(
    subscriptions: &[Subscription],
    today: NaiveDate,
) -> Vec<SubscriptionWarning> {
    let mut warnings = Vec::new();
    let asked_for = subscriptions
        .iter()
        .filter(|subscription| !subscription.plans.is_empty());
    for subscription in asked_for {
        let mut add = |kind| {
            warnings.push(SubscriptionWarning {
                product: subscription.name.clone(),
                kind,
            });
        };
        let (used, total, free) = (subscription.used, subscription.total, subscription.free());
        if !subscription.works_on(today) {
            if used > 0 {
                add(SubscriptionWarningKind::Ended(used));
            }
            continue;
        }
        if let Some(day) = subscription.ends_soon(today) {
            add(SubscriptionWarningKind::EndsSoon(day));
        }
        if used > total {
            add(SubscriptionWarningKind::OverAssigned(used - total));
        } else if used > 0 && free == 0 {
            add(SubscriptionWarningKind::NoFreeSeats);
        } else if used > 0 && free * SEATS_FOR_ONE_FREE < total {
            add(SubscriptionWarningKind::FewFreeSeats(free));
        }
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(expires_on: Option<NaiveDate>, total: i64, used: i64) -> Vec<String> {
        let subscription = Subscription {
            sku: "EMS".to_owned(),
            name: "EMS".to_owned(),
            plans: plans_of("EMS").to_vec(),
            total,
            used,
            state: SubscriptionState::Enabled,
            expires_on,
            first_seen_at: DateTime::default(),
        };
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default();
        subscription_warnings(&[subscription], today)
            .iter()
            .map(SubscriptionWarning::fact)
            .collect()
    }

    #[test]
    fn what_ends_within_a_month_is_warned_about_until_its_last_day() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day);
        assert_eq!(told(day(11, 30), 10, 5), ["EMS ends on 30 Nov 2026"]);
        assert_eq!(told(day(11, 24), 10, 5), ["EMS ends on 24 Nov 2026"]);
        assert!(told(NaiveDate::from_ymd_opt(2027, 1, 1), 10, 5).is_empty());
        assert_eq!(
            told(day(11, 1), 10, 12),
            ["EMS has ended, and 12 users still hold it"]
        );
        assert!(told(day(11, 1), 10, 0).is_empty());
    }

    #[test]
    fn seats_that_are_short_are_warned_about_before_there_are_none() {
        assert!(told(None, 100, 95).is_empty());
        assert_eq!(told(None, 100, 96), ["EMS has 4 free seats left"]);
        assert_eq!(told(None, 100, 100), ["EMS has no free seat left"]);
        assert_eq!(
            told(None, 10, 11),
            ["EMS is held by 1 user more than bought"]
        );
        // Nobody uses it: nobody waits for a seat.
        assert!(told(None, 0, 0).is_empty());
    }

    #[test]
    fn office_alone_gives_neither_intune_nor_entra_id_premium() {
        assert_eq!(plans_of("ENTERPRISEPACK"), NOTHING);
        assert_eq!(product_name("ENTERPRISEPACK"), "Office 365 E3");
    }

    #[test]
    fn the_same_products_are_found_in_any_case_and_by_plan() {
        for sku in [
            "SPE_E3",
            "SPE_E5",
            "SPB",
            "SPE_F1",
            "EMS",
            "EMSPREMIUM",
            "INTUNE_A",
        ] {
            assert!(
                plans_of(&sku.to_lowercase()).contains(&ServicePlan::Intune),
                "{sku}"
            );
            assert!(
                skus_with(ServicePlan::Intune).any(|found| found == sku),
                "{sku}"
            );
        }
        for sku in ["SPE_E3", "SPB", "SPE_F1", "EMS", "AAD_PREMIUM"] {
            assert!(plans_of(sku).contains(&ServicePlan::EntraP1), "{sku}");
            assert!(!plans_of(sku).contains(&ServicePlan::EntraP2), "{sku}");
        }
        assert!(!plans_of("AAD_PREMIUM").contains(&ServicePlan::Intune));
    }

    #[test]
    fn a_product_nobody_knows_keeps_its_own_name_and_gives_nothing() {
        assert_eq!(product_name("HARBOR_PACK"), "HARBOR_PACK");
        assert!(plans_of("HARBOR_PACK").is_empty());
    }

    #[test]
    fn a_subscription_works_until_its_last_day_and_in_its_grace_period() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 10, day).unwrap();
        let mut subscription = Subscription {
            sku: "EMS".to_owned(),
            name: "EMS".to_owned(),
            plans: Vec::new(),
            total: 5,
            used: 7,
            state: SubscriptionState::Enabled,
            expires_on: Some(day(5)),
            first_seen_at: DateTime::default(),
        };
        assert!(subscription.works_on(day(5)));
        assert!(!subscription.works_on(day(6)));
        assert_eq!(subscription.free(), 0);
        subscription.state = SubscriptionState::Warning;
        assert!(subscription.works_on(day(6)));
        subscription.state = SubscriptionState::Suspended;
        assert!(!subscription.works_on(day(4)));
    }

    #[test]
    fn products_are_listed_once() {
        for (n, product) in PRODUCTS.iter().enumerate() {
            assert!(
                PRODUCTS[n + 1..]
                    .iter()
                    .all(|other| !other.sku.eq_ignore_ascii_case(product.sku)),
                "{}",
                product.sku
            );
        }
    }
}
