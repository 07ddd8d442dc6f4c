//! Automatic enrollment: the settings with what saving them would change, who they reach, and every save there was.

mod api;
mod automatic;
mod check_up;
mod draft;
mod effect_list;
mod effect_panel;
mod group_list;
mod group_picker;
mod history;
mod leave;
mod prerequisites;
mod problems;
mod save_bar;
mod scope_fields;
mod settings_fields;
mod shares;
mod unsaved;
mod url_fields;
mod warnings;

pub use automatic::AutomaticEnrollmentPage;
pub use check_up::CheckUpPage;
pub use effect_list::EffectListPage;
pub use history::EnrollmentHistoryPage;
