//! Why somebody was not let in, and what is wrong with a provider, in words.

use crate::words::words;

words! {
    /// Why a sign-in with a provider did not happen. The word travels in the address of the sign-in page.
    Refusal, "refusal" {
        /// The provider does not answer, or not as a provider.
        Unreachable = "unreachable", "The sign-in provider does not answer. Nothing was changed. Try again in a moment; the local administrator can still sign in.";
        /// The person, or the provider, said no.
        Declined = "declined", "The sign-in provider did not sign you in. Try again, and ask whoever looks after it if it stays.";
        /// The way back came too late, twice, from another browser, or was never begun.
        Stale = "stale", "This sign-in was begun too long ago, in another browser, or was used already. Begin again.";
        /// What came back cannot be trusted.
        Untrusted = "untrusted", "What the sign-in provider sent cannot be trusted, so you were not signed in. Ask whoever looks after Muster to test the provider.";
        /// The client secret or another part of the set-up is wrong.
        Misconfigured = "misconfigured", "The sign-in provider does not accept Muster. Ask whoever looks after Muster to test the provider.";
        /// The person's user is disabled in the directory.
        NotInDirectory = "not-in-directory", "Your user is disabled in the directory. Ask whoever looks after users.";
        /// The account is disabled in Muster.
        Disabled = "disabled", "This account is disabled in Muster. Use another way to sign in.";
        /// The provider is not there, or not switched on.
        NoProvider = "no-provider", "This way to sign in is not available any more.";
        /// Too many sign-ins were begun from one network and not ended.
        TooMany = "too-many", "Too many sign-ins were begun from your network. Wait ten minutes, then try again.";
    }
}

/// What a test of a provider finds wrong, the first thing that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestProblem {
    /// The address has no host that is known.
    UnknownHost,
    /// Nobody listens there, or a firewall is between.
    NoConnection,
    /// It does not answer in time.
    TooSlow,
    /// Its certificate is not trusted.
    Tls,
    /// It answers with this status.
    Status(u16),
    /// It leads elsewhere, which is not followed.
    Redirects,
    /// The answer is larger than any such document.
    TooLarge,
    /// The answer is not a discovery document.
    NoDiscovery,
    /// The document names another issuer than the address it is at.
    OtherIssuer(String),
    /// An address in the document is not https.
    InsecureAddress,
    /// The provider does not offer the authorization code flow.
    NoCodeFlow,
    /// The provider does not offer a way to prove who Muster is that Muster knows.
    NoClientMethod,
    /// No signing algorithm is taken by both.
    NoAlgorithm,
    /// Its keys cannot be had, or none fits.
    NoKeys,
    /// It does not know the client, or refuses the secret.
    ClientRefused,
    /// Its clock and ours differ by so many seconds.
    ClockOff(i64),
    /// The kept secret cannot be read: the key file is another one.
    SecretUnreadable,
}

impl TestProblem {
    /// What is wrong and what helps.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::UnknownHost => "The host name in the address is not known. Check its spelling, and the name server of the machine that Muster runs on.".to_owned(),
            Self::NoConnection => "Nothing can be reached at the address. Check host and port, and whether a firewall or proxy is in between.".to_owned(),
            Self::TooSlow => "The provider does not answer within 10 seconds.".to_owned(),
            Self::Tls => "The provider's TLS certificate is not trusted, or not for this host. Install the authority's certificate on the machine that Muster runs on.".to_owned(),
            Self::Status(status) => format!("The provider answers with status {status} where its discovery document should be. Check the path of the address."),
            Self::Redirects => "The address leads to another one, which is not followed. Use the address that it leads to.".to_owned(),
            Self::TooLarge => "The answer is far larger than a discovery document. Check the address.".to_owned(),
            Self::NoDiscovery => "What is at the address is not an OpenID Connect discovery document. Check the address.".to_owned(),
            Self::OtherIssuer(issuer) => format!("The provider calls itself {issuer}, which is not the address here. Write it exactly so, with or without the slash at the end."),
            Self::InsecureAddress => "The provider's document names an address that is not https, so nothing is sent there.".to_owned(),
            Self::NoCodeFlow => "The provider does not offer the authorization code flow.".to_owned(),
            Self::NoClientMethod => "The provider takes a client secret in no way that Muster knows (client_secret_basic, client_secret_post).".to_owned(),
            Self::NoAlgorithm => "The provider signs with no algorithm that Muster takes: RS256, PS256, ES256, EdDSA and their longer kin.".to_owned(),
            Self::NoKeys => "The provider's signing keys cannot be read.".to_owned(),
            Self::ClientRefused => "The provider refuses the client id or the client secret. Check both, and whether the secret has run out.".to_owned(),
            Self::ClockOff(seconds) => format!("The provider's clock and the clock of the machine that Muster runs on differ by {} seconds. Sign-ins fail above 2 minutes.", seconds.abs()),
            Self::SecretUnreadable => "The kept client secret cannot be read: it was kept with another key file. Enter the secret again.".to_owned(),
        }
    }
}
