//! Sign-in providers and the local accounts beside them. All forms are plain ones, which the server answers.

mod addresses;
mod api;
mod detail;
mod form;
mod list;
mod local_accounts;
mod new;
mod test;

pub use detail::SignInProviderPage;
pub use list::SignInProvidersPage;
pub use new::NewSignInProviderPage;
