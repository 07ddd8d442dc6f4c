//! Sign-in providers: what is kept of one, what its form takes, and what its tokens say.
//!
//! Signatures are not checked here: whoever asks has done that.

mod claims;
mod form;
mod problem;

pub use claims::{
    CLOCK_SKEW_SECONDS, Claims, Identity, LogoutToken, LogoutTokenProblem, check_authorised_party,
    check_issue_time,
};
pub use form::{ProviderForm, ProviderSettings};
pub use problem::{Refusal, TestProblem};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::ProviderId;
use crate::words::words;

words! {
    /// Where the settings of a provider come from.
    ProviderSource, "source" {
        /// Saved on the page.
        Page = "page", "This page";
        /// Written in the configuration of the server; the page cannot change them.
        Configuration = "configuration", "The server's configuration";
    }
}

/// A sign-in provider as people see it. The secret is not in it, only whether there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// Identifies it.
    pub id: ProviderId,
    /// Its part of the addresses that the provider is told; never changes.
    pub key: String,
    /// What is set.
    pub settings: ProviderSettings,
    /// Whether a client secret is kept.
    pub has_secret: bool,
    /// Where the settings come from.
    pub source: ProviderSource,
    /// When the settings were changed last.
    pub changed_at: DateTime<Utc>,
    /// What the last test found, and when.
    pub tested: Option<Tested>,
    /// When somebody last signed in with it.
    pub worked_at: Option<DateTime<Utc>>,
}

/// The outcome of a test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tested {
    /// When.
    pub at: DateTime<Utc>,
    /// What is wrong; `None` when all is well.
    pub problem: Option<String>,
    /// Worth knowing though nothing is wrong.
    pub note: Option<String>,
}

/// The button on the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderChoice {
    /// The provider's part of the address.
    pub key: String,
    /// What people call it.
    pub name: String,
}

/// The addresses that an administrator tells the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderAddresses {
    /// Where the provider sends people who signed in.
    pub redirect: String,
    /// Where it sends people who signed out.
    pub after_sign_out: String,
    /// Where it says that somebody signed out.
    pub back_channel: String,
}

impl ProviderAddresses {
    /// Those of the provider `key` on the server at `public_address`.
    #[must_use]
    pub fn new(public_address: &str, key: &str) -> Self {
        Self {
            redirect: format!("{public_address}/sign-in/with/{key}/callback"),
            after_sign_out: format!("{public_address}/sign-in"),
            back_channel: format!("{public_address}/sign-in/with/{key}/back-channel-logout"),
        }
    }
}
