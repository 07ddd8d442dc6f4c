//! The running system and the actor who asks, as the server hands them to server functions.

use domain::actor::Actor;
use domain::id::SignInId;
use leptos::prelude::use_context;
use service::{Error, Muster};

use crate::error::AppError;

/// Who sent a request. The server's session layer puts it among the request's extensions.
#[derive(Clone, Debug)]
pub enum Visitor {
    /// Nobody who is known.
    Stranger,
    /// A signed-in account, and which of its sign-ins this is.
    SignedIn(Actor, SignInId),
}

/// A secret that the request itself has made. The page that answers it shows the secret this once.
#[derive(Clone)]
pub struct FreshSecret {
    /// What it is for.
    pub name: String,
    /// The secret.
    pub secret: String,
}

/// From which network address a request came. The server's session layer puts it among the request's extensions.
#[derive(Clone, Debug)]
pub struct Address(pub String);

/// From which network address this request came.
pub(crate) fn address() -> String {
    use_context::<http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Address>().cloned())
        .map(|Address(address)| address)
        .unwrap_or_default()
}

/// The running system.
pub(crate) fn muster() -> Result<Muster, AppError> {
    use_context::<Muster>()
        .ok_or_else(|| Error::Internal("a server function ran outside the server").into())
}

/// The running system and the actor who asks.
///
/// # Errors
/// [`AppError`] that asks to sign in.
pub(crate) fn signed_in() -> Result<(Muster, Actor), AppError> {
    let (muster, actor, _) = signed_in_here()?;
    Ok((muster, actor))
}

/// As [`signed_in`], with the sign-in of this very browser.
pub(crate) fn signed_in_here() -> Result<(Muster, Actor, SignInId), AppError> {
    let visitor = use_context::<http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<Visitor>().cloned());
    match visitor {
        Some(Visitor::SignedIn(actor, sign_in)) => Ok((muster()?, actor, sign_in)),
        Some(Visitor::Stranger) | None => Err(Error::SignedOut.into()),
    }
}
