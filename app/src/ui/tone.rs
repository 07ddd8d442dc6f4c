//! What a state means for the reader. Colour never says it alone: an icon and a word stand beside it.

use super::Symbol;

/// Good, bad, or neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nobody needs to act: unknown, not managed, plain information.
    #[default]
    Quiet,
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    /// The icon a part of this tone has unless it names another.
    #[must_use]
    pub const fn symbol(self) -> Symbol {
        match self {
            Self::Quiet | Self::Info => Symbol::Info,
            Self::Success => Symbol::CheckCircle,
            Self::Warning => Symbol::Alert,
            Self::Danger => Symbol::Stop,
        }
    }
}
