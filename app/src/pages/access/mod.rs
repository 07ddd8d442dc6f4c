//! Getting in: signing in, the first administrator, and the account one is signed in with.

mod account;
mod api;
mod authenticator;
mod passkey_button;
mod passkeys;
mod problem;
mod set_up;
mod sign_in;
mod signed_out;

pub use account::AccountPage;
pub use problem::SignInProblem;
pub use set_up::SetUpPage;
pub use sign_in::SignInPage;
pub use signed_out::SignedOutPage;
