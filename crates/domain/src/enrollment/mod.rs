//! Which devices come under management: the settings, the facts, the paths, and the one decision over them.
//!
//! [`decide`] is pure and total: real enrollment, *What if* and support all call it, so what a page explains is what
//! happens. It does not look at the management addresses: a device that asks has reached them.

mod change;
mod checks;
mod decision;
mod facts;
pub mod form;
mod https_url;
mod kind;
mod membership;
mod outcome;
mod path;
mod restriction;
mod rule;
mod settings;
mod windows_version;

#[cfg(test)]
mod tests;

pub use change::{Setting, SettingChange};
pub use decision::{Decision, Step, Subject, Verdict, decide};
pub use facts::{DeviceFacts, TenantFacts, TermsAnswer, UserFacts};
pub use form::{settings_from_pairs, settings_to_query};
pub use https_url::HttpsUrl;
pub use kind::{EnrollmentType, JoinType, Ownership, PrimaryUser};
pub use membership::{GroupName, Membership};
pub use outcome::Outcome;
pub(crate) use outcome::lowercase_first;
pub use path::{Credential, EnrollmentPath, RestrictionPolicy};
pub use restriction::{DeviceLimit, PlatformRestriction};
pub use rule::Rule;
pub use settings::{EnrollmentSettings, ManagementService, ManagementUrls, ScopeChoice, UserScope};
pub use windows_version::{Edition, RELEASES, Release, WindowsVersion};
