//! Signing in and out, with a local account or a provider, the first administrator, and the tokens of programs.
//!
//! Plain forms and links, so that they work before and without scripts, and without a word of what was typed in an address.

pub mod local;
pub mod oidc;
pub mod set_up;
pub mod token;

use axum::http::{HeaderMap, header};

/// What the browser calls itself.
fn browser_name(headers: &HeaderMap) -> String {
    let name = headers.get(header::USER_AGENT);
    let name = name.and_then(|value| value.to_str().ok());
    name.unwrap_or_default().to_owned()
}

/// A path on this server to return to after signing in; anything that could lead elsewhere leads to the start page.
fn safe_return(next: &str) -> &str {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(|c: char| c == '\\' || c.is_control());
    if is_ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::safe_return;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        for next in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "evil",
            "/a\r\nb",
            "/\t/evil.example",
        ] {
            assert_eq!(safe_return(next), "/", "{next}");
        }
        assert_eq!(safe_return("/devices?search=a"), "/devices?search=a");
    }
}
