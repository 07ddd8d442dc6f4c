//! An address that Windows accepts for management.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::Invalid;

/// An https address, kept as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HttpsUrl(String);

impl HttpsUrl {
    /// The most bytes an address may have: what every browser and proxy on the way still carries.
    pub const MAX_BYTES: usize = 2048;

    /// Reads the address typed into `field`.
    ///
    /// # Errors
    /// Names `field` and what to write instead, if the text is not an https address with a host.
    pub fn parse(field: &str, text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let refuse = |problem: &str| Err(Invalid::new(field, problem));
        if text.len() > Self::MAX_BYTES {
            return refuse("use an address of at most 2,048 bytes");
        }
        // The parser would quietly encode or drop these.
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return refuse("remove the spaces and line breaks from the address");
        }
        match Url::parse(text) {
            Ok(url) if url.scheme() != "https" => {
                refuse("start the address with https://, Windows refuses others")
            }
            Ok(url) if url.has_host() => Ok(Self(text.to_owned())),
            _ => refuse("write a whole address, such as https://mdm.example.com/discovery"),
        }
    }

    /// Reads the address typed into `field`, where blank means that there is none.
    ///
    /// # Errors
    /// As [`HttpsUrl::parse`].
    pub fn parse_optional(field: &str, text: &str) -> Result<Option<Self>, Invalid> {
        if text.trim().is_empty() {
            Ok(None)
        } else {
            Self::parse(field, text).map(Some)
        }
    }

    /// The address as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for HttpsUrl {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse("url", text)
    }
}

impl TryFrom<String> for HttpsUrl {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<HttpsUrl> for String {
    fn from(url: HttpsUrl) -> Self {
        url.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_https_address_is_kept_as_typed() {
        for text in [
            "https://mdm.example.com",
            "https://MDM.example.com:8443/Enroll?x=1",
            "HTTPS://10.0.0.7/a%20b",
        ] {
            assert_eq!(text.parse::<HttpsUrl>().unwrap().as_str(), text);
        }
        assert_eq!(
            HttpsUrl::parse("discovery", "  https://a.example \n")
                .unwrap()
                .as_str(),
            "https://a.example"
        );
    }

    #[test]
    fn anything_that_windows_would_refuse_is_refused_by_field() {
        let long = format!("https://a.example/{}", "x".repeat(HttpsUrl::MAX_BYTES));
        for text in [
            "",
            "http://a.example",
            "ftp://a.example",
            "javascript:alert(1)",
            "a.example",
            "https://",
            "https:///",
            "https://a.example/b c",
            "https://a.example/\u{7}",
            "https://a b.example",
            &long,
        ] {
            assert_eq!(
                HttpsUrl::parse("discovery", text).unwrap_err().field,
                "discovery",
                "{text}"
            );
        }
    }

    #[test]
    fn a_blank_address_is_none() {
        assert_eq!(HttpsUrl::parse_optional("discovery", "  ").unwrap(), None);
        assert!(HttpsUrl::parse_optional("discovery", "x").is_err());
    }

    #[test]
    fn json_cannot_bring_in_what_the_form_would_refuse() {
        assert!(serde_json::from_str::<HttpsUrl>("\"http://a.example\"").is_err());
        let url: HttpsUrl = serde_json::from_str("\"https://a.example/x\"").unwrap();
        assert_eq!(
            serde_json::to_string(&url).unwrap(),
            "\"https://a.example/x\""
        );
    }
}
