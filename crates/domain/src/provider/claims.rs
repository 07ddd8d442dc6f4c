//! What the tokens of a provider say, once their signature is known to be right.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;
use uuid::Uuid;

use super::ProviderSettings;
use crate::id::UserId;

/// How far the clocks of two machines may be apart.
pub const CLOCK_SKEW_SECONDS: i64 = 120;
/// A token that was made longer ago than this does not belong to a sign-in that just happened.
const OLDEST_SECONDS: i64 = 600;
/// More values than this are not kept: what a directory puts into a token is far less.
const MOST_VALUES: usize = 2_000;
/// The event that makes a token one of signing out.
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Groups and directory roles as the provider said them; an account keeps this as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Claims {
    /// The values of the groups claim.
    pub groups: Vec<String>,
    /// The values of the roles claim, and of Entra's `wids`.
    pub roles: Vec<String>,
    /// Whether the provider left out the groups because they are too many for a token.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub groups_left_out: bool,
}

/// Who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider's lasting name for the person. With the issuer it is the account.
    pub subject: String,
    /// What people read: the name, or what comes nearest.
    pub name: String,
    /// The user principal name, where there is one.
    pub upn: Option<String>,
    /// Entra's object id, which is the user's id in the directory.
    pub object_id: Option<UserId>,
    /// Groups and roles.
    pub claims: Claims,
    /// The provider's name for the session, by which it ends.
    pub session: Option<String>,
}

impl Identity {
    /// Reads the claims of an `id_token`, with those of the user info endpoint where it was asked.
    ///
    /// `None` without a subject.
    #[must_use]
    pub fn read(claims: &Map<String, Value>, settings: &ProviderSettings) -> Option<Self> {
        let text = |name: &str| short_text(claims, name);
        let subject = text("sub")?;
        // Version 1 tokens of Entra have `upn`, version 2 tokens `preferred_username`.
        let upn = if settings.upn_claim.is_empty() {
            text("upn")
                .or_else(|| text("preferred_username"))
                .or_else(|| text("unique_name"))
        } else {
            text(&settings.upn_claim)
        };
        let name = text("name")
            .or_else(|| upn.clone())
            .or_else(|| text("email"))
            .unwrap_or_else(|| subject.clone());
        let mut roles = texts(claims, &settings.roles_claim);
        if settings.roles_claim != "wids" {
            roles.extend(texts(claims, "wids"));
        }
        Some(Self {
            name: name.chars().filter(|c| !c.is_control()).take(100).collect(),
            upn,
            object_id: text("oid")
                .and_then(|id| Uuid::parse_str(&id).ok())
                .map(UserId),
            claims: Claims {
                groups: texts(claims, &settings.groups_claim),
                roles,
                groups_left_out: groups_left_out(claims, &settings.groups_claim),
            },
            session: text("sid"),
            subject,
        })
    }
}

/// Entra's "overage": with more than 200 groups the token names a place to ask for them instead.
fn groups_left_out(claims: &Map<String, Value>, groups_claim: &str) -> bool {
    let named = claims.get("_claim_names").and_then(Value::as_object);
    named.is_some_and(|names| names.contains_key(groups_claim))
        || claims
            .get("hasgroups")
            .is_some_and(|has| has.as_bool() == Some(true) || has.as_str() == Some("true"))
}

fn short_text(claims: &Map<String, Value>, name: &str) -> Option<String> {
    let text = claims.get(name)?.as_str()?;
    (!text.is_empty() && text.len() <= 500).then(|| text.to_owned())
}

