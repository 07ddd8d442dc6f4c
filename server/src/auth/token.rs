//! `Authorization: Bearer muster_…`: the token of a program, as the doors that programs use read it.

use axum::http::{HeaderMap, header};
use domain::actor::Actor;
use service::{Error, Muster};

/// Who holds the token that a request carries.
///
/// # Errors
/// [`Error::SignedOut`] where there is none or it does not work, the same whatever is wrong with it;
/// [`Error::TooManyTries`]; the database failed.
pub async fn actor(muster: &Muster, headers: &HeaderMap, address: &str) -> Result<Actor, Error> {
    match bearer(headers) {
        Some(secret) => muster.check_api_token(secret, address).await,
        None => Err(Error::SignedOut),
    }
}

/// The word after `Bearer`, which may be written in any case (RFC 9110 §11.1).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    let secret = secret.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !secret.is_empty()).then_some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_token_is_read() {
        for (value, secret) in [
            ("Bearer muster_1", Some("muster_1")),
            ("bearer  muster_1 ", Some("muster_1")),
            ("Basic bXVzdGVy", None),
            ("Bearer", None),
            ("Bearer ", None),
            ("muster_1", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            assert_eq!(bearer(&headers), secret, "{value}");
        }
    }
}
