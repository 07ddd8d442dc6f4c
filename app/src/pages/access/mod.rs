//! Getting in: signing in, the first administrator, and the account one is signed in with.

mod account;
mod api;
mod problem;
mod set_up;
mod sign_in;

pub use account::AccountPage;
pub use problem::SignInProblem;
pub use set_up::SetUpPage;
pub use sign_in::SignInPage;