/// A list of texts; one text alone counts as a list of one.
fn texts(claims: &Map<String, Value>, name: &str) -> Vec<String> {
    let text = |value: &Value| {
        value
            .as_str()
            .filter(|text| !text.is_empty() && text.len() <= 500)
            .map(str::to_owned)
    };
    match claims.get(name) {
        Some(Value::Array(values)) => values.iter().filter_map(text).take(MOST_VALUES).collect(),
        Some(value) => text(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Whether the token was made for this client: with several audiences, `azp` must say so, and it must never say
/// another (OpenID Connect Core 3.1.3.7, 4 and 5).
#[must_use]
pub fn check_authorised_party(claims: &Map<String, Value>, client_id: &str) -> bool {
    let several = claims
        .get("aud")
        .and_then(Value::as_array)
        .is_some_and(|all| all.len() > 1);
    match claims.get("azp") {
        Some(party) => party.as_str() == Some(client_id),
        None => !several,
    }
}

/// Whether a token made at `issued_at` can belong to a sign-in that just happened.
#[must_use]
pub fn check_issue_time(issued_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let skew = TimeDelta::seconds(CLOCK_SKEW_SECONDS);
    issued_at <= now + skew && issued_at >= now - TimeDelta::seconds(OLDEST_SECONDS) - skew
}

/// A provider's word that somebody signed out there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutToken {
    /// Whose sign-ins end, if no session is named.
    pub subject: Option<String>,
    /// The one session that ends.
    pub session: Option<String>,
    /// Names the token: it counts once.
    pub token_id: String,
    /// After this it counts no more.
    pub expires_at: DateTime<Utc>,
}

/// Why a token does not sign anybody out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LogoutTokenProblem {
    /// Another provider made it.
    #[error("another issuer")]
    Issuer,
    /// It was made for another client.
    #[error("another audience")]
    Audience,
    /// It is too old, or from the future.
    #[error("not of now")]
    Time,
    /// It has no name of its own.
    #[error("no jti")]
    TokenId,
    /// It is not about signing out.
    #[error("no logout event")]
    Event,
    /// It has a nonce: it is an `id_token`.
    #[error("a nonce")]
    Nonce,
    /// It names neither person nor session.
    #[error("neither sub nor sid")]
    Nobody,
}

impl LogoutToken {
    /// Checks the claims of a token whose signature is right (OpenID Connect Back-Channel Logout 2.6).
    ///
    /// # Errors
    /// Says which check failed.
    pub fn read(
        claims: &Map<String, Value>,
        issuer: &str,
        client_id: &str,
        now: DateTime<Utc>,
    ) -> Result<Self, LogoutTokenProblem> {
        use LogoutTokenProblem as Problem;
        if claims.get("iss").and_then(Value::as_str) != Some(issuer) {
            return Err(Problem::Issuer);
        }
        let is_for_us = match claims.get("aud") {
            Some(Value::String(audience)) => audience == client_id,
            Some(Value::Array(all)) => all
                .iter()
                .any(|audience| audience.as_str() == Some(client_id)),
            _ => false,
        };
        if !is_for_us {
            return Err(Problem::Audience);
        }
        let expires_at = Self::check_times(claims, now).ok_or(Problem::Time)?;
        let token_id = short_text(claims, "jti").ok_or(Problem::TokenId)?;
        let is_logout = claims
            .get("events")
            .and_then(Value::as_object)
            .and_then(|events| events.get(LOGOUT_EVENT))
            .is_some_and(Value::is_object);
        if !is_logout {
            return Err(Problem::Event);
        }
        if claims.contains_key("nonce") {
            return Err(Problem::Nonce);
        }
        let (subject, session) = (short_text(claims, "sub"), short_text(claims, "sid"));
        if subject.is_none() && session.is_none() {
            return Err(Problem::Nobody);
        }
        Ok(Self {
            subject,
            session,
            token_id,
            expires_at,
        })
    }

    /// Until when the token counts; `None` if it does not count now. Older providers leave `exp` out.
    fn check_times(claims: &Map<String, Value>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let time = |name: &str| {
            claims
                .get(name)
                .and_then(Value::as_f64)
                .map(|seconds| seconds as i64)
                .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        };
        let skew = TimeDelta::seconds(CLOCK_SKEW_SECONDS);
        let issued_at = time("iat").filter(|issued_at| check_issue_time(*issued_at, now))?;
        let latest = issued_at + TimeDelta::seconds(OLDEST_SECONDS) + skew;
        if !claims.contains_key("exp") {
            return Some(latest);
        }
        let expires_at = time("exp")? + skew;
        (now < expires_at).then_some(expires_at.min(latest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::ProviderForm;
    use serde_json::json;

    fn settings() -> ProviderSettings {
        ProviderForm {
            name: "Fabric Harbor".to_owned(),
            issuer: "https://login.example.org".to_owned(),
            client_id: "muster".to_owned(),
            ..ProviderForm::initial()
        }
        .check()
        .unwrap()
    }

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn tokens_of_entra_in_both_versions_say_the_same() {
        let oid = "8f99bc81-2d83-44ee-aa05-be1809d0c226";
        let v1 = object(
            json!({ "sub": "s", "oid": oid, "upn": "ines@harbor.example", "unique_name": "ines@harbor.example", "name": "Ines", "groups": ["g1"], "wids": ["w1"], "ver": "1.0" }),
        );
        let v2 = object(
            json!({ "sub": "s", "oid": oid, "preferred_username": "ines@harbor.example", "name": "Ines", "groups": ["g1"], "wids": ["w1"], "ver": "2.0" }),
        );
        let (one, two) = (
            Identity::read(&v1, &settings()),
            Identity::read(&v2, &settings()),
        );
        assert_eq!(one, two);
        let identity = one.unwrap();
        assert_eq!(identity.upn.as_deref(), Some("ines@harbor.example"));
        assert_eq!(identity.object_id.unwrap().to_string(), oid);
        assert_eq!(
            (identity.claims.groups, identity.claims.roles),
            (vec!["g1".to_owned()], vec!["w1".to_owned()])
        );
    }

    #[test]
    fn an_address_for_mail_is_never_a_user_principal_name() {
        let claims =
            object(json!({ "sub": "s", "email": "maren@harbor.example", "email_verified": true }));
        let identity = Identity::read(&claims, &settings()).unwrap();
        assert_eq!((identity.upn, identity.object_id), (None, None));
    }

    #[test]
    fn too_many_groups_for_a_token_are_noticed() {
        for claims in [
            json!({ "sub": "s", "_claim_names": { "groups": "src1" }, "_claim_sources": { "src1": {} } }),
            json!({ "sub": "s", "hasgroups": true }),
        ] {
            assert!(
                Identity::read(&object(claims), &settings())
                    .unwrap()
                    .claims
                    .groups_left_out
            );
        }
        let all = json!({ "sub": "s", "groups": "only-one" });
        let identity = Identity::read(&object(all), &settings()).unwrap();
        assert!(!identity.claims.groups_left_out && identity.claims.groups == ["only-one"]);
    }

    #[test]
    fn a_token_without_subject_is_nobody() {
        for claims in [json!({}), json!({ "sub": "" }), json!({ "sub": 7 })] {
            assert_eq!(Identity::read(&object(claims), &settings()), None);
        }
    }

    #[test]
    fn the_authorised_party_is_us_wherever_it_has_to_be_said() {
        for (claims, right) in [
            (json!({ "aud": "muster" }), true),
            (json!({ "aud": ["muster"] }), true),
            (json!({ "aud": "muster", "azp": "muster" }), true),
            (json!({ "aud": ["muster", "other"], "azp": "muster" }), true),
            (json!({ "aud": ["muster", "other"] }), false),
            (json!({ "aud": "muster", "azp": "other" }), false),
            (json!({ "aud": "muster", "azp": null }), false),
        ] {
            assert_eq!(
                check_authorised_party(&object(claims.clone()), "muster"),
                right,
                "{claims}"
            );
        }
    }

    #[test]
    fn a_logout_token_is_taken_only_if_all_of_it_is_right() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let at = |seconds: i64| now.timestamp() + seconds;
        let right = json!({
            "iss": "https://login.example.org", "aud": "muster", "iat": at(-5), "exp": at(115), "jti": "j1",
            "sub": "s", "sid": "session", "events": { LOGOUT_EVENT: {} },
        });
        let read = |claims: &Value| {
            LogoutToken::read(
                &object(claims.clone()),
                "https://login.example.org",
                "muster",
                now,
            )
        };
        let token = read(&right).unwrap();
        assert_eq!(
            (token.subject.as_deref(), token.session.as_deref()),
            (Some("s"), Some("session"))
        );
        let with = |name: &str, value: Value| {
            let mut claims = right.clone();
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value;
            }
            claims
        };
        use LogoutTokenProblem as Problem;
        for (claims, problem) in [
            (with("iss", json!("https://evil.example")), Problem::Issuer),
            (
                with("iss", json!("https://login.example.org/")),
                Problem::Issuer,
            ),
            (with("aud", json!("other")), Problem::Audience),
            (with("aud", json!(["other"])), Problem::Audience),
            (with("aud", Value::Null), Problem::Audience),
            (with("iat", Value::Null), Problem::Time),
            (with("iat", json!(at(121))), Problem::Time),
            (with("iat", json!(at(-721))), Problem::Time),
            (with("exp", json!(at(-120))), Problem::Time),
            (with("exp", json!("soon")), Problem::Time),
            (with("jti", Value::Null), Problem::TokenId),
            (with("events", Value::Null), Problem::Event),
            (with("events", json!({})), Problem::Event),
            (
                with("events", json!({ LOGOUT_EVENT: true })),
                Problem::Event,
            ),
            (with("nonce", json!("n")), Problem::Nonce),
        ] {
            assert_eq!(read(&claims), Err(problem), "{claims}");
        }
        assert!(read(&with("exp", Value::Null)).is_ok());
        assert!(read(&with("sub", Value::Null)).is_ok());
        assert!(read(&with("iat", json!(at(119)))).is_ok());
        let mut nobody = with("sub", Value::Null);
        nobody.as_object_mut().unwrap().remove("sid");
        assert_eq!(read(&nobody), Err(Problem::Nobody));
    }
}
