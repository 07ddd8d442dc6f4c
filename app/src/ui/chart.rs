//! What the charts share: their colours.

/// The colour of a bar or a column. It only repeats what the label says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChartTone {
    /// The usual one.
    #[default]
    Main,
    /// Beside the usual one.
    Second,
    /// What someone should look at.
    Attention,
    /// What is wrong.
    Danger,
    /// What is not known.
    Quiet,
}

impl ChartTone {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Main => "fill-chart-1",
            Self::Second => "fill-chart-2",
            Self::Attention => "fill-chart-3",
            Self::Danger => "fill-chart-4",
            Self::Quiet => "fill-chart-5",
        }
    }
}
