//! What the form of a provider takes, and what comes of it.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::Invalid;

/// The settings of a provider; each is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderSettings {
    /// What people call it: the button says "Continue with …".
    pub name: String,
    /// The provider's own address, exactly as its tokens write it.
    pub issuer: String,
    /// The name under which the provider knows Muster.
    pub client_id: String,
    /// Asked for beside `openid`.
    pub scopes: Vec<String>,
    /// The claim that holds the user principal name; blank takes the usual ones in turn.
    pub upn_claim: String,
    /// The claim that lists groups.
    pub groups_claim: String,
    /// The claim that lists directory roles, beside Entra's `wids`.
    pub roles_claim: String,
    /// Whether a person may be found in the directory by the user principal name.
    pub trusts_upn: bool,
    /// Whether people may sign in with it.
    pub is_enabled: bool,
}

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderForm {
    /// See [`ProviderSettings::name`].
    pub name: String,
    /// See [`ProviderSettings::issuer`].
    pub issuer: String,
    /// See [`ProviderSettings::client_id`].
    pub client_id: String,
    /// A new secret; blank keeps the one that is there.
    pub client_secret: String,
    /// Words with spaces between them.
    pub scopes: String,
    /// See [`ProviderSettings::upn_claim`].
    pub upn_claim: String,
    /// See [`ProviderSettings::groups_claim`].
    pub groups_claim: String,
    /// See [`ProviderSettings::roles_claim`].
    pub roles_claim: String,
    /// See [`ProviderSettings::trusts_upn`].
    pub trusts_upn: bool,
    /// See [`ProviderSettings::is_enabled`].
    pub is_enabled: bool,
}

impl ProviderForm {
    /// What a new provider begins with.
    #[must_use]
    pub fn initial() -> Self {
        Self {
            scopes: "profile email".to_owned(),
            groups_claim: "groups".to_owned(),
            roles_claim: "roles".to_owned(),
            is_enabled: true,
            ..Self::default()
        }
    }

    /// The form that shows `settings`; the secret is never shown.
    #[must_use]
    pub fn of(settings: &ProviderSettings) -> Self {
        Self {
            name: settings.name.clone(),
            issuer: settings.issuer.clone(),
            client_id: settings.client_id.clone(),
            client_secret: String::new(),
            scopes: settings.scopes.join(" "),
            upn_claim: settings.upn_claim.clone(),
            groups_claim: settings.groups_claim.clone(),
            roles_claim: settings.roles_claim.clone(),
            trusts_upn: settings.trusts_upn,
            is_enabled: settings.is_enabled,
        }
    }

    /// The settings that the form asks for.
    ///
    /// # Errors
    /// Names the field and what to write instead.
    pub fn check(&self) -> Result<ProviderSettings, Invalid> {
        if self.client_secret.len() > 1000 {
            return Err(Invalid::new(
                "client_secret",
                "use at most 1,000 characters",
            ));
        }
        Ok(ProviderSettings {
            name: line(
                "name",
                &self.name,
                60,
                "write what people call it, such as Fabric Harbor",
            )?,
            issuer: check_issuer(&self.issuer)?,
            client_id: line(
                "client_id",
                &self.client_id,
                300,
                "write the client id (Entra: application id) that the provider shows for Muster",
            )?,
            scopes: check_scopes(&self.scopes)?,
            upn_claim: claim_name("upn_claim", &self.upn_claim)?,
            groups_claim: claim_name("groups_claim", &self.groups_claim)?,
            roles_claim: claim_name("roles_claim", &self.roles_claim)?,
            trusts_upn: self.trusts_upn,
            is_enabled: self.is_enabled,
        })
    }
}

impl ProviderSettings {
    /// A key for the provider's addresses that is made of its name: small letters, digits and hyphens.
    #[must_use]
    pub fn key(&self) -> String {
        let mut key = String::new();
        for c in self.name.chars().flat_map(char::to_lowercase) {
            if c.is_ascii_alphanumeric() {
                key.push(c);
            } else if !key.is_empty() && !key.ends_with('-') {
                key.push('-');
            }
        }
        let key: String = key.chars().take(40).collect();
        let key = key.trim_end_matches('-');
        if key.is_empty() { "provider" } else { key }.to_owned()
    }
}

