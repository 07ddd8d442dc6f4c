//! Support: what error codes mean and what helps.

mod api;
mod code;
mod codes;

pub use code::CodePage;
pub use codes::CodesPage;
