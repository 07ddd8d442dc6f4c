//! Links to help pages that name their reader: sealed, so that nobody can make one that says something else or read from it
//! whom it is for, and for some days only.

use chrono::TimeDelta;
use domain::help::MadeFor;

use crate::Muster;
use crate::accounts::hex;

/// For how long a link names its reader.
const LINK_DAYS: i64 = 14;
/// What the key seals it for.
const PLACE: &str = "help link";
/// No link is longer, in hexadecimal digits.
const LONGEST: usize = 4_096;

impl Muster {
    /// What a link carries to name its reader; `None` where there is no key.
    pub(crate) fn help_link_token(&self, account: &str, device: &str) -> Option<String> {
        let made_for = MadeFor {
            account: account.to_owned(),
            device: device.to_owned(),
            until: self.clock.now() + TimeDelta::days(LINK_DAYS),
        };
        let json = serde_json::to_string(&made_for).ok()?;
        let sealed = self.secret_key.as_ref()?.seal(PLACE, &json).ok()?;
        Some(hex(&sealed))
    }

    /// For whom a link was made. `None` for one that was changed or made elsewhere, and for one that is too old: the page it
    /// leads to is the same without.
    #[must_use]
    pub fn read_help_link(&self, token: &str) -> Option<MadeFor> {
        if token.len() > LONGEST {
            return None;
        }
        let sealed = unhex(token)?;
        let json = self.secret_key.as_ref()?.open(PLACE, &sealed)?;
        let made_for: MadeFor = serde_json::from_str(&json).ok()?;
        (made_for.until > self.clock.now()).then_some(made_for)
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    digits
        .chunks(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect()
}
