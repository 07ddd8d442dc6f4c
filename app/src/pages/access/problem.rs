//! Why signing in failed, as it travels in the address of the sign-in page: a word, never a text.

use std::fmt;
use std::str::FromStr;

use domain::provider::Refusal;

/// Why the form came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInProblem {
    /// Name or password is wrong; which of the two is not said.
    Wrong,
    /// Too many tries: wait so many seconds.
    Wait(i64),
    /// The server failed.
    Server,
    /// The passkey is not known, or the answer came too late.
    Passkey,
    /// The provider, or what it said, did not let anybody in.
    Provider(Refusal),
}

impl SignInProblem {
    /// What the page says.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Wrong => {
                "Name or password is wrong. After five wrong tries each further one has to wait."
                    .to_owned()
            }
            Self::Wait(1) => "Too many tries. Wait a second, then try again.".to_owned(),
            Self::Wait(seconds) => {
                format!("Too many tries. Wait {seconds} seconds, then try again.")
            }
            Self::Server => {
                "The server could not check this. Nothing was changed. Try again in a moment."
                    .to_owned()
            }
            Self::Passkey => {
                "This passkey is not known here, or it took too long. Try again, or sign in another way."
                    .to_owned()
            }
            Self::Provider(refusal) => refusal.label().to_owned(),
        }
    }
}

impl fmt::Display for SignInProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong => f.write_str("wrong"),
            Self::Wait(seconds) => write!(f, "wait-{seconds}"),
            Self::Server => f.write_str("server"),
            Self::Passkey => f.write_str("passkey"),
            Self::Provider(refusal) => write!(f, "provider-{}", refusal.as_str()),
        }
    }
}

impl FromStr for SignInProblem {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "wrong" => Ok(Self::Wrong),
            "server" => Ok(Self::Server),
            "passkey" => Ok(Self::Passkey),
            _ if text.starts_with("provider-") => {
                let word = text.trim_start_matches("provider-");
                word.parse().map(Self::Provider).map_err(drop)
            }
            _ => text
                .strip_prefix("wait-")
                .and_then(|seconds| seconds.parse().ok())
                .map(Self::Wait)
                .ok_or(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_survives_the_address() {
        for problem in [
            SignInProblem::Wrong,
            SignInProblem::Wait(16),
            SignInProblem::Server,
            SignInProblem::Passkey,
            SignInProblem::Provider(Refusal::NotInDirectory),
        ] {
            assert_eq!(problem.to_string().parse(), Ok(problem));
        }
        assert!("<script>".parse::<SignInProblem>().is_err());
    }
}
