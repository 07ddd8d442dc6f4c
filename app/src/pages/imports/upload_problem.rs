//! Why files did not arrive, as the address of the import page says it.

use std::fmt;
use std::str::FromStr;

use leptos::prelude::*;

use crate::ui::{Notice, Tone};

/// What went wrong with an upload. Nothing of it was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadProblem {
    /// The form had no file in it.
    NoFile,
    /// The connection ended before the last file did.
    CutOff,
    /// The account may not import.
    Forbidden,
    /// The server failed.
    Server,
}

impl UploadProblem {
    const ALL: [Self; 4] = [Self::NoFile, Self::CutOff, Self::Forbidden, Self::Server];

    const fn word(self) -> &'static str {
        match self {
            Self::NoFile => "no-file",
            Self::CutOff => "cut-off",
            Self::Forbidden => "forbidden",
            Self::Server => "server",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::NoFile => "No file was chosen. Choose one or more export files, then check them.",
            Self::CutOff => {
                "The files did not arrive whole, so none of them was kept. Nothing was changed. Send them again."
            }
            Self::Forbidden => "Your account may not import files. Nothing was changed.",
            Self::Server => {
                "Something went wrong on the server while the files arrived. Nothing was changed. Send them again."
            }
        }
    }
}

impl fmt::Display for UploadProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for UploadProblem {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|problem| problem.word() == text)
            .ok_or(())
    }
}

/// Says it above the form.
#[component]
pub fn UploadFailed(problem: UploadProblem) -> impl IntoView {
    view! {
        <Notice tone=Tone::Danger>
            <p>{problem.sentence()}</p>
        </Notice>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_survives_its_address() {
        for problem in UploadProblem::ALL {
            assert_eq!(problem.to_string().parse(), Ok(problem));
        }
        assert_eq!("<script>".parse::<UploadProblem>(), Err(()));
    }
}
