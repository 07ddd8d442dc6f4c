//! Domains: where the two records of each lead, and what to do about those that lead elsewhere.

mod api;
mod detail;
mod list;
mod settings;
mod words;

pub use detail::DomainPage;
pub use list::DomainsPage;
pub use settings::DnsSettingsPage;
