//! Signing in and out with a local account, and the first administrator: plain forms, so that they work before
//! and without scripts, and without a word of what was typed in an address.
//!
//! And the tokens of programs.

pub mod local;
pub mod set_up;
pub mod token;

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
