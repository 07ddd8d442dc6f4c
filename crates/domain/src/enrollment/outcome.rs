//! What an attempt to enroll leads to, and how it is said.

use serde::{Deserialize, Serialize};

use super::{EnrollmentPath, EnrollmentType, JoinType, Ownership, PrimaryUser};
use crate::error_code::ErrorCode;

/// What an attempt to enroll leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outcome {
    /// The device comes under management.
    Enroll {
        /// Whose the device will be.
        ownership: Ownership,
        /// How the directory will know it.
        join_type: JoinType,
        /// The enrollment type its record will have.
        enrollment_type: EnrollmentType,
        /// Who becomes its primary user.
        primary_user: PrimaryUser,
    },
    /// The device is registered, and the work account's apps are protected; the device itself is not managed.
    MamOnly,
    /// Only the directory knows the device; nobody manages it.
    DirectoryOnly {
        /// How the directory will know it.
        join_type: JoinType,
    },
    /// Windows shows an error.
    Refuse {
        /// The code that Windows shows.
        code: ErrorCode,
    },
}

impl Outcome {
    /// Whether the device comes under management.
    #[must_use]
    pub fn enrolls(&self) -> bool {
        matches!(self, Self::Enroll { .. })
    }

    /// The outcome as a cell of a table, such as "Enrolls, corporate".
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Enroll { ownership, .. } => format!("Enrolls, {}", ownership.as_str()),
            Self::MamOnly => "MAM only".to_owned(),
            Self::DirectoryOnly {
                join_type: JoinType::NotInDirectory,
            } => "Not enrolled".to_owned(),
            Self::DirectoryOnly {
                join_type: JoinType::Registered,
            } => "Registered only".to_owned(),
            Self::DirectoryOnly { join_type } => format!("{}, not managed", join_type.label()),
            Self::Refuse { code } => format!("Refused, {code}"),
        }
    }

    /// The outcome as the heading of a page.
    #[must_use]
    pub fn headline(&self) -> String {
        match self {
            Self::Enroll { ownership, .. } => {
                format!("The device will enroll, {}.", ownership.as_str())
            }
            Self::MamOnly => "MAM only. The device will not enroll.".to_owned(),
            Self::DirectoryOnly {
                join_type: JoinType::NotInDirectory,
            } => "The device will not enroll.".to_owned(),
            Self::DirectoryOnly {
                join_type: JoinType::Registered,
            } => "Registered only. The device will not enroll.".to_owned(),
            Self::DirectoryOnly { join_type } => format!(
                "{}, not managed. The device will not enroll.",
                join_type.label()
            ),
            Self::Refuse { code } => format!("Enrollment is refused with {code}."),
        }
    }

    /// What happens to device and user, in two or three sentences.
    #[must_use]
    pub fn explanation(&self, path: EnrollmentPath) -> String {
        match self {
            Self::Enroll { ownership, join_type, primary_user, .. } => format!(
                "{} It comes under management, ownership {}. Primary user: {}.",
                in_directory(*join_type),
                ownership.as_str(),
                lowercase_first(primary_user.label())
            ),
            Self::MamOnly => "The device is registered in the directory, ownership personal. App protection applies to the \
                              user’s work account. No error is shown to the user."
                .to_owned(),
            Self::DirectoryOnly { join_type: JoinType::NotInDirectory } => {
                "Nothing is recorded and nothing is managed. No error is shown.".to_owned()
            }
            Self::DirectoryOnly { join_type: join_type @ JoinType::Registered } => {
                format!("{} Nobody manages it. No error is shown to the user.", in_directory(*join_type))
            }
            Self::DirectoryOnly { join_type } => format!(
                "{} Nobody manages it, and no error is shown. If the user enrolls it by hand later, it gets a second record.",
                in_directory(*join_type)
            ),
            Self::Refuse { code } => {
                let stays = match path {
                    EnrollmentPath::GroupPolicyUser | EnrollmentPath::GroupPolicyDevice | EnrollmentPath::CoManagement => {
                        " The device stays as it was, and Windows tries again."
                    }
                    _ => "",
                };
                format!("{} {}{stays}", code.meaning(), code.fix())
            }
        }
    }
}

fn in_directory(join: JoinType) -> &'static str {
    match join {
        JoinType::NotInDirectory => "The device gets no record in the directory.",
        JoinType::Registered => "The device is registered in the directory.",
        JoinType::Joined => "The device is joined to the directory.",
        JoinType::Hybrid => "The device is hybrid joined.",
    }
}

pub(crate) fn lowercase_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}