/// Whether `key` can be part of a provider's addresses.
///
/// # Errors
/// Says what to write instead.
pub(crate) fn line(
    field: &str,
    text: &str,
    longest: usize,
    missing: &str,
) -> Result<String, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::new(field, missing));
    }
    if text.chars().count() > longest {
        return Err(Invalid::new(
            field,
            format!("use at most {longest} characters"),
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(Invalid::new(
            field,
            "leave out line breaks and control characters",
        ));
    }
    Ok(text.to_owned())
}

/// The provider's address: https, or plain http on this very machine.
fn check_issuer(text: &str) -> Result<String, Invalid> {
    let refuse = |problem: &str| Err(Invalid::new("issuer", problem));
    let text = line(
        "issuer",
        text,
        500,
        "write the provider's address, such as https://login.example.org",
    )?;
    if text.ends_with("/.well-known/openid-configuration") {
        return refuse("leave out /.well-known/openid-configuration: Muster adds it");
    }
    let Ok(url) = Url::parse(&text) else {
        return refuse("write a whole address, such as https://login.example.org");
    };
    if !(url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url)) {
        return refuse("begin with https://; plain http works for a provider on this machine only");
    }
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return refuse("leave out everything after ? or # and before @");
    }
    if is_of_many_tenants(&url) {
        return refuse(
            "use the address of your own tenant: https://login.microsoftonline.com/TENANT-ID/v2.0",
        );
    }
    Ok(text)
}

/// Whether the address leads to this very machine.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Entra's addresses for everybody's accounts: their tokens come from any tenant, so nobody would be kept out.
fn is_of_many_tenants(url: &Url) -> bool {
    url.host_str()
        .is_some_and(|host| host.ends_with("login.microsoftonline.com"))
        && url
            .path_segments()
            .and_then(|mut segments| segments.next())
            .is_some_and(|tenant| matches!(tenant, "" | "common" | "organizations" | "consumers"))
}

fn check_scopes(text: &str) -> Result<Vec<String>, Invalid> {
    let scopes: Vec<String> = text
        .split_whitespace()
        .filter(|scope| *scope != "openid")
        .map(str::to_owned)
        .collect();
    let is_scope = |scope: &String| {
        scope
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
    };
    if scopes.len() > 20 || !scopes.iter().all(is_scope) || text.len() > 500 {
        return Err(Invalid::new(
            "scopes",
            "write scope names with spaces between them, such as profile email",
        ));
    }
    Ok(scopes)
}

fn claim_name(field: &str, text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    if text.len() > 200 || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Invalid::new(
            field,
            "write the name of one claim, such as groups",
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ProviderForm {
        ProviderForm {
            name: "Fabric Harbor".to_owned(),
            issuer: "https://login.example.org".to_owned(),
            client_id: "muster".to_owned(),
            ..ProviderForm::initial()
        }
    }

    #[test]
    fn an_issuer_is_taken_exactly_as_it_is_written() {
        for issuer in [
            "https://login.example.org",
            "https://login.example.org/",
            "https://login.microsoftonline.com/8f99bc81-2d83-44ee-aa05-be1809d0c226/v2.0",
            "https://sts.windows.net/8f99bc81-2d83-44ee-aa05-be1809d0c226/",
            "http://localhost:8080/realms/muster",
            "http://127.0.0.1:4000",
            "http://[::1]:4000",
        ] {
            let settings = ProviderForm {
                issuer: issuer.to_owned(),
                ..form()
            }
            .check()
            .unwrap();
            assert_eq!(settings.issuer, issuer);
        }
    }

    #[test]
    fn an_issuer_that_cannot_be_trusted_is_refused() {
        for issuer in [
            "",
            "login.example.org",
            "http://login.example.org",
            "http://127.0.0.1.example.org",
            "https://user:secret@login.example.org",
            "https://login.example.org?a=b",
            "https://login.example.org#a",
            "https://login.example.org/.well-known/openid-configuration",
            "https://login.microsoftonline.com/common/v2.0",
            "https://login.microsoftonline.com/organizations/v2.0",
            "javascript:alert(1)",
        ] {
            let refused = ProviderForm {
                issuer: issuer.to_owned(),
                ..form()
            }
            .check()
            .unwrap_err();
            assert_eq!(refused.field, "issuer", "{issuer}");
        }
    }

    #[test]
    fn the_key_is_made_of_the_name() {
        for (name, key) in [
            ("Fabric Harbor", "fabric-harbor"),
            ("  Entra ID (test) ", "entra-id-test"),
            ("Öäü", "provider"),
            ("A", "a"),
        ] {
            let settings = ProviderForm {
                name: name.to_owned(),
                ..form()
            }
            .check()
            .unwrap();
            assert_eq!(settings.key(), key);
        }
    }

    #[test]
    fn openid_is_asked_for_anyway() {
        let settings = ProviderForm {
            scopes: "openid  profile".to_owned(),
            ..form()
        }
        .check()
        .unwrap();
        assert_eq!(settings.scopes, ["profile"]);
    }
}
