//! Cleanup: rules that hide what is silent, what they hid, for how long devices have been silent, and devices that leave.

mod api;
mod hidden;
mod leaving;
mod plan;
mod rule;
mod rules;
mod runs;
mod stale;

pub use hidden::HiddenPage;
pub use leaving::LeavingPage;
pub use plan::PlanPage;
pub use rule::RulePage;
pub use rules::RulesPage;
pub use stale::StalePage;
