//! Support: who is on the phone, what stands in the way, and what error codes mean.

mod api;
mod code;
mod codes;
mod device_case;
mod find;
mod findings;
mod help_pages;
mod user_case;

pub use code::CodePage;
pub use codes::CodesPage;
pub use find::TroubleshootingPage;
pub use help_pages::HelpPagesPage;
